"""A mailbox (.mbox) as one document: a heading for each mail; what a mail quotes of another that is there is not said twice.

The standard library's `mailbox` wants a file and cuts at every line that begins with "From "; here a head has to follow. Imports the
reader of mails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from agent.errors import SourceFailed
from agent.sources.blocks import Block, Read, block
from agent.sources.kinds.kind import Kind, Raw
from agent.sources.kinds.mail import Mail, parsed
from agent.sources.kinds.replies import Unit

_FROM = re.compile(rb"(?:^|(?<=\n))From [^\n]{0,200}\d{4}[^\n]{0,40}\n(?=[!-9;-~]{1,80}:)")
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)
_PIECE = re.compile(r"[.!?。！？]\s+")


def _looks(raw: Raw) -> bool:
    return _FROM.match(raw.data[:1024].lstrip()) is not None


def _read(raw: Raw) -> Read:
    mails, faults = _mails(raw.data)
    own = {piece for mail in mails for unit in mail.units if not unit.depth for piece in _pieces(unit)}
    blocks: list[Block] = []
    for mail in mails:
        mail.units = [unit for unit in mail.units if not unit.depth or not _pieces(unit) <= own]
        blocks += [*mail.heading(1), *mail.blocks(2)]
    if not any(mail.units or mail.inner for mail in mails):
        raise SourceFailed(faults[0] if faults else "There is no text in the mails of this mailbox.")
    left = block("heading", f"Not read: {len(faults)} damaged or encrypted mails", 1) if faults else None
    return Read((*blocks, *filter(None, [left])))


def _mails(data: bytes) -> tuple[list[Mail], list[str]]:
    """The mails, and why others cannot be read."""
    mails, faults = [], []
    for each in _messages(data):
        try:
            mails.append(parsed(_ESCAPED.sub(rb"\1", each)))
        except SourceFailed as fault:
            faults.append(str(fault))
    return mails, faults


def _messages(data: bytes) -> Iterator[bytes]:
    found: Sequence[re.Match[bytes]] = list(_FROM.finditer(data.lstrip()))
    starts = [each.start() for each in found[1:]]
    for each, end in zip(found, [*starts, None], strict=True):
        yield data.lstrip()[each.end() : end]


def _pieces(unit: Unit) -> set[str]:
    """The sentences of a block, roughly, and without their white space: how they are wrapped does not count."""
    return {"".join(piece.split()).rstrip(".!?。！？") for piece in _PIECE.split(unit.block.text)} - {""}


MBOX = Kind("mbox", "a mailbox", "application/mbox", (".mbox",), _looks, _read)
