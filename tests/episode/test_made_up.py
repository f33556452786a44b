"""What a model makes up reaches no title, no alias and nothing that may become one: all such words are the document's."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.state.state import State
from tests.episode.desks import Written, assign, page, reading, script, stored, work


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
