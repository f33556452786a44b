"""Which pages a window gets, of which kind, and which sentences they get."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.engine.rehearsal.mind import answer_to
from agent.engine.rehearsal.names import key_of
from agent.engine.rehearsal.request import parse
from agent.engine.rehearsal.task import read_task
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
    (page,) = read("The engineer Ada Holm drew it.", "Holm built it in Vigo.", "Later Holm sold it.")
    assert (page["title"], page["kind"], page["aliases"]) == ("Ada Holm", "person", ["Holm"])


def test_an_acronym_is_another_name() -> None:
    pages = read("The Northern Salvage Company (NSC) raised it.", "The NSC kept it.", "It was sold by the NSC.")
    assert [(page["title"], page["kind"], page["aliases"]) for page in pages] == [
        ("Northern Salvage Company", "organisation", ["NSC"])
    ]


def test_terms_are_pages_too() -> None:
    pages = read(
        "A tidal lock is a basin with two gates.",
        "Each tidal lock needs a keeper.",
        "The keeper of a tidal lock watches the tide.",
        head="Document: Locks",
    )
    assert ("Tidal lock", "concept", 1) in [(page["title"], page["kind"], page["definition_cite"]) for page in pages]


def test_a_text_without_names_still_gets_a_page() -> None:
    assert read("it rained.", "then it stopped.", head="Document: Weather diary")[0]["title"] == "Weather diary"


def test_a_section_belongs_to_the_name_that_heads_it() -> None:
    text = "Document: Settings\n\n## Settings > RETRY_LIMIT\n[1] How often to retry.\n[2] Default: 3\n\n"
    text += "## Settings > KEEP_JOBS\n[3] Whether to keep jobs.\n[4] Default: True"
    spec = ActSpec("name_pages", "", acts.NamePages, 1, 12)
    body = {"messages": chat(f"{text}\n\nDo: name_pages"), **form((spec,), "schema")}
    titles = [page["title"] for page in json.loads(answer_to(parse(body)).content)["name_pages"]]
    assert sorted(titles) == ["KEEP_JOBS", "RETRY_LIMIT"]
    assign = ActSpec("assign", "", acts.Assign, 1, 4)
    asked = chat(text, f"Pages: {'; '.join(titles)}\nDo: assign")
    said = json.loads(answer_to(parse({"messages": asked, **form((assign,), "schema")})).content)["assign"]
    assert {one["page"]: one["sentences"] for one in said} == {"RETRY_LIMIT": [1, 2], "KEEP_JOBS": [3, 4]}


@pytest.mark.parametrize("name", ["Keep", "True", "Added", "XQ7"])
def test_a_wanted_word_that_is_no_name_here_is_not_taken(name: str) -> None:
    texts = ["Keep in mind that True is not true.", "Added in version 3.", 'key = b"XQ7\\n{}"', "Keep this."]
    spec = ActSpec("name_pages", "", acts.NamePages, 0, 1)
    body = {"messages": chat(f"Document: Notes\n\n{numbered(*texts)}\n\nName only: {name}\nDo: name_pages")}
    body |= form((spec,), "schema")
    assert json.loads(answer_to(parse(body)).content)["name_pages"] == []


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
    texts = ("The Marel was a fishing vessel.", "Vigo paid for it.", "The vessel sank in 1911.", "The harbour froze.")
    assert assigned(["Marel"], *texts)["Marel"] == [1, 3]


def test_a_heading_ends_what_was_spoken_of() -> None:
    head = "Document: Notes\n\n## A\n[1] Marel is a vessel.\n\n## B"
    messages = chat(f"{head}\n[2] It rained.\n\nDo: name_pages", "Pages: Marel\nDo: assign")
    spec = ActSpec("assign", "", acts.Assign, 1, 2)
    said = json.loads(answer_to(parse({"messages": messages, **form((spec,), "schema")})).content)
    assert said["assign"] == [{"page": "Marel", "sentences": [1]}]


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
