"""From blocks to the stored text and its numbered sentences, with exact offsets.

Promises: `text[start:end]` is the sentence, numbers count from 1, offsets (code points) strictly increase, headings are
carried as a path and are not numbered, but for those that state something. Pure; imports the nouns and the block shapes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from sentencex import get_sentence_boundaries

from agent.knowledge.model import Sentence, SentenceKind
from agent.knowledge.text.english import ASKING, FINITE
from agent.knowledge.text.polarity import is_finite
from agent.sources.blocks import Block
from agent.sources.tongues import ends_no_sentence, missed_ends

LONGEST = 1200  # characters of a sentence; what is longer is split
LONGEST_HEADING = 300  # characters of a heading above a sentence: every sentence carries them
LONGEST_CODE = 4000  # a block of code stays whole up to here, then is split between lines
_AT_ONCE = 5000  # characters that sentencex is given
_NAME_DOT = re.compile(r"\s\.\w")
_SHORTEST_CUT = 400  # no piece of a split sentence is shorter than this, but for the last
_TWO_WORD_CHARACTERS = re.compile(r"\w\W*\w")
# "2 August 1865." or "Fig. 3.": a few capitals and figures without a verb say something only together with what follows.
_LABEL = re.compile(r"(?=\D*\d)(?:\W*(?:\d[A-Za-z\d.,:/-]*|[A-ZÀ-ÞΑ-ΩА-Я]\w*\.?)){1,4}\W*")
_EASTERN_END = re.compile(r"\w{5}[。！]\Z")
_WIDE_POINT = re.compile(r"\d．\Z")  # of a figure: `約１２．５メートル`
_LONGEST_LABEL = 80  # characters
_EASTERN = re.compile('[。！？｡]{1,8}[」』”’）》"]{0,4}|[「『（《」』）》]')
_CUTS = tuple(
    re.compile(pattern) for pattern in (r"[.!?。！？।]\s*", r"[;；]\s*", r"\s[–—]\s", r" \| ", r"[,:，、]\s*", r"\s+")
)

# Thai and Lao write words without spaces; a vowel that stands before its consonant begins a syllable.
_SYLLABLE = re.compile("(?=[เแโใไເແໂໃໄ])")

Span = tuple[int, int]


def assemble(blocks: Iterable[Block], language: str = "en") -> tuple[str, tuple[Sentence, ...]]:
    """The stored text of `blocks` and its sentences. `language` is an ISO 639-1 code; an unknown one reads like English."""
    parts: list[str] = []
    sentences: list[Sentence] = []
    path: list[Block] = []
    length = 0
    previous: Block | None = None
    for block in blocks:
        # the headings of somebody's answer end with it, those of a definition behind it
        path = [above for above in path if above.speaker in ("", block.speaker) and above.within <= block.within]
        if block.kind == "heading":
            path = [*(above for above in path if above.level < block.level), block]
        lead = _separator(previous, block) + block.label + _marker(block)
        start = length + len(lead)
        if block.kind != "heading" or states(block.text, language):
            above = path[:-1] if block.kind == "heading" else path
            heading = (*(each.text[:LONGEST_HEADING].rstrip() for each in above), *filter(None, [block.speaker]))
            for first, last in _tailed(
                block, spans(block.text, "prose" if block.kind == "heading" else block.kind, language)
            ):
                kind: SentenceKind = "prose" if block.kind == "heading" else block.kind
                kind = "speech" if block.speaker and kind != "code" else kind
                page = block.page(first)
                sentences.append(Sentence(len(sentences) + 1, start + first, start + last, kind, heading, page))
        parts += (lead, block.text)
        length = start + len(block.text)
        previous = block
    return "".join(parts), tuple(sentences)


def states(heading: str, language: str = "en") -> bool:
    """Whether a heading is a whole sentence, so that it can be cited: it ends like one, or has a finite verb and asks nothing.

    `language` is an ISO 639-1 code. What states something before it asks states it still.
    """
    words = re.findall(r"[^\W\d_]+", heading)
    if _EASTERN_END.search(heading):
        return True
    stop = heading.find(". ") + 1
    if heading.endswith(("?", "？")) and stop > 1:
        return states(heading[:stop], language)
    if len(words) < 3 or len(heading) > LONGEST or heading.endswith((":", "?", "？")) or words[0].lower() in ASKING:
        return False
    lower = [word for word in words[1:] if word.islower()]
    ended = bool(lower) and heading.endswith((".", "!"))
    return ended or any(word in FINITE for word in lower[:-1]) or is_finite(words, language)


def _separator(previous: Block | None, block: Block) -> str:
    if previous is None:
        return ""
    return "\n" if previous.kind == block.kind and block.kind in {"item", "row"} else "\n\n"


def _marker(block: Block) -> str:
    if block.kind == "heading":
        return "#" * min(6, max(1, block.level)) + " "
    return "- " if block.kind == "item" else ""


def spans(text: str, kind: SentenceKind, language: str = "en") -> list[Span]:
    """Where the sentences of one block's text lie: one for an item, row or code of ordinary length, several for prose."""
    whole = _trim(text, (0, len(text)))
    if not _wordy(text, whole):
        return []
    if kind == "code":
        return list(_split_code(text, (0, len(text))))
    if kind in {"item", "row"} and len(text) <= LONGEST:
        return [whole]
    pieces = [whole] if kind == "row" else _boundaries(text, language)
    if kind == "prose":
        pieces = _with_labels(text, pieces)
    return [part for piece in _merge(text, pieces) for part in _merge(text, list(_split_long(text, piece)))]


