"""The same endpoint for Pi: `~/.pi/agent/models.json`."""

from __future__ import annotations

import json

from agent.engine.recipes.command import PORT
from agent.engine.recipes.recipe import Recipe


def written(recipe: Recipe) -> str:
    """The file whole, as JSON: it takes no comments."""
    model = {"id": recipe.model} | ({"contextWindow": recipe.window} if recipe.window else {})
    provider = {
        "baseUrl": f"http://localhost:{PORT}/v1",
        "api": "openai-completions",
        "apiKey": "none",
        "models": [model],
    }
    return json.dumps({"providers": {"nightwiki": provider}}, indent=2)
