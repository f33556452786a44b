"""What is known tonight, put together from the rows: which names are one page, and which claims stand on it.

Owns: the step from names and claims to pages. It is a function of the set of rows, whatever their order; a page is a function of its
entity and its claims alone; pages that were settled on an earlier night keep their ids.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from agent.knowledge.model import Claim, short_hash
from agent.knowledge.text.normal import key
from agent.knowledge.things.entities import Decision, Entity, Split, resolve
from agent.knowledge.things.spelling import spelt
from agent.state.facts import DecisionRecord
from agent.state.pages import PageRecord
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


@dataclass(frozen=True, slots=True)
class Known:
    """All pages, by title; a page without a claim is not written, and is not here."""

    pages: tuple[KnownPage, ...]
    by_id: dict[str, KnownPage]
    names: dict[str, str]  # entity key of a name → title; where it has several pages also `key|spelling` → title
    by_title: dict[str, KnownPage] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_title", {page.title: page for page in reversed(self.pages)})

    @classmethod
    def of(cls, state: State) -> Known:
        """Put together what the state holds; once, as long as no fact changes."""
        return state.as_long_as_facts("known", lambda: cls._folded(state))

    @classmethod
    def _folded(cls, state: State) -> Known:
        records = [record for record in reversed(state.pages.all()) if not record.gone_to]
        titles = {record.key: record.title for record in records}
        entities = resolve(state.facts.names(), _decisions(state.facts.decisions()), titles)
        claims = _claims_by_entity(entities, state.facts.claims())
        settled = {record.key: record.id for record in records}
        pages = [_page(entity, claims[entity.key], settled) for entity in entities if entity.key in claims]
        pages.sort(key=lambda page: (page.title.casefold(), page.id))
        return cls(tuple(pages), {page.id: page for page in pages}, _names(pages))

    def find(self, name: str) -> KnownPage | None:
        """The page that goes by this name: by its title to the letter, else by any name."""
        k = key(name)
        return self.by_title.get(name) or self.by_title.get(
            self.names.get(f"{k}|{spelt(name)}") or self.names.get(k, "")
        )


def _names(pages: Sequence[KnownPage]) -> dict[str, str]:
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


def _decisions(records: Iterable[DecisionRecord]) -> list[Decision | Split]:
    found: list[Decision | Split] = []
    for record in records:
        if record.kind == "split":
            found.append(Split(record.a, record.documents, record.qualifier))
        elif record.kind in ("same", "apart"):
            found.append(Decision(record.a, record.b, record.kind == "same", record.reason))
    return found


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


def settle(state: State, known: Known, date: str) -> None:
    """Write down the identity of every page as it now is: new ones get a row, merged ones point to the page they went to."""
    records = {record.id: record for record in state.pages.all()}
    night = state.nights.last()
    by_key: dict[str, list[PageRecord]] = defaultdict(list)
    for record in records.values():
        by_key[record.key].append(record)
    changed: list[PageRecord] = []
    for page in known.pages:
        old = records.get(page.id)
        new = (
            replace(old, title=page.title, gone_to="")
            if old
            else PageRecord(page.id, page.entity.key, page.title, date, made_in=night.id if night else 0)
        )
        if new != old:
            changed.append(new)
        for record in (record for k in sorted(page.keys) for record in by_key[k]):
            gone = record.id != page.id and record.id not in known.by_id
            if gone and record.gone_to != page.id:
                changed.append(replace(record, gone_to=page.id))
    state.pages.put(changed)