def _boundaries(text: str, language: str) -> list[Span]:
    """sentencex's sentences, trimmed, and mended where its rules for a language are thin. Its offsets are code points (held by a test)."""
    cut = [part for piece in _rooms(text) for span in _found(text, piece, language) for part in _eastern(text, span)]
    joined: list[Span] = []
    for span in (
        trimmed for each in _with_dots(cut, text) if (trimmed := _trim(text, each)) and trimmed[0] < trimmed[1]
    ):
        if joined and _goes_on(text, joined[-1], span, language):
            joined[-1] = (joined[-1][0], span[1])
        else:
            joined.append(span)
    ends = ((start, *missed_ends(text, start, end, language), end) for start, end in joined)
    return [_trim(text, piece) for each in ends for piece in pairwise(each)]


def _rooms(text: str) -> Iterator[Span]:
    """A text in pieces that sentencex may see at once: its time grows with the square of what it is given."""
    start = 0
    while len(text) - start > _AT_ONCE:
        room = text[start : start + _AT_ONCE]
        cut = max(room.rfind(". "), room.rfind("。"), room.rfind("! "), room.rfind("? ")) + 1
        cut = cut if cut > _SHORTEST_CUT else room.rfind(" ") + 1
        cut = cut if cut > _SHORTEST_CUT else len(room)
        yield start, start + cut
        start += cut
    yield start, len(text)


def _found(text: str, piece: Span, language: str) -> Iterator[Span]:
    start, end = piece
    for each in get_sentence_boundaries(language, text[start:end]):
        first, last = start + each["start_index"], start + each["end_index"]
        yield first, last


def _eastern(text: str, span: Span) -> Iterator[Span]:
    """A piece of Chinese or Japanese cut behind each of its full stops that stands outside quotation marks."""
    start, end = span
    depth = 0
    for found in _EASTERN.finditer(text, start, end):
        mark = found.group()
        depth = max(0, depth + sum(each in "「『（《" for each in mark) - sum(each in "」』）》" for each in mark))
        if not depth and mark[0] in "。！？｡":
            yield start, found.end()
            start = found.end()
    yield start, end


def _goes_on(text: str, before: Span, after: Span, language: str) -> bool:
    """Whether two pieces are one sentence: cut at a stop that ends none, inside a word, or between a quotation and who says it."""
    last, first = text[max(before[0], before[1] - 60) : before[1]], text[after[0] : after[0] + 40]
    inside = before[1] == after[0] and last.endswith(".") and (first[0].isalnum() or first[0] == "-")
    inside = inside or (before[1] == after[0] and _WIDE_POINT.search(last) is not None and first[0].isdigit())
    quoted = last.endswith(("」", "』")) and first.startswith("と")
    return inside or quoted or ends_no_sentence(last, first, language)


