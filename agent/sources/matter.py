"""Front matter as data: what a file may say there, and no more than costs little to read.

Owns: `load` and the bounds. Promises: nothing but yaml.YAMLError leaves `load`, whatever the text; what it returns is about as large as
the text. Imports nothing of ours.
"""

from __future__ import annotations

from typing import Any

import frontmatter
import yaml
from frontmatter.default_handlers import YAMLHandler

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


class _Handler(YAMLHandler):
    def load(self, fm: str, **kwargs: object) -> Any:
        return load(fm)


def load(text: str) -> Any:
    """The data in a YAML text. Raises yaml.YAMLError."""
    if len(text) > LONGEST:
        raise yaml.YAMLError(f"longer than {LONGEST} characters")
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader
    except _FAULTS as error:
        raise yaml.YAMLError(f"{type(error).__name__}: {error}") from error


def parted(text: str) -> tuple[str, dict[str, Any]]:
    """(body, front matter) of a file. Raises yaml.YAMLError for front matter that cannot be read or is no mapping."""
    try:
        post = frontmatter.loads(text, handler=_Handler())
    except _FAULTS as error:
        raise yaml.YAMLError(f"{type(error).__name__}: {error}") from error
    return str(post.content), dict(post.metadata)
