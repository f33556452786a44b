"""A recipe for Docker: vLLM's own image, pinned."""

from __future__ import annotations

import shlex

from agent.engine.recipes.command import PORT, THEN, explained, lines
from agent.engine.recipes.recipe import VLLM, Recipe

IMAGE = f"vllm/vllm-openai:v{VLLM}"
CACHE = "/root/.cache/huggingface"
NEEDS = "# Needs Docker and NVIDIA's container toolkit: with both `docker run --rm --gpus all ubuntu nvidia-smi` tells of the card."


def written(recipe: Recipe) -> str:
    """`docker run`; Docker starts it again whenever it ends, and after a power cut."""
    head = [
        "docker run --detach --name nightwiki-engine --restart unless-stopped",
        "--gpus all --ipc host",
        f"--publish 127.0.0.1:{PORT}:8000",
        f'--volume "$HOME/.cache/huggingface:{CACHE}"',
        f"{IMAGE} {shlex.quote(recipe.model)}",
    ]
    notes = [
        NEEDS,
        THEN,
        f"# {IMAGE} is of CUDA 13; where the driver is older: {IMAGE}-cu129.",
        "# It starts again by itself, and listens on this machine only. Its words: docker logs -f nightwiki-engine",
        "# Before another launch: docker rm -f nightwiki-engine",
    ]
    return "\n".join([*explained(recipe), *notes, " \\\n  ".join([*head, *lines(recipe.flags)])])
