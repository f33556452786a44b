"""Which names are one entity: a pure function of all the names that were used and of what was decided about them.

Owns: `resolve` and the decisions it takes. Promises: the result depends on the set of its arguments, never on their order; names with
different digits become one only by a decision; a name that two entities claim belongs to neither. Imports normalisation and `titles`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from agent.knowledge.model import NameUse, PageKind
from agent.knowledge.text.normal import key
from agent.knowledge.things.short_names import in_full
from agent.knowledge.things.titles import (
    digits,
    good_title,
    is_surname,
    near_matches,
    other_order,
    plausible_alias,
    without_prefix,
)

__all__ = ["Decision", "Entity", "Split", "good_title", "near_matches", "page_index", "plausible_alias", "resolve"]


@dataclass(frozen=True, slots=True, order=True)
class Decision:
    """Whether the names with these two keys are one thing. If both were decided of one pair, that they are two stands."""

    a_key: str
    b_key: str
    same: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Split:
    """What these documents call by the name of this key is another thing: its title gets the qualifier in brackets."""

    key: str
    documents: tuple[str, ...]
    qualifier: str


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing: its key and title, its kind, all spellings of its names (sorted, the title among them), and the uses it comes from."""

    key: str
    title: str
    kind: PageKind
    names: tuple[str, ...]
    uses: tuple[NameUse, ...]


def _order(use: NameUse) -> tuple[str, str, str, tuple[str, ...], int]:
    return (use.title, use.kind, use.document, use.aliases, use.definition or 0)


class _Groups:
    """Union-find over keys, with pairs that must stay apart. The root of a group is its smallest key."""

    def __init__(self, keys: Iterable[str], apart: set[tuple[str, str]]) -> None:
        self.parent = {k: k for k in keys}
        self.members: dict[str, set[str]] = {k: {k} for k in self.parent}
        self.apart: dict[str, set[str]] = defaultdict(set)
        for a, b in apart:
            self.apart[a].add(b)
            self.apart[b].add(a)

    def root(self, k: str) -> str:
        while self.parent[k] != k:
            self.parent[k] = self.parent[self.parent[k]]
            k = self.parent[k]
        return k

    def join(self, a: str, b: str) -> bool:
        """Make one group of two; False if they are one already or hold names that must stay apart."""
        a, b = sorted((self.root(a), self.root(b)))
        if a == b or any(self.apart[k] & self.members[b] for k in self.members[a] if k in self.apart):
            return False
        self.parent[b] = a
        self.members[a] |= self.members.pop(b)
        return True


def _kind(uses: Iterable[NameUse]) -> PageKind:
    counts = Counter(use.kind for use in uses)
    return min(counts, key=lambda kind: (-counts[kind], kind))


def _title(uses: Iterable[NameUse]) -> str:
    counts = Counter(use.title for use in uses)
    return min(counts, key=lambda title: (-counts[title], -len(title), title))


def _may_join(a: PageKind, b: PageKind) -> bool:
    """A person is never a place by an alias alone; finer kinds are often told apart wrongly and hinder nothing."""
    return a == b or "other" in (a, b) or ("person" not in (a, b) and {a, b} != {"place", "work"})


def _claims(groups: _Groups, uses: list[NameUse]) -> dict[str, set[str]]:
    """For each alias key, the roots of the groups that claim it as another name of theirs."""
    claims: dict[str, set[str]] = defaultdict(set)
    for use in uses:
        for alias in use.aliases:
            alias_key = key(alias)
            if alias_key and digits(alias) == digits(use.title):
                claims[alias_key].add(groups.root(key(use.title)))
    return claims


def _surname_claims(groups: _Groups, by_key: Mapping[str, list[NameUse]]) -> list[tuple[str, str]]:
    """Pairs (key of a last name used as a title, key of the only person who bears it)."""
    people = [k for k, uses in by_key.items() if _kind(uses) == "person"]
    full = {k: _title(by_key[k]) for k in people}
    bearers: dict[str, set[str]] = defaultdict(set)
    for k, title in full.items():
        parts = title.split()
        if len(parts) > 1:
            bearers[key(parts[-1])].add(groups.root(k))
    return [
        (k, next(iter(bearers[k])))
        for k in sorted(people)
        if len(bearers.get(k, ())) == 1
        and is_surname(full[k], _title([u for m in groups.members[next(iter(bearers[k]))] for u in by_key[m]]))
    ]


def _other_forms(groups: _Groups, by_key: Mapping[str, list[NameUse]]) -> list[tuple[str, str]]:
    """Pairs (key of a title, key of its other form): `Kettle` and `HMS Kettle` if none is `SS Kettle`; `1910 flood`, `flood of 1910`."""
    forms: dict[str, set[str]] = defaultdict(set)
    for k, uses in by_key.items():
        for title in {use.title for use in uses}:
            if bare := without_prefix(title):
                forms[key(bare)].add(k)
            elif other := other_order(title):
                forms[key(other)].add(k)
    found = []
    for bare, longer in sorted(forms.items()):
        roots = {groups.root(k) for k in longer}
        if bare in by_key and len(roots - {groups.root(bare)}) == 1 == len(longer):
            found.append((bare, next(iter(roots))))
    return found


