"""Starting a night from what the user said: settings, the engine behind its circuit, signals; and saying how it ended.

Owns: everything around a night that is not the night itself. The command calls `run_night` and exits with what it returns.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Coroutine, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from agent.clock import Clock
from agent.config import Settings
from agent.engine.built_in import BUILT_IN, engine_url, model_name
from agent.engine.circuit import Brain
from agent.engine.client import Engine
from agent.engine.wire import Wire
from agent.episode.prompts import Prompts
from agent.errors import BudgetSpent, Exit, Fatal, NightError, bug
from agent.night.accounts import check_readable, intake
from agent.night.deadline import Deadline
from agent.night.least import too_small
from agent.night.machine import check_machine
from agent.night.meeting import Meeting, first_meeting
from agent.night.night import Night, Tonight
from agent.night.publishing import Publisher
from agent.night.watch import Outages, Watch, signals
from agent.sources.addresses import PRIVATE
from agent.sources.specs import SourceSpec
from agent.state.queue import EpisodeRecord
from agent.state.state import State
from agent.state.store import database_path

log = logging.getLogger("nightwiki")
LOST = (
    ", and none ever did: tonight nothing will be written. Check the address (--engine) and start the engine; or give --wait, and it is "
    "waited for. `nightwiki engine recipe` says how to launch one; `--engine rehearsal` tries a night without any."
)


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be run: the wiki's folder, the sources (none: only what is stored), the settings, the end; what was passed by."""

    wiki: Path
    specs: Sequence[SourceSpec]
    base: Path
    settings: Settings
    until: datetime | None
    clock: Clock
    progress: Callable[[EpisodeRecord, State], None]
    passed: Sequence[str] = ()


def run_night(order: Order) -> Exit:
    """Run a night to its end or its stop. Raises Fatal for what it cannot go on with."""
    if order.specs:
        check_readable(order.specs, order.base)
    elif not database_path(order.wiki).exists():
        raise Fatal("there is nothing to read on the list", Exit.USAGE)
    check_machine()
    prompts = Prompts(order.settings.prompts)
    with ExitStack() as opened:
        # An engine that cannot start leaves no wiki where none was. Where one is, that it is free and sound is known before a model loads.
        begun = database_path(order.wiki).exists()
        state = opened.enter_context(State.to_write(order.wiki)) if begun else None
        url = opened.enter_context(engine_url(order.settings.engine, order.settings.model))
        if state is None:
            order.wiki.mkdir(parents=True, exist_ok=True)
            state = opened.enter_context(State.to_write(order.wiki))
        intake(state, order.specs, order.base)
        state.nights.set_base(order.base)
        state.nights.set_meta("allow_private", "yes" if order.settings.allow_private else "")
        state.nights.set_meta("workers", str(order.settings.workers or ""))
        if order.specs:
            state.nights.set_meta("passed", "\n".join(order.passed))
        code = asyncio.run(_night(order, state, url, prompts))
        if state.take_up():  # what a person settled after the night had published for the last time
            publisher = Publisher(state, order.wiki, order.clock)
            publisher.begin()
            publisher.now()
        return code


async def _night(order: Order, state: State, url: str, prompts: Prompts) -> Exit:
    settings, clock = order.settings, order.clock
    model = model_name(settings.engine, settings.model)
    deadline = Deadline(clock, order.until)
    wire: Wire = "tools" if settings.wire == "tools" else "schema"
    outages = Outages(state, clock)
    async with (
        Engine(url, model, wire, settings.api_key, clock, timeout=settings.call_timeout) as engine,
        Brain(engine, clock, outages.note, deadline.left, patience=settings.patience) as brain,
    ):
        record = state.nights.start(_row(order, prompts))
        outages.night = record.id
        state.keep_copy(record.id)
        watch = Watch(brain)
        met_before = f"met:{engine.base_url}"

        async def to_its_end() -> Exit:
            outages.known = settings.wait or bool(state.nights.meta(met_before))
            await (brain.ready() if outages.known else first_meeting(brain, LOST))
            outages.known = True
            facts, capability = await Meeting(brain, state, settings, prompts, clock, record.id).meet()
            if wrong := too_small(settings, facts.window, engine.manners, prompts, capability):
                raise Fatal("No night could run: {}. What to do: {}.".format(*wrong), Exit.NO_ENGINE)
            if settings.language is not None:
                state.nights.set_meta("language", settings.language.removeprefix("auto"))
            met = state.nights.met(record.id, facts.model, capability.wire)
            if settings.engine not in BUILT_IN and not state.nights.meta(met_before):
                state.nights.set_meta(met_before, facts.model)
            state.sources.ask_again(record.id, PRIVATE if settings.allow_private else "")
            tonight = Tonight(
                state, order.wiki, order.base, settings, brain, facts, capability, clock, deadline, prompts, met
            )
            watch.over(tonight)
            outcome = await Night(tonight, lambda episode: order.progress(episode, state)).run()
            watch.why = tonight.why
            return outcome

        with signals(watch):
            return await _recorded(order, state, record.id, watch, to_its_end)


def _row(order: Order, prompts: Prompts) -> dict[str, str | int]:
    """What is known of a night before it has met its engine. It has the date of the evening on which it was started."""
    now = order.clock.now()
    return {
        "date": now.date().isoformat(), "started": now.isoformat(timespec="seconds"), "pid": os.getpid(),
        "engine": order.settings.engine, "prompts": prompts.digest(), "until": order.until.isoformat() if order.until else "",
    }  # fmt: skip


async def _recorded(
    order: Order, state: State, night: int, watch: Watch, to_its_end: Callable[[], Coroutine[Any, Any, Exit]]
) -> Exit:
    """Run it, and write down how it ended, whatever that is."""

    def ended(*words: str) -> None:
        state.nights.end(night, order.clock.now().isoformat(timespec="seconds"), *words)

    try:
        outcome = await to_its_end()
    except BudgetSpent:
        why = watch.why or "the deadline came before the engine"
        log.warning("stopped while waiting for the engine: %s", why)
        ended("stopped", why)
        publisher = Publisher(state, order.wiki, order.clock)
        publisher.begin()
        publisher.now()
        return Exit.STOPPED
    except BaseException as error:
        with suppress(Fatal):  # where even that cannot be written, the first error says more
            ended("failed", _plain(error))
        raise
    if outcome is Exit.STOPPED:
        ended("stopped", watch.why or "work is left")
    elif outcome is Exit.USAGE:
        ended("failed", "no source could be read")
    elif outcome is Exit.SET_ASIDE:
        ended("done", "episodes were set aside, or no reply could be used: see `nightwiki status --failed`")
    else:
        ended("done", "")
    return outcome


def _plain(error: BaseException) -> str:
    """The first cause inside a group of errors, in words."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, (NightError, OSError)):
        return f"{error}" or type(error).__name__
    return f"{bug(error)}. What was done is stored"
