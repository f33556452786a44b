"""What a page holds and another tells: it is said briefly here while it is told there, and leads there."""

from __future__ import annotations

from pathlib import Path

from agent.knowledge.ids import claim_id
from agent.knowledge.model import Claim, Document, NameUse, PageKind
from agent.knowledge.normal import key
from agent.state.facts import Wording
from agent.state.state import State
from agent.wiki.known import Known
from agent.wiki.project import project
from agent.wiki.view import Page
from tests.episode.desks import stored

TEXT = """Kettle is a job scheduler. In 2019 Kettle ran in Bergen, and in 2021 the Pot replaced it. Kettle is green. Kettle is old.
Pot is a tool. Kettle met Pot in Vigo. Kettle saw Pot in Oslo. Kettle left Pot in Narvik."""
BRIEF = "In 2021 the Pot replaced Kettle."


def shelf(state: State, pages: dict[str, tuple[int, ...]]) -> Document:
    """A document whose sentences are filed under these names."""
    document = stored(state, TEXT, "a.txt", "text/plain")
    kind: PageKind = "software"
    with state.transaction("act"):
        for name, numbers in pages.items():
            state.facts.put_name(name, "", NameUse(name, kind, document.id))
            for n in numbers:
                state.facts.put_claim(Claim(claim_id(key(name), document.id, n, n), name, document.id, n, n), "")
    return document


def worded(state: State, title: str, n: int, text: str) -> None:
    """A wording of what the page holds of sentence `n`."""
    page = next(page for page in Known.of(state).pages if page.title == title)
    claims = tuple(claim.id for claim in page.claims if claim.first == n)
    with state.transaction("act"):
        state.facts.put_wording("condensed", "1", Wording("1:a", page.id, text, claims))


def drawn(state: State, title: str) -> Page:
    return next(page for page in project(state).pages if page.title == title)


def said(page: Page) -> list[str]:
    return [line.text for line in (*page.lead, *page.lines)]


def test_a_brief_wording_stands_only_while_another_page_tells_it_in_full(tmp_path: Path) -> None:
    for others, brief in (({"Kettle": (1, 2, 3, 4)}, True), ({}, False)):
        with State.to_write(tmp_path / str(brief)) as state:
            shelf(state, {"Pot": (2, 5), **others})
            worded(state, "Pot", 2, BRIEF)
            assert (BRIEF in said(drawn(state, "Pot"))) == brief
            told = [text for page in project(state).pages for text in said(page)]
            assert any("2019" in text and "2021" in text for text in told)  # nothing is lost by it


def test_a_page_leads_to_who_tells_what_it_holds(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        shelf(state, {"Kettle": (1, 2, 3, 4, 6, 7, 8), "Pot": (5, 6, 7, 8)})
        assert drawn(state, "Pot").see_also == ("Kettle",)
        assert drawn(state, "Kettle").see_also == ()
