"""Which names are one entity: a pure function of all the names that were used and of what was decided about them.

Owns: `resolve`. Promises: the result depends on the set of its arguments, never on their order; names with different digits become one
only by a decision; what one reader named apart in one window stays apart unless it is decided otherwise; a name that two entities claim
belongs to neither. Imports normalisation and `titles`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from agent.knowledge.model import NameUse, PageKind
from agent.knowledge.text.normal import key
from agent.knowledge.things.kinds import kind_of, kinds_exclude
from agent.knowledge.things.spelling import Spellings
from agent.knowledge.things.titles import digits, is_surname, without_prefix


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
    """One thing: its key and title, its kind, all spellings of its names (sorted, the title among them), the uses it comes from, and
    the keys of its names that are nobody else's.
    """

    key: str
    title: str
    kind: PageKind
    names: tuple[str, ...]
    uses: tuple[NameUse, ...]
    keys: frozenset[str] = frozenset()


Window = tuple[str, str]


def _order(use: NameUse) -> tuple[str, str, str, tuple[str, ...], int, str]:
    return (use.title, use.kind, use.document, use.aliases, use.definition or 0, use.window)


def _apart_in(named: Sequence[NameUse]) -> list[NameUse]:
    """The uses of one window whose titles were named as things of their own, not as another name of a thing too."""
    also = {alias for use in named for alias in use.aliases if alias != use.title}
    return [use for use in named if use.title not in also]


class _Groups:
    """Union-find over nodes, with pairs that must stay apart. The root of a group is its smallest node."""

    def __init__(self, by_node: Mapping[str, Sequence[NameUse]], apart: Iterable[tuple[str, str]]) -> None:
        self.parent = {node: node for node in by_node}
        self.members: dict[str, set[str]] = {node: {node} for node in by_node}
        self.uses: dict[str, list[NameUse]] = {node: list(uses) for node, uses in by_node.items()}
        self.windows: dict[str, set[Window]] = defaultdict(set)
        self.apart: dict[str, set[str]] = defaultdict(set)
        for a, b in apart:
            self.apart[a].add(b)
            self.apart[b].add(a)

    def root(self, node: str) -> str:
        while self.parent[node] != node:
            self.parent[node] = self.parent[self.parent[node]]
            node = self.parent[node]
        return node

    def kind(self, node: str) -> PageKind:
        """What most readers called the group of this node."""
        return kind_of(use.kind for use in self.uses[self.root(node)])

    def may_join(self, a: str, b: str, *, decided: bool = False) -> bool:
        """Whether nothing keeps two groups, given by their roots, apart: neither a decision nor, before one, a window that names both."""
        if any(self.apart[k] & self.members[b] for k in self.members[a] if k in self.apart):
            return False
        return decided or self.windows[a].isdisjoint(self.windows[b])

    def join(self, a: str, b: str, *, decided: bool = False) -> bool:
        """Make one group of two; False if they are one already, or were decided apart, or named apart in one window."""
        a, b = sorted((self.root(a), self.root(b)))
        if a == b or not self.may_join(a, b, decided=decided):
            return False
        self.parent[b] = a
        self.members[a] |= self.members.pop(b)
        self.windows[a] |= self.windows.pop(b, set())
        self.uses[a] += self.uses.pop(b)
        return True


def _in_full(uses: Sequence[NameUse], apart: set[frozenset[str]]) -> list[NameUse]:
    """The uses, in their order: a last name alone under the full name of the only person who bears it among the titles of its document.

    So another document's other Thomson is not swallowed. What one window names beside the full name is somebody else.
    """
    people: dict[str, set[str]] = defaultdict(set)
    beside: dict[tuple[str, str], set[str]] = defaultdict(set)
    for use in uses:
        if use.kind == "person" and " " in use.title:
            people[use.document].add(use.title)
        beside[use.document, use.window or use.title].add(use.title)
    together: dict[tuple[str, str], set[str]] = defaultdict(set)
    for (document, _), titles in beside.items():
        for title in titles if len(titles) > 1 else ():
            together[document, title] |= titles
    result = []
    for use in uses:
        short = use.kind in ("person", "other") and " " not in use.title
        bearers = {key(t): t for t in sorted(people[use.document]) if is_surname(use.title, t)} if short else {}
        name = min(bearers.values(), default="")
        free = name and name not in together[use.document, use.title]
        if len(bearers) == 1 and free and not any(key(use.title) in pair for pair in apart):
            use = replace(use, title=name, aliases=(use.title, *use.aliases))
        result.append(use)
    return result


def _claims(groups: _Groups, names: Spellings, uses: Iterable[NameUse]) -> dict[str, set[str]]:
    """For each alias, by node, the roots of the groups that claim it as another name of theirs."""
    claims: dict[str, set[str]] = defaultdict(set)
    for use in uses:
        for alias in use.aliases:
            claims[names.node(alias)].add(groups.root(names.node(use.title)))
    return claims


def _merges(groups: _Groups, names: Spellings, uses: Sequence[NameUse]) -> list[tuple[str, str]]:
    """Pairs of nodes that are one by their names: a title that exactly one other group has as its alias, or that is the last name of the
    only person who bears it, or the name of the only ship or officer with a prefix.
    """
    same = [replace(use, aliases=tuple(a for a in use.aliases if digits(a) == digits(use.title))) for use in uses]
    claims = _claims(groups, names, same)
    bearers: dict[str, set[str]] = defaultdict(set)
    forms: dict[str, set[str]] = defaultdict(set)
    for title in {use.title for use in uses}:
        root = groups.root(names.node(title))
        if " " in title and groups.kind(root) == "person":
            bearers[key(title.rpartition(" ")[2])].add(root)
        if bare := without_prefix(title):
            forms[names.node(bare)].add(root)
    found = []
    for node in sorted(groups.parent):
        root, kind = groups.root(node), groups.kind(node)
        found += [(node, other) for other in claims.get(node, set()) - {root} if len(claims[node] - {root}) == 1]
        if kind == "person" and len(bearers.get(node, ())) == 1:
            found.append((node, min(bearers[node])))
        if len(forms.get(node, ())) == 1 and kind in (groups.kind(min(forms[node])), "other"):
            found.append((node, min(forms[node])))
    return [(a, b) for a, b in found if not kinds_exclude(groups.kind(a), groups.kind(b))]


def _apart(decision: Decision, names: Spellings) -> list[tuple[str, str]]:
    """The nodes that a decision keeps apart: what was decided of a bare key is decided of all its spellings."""
    a, b = decision.a_key, decision.b_key
    if a.split("|")[0] == b.split("|")[0]:
        return [(a, b)]
    return [(x, y) for x in names.meant(a) for y in names.meant(b)]


def _spelt_as_one(groups: _Groups, pairs: Sequence[tuple[str, str]]) -> None:
    """Join spellings of one name, but for one that could be that of two things which are apart: it belongs to neither."""
    for a, b in pairs:
        beside = {groups.root(node) for pair in pairs if {a, b} & {*pair} for node in pair}
        if all(groups.may_join(x, y) for x, y in combinations(sorted(beside), 2)):
            groups.join(a, b)


def _group(
    uses: Sequence[NameUse], decided: Sequence[Decision], settled: Mapping[str, str]
) -> tuple[Spellings, _Groups]:
    names = Spellings((use.title for use in uses), settled)
    by_node: dict[str, list[NameUse]] = defaultdict(list)
    windows: dict[Window, list[NameUse]] = defaultdict(list)
    for use in uses:
        by_node[names.node(use.title)].append(use)
        if use.window:
            windows[use.document, use.window].append(use)
    groups = _Groups(by_node, (pair for d in decided if not d.same for pair in _apart(d, names)))
    for window, named in windows.items():
        for use in _apart_in(named):
            groups.windows[names.node(use.title)].add(window)
    for d in decided:
        if d.same and d.a_key in by_node and d.b_key in by_node:
            groups.join(d.a_key, d.b_key, decided=True)
    for pairs in names.alike():
        _spelt_as_one(groups, pairs)
    changed = True
    while changed:
        changed = bool(sum(groups.join(a, b) for a, b in _merges(groups, names, uses)))
    return names, groups


def _renamed(uses: list[NameUse], names: Spellings, groups: _Groups, splits: list[Split]) -> list[NameUse]:
    """The uses, those that a split concerns under their qualified title and without the names that were split."""
    affected: dict[str, list[Split]] = defaultdict(list)
    for split in splits:
        if split.key in groups.parent:
            affected[groups.root(split.key)].append(split)
    result = []
    for use in uses:
        root = groups.root(names.node(use.title))
        qualifier = min((s.qualifier for s in affected[root] if use.document in s.documents), default=None)
        if qualifier is None:
            result.append(use)
            continue
        kept = tuple(alias for alias in use.aliases if names.node(alias) not in groups.members[root])
        result.append(replace(use, title=qualified(use.title, qualifier), aliases=kept))
    return result


def qualified(title: str, qualifier: str) -> str:
    """A title as it is told from another thing of its name."""
    return f"{title.split(' (')[0]} ({qualifier})"


def resolve(
    uses: Iterable[NameUse], decisions: Iterable[Decision | Split] = (), settled: Mapping[str, str] | None = None
) -> list[Entity]:
    """The entities that these names stand for, sorted by key; the same for every order of the arguments.

    Spellings of one key are one if they are so by their form (`alike`), but for what a window names apart; `settled` are the titles whose
    pages had these keys before, so that a new spelling takes none's place. A title that exactly one other entity has as its alias goes to
    it, as does a last name that exactly one person bears; the caller has checked the aliases (`good_alias`). Every use belongs to exactly
    one entity.
    """
    original = sorted(uses, key=_order)
    said = set(decisions)
    decided = sorted(d for d in said if isinstance(d, Decision))
    splits = sorted(d for d in said if isinstance(d, Split))
    named = _in_full(original, {frozenset((d.a_key, d.b_key)) for d in decided if not d.same})
    names, groups = _group(named, decided, settled or {})
    if splits:
        named = _renamed(named, names, groups, splits)
        names, groups = _group(named, decided, settled or {})
    pairs: dict[str, list[tuple[NameUse, NameUse]]] = defaultdict(list)
    for new, old in zip(named, original, strict=True):
        pairs[groups.root(names.node(new.title))].append((new, old))
    own = _own(groups, _claims(groups, names, named))
    return sorted((_entity(rows, own[root], names) for root, rows in pairs.items()), key=lambda e: e.key)


def _own(groups: _Groups, claims: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """For each root the nodes of the names that are its alone."""
    own = {root: set(nodes) for root, nodes in groups.members.items()}
    for node, roots in claims.items():
        if len(roots) == 1 and node not in groups.parent:
            own[min(roots)].add(node)
    return own


def _entity(pairs: list[tuple[NameUse, NameUse]], own: set[str], names: Spellings) -> Entity:
    counts = Counter(new.title for new, _ in pairs)
    title = min(counts, key=lambda title: (-counts[title], -len(title), title))
    called = {new.title for new, _ in pairs} | {a for new, _ in pairs for a in new.aliases if names.node(a) in own}
    uses = tuple(sorted((old for _, old in pairs), key=_order))
    return Entity(
        names.node(title), title, kind_of(use.kind for use in uses), tuple(sorted(called)), uses, frozenset(own)
    )


def shared_names(entities: Iterable[Entity]) -> list[tuple[str, str]]:
    """Pairs of entity keys that claim one name, but for a last name: worth asking whether they are one thing."""
    bearers: dict[str, set[str]] = defaultdict(set)
    for entity in entities:
        for use in entity.uses:
            for name in (use.title, *use.aliases):
                if not is_surname(name, use.title):
                    bearers[key(name)].add(entity.key)
    return sorted({pair for keys in bearers.values() for pair in combinations(sorted(keys), 2)})
