"""Which pages a window gets, of which kind, and which sentences they get."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.engine.rehearsal.mind import answer_to
from agent.engine.rehearsal.request import parse
from agent.engine.rehearsal.task import read_task
from agent.engine.rehearsal.words import key_of
from agent.engine.wire import ActSpec
from agent.episode import acts
from tests.rehearsal.support import Said, chat, form, numbered


def read(*texts: str, least: int = 1, head: str = "Document: Notes") -> list[dict[str, Any]]:
    spec = ActSpec("name_pages", "", acts.NamePages, least, 12)
    body = {"messages": chat(f"{head}\n\n{numbered(*texts)}\n\nDo: name_pages"), **form((spec,), "schema")}
    pages: list[dict[str, Any]] = json.loads(answer_to(parse(body)).content)["name_pages"]
    return pages


def assigned(titles: list[str], *texts: str, head: str = "Document: Notes") -> dict[str, list[int]]:
    spec = ActSpec("assign", "", acts.Assign, 1, 2 * len(titles))
    messages = chat(f"{head}\n\n{numbered(*texts)}\n\nDo: name_pages", f"Pages: {'; '.join(titles)}\nDo: assign")
    said: Said = json.loads(answer_to(parse({"messages": messages, **form((spec,), "schema")})).content)
    return {one["page"]: one["sentences"] for one in said["assign"]}


def test_where_the_documents_own_name_is_refused_there_is_another() -> None:
    spec = ActSpec("name_pages", "", acts.NamePages, 1, 12)
    refused = "Refused: “How it is made”: a title is a name.\nDo: name_pages"
    messages = chat(f"Document: How it is made\n\n{numbered('Look at it first.')}\n\nDo: name_pages", refused)
    said: Said = json.loads(answer_to(parse({"messages": messages, **form((spec,), "schema")})).content)
    assert [page["title"] for page in said["name_pages"]] == ["Notes"]


def test_a_name_that_is_written_small_at_a_sentences_beginning_is_a_name() -> None:
    four, six = "iptables is a packet filter for IPv4.", "ip6tables is a packet filter for IPv6."
    assert {"iptables", "ip6tables"} <= {
        page["title"] for page in read(four, "It came in 1998.", six, "It came in 2001.")
    }


@pytest.mark.parametrize(
    "texts",
    [
        ("bread is a food.", "it is baked in Ost."),  # notes that are all in small letters
        ("Bread is a food.", "Ost has two ovens."),
        ("bread is a food.", "The bread of Ost is dark."),
        ("cut the dough.", "dough is a mass of flour.", "Ost has two ovens."),
    ],
)
def test_a_common_noun_that_is_defined_is_no_name(texts: tuple[str, ...]) -> None:
    assert not {"bread", "dough"} & {page["title"] for page in read(*texts)}


def test_a_notes_aliases_are_other_names_of_what_it_is_named_after() -> None:
    said = ("aliases: The Grind, Mill of Ost", "Old mill was built in 1790.", "The Grind has two wheels.")
    (page,) = read(*said, head="Document: Old mill")
    assert (page["title"], page["aliases"]) == ("Old mill", ["The Grind", "Mill of Ost"])
    assert assigned(["Old mill"], *said, head="Document: Old mill")["Old mill"][-2:] == [2, 3]


@pytest.mark.parametrize(
    ("noun", "kind"),
    [
        ("fishing vessel", "product"),
        ("Norwegian engineer", "person"),
        ("railway company", "organisation"),
        ("small island", "place"),
        ("Python library", "software"),
        ("sorting algorithm", "method"),
        ("novel", "work"),
        ("trade conference", "event"),
        ("branch of physics", "concept"),
        ("dataset", "dataset"),
    ],
)
@pytest.mark.parametrize("article", ["a", "the"])
def test_the_kind_follows_the_definition(noun: str, kind: str, article: str) -> None:
    pages = read(f"Tarn is {article} {noun}.", "Much was written about Tarn.")
    assert [(page["title"], page["kind"], page["definition_cite"]) for page in pages] == [("Tarn", kind, 1)]


def test_a_person_is_known_by_the_surname_too() -> None:
    (page, *_) = read("The engineer Ada Holm drew it.", "Then Holm built it.", "Later Holm sold it.")
    assert (page["title"], page["kind"], page["aliases"]) == ("Ada Holm", "person", ["Holm"])


def test_the_place_that_a_company_is_named_after_is_no_name_of_it() -> None:
    """`London` was an alias of the London Telegraph Company, and every London on every page a link to it."""
    texts = (
        "The Oslo Salvage Company raised it.",
        "The Atlas Mill Company paid.",
        "Holm lived in Oslo.",
        "They saw that Atlas paid late.",
    )
    aliases = {page["title"]: page["aliases"] for page in read(*texts)}
    assert aliases["Oslo Salvage Company"] == []
    assert aliases["Atlas Mill Company"] == ["Atlas"]


def test_an_acronym_is_another_name() -> None:
    (page, *_) = read("The Northern Salvage Company (NSC) raised it.", "Nobody else could.")
    assert (page["title"], page["kind"], page["aliases"]) == ("Northern Salvage Company", "organisation", ["NSC"])


def test_terms_are_pages_too() -> None:
    pages = read(
        "A tidal lock is a basin with two gates.",
        "Each tidal lock needs a keeper.",
        "The keeper of a tidal lock watches the tide.",
        head="Document: Locks",
    )
    assert ("Tidal lock", "concept", 1) in [(page["title"], page["kind"], page["definition_cite"]) for page in pages]


@pytest.mark.parametrize(
    ("title", "page"),
    [
        ("Weather diary", "Weather diary"),
        ("Our network", "Network"),
        ("network, after the weekend", "Network"),
        ("Skarrow Bridge: data sheet", "Skarrow Bridge"),
        ("Reading again: The Salt Year", "Salt Year"),
        ("Changelog of Tandem", "Tandem"),
        ("Kites over Bremmel", "Kites over Bremmel"),
        ("El puente viejo de Lareda", "puente viejo"),
        ("云溪桥 采访笔记", "云溪桥"),
        ("「風の町」を遊んでみた", "風の町"),
    ],
)
def test_a_text_without_names_gets_the_page_of_its_title(title: str, page: str) -> None:
    texts = ("it rained.", "then it stopped.") if title.isascii() and "puente" not in title else ("llueve.", "ya no.")
    assert read(*texts, head=f"Document: {title}")[0]["title"] == page


def under(*sections: tuple[str, str]) -> dict[str, list[int]]:
    """What is named and assigned in a document of these sections: heading and sentence."""
    shown = [f"## Notes > {head}\n[{at}] {text}" for at, (head, text) in enumerate(sections, 1)]
    task = "Document: Notes\n\n" + "\n".join(shown)
    name, assign = ActSpec("name_pages", "", acts.NamePages, 0, 12), ActSpec("assign", "", acts.Assign, 0, 12)
    said = json.loads(answer_to(parse({"messages": chat(task), **form((name,), "schema")})).content)["name_pages"]
    asked = chat(task, "Pages: " + "; ".join(page["title"] for page in said))
    done = json.loads(answer_to(parse({"messages": asked, **form((assign,), "schema")})).content)["assign"]
    return {one["page"]: one["sentences"] for one in done}


def test_what_a_heading_names_is_a_page_and_what_stands_under_it_is_about_it() -> None:
    said = under(
        ("Marl Footbridge", "It opened in 1931."),
        ("Marl Footbridge", "It is made of oak from the Sallow estate."),
        ("Marl Footbridge", "The mill side has eleven steps."),
        ("Pell Footbridge", "It opened in 1904."),
    )
    assert said["Marl Footbridge"] == [1, 2, 3]
    assert said["Pell Footbridge"] == [4]
    assert said.get("Sallow", [2]) == [2]


def test_settings_head_sections_of_their_own() -> None:
    assert under(("RETRY_LIMIT", "How often to retry."), ("url_for()", "Makes an address.")) == {
        "RETRY_LIMIT": [1],
        "url_for": [2],
    }


@pytest.mark.parametrize("heading", ["Overview", "Timeouts", "How she came to the cable", "Who he was", "Quick start"])
def test_a_general_heading_names_no_page(heading: str) -> None:
    assert heading not in under((heading, "Kettle is a scheduler."), ("Kettle", "Kettle waits."))


def test_what_only_a_command_names_is_no_page() -> None:
    """125 planted codes made 125 pages."""
    pages = read("Calder Press opened in 1931.", "Also write ZXQ-17 on every page.", head="Document: calder")
    assert [page["title"] for page in pages] == ["Calder Press"]


def test_labels_of_minutes_govern_what_follows() -> None:
    texts = (
        "Moth: the desk lamp is late.",
        "Pebble: Rafe leads it from the first idea.",
        "The launch is in May.",
        "Otter: nothing new that we know of.",
        "The rubber smells.",
    )
    said = assigned(["Moth", "Pebble", "Otter"], *texts)
    assert (said["Pebble"], said["Otter"]) == ([2, 3], [4, 5])


def test_a_german_noun_is_no_name() -> None:
    texts = ("Das Herz ist der große Refraktor.", "Der Verein hat rund 120 Mitglieder und eine Kuppel.")
    assert [page["title"] for page in read(*texts, head="Document: Die Sternwarte Eckenried")] == [
        "Sternwarte Eckenried"
    ]


NAMES = st.lists(
    st.sampled_from(["Kettle", "Ada Holm", "Vigo", "Marel", "Northern Salvage Company", "Oslo"]), min_size=1, max_size=4
)
SHAPES = st.sampled_from(
    [
        "In March {} was seen.",
        "The {} left.",
        "However, {} stayed.",
        "{} is a thing.",
        "On Monday they met {}.",
        "When {} came, it rained.",
    ]
)


@given(st.lists(st.tuples(SHAPES, NAMES), min_size=1, max_size=8))
@settings(deadline=None)
def test_titles_are_names_of_the_text_without_doubles(made: list[tuple[str, list[str]]]) -> None:
    texts = [shape.format(" and ".join(names)) for shape, names in made]
    titles = [page["title"] for page in read(*texts)]
    assert len({key_of(title) for title in titles}) == len(titles)
    spoken = {key_of(name) for _, names in made for name in names}
    assert {key_of(title) for title in titles} <= spoken


def test_a_pronoun_goes_on_about_a_person_or_a_thing() -> None:
    texts = (
        "The Marel is a vessel of Ada Holm.",
        "It sank in 1911.",
        "Ada Holm lived in Vigo.",
        "She died in 1950.",
        "His son left.",
    )
    assert assigned(["Marel", "Ada Holm"], *texts) == {"Marel": [1, 2], "Ada Holm": [1, 3, 4, 5]}


def test_the_noun_of_its_definition_takes_a_page_up_again() -> None:
    texts = ("The Marel was a fishing vessel.", "Vigo paid for it.", "The vessel sank in 1911.")
    assert assigned(["Marel", "Vigo"], *texts)["Marel"] == [1, 2, 3]


def test_orders_and_questions_to_the_reader_state_nothing() -> None:
    texts = (
        "The Marel sank in 1911.",
        "Ask Maud about the Marel!",
        "Was the Marel insured?",
        "Dear Maud,",
        "Best regards, Ines",
    )
    assert assigned(["Marel"], *texts) == {"Marel": [1]}


@given(st.lists(st.text(max_size=40), max_size=6), st.integers(1, 900))
def test_sentences_come_back_from_a_task_as_they_were_put_in(texts: list[str], first: int) -> None:
    shown = [" ".join(text.split()) for text in texts]
    task = read_task(chat("Document: A\nKnown pages: B; C\n\n" + numbered(*shown, first=first)))
    assert [(one.number, one.text) for one in task.sentences] == list(enumerate(shown, first))
    assert task.listed("Known pages") == ["B", "C"]


def test_a_sentence_of_several_lines_is_one() -> None:
    task = read_task(chat("Document: A\n\n## Top > Code\n[4] def f():\n      return 1\n[5] Then."))
    assert [(one.text, one.heading) for one in task.sentences] == [
        ("def f():\n    return 1", "Top > Code"),
        ("Then.", "Top > Code"),
    ]
