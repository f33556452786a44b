"""Front matter as data: what a file may say there, and no more than costs little to read.

Owns: `load`, the bounds, and where front matter ends. Promises: nothing but yaml.YAMLError leaves `load`, whatever the text; what it
returns is about as large as the text. Imports nothing of ours.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

LONGEST = 150_000  # characters
ALIASES = 8  # one alias can stand for all that was written before it: eight make a text at most 16 times as large

# What the YAML parser lets escape on odd input, besides its own errors.
_FAULTS = (ValueError, TypeError, AttributeError, LookupError, OverflowError, RecursionError)


_MOST_WORDS = 4  # of a field's name
_FIELDS = re.compile(r"\s*[\w-]{1,40}(?: [\w-]{1,40}){0,3}\s{0,4}:(?:\s|$)")


# libyaml's loader takes a tenth of the time; it composes in C, where aliases cannot be counted.
_QUICK: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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
    # Each alias is written with a star: with no more stars than aliases are allowed, there is nothing to count.
    loader = _QUICK if text.count("*") <= ALIASES else _Loader
    try:
        return yaml.load(text, Loader=loader)  # noqa: S506 - a safe loader
    except _FAULTS as error:
        raise yaml.YAMLError(f"{type(error).__name__}: {error}") from error


def parted(text: str) -> tuple[str, dict[str, Any]]:
    """(body, front matter) of a file. Only a closed block on the first line that is a mapping is front matter; any other is text.

    Raises yaml.YAMLError for what cannot be read.
    """
    head, body = _split(text)
    meta = load(head) if head.strip() else {} if body is not text else None
    return (body, meta) if isinstance(meta, dict) and _named(meta) else (text, {})


def body_of(text: str) -> str:
    """What stands behind the front matter, as `parted` tells them apart by their fences; all of it where there are none."""
    return _split(text)[1]


def tolerant(text: str) -> tuple[str, dict[str, Any]]:
    """Like `parted`, but damaged front matter is text too, as a block of code: nothing of it is lost, and nothing believed."""
    try:
        return parted(text)
    except yaml.YAMLError:
        head, body = _split(text)
        return (f"~~~~\n{head}~~~~\n{body}" if _FIELDS.match(head) and "~~~~" not in head else text), {}


def _named(meta: dict[Any, Any]) -> bool:
    """Whether the keys are names of fields, and not the beginnings of sentences (`The board decided today: …`)."""
    return all(len(str(key).split()) <= _MOST_WORDS for key in meta)


def _split(text: str) -> tuple[str, str]:
    """(the YAML between its fences, the rest); (nothing, all) where there is none. A rule that a blank line follows opens none."""
    first, _, rest = text.partition("\n")
    if first.rstrip() != "---" or not rest.split("\n", 1)[0].strip():
        return "", text
    length = 0
    for line in rest.splitlines(keepends=True):
        if line.rstrip() in {"---", "..."}:
            return rest[:length], rest[length + len(line) :]
        length += len(line)
    return "", text
