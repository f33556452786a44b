"""What stands in the whole wiki, for whoever only wants to tell it: how many pages, what is disputed, what is wanted.

Owns: taking these from what was kept when they were last published, as long as no fact has changed since; else from the rows.
"""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import TypeAdapter

from agent.knowledge.model import Disagreement
from agent.known.disagreements import disagreements
from agent.known.lasting import Lasting
from agent.known.pages import Known
from agent.known.wanted import wanted as fold
from agent.state.state import State

Wanted = list[tuple[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Standing:
    """How many pages of things there are, and every entry of the conflicts."""

    pages: int
    disagreements: tuple[Disagreement, ...]


STANDING = TypeAdapter(Standing)
WANTED = TypeAdapter(Wanted)


def facts_of(state: State) -> tuple[object, ...]:
    """What is the same only as long as all that follows from the rows is: how often the facts changed, and the night."""
    night = state.nights.last()
    return state.kept.changes(), night.id if night else 0


def folded(state: State, known: Known) -> Standing:
    """What stands, from the rows."""
    return Standing(len(known.pages), tuple(disagreements(state, known)))


def standing(state: State) -> Standing:
    """What stands now, with the decisions that wait to become rows: with such, nothing that was kept counts."""
    lasting, facts = Lasting(None if state.waiting() else state.kept), facts_of(state)
    return lasting.of("standing", "", facts, lambda: folded(state, Known.of(state)), STANDING)


def differing(state: State, known: Known) -> list[str]:
    """Which of these were kept otherwise than the rows give them."""
    lasting, facts = Lasting(None if state.waiting() else state.kept), facts_of(state)
    stood, wants = lasting.row("standing", "", facts, STANDING), lasting.row("wanted", "", facts, WANTED)
    return [
        *(["standing"] if stood and stood != folded(state, known) else []),
        *(["wanted"] if wants is not None and wants != fold(known, state.documents.get) else []),
    ]


def wanted(state: State) -> Wanted:
    """The names that several pages mention and nobody wrote a page for: (name, titles of those pages), most mentioned first."""
    lasting, find = Lasting(state.kept), state.documents.get
    return lasting.of("wanted", "", facts_of(state), lambda: fold(Known.of(state), find, lasting), WANTED)
