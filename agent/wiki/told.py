"""What a wiki as it is published comes to, for the report of a night: its pages with their nights, and how much of the sources they cite.

Owns: that sum, kept when the wiki is published and taken again as long as no fact has changed.
"""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import TypeAdapter

from agent.known.lasting import Lasting
from agent.known.standing import STANDING, WANTED, Standing, facts_of
from agent.state.state import State
from agent.wiki.project import project
from agent.wiki.view import WikiView


@dataclass(frozen=True, slots=True)
class Told:
    """`pages` are (title, night in which it was made, in which it last changed, lines); `sentences` are those of all documents, `cited`
    those of them that a page or an entry of the conflicts cites.
    """

    pages: tuple[tuple[str, int, int, int], ...]
    sentences: int
    cited: int

    @classmethod
    def of(cls, view: WikiView) -> Told:
        """That of a view."""
        return cls(
            tuple((page.title, page.made_in, page.changed_in, len(page.statements)) for page in view.pages),
            sum(len(document.sentences) for document in view.documents),
            sum(map(len, view.cited().values())),
        )


TOLD = TypeAdapter(Told)


def told(state: State) -> Told:
    """That of the wiki as it is known now."""
    lasting = Lasting(None if state.waiting() else state.kept)
    return lasting.of("told", "", facts_of(state), lambda: Told.of(project(state, lasting)), TOLD)


def keep(state: State, view: WikiView, lasting: Lasting, facts: tuple[object, ...]) -> None:
    """Commit what was made for this view, which is that of the rows as they were with these `facts`, and what it comes to."""
    known = Standing(len(view.known.pages), view.disagreements)
    lasting.of("standing", "", facts, lambda: known, STANDING)
    lasting.of("wanted", "", facts, lambda: list(view.wanted), WANTED)
    lasting.of("told", "", facts, lambda: Told.of(view), TOLD)
    lasting.keep()
