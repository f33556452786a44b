"""What somebody marked in books and articles: Kindle's "My Clippings.txt", Readwise's CSV.

Each work is a heading; the passages are the work's, the notes are the reader's own. Imports block shapes.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from agent.errors import SourceFailed
from agent.sources.blocks import Block, Read, block, one_line
from agent.sources.charset import decode
from agent.sources.kinds.kind import Kind, Raw

YOU = "You"
_RULE = re.compile(r"^={8,12}[ \t]*\r?\n?", re.MULTILINE)
_MARK = re.compile(r"\A[ \t]*[-–][ \t]?\S.*(?:\d|\|)")
_KINDLE = re.compile(r"\A\s*[^\n]{1,400}\n[ \t]*[-–][ \t][^\n]{5,300}\n")
# A note, and not a passage, in the languages of the device.
_NOTE = re.compile(
    r"\b(?:note|notiz|nota|notitie|anteckning|notat|заметка|not)\b|笔记|筆記|メモ",
    re.IGNORECASE,
)
_READWISE = ("highlight", "book title", "book author")


@dataclass(frozen=True, slots=True)
class _Passage:
    work: str
    words: str
    place: str = ""
    note: bool = False


def _looks_kindle(raw: Raw) -> bool:
    head = raw.data[:20000].decode("utf-8", "replace").lstrip("\ufeff").replace("\r\n", "\n")
    return _RULE.search(head) is not None and _KINDLE.match(head) is not None and raw.suffix in ("", ".txt")


def _read_kindle(raw: Raw) -> Read:
    found = [each for piece in _RULE.split(decode(raw.data, raw.charset)) if (each := _clipping(piece))]
    return _read(found)


def _clipping(piece: str) -> _Passage | None:
    """One clipping: the work, where it stands, an empty line, the words. None for a bookmark and for what is damaged."""
    work, _, rest = piece.strip("\ufeff \r\n").partition("\n")
    place, _, words = rest.partition("\n")
    if not _MARK.match(place) or not words.strip():
        return None
    parts = [part.strip(" -–\r") for part in place.split("|")]
    return _Passage(
        one_line(work), one_line(words), one_line(", ".join(parts[:-1] or parts)), _NOTE.search(parts[0]) is not None
    )


def _looks_readwise(raw: Raw) -> bool:
    head = raw.data[:400].decode("utf-8", "replace").lstrip("\ufeff").lower()
    return all(name in head.partition("\n")[0] for name in _READWISE)


def _read_readwise(raw: Raw) -> Read:
    try:
        rows = list(csv.DictReader(io.StringIO(decode(raw.data, raw.charset))))
    except csv.Error as fault:
        raise SourceFailed(f"This export of Readwise cannot be read: {fault}. Export it again.") from fault
    return _read(
        [each for row in rows for each in _row({str(key).lower(): str(value or "") for key, value in row.items()})]
    )


def _row(row: dict[str, str]) -> Iterator[_Passage]:
    author = one_line(row.get("book author", ""))
    work = one_line(row.get("book title", "")) + (f" ({author})" if author else "")
    for name in ("highlight", "note"):
        if words := one_line(row.get(name, "")):
            yield _Passage(work, words, "", name == "note")


def _read(passages: list[_Passage]) -> Read:
    """By work, in the order in which they were marked; of a passage that was marked twice, longer or shorter, the longer one."""
    works: dict[str, list[_Passage]] = {}
    for each in passages:
        kept = works.setdefault(each.work, [])
        if (
            kept
            and kept[-1].note == each.note
            and (each.words.startswith(kept[-1].words) or kept[-1].words.startswith(each.words))
        ):
            kept[-1] = max(kept[-1], each, key=lambda one: len(one.words))
        else:
            kept.append(each)
    if not works:
        raise SourceFailed("There is no passage in this file: nothing was marked, or it is damaged.")
    return Read(
        tuple(each for work, kept in works.items() for each in _blocks(work, kept)),
        next(iter(works)) if len(works) == 1 else "",
    )


def _blocks(work: str, passages: list[_Passage]) -> Iterator[Block]:
    if head := block("heading", work, 1):
        yield head
    for each in passages:
        if made := block("prose", each.words):
            yield replace(
                made,
                speaker=YOU if each.note else "",
                label=f"[{each.place}] " if each.place else "Note: " if each.note else "",
            )


KINDLE = Kind("kindle", "passages marked on a Kindle", "text/x-kindle-clippings", (), _looks_kindle, _read_kindle)
READWISE = Kind("readwise", "passages of Readwise", "text/x-readwise", (), _looks_readwise, _read_readwise)
