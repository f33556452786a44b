"""What an episode sees of a document: consecutive numbered sentences, with the headings above them.

Owns: where a document is cut, and how its sentences are shown. The model cites numbers; it never has to copy text.
"""

from __future__ import annotations

from collections.abc import Sequence

from agent.engine.tokens import estimate
from agent.knowledge.model import Document, Sentence

WORDS = 700  # an essay or a section; the prompt stays near 1,500 tokens, so that decoding stays at its fastest depth
TOKENS = 1700  # the same as the engine counts it, estimated: 700 words of English are about 1,350, of German 1,650
SENTENCES = 48


def windows(document: Document) -> list[tuple[int, int]]:
    """Cut a document into windows (first, last), at headings where it can, so that no window passes the bounds by much.

    Words between blanks are a measure of some languages only: what has few of them, or long ones (Chinese, Thai, code, tables), is cut
    by its tokens.
    """
    cuts: list[tuple[int, int]] = []
    first, words, tokens = 1, 0, 0
    for unit in document.sentences:
        text = document.sentence(unit.n)
        more_words, more_tokens = len(text.split()), estimate(text_shown(text))
        full = words + more_words > WORDS or tokens + more_tokens > TOKENS or unit.n - first >= SENTENCES
        most = max(words / WORDS, tokens / TOKENS) > 0.6
        turns = unit.n > first and unit.heading != document.sentences[unit.n - 2].heading and most
        if unit.n > first and (full or turns):
            cuts.append((first, unit.n - 1))
            first, words, tokens = unit.n, 0, 0
        words, tokens = words + more_words, tokens + more_tokens
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


def heading_line(unit: Sentence) -> str:
    """The path of the headings above a sentence, at its end who says it: `## Minutes > Ada Holm:`."""
    return "## " + " > ".join(map(one_line, unit.heading)) + (":" if unit.speaker else "")


def numbered(document: Document, chosen: Sequence[int]) -> str:
    """The chosen sentences, one `[n] text` each, with a `## path` line wherever the heading changes."""
    lines: list[str] = []
    heading: tuple[str, ...] = ()
    for n in chosen:
        unit = document.sentences[n - 1]
        if unit.heading != heading:
            heading = unit.heading
            if heading:
                lines.append("\n" + heading_line(unit))
        lines.append(f"[{n}] {text_shown(document.sentence(n))}")
    return "\n".join(lines).lstrip("\n")
