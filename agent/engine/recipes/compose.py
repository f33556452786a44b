"""A recipe as a compose file."""

from __future__ import annotations

from typing import Any

import yaml

from agent.engine.recipes.command import PORT, THEN, arguments, explained
from agent.engine.recipes.docker import CACHE, IMAGE, NEEDS
from agent.engine.recipes.recipe import Recipe


def written(recipe: Recipe) -> str:
    """`compose.yaml`, with the card reserved, a look at its health, and a start whenever it ends."""
    card = {"driver": "nvidia", "count": recipe.cards, "capabilities": ["gpu"]}
    service: dict[str, Any] = {
        "image": IMAGE,
        "restart": "unless-stopped",
        "ipc": "host",
        "ports": [f"127.0.0.1:{PORT}:8000"],
        "volumes": [f"${{HOME}}/.cache/huggingface:{CACHE}"],
        "deploy": {"resources": {"reservations": {"devices": [card]}}},
        # loading 60 GB of weights takes minutes
        "healthcheck": {
            "test": ["CMD", "curl", "-fsS", "http://localhost:8000/health"],
            "interval": "30s",
            "start_period": "15m",
        },
        "command": [recipe.model, *(word.replace("$", "$$") for word in arguments(recipe.flags))],
    }
    text = yaml.safe_dump({"services": {"engine": service}}, sort_keys=False, width=140)
    save = "# Save this as compose.yaml and, beside it: docker compose up --detach"
    return "\n".join([*explained(recipe), NEEDS, save, THEN, text.rstrip()])
