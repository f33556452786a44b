"""What the file of a note says of itself, its front matter and where its links lead, and how that is kept beside the file's stamp.

Owns: `Said`, and what of a file tells that it is as it was. A row is believed as long as the file has its stamp; else the file is read.
Imports the rule by which links are found.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from agent.sources.matter import tolerant
from agent.wiki.links import find_links, find_markdown_links

MAX_NOTE_BYTES = 8_000_000  # a note beyond this is a dump, not a note: it stays a page, its links are not read


@dataclass(frozen=True, slots=True)
class Said:
    """`meta` is the front matter; `targets` are those of wikilinks as written, in order (empty ones point into the page itself), `markdown`
    those of markdown links."""

    meta: Mapping[str, Any]
    targets: tuple[str, ...] = ()
    markdown: tuple[str, ...] = ()

    @classmethod
    def of(cls, raw: bytes) -> Said:
        """What these bytes of a file say, whatever they are."""
        text = decoded(raw).replace("\r\n", "\n")
        body, meta = tolerant(text)
        # With its front matter, as that is written and not as YAML reads it: `up: [[Home]]` without quotes is a list of a list.
        whole = text if meta else body
        return cls(meta, tuple(link.target for link in find_links(whole)), tuple(find_markdown_links(body)))

    @classmethod
    def from_text(cls, text: str) -> Said:
        """What was kept."""
        meta, targets, markdown = json.loads(text)
        return cls(meta, tuple(targets), tuple(markdown))

    def as_text(self) -> str:
        """For keeping; nothing if it could not be read again as it is: a date of YAML, half a character."""
        kept = [self.meta, self.targets, self.markdown]
        try:
            text = json.dumps(kept, ensure_ascii=False)
            text.encode()
        except (TypeError, ValueError):
            return ""
        return text if json.loads(text)[0] == self.meta else ""


def decoded(raw: bytes) -> str:
    """The text of a note's bytes, whatever they are."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    return raw.decode("utf-8-sig", "replace")


def stamp_of(status: os.stat_result) -> tuple[int, ...]:
    """What changes when a file does: which one it is, its length, when it was written and when anything of it last changed."""
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
