"""Versions and times of day in a text: numbers that are compared by their parts and never rounded.

Owns: `versions`, `clocks`, `version_value`. Promises: works on folded text; trailing zeros of a version do not count (`3.1.0` is `3.1`).
Imports the shape of a quantity and the table of units.
"""

from __future__ import annotations

import re

from agent.knowledge.text.english import STOP
from agent.knowledge.values.quantity import Quantity
from agent.knowledge.values.units import unit_after

_VERSION = re.compile(
    r"(?<![\w.])(?:(?:[Vv]ersions?|[Rr]eleases?|[Rr]ev\.?)\s+v?|[vV]\.?\s?)(?P<named>\d+(?:\.\d+)*(?:[-.]?(?:a|b|rc|alpha|beta|dev|post)\.?\d*)?)(?![\w%])(?!\.\d)"
    r"|(?<![\w.,$£€-])(?P<dotted>\d+\.\d+\.\d+(?:\.\d+)*(?:[-.]?(?:a|b|rc|alpha|beta|dev|post)\.?\d*)?)(?!\w)"
    r"|(?<![\w.,$£€-])(?P<pre>\d+\.\d+(?:a|b|rc)\d+)(?!\w)"
    r"|(?<=[A-Za-z]\s)(?P<after>\d{1,2}\.\d{1,2})(?![\w%]|\.\d|,\d|\s?(?:%|per|million|billion|thousand|times|x\b|×))"
)
_NAME_BEFORE = re.compile(r"(?:\A|[\s(\"'])([A-Z][\w+#]*)\s\Z")
_CLOCK = re.compile(
    r"(?<![\w:.])(?P<h>[01]?\d|2[0-3]):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d))?(?![\d:])\s?(?P<half>[ap]\.?m\b\.?)?|(?<![\w:.])(?P<bare>1[0-2]|[1-9])\s?(?P<side>[ap]\.?m\b\.?)",
    re.IGNORECASE,
)


def version_value(text: str) -> str:
    """A version without leading `v` and trailing zeros: `v3.1.0` → `3.1`; `2.0rc1` → `2rc1`."""
    match = re.match(r"(\d+(?:\.\d+)*)(.*)", text.lower())
    assert match is not None
    parts = [str(int(part)) for part in match.group(1).split(".")]
    while len(parts) > 1 and parts[-1] == "0":
        parts.pop()
    return ".".join(parts) + re.sub(r"[-.]", "", match.group(2))


def _follows_name(text: str, match: re.Match[str]) -> bool:
    """Whether a bare `3.11` comes right after a name and before no unit: `Python 3.11 or newer`, not `The 3.5 km`."""
    name = _NAME_BEFORE.search(text[: match.start("after")][-40:])
    return name is not None and name[1].lower() not in STOP and unit_after(text, match.end("after")) is None


def versions(text: str) -> list[Quantity]:
    """Versions of a folded text: after a word or letter that says so, with two points or more, or `3.11` right after a name."""
    found = []
    for match in _VERSION.finditer(text):
        if match["after"] and not _follows_name(text, match):
            continue
        name = next(kind for kind in ("named", "dotted", "pre", "after") if match[kind])
        start, end = match.span(name)
        value = version_value(match[name])
        found.append(Quantity("version", value, 0.0, 0.0, "", match[name], start, end))
    return found


def clocks(text: str) -> list[Quantity]:
    """Times of day of a folded text, on the 24 hour clock: `3:45 pm` is `15:45`."""
    found = []
    for match in _CLOCK.finditer(text):
        hour, minute = int(match["h"] or match["bare"]), int(match["m"] or 0)
        half = (match["half"] or match["side"] or "").lower()
        if half:
            hour = hour % 12 + (12 if half.startswith("p") else 0)
        at = float(hour * 60 + minute)
        found.append(
            Quantity(
                "clock",
                f"{hour:02}:{minute:02}" + (f":{match['s']}" if match["s"] else ""),
                at,
                at,
                "",
                match.group(),
                *match.span(),
            )
        )
    return found
