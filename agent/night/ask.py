"""A question that a person asks, answered now: the wiki is opened as a night opens it, and one episode is run.

Owns: that, and keeping the question as a page. What was put to the same documents and the same model is answered from the rows; what was
broken off goes on with the replies that were paid for.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from agent.clock import Clock
from agent.config import Settings
from agent.engine.built_in import engine_url, model_name
from agent.engine.circuit import Brain
from agent.engine.client import Engine
from agent.engine.wire import Wire
from agent.episode import loop
from agent.episode.ask import Ask
from agent.episode.capability import NONE
from agent.episode.loop import Desk, Failed
from agent.episode.prompts import Prompts
from agent.errors import BudgetSpent, ContextOverflow, Exit, Fatal, RequestRejected
from agent.known.asked import Answered, answered
from agent.known.disagreements import disagreements
from agent.known.pages import Known
from agent.night.meeting import Meeting, first_meeting
from agent.night.orders import as_it_was
from agent.night.publishing import Publisher
from agent.night.questions import asking, documents_digest, question_id
from agent.state.asked import QuestionRecord
from agent.state.queue import FAILS_BEFORE_SET_ASIDE, EpisodeRecord
from agent.state.state import State
from agent.state.store import database_path
from agent.wiki.text import one_line

LONGEST = 400  # characters of a question
PATIENCE = 60.0  # seconds that an engine which goes away is waited for: somebody sits there


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of which wiki, with which settings; `keep` it as a page or not."""

    wiki: Path
    question: str
    settings: Settings
    clock: Clock
    keep: bool = False


def ask(asked: Asked) -> Answered:
    """Answer a question. Raises Fatal: 2 for a question that is none, or a folder that is no wiki; 4 while a night runs; 5 without an
    engine; 7 if no usable reply came.
    """
    question = one_line(asked.question)
    if not any(map(str.isalnum, question)):
        raise Fatal('there is no question: nightwiki ask "When did …?"', Exit.USAGE)
    if len(question) > LONGEST:
        raise Fatal(f"a question is at most {LONGEST} characters long; this one has {len(question):,}", Exit.USAGE)
    prompts = Prompts(asked.settings.prompts)
    with _opened(asked.wiki) as state:
        settings, _ = as_it_was(asked.wiki, asked.settings, None, asked.clock.now())
        asked = replace(asked, question=question, settings=settings)
        with engine_url(settings.engine, settings.model) as url:
            record = asyncio.run(_episode(asked, state, url, prompts))
        if asked.keep:
            _keep(asked, state, record)
        return answered(state, question_id(question), question)


def _opened(wiki: Path) -> State:
    """The wiki, taken for itself; what is none is not made one."""
    if not database_path(wiki).exists():
        State.to_read(wiki)  # says why not
    try:
        return State.to_write(wiki)
    except Fatal as fatal:
        if fatal.code is not Exit.LOCKED:
            raise
        raise Fatal(f"{fatal}: ask when the night is over, or has been stopped", Exit.LOCKED) from fatal


async def _episode(asked: Asked, state: State, url: str, prompts: Prompts) -> EpisodeRecord:
    """The episode that answers, done."""
    settings, clock = asked.settings, asked.clock
    wire: Wire = "tools" if settings.wire == "tools" else "schema"
    model = model_name(settings.engine, settings.model)
    async with (
        Engine(url, model, wire, settings.api_key, clock, timeout=settings.call_timeout) as engine,
        Brain(engine, clock, _away, patience=PATIENCE) as brain,
    ):
        await first_meeting(brain, ".")
        facts, can = await Meeting(brain, state, settings, prompts, clock, 0).meet()
        known = Known.of(state)
        planned = asking(
            state, known, disagreements(state, known), asked.question, facts.model, words=can.at_once > NONE
        )
        if (record := _done(state, planned, facts.model)) is None:
            window = settings.window or facts.window or 8192
            desk = Desk(state, brain, prompts, 0, can.wire, window, clock.now)
            record = await _worked(state, _queued(state, planned), desk)
        return record


def _away(start: datetime, end: datetime | None, reason: str) -> None:
    """Nothing is noted of an outage of a minute: the command waits for it, or says it."""


def _done(state: State, planned: EpisodeRecord, model: str) -> EpisodeRecord | None:
    """The episode in which this model answered the question from these documents, if there is one."""
    answers = state.asked.answers(planned.id.split(":")[1])
    newest = state.queue.get(answers[-1].episode) if answers else None
    if newest is None or answers[-1].model != model or newest.subject["digest"] != planned.subject["digest"]:
        return None
    return newest


def _queued(state: State, planned: EpisodeRecord) -> EpisodeRecord:
    """The episode in the queue; one that failed before is tried anew."""
    with state.transaction("ask:planned"):
        state.queue.add([planned])
    if state.queue.get(planned.id).state == "done":  # with a reason, or it would have answered
        state.queue.retry([planned.id])
    return state.queue.get(planned.id)


async def _worked(state: State, record: EpisodeRecord, desk: Desk) -> EpisodeRecord:
    """Work the episode off. What was broken off is not left for a night to do; what failed is done, with its reason."""
    failed = ""
    try:
        for fails in range(record.fails, record.fails + FAILS_BEFORE_SET_ASIDE):
            try:
                await loop.run(Ask(replace(record, fails=fails), state), desk)
            except Failed as failure:
                failed = f"no usable reply came: {failure}"
            else:
                failed = ""
                state.queue.finished(record.id)
                return record
    except RequestRejected as rejected:
        failed = f"the engine cannot answer this: {rejected}"
    except ContextOverflow as overflow:
        failed = f"too long for the engine's window: {overflow}"
        if halves := Ask(record, state).halves():
            return await _worked(state, _queued(state, halves[0]), desk)
    except BudgetSpent as spent:
        raise Fatal(f"stopped: {spent}", Exit.STOPPED) from spent
    finally:
        if failed:
            state.queue.finished(record.id, failed)
        elif state.queue.get(record.id).state != "done":
            with state.transaction("ask:dropped"):
                state.queue.drop([record.id])
    raise Fatal(failed, Exit.SET_ASIDE)


def _keep(asked: Asked, state: State, record: EpisodeRecord) -> None:
    """Make the question a page, and publish it."""
    id_ = question_id(asked.question)
    with state.transaction("ask:kept"):
        state.asked.keep(QuestionRecord(id_, asked.question, asked.clock.now().date().isoformat()))
        state.written.plan("ask", id_, documents_digest(state), record.id)
        state.published.wanted_again(id_)
    publisher = Publisher(state, asked.wiki, asked.clock)
    publisher.begin()
    publisher.now()
