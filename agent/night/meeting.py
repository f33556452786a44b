"""Meeting the engine: is one there, what does it run, how is it to be asked, and what can its brain do.

Owns: that first meeting, and what is kept of it. A night and a question that a person asks begin with it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from agent.clock import Clock
from agent.config import Settings
from agent.engine.circuit import Brain
from agent.engine.manners import Manners
from agent.engine.probe import EngineFacts, probe
from agent.episode.audition import audition
from agent.episode.capability import FEW, NONE, ONE, PAGE, REHEARSAL, Capability
from agent.episode.prompts import Prompts
from agent.errors import Exit, Fatal, RequestRejected
from agent.night.watch import FIRST_PATIENCE
from agent.state.state import State

log = logging.getLogger("nightwiki")
_AT_ONCE = {"page": PAGE, "six": FEW, "one": ONE, "none": NONE}


async def first_meeting(brain: Brain, lost: str) -> None:
    """See whether an engine is there of which nobody knows yet that it ever was. Raises Fatal (exit 5) soon if there is none.

    An address that is mistyped, or an engine that nobody started, must not cost the night: who sees it now can still mend it. `lost` says
    what comes of it.
    """
    try:
        await brain.ready(FIRST_PATIENCE)
    except Fatal as fatal:
        if fatal.code is not Exit.NO_ENGINE:
            raise
        raise Fatal(f"NO ENGINE answers at {brain.engine.base_url}{lost} ({fatal})", Exit.NO_ENGINE) from fatal


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting of the engine behind `brain`, for the night of that id (0: none), with what the user said."""

    brain: Brain
    state: State
    settings: Settings
    prompts: Prompts
    clock: Clock
    night: int

    async def meet(self) -> tuple[EngineFacts, Capability]:
        """What is there, and what it can do; its wire is set. Raises Fatal (exit 5) if it cannot be worked with."""
        brain = self.brain
        try:
            facts = await brain.through(lambda: probe(brain.engine))
            capability = await self._capability(facts)
            if facts.window is None:  # some tell only of a model that has been asked
                facts = await brain.through(lambda: probe(brain.engine))
        except RequestRejected as rejected:
            raise Fatal(f"The engine cannot be worked with: {rejected}", Exit.NO_ENGINE) from rejected
        brain.engine.wire = capability.wire
        return facts, capability

    async def _capability(self, facts: EngineFacts) -> Capability:
        """What this brain can do: as measured at its first meeting, and as the user says."""
        settings, engine, meta = self.settings, self.brain.engine, self.state.nights.meta
        key = f"brain:{facts.model}:{settings.wire}:{self.prompts.digest()}"
        found = Capability.from_text(meta(key))
        if found is not None:
            # how much it reads is a setting of the server, and what the user was told to change
            engine.manners = replace(found.manners, window=None)
        engine.heed = self._heeding(key)
        if facts.server == "rehearsal":
            # it refuses what is too long, so its counts are in no doubt: no question is put beside those of the night
            engine.manners = replace(engine.manners, per_run=None)
        if found is None and facts.server == "rehearsal":
            found = REHEARSAL if settings.wire != "tools" else replace(REHEARSAL, wire="tools")
        elif found is None:
            found, warning = await audition(engine, self.prompts, facts.model, settings.wire, self.brain.ask)
            if warning:
                log.warning("%s", warning)
        if meta(key) != found.as_text():
            self.state.nights.set_meta(key, found.as_text())
        if settings.at_once != "auto":
            found = replace(found, at_once=_AT_ONCE[settings.at_once])
        if settings.judges != "auto":
            judges = settings.judges == "yes"
            found = replace(found, judges=judges, compares=judges)
        if self.night and meta("brain") != found.as_text():
            self.state.nights.set_meta("brain", found.as_text())
        return found

    def _heeding(self, key: str) -> Callable[[Manners, list[str]], None]:
        """Tells what is learned of an engine's manners, now and in the morning, and keeps it with what is known of the brain."""
        nights, night = self.state.nights, self.night

        def heed(manners: Manners, words: list[str]) -> None:
            known = {what for _, _, what in nights.events(night)}
            for what in words:
                log.warning("%s", what)
                if what not in known:
                    nights.event(night, self.clock.now().isoformat(timespec="seconds"), "told", what)
            for name in (key, "brain") if night else (key,):
                if (kept := Capability.from_text(nights.meta(name))) is not None and kept.manners != manners:
                    nights.set_meta(name, replace(kept, manners=manners).as_text())

        return heed
