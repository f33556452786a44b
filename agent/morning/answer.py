"""An answer as `ask` tells it: JSON, and words with the sources below them.

Owns: the shape of `ask --json`.
"""

from __future__ import annotations

from typing import Any

from agent.knowledge.model import Citation
from agent.known.asked import SILENT, Answered
from agent.known.lines import Line
from agent.state.state import State


def as_json(answer: Answered, state: State) -> dict[str, Any]:
    """`question`, `told`, and of each sentence `text`, whether it is `quoted`, and its `cites`."""
    return {
        "question": answer.question,
        "told": answer.told,
        "sentences": [
            {"text": line.text, "quoted": line.quoted, "cites": [_cite(citation, state) for citation in line.citations]}
            for line in answer.lines
        ],
    }


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
    return "\n".join([said, "", *(f"[{number}] {_source(citation, state)}" for citation, number in numbers.items())])


def _marked(line: Line, numbers: dict[Citation, int]) -> str:
    words = f"“{' '.join(line.text.split())}”" if line.quoted else line.text
    marks = "".join(f"[{numbers[citation]}]" for citation in line.citations)
    return f"{f'{line.speaker}: ' if line.speaker else ''}{words} {marks}"


def _source(citation: Citation, state: State) -> str:
    document = state.documents.get(citation.document)
    place = ", ".join([document.title or document.slug, *document.sentences[citation.first - 1].section])
    quote = " ".join(document.quote(citation.first, citation.last).split())
    return f"{place}: “{quote}”\n    {document.resource}, sentence {citation.first}"
