"""`nightwiki engine …`: launch commands for a card, the built-in engine, how fast an engine is."""

from __future__ import annotations

from typing import Annotated

import typer

from agent.errors import Exit, Fatal
from agent.morning.out import say

engines = typer.Typer(
    no_args_is_help=True, help="Launch an engine, measure it; and the built-in ones that need no card."
)


@engines.command("serve")
def serve(
    name: Annotated[str, typer.Argument(help="rehearsal")] = "rehearsal",
    host: Annotated[str, typer.Option("--host")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port")] = 8000,
    rate: Annotated[
        float | None, typer.Option("--tokens-per-second", help="Answer at the pace of a real engine.")
    ] = None,
) -> None:
    """Serve the rehearsal engine: no language model, the same acts by rules, over the real wire."""
    from agent.engine.rehearsal.serve import serve as forever

    if name != "rehearsal":
        raise Fatal(f"there is no built-in engine {name!r}; there is: rehearsal", Exit.USAGE)
    forever(host, port, tokens_per_second=rate)


@engines.command("recipe")
def recipe(
    card: Annotated[str, typer.Option("--card", help="rtx5090, rtx-pro-6000, h100, h200, or auto: the one in this machine.")] = "auto",
    model: Annotated[str, typer.Option("--model", help="gemma-4-31b, gemma-4-26b-a4b, qwen-3.6-27b, or any other's name.")] = "gemma-4-31b",
    form: Annotated[str, typer.Option("--format", help="docker, compose, command, pi, llama.cpp or ollama.")] = "docker",
    window: Annotated[int | None, typer.Option("--window", min=2048, help="The window in tokens.  [32768]")] = None,
    depth: Annotated[int, typer.Option("--depth", min=0, help="How deep calls will be, in tokens: whether speculation pays.")] = 16_384,
    cards: Annotated[int, typer.Option("--cards", min=1, help="Cards of this kind in the machine.")] = 1,
) -> None:  # fmt: skip
    """How to launch a model on a card, every flag explained, with the arithmetic of its memory."""
    from agent.engine.recipes.cards import card as of_this_name
    from agent.engine.recipes.formats import FORMATS
    from agent.engine.recipes.recipe import known
    from agent.engine.recipes.recipe import recipe as made

    if form not in FORMATS:
        raise Fatal(f"there is no format {form!r}; there are: {', '.join(FORMATS)}", Exit.USAGE)
    needed = known(model) is not None and form not in ("llama.cpp", "ollama")
    say(FORMATS[form](made(model, of_this_name(card) if needed else None, window=window, depth=depth, cards=cards)))
