"""What stands in a markdown text and is nobody else's: `%%…%%` and `<!-- … -->`, over paragraphs too, but not in code.

Owns: `without_private`, which runs before the parser: a comment may begin in one paragraph and end in another. Promises that what is never
closed hides nothing: it stays as it is written. Time grows with the length. Imports nothing of ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_MARK = re.compile(
    r"^[ \t>]{0,200}(?:(?:[-*+]|\d{1,9}[.)])[ \t]{1,4}){0,9}(?P<fence>`{3,}(?=[^`\n]*$)|~{3,})|(?P<ticks>`+)|%%|<!--"
    r"|^ {0,3}<(?P<raw>script|style|pre|textarea|\?|!\[CDATA\[|![A-Za-z])",
    re.MULTILINE | re.IGNORECASE,
)
_CLOSERS = {"?": "?>", "![cdata[": "]]>"}
_PARAGRAPH_END = re.compile(r"\n[ \t>]*\n")


def without_private(text: str) -> str:
    """`text` less its comments. HTML that begins and never ends is made text, or the parser would take all that follows for it."""
    return "".join(_kept(text))


def _kept(text: str) -> Iterator[str]:
    at = 0
    lower = text.lower()
    while found := _MARK.search(text, at):
        start, end = found.span()
        mark = found.group()
        if found["fence"] or found["ticks"]:
            after = _after_fence(text, found) if found["fence"] else _after_span(text, found)
            yield text[at:after]
            at = after
        elif mark in ("%%", "<!--"):
            close = text.find("%%" if mark == "%%" else "-->", end)
            yield text[at:start]
            if close < 0:
                yield "%%" if mark == "%%" else "&lt;!--"
            at = end if close < 0 else close + len(mark if mark == "%%" else "-->")
        else:
            raw = found["raw"].lower()
            closer = _CLOSERS.get(raw, ">" if raw[0] == "!" else f"</{raw}")
            open_ended = lower.find(closer, end) < 0
            yield text[at:start]
            yield mark.replace("<", "&lt;") if open_ended else mark
            at = end
    yield text[at:]


def _after_fence(text: str, opening: re.Match[str]) -> int:
    """Where a block of code ends: behind its closing fence, of the same sign and at least as long, or at the end of all."""
    fence = opening["fence"]
    closing = re.compile(rf"^[ \t>]{{0,200}}{re.escape(fence[0])}{{{len(fence)},}}[ \t]*$", re.MULTILINE)
    found = closing.search(text, opening.end())
    return found.end() if found else len(text)


def _after_span(text: str, opening: re.Match[str]) -> int:
    """Where inline code ends: behind as many ticks in the same paragraph; ticks that nothing closes are no code."""
    ticks = opening["ticks"]
    end = _PARAGRAPH_END.search(text, opening.end())
    closing = re.compile(rf"(?<!`){ticks}(?!`)")
    found = closing.search(text, opening.end(), end.start() if end else len(text))
    return found.end() if found else opening.end()
