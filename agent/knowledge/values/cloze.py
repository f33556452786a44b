"""The question that a differing value asks: its sentence with the value blanked, and which sentences may answer it.

Owns: `cloze` and `related_sentences`. Promises: the blank is `[?]`, stands once, and never hides the unit. Imports normalisation,
quantities and the nouns.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from agent.knowledge.model import Claim, Document
from agent.knowledge.text.letters import fold
from agent.knowledge.text.normal import tokens
from agent.knowledge.text.numerals import numerals
from agent.knowledge.values.quantities import Quantity, quantities

BLANK = "[?]"
LONG = 220  # characters from which a sentence is cut down to the clause
CLAUSE = 60  # a clause shorter than this takes its neighbour along

_CUT = re.compile(
    r"[;:]\s|,\s+(?:and|but|while|which|who|where|although|because|so)\s|\s[–—-]\s|[.!?]\s+(?=[A-Z\"'“(\[])|[()]"
)


def number_span(q: Quantity) -> tuple[int, int]:
    """The part of a quantity that a blank may hide: all of a date, of a figure only the number, so that its unit stays visible."""
    if q.kind in ("date", "version", "clock", "ordinal"):
        return q.start, q.end
    found = numerals(fold(q.text))
    if not found:
        return q.start, q.end
    several = ".." in q.value or (q.kind == "figure" and len(found) > 1)  # a range, or "two hours and ten minutes"
    first, last = (found[0], found[-1]) if several else (found[0], found[0])
    return q.start + first.start, q.start + last.end


def span_of(value: str, sentence: str) -> tuple[int, int] | None:
    """Where a value stands in a sentence, as far as a blank may hide it; None if it does not stand there."""
    for q in quantities(sentence):
        if q.text == value:
            return number_span(q)
    at = sentence.find(value)
    return (at, at + len(value)) if value and at >= 0 else None


def cloze(sentence: str, span: tuple[int, int], hide: Sequence[tuple[int, int]] = ()) -> str:
    """`sentence` with `sentence[span[0]:span[1]]` replaced by `[?]`, trimmed to its clause if it is longer than 220 characters.

    What else the sides differ in would give one of them away: the spans in `hide` become an ellipsis. Raises ValueError if the span is
    empty or outside the sentence.
    """
    start, end = span
    if not 0 <= start < end <= len(sentence):
        raise ValueError(f"no such span: {span}")
    left, right = 0, len(sentence)
    if len(sentence) > LONG:
        cuts = [(m.start(), m.end()) for m in _CUT.finditer(sentence)]
        left = max((b for _, b in cuts if b <= start and end - b >= CLAUSE), default=max(0, start - LONG))
        right = min((a for a, _ in cuts if a >= end and a - left >= CLAUSE), default=min(len(sentence), end + LONG))
    before = _hidden(sentence, left, start, hide).replace(BLANK, "…")
    after = _hidden(sentence, end, right, hide).replace(BLANK, "…")
    return " ".join(f"{before.lstrip(' ,;:)')}{BLANK}{after}".split())


def _hidden(sentence: str, left: int, right: int, hide: Sequence[tuple[int, int]]) -> str:
    """`sentence[left:right]` with the spans that lie in it as an ellipsis each."""
    parts, at = [], left
    for start, end in sorted(hide):
        if at <= start < end <= right:
            parts += [sentence[at:start], "…"]
            at = end
    return "".join([*parts, sentence[at:right]])


def _expected(question: str) -> set[str]:
    """What kinds of quantity would fill the blank, as far as the question tells."""
    filled = question.replace(BLANK, "17", 1)
    at = question.find(BLANK)
    kinds = {q.kind for q in quantities(filled) if at >= 0 and q.start <= at < q.end}
    return {str(kind) for kind in kinds} if any(q.unit for q in quantities(filled) if q.start <= at < q.end) else set()


def related_sentences(question: str, claims: Sequence[tuple[Claim, Document]], limit: int) -> list[int]:
    """Numbers of the sentences of one document about a page to show for a question, in order, at most `limit`.

    `claims` are the page's claims from that document. Sentences that share rare words with the question come first, those with a
    quantity of the kind asked for before others; if none shares a word, the first ones are shown.
    """
    texts = {n: document.sentence(n) for claim, document in claims for n in range(claim.first, claim.last + 1)}
    stems = {n: set(tokens(text)) for n, text in texts.items()}
    spread = Counter(word for words in stems.values() for word in words)
    named = {
        word for claim, _ in claims for word in tokens(claim.name)
    }  # the page's name says nothing about which sentence
    asked, kinds = set(tokens(question.replace(BLANK, " "))) - named, _expected(question)

    def score(n: int) -> float:
        shared = sum(math.log(1 + len(texts) / spread[word]) for word in asked & stems[n])
        fits = any(q.kind in kinds for q in quantities(texts[n])) if shared and kinds else False
        return shared * (1.3 if fits else 1.0)

    best = sorted(texts, key=lambda n: (-round(score(n), 9), n))[: max(0, limit)]
    return sorted(best)
