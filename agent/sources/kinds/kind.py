"""The shape of a kind of source: by which signs its bytes are known, and how they become blocks.

A kind is one file of this room with one `Kind` in it, listed in `registry`. Imports the shape of blocks only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from agent.sources.blocks import Read


@dataclass(frozen=True, slots=True)
class Raw:
    """A source as it came: its bytes, whole; the media type that was declared, lower case and without parameters (or empty); the suffix
    of its name with its dot, lower case (or empty); its URL or path; and the charset that was declared, if any."""

    data: bytes
    media: str
    suffix: str
    resource: str
    charset: str | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """`looks` says, cheaply and from the bytes before the name, whether this is one; the first kind of the registry that says so reads it.

    `read` gives its blocks and raises SourceFailed, in plain words and with what to do, for what cannot be read; any other exception of
    a library below it is made one by the caller. `said` is what the kind is called to a person ("a mail"). Below a folder, files
    with one of `suffixes` are sources.
    """

    name: str
    said: str
    media: str
    suffixes: tuple[str, ...]
    looks: Callable[[Raw], bool]
    read: Callable[[Raw], Read]
