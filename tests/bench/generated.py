"""A wiki of any size, generated: documents about made-up things that name each other, filed, written and published.

Its rows are put through the package's own state, as a night puts them, so that commands and publishing can be measured on it. The same
size and seed give the same wiki. `python -m tests.bench.generated PAGES FOLDER`.
"""

from __future__ import annotations

import hashlib
import random
import re
import sys
from pathlib import Path

from agent.clock import Clock
from agent.knowledge.model import Claim, Document, NameUse, PageKind, claim_id, short_hash
from agent.known.lines import statements
from agent.known.pages import Known, settle
from agent.night.publishing import Publisher
from agent.sources.extract import extract
from agent.state.disputes import DisputeRecord, DisputeSide, ReplyRecord
from agent.state.sources import SourceRecord
from agent.state.state import State
from agent.state.written import WrittenRow

_HEADS = (
    "bridge",
    "mill",
    "harbour",
    "library",
    "engine",
    "river",
    "tower",
    "school",
    "garden",
    "ferry",
    "quarry",
    "theatre",
)
_KINDS: dict[str, PageKind] = {"engine": "product", "school": "organisation", "library": "organisation"}
_SYLLABLES = re.findall(
    r"\w+", "al bor cas den el fen gar hol is ken lun mor nes or pel quin ros sal tor ul ven wy yar zel"
)
_FACTS = (
    "It was opened in {year} and cost {cost} crowns.", "Its length is {cost} metres.", "{other} was built by the same firm in {year}.",
    "The council of {other} paid for it.", "In {year} it was closed for repairs and opened again a year later.",
    "Nobody has counted the steps, but {other} has more of them.", "About {cost} people visit it every year.",
    "It stands beside {other}, which is older.", "A fire of {year} destroyed the roof.", "It was not rebuilt before {year}.",
)  # fmt: skip
PAGES_A_DOCUMENT, FACTS_A_PAGE, ABOUT = 4, 4, 2  # ABOUT: documents that tell of one page
TOGETHER = 100  # documents in one transaction
DISPUTED = 20  # pages of which one is disputed


def names(count: int, dice: random.Random) -> list[str]:
    """So many names of things, each once."""
    found: dict[str, None] = {}
    while len(found) < count:
        root = "".join(dice.sample(_SYLLABLES, dice.choice((2, 2, 3)))).capitalize()
        found.setdefault(f"{root} {dice.choice(_HEADS)}")
    return list(found)


def report(number: int, mine: list[str], others: list[str], dice: random.Random) -> str:
    """A document that tells of its own things and names others."""
    parts = [f"# Report {number} of the survey"]
    for name in mine:
        facts = dice.sample(_FACTS, FACTS_A_PAGE - 1)
        told = [f"{name} is a {name.split()[-1]} of the district."]
        told += [
            fact.format(year=dice.randrange(1700, 2000), cost=dice.randrange(100, 9000), other=dice.choice(others))
            for fact in facts
        ]
        parts.append(f"## {name}\n\n{' '.join(told)}")
    return "\n\n".join(parts) + "\n"


def generate(wiki: Path, pages: int, seed: int = 7) -> None:
    """Make and publish a wiki of so many pages in a folder that has none."""
    dice = random.Random(seed)
    things = names(pages, dice)
    with State.to_write(wiki) as state:
        night = state.nights.start(
            {
                "date": "2026-01-01",
                "started": "2026-01-01T22:00:00",
                "pid": 0,
                "engine": "generated",
                "prompts": "",
                "until": "",
            }
        )
        order = [dice.sample(things, len(things)) for _ in range(ABOUT)]
        groups = [all_[at : at + PAGES_A_DOCUMENT] for all_ in order for at in range(0, len(all_), PAGES_A_DOCUMENT)]
        listed = (f"report-{number}" for number in range(len(groups)))
        state.sources.add(SourceRecord(slug, f"{slug}.md", "file", "", number) for number, slug in enumerate(listed))
        numbered = list(enumerate(groups))
        for at in range(0, len(numbered), TOGETHER):
            with state.transaction("generated"):
                for number, mine in numbered[at : at + TOGETHER]:
                    _document(state, number, mine, things, dice, night.id)
        known = Known.of(state)
        settle(state, known, "2026-01-01")
        known = Known.of(state)
        _write(state, known)
        _dispute(state, known, dice)
        Publisher(state, wiki, Clock()).now()


def _document(state: State, number: int, mine: list[str], things: list[str], dice: random.Random, night: int) -> None:
    """A document about a few things, with its names and claims."""
    raw = report(number, mine, things, dice).encode()
    found = extract(raw, "text/markdown", f"report-{number}.md")
    identity, slug = hashlib.sha256(raw).hexdigest(), f"report-{number}"
    document = Document(
        identity,
        slug,
        found.title,
        f"{slug}.md",
        found.media,
        found.text,
        found.sentences,
        found.date,
        "2026-01-01",
        found.language,
    )
    state.documents.write(document, raw)
    state.sources.done(slug, identity, night, "", "")
    for name in mine:
        told = [unit.n for unit in document.sentences if unit.heading[-1:] == (name,)]
        use = NameUse(name, _KINDS.get(name.split()[-1], "place"), identity, definition=told[0])
        state.facts.put_name(short_hash(name, identity), "", use)
        for n in told:
            state.facts.put_claim(Claim(claim_id(name, identity, n, n), name, identity, n, n), "")


def _write(state: State, known: Known) -> None:
    """A worded page for each: one sentence a statement, in the source's words but for its first, so that the check has work."""
    with state.transaction("generated"):
        for page in known.pages:
            for number, said in enumerate(statements(page.claims, state.documents.get), start=1):
                claim = said.first
                quote = state.documents.get(claim.document).quote(claim.first, claim.last)
                text = quote.replace("It ", f"{page.title} ", 1) if quote.startswith("It ") else quote
                row = WrittenRow(
                    short_hash(page.id, str(number)),
                    "generated",
                    page.id,
                    "plan",
                    1,
                    number,
                    "" if number < 3 else "History",
                    text,
                    said.ids,
                )
                state.written.put_row("0:0", row)


def _dispute(state: State, known: Known, dice: random.Random) -> None:
    """Of one page in so many two documents tell another year."""
    with state.transaction("generated"):
        for page in known.pages[::DISPUTED]:
            by_document = {claim.document: claim for claim in page.claims}
            if len(by_document) < 2:
                continue
            told = list(by_document.values())[:2]
            sides = tuple(DisputeSide(claim.document, (claim.first,), (claim.first,)) for claim in told)
            identity = short_hash("dispute", page.id)
            question = f"In which year was {page.title} opened?"
            state.disputes.put(DisputeRecord(identity, page.id, "date", question, sides, "code"))
            for side, claim in enumerate(told):
                year = str(dice.randrange(1700, 1800) + 100 * side)
                reply = ReplyRecord(identity, side, claim.document, year, cites=(claim.first,))
                state.disputes.put_reply(f"{identity} {side}", "0:0", reply)


if __name__ == "__main__":
    generate(Path(sys.argv[2]), int(sys.argv[1]))
