"""The nearest thing for llama.cpp's server."""

from __future__ import annotations

import shlex

from agent.engine.recipes.command import PORT
from agent.engine.recipes.recipe import NIGHT, Recipe

SLOTS = 4


def written(recipe: Recipe) -> str:
    """`llama-server`, in a loop that starts it again. Its context is one for all slots: each gets its share."""
    model = recipe.known.gguf if recipe.known else recipe.model
    each = recipe.window or 2 * NIGHT
    source = f"-m {shlex.quote(model)}" if model.endswith(".gguf") else f"-hf {shlex.quote(model)}"
    flags = {
        source: "the weights, in 4 bits" if recipe.known else "the weights",
        f"-c {SLOTS * each}": f"the context of all slots together: {each:,} tokens for each. Without it a prompt may be refused early",
        f"-np {SLOTS}": "conversations at once (--workers)",
        "-ngl 99": "all layers on the card",
        "-fa on": "attention that takes less memory",
        "--jinja": "the model's own template: tool calls, system role",
        "--metrics": "counts that `nightwiki doctor` reads",
        "--no-webui": "no page for browsers",
    }
    wide = max(map(len, flags))
    told = [f"# {flag:<{wide}}  {why}" for flag, why in flags.items()]
    body = " \\\n    ".join([f"llama-server --port {PORT}", *flags])
    return "\n".join([*told, f"while true; do\n  {body}\n  sleep 5\ndone"])
