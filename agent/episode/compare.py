"""compare: which claims of a page, or of several small pages, cannot all be true.

Owns: the stages and effects of comparing, and how a dispute is `raised`. A pair becomes a dispute: a question to each side alone. What is
refused is asked for once more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import BaseModel

from agent.engine.wire import ActSpec
from agent.episode import acts
from agent.episode.claims_shown import ShownPage, shown
from agent.episode.script import Script, Stage, Turn
from agent.knowledge.disagreement.editions import Editions, Lines
from agent.knowledge.disagreement.told import SHOWN, sides
from agent.knowledge.model import Claim, Document, dispute_id
from agent.knowledge.text.letters import fold
from agent.knowledge.text.normal import tokens
from agent.state.disputes import DisputeRecord, DisputeSide
from agent.state.journal import ActRecord
from agent.state.queue import EpisodeRecord
from agent.state.state import State

MOST = 12  # pairs of one reply


def raised(
    page: str,
    names: Sequence[str],
    question: str,
    disputed: Sequence[Claim],
    rows: Sequence[tuple[Claim, Document]],
    origin: str,
    kind: str = "",
    editions: Editions | None = None,
) -> DisputeRecord:
    """A dispute about a page (its id and names), to be put to the documents of the `disputed` claims and to others that tell of the same.

    `rows` are all claims of the page. Without disputed claims whoever clearly tells of what is asked is a side. Two releases of one thing
    (`editions`) are asked about what was changed alone: all else that they say of it may be an answer, and is no change.
    """
    of: dict[str, set[int]] = defaultdict(set)
    for claim in disputed:
        of[claim.document].update(range(claim.first, claim.last + 1))
    found = sides(question, disputed, rows, names)
    if editions and editions.changed(document for _, document in rows if document.id in of):
        found = [(document, tuple(sorted(of[document]))) for document, _ in found if document in of]
    asked = tuple(
        DisputeSide(document, numbers, tuple(sorted(of[document] & set(numbers)))) for document, numbers in found
    )
    # With its sides: who tells of the same later makes it another question, of which the fullest counts.
    told = [f"{side.document}:{side.sentences}" for side in asked]
    identity = dispute_id(page, question, [*(claim.id for claim in disputed), *told])
    return DisputeRecord(identity, page, kind, question, asked, origin)


@dataclass(frozen=True, slots=True)
class Place:
    """A numbered claim: the page (its row in the subject) and the claim's row."""

    page: dict[str, Any]
    claim: dict[str, Any]


