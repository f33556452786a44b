"""Which names can have to do with each other at all, so that what comes is resolved with its kin and not with everything.

Owns: `Parts`. Promises: resolving each part by itself gives what resolving all names at once gives, whatever the order in which they came.
Imports normalisation, `entities` and `titles`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from agent.knowledge.model import NameUse
from agent.knowledge.text.normal import key
from agent.knowledge.things.entities import Decision, Entity, Split, qualified, resolve
from agent.knowledge.things.titles import last_word, without_prefix


class Parts:
    """The uses of names in parts, each by its root: a key that they share, or that is bound to one that they share.

    Bound are the keys of a use's names, of its title without what is set before it, of what was decided to be one or two, of the titles
    that a split gives, and, once one of a part is a person, of the last words of its titles.
    """

    def __init__(self, decisions: Iterable[Decision | Split]) -> None:
        self._up: dict[str, str] = {}
        self._uses: dict[str, list[NameUse]] = defaultdict(list)
        self._unlinked: dict[str, list[NameUse]] = defaultdict(list)  # those whose last words are not bound
        self._decided: dict[str, list[Decision | Split]] = defaultdict(list)
        self._people: set[str] = set()
        for one in decisions:
            keys = (one.key,) if isinstance(one, Split) else (one.a_key, one.b_key)
            self._decided[self._bound(k.split("|")[0] for k in keys)].append(one)

    def add(self, use: NameUse) -> str:
        """Put a use where it belongs; returns a key of its part."""
        root = self._bound(_touched(use.title, use.aliases))
        self._uses[root].append(use)
        self._unlinked[root].append(use)
        if use.kind == "person":
            self._people.add(root)
        if use.kind in ("person", "other") and (use.kind == "person" or " " not in use.title):
            # a last name alone, beside the full one in its document
            root = self._bound([root, f"\0{last_word(use.title)}"])
        self._linked(root)
        return root

    def root(self, name_key: str) -> str:
        """The root of the part of a key; of one that no part has, the key itself."""
        up = self._up
        while (above := up.get(name_key, name_key)) != name_key:
            up[name_key] = up.get(above, above)
            name_key = above
        return name_key

    def uses(self, root: str) -> list[NameUse]:
        """The uses of the part with this root."""
        return self._uses.get(root, [])

    def resolved(self, root: str, settled: Mapping[str, str]) -> list[Entity]:
        """The entities of the part with this root."""
        return resolve(self.uses(root), self._decided.get(root, ()), settled)

    def _bound(self, keys: Iterable[str]) -> str:
        """Make one part of those that these keys are of; returns its root."""
        roots = list(dict.fromkeys(map(self.root, keys)))
        largest = max(roots, key=lambda root: len(self._uses.get(root, ())))
        for root in roots:
            self._up[root] = largest
            if root != largest:
                self._uses[largest] += self._uses.pop(root, ())
                self._unlinked[largest] += self._unlinked.pop(root, ())
                self._decided[largest] += self._decided.pop(root, ())
                if root in self._people:
                    self._people.add(largest)
        return largest

    def _linked(self, root: str) -> None:
        """Bind what follows from a part's being of people, or split, until nothing does."""
        known = -1
        while known != len(self.uses(root)) or (root in self._people and self._unlinked.get(root)):
            known = len(self.uses(root))
            if root in self._people:
                self._bound([root, *(k for use in self._unlinked.pop(root, ()) for k in _last_words(use.title))])
                root = self.root(root)
            for split in [one for one in self._decided.get(root, ()) if isinstance(one, Split)]:
                titles = [qualified(use.title, split.qualifier) for use in self.uses(root)]
                self._bound([root, *(k for title in titles for k in (*_touched(title, ()), *_last_words(title)))])
                root = self.root(root)


def _touched(title: str, aliases: Iterable[str]) -> Iterator[str]:
    yield from map(key, (title, *aliases))
    if bare := without_prefix(title):
        yield key(bare)


def _last_words(title: str) -> Iterator[str]:
    if " " in title:
        yield key(title.rpartition(" ")[2])