def _with_dots(spans: Sequence[Span], text: str) -> list[Span]:
    """The spans, a dot that a name begins with (`.NET`, `.htaccess`) with the name that it stands before."""
    moved = list(spans)
    for n, ((_, end), (first, last)) in enumerate(pairwise(spans)):
        if end == first and _NAME_DOT.match(text, end - 2):
            moved[n] = (moved[n][0], end - 1)
            moved[n + 1] = (end - 1, last)
    return moved


def _tailed(block: Block, pieces: list[Span]) -> list[Span]:
    """The pieces of a block; those of its tail are one with the one before, if both have room in a sentence."""
    at = len(block.text) - block.tail
    before = [each for each in pieces if each[0] < at] if block.tail else []
    if not before or pieces[-1][1] - before[-1][0] > LONGEST:
        return pieces
    return [*before[:-1], (before[-1][0], pieces[-1][1])]


def _trim(text: str, span: Span) -> Span:
    """The span without the white space at its ends."""
    start, end = span
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


def _wordy(text: str, span: Span) -> bool:
    """Whether a span holds at least two word characters."""
    return _TWO_WORD_CHARACTERS.search(text, *span) is not None


def _merge(text: str, pieces: Sequence[Span]) -> list[Span]:
    """Fragments join the sentence before them (the first one, the sentence after)."""
    merged: list[Span] = []
    for piece in pieces:
        if merged and not (_wordy(text, piece) and _wordy(text, merged[-1])):
            merged[-1] = (merged[-1][0], piece[1])
        else:
            merged.append(piece)
    return merged


def _with_labels(text: str, pieces: Sequence[Span]) -> list[Span]:
    """A label (a date, a figure's number) joins the sentence after it."""
    joined: list[Span] = []
    for start, end in pieces:
        if joined and joined[-1][1] - joined[-1][0] <= _LONGEST_LABEL and _LABEL.fullmatch(text, *joined[-1]):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _split_long(text: str, span: Span) -> Iterator[Span]:
    """A sentence over the limit in pieces, cut at the strongest mark that stands in the second part of the room."""
    start, end = span
    while end - start > LONGEST:
        cut = _cut(text[start : start + LONGEST])
        piece = _trim(text, (start, start + cut))
        if piece[0] < piece[1]:
            yield piece
        start += cut
    rest = _trim(text, (start, end))
    if rest[0] < rest[1]:
        yield rest


def _cut(room: str) -> int:
    """Where to cut: after the last of the strongest marks that leaves a piece of decent length, else at the end."""
    for pattern in _CUTS:
        ends = [match.end() for match in pattern.finditer(room) if match.end() >= _SHORTEST_CUT]
        if ends:
            return ends[-1]
    return max((found.end() for found in _SYLLABLE.finditer(room, _SHORTEST_CUT)), default=len(room))


def _split_code(text: str, span: Span) -> Iterator[Span]:
    """Code whole, or in pieces that end at a blank line or at least at a line's end."""
    start, end = span
    while end - start > LONGEST_CODE:
        room = text[start : start + LONGEST_CODE]
        cut = max(room.rfind("\n\n"), 0)
        if cut < _SHORTEST_CUT:
            cut = max(room.rfind("\n"), 0)
        cut = cut if cut >= _SHORTEST_CUT else len(room)
        piece = _trim_lines(text, (start, start + cut))
        if _wordy(text, piece):
            yield piece
        start += cut
    rest = _trim_lines(text, (start, end))
    if _wordy(text, rest):
        yield rest


def _trim_lines(text: str, span: Span) -> Span:
    """The span without blank lines at its ends; the first line's indentation stays."""
    start, end = span
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip("\n")), end - len(piece) + len(piece.rstrip())
