"""Whose words stand in a mail: the writer's own, and those of others that it quotes, each told by who wrote them; signatures are nobody's.

Owns: how mail programs mark what they quote (`> `, `On … wrote:`, a copied head, a blockquote). Pure; imports block shapes, plain text and
the words of talk.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from lxml import etree

from agent.knowledge.text.polarity import FORWARDED, FROM, WROTE
from agent.knowledge.values.forms import weekday
from agent.sources.blocks import Block
from agent.sources.dom import Walker, tag_of
from agent.sources.from_text import prose
from agent.sources.speakers import LONGEST

NOBODY = "somebody quoted"
DEEPEST = 20  # quotes within quotes that are told apart
_MARKS = re.compile(r"(?:[ ]?>){1,200}[ ]?")
_WROTE = re.compile(
    rf"(?P<before>.{{0,250}}?)\b{WROTE}\b(?P<after>.{{0,120}}?)\s?[:：]\s*\Z", re.IGNORECASE | re.DOTALL
)
_BAR = re.compile(rf"\W*{FORWARDED}\W*\Z", re.IGNORECASE)
_FIELD = re.compile(r"\*?[^\W\d_][\w .-]{0,24}\s?[:：]\*?(?:\s|\Z)")
_FROM = re.compile(
    rf"\*?{FROM}\s?[:：]\*?\s(?P<who>[^\n]{{1,120}}?)(?P<more>\s[^\W\d_][\w-]{{1,14}}\s?[:：]\s.{{8,600}})?\Z",
    re.DOTALL,
)
_ADDRESS = re.compile(r"[^\s<>\"'()\[\]:]{1,64}@[^\s<>\"'()\[\]]{1,64}")
_AROUND = re.compile(
    rf"<\s?(?:{_ADDRESS.pattern})\s?>|\[mailto:[^\[\]]{{1,120}}\]|\(<?(?:{_ADDRESS.pattern})>?\)|{_ADDRESS.pattern}"
)
_CLOCK_ENDS = re.compile(r"(?:[AaPp]\.?[Mm]\.?|Uhr|h|UTC|GMT|CES?T|[+-]\d{4})(?=\W)|^\W+", re.IGNORECASE)
_LINKED = re.compile(r"(?<=[\w.!?)\]])<(?:https?|mailto):[^<>\s]{1,2000}>")  # where a word of the HTML part leads
_QUOTE_CLASSES = ("gmail_quote", "yahoo_quoted", "protonmail_quote", "moz-forward-container")
_WEEKDAY = re.compile(r"[^\W\d_]{1,3}\s([^\W\d_]{2,12}),?\s(?=\S)")
_SIGNED = re.compile(
    r"(?:^|[\s_-])(?:gmail_signature|moz-signature|protonmail_signature_block|apple-signature)(?:\s|$)|\Asignature\Z",
    re.IGNORECASE,
)
_SENT_FROM = re.compile(
    r"(?:Sent from|Get|Von meinem|Gesendet mit|Envoyé de|Enviado desde) .{2,40}(?:phone|pad|Outlook|Android|Galaxy|Mail)\b.{0,40}\Z",
    re.IGNORECASE,
)
_LAID_OUT = ".//table | .//h1 | .//h2 | .//h3"
_UNSEEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_LONGEST_LINE = 60  # characters of a line of a signature
_MOST_LINES = 8


@dataclass(frozen=True, slots=True)
class Unit:
    """A block of a mail, and how deep inside quotes it stands (0: the writer's own words)."""

    depth: int
    block: Block


def plain_units(text: str, author: str, *, flowed: bool = False) -> list[Unit]:
    """The blocks of a plain text; `author` signs it. `flowed`: a line that ends with a space goes on in the next (RFC 3676)."""
    marked = [_depth(line) for line in _LINKED.sub("", text).splitlines()]
    units: list[Unit] = []
    depth_of = _without_gaps(marked)
    for depth, group in groupby(zip(depth_of, marked, strict=True), key=lambda each: each[0]):
        lines = [words for _, (_, words) in group]
        lines = _unsigned(lines, author if depth == 0 else "")
        lines = list(_heads_apart(list(_flowing(lines) if flowed else lines)))
        units += [Unit(depth, each) for each in prose("\n".join(lines))]
    return units


def html_units(tree: etree._Element) -> list[Unit]:
    """The blocks of a page that a mail program wrote, without signatures and what is hidden. Tables that only lay out are taken apart."""
    for table in [each for each in tree.iter("table") if each.get("role") == "presentation" or each.xpath(_LAID_OUT)]:
        for each in (table, *table.xpath("./tr | ./tbody | ./*/tr | ./tr/td | ./*/tr/td")):
            each.tag = "div"
    return [
        Unit(min(DEEPEST, sum(map(_quotes, above))), block)
        for block, element in Walker().placed(tree)
        if (above := [element, *element.iterancestors()]) and not any(_signs(each) or _hidden(each) for each in above)
    ]


def told(units: Sequence[Unit], author: str, head: str = "") -> list[Block]:
    """The blocks of a mail, each with who wrote it; the lines that say so stand as labels before the first block of a voice.

    `head` stands before the first of all.
    """
    voices: dict[int, str] = {0: author}
    blocks: list[Block] = []
    label, at = head, 0
    while at < len(units):
        unit = units[at]
        text = unit.block.text
        if unit.block.kind in ("prose", "item", "row"):
            if _BAR.match(text):
                at, label = at + 1, f"{label}{text}\n"
                continue
            if copied := _head(units, at):
                who, taken = copied
                voices = {**{depth: each for depth, each in voices.items() if depth < unit.depth}, unit.depth: who}
                label += "".join(f"{each.block.text}\n" for each in units[at : at + taken])
                at += taken
                continue
            if (writer := _writer(text)) is not None and at + 1 < len(units):
                deeper = max(units[at + 1].depth, unit.depth)
                voices = {**{depth: each for depth, each in voices.items() if depth < deeper}, deeper: writer or NOBODY}
                label, at = f"{label}{text}\n", at + 1
                continue
            if _SENT_FROM.match(text):
                at += 1
                continue
        who = voices.setdefault(unit.depth, NOBODY)
        if not label and blocks and blocks[-1].speaker != who:
            label = f"{who}:\n"
        blocks.append(replace(unit.block, speaker=who, label=label))
        label, at = "", at + 1
    return blocks


def _depth(line: str) -> tuple[int, str]:
    """How many marks of quotation a line begins with, and what follows them."""
    found = _MARKS.match(line)
    return (min(DEEPEST, found.group().count(">")), line[found.end() :]) if found else (0, line)


def _without_gaps(marked: Sequence[tuple[int, str]]) -> list[int]:
    """The depth of each line; a blank one between two of the same depth is of it."""
    depths = [depth for depth, _ in marked]
    following = 0
    for at in range(len(marked) - 1, -1, -1):
        if marked[at][1].strip():
            following = depths[at]
        elif at and depths[at] < following:
            depths[at] = following
    return depths


def _unsigned(lines: list[str], author: str) -> list[str]:
    """The lines without the signature: what stands below `-- `, or a last paragraph of short lines with the author's name in one."""
    cut = next((at for at, line in enumerate(lines) if line in ("-- ", "--")), len(lines))
    kept, last = _last_paragraph(lines[:cut])
    if last and _writer(" ".join(last)) is not None:  # it says whose words come next
        return [*_unsigned(kept, author), "", *last]
    start, kept = len(kept), [*kept, *last]
    names = author.split()
    signed = bool(names) and any(line.strip(" -–—*_,.") in (author, names[0], names[-1]) for line in last)
    if start and signed and len(last) <= _MOST_LINES and all(len(line) <= _LONGEST_LINE for line in last):
        kept = kept[:start]
        while kept and (
            not kept[-1].strip() or (kept[-1].rstrip().endswith(",") and len(kept[-1]) <= _LONGEST_LINE / 2)
        ):
            kept.pop()
    return kept


def _last_paragraph(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """(What is above the last paragraph, that paragraph); blank lines at the end are gone."""
    end = next((at + 1 for at in range(len(lines) - 1, -1, -1) if lines[at].strip()), 0)
    start = next((at + 1 for at in range(end - 1, -1, -1) if not lines[at].strip()), 0)
    return list(lines[:start]), list(lines[start:end])


def _heads_apart(lines: Sequence[str]) -> Iterator[str]:
    """The lines, with a blank one around each that opens what was copied or forwarded."""
    for line, following in zip(lines, [*lines, ""][1:], strict=True):
        opens = _BAR.match(line) or (_FROM.match(line) and _FIELD.match(following))
        yield from ("", line, "") if opens else (line,)


def _flowing(lines: Sequence[str]) -> Iterator[str]:
    """Lines joined where the first ends with a space."""
    waiting = ""
    for line in lines:
        waiting += line.removeprefix(" ") if waiting else line
        if not line.endswith(" "):
            yield waiting
            waiting = ""
    if waiting:
        yield waiting


def _quotes(element: etree._Element) -> bool:
    tag = tag_of(element)
    if tag == "blockquote":
        return element.get("type") == "cite" or "quote" in (element.get("class") or "")
    return (
        tag == "div"
        and any(name in (element.get("class") or "").split() for name in _QUOTE_CLASSES)
        and not any(_quotes(each) for each in element.iterchildren("blockquote"))
    )


def _hidden(element: etree._Element) -> bool:
    return _UNSEEN.search(element.get("style") or "") is not None


def _signs(element: etree._Element) -> bool:
    return any(_SIGNED.search(element.get(name) or "") for name in ("class", "id"))


def _writer(text: str) -> str | None:
    """Who wrote what follows, by a line that says so ("" if it gives no name); None if it is no such line."""
    found = _WROTE.match(text)
    if found is None:
        return None
    return name_in(found["after"]) or name_in(found["before"])


def name_in(text: str) -> str:
    """The name at the end of what stands before or after `wrote`: without addresses, dates and clocks; an address if there is no more."""
    bare = " ".join(_AROUND.sub(" ", text).split()).strip(" \t\n\"'*:：,<>")
    tail = re.split(r"\d(?=[^\d]*\Z)", bare)[-1]
    previous = None
    while previous != tail:
        previous, tail = tail, _CLOCK_ENDS.sub("", f"{tail} ", count=1).strip(" \t\n\"'*,")
    day = _WEEKDAY.match(tail)
    if day and weekday(day[1]) is not None:  # "On Monday Bernd"; Monday Okafor is a name
        tail = tail[day.end() :]
    parts = [part.strip() for part in tail.split(",")]
    turned = len(parts) == 2 and all(" " not in part for part in parts)  # Holm, Ada
    tail = " ".join(reversed(parts)) if turned else parts[-1]
    if not tail and (address := _ADDRESS.search(text)):
        tail = address.group()
    return tail if 0 < len(tail) <= LONGEST and len(tail.split()) <= 5 else ""


def _head(units: Sequence[Unit], at: int) -> tuple[str, int] | None:
    """The sender of a copied head of a mail that stands here, and how many blocks it takes."""
    found = _FROM.match(units[at].block.text)
    if found is None:
        return None
    fields = 1
    while at + fields < len(units) and fields < 8 and _FIELD.match(units[at + fields].block.text):
        fields += 1
    if fields < 3 and not (found["more"] and len(re.findall(r"[:：]\s", found["more"])) > 1):
        return None
    return name_in(found["who"]) or NOBODY, fields if fields > 2 else 1
