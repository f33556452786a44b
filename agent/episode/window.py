"""What an episode sees of a document: consecutive numbered sentences, with the headings above them.

Owns: where a document is cut, and how its sentences are shown. The model cites numbers; it never has to copy text.
"""

from __future__ import annotations

from collections.abc import Sequence

from agent.knowledge.model import Document

WORDS = 700  # an essay or a section; the prompt stays near 1,500 tokens, so that decoding stays at its fastest depth
SENTENCES = 48


def windows(document: Document, words: int = WORDS, sentences: int = SENTENCES) -> list[tuple[int, int]]:
    """Cut a document into windows (first, last), at headings where it can, so that no window passes the bounds by much."""
    cuts: list[tuple[int, int]] = []
    first, count = 1, 0
    for unit in document.sentences:
        size = len(document.sentence(unit.n).split())
        full = count + size > words or unit.n - first >= sentences
        turns = unit.n > first and unit.heading != document.sentences[unit.n - 2].heading and count > words * 0.6
        if unit.n > first and (full or turns):
            cuts.append((first, unit.n - 1))
            first, count = unit.n, 0
        count += size
    if document.sentences:
        cuts.append((first, len(document.sentences)))
    return cuts


def text_shown(text: str, limit: int = 1200) -> str:
    """One sentence as it is shown: later lines indented, so that no line of a source can look like one of ours."""
    text = text if len(text) <= limit else text[: limit - 1] + "…"
    return "\n  ".join(line.rstrip() for line in text.strip().splitlines())


def one_line(text: str, limit: int = 100) -> str:
    """A heading, a title or a sentence for context, on one line."""
    return " ".join(text_shown(" ".join(text.split()), limit).split())


def numbered(document: Document, chosen: Sequence[int]) -> str:
    """The chosen sentences, one `[n] text` each, with a `## path` line wherever the heading changes."""
    lines: list[str] = []
    heading: tuple[str, ...] = ()
    for n in chosen:
        unit = document.sentences[n - 1]
        if unit.heading != heading:
            heading = unit.heading
            if heading:
                lines.append("\n## " + " > ".join(map(one_line, heading)))
        lines.append(f"[{n}] {text_shown(document.sentence(n))}")
    return "\n".join(lines).lstrip("\n")
