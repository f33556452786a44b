"""What is known tonight, put together from the rows: which names are one page, and which claims stand on it.

Owns: the step from names and claims to pages. It is a function of the set of rows, whatever their order; pages that were settled on
an earlier night keep their ids.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from agent.knowledge.ids import short_hash
from agent.knowledge.model import Claim, Document, PageKind
from agent.knowledge.summing import said_again
from agent.knowledge.text.aboutness import first_named, goes_on
from agent.knowledge.text.letters import fold, folded
from agent.knowledge.text.normal import key
from agent.knowledge.things.defining import kind_in
from agent.knowledge.things.entities import Decision, Entity, Split, resolve
from agent.knowledge.things.kinds import kind_of_name
from agent.knowledge.things.short_names import full_names
from agent.state.facts import DecisionRecord
from agent.state.pages import PageRecord
from agent.state.state import State

FEW = 1  # claims that a page tells even if they belong more to others
Find = Callable[[str], Document]
Place = tuple[str, int, int]  # document, first and last sentence


@dataclass(frozen=True, slots=True)
class KnownPage:
    """An entity with its claims. `id` lasts; `aliases` are its other names; `documents` those that its claims rest on, sorted.

    `told` are the claims that its page tells: a sentence about several things is told where it belongs most. `borrowed` are the ids of
    those that another page tells too, in its words, `elsewhere` the titles of the pages that tell what this one holds, most first.
    """

    id: str
    title: str
    kind: str
    aliases: tuple[str, ...]
    entity: Entity
    claims: tuple[Claim, ...]
    keys: frozenset[str] = field(default=frozenset())
    told: tuple[Claim, ...] = ()
    borrowed: frozenset[str] = frozenset()
    elsewhere: tuple[str, ...] = ()

    @property
    def documents(self) -> tuple[str, ...]:
        """Ids of the documents that the claims rest on."""
        return tuple(sorted({claim.document for claim in self.claims}))


@dataclass(frozen=True, slots=True)
class Known:
    """All pages, by title; a page without a claim is not written, and is not here."""

    pages: tuple[KnownPage, ...]
    by_id: dict[str, KnownPage]
    names: dict[str, str]  # entity key of a name → title

    @classmethod
    def of(cls, state: State) -> Known:
        """Put together what the state holds."""
        told = _told(state)
        uses = [replace(use, kind=told.get((use.title, use.document), use.kind)) for use in state.facts.names()]
        entities = resolve(uses, _decisions(state.facts.decisions()), lambda d: state.documents.get(d).text)
        claims = _claims_by_entity(entities, state.facts.claims())
        settled = {record.key: record.id for record in reversed(state.pages.all()) if not record.gone_to}
        pages = [_page(entity, claims[entity.key], settled, told) for entity in entities if entity.key in claims]
        pages = told_once([page for page in pages if _is_spoken_of(page, state.documents.get)], state.documents.get)
        pages.sort(key=lambda page: (page.title.casefold(), page.id))
        names = {key(name): page.title for page in reversed(pages) for name in (*page.aliases, page.title)}
        return cls(tuple(pages), {page.id: page for page in pages}, names)

    def evidence(self, page: KnownPage, mentions: dict[str, list[Claim]]) -> list[Claim]:
        """The page's claims and, besides, every sentence that names it: what the sources say of it, on the page or not."""
        there = {(claim.document, claim.first) for claim in page.claims}
        return [
            *page.claims,
            *(claim for claim in mentions.get(page.id, []) if (claim.document, claim.first) not in there),
        ]

    def find(self, name: str) -> KnownPage | None:
        """The page that goes by this name."""
        title = self.names.get(key(name))
        return next((page for page in self.pages if page.title == title), None) if title else None


def _decisions(records: Iterable[DecisionRecord]) -> list[Decision | Split]:
    found: list[Decision | Split] = []
    for record in records:
        if record.kind == "split":
            found.append(Split(record.a, record.documents, record.qualifier))
        elif record.kind in ("same", "apart"):
            found.append(Decision(record.a, record.b, record.kind == "same", record.reason))
    return found


def _claims_by_entity(entities: Iterable[Entity], claims: Iterable[Claim]) -> dict[str, list[Claim]]:
    owner = {(key(use.title), use.document): entity.key for entity in entities for use in entity.uses}
    found: dict[str, dict[Place, Claim]] = defaultdict(dict)
    for claim in claims:
        if mine := owner.get((key(claim.name), claim.document)):
            found[mine].setdefault((claim.document, claim.first, claim.last), claim)
    return {entity: list(rows.values()) for entity, rows in found.items()}


def _told(state: State) -> dict[tuple[str, str], PageKind]:
    """The kind of what a name (title, document) stands for, where the name or its document tells: a weak model calls ships software."""
    found = {}
    for use in state.facts.names():
        if kind := kind_of_name(use.title) or kind_in(use.title, state.documents.get(use.document).text):
            found[use.title, use.document] = kind
    return found


def _kind(entity: Entity, told: dict[tuple[str, str], PageKind]) -> str:
    """What most documents tell; where none does, what most readers said."""
    counts = Counter(told[use.title, use.document] for use in entity.uses if (use.title, use.document) in told)
    return min(counts, key=lambda kind: (-counts[kind], kind)) if counts else entity.kind


