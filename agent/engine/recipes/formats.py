"""The formats of a recipe, by name."""

from __future__ import annotations

from collections.abc import Callable

from agent.engine.recipes import command, compose, docker, llama_cpp, ollama, pi
from agent.engine.recipes.recipe import Recipe

FORMATS: dict[str, Callable[[Recipe], str]] = {
    "command": command.written,
    "docker": docker.written,
    "compose": compose.written,
    "pi": pi.written,
    "llama.cpp": llama_cpp.written,
    "ollama": ollama.written,
}
