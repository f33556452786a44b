"""The nearest thing for llama.cpp's server."""

from __future__ import annotations

import shlex

from agent.engine.recipes.command import PORT, THEN
from agent.engine.recipes.recipe import Recipe
from agent.engine.recipes.slots import held


def written(recipe: Recipe) -> str:
    """`llama-server`, in a loop that starts it again. Its context is one for all slots: each gets its share."""
    model = recipe.known.gguf if recipe.known else recipe.model
    slots, each, arithmetic = held(recipe)
    source = f"-m {shlex.quote(model)}" if model.endswith(".gguf") else f"-hf {shlex.quote(model)}"
    flags = {
        source: "the weights, in 4 bits" if recipe.known else "the weights",
        f"-c {slots * each}": f"the context of all slots together: {each:,} tokens for each. Without it a prompt may be refused early",
        f"-np {slots}": "conversations at once; a night finds that out",
        "-ngl 99": "all layers on the card",
        "-fa on": "attention that takes less memory",
        "--jinja": "the model's own template: tool calls, system role",
        "--metrics": "counts that `nightwiki doctor` reads",
        "--no-webui": "no page for browsers",
    }
    wide = max(map(len, flags))
    told = [f"# {flag:<{wide}}  {why}" for flag, why in flags.items()]
    body = " \\\n    ".join([f"llama-server --port {PORT}", *flags])
    needs = "# Needs llama-server, built for the card: https://github.com/ggml-org/llama.cpp/releases"
    head = [*(f"# {line}" for line in arithmetic), *told, needs, THEN]
    return "\n".join([*head, f"while true; do\n  {body}\n  sleep 5\ndone"])
