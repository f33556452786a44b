"""What a page holds and another tells: it stands here in that page's words if they say it here too, and leads there."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.knowledge.ids import claim_id
from agent.knowledge.model import Claim, Document, NameUse, PageKind
from agent.knowledge.text.normal import key
from agent.known.line import Line
from agent.known.lines import lent
from agent.known.pages import Known
from agent.night.plan import Plan
from agent.state.facts import Wording
from agent.state.state import State
from agent.wiki.project import project
from agent.wiki.verify import verify
from agent.wiki.view import Page, SeeAlso
from tests.episode.desks import stored

TEXT = """Kettle is a job scheduler. In 2019 Kettle ran in Bergen, and in 2021 the Pot replaced it. Kettle is green. Kettle is old.
Pot is a tool. Kettle met Pot in Vigo. Kettle saw Pot in Oslo. Kettle left Pot in Narvik."""
SENTENCE = "In 2019 Kettle ran in Bergen, and in 2021 the Pot replaced it."


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


@pytest.mark.parametrize(
    ("text", "is_lent"),
    [
        ("Kettle ran in Bergen, and in 2021 the Pot replaced it; that was in 2019.", True),
        ("In 2019 it ran in Bergen, and the Pot replaced it in 2021.", False),  # does not name Kettle
        ("It ran in Bergen in 2019, and in 2021 the Pot replaced Kettle.", False),  # of Pot's page that would be the Pot
    ],
)
def test_what_a_page_borrows_stands_in_the_words_of_the_page_that_tells_it(tmp_path: Path, text: str, is_lent: bool) -> None:
    with State.to_write(tmp_path) as state:
        shelf(state, {"Kettle": (1, 2, 3, 4), "Pot": (2,)})
        worded(state, "Kettle", 2, text)
        assert text in said(drawn(state, "Kettle"))
        assert said(drawn(state, "Pot")) == [text if is_lent else SENTENCE]


def test_what_was_accepted_without_the_pages_names_is_verified_without_them(tmp_path: Path) -> None:
    """“He was born as Ramez Idriss …” of “His birth name was Ramez Idriss …” held, and did not where Idriss was the page's name."""
    with State.to_write(tmp_path) as state:
        document = stored(state, "His birth name was Ramez Idriss but he was also known as Ramey.", "a.txt", "text/plain")
        name = "Ramey Idriss"
        with state.transaction("act"):
            state.facts.put_name(name, "", NameUse(name, "person", document.id))
            state.facts.put_claim(Claim(claim_id(key(name), document.id, 1, 1), name, document.id, 1, 1), "")
        both = (("He was born as Ramez Idriss but was known as Ramey.", True), ("He was born in Oslo.", False))
        for step, (text, fine) in enumerate(both, 1):
            page = Known.of(state).pages[0]
            with state.transaction("act"):
                state.facts.put_wording("condensed", "1", Wording(f"{step}:a", page.id, text, (page.claims[0].id,)))
            assert bool(verify(state, tmp_path).unsupported) is not fine


def test_what_a_page_borrows_is_worded_once(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        shelf(state, {"Kettle": (1, 2, 3, 4), "Pot": (2,), "Bergen": (2,)})
        Plan(state, 1, "2026-03-01", 1).next()
        asked = [line["text"] for record in state.queue.by_state("pending") if record.kind == "refine" for line in record.subject["sentences"]]
        assert sorted(asked) == sorted(TEXT.splitlines()[0].replace(". ", ".|").split("|"))


def test_a_page_leads_to_who_tells_what_it_holds(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        shelf(state, {"Kettle": (1, 2, 3, 4, 6, 7, 8), "Pot": (5, 6, 7, 8)})
        assert drawn(state, "Pot").see_also == (SeeAlso("Kettle"),)
        assert drawn(state, "Kettle").see_also == ()


def test_no_wording_is_lent_that_spells_a_name_which_only_the_other_page_gave_it() -> None:
    """`sanfrancisco.giants.mlb.com` was the San Francisco Giants' website on their page, and on another without their name."""
    line = Line("sanfrancisco.giants.mlb.com .", (), ("c",))
    wording = Wording("1:a", "p", "San Francisco Giants website is at sanfrancisco.giants.mlb.com.", ("c",))
    assert lent([wording], line, ["San Francisco Giants"]) == [wording]
    assert lent([wording], line, ["Retrieved"]) == []


def test_a_line_is_told_to_follow_where_its_sentence_comes_right_after_that_of_the_line_before(tmp_path: Path) -> None:
    """Copies in a row are one long copy; where a sentence that another page words lies between, they are not in a row."""
    with State.to_write(tmp_path) as state:
        shelf(state, {"Kettle": (1, 2, 4), "Pot": (2, 5)})
        Plan(state, 1, "2026-03-01", 1).next()
        told = {
            record.subject["title"]: [(line["text"], line["follows"]) for line in record.subject["sentences"]]
            for record in state.queue.by_state("pending")
            if record.kind == "refine"
        }
        assert told["Kettle"] == [("Kettle is a job scheduler.", False), (SENTENCE, True), ("Kettle is old.", False)]
