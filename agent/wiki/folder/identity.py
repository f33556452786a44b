"""Which page a file is, wherever it lies and whatever it is called: its front matter tells.

Owns: that rule. Pure. Imports this room's `matter`.
"""

from __future__ import annotations

from agent.wiki.matter import value_of

HEAD = 8192
"""Characters within which the `id` and `type` of a page of ours stand, whatever a person put before them."""


def identity_of(text: str) -> str:
    """The page that `text` says it is: its `id`, for the page of a source `sources/` and its id; empty if it says nothing."""
    head = text[:HEAD].replace("\r\n", "\n")
    identity = value_of(head, "id")
    return f"sources/{identity}" if identity and value_of(head, "type") == "source" else identity
