"""Front matter as data: what a file may say there, and no more than costs little to read.

Owns: `load`, the bounds, and where front matter ends. Promises: nothing but yaml.YAMLError leaves `load`, whatever the text; what it
returns is about as large as the text. Imports nothing of ours.
"""

from __future__ import annotations

from typing import Any

import yaml

LONGEST = 150_000  # characters
ALIASES = 8  # one alias can stand for all that was written before it: eight make a text at most 16 times as large

# What the YAML parser lets escape on odd input, besides its own errors.
_FAULTS = (ValueError, TypeError, AttributeError, LookupError, OverflowError, RecursionError)


class _Loader(yaml.SafeLoader):
    """YAML's safe loader, with few aliases."""

    aliases = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            self.aliases += 1
            if self.aliases > ALIASES:
                raise yaml.YAMLError(f"more than {ALIASES} aliases")
        return super().compose_node(parent, index)


def load(text: str) -> Any:
    """The data in a YAML text. Raises yaml.YAMLError."""
    if len(text) > LONGEST:
        raise yaml.YAMLError(f"longer than {LONGEST} characters")
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader
    except _FAULTS as error:
        raise yaml.YAMLError(f"{type(error).__name__}: {error}") from error


def parted(text: str) -> tuple[str, dict[str, Any]]:
    """(body, front matter) of a file; a thematic break over plain prose is none. Raises yaml.YAMLError for what cannot be read."""
    head, body = _split(text)
    meta = load(head) if head else {}
    return (body, meta or {}) if meta is None or isinstance(meta, dict) else (text, {})


def tolerant(text: str) -> tuple[str, dict[str, Any]]:
    """Like `parted`, but damaged front matter is cut off and says nothing."""
    try:
        return parted(text)
    except yaml.YAMLError:
        return _split(text)[1], {}


def _split(text: str) -> tuple[str, str]:
    """(the YAML between its fences, the rest); (nothing, all) where there is none."""
    lines = text.split("\n", 1)
    if lines[0].rstrip() != "---" or len(lines) == 1:
        return "", text
    length = 0
    for line in lines[1].splitlines(keepends=True):
        if line.rstrip() in {"---", "..."}:
            return lines[1][:length], lines[1][length + len(line) :]
        length += len(line)
    return "", text
