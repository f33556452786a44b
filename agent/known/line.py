"""One statement as it stands on a page. A value only; `lines` makes them, the renderer draws them."""

from __future__ import annotations

from dataclasses import dataclass

from agent.knowledge.model import Citation


@dataclass(frozen=True, slots=True)
class Line:
    """One statement as it stands on a page: its words, and every citation that carries it. `claims` are claim ids."""

    text: str
    citations: tuple[Citation, ...]
    claims: tuple[str, ...] = ()
    heading: str = ""
    quoted: bool = False  # a source's own sentence, which stands in quotation marks
