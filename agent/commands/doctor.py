"""`nightwiki doctor`: what a night needs, looked at before it begins."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer

from agent.errors import Exit
from agent.morning.out import say


def doctor(
    wiki: Annotated[Path, typer.Option("--wiki", help="The folder that the wiki is to be in.")] = Path("wiki"),
    engine: Annotated[str | None, typer.Option("--engine", help="The engine's address.  [http://localhost:8000/v1]")] = None,
    model: Annotated[str | None, typer.Option("--model", help="The model's name.  [the first that the engine lists]")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, in a shape that stays.")] = False,
) -> None:  # fmt: skip
    """Look at the engine, its model, window, forms, caches and speculation, and at this machine; exit 5 if no night could run."""
    from agent.clock import Clock
    from agent.config import load
    from agent.engine.address import shown
    from agent.engine.built_in import engine_url
    from agent.morning.doctor.examine import examine
    from agent.morning.doctor.findings import Report
    from agent.night.orders import check_engine

    settings = load(wiki, {"engine": engine, "model": model})
    check_engine(settings.engine)
    with engine_url(settings.engine, settings.model) as url:
        report = Report(shown(settings.engine))
        report.waits = _still
        if not as_json:
            report.heed = lambda finding: say(finding.in_words())  # a slow engine takes minutes over some of them
        asyncio.run(examine(report, url, settings, wiki, Clock()))
    say(json.dumps(report.as_json(), indent=1, ensure_ascii=False) if as_json else report.verdict())
    raise typer.Exit(int(Exit.DONE if report.can_run else Exit.NO_ENGINE))


def _still(seconds: float) -> None:
    typer.echo(f"  …    the engine has been at one reply for {seconds:.0f} s", err=True)
