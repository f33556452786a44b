"""Which statements a disagreement touches, and on which page it is at home.

Owns: the meeting of the citations of an entry's sides with those of pages.
"""

from __future__ import annotations

from collections.abc import Iterable

from agent.knowledge.model import Citation, Disagreement
from agent.knowledge.text.letters import fold
from agent.known.pages import Known


def touches(entry: Disagreement, cited: Iterable[Citation]) -> bool:
    """Whether what an entry disputes, or a person settled, is told by one of these citations."""
    return entry.state in ("open", "resolved") and told_by(entry, cited) > 0


def told_by(entry: Disagreement, cited: Iterable[Citation]) -> int:
    """How many sides of an entry are told by these citations."""
    cited = tuple(cited)
    return sum(any(_meets(side.citation, one) for one in cited) for side in entry.sides)


def home_of(entry: Disagreement, known: Known) -> str:
    """The title of the page that the question names and that tells a side, where it does not name the page of its claims."""
    asked, own = fold(entry.about).casefold(), known.by_title[entry.page]
    if any(fold(name).casefold() in asked for name in (own.title.partition(" (")[0], *own.aliases)):
        return ""
    there = {page.id: page for side in entry.sides for page in known.telling(side.citation.document)}
    named = (page for page in there.values() if len(page.title) > 2 and fold(page.title).casefold() in asked)
    told = (page for page in named if told_by(entry, (c.citation for c in page.claims)))
    return max(told, key=lambda page: (len(page.title), page.title), default=own).title


def _meets(a: Citation, b: Citation) -> bool:
    return a.document == b.document and a.first <= b.last and b.first <= a.last
