"""An answer as `ask` tells it: JSON, and words with the sources below them.

Owns: the shape of `ask --json`.
"""

from __future__ import annotations

from typing import Any

from agent.knowledge.model import Citation, Disagreement
from agent.known.asked import SILENT, Answered
from agent.known.disagreements import disagreements, touches
from agent.known.lines import Line
from agent.known.pages import Known
from agent.state.state import State


def as_json(answer: Answered, state: State) -> dict[str, Any]:
    """`question`, `told`; of each sentence `text`, whether it is `quoted`, and its `cites`; what of it is `disputed`, with the sides."""
    return {
        "question": answer.question,
        "told": answer.told,
        "sentences": [
            {"text": line.text, "quoted": line.quoted, "cites": [_cite(citation, state) for citation in line.citations]}
            for line in answer.lines
        ],
        "disputed": [
            {
                "id": entry.id, "about": entry.about, "state": entry.state,
                "sides": [{"value": side.value, **_cite(side.citation, state)} for side in entry.sides],
            }
            for entry in disputed(answer, state)
        ],
    }  # fmt: skip


def disputed(answer: Answered, state: State) -> list[Disagreement]:
    """The disagreements of which a sentence of the answer tells a side."""
    cited = {citation for line in answer.lines for citation in line.citations}
    return [entry for entry in disagreements(state, Known.of(state)) if touches(entry, cited)] if cited else []


def _cite(citation: Citation, state: State) -> dict[str, Any]:
    document = state.documents.get(citation.document)
    return {
        "document": document.id, "source": document.resource, "first": citation.first, "last": citation.last,
        "quote": document.quote(citation.first, citation.last),
    }  # fmt: skip


def in_words(answer: Answered, state: State) -> str:
    """The answer with marks, then what each mark stands for."""
    if not answer.told:
        return SILENT[answer.stale]
    numbers = {citation: 0 for line in answer.lines for citation in line.citations}
    numbers = {citation: number for number, citation in enumerate(numbers, start=1)}
    said = " ".join(_marked(line, numbers) for line in answer.lines)
    sources = [f"[{number}] {_source(citation, state)}" for citation, number in numbers.items()]
    return "\n".join([said, "", *sources, *(_at_issue(entry, state) for entry in disputed(answer, state))])


def _at_issue(entry: Disagreement, state: State) -> str:
    settled = f"Sources disagree, settled by a person on {entry.settled} ({entry.note})"
    head = settled if entry.state == "resolved" else "Sources disagree"
    sides = (f"  {side.value}: “{side.quote}”\n    {_place(side.citation, state)}" for side in entry.sides)
    return "\n".join(["", f"{head}: {entry.about}", *sides])


def _place(citation: Citation, state: State) -> str:
    return f"{state.documents.get(citation.document).resource}, sentence {citation.first}"


def _marked(line: Line, numbers: dict[Citation, int]) -> str:
    words = f"“{' '.join(line.text.split())}”" if line.quoted else line.text
    marks = "".join(f"[{numbers[citation]}]" for citation in line.citations)
    return f"{f'{line.speaker}: ' if line.speaker else ''}{words} {marks}"


def _source(citation: Citation, state: State) -> str:
    document = state.documents.get(citation.document)
    place = ", ".join(dict.fromkeys((document.title or document.slug, *document.sentences[citation.first - 1].section)))
    quote = " ".join(document.quote(citation.first, citation.last).split())
    return f"{place}: “{quote}”\n    {_place(citation, state)}"
