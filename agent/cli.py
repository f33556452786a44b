"""The command: what a user may say, and nothing else. Every command hands over to a room and exits with its code.

Owns: flags, help, and the line between standard output (results) and standard error (talk).
"""

from __future__ import annotations

import gc
import json
import sys
import traceback
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from agent import __version__
from agent.clock import Clock
from agent.commands.doctor import doctor
from agent.commands.engine import engines
from agent.commands.reading import AsJson, Wiki, ask, conflicts, export, read_in_browser
from agent.commands.standing import status
from agent.commands.tools import mcp
from agent.config import command, load
from agent.errors import Fatal, bug, fatal_of
from agent.morning.out import plain, say

# as somebody meets them: a night, the morning after it, what else there is
ORDER = (
    "run", "plan", "resume", "status", "report", "retry", "forget", "split", "restore", "doctor", "engine",
    "ask", "serve", "conflicts", "graph", "lint", "verify", "export", "mcp",
)  # fmt: skip


class _InOrder(TyperGroup):
    def list_commands(self, ctx: Any) -> list[str]:
        """All commands, in the order of use."""
        return sorted(super().list_commands(ctx), key=ORDER.index)


app = typer.Typer(
    cls=_InOrder, name="nightwiki", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None,
    help="Point it at a list of sources before bed; in the morning there is a cited, cross-linked wiki.",
)  # fmt: skip
app.add_typer(engines, name="engine")
app.command()(doctor)
app.command()(status)
app.add_typer(conflicts, name="conflicts")
app.command()(ask)
app.command("serve")(read_in_browser)
app.command("export")(export)
app.command("mcp")(mcp)

Until = Annotated[
    str | None, typer.Option("--until", help="Stop at this time of day (07:00), and resume another night.")
]
For = Annotated[str | None, typer.Option("--for", help="Stop after this long (6h, 90m).")]
Engine = Annotated[
    str | None,
    typer.Option(
        "--engine",
        help="Address of an OpenAI-compatible server, `rehearsal` (built in, no model) or `embedded` (--model FILE.gguf).  [http://localhost:8000/v1]",
    ),
]
Model = Annotated[str | None, typer.Option("--model", help="The model's name.  [the first that the engine lists]")]
Workers = Annotated[int | None, typer.Option("--workers", help="Episodes at once.  [finds its level: 8 at first]")]
Passes = Annotated[
    int | None,
    typer.Option("--passes", help="Passes over what is left: facts told nowhere, names without a page.  [2]"),
]
Wire = Annotated[str | None, typer.Option("--wire", help="How acts are asked for: auto, schema or tools.  [auto]")]
AtOnce = Annotated[
    str | None,
    typer.Option(
        "--at-once", help="How much the model words at once: auto (measured), page, six, one or none.  [auto]"
    ),
]
Judges = Annotated[
    str | None, typer.Option("--judges", help="Whether the model's verdicts count: auto (measured), yes or no.  [auto]")
]
Language = Annotated[
    str | None,
    typer.Option("--language", help="Write pages in this language (en, de, …).  [that of most of a page's claims]"),
]
Prompts = Annotated[
    Path | None, typer.Option("--prompts", help="A folder of prompts to use instead of the built-in ones.")
]
Private = Annotated[
    bool | None,
    typer.Option("--allow-private/--no-allow-private", help="Allow sources on private and loopback addresses."),
]
Strict = Annotated[bool | None, typer.Option("--strict/--no-strict", help="Exit with 6 if a source could not be read.")]
Wait = Annotated[
    bool | None,
    typer.Option("--wait/--no-wait", help="Wait for an engine at an address where none has answered yet.  [no]"),
]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Tell of every episode.")]


CYCLES = 100_000, 20, 50
"""When Python looks for cycles. Its own 700 new things are soon there: a wiki is a million of them, hardly one in a cycle."""


def main() -> None:
    """The entry point: errors of ours become a line on standard error and an exit code."""
    gc.set_threshold(*CYCLES)
    try:
        app()
    except (Exception, BaseExceptionGroup) as error:  # noqa: BLE001 - what nobody knows is told as a bug
        fatal = fatal_of(error)
        if fatal is None:  # where it happened is for whoever mends it
            traceback.print_exc()
            fatal = Fatal(f"{bug(error)}: please report it, with the lines above. What was done is stored")
        _die(fatal)


def _die(fatal: Fatal) -> NoReturn:
    sys.stderr.write(f"nightwiki: {plain(str(fatal))}\n")
    raise SystemExit(int(fatal.code))


def _say_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"nightwiki {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """The pilot that turns a list of sources into a cited wiki overnight, with a local model as its brain."""


@app.command()
def run(
    sources: Annotated[list[str], typer.Argument(help="A list file, files, folders, globs, URLs; `-` reads a list from standard input.")],
    wiki: Wiki = Path("wiki"), engine: Engine = None, model: Model = None, until: Until = None, for_: For = None,
    workers: Workers = None, passes: Passes = None, wire: Wire = None, at_once: AtOnce = None, judges: Judges = None,
    language: Language = None,
    prompts: Prompts = None, allow_private: Private = None, strict: Strict = None, wait: Wait = None, verbose: Verbose = False,
) -> None:  # fmt: skip
    """Read the sources and write the wiki. Run twice, it goes on where it was and adds what is new."""
    _night(sources, wiki, locals(), until, for_, verbose)


@app.command()
def plan(
    sources: Annotated[list[str], typer.Argument(help="As for `run`.")],
    wiki: Wiki = Path("wiki"), engine: Engine = None, model: Model = None, until: Until = None, for_: For = None, workers: Workers = None,
    allow_private: Private = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Fetch and read the sources, and say what is in them and how long the night will be. Makes no wiki, calls no engine."""
    from agent.morning.plan import as_json as figures
    from agent.morning.plan import in_words
    from agent.morning.talk import talk_on_stderr
    from agent.night.forecast import forecast
    from agent.night.orders import order

    talk_on_stderr(verbose=False)
    found = forecast(order(sources, wiki, load(wiki, locals()), until, for_, Clock(), lambda record, state: None))
    say(json.dumps(figures(found), indent=1, ensure_ascii=False) if as_json else in_words(found))


