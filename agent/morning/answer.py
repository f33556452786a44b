"""An answer as `ask` tells it: JSON, and words with the sources below them.

Owns: the shape of `ask --json`, and how sentences and sources are numbered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from agent.knowledge.model import Citation, Disagreement, Document
from agent.known.asked import SILENT, Answered
from agent.known.touching import touches
from agent.morning.conflicts import as_rows, standing
from agent.morning.conflicts import in_words as told
from agent.state.state import State


def as_json(answer: Answered, state: State) -> dict[str, Any]:
    """`question`, `told`; of each sentence `text`, whether it is `quoted`, and its `cites`; what of it is `disputed`, as in `conflicts`."""
    return {
        "question": answer.question,
        "told": answer.told,
        "sentences": [
            {"text": line.text, "quoted": line.quoted, "cites": [_cite(citation, state) for citation in line.citations]}
            for line in answer.lines
        ],
        "disputed": as_rows(state, disputed(answer, state)),
    }


def _cite(citation: Citation, state: State) -> dict[str, Any]:
    document = state.documents.get(citation.document)
    return {
        "document": document.id, "source": document.resource, "first": citation.first, "last": citation.last,
        "quote": document.quote(citation.first, citation.last),
    }  # fmt: skip


def disputed(answer: Answered, state: State) -> list[Disagreement]:
    """The disagreements of which a sentence of the answer tells a side."""
    cited = {citation for line in answer.lines for citation in line.citations}
    return [entry for entry in standing(state) if touches(entry, cited)] if cited else []


@dataclass(frozen=True, slots=True)
class Source:
    """A cited sentence, numbered from 1: its document, its place there (title and headings), and its words on one line."""

    number: int
    document: Document
    n: int
    place: str
    quote: str


def sources(answer: Answered, state: State) -> dict[Citation, Source]:
    """What an answer cites, in the order in which it does."""
    found: dict[Citation, Source] = {}
    for citation in dict.fromkeys(citation for line in answer.lines for citation in line.citations):
        document = state.documents.get(citation.document)
        headings = document.sentences[citation.first - 1].section
        place = ", ".join(dict.fromkeys((document.title or document.slug, *headings)))
        quote = " ".join(document.quote(citation.first, citation.last).split())
        found[citation] = Source(len(found) + 1, document, citation.first, place, quote)
    return found


def sentences(answer: Answered, cited: dict[Citation, Source]) -> list[tuple[str, list[Source]]]:
    """The sentences, those of a source in quotation marks, each with what it cites."""
    found = []
    for line in answer.lines:
        words = f"“{' '.join(line.text.split())}”" if line.quoted else line.text
        who = f"{line.speaker}: " if line.speaker else ""
        found.append((who + words, [cited[citation] for citation in line.citations]))
    return found


def in_words(answer: Answered, state: State) -> str:
    """The answer with marks, then what each mark stands for, then where the sources disagree about it."""
    if not answer.told:
        return SILENT[answer.stale]
    cited = sources(answer, state)
    said = (f"{words} {''.join(f'[{one.number}]' for one in mine)}" for words, mine in sentences(answer, cited))
    below = [
        f"[{one.number}] {one.place}: “{one.quote}”\n    {one.document.resource}, sentence {one.n}"
        for one in cited.values()
    ]
    found = disputed(answer, state)
    return "\n".join([" ".join(said), "", *below, *(["", "Sources disagree:", told(state, found)] if found else [])])