def _join_aliases(groups: _Groups, by_key: Mapping[str, list[NameUse]]) -> None:
    """Titles that are aliases of exactly one other group go to it, again and again until nothing changes."""
    uses = [use for k in sorted(by_key) for use in by_key[k]]
    changed = True
    while changed:
        changed = False
        wanted = []
        for alias_key, roots in sorted(_claims(groups, uses).items()):
            others = sorted(roots - ({groups.root(alias_key)} if alias_key in groups.parent else set()))
            if alias_key in by_key and len(others) == 1:
                wanted.append((alias_key, others[0]))
        wanted += _surname_claims(groups, by_key)
        wanted += _other_forms(groups, by_key)
        for alias_key, root in sorted(wanted):
            mine = [use for k in sorted(groups.members[groups.root(alias_key)]) for use in by_key[k]]
            theirs = [use for k in sorted(groups.members[groups.root(root)]) for use in by_key[k]]
            if _may_join(_kind(mine), _kind(theirs)):
                changed = groups.join(alias_key, root) or changed


def _group(uses: list[NameUse], decisions: Iterable[Decision]) -> _Groups:
    by_key: dict[str, list[NameUse]] = defaultdict(list)
    for use in uses:
        by_key[key(use.title)].append(use)
    decided = list(decisions)
    apart = {(d.a_key, d.b_key) for d in decided if not d.same}
    groups = _Groups(sorted(by_key), apart)
    for d in decided:
        if d.same and d.a_key in by_key and d.b_key in by_key:
            groups.join(d.a_key, d.b_key)
    _join_aliases(groups, by_key)
    return groups


def _renamed(uses: list[NameUse], groups: _Groups, splits: list[Split]) -> list[NameUse]:
    """The uses, those that a split concerns under their qualified title and without the names that were split."""
    affected: dict[str, list[Split]] = defaultdict(list)
    for split in splits:
        if split.key in groups.parent:
            affected[groups.root(split.key)].append(split)
    result = []
    for use in uses:
        root = groups.root(key(use.title))
        qualifier = min((s.qualifier for s in affected[root] if use.document in s.documents), default=None)
        if qualifier is None:
            result.append(use)
            continue
        kept = tuple(alias for alias in use.aliases if key(alias) not in groups.members[root])
        result.append(replace(use, title=f"{use.title.split(' (')[0]} ({qualifier})", aliases=kept))
    return result


def _entity(pairs: list[tuple[NameUse, NameUse]], own_aliases: set[str]) -> Entity:
    named = [named for named, _ in pairs]
    title = _title(named)
    names = {use.title for use in named} | {
        alias for use in named for alias in use.aliases if key(alias) in own_aliases
    }
    return Entity(
        key(title), title, _kind(named), tuple(sorted(names)), tuple(sorted((use for _, use in pairs), key=_order))
    )


def resolve(
    uses: Iterable[NameUse], decisions: Iterable[Decision | Split] = (), text_of: Callable[[str], str] = lambda _: ""
) -> list[Entity]:
    """The entities that these names stand for, sorted by key; the same for every order of the arguments.

    Names of one key are one. A title that exactly one other entity gives as its alias goes to it, as does a last name that exactly one
    person bears; the caller has checked the aliases (`plausible_alias`). `text_of` gives the text of a document: a short name is the
    longer one that its own document uses for it. Every use belongs to exactly one entity, with its own document.
    """
    original = sorted(uses, key=_order)
    said = set(decisions)
    decided = sorted(d for d in said if isinstance(d, Decision))
    splits = sorted(d for d in said if isinstance(d, Split))
    named = in_full(original, text_of)
    groups = _group(named, decided)
    if splits:
        named = _renamed(named, groups, splits)
        groups = _group(named, decided)
    members: dict[str, list[tuple[NameUse, NameUse]]] = defaultdict(list)
    for new, old in zip(named, original, strict=True):
        members[groups.root(key(new.title))].append((new, old))
    claims = _claims(groups, named)
    titles = {key(use.title): groups.root(key(use.title)) for use in named}
    return sorted(
        (
            _entity(pairs, {a for a, roots in claims.items() if roots == {root} and titles.get(a, root) == root})
            for root, pairs in members.items()
        ),
        key=lambda entity: entity.key,
    )


def page_index(entities: Iterable[Entity]) -> dict[tuple[str, str], str]:
    """From (key of a name, document) to the key of the entity that the name stands for in that document."""
    index = {}
    for entity in entities:
        for use in entity.uses:
            index[key(use.title), use.document] = entity.key
    return index


def shared_names(entities: Iterable[Entity]) -> list[tuple[str, str]]:
    """Pairs of entity keys that claim one name: worth asking whether they are one thing."""
    bearers: dict[str, set[str]] = defaultdict(set)
    for entity in entities:
        for use in entity.uses:
            for name in (use.title, *use.aliases):
                bearers[key(name)].add(entity.key)
    return sorted({pair for keys in bearers.values() for pair in combinations(sorted(keys), 2)})
