"""The nearest thing for Ollama, whose window must be set: it cuts longer prompts without a word."""

from __future__ import annotations

import shlex

from agent.engine.recipes.recipe import NIGHT, Recipe

LINES = """# OLLAMA_CONTEXT_LENGTH  num_ctx for all models: Ollama drops what is over it and answers all the same. `nightwiki doctor` counts
# OLLAMA_NUM_PARALLEL    conversations at once (--workers); each takes its own context
# OLLAMA_KEEP_ALIVE      the model stays loaded between calls
OLLAMA_CONTEXT_LENGTH={window} OLLAMA_NUM_PARALLEL={slots} OLLAMA_KEEP_ALIVE=24h ollama serve &
ollama pull {model}

# Where Ollama runs as a service (it starts again by itself): systemctl edit ollama, and under [Service]
#   Environment="OLLAMA_CONTEXT_LENGTH={window}"
#   Environment="OLLAMA_NUM_PARALLEL={slots}"
# A model with a window of its own, if neither is possible:
#   printf 'FROM {model}\\nPARAMETER num_ctx {window}\\n' > Modelfile && ollama create night -f Modelfile

# Then: nightwiki run SOURCES --engine http://localhost:11434/v1 --model {model}"""


def written(recipe: Recipe) -> str:
    """Shell lines with the window set."""
    model = recipe.known.ollama if recipe.known else recipe.model
    return LINES.format(model=shlex.quote(model), window=2 * NIGHT, slots=4)
