"""The shape of what a fetch brings. Imports nothing of ours."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Body:
    """What a fetch brought. `media` is the declared type with its parameters, `resource` the path or the final URL.

    With `not_modified`, `data` is empty: what was stored under the given etag or date still holds. `fresh_s` is for how many seconds the
    server says that it will: so long it is not asked again.
    """

    data: bytes
    media: str
    resource: str
    etag: str | None = None
    last_modified: str | None = None
    not_modified: bool = False
    fresh_s: float = 0.0
