"""Front matter, merged key by key: what a person set stays as they wrote it, the rest is ours.

Owns: where front matter begins and ends, that rule, and which page a file is by what it says there. Keys keep the order, the comments and
the spelling that they have in a person's file. Pure. Imports the bounded reader of YAML.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import yaml

from agent.sources.matter import load

_KEY = re.compile(r"""(?:"([^"]+)"|'([^']+)'|([^\s#'"\[\]{}&*!|>%@`,-][^:#]*?))\s*:(?:\s|$)""")
HEAD = 8192
"""Characters within which the `id` and `type` of a page of ours stand, whatever a person put before them."""


def split_matter(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """(front matter with both its fences, the rest). The first is empty where there is none."""
    if lines and lines[0].rstrip() == "---":
        for number in range(1, len(lines)):
            if lines[number].rstrip() == "---":
                return list(lines[: number + 1]), list(lines[number + 1 :])
    return [], list(lines)


def value_of(text: str, key: str) -> str:
    """The value of a key in the front matter of `text`, as written on its line, less quotes; empty if there is none."""
    if not text.startswith(("---", "\ufeff---")):
        return ""
    matter, _ = split_matter(text.removeprefix("\ufeff").split("\n"))
    line = next((line for line in matter if line.startswith(f"{key}:")), "")
    return line.partition(":")[2].strip().strip("'\"")


def identity_of(text: str) -> str:
    """The page that `text` says it is: its `id`, for the page of a source `sources/` and its id; empty if it says nothing."""
    head = text[:HEAD].replace("\r\n", "\n")
    identity = value_of(head, "id")
    return f"sources/{identity}" if identity and value_of(head, "type") == "source" else identity


def merge_matter(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> tuple[list[str], list[str]]:
    """(merged, the base that it is an edit of), both with their fences. A key that both changed is theirs, and its base stays."""
    if not theirs or not (base or ours):
        return list(theirs), list(base)
    old, new = _blocks(base), _blocks(ours)
    mine = {key for key in {*old, *new} if not _alike(old.get(key), new.get(key))}
    merged, seen = [theirs[0]], set()
    next_base = dict(new)
    for key, block in _blocks_in_order(theirs):
        theirs_changed = not _alike(old.get(key), block) or key in seen
        seen.add(key)
        if key not in mine or theirs_changed:
            merged += block
            if key in mine and not _alike(new.get(key), block):
                _put_back(next_base, key, old.get(key))
        else:
            merged += new.get(key, [])
    for key, block in new.items():
        if key in seen:
            continue
        if key in old:
            _put_back(next_base, key, old[key])  # they took it out
        else:
            merged += block
    fence = (ours or base)[0]
    return [*merged, theirs[-1]], [fence, *(line for block in next_base.values() for line in block), fence]


def _put_back(blocks: dict[str, list[str]], key: str, block: list[str] | None) -> None:
    if block is None:
        blocks.pop(key, None)
    else:
        blocks[key] = block


def _blocks(matter: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, block in _blocks_in_order(matter):
        found.setdefault(key, block)
    return found


def _blocks_in_order(matter: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Each key with its lines, those in between with the key before; what stands before any key is under the empty one."""
    found: list[tuple[str, list[str]]] = []
    for line in matter[1:-1]:
        if match := _KEY.match(line):
            found.append((match[1] or match[2] or match[3], [line]))
        elif found:
            found[-1][1].append(line)
        else:
            found.append(("", [line]))
    return found


def _alike(one: Sequence[str] | None, other: Sequence[str] | None) -> bool:
    """Whether two blocks say the same: editors put quotes and lists in other forms."""
    if one is None or other is None:
        return one is other
    return list(one) == list(other) or (_loaded(one) is not None and _loaded(one) == _loaded(other))


def _loaded(block: Sequence[str]) -> Any:
    try:
        return load("\n".join(block))
    except yaml.YAMLError:
        return None
