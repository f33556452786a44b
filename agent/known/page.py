"""A page as it is known: a thing and what is told of it.

Owns: the step from names and claims to pages. A page is a function of its entity and its claims alone; pages that were settled on an
earlier night keep their ids.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from agent.knowledge.model import Claim, short_hash
from agent.knowledge.text.normal import key
from agent.knowledge.things.entities import Decision, Entity, Split
from agent.knowledge.things.spelling import spelt
from agent.state.state import State


@dataclass(frozen=True, slots=True)
class KnownPage:
    """An entity with its claims, in the order of documents and sentences. `id` lasts; `aliases` are its other names; `keys` those of all
    names that are its alone.
    """

    id: str
    title: str
    kind: str
    aliases: tuple[str, ...]
    entity: Entity
    claims: tuple[Claim, ...]
    keys: frozenset[str] = field(default=frozenset())

    @property
    def documents(self) -> tuple[str, ...]:
        """Ids of the documents that the claims rest on, sorted."""
        return tuple(sorted({claim.document for claim in self.claims}))


def names_of(pages: Sequence[KnownPage]) -> dict[str, str]:
    """What each name stands for: titles before aliases, and where pages differ only in how a name is spelt, by its spelling too."""
    found: dict[str, str] = {}
    spellings: dict[str, dict[str, str]] = defaultdict(dict)
    called = [(page, page.title) for page in pages]
    called += [(page, name) for page in pages for name in page.aliases]
    for page, name in called:
        found.setdefault(key(name), page.title)
        spellings[key(name)].setdefault(spelt(name), page.title)
    for k, titles in spellings.items():
        if len(set(titles.values())) > 1:
            found |= {f"{k}|{spelling}": title for spelling, title in titles.items()}
    return found


@dataclass(frozen=True, slots=True)
class Settled:
    """What pages were called, by the keys of their things: their titles and ids. Of several that are there the oldest counts."""

    titles: dict[str, str]
    ids: dict[str, str]

    @classmethod
    def of(cls, state: State) -> Settled:
        """That of the pages that went into no other one."""
        records = [record for record in reversed(state.pages.all()) if not record.gone_to]
        return cls({record.key: record.title for record in records}, {record.key: record.id for record in records})


def decisions_of(state: State) -> list[Decision | Split]:
    """What was decided about which names are one."""
    found: list[Decision | Split] = []
    for record in state.facts.decisions():
        if record.kind == "split":
            found.append(Split(record.a, record.documents, record.qualifier))
        elif record.kind in ("same", "apart"):
            found.append(Decision(record.a, record.b, record.kind == "same", record.reason))
    return found


def pages_of(entities: Sequence[Entity], claims: Iterable[Claim], settled: Settled) -> list[KnownPage]:
    """The pages of things of which something is told."""
    told = _claims_by_entity(entities, claims)
    return [_page(entity, told[entity.key], settled.ids) for entity in entities if entity.key in told]


def _claims_by_entity(entities: Iterable[Entity], claims: Iterable[Claim]) -> dict[str, list[Claim]]:
    """The claims of each entity: those under a name go to what the name stands for in their document; a sentence counts once a page."""
    owner: dict[tuple[str, str], str] = {}
    for entity in entities:
        for use in entity.uses:
            owner[use.title, use.document] = entity.key
            owner.setdefault((key(use.title), use.document), entity.key)  # a title of an older night, spelt otherwise
    found: dict[str, dict[tuple[str, int, int], Claim]] = defaultdict(dict)
    for claim in sorted(claims, key=lambda claim: (claim.document, claim.first, claim.last, claim.id)):
        mine = owner.get((claim.name, claim.document)) or owner.get((key(claim.name), claim.document))
        if mine:
            found[mine].setdefault((claim.document, claim.first, claim.last), claim)
    return {entity: list(rows.values()) for entity, rows in found.items()}


def _page(entity: Entity, claims: list[Claim], settled: Mapping[str, str]) -> KnownPage:
    ids = [settled[entity.key]] if entity.key in settled else sorted({settled[k] for k in entity.keys if k in settled})
    page = ids[0] if ids else short_hash(entity.key)
    aliases = tuple(
        sorted({name for name in entity.names if name != entity.title}, key=lambda name: (name.casefold(), name))
    )
    return KnownPage(page, entity.title, entity.kind, aliases, entity, tuple(claims), entity.keys)
