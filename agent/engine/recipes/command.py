"""A recipe as a shell command, for vLLM that is installed here."""

from __future__ import annotations

import shlex
from collections.abc import Iterable

from agent.engine.recipes.recipe import VLLM, Flag, Recipe

PORT = 8000
THEN = "# The first start fetches the weights, and takes its time. Then: nightwiki doctor, and nightwiki run SOURCES"


def explained(recipe: Recipe) -> list[str]:
    """What is to be known of a recipe, as lines of comment: the memory, speculation, each flag."""
    wide = max(len(_flag(flag)) for flag in recipe.flags)
    told = [f"{_flag(flag):<{min(wide, 42)}}  {flag.why}" for flag in recipe.flags]
    return [f"# {line}".rstrip() for line in (*recipe.arithmetic, "", recipe.speculation, "", *told)]


def _flag(flag: Flag) -> str:
    return f"{flag.name} {flag.value}" if len(flag.value) < 12 else flag.name


def arguments(flags: Iterable[Flag]) -> list[str]:
    """The flags as words of a command line, unquoted."""
    return [word for flag in flags for word in (flag.name, flag.value) if word]


def lines(flags: Iterable[Flag]) -> list[str]:
    """The flags as a shell reads them, one a line."""
    return [shlex.join(arguments([flag])) for flag in flags]


def written(recipe: Recipe) -> str:
    """`vllm serve`, in a loop that starts it again five seconds after it ends."""
    head = f"vllm serve {shlex.quote(recipe.model)} --host 127.0.0.1 --port {PORT}"
    body = " \\\n    ".join([head, *lines(recipe.flags)])
    return "\n".join(
        [
            *explained(recipe),
            f"# Needs vLLM, in an environment of its own: pip install vllm=={VLLM}",
            THEN,
            "# It listens on this machine only, and is started again when it ends; Ctrl-C twice ends both.",
            f"while true; do\n  {body}\n  sleep 5\ndone",
        ]
    )
