"""The kinds of source that have a file of their own here, in the order in which they are asked. To add one, add a line."""

from __future__ import annotations

from agent.sources.kinds.kind import Kind

KINDS: tuple[Kind, ...] = ()
