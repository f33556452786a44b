"""Searching the wiki: by title and other names, typos forgiven, and by what the pages say.

Owns: what is searched and the order of what is found. Kept in step with the shelf.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import fuzz, process, utils

from agent.morning.serve.shelf import Leaf, Shelf
from agent.state.texts import TextIndex

MOST = 12  # of each sort
_LIKE = 80.0  # of 100: how like a name must be
_PATHS = frozenset({"AGENTS.md", "log.md"})  # nobody looks for these
_MARKUP = re.compile(r"^\[\^[^\]\n]+\]:.*$|\[\^[^\]\n]+\]|^[#>]+ ?|^> ?|\*\*|[ \t]\^[\w-]+$|\\(?=\W)", re.MULTILINE)
_LINK = re.compile(r"!?\[\[(?:[^\]\[\n|]*\|)?([^\]\[\n]+)\]\]")


@dataclass(frozen=True, slots=True)
class Hit:
    """A page that was found: by its name, by another (`alias`), or by what it says (`excerpt`, with marks)."""

    leaf: Leaf
    alias: str = ""
    excerpt: str = ""


class Finder:
    """Searches one shelf."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf, self._texts = shelf, TextIndex()
        self._names: list[str] = []
        self._named: list[tuple[str, str]] = []

    def refresh(self) -> None:
        """Take over what the shelf's last look found."""
        leaves = [leaf for path in self._shelf.changed if (leaf := self._shelf.leaves.get(path)) and _counts(leaf)]
        self._texts.drop(self._shelf.gone)
        self._texts.put((leaf.path, leaf.title, "; ".join(leaf.aliases), plain(leaf.body)) for leaf in leaves)
        self._named = [(name, leaf.path) for leaf in self.leaves for name in (leaf.title, *leaf.aliases)]
        self._names = [utils.default_process(name) for name, _ in self._named]

    @property
    def leaves(self) -> list[Leaf]:
        """The pages that are searched."""
        return [leaf for leaf in self._shelf.leaves.values() if _counts(leaf)]

    def find(self, words: str) -> list[Hit]:
        """Pages by name, the likest first, then by text; each once."""
        hits: dict[str, Hit] = {}
        sought = utils.default_process(words[:200])
        if not sought:
            return []
        like = process.extract(sought, self._names, scorer=_likeness, score_cutoff=_LIKE, limit=MOST * 2)
        for _, _, at in sorted(like, key=lambda found: (-found[1], len(found[0]))):
            name, path = self._named[at]
            if leaf := self._shelf.leaves.get(path):
                hits.setdefault(path, Hit(leaf, "" if name == leaf.title else name))
        named = dict(list(hits.items())[:MOST])
        for path, excerpt in self._texts.search(words, MOST):
            if leaf := self._shelf.leaves.get(path):
                named.setdefault(path, Hit(leaf, excerpt=excerpt))
        return list(named.values())


def _likeness(sought: str, name: str, *, score_cutoff: float | None = None) -> float:
    """How like a name is to what is sought, of 100; that it begins so, or has a word that does, counts more than length."""
    if name.startswith(sought):
        return 100.0
    if f" {sought}" in name:
        return 95.0
    if len(sought) < 3:
        return 0.0
    return max(fuzz.ratio(sought, name), 0.92 * fuzz.partial_ratio(sought, name) if len(name) >= len(sought) else 0.0)


def plain(body: str) -> str:
    """The words of a page, less what is markup and less the footnotes, which repeat them."""
    return " ".join(_LINK.sub(r"\1", _MARKUP.sub("", body)).split())


def _counts(leaf: Leaf) -> bool:
    return leaf.path not in _PATHS and leaf.kind != "redirect"
