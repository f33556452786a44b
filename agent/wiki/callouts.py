"""What is disputed, on the pages: a callout with both sides on the page that it is about, a line that leads there on the others.

Owns: their words, and under which heading each stands. Pure. Imports `agent.knowledge`, `agent.known` and this room.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.knowledge.model import Disagreement, Side
from agent.known.disagreements import by_value
from agent.known.lines import Line
from agent.known.touching import told_by
from agent.wiki.prose import Drawer, nested
from agent.wiki.rows import BETWEEN
from agent.wiki.text import inline, one_line, wikilink
from agent.wiki.view import Page

ON_TOP = 2  # callouts that stand together below the opening; more stand each where its sentences do
VALUE_LIMIT = 40  # characters of a side's value; a longer one is a sentence, and stands in its claim
_HEADS = {
    "open": "[!warning] Sources disagree",
    "changed": "[!info] Changed over time",
    "resolved": "[!success] Resolved",
}
_NOT_IN_A_LINK = re.compile(r"[!-&(-,./:-@\[-^`{-~\s]+")  # what Obsidian passes over when it looks for a heading


def drawn_below(page: Page, parts: Sequence[Sequence[Line]]) -> list[list[Disagreement]]:
    """What is disputed, by the part of the page below which it is told; the first part is the opening.

    That is where most of its sides are told. Of what the page itself is about, two at most stay below the opening, where they are seen.
    """
    found: list[list[Disagreement]] = [[] for _ in parts]
    told = [item for item in page.disagreements if item.state in _HEADS]
    few = sum(map(page.is_about, told)) <= ON_TOP
    for item in told:
        at = 0 if few and page.is_about(item) else _home(item, parts)
        found[at].append(item)
    return found


def _home(item: Disagreement, parts: Sequence[Sequence[Line]]) -> int:
    told = [told_by(item, (citation for line in lines for citation in line.citations)) for lines in parts]
    return max(range(len(parts)), key=lambda n: (told[n], told[n] > 0 and n > 0))


def callout(item: Disagreement, drawer: Drawer) -> str:
    """The question with its sides, those that say the same on one line. A title that is made of the sides would say them twice."""
    about = inline(item.about) if item.title == item.about else ""
    lines = [f"{_HEADS[item.state]}: {about}" if about else _HEADS[item.state]]
    for value, numbers in by_value(item.sides):
        said = (said_by(item.sides[n], drawer, value) + _told(item.sides[n]) for n in numbers)
        lines.append(f"- {before(value)}{BETWEEN.join(said)}")
    lines += ["", settled] if (settled := settled_line(item)) else []
    return "\n".join(f"> {line}".rstrip(" ") for line in lines)


def pointer(items: Sequence[Disagreement], target: str) -> str:
    """One line that leads to the entries in `conflicts.md`; their questions alone where there is no such file (`target` is empty)."""
    asked = (one_line(item.title) or item.page for item in items)
    told = (
        wikilink(f"{target}#{heading}", words) if target else inline(words)
        for words, heading in zip(asked, map(_heading, items), strict=True)
    )
    return f"*Disputed: {BETWEEN.join(told)}*"


def _heading(item: Disagreement) -> str:
    """The heading of an entry, as a link says it."""
    return _NOT_IN_A_LINK.sub(" ", f"{inline(item.title)} {item.id}").strip()


def before(value: str) -> str:
    """What stands before the words of a side: its value, if it is short."""
    return f"**{inline(value)}**: " if 0 < len(one_line(value)) <= VALUE_LIMIT else ""


def said_by(side: Side, drawer: Drawer, value: str) -> str:
    """The claim of a side (in quotation marks if it is the source's sentence) and its footnote, to stand behind `value`."""
    citer, citation = drawer.notes.citer, side.citation
    document = citer.documents[citation.document] if citer.holds(citation) else None
    prose = document and document.sentences[citation.first - 1].kind in {"prose", "item", "speech"}
    if document and prose and side.claim == document.quote(citation.first, citation.last):
        speaker = document.sentences[citation.first - 1].speaker
        who = f"{drawer.weaver.line(speaker, [citation.document])}: " if speaker else ""
        claim = f"{who}“{drawer.weaver.line(nested(side.claim), [citation.document])}”"
    elif before(value):
        claim = drawer.words(side.claim, [citation])
    else:  # without a value before it, the name of a row's first column could be taken for one
        claim = drawer.weaver.line(side.claim, [citation.document])
    return claim + drawer.notes.mark([citation])


def _told(side: Side) -> str:
    told = ", ".join(when_and_by(side))
    return f" ({told})" if told else ""


def when_and_by(side: Side) -> list[str]:
    """When what a side rests on was written, with how sure that is, and by whom; nothing of what it does not say."""
    told = (side.date or side.when, f"by {side.by}" if side.by else "")
    return [inline(part) for part in told if part]


def settled_line(item: Disagreement) -> str:
    """What a person wrote when they settled it, with the day; empty if nobody did."""
    if item.state != "resolved":
        return ""
    return f"Settled by a person on {inline(item.settled)}: {inline(item.note)}"
