"""The nearest thing for Ollama, whose window must be set: it cuts longer prompts without a word."""

from __future__ import annotations

import shlex

from agent.engine.recipes.recipe import Recipe
from agent.engine.recipes.slots import held

LINES = """# Needs Ollama: https://ollama.com/download
# OLLAMA_CONTEXT_LENGTH  num_ctx for all models: Ollama drops what is over it and answers all the same. `nightwiki doctor` counts
# OLLAMA_NUM_PARALLEL    conversations at once; each takes its own context
# OLLAMA_KEEP_ALIVE      the model stays loaded between calls
# Where Ollama runs already as a service (its installer for Linux makes one, which starts again by itself) leave out the next line, and:
#   sudo systemctl edit ollama       and write there, under [Service]:
#     Environment="OLLAMA_CONTEXT_LENGTH={window}" "OLLAMA_NUM_PARALLEL={slots}" "OLLAMA_KEEP_ALIVE=24h"
#   sudo systemctl restart ollama
OLLAMA_CONTEXT_LENGTH={window} OLLAMA_NUM_PARALLEL={slots} OLLAMA_KEEP_ALIVE=24h ollama serve &
until ollama list >/dev/null 2>&1; do sleep 1; done
ollama pull {model}

# A model with a window of its own, if neither is possible:
#   echo FROM {model} > Modelfile && echo PARAMETER num_ctx {window} >> Modelfile && ollama create night -f Modelfile

# Then: nightwiki doctor --engine http://localhost:11434/v1 --model {model}
#       nightwiki run SOURCES --engine http://localhost:11434/v1 --model {model}"""


def written(recipe: Recipe) -> str:
    """Shell lines with the window set."""
    model = recipe.known.ollama if recipe.known else recipe.model
    slots, window, arithmetic = held(recipe)
    lines = LINES.format(model=shlex.quote(model), window=window, slots=slots)
    return "\n".join([*(f"# {line}" for line in arithmetic), lines])
