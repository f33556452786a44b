"""The commands of the morning that are more than one call: `conflicts` with what a person settles, `ask`, `serve`, `export`.

Owns: their flags and help, for `agent.cli`, which hangs them into the command. Nothing is decided here.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from agent.errors import Exit, Fatal
from agent.morning.out import say

Wiki = Annotated[Path, typer.Option("--wiki", help="The wiki's folder.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, in a shape that stays.")]
conflicts = typer.Typer(invoke_without_command=True)


@conflicts.callback()
def list_conflicts(
    context: typer.Context,
    wiki: Wiki = Path("wiki"),
    as_json: AsJson = False,
    reopen: Annotated[str | None, typer.Option("--reopen", help="Undo that somebody settled this one.")] = None,
) -> None:
    """Where the sources disagree; `settle` keeps what you found."""
    from agent.morning.conflicts import as_rows, in_words, standing
    from agent.night.amends import reopen as undo
    from agent.state.state import State

    if context.invoked_subcommand:
        return
    if reopen is not None:
        say(undo(wiki, reopen))
        return
    with State.to_read(wiki) as state:
        found = standing(state)
        told = json.dumps(as_rows(state, found), indent=1, ensure_ascii=False) if as_json else in_words(state, found)
        say(told)


@conflicts.command()
def settle(
    context: typer.Context,
    entry: Annotated[str, typer.Argument(metavar="ID", help="The disagreement, as `conflicts` names it.")],
    note: Annotated[str, typer.Option("--note", help="What you found, and where.")] = "",
    reopen: Annotated[bool, typer.Option("--reopen", help="Undo it.")] = False,
    wiki: Annotated[Path | None, typer.Option("--wiki", help="The wiki's folder.  [wiki]")] = None,
) -> None:
    """Keep what you found about a disagreement, with a note; both sides stay. Also while a night runs."""
    from agent.night.amends import reopen as undo
    from agent.night.amends import settle_disagreement

    folder = wiki or (context.parent.params["wiki"] if context.parent else Path("wiki"))
    say(undo(folder, entry) if reopen else settle_disagreement(folder, entry, note))


def ask(
    question: Annotated[str, typer.Argument(help="What you want to know, as a whole question.")],
    wiki: Wiki = Path("wiki"),
    engine: Annotated[str | None, typer.Option("--engine", help="Who answers, as for `run`.  [that of the last night]")] = None,
    model: Annotated[str | None, typer.Option("--model", help="The model's name.  [that of the last night]")] = None,
    wire: Annotated[str | None, typer.Option("--wire", help="How acts are asked for: auto, schema or tools.  [auto]")] = None,
    prompts: Annotated[Path | None, typer.Option("--prompts", help="A folder of prompts to use instead.")] = None,
    save: Annotated[bool, typer.Option("--save", help="Keep it as a page; later nights answer it anew when the sources change.")] = False,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Answer a question from the wiki, every sentence cited; or say that the wiki does not say."""
    from agent.clock import Clock
    from agent.config import load
    from agent.morning.answer import as_json as told
    from agent.morning.answer import in_words
    from agent.morning.talk import talk_on_stderr
    from agent.night.ask import Asked
    from agent.night.ask import ask as answer_to
    from agent.state.state import State

    talk_on_stderr(verbose=False)
    settings = load(wiki, {"engine": engine, "model": model, "wire": wire, "prompts": prompts})
    answer = answer_to(Asked(wiki, question, settings, Clock(), save))
    with State.to_read(wiki) as state:
        say(json.dumps(told(answer, state), indent=1, ensure_ascii=False) if as_json else in_words(answer, state))


def read_in_browser(
    wiki: Wiki = Path("wiki"),
    host: Annotated[str, typer.Option("--host", help="The address to listen at; others than loopback let others in.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="0 takes a free one.")] = 8808,
) -> None:  # fmt: skip
    """Read the wiki in a browser, on this machine: pages, sources, search, disagreements, the graph, the night as it runs."""
    from agent.morning.serve.server import serve

    serve(wiki, host, port)


def export(
    html: Annotated[Path | None, typer.Option("--html", help="Write pages that open in a browser without a server, with search.")] = None,
    okf: Annotated[Path | None, typer.Option("--okf", help="Write markdown with plain links, in the Open Knowledge Format.")] = None,
    wiki: Wiki = Path("wiki"),
) -> None:  # fmt: skip
    """Write the wiki as a folder for others: a new one, or one that an export wrote."""
    from agent.morning.okf import export_okf
    from agent.morning.serve.export import export as export_html

    if not html and not okf:
        raise Fatal("say what to write: --html DIR or --okf DIR", Exit.USAGE)
    if html:
        say(export_html(wiki, html))
    if okf:
        say(export_okf(wiki, okf))