@app.command()
def resume(
    wiki: Wiki = Path("wiki"), engine: Engine = None, model: Model = None, until: Until = None, for_: For = None,
    workers: Workers = None, passes: Passes = None, wire: Wire = None, at_once: AtOnce = None, judges: Judges = None,
    language: Language = None,
    prompts: Prompts = None, allow_private: Private = None, strict: Strict = None, wait: Wait = None, verbose: Verbose = False,
) -> None:  # fmt: skip
    """Go on with a night that was stopped, or died."""
    _night(None, wiki, locals(), until, for_, verbose)


def _night(
    sources: list[str] | None, wiki: Path, flags: dict[str, Any], until: str | None, for_: str | None, verbose: bool
) -> None:
    """Run a night. `flags` are all options of the command: those that are no settings are passed over."""
    from agent.morning.talk import talk_on_stderr
    from agent.night.orders import order
    from agent.night.start import run_night

    talk = talk_on_stderr(verbose=verbose)
    asked = order(sources, wiki, load(wiki, flags), until, for_, Clock(), talk.ended)
    with talk.watching(wiki):
        code = run_night(asked)
    talk.morning(wiki, code)
    raise typer.Exit(int(code))


@app.command()
def report(wiki: Wiki = Path("wiki"), as_json: AsJson = False) -> None:
    """What happened during the last night, on one screen; `report.html` says the same."""
    from agent.morning.graph_read import count_links
    from agent.morning.report import in_words
    from agent.morning.report import report as made
    from agent.state.state import State

    with State.to_read(wiki) as state:
        found = made(state, count_links(wiki, state))
    if as_json:
        say(json.dumps(found.as_json() if found else None, indent=1, ensure_ascii=False))
    else:
        say(in_words(found, wiki) if found else "No night was run on this wiki yet.")


@app.command()
def verify(wiki: Wiki = Path("wiki"), as_json: AsJson = False) -> None:
    """Derive every citation and every hash again from what is stored; exit 1 if anything does not stand."""
    from agent.morning.checks import verdict_in_words
    from agent.state.state import State
    from agent.wiki.verify import verify as check

    with State.to_read(wiki) as state:
        verdict = check(state, wiki)
    say(json.dumps(verdict.as_json(), indent=1, ensure_ascii=False) if as_json else verdict_in_words(verdict))
    raise typer.Exit(0 if verdict.ok else 1)


@app.command()
def lint(
    wiki: Wiki = Path("wiki"), as_json: AsJson = False,
    fix: Annotated[bool, typer.Option("--fix", help="Mend first what code can; what it writes counts as yours.")] = False,
) -> None:  # fmt: skip
    """What a careful editor would mend, where, and how: broken links, lines without a source, pages that may be one."""
    from agent.morning.checks import findings, findings_in_words

    found = findings(wiki, fix=fix)
    say(json.dumps({"findings": found}, indent=1, ensure_ascii=False) if as_json else findings_in_words(found, wiki))


@app.command()
def graph(
    folder: Annotated[Path | None, typer.Argument(help="Any folder of markdown, ours or not.  [the wiki]")] = None,
    wiki: Wiki = Path("wiki"), as_json: AsJson = False,
    html: Annotated[Path | None, typer.Option("--html", help="Write the graph as one page to look at, offline.")] = None,
    export: Annotated[Path | None, typer.Option("--export", help="Write it as F.graphml, F.gexf, F.json or F.dot.")] = None,
    only_wikilinks: Annotated[bool, typer.Option("--only-wikilinks", help="Markdown links [x](y.md) do not count.")] = False,
) -> None:  # fmt: skip
    """The link graph: what is linked, what is not, what holds it together."""
    from agent.morning.look import look

    look(folder or wiki, as_json=as_json, html=html, export=export, only_wikilinks=only_wikilinks)


@app.command()
def retry(
    names: Annotated[
        list[str] | None, typer.Argument(help="What to try again, as `status --failed` names it.  [everything]")
    ] = None,
    wiki: Wiki = Path("wiki"),
) -> None:
    """Put what failed or was set aside back into the queue; `resume` then tries it again."""
    from agent.night.amends import retry as again

    count = again(wiki, names or [])
    say(f"{count} to try again; go on with: {command('resume', wiki)}")


@app.command()
def restore(wiki: Wiki = Path("wiki")) -> None:
    """Put the newest good copy of a damaged database in its place; `resume` then does again what came after it."""
    from agent.state.restore import restore as put_back

    say(put_back(wiki))


@app.command()
def forget(
    source: Annotated[str, typer.Argument(help="The source as the list names it, or its short name.")],
    wiki: Wiki = Path("wiki"),
) -> None:
    """Withdraw a source with all that only it supports."""
    from agent.night.amends import forget as withdraw

    say(withdraw(wiki, source))


@app.command()
def split(
    page: Annotated[str, typer.Argument(help="The page's title, or one of its names.")],
    wiki: Wiki = Path("wiki"),
) -> None:
    """Undo a merge: the names of a page become pages of their own again."""
    from agent.night.amends import split as apart

    say(apart(wiki, page))
