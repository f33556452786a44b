"""identifying: which accounts on one page are of two things, and which two pages may be one.

Owns: the splits that code is sure of, and the questions where it is not. A function of the rows: what was decided is not decided again,
what was asked is not asked again, and neither the order of the sources nor the number of workers makes a difference.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial

from agent.knowledge.model import NameUse, short_hash
from agent.knowledge.text.normal import key
from agent.knowledge.things.identity import Account, Against, Group, against, groups, qualifier
from agent.knowledge.things.kinds import kinds_exclude, sort_of
from agent.knowledge.things.titles import digits
from agent.known.lasting import YES, Lasting
from agent.known.pages import Known, KnownPage
from agent.night.alike import HELD, named_alike
from agent.night.phases import IDENTIFY
from agent.state.facts import LIKELY, DecisionRecord
from agent.state.queue import EpisodeRecord
from agent.state.state import State

SHOWN = 6  # sentences that an account is shown with
SHARED = 2  # particulars in common from which on a page is the only one whose name holds its own


@dataclass
class Identifying:
    """What tonight's pages leave open about which names are one thing. `judges`: whether the brain's opinion is worth asking for.

    One whose opinion is not is never asked: in doubt about a split its pages stay one, in doubt about a merge they stay two.
    """

    state: State
    known: Known
    judges: bool
    lasting: Lasting = field(default_factory=Lasting)

    def decided(self) -> list[DecisionRecord]:
        """The splits that code is sure of and that are not recorded yet; merges too, where there is no judge to ask."""
        splits = [
            DecisionRecord(
                short_hash("split", page.entity.key, *self._ids(group)), "split", page.entity.key, "", self._ids(group),
                self._qualifier(page, own.accounts[0], group.accounts[0]), group.why.reason,
            )
            for page, own, group in self._groups
            if group.why and group.why.sure
        ]  # fmt: skip
        known = {record.id for record in self._records}  # one that changed nothing is not decided for ever
        new = [record for record in splits if record.id not in known]
        return new or ([] if self.judges else [record for record in self._merged() if record.id not in known])

    @cached_property
    def _paired(self) -> set[frozenset[str]]:
        """The pairs of keys of which it is decided whether they are one."""
        return {frozenset((r.a, r.b)) for r in self._records if r.kind in ("same", "apart")}

    def _merged(self) -> Iterator[DecisionRecord]:
        """Merges of a page into the only one whose name holds its name, or is another spelling of it, where what their documents tell
        overlaps.
        """
        longer: dict[str, list[KnownPage]] = defaultdict(list)
        short: dict[str, KnownPage] = {}
        for one, other, reason in self._alike:
            if _base(one) == _base(other) and self._overlap(one, other) and self._agree(one, other):
                yield _decision("same", one.entity.key, other.entity.key, "spellings of one key")
            if reason == HELD and digits(one.title) == digits(other.title):
                small, large = sorted((one, other), key=lambda page: (len(page.title), page.title))
                longer[small.id].append(large)
                short[small.id] = small
        for page in short.values():
            found = [large for large in longer[page.id] if self._overlap(page, large)]
            if len(found) == 1:
                yield _decision("same", page.entity.key, found[0].entity.key, HELD)

    def _overlap(self, small: KnownPage, large: KnownPage) -> bool:
        """Whether no document tells of both, and what one tells of the one another tells of the other too."""
        if {*small.documents} & {*large.documents}:
            return False
        told = [{p for account in self._accounts(page) for p in account.particulars} for page in (small, large)]
        return len(told[0] & told[1]) >= SHARED

    def _agree(self, one: KnownPage, other: KnownPage) -> bool:
        """Whether nothing that is said of either speaks against their being one."""
        return not any(against(a, b) for a in self._accounts(one) for b in self._accounts(other))

    def episodes(self) -> Iterator[EpisodeRecord]:
        """One question for each doubt, if the brain judges: splits first, then merges."""
        if self.judges:
            yield from (self._split(*found) for found in self._groups if found[2].why and not found[2].why.sure)
            yield from (self._merge(a, b, reason) for a, b, reason in self._alike)

    @cached_property
    def _records(self) -> list[DecisionRecord]:
        return self.state.facts.decisions()

    @cached_property
    def _about(self) -> dict[str, list[DecisionRecord]]:
        """What was decided of the page of each key."""
        found: dict[str, list[DecisionRecord]] = defaultdict(list)
        for record in self._records:
            found[record.a].append(record)
        return found

    @cached_property
    def _groups(self) -> list[tuple[KnownPage, Group, Group]]:
        """Pages with what is their own and what of them is, or may be, another thing."""
        found = []
        for page in self.known.pages:
            if len(page.documents) > 1:
                told = page.title, page.aliases, page.claims, page.entity.uses
                source = told, self._about[page.entity.key], self.judges
                if not self.lasting.of("one thing", page.id, source, partial(self._one, page), YES):
                    found += self._parted(page)
        return found

    def _one(self, page: KnownPage) -> bool:
        return not self._parted(page)

    def _parted(self, page: KnownPage) -> list[tuple[KnownPage, Group, Group]]:
        """A page with what is its own and each thing that is, or may be, another."""
        accounts = self._accounts(page)
        before = {account.document for account in accounts if self._as_before(page, account)}
        own, *others = groups(accounts, self._weigher(page), before)
        return [(page, own, other) for other in others]

    def _accounts(self, page: KnownPage) -> list[Account]:
        names = (page.title.split(" (")[0], *page.aliases)
        numbers: dict[str, set[int]] = defaultdict(set)
        for claim in page.claims:
            numbers[claim.document].update(range(claim.first, claim.last + 1))
        uses: dict[str, list[NameUse]] = defaultdict(list)
        for use in page.entity.uses:
            uses[use.document].append(use)
        accounts = []
        for document in page.documents:
            defined = {use.definition for use in uses[document] if use.definition}
            kinds = {use.kind for use in uses[document]}
            found = self.state.documents.get(document)
            accounts.append(Account.of(names, found, sorted(numbers[document]), kinds, defined))
        return accounts

    def _weigher(self, page: KnownPage) -> Callable[[Account, Account], Against | None]:
        together = [r.documents for r in self._about[page.entity.key] if r.kind == "together"]
        slugs = {frozenset(self.state.documents.get(d).slug for d in pair) for pair in together}

        def weigh(a: Account, b: Account) -> Against | None:
            found = None if frozenset((a.document, b.document)) in slugs else against(a, b)
            return found if found and (found.sure or self.judges) else None

        return weigh

    def _ids(self, group: Group) -> tuple[str, ...]:
        return tuple(sorted(self._by_slug[account.document] for account in group.accounts))

    @cached_property
    def _by_slug(self) -> dict[str, str]:
        return {document.slug: document.id for document in self.state.documents.all()}

    def _qualifier(self, page: KnownPage, own: Account, other: Account) -> str:
        """What tells the other thing: as one like it was told from the page before, or else by what its own document says."""
        document = self.state.documents.get(self._by_slug[other.document])
        title = document.title if key(document.title) != page.entity.key else document.slug
        return self._as_before(page, other) or qualifier(other, own, title) or document.id[:8]

    def _as_before(self, page: KnownPage, account: Account) -> str:
        """The qualifier by which a thing like that of the account was told from the page before, or ""."""
        before = (r.qualifier for r in self._about[page.entity.key] if r.kind == "split")
        return min(
            (said for said in before if said in account.place or sort_of(said) == account.sort != ""), default=""
        )

    def _split(self, page: KnownPage, own: Group, other: Group) -> EpisodeRecord:
        pair = (own.accounts[0].document, other.accounts[0].document)
        ids = [self._by_slug[slug] for slug in pair]
        assert other.why is not None
        subject = {
            "name": page.title, "a": page.entity.key, "b": "", "asked": ids, "documents": list(self._ids(other)),
            "qualifier": self._qualifier(page, own.accounts[0], other.accounts[0]), "reason": other.why.reason,
            "sides": [self._side(page, [document], self.state.documents.get(document).title) for document in ids],
        }  # fmt: skip
        return EpisodeRecord(
            f"identify:{short_hash('split', page.entity.key, *sorted(ids))}", "identify", subject, IDENTIFY, 0
        )

    def _merge(self, one: KnownPage, other: KnownPage, reason: str) -> EpisodeRecord:
        a, b = sorted((one, other), key=lambda page: page.entity.key)
        subject = {
            "name": f"{a.title}; {b.title}", "a": a.entity.key, "b": b.entity.key, "documents": [], "reason": reason,
            "sides": [self._side(page, page.documents, page.title) for page in (a, b)],
        }  # fmt: skip
        return EpisodeRecord(
            f"identify:{short_hash('same', a.entity.key, b.entity.key)}", "identify", subject, IDENTIFY, 1
        )

    def _side(self, page: KnownPage, documents: Iterable[str], title: str) -> dict[str, object]:
        """An account as it is shown: what readers called the definition first, then what stands first in each document."""
        there = set(documents)
        defined = {(use.document, use.definition) for use in page.entity.uses}
        claims = [claim for claim in page.claims if claim.document in there]
        claims.sort(
            key=lambda c: ((c.document, c.first) not in defined, self.state.documents.get(c.document).slug, c.first)
        )
        chosen = sorted((c.document, n) for c in claims[:SHOWN] for n in range(c.first, c.last + 1))
        return {"title": title, "shown": [list(place) for place in dict.fromkeys(chosen)][:SHOWN]}

    @cached_property
    def _alike(self) -> list[tuple[KnownPage, KnownPage, str]]:
        """Pairs of pages that may be one, by their names or as a brain proposed that saw them in a list, and why."""
        return list(self._pairs())

    def _pairs(self) -> Iterator[tuple[KnownPage, KnownPage, str]]:
        by_title = {page.title: page for page in self.known.pages}
        decided = self._paired | {
            frozenset((r.a, f"{r.a.split('(')[0]}({key(r.qualifier)})")) for r in self._records if r.kind == "split"
        }
        found = {(a, b): reason for a, b, reason in self._proposed()}
        found |= {(a, b): reason for a, b, reason in named_alike(self.known.pages, self.lasting)}
        for (a, b), reason in sorted(found.items()):
            one_page, other = by_title[a], by_title[b]
            if frozenset((one_page.entity.key, other.entity.key)) not in decided and _may_be_one(one_page, other):
                yield one_page, other, reason

    def _proposed(self) -> Iterator[tuple[str, str, str]]:
        """(title, title, reason) of what was proposed, as far as both are pages still; either may have gone into another page since."""
        proposed = [r for r in self._records if r.kind == LIKELY and frozenset((r.a, r.b)) not in self._paired]
        titles = {k: page.title for page in self.known.pages for k in (*page.keys, page.entity.key)} if proposed else {}
        for record in proposed:
            a, b = sorted((titles.get(record.a, ""), titles.get(record.b, "")))
            if a and a != b:
                yield a, b, record.reason


def _decision(kind: str, one: str, other: str, reason: str) -> DecisionRecord:
    a, b = sorted((one, other))
    return DecisionRecord(short_hash(kind, a, b), kind, a, b, reason=reason)


def _base(page: KnownPage) -> str:
    """The key of a page without what tells its spelling."""
    return page.entity.key.split("|")[0]


def _may_be_one(a: KnownPage, b: KnownPage) -> bool:
    """Whether nothing that is known without asking keeps two pages apart: figures, kinds, brackets, or a reader who named both at once."""
    one, two = ({(use.document, use.window) for use in page.entity.uses if use.window} for page in (a, b))
    told = (
        a.title.endswith(")") and b.title.endswith(")") and key(a.title.split(" (")[0]) == key(b.title.split(" (")[0])
    )
    return (
        (digits(a.title) == digits(b.title) or not (digits(a.title) and digits(b.title)))
        and not kinds_exclude(a.entity.kind, b.entity.kind)
        and one.isdisjoint(two)
        and not told
    )
