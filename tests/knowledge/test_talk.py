"""What speakers of one document tell otherwise, and names that only their spelling tells apart."""

from __future__ import annotations

from agent.knowledge.disagreement.candidates import Candidate, candidates
from agent.knowledge.model import Claim, Document, Sentence, claim_id
from agent.knowledge.things.spelling import alike


def talk(*turns: tuple[str, str], page: str) -> list[Candidate]:
    """What code finds among what is said in turns, all of it on one page."""
    units, at, parts = [], 0, []
    for n, (who, text) in enumerate(turns, 1):
        units.append(Sentence(n, at, at + len(text), "speech" if who else "prose", ("Call", who) if who else ("Call",)))
        parts.append(text)
        at += len(text) + 1
    document = Document("d", "d", "Call", "d", "text/plain", " ".join(parts), tuple(units))
    claims = [Claim(claim_id(page, "d", unit.n, unit.n), page, "d", unit.n, unit.n) for unit in units]
    return candidates([(claim, document) for claim in claims], [page])


def test_two_speakers_who_deny_each_other_disagree() -> None:
    (found,) = talk(
        ("Ada", "The Marl project is late by a week."),
        ("Otto", "No, the Marl project is not late."),
        page="Marl project",
    )
    assert {claim.first for claim in found.claims} == {1, 2}


def test_what_form_tells_of_two_spellings() -> None:
    one = [("PagedAttention", "paged attention"), ("Q3-Report", "Q3 Report"), ("R.E.M.", "REM"), ("e-mail", "email"), ("Node.js", "NodeJS"),
           ("GPT-4", "GPT4"), ("Paged-Attentions", "PagedAttention"), ("the Tide Mill", "Tide Mill")]  # fmt: skip
    two = [("React", "ReAct"), ("Cr", "CR"), ("Gate", "Gates"), ("AC/DC", "ACDC"), ("Yahoo", "Yahoo!"), ("A", "A*"), ("GitHub", "Github"),
           ("MINT HTTP", "MINT HTTPS")]  # fmt: skip
    assert [pair for pair in one if not (alike(*pair) and alike(*pair[::-1]))] == []
    assert [pair for pair in two if alike(*pair) or alike(*pair[::-1])] == []
