"""Which questions a page gives rise to, whom they are put to, and what needs no asking."""

from __future__ import annotations

from pathlib import Path

from agent.knowledge.ids import claim_id
from agent.knowledge.model import Claim, Document, NameUse
from agent.knowledge.text.normal import key
from agent.known.pages import Known
from agent.night.asking import Asking
from agent.state.queue import EpisodeRecord
from agent.state.state import State
from tests.episode.desks import stored

GUIDE = "Kettle is a job scheduler. In version 2 the default timeout of Kettle is 30 seconds. Nothing else is said."
NOTES = "Kettle has many friends. The default timeout of Kettle is 60 seconds. It is liked."
COPY = GUIDE.replace("30", "45").replace("Kettle is a", "Teapot is a")


def filed(state: State, document: Document, *sentences: int, name: str = "Kettle") -> None:
    """As a reader files it: the name, and the sentences about it."""
    with state.transaction("act"):
        state.facts.put_name(f"{document.id}-{name}", "", NameUse(name, "software", document.id, (), sentences[0]))
        for n in sentences:
            claim = Claim(claim_id(key(name), document.id, n, n), name, document.id, n, n)
            state.facts.put_claim(claim, "")


def episodes(state: State) -> list[EpisodeRecord]:
    known = Known.of(state)
    return list(Asking(state, known).episodes(known))


def test_each_wording_is_put_to_the_other_document_alone(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        one, two = stored(state, GUIDE, "guide.txt", "text/plain"), stored(state, NOTES, "notes.txt", "text/plain")
        filed(state, one, 1, 2)
        filed(state, two, 1, 2)
        asked = {(e.subject["about"], e.subject["document"]) for e in episodes(state)}
        assert asked == {
            ("In version 2 the default timeout of Kettle is [?] seconds.", two.id),
            ("The default timeout of Kettle is [?] seconds.", one.id),
        }


def test_a_documents_own_sentence_fills_its_blank_with_its_scope(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        one, two = stored(state, GUIDE, "guide.txt", "text/plain"), stored(state, NOTES, "notes.txt", "text/plain")
        filed(state, one, 1, 2)
        filed(state, two, 1, 2)
        episodes(state)
        assert episodes(state)  # planning twice adds nothing
        told = {(a.document, a.value, a.scope, a.cites) for a in state.facts.answers()}
        assert told == {(one.id, "30 seconds", "version 2", (2,)), (two.id, "60 seconds", "", (2,))}


def test_what_stands_in_its_place_in_a_copy_is_asked_about_whoever_filed_it_where(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        one, two = stored(state, GUIDE, "guide.txt", "text/plain"), stored(state, COPY, "copy.txt", "text/plain")
        filed(state, one, 1, 2)
        filed(state, two, 2, name="Timeout")
        filed(state, one, 2, name="Timeout")
        known = Known.of(state)
        asking = Asking(state, known)
        (kettle,) = (page for page in known.pages if page.title == "Kettle")
        assert {(c.document, c.first) for c in asking.evidence(kettle)} == {
            (one.id, 1), (one.id, 2), (two.id, 1), (two.id, 2),
        }  # fmt: skip


def test_notes_of_one_template_are_each_about_another_thing(tmp_path: Path) -> None:
    """They are copies by their words: each was asked what the other says, and a folder of sixty notes cost five times the questions."""
    template = (
        "{} is a job scheduler written by Otto Vik in {}. It retries a failed job {} times. {} has no other settings."
    )
    with State.to_write(tmp_path) as state:
        one = stored(state, template.format("Kettle", 1990, 3, "Kettle"), "one.txt", "text/plain")
        two = stored(state, template.format("Teapot", 2004, 7, "Teapot"), "two.txt", "text/plain")
        filed(state, one, 1, 2, 3)
        filed(state, two, 1, 2, 3, name="Teapot")
        filed(state, one, 1, name="Otto Vik")
        filed(state, two, 1, name="Otto Vik")
        known = Known.of(state)
        asking = Asking(state, known)
        evidence = {page.title: {c.document for c in asking.evidence(page)} for page in known.pages}
        assert evidence == {"Kettle": {one.id}, "Teapot": {two.id}, "Otto Vik": {one.id, two.id}}


def test_what_goes_on_about_its_chairman_is_about_it_whoever_is_named_first(tmp_path: Path) -> None:
    text = "Kettle is a firm in Oslo. Nils Berg was its first chairman. Otto Vik had a bakery."
    with State.to_write(tmp_path) as state:
        document = stored(state, text, "one.txt", "text/plain")
        filed(state, document, 1)
        filed(state, document, 2, name="Nils Berg")
        known = Known.of(state)
        asking = Asking(state, known)
        evidence = {page.title: [c.first for c in asking.evidence(page)] for page in known.pages}
        assert evidence == {"Kettle": [1, 2], "Nils Berg": [2]}


def test_a_last_name_that_one_person_only_has_is_that_person_elsewhere(tmp_path: Path) -> None:
    """Another document of Wildman Whitehouse calls him Whitehouse throughout."""
    with State.to_write(tmp_path) as state:
        one = stored(state, "Nils Berg wrote Kettle in 1990.", "one.txt", "text/plain")
        two = stored(state, "In the winter Berg had written Teapot.", "two.txt", "text/plain")
        stored(
            state, "Her brother was Otto Berg. In 1830 Berg was born.", "three.txt", "text/plain"
        )  # this one is another
        filed(state, two, 1, name="Teapot")
        with state.transaction("act"):
            state.facts.put_name("berg", "", NameUse("Nils Berg", "person", one.id, (), 1))
            state.facts.put_claim(Claim(claim_id(key("Nils Berg"), one.id, 1, 1), "Nils Berg", one.id, 1, 1), "")
        known = Known.of(state)
        asking = Asking(state, known)
        evidence = {page.title: {c.document for c in asking.evidence(page)} for page in known.pages}
        assert evidence == {"Nils Berg": {one.id, two.id}, "Teapot": {two.id}}
