"""What a model makes up reaches no title, no alias and nothing that may become one: all such words are the document's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from agent.state.state import State
from tests.episode.desks import Written, assign, page, reading, script, stored, work

FIELDS = {"what": "", "place": "", "time": "", "version": ""}


def described(state: State, **fields: str) -> Any:
    subject = {"page": "p1", "title": "Kettle", "document": stored(state).id, "sentences": [1, 3]}
    said = {"describe": [{**FIELDS, **fields, "cites": [1]}]}
    work(script(state, "identify", subject), state, Written(said))
    (description,) = state.facts.descriptions()
    return description


@pytest.mark.parametrize(
    "said", ["job scheduler", "software", "canary gadget", "job scheduler CANARY", "jobs", "the of", ""]
)
def test_the_sort_is_what_the_document_says_of_the_name_whatever_a_model_says(tmp_path: Path, said: str) -> None:
    with State.to_write(tmp_path) as state:
        assert described(state, what=said).what == "job scheduler"


@pytest.mark.parametrize(
    ("text", "said", "stored_as"),
    [
        ("The men spliced the cable on board the Kettle.", "cable", ""),
        ("The men of the gadget Kettle spliced the cable.", "gadget", "gadget"),
        ("The men of the gadget Kettle spliced the cable.", "canary gadget", ""),
        ("The men of the gadget Kettle spliced the cable.", "men", ""),
        ("Two decks hung on four cables at Kettle.", "bridge", "place"),
        ("The men spliced the cable.", "person", ""),
    ],
)
def test_a_sort_counts_only_where_the_document_says_it_of_the_name(
    tmp_path: Path, text: str, said: str, stored_as: str
) -> None:
    with State.to_write(tmp_path) as state:
        subject = {"page": "p1", "title": "Kettle", "document": stored(state, text).id, "sentences": [1]}
        written = Written({"describe": [{**FIELDS, "what": said, "cites": [1]}]})
        work(script(state, "identify", subject), state, written)
        assert [d.what for d in state.facts.descriptions()] == [stored_as]


def test_a_place_time_or_version_that_the_document_does_not_say_is_not_taken(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        found = described(state, place="called Rogaland", time="none", version="9.9")
        assert (found.place, found.time, found.version) == ("", "", "")


@pytest.mark.parametrize(
    ("said", "stored_as"),
    [("seconds", "seconds"), ("s", "s"), ("CANARY", "seconds"), ("km", "seconds"), ("", "seconds")],
)
def test_a_unit_is_taken_from_beside_the_value_if_the_document_does_not_say_it(
    tmp_path: Path, said: str, stored_as: str
) -> None:
    with State.to_write(tmp_path) as state:
        subject = {
            "dispute": "d1", "side": 0, "question": "What is the default timeout of Kettle?", "title": "Kettle", "aliases": [],
            "document": stored(state).id, "sentences": [1, 3],
        }  # fmt: skip
        said_so = {"answer": [{"value": "30", "unit": said, "scope": "", "cites": [3]}]}
        work(script(state, "question", subject), state, Written(said_so))
        (answer,) = state.disputes.replies()
        assert (answer.value, answer.unit) == ("30", stored_as)


def test_an_alias_that_does_not_stand_in_the_text_is_not_taken(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        text = "Ada Holm wrote Kettle. The KTL stands for nothing. Retrieval-augmented generation came later."
        document = stored(state, text)
        names = [
            page("Ada Holm", "person", 1, "Holm", "President Ada Holm"),
            page("KTL", "software", 2, "Killer Toaster League"),
            page("Retrieval-augmented generation", "method", 3, "RAG"),
        ]
        filed = {"assign": [assign(one["title"], n) for n, one in enumerate(names, 1)]}
        work(reading(state, document), state, Written({"name_pages": names}, filed))
        assert {use.title: use.aliases for use in state.facts.names()} == {
            "Ada Holm": ("Holm",), "KTL": (), "Retrieval-augmented generation": ("RAG",),
        }  # fmt: skip