class Compare(Script):
    """Subject: `pages`, each with `page` (id), `title`, `kind`, `aliases`, `claims` (rows that are shown), `others` (rows that are not).

    `look` are pairs of numbers that code found unlike. `judges`: whether claims of two pages may be a pair.
    """

    kind = "compare"

    def __init__(self, record: EpisodeRecord, state: State) -> None:
        super().__init__(record, state)
        self.places = [Place(page, claim) for page in self.subject["pages"] for claim in page["claims"]]
        for page in self.subject["pages"]:
            for row in (*page["claims"], *page["others"]):
                state.documents.get(row["document"])

    @cached_property
    def editions(self) -> Editions:
        """Which of its documents are releases of one thing."""
        ids = {row["document"] for page in self.subject["pages"] for row in (*page["claims"], *page["others"])}
        return Editions(map(self.state.documents.get, sorted(ids)))

    def task(self) -> str:
        """The claims under their pages and documents, then what code found."""
        pages = [ShownPage(p["title"], p["kind"], p["claims"], p["aliases"]) for p in self.subject["pages"]]
        text = shown(pages, self.state.documents.get)
        look = "; ".join(f"[{a}] and [{b}]" for a, b in self.subject.get("look", []))
        return f"{text}\n\nLook also at: {look}\n" if look else f"{text}\n"

    def stage(self, turns: Sequence[Turn]) -> Stage | None:
        """All pairs at once; once more if some were refused."""
        if len(turns) > 1 or (turns and not turns[0].refused()):
            return None
        spec = ActSpec("cannot_both_be_true", "Claims that cannot both be true.", acts.CannotBothBeTrue, 0, MOST)
        say = "\n".join(f"Refused: {reason}" for reason in turns[0].refused()[:5]) if turns else ""
        return Stage((spec,), 700, say, dice=len(turns))

    def do(self, act: ActRecord, arguments: BaseModel, before: Sequence[Turn]) -> tuple[str, bool]:
        """Store the pair as a dispute, with its sides."""
        assert isinstance(arguments, acts.CannotBothBeTrue)
        if fault := self._fault(arguments):
            return f"[{arguments.a}] and [{arguments.b}]: {fault}", False
        pair = [self.places[n - 1] for n in (arguments.a, arguments.b)]
        self.state.disputes.put(self._dispute(pair, " ".join(arguments.question.split())))
        return "noted", True

    def _fault(self, said: acts.CannotBothBeTrue) -> str:
        """Why a pair cannot be asked about, or nothing."""
        numbers = [n for n in (said.a, said.b) if not 1 <= n <= len(self.places)]
        if numbers:
            return f"not shown here: {numbers}"
        one, two = (self.places[n - 1] for n in (said.a, said.b))
        if said.a == said.b or one.claim["id"] == two.claim["id"]:
            return "a claim and itself"
        if one.page["page"] != two.page["page"] and not self.subject.get("judges"):
            return f"claims of two pages, {one.page['title']} and {two.page['title']}"
        if not self.subject.get("judges") and self.editions.apart(self._lines(one), self._lines(two)):
            return "pages of one release, or what both releases say, or two sentences of which neither is the other with something changed"
        asked = fold(said.question).casefold().strip(" ?")
        texts = [fold(self._text(place)).casefold() for place in (one, two)]
        if any(text.strip(" .") in asked for text in texts):
            return "the question holds an answer; ask what they answer differently"
        if self.subject.get("judges"):
            return ""  # its words may be nowhere in the claims, "the change of licence" in "I settled it"; each side is asked alone
        about = [
            *texts,
            *(fold(name).casefold() for place in (one, two) for name in (place.page["title"], *place.page["aliases"])),
        ]
        spoken = {self.state.documents.get(place.claim["document"]).language for place in (one, two)}
        if not any(
            set(tokens(asked, code)) & {word for text in about for word in tokens(text, code)} for code in spoken
        ):
            return "the question asks about nothing that they tell"
        return ""

    def _lines(self, place: Place) -> Lines:
        return self.state.documents.get(place.claim["document"]), place.claim["first"], place.claim["last"]

    def _text(self, place: Place) -> str:
        return self.state.documents.get(place.claim["document"]).quote(place.claim["first"], place.claim["last"])

    def _dispute(self, pair: Sequence[Place], question: str) -> DisputeRecord:
        """The dispute of a pair; of claims of two pages it is about the one that the question names, or else that more is known of."""
        pages = {place.page["page"]: place.page for place in pair}
        if len(pages) == 1:
            (page,) = pages.values()
            rows = self._all(page)
            ids = [place.claim["id"] for place in pair]
            disputed = [claim for claim, _ in rows if claim.id in ids]
            names = [page["title"], *page["aliases"]]
            return raised(page["page"], names, question, disputed, rows, "brain", editions=self.editions)
        named = fold(question).casefold()
        order = sorted(pages.values(), key=lambda page: (-len(self._all(page)), page["page"]))
        most = next((p for p in order if fold(p["title"]).casefold() in named), order[0])["page"]
        asked = tuple(self._across(place, most) for place in sorted(pair, key=lambda place: place.page["page"] != most))
        identity = dispute_id(most, question, [place.claim["id"] for place in pair])
        return DisputeRecord(identity, most, "", question, asked, "brain")

    def _across(self, place: Place, page: str) -> DisputeSide:
        """The side of a claim in a dispute of two pages: what its document tells of its own page."""
        disputed = tuple(range(place.claim["first"], place.claim["last"] + 1))
        told = [c for c, _ in self._all(place.page) if c.document == place.claim["document"]]
        near = sorted(
            {n for claim in told for n in range(claim.first, claim.last + 1)}, key=lambda n: (abs(n - disputed[0]), n)
        )
        own = "" if place.page["page"] == page else place.page["page"]
        return DisputeSide(place.claim["document"], tuple(sorted({*near[:SHOWN], *disputed})), disputed, own)

    def _all(self, page: dict[str, Any]) -> list[tuple[Claim, Document]]:
        """Every claim of a page, shown or not."""
        return [
            (
                Claim(r["id"], page["title"], r["document"], r["first"], r["last"]),
                self.state.documents.get(r["document"]),
            )
            for r in (*page["claims"], *page["others"])
        ]

    def halves(self) -> list[EpisodeRecord]:
        """Too long for the window: the pages, or one page's claims, in two."""
        pages = self.subject["pages"]
        if len(pages) > 1:
            middle = len(pages) // 2
            return [self._with(pages[:middle]), self._with(pages[middle:])]
        (page,) = pages
        claims, middle = page["claims"], len(page["claims"]) // 2
        if len(claims) < 4:
            return []
        return [
            self._with([{**page, "claims": part, "others": [*page["others"], *rest]}])
            for part, rest in ((claims[:middle], claims[middle:]), (claims[middle:], claims[:middle]))
        ]

    def _with(self, pages: list[dict[str, Any]]) -> EpisodeRecord:
        return self.part({**self.subject, "pages": pages, "look": []}, [c["id"] for p in pages for c in p["claims"]])
