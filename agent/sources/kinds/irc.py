"""Logs of chat rooms with `<nick> words` in a line (irssi, HexChat, mIRC, ZNC, WeeChat, energymech): each line is said by its nick.

Who came and went is left out. Imports block shapes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from agent.errors import SourceFailed
from agent.sources.blocks import Block, Read, block, one_line
from agent.sources.charset import decode
from agent.sources.kinds.kind import Kind, Raw

_TIME = r"(?:\[?(?:\d{4}-\d\d-\d\d[T ]|[A-Z][a-z]{2} \d\d? )?\d{1,2}:\d\d(?::\d\d)?(?:\.\d+)?Z?\]?\s{1,4})"
_NICK = r"[^\W\d][\w\[\]\\`^{}|-]{0,30}"
_SAID = re.compile(rf"(?P<label>{_TIME}?<[ @+%&~!]?(?P<who>{_NICK})>\s{{1,30}})(?P<words>\S.*)")
_WEECHAT = re.compile(rf"(?P<label>\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d\t[@+%&~!]?(?P<who>{_NICK})\t)(?P<words>\S.*)")
_ACTION = re.compile(
    rf"(?P<label>{_TIME}?)\s{{0,3}}\*\s{{1,3}}(?P<who>{_NICK}) (?!has (?:joined|quit|left))(?P<words>\S.*)"
)
_DAY = re.compile(r"(?:---|\*{3,4})\s(?:Day changed|Log opened|BEGIN LOGGING AT|Session Start:?)\s(?P<day>.{6,40})")
_LOOKED_AT = 60  # lines
_LEAST = 3


def _looks(raw: Raw) -> bool:
    if raw.suffix not in ("", ".txt", ".log", ".irc", ".weechatlog") or (
        b">" not in raw.data[:8192] and b"\t" not in raw.data[:8192]
    ):
        return False
    lines = [line for line in raw.data[:16384].decode("utf-8", "replace").splitlines()[:_LOOKED_AT] if line.strip()]
    timed = [line for line in lines if not line.startswith("<") and _said(line)]  # `<b> is bold` is no log
    return len(timed) >= max(_LEAST, len(lines) / 3)


def _said(line: str) -> re.Match[str] | None:
    return _SAID.match(line) or _WEECHAT.match(line)


def _read(raw: Raw) -> Read:
    lines = decode(raw.data, raw.charset).splitlines()
    blocks = tuple(_blocks(lines, {said["who"] for line in lines if (said := _said(line))}))
    if not blocks:
        raise SourceFailed("Nobody says anything in this log.")
    return Read(blocks)


def _blocks(lines: Sequence[str], nicks: Collection[str]) -> Iterator[Block]:
    for line in lines:
        if day := _DAY.match(line):
            if head := block("heading", day["day"], 1):
                yield head
        elif said := _said(line):
            if words := one_line(said["words"]):
                yield Block("prose", words, 0, said["who"], one_line(said["label"]) + " ")
        elif (
            (action := _ACTION.match(line))
            and action["who"] in nicks
            and (words := one_line(f"{action['who']} {action['words']}"))
        ):
            yield Block("prose", words, 0, action["who"], one_line(action["label"] + "*") + " ")


IRC = Kind("irc", "a log of a chat room", "text/plain", (), _looks, _read)
