"""A question asked in the reader: answered by the engine of the last night, with its sources, and only to the reader's own pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.state.state import State
from tests.morning.served import Reader, a_wiki, served
from tests.night.test_asking import HOSTILE

QUESTION = "How long was the cable of 1866, in nautical miles?"


@pytest.fixture
def wiki(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NIGHTWIKI_ENGINE", "rehearsal")
    return a_wiki(tmp_path)


@pytest.fixture
def reader(wiki: Path) -> Iterator[Reader]:
    with served(wiki) as one:
        yield one


def put(reader: Reader, question: str, **more: str) -> tuple[int, str]:
    token = reader.token()
    headers = {name: more.pop(name) for name in ("Origin", "HX_Request") if name in more}
    return reader.post({"token": token, "question": question, **more}, "/ask", **headers)


def test_it_is_answered_with_its_source_and_what_is_disputed(reader: Reader) -> None:
    status, html = put(reader, QUESTION)
    assert status == 200
    answer = html.partition('<article class="answer"')[2].partition("</article>")[0]
    assert "nautical miles" in answer
    assert 'href="documents/' in answer
    assert "Sources disagree: " in answer
    assert {"1,896", "1,852"} <= {word.strip("<b>/") for word in answer.replace("<", " <").split()}


def test_as_a_part_of_the_page_it_is_that_part_alone(reader: Reader) -> None:
    _, html = put(reader, "How many bridges cross the Thames?", HX_Request="true")
    assert html.lstrip().startswith('<article class="answer"')
    assert "The wiki does not say." in html


def test_kept_it_is_a_page_that_the_reader_finds(reader: Reader, wiki: Path) -> None:
    put(reader, "What is the siphon recorder?", keep="on")
    assert (wiki / "What is the siphon recorder.md").exists()
    assert "What is the siphon recorder?" in reader.get("/pages/What%20is%20the%20siphon%20recorder.html")
    assert "What is the siphon recorder?" in reader.get("/find?q=siphon+recorder")


@pytest.mark.parametrize("question", ["", "x" * 5000, "?"])
def test_no_question_is_said_so(reader: Reader, question: str) -> None:
    status, html = put(reader, question)
    assert status == 200
    assert 'class="said"' in html
    assert 'class="answer"' not in html


def test_markup_in_a_question_is_words(reader: Reader) -> None:
    _, html = put(reader, HOSTILE)
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_a_foreign_page_asks_nothing(reader: Reader, wiki: Path) -> None:
    assert put(reader, QUESTION, Origin="http://evil.example")[0] == 403
    assert reader.post({"token": "guessed", "question": QUESTION}, "/ask")[0] == 403
    with State.to_read(wiki) as state:
        assert not state.queue.ids("ask:")


def test_while_a_night_is_at_work_it_says_so(reader: Reader, wiki: Path) -> None:
    token = reader.token()
    with State.to_write(wiki):
        _, html = reader.post({"token": token, "question": QUESTION}, "/ask")
    assert "ask when the night is over" in html