def _page(
    entity: Entity, claims: list[Claim], settled: dict[str, str], told: dict[tuple[str, str], PageKind]
) -> KnownPage:
    keys = frozenset(key(name) for name in entity.names) | {entity.key}
    ids = [settled[entity.key]] if entity.key in settled else sorted({settled[k] for k in keys if k in settled})
    page = ids[0] if ids else short_hash(entity.key)
    aliases = tuple(sorted({name for name in entity.names if name != entity.title}, key=str.casefold))
    return KnownPage(page, entity.title, _kind(entity, told), aliases, entity, tuple(claims), keys)


def _is_spoken_of(page: KnownPage, find: Find) -> bool:
    """Whether some claim names the page, or stands in a document or under a heading of its name: else it would be nothing but a name."""
    for claim in page.claims:
        document = find(claim.document)
        names = [_called(page, document)]
        above = (document.title, *document.sentences[claim.first - 1].heading)
        if any(first_named(names, text) for text in (document.quote(claim.first, claim.last), *above)):
            return True
    return False


def _called(page: KnownPage, document: Document) -> tuple[str, ...]:
    """What a document may call a page: its names, without what tells it from a namesake; a person's last name if it has no other bearer."""
    whole = page.title.split(" (")[0]
    last = whole.rpartition(" ")[2]
    bearers = (
        full_names(fold(last), folded(document.text)) if page.kind in ("person", "other") and last != whole else ()
    )
    alone = {key(name) for name in bearers} == {key(whole)}
    return (page.title, whole, *page.aliases, *([last] if alone else []))


def told_once(pages: Sequence[KnownPage], find: Find) -> list[KnownPage]:
    """The pages with what each tells: what it is, the sentences that name it first, and one of others if it has none of its own.

    A sentence that names none of the pages that hold it is told by the one that holds most of its document; one that goes on about
    what stood before it ("He was knighted together with Canning") is told where that is told. What a text says again where it sums up
    is told by a page that has nothing else.
    """
    holders: dict[Place, list[KnownPage]] = defaultdict(list)
    for page in sorted(pages, key=lambda page: page.entity.key):
        for claim in page.claims:
            holders[place_of(claim)].append(page)
    home: dict[Place, str] = {}
    ends: dict[tuple[str, int], str] = {}  # where what ends with this sentence is told
    for place in sorted(holders):
        document, first, last = place
        home[place] = ends[document, last] = _home(place, holders[place], ends.get((document, first - 1)), find)
    again = {(document, n) for document in sorted({place[0] for place in holders}) for n in said_again(find(document))}
    titles = {page.entity.key: page.title for page in pages}
    found = []
    for page in pages:
        told, borrowed = _of_page(page, home, again, find)
        away = {claim.id: home[place_of(claim)] for claim in page.claims if (claim.document, claim.first) not in again}
        away = {claim: other for claim, other in away.items() if other != page.entity.key}
        counts = Counter(titles[other] for other in away.values())
        others = tuple(sorted(counts, key=lambda title: (-counts[title], title)))
        found.append(replace(page, told=told, borrowed=borrowed, elsewhere=others))
    return found


def place_of(claim: Claim) -> Place:
    """Where a claim's sentences stand."""
    return claim.document, claim.first, claim.last


def _home(place: Place, holders: list[KnownPage], before: str | None, find: Find) -> str:
    """The key of the page that tells a sentence; `before` is that of the sentence before it."""
    document, first, last = place
    if len(holders) > 1:
        text = find(document).quote(first, last)
        named = first_named([_called(page, find(document)) for page in holders], text)
        if named and named[1] and goes_on(text) and any(page.entity.key == before for page in holders):
            return str(before)
        if named:
            return holders[named[0]].entity.key
    return max(holders, key=lambda page: sum(claim.document == document for claim in page.claims)).entity.key


def _of_page(
    page: KnownPage, home: Mapping[Place, str], again: set[tuple[str, int]], find: Find
) -> tuple[tuple[Claim, ...], frozenset[str]]:
    """What the page tells, and the ids of what of that is another's."""
    defined = {(use.document, use.definition) for use in page.entity.uses}
    first = [claim for claim in page.claims if (claim.document, claim.first) not in again] or page.claims
    order = sorted(first, key=lambda claim: (find(claim.document).slug, claim.first, claim.last))
    own = {
        claim.id
        for claim in order
        if home[place_of(claim)] == page.entity.key or (claim.document, claim.first) in defined
    }
    more = [claim for claim in order if claim.id not in own][: max(0, FEW - len(own))]
    told = own | {claim.id for claim in more}
    borrowed = frozenset(claim.id for claim in more if (claim.document, claim.first) not in again)
    return tuple(claim for claim in page.claims if claim.id in told), borrowed


def settle(state: State, known: Known, date: str) -> None:
    """Write down the identity of every page as it now is: new ones get a row, merged ones point to the page they went to."""
    records = {record.id: record for record in state.pages.all()}
    changed: list[PageRecord] = []
    for page in known.pages:
        old = records.get(page.id)
        new = (
            replace(old, title=page.title, gone_to="")
            if old
            else PageRecord(page.id, page.entity.key, page.title, date)
        )
        if new != old:
            changed.append(new)
        for record in records.values():
            gone = record.id != page.id and record.key in page.keys and record.id not in known.by_id
            if gone and record.gone_to != page.id:
                changed.append(replace(record, gone_to=page.id))
    state.pages.put(changed)
