"""From the words of the command to an order for a night: which sources, which settings, until when.

Owns: what `run` and `resume` mean by default. `resume` after its deadline takes the next occurrence of that time of day, and says so.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from agent.clock import Clock
from agent.config import Settings
from agent.engine.built_in import BUILT_IN
from agent.errors import Exit, Fatal
from agent.knowledge.text.languages import readable_languages
from agent.night.deadline import parse_for, parse_until
from agent.night.start import Order
from agent.sources.listing import resolve
from agent.state.nights import NightRecord
from agent.state.queue import EpisodeRecord
from agent.state.state import State
from agent.state.store import database_path
from agent.wiki.lint import files_below

log = logging.getLogger("nightwiki")


def order(
    sources: list[str] | None, wiki: Path, settings: Settings, until: str | None, for_: str | None, clock: Clock,
    progress: Callable[[EpisodeRecord, State], None],
) -> Order:  # fmt: skip
    """An order for a night. `sources` None is `resume`: what is stored, as it was run. Raises Fatal (exit 2) for what cannot be."""
    if until and for_:
        raise Fatal("give --until or --for, not both", Exit.USAGE)
    check_engine(settings.engine)
    _check_language(settings.language)
    now = clock.now()
    end = parse_until(until, now) if until else parse_for(for_, now) if for_ else None
    base = _base(wiki)
    left: list[str] = []
    specs = resolve(sources, Path.cwd(), base, log.info, left.append) if sources is not None else []
    for line in left:
        log.info("%s", line)
    if (
        sources is not None
        and not database_path(wiki).exists()
        and (pages := sum(path.endswith(".md") for path in files_below(wiki)))
    ):
        log.warning(
            "%s has %d %s but no .nightwiki, so what is there counts as written by you: none of it is changed, new pages come "
            "beside it, and where a new one would have the name of one of yours, yours stands (`nightwiki lint` names those). "
            "To keep them apart, stop and give --wiki another folder",
            wiki, pages, "page" if pages == 1 else "pages",
        )  # fmt: skip
    if sources is None:
        settings, end = as_it_was(wiki, settings, end, now)
    return Order(wiki, specs, base, settings, end, clock, progress, tuple(left))


def _base(wiki: Path) -> Path:
    """The folder that the paths of a wiki's sources are told from: where it was first run, wherever it is run now."""
    if not database_path(wiki).exists():
        return Path.cwd()
    try:
        with State.to_read(wiki) as state:
            return state.nights.base() or Path.cwd()
    except Fatal:  # empty, damaged or newer: said, with what to do, where it is opened to be written
        return Path.cwd()


def check_engine(engine: str) -> None:
    """Raises Fatal (exit 2) for a word that is neither an address nor a built-in engine."""
    if engine not in (*BUILT_IN, "localhost") and not any(mark in engine for mark in "./:["):
        raise Fatal(
            f"there is no built-in engine {engine!r}; give `rehearsal`, `embedded` or an address like http://localhost:8000/v1",
            Exit.USAGE,
        )


def _check_language(language: str | None) -> None:
    """Raises Fatal (exit 2) for a language in which a "not" and a "may" cannot be read: pages are not worded in it."""
    if language not in {None, "auto"} and language not in (codes := readable_languages()):
        raise Fatal(f"--language: pages can be written in {', '.join(codes)}, or auto", Exit.USAGE)


def as_it_was(wiki: Path, settings: Settings, end: datetime | None, now: datetime) -> tuple[Settings, datetime | None]:
    """What a resumed night takes over from the night it goes on with, where nothing else was said."""
    with State.to_read(wiki) as state:
        night, private = state.nights.last(), state.nights.meta("allow_private") == "yes"
    if night is None:
        raise Fatal(f"no night was run on {wiki} yet; start one with `run`", Exit.USAGE)
    taken: dict[str, str | bool] = {
        name: getattr(night, name)
        for name in ("engine", "model")
        if name not in settings.model_fields_set and getattr(night, name)
    }
    if taken.get("engine") == "rehearsal" or settings.model_copy(update=taken).engine != night.engine:
        taken.pop("model", None)  # another engine has other models
    if private and "allow_private" not in settings.model_fields_set:
        taken["allow_private"] = True
    return settings.model_copy(update=taken), end or _same_time(night, now)


def _same_time(night: NightRecord, now: datetime) -> datetime | None:
    if not night.until:
        return None
    end = datetime.fromisoformat(night.until)
    if end > now:
        return end
    again = parse_until(end.astimezone().strftime("%H:%M"), now)
    log.info("the deadline has passed; going on until %s", again.strftime("%a %H:%M"))
    return again
