"""A disagreement that a person settles: kept, shown, lasting, undone, also while a night has the wiki."""

from __future__ import annotations

import json
import os
import re
import time
from dataclasses import replace
from pathlib import Path

import frontmatter
import pytest
from typer.testing import CliRunner, Result

from agent.cli import app
from agent.clock import Clock
from agent.errors import Exit, Fatal
from agent.knowledge.model import Claim, Disagreement, NameUse
from agent.known.disagreements import disagreements
from agent.known.pages import Known
from agent.morning.conflicts import as_rows
from agent.night.amends import reopen, settle_disagreement
from agent.night.publishing import Publisher
from agent.state.disputes import DisputeRecord, DisputeSide, ReplyRecord
from agent.state.facts import DecisionRecord
from agent.state.state import State
from agent.wiki.verify import verify
from tests.bench.generated import generate
from tests.morning.served import ENTRY, SOURCES, a_wiki
from tests.night.nights import in_child, killed, rehearsal_process, tree

NOTE = "The log of the ship says 1,852; [[Nobody]] *checked* it #today <b>twice</b>."


@pytest.fixture
def wiki(tmp_path: Path) -> Path:
    return a_wiki(tmp_path)


def said(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def entry(wiki: Path) -> dict[str, object]:
    with State.to_read(wiki) as state:
        return next(row for row in as_rows(state) if row["id"] == ENTRY)


def text(wiki: Path, name: str) -> str:
    return (wiki / name).read_text(encoding="utf-8")


def test_it_is_resolved_with_its_note_wherever_it_is_told(wiki: Path) -> None:
    assert said("conflicts", "settle", ENTRY, "--note", NOTE, "--wiki", wiki).exit_code == 0
    told = json.loads(said("conflicts", "--json", "--wiki", wiki).output)
    assert [(row["state"], row["note"]) for row in told] == [("resolved", NOTE)]
    assert NOTE in said("conflicts", "--wiki", wiki).output
    assert json.loads(said("status", "--json", "--wiki", wiki).output)["conflicts"] == 0
    conflicts = frontmatter.loads(text(wiki, "conflicts.md"))
    assert (conflicts["open"], conflicts["resolved"]) == (0, 1)
    page = text(wiki, "1866 cable.md")
    assert "[!success] Resolved: " in page
    assert "> Settled by a person on " in page
    assert frontmatter.loads(page)["conflicts"] == 0
    assert {"1,896", "1,852"} <= set(re.findall(r"1,8\d\d", page)), "both sides stay"
    with State.to_read(wiki) as state:
        assert verify(state, wiki).ok


def test_what_is_written_in_a_note_is_words(wiki: Path) -> None:
    settle_disagreement(wiki, ENTRY, NOTE + "\n\n> [!danger] x\n# Heading")
    page = text(wiki, "1866 cable.md")
    line = next(line for line in page.splitlines() if "Settled by a person" in line)
    assert "[[Nobody]]" not in line
    assert "*checked*" not in line.replace("\\*", "")
    assert "\n# Heading" not in page
    assert "[!danger]" not in page.replace("\\[!danger", "")


def test_undone_it_is_as_if_nobody_had_settled_it(wiki: Path) -> None:
    before, rows = tree(wiki), entry(wiki)
    settle_disagreement(wiki, ENTRY, NOTE)
    assert tree(wiki) != before
    assert said("conflicts", "--reopen", ENTRY, "--wiki", wiki).exit_code == 0
    assert (tree(wiki), entry(wiki)) == (before, rows)
    settle_disagreement(wiki, ENTRY, NOTE)
    assert said("conflicts", "settle", ENTRY, "--reopen", "--wiki", wiki).exit_code == 0
    assert tree(wiki) == before


def test_it_lasts_on_a_further_night(wiki: Path, tmp_path: Path) -> None:
    settle_disagreement(wiki, ENTRY, NOTE)
    more = tmp_path / "more.txt"
    more.write_text("The 1866 cable was tested at Valentia every morning for ten years.\n", encoding="utf-8")
    with rehearsal_process() as engine:
        assert in_child(wiki, [*SOURCES, str(more)], engine, workers=1) == 0
    assert (entry(wiki)["state"], entry(wiki)["note"]) == ("resolved", NOTE)
    assert "[!success] Resolved" in text(wiki, "1866 cable.md")


def test_it_lasts_when_a_source_changes_and_its_question_with_it(tmp_path: Path) -> None:
    """A line more in one of two files made it another question of other documents, and the note was gone without a word."""
    shelf, wiki = tmp_path / "shelf", tmp_path / "w"
    shelf.mkdir()
    one, two = shelf / "one.md", shelf / "two.md"
    one.write_text("# Marl Footbridge\n\nThe Marl Footbridge is timber. It opened in 1931.\n", encoding="utf-8")
    two.write_text("# Marl Footbridge\n\nThe Marl Footbridge is of oak. It opened in 1937.\n", encoding="utf-8")
    with rehearsal_process() as engine:
        in_child(wiki, [str(shelf)], engine)
        with State.to_read(wiki) as state:
            (found,) = disagreements(state, Known.of(state))
        settle_disagreement(wiki, found.id[:6], "It was 1937.")
        two.write_text(two.read_text(encoding="utf-8") + "\nThe river Wend is 90 kilometres long.\n", encoding="utf-8")
        in_child(wiki, [str(shelf)], engine)
    with State.to_read(wiki) as state:
        (now,) = disagreements(state, Known.of(state))
    assert (now.state, now.note) == ("resolved", "It was 1937.")
    reopen(wiki, now.id)
    with State.to_read(wiki) as state:
        assert [e.state for e in disagreements(state, Known.of(state))] == ["open"]


def test_while_a_night_has_the_wiki_it_is_kept_and_the_night_writes_it(wiki: Path) -> None:
    with State.to_write(wiki) as night:
        assert "a night is at work" in settle_disagreement(wiki, ENTRY, NOTE)
        assert entry(wiki)["state"] == "resolved", "those who read see it at once"
        assert "Settled" not in text(wiki, "conflicts.md")
        publisher = Publisher(night, wiki, Clock())
        publisher.begin()
        publisher.now()
        assert "Settled" in text(wiki, "conflicts.md")
    assert list((wiki / ".nightwiki" / "waiting").iterdir()) == []
    assert entry(wiki)["note"] == NOTE


def test_of_two_decisions_that_wait_the_later_counts(wiki: Path) -> None:
    with State.to_write(wiki):
        settle_disagreement(wiki, ENTRY, "first")
        settle_disagreement(wiki, ENTRY, "second")
        assert entry(wiki)["note"] == "second"
        reopen(wiki, ENTRY)
        assert entry(wiki)["state"] == "open"
    with State.to_write(wiki) as state:
        assert [record.kind for record in state.facts.decisions() if record.a == ENTRY] == ["reopened"]


@pytest.mark.parametrize("point", ["decisions:taken:before", "decisions:taken:after"])
def test_killed_while_it_is_taken_up_it_is_not_lost(wiki: Path, point: str) -> None:
    child = os.fork()
    if child == 0:
        os.environ["NIGHTWIKI_KILL_AT"] = f"{point}#1"
        settle_disagreement(wiki, ENTRY, NOTE)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert killed(-os.WTERMSIG(status))
    assert entry(wiki)["note"] == NOTE
    with State.to_write(wiki) as state:
        assert [e.note for e in disagreements(state, Known.of(state))] == [NOTE]


def test_a_decision_that_cannot_be_read_costs_only_itself(wiki: Path) -> None:
    waiting = wiki / ".nightwiki" / "waiting"
    waiting.mkdir()
    for name, what in (
        ("1.json", b"{"),
        ("2.json", b"[]"),
        ("3.json", b"\xff\xfe"),
        ("4.json", b'{"id": 1, "documents": 3}'),
    ):
        (waiting / name).write_bytes(what)
    (waiting / "5.json").symlink_to("/etc/passwd")
    settle_disagreement(wiki, ENTRY, NOTE)
    assert entry(wiki)["state"] == "resolved"


def test_no_decision_is_put_outside_the_wiki(wiki: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (wiki / ".nightwiki" / "waiting").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Fatal):
        settle_disagreement(wiki, ENTRY, NOTE)
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["settle", "0000", "--note", "x"],
        ["settle", ENTRY],
        ["settle", ENTRY, "--note", " \n "],
        ["settle", ENTRY, "--note", "x" * 2001],
        ["settle", ENTRY, "--reopen"],
        ["--reopen", ENTRY],
    ],
)
def test_what_cannot_be_settled_is_said(wiki: Path, arguments: list[str]) -> None:
    result = said("conflicts", *arguments, "--wiki", wiki)
    assert isinstance(result.exception, Fatal)
    assert result.exception.code is Exit.USAGE
    assert entry(wiki)["state"] == "open"


def test_settled_on_a_page_that_then_went_into_another_it_can_be_opened_again(tmp_path: Path) -> None:
    generate(tmp_path, 8)
    settled = the_first(tmp_path)
    settle_disagreement(tmp_path, settled.id, NOTE)
    with State.to_write(tmp_path) as state:
        page, *others = sorted(Known.of(state).pages, key=lambda page: page.title != settled.page)
        into = max(others, key=lambda other: len(other.claims))
        a, b = sorted((page.entity.key, into.entity.key))
        with state.transaction("merged"):
            state.facts.put_decision(DecisionRecord("merged", "same", a, b))
            for number in range(9):  # the other one's name is the one in use
                use = NameUse(into.title, into.entity.kind, into.documents[0], window=f"w{number}")
                state.facts.put_name(f"name {number}", "", use)
            state.pages.put([replace(one, gone_to=into.id) for one in state.pages.all() if one.id == page.id])
    merged = the_first(tmp_path)
    assert (merged.state, merged.id != settled.id) == ("resolved", True)
    reopen(tmp_path, merged.id)
    assert the_first(tmp_path).state == "open"


def the_first(wiki: Path) -> Disagreement:
    with State.to_read(wiki) as state:
        return disagreements(state, Known.of(state))[0]


def test_the_clock_set_back_between_two_decisions_the_later_counts(wiki: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with State.to_write(wiki):
        settle_disagreement(wiki, ENTRY, NOTE)
        monkeypatch.setattr(time, "time_ns", lambda: 1)
        reopen(wiki, ENTRY)
    assert entry(wiki)["state"] == "open"


def test_one_question_to_other_documents_of_a_page_is_settled_with_the_first(tmp_path: Path) -> None:
    generate(tmp_path, 8)
    first = the_first(tmp_path)
    with State.to_write(tmp_path) as state:
        page = next(page for page in Known.of(state).pages if page.title == first.page)
        others = [document for document in state.documents.ids() if document not in page.documents][:2]
        sides = tuple(DisputeSide(document, (2,), (2,)) for document in others)
        with state.transaction("generated"):
            state.disputes.put(DisputeRecord("more", page.id, "date", first.about, sides, "code"))
            for number, document in enumerate(others):
                use = NameUse(page.title, page.entity.kind, document)
                state.facts.put_name(f"more {number}", "", use)
                state.facts.put_claim(Claim(f"more {number}", page.title, document, 2, 2), "")
                reply = ReplyRecord("more", number, document, f"18{number}1", cites=(2,))
                state.disputes.put_reply(f"more {number}", "0:0", reply)
        Publisher(state, tmp_path, Clock()).now()
    settle_disagreement(tmp_path, first.id, NOTE)
    with State.to_read(tmp_path) as state:
        asked = [entry for entry in disagreements(state, Known.of(state)) if entry.id == first.id]
        assert [entry.state for entry in asked] == ["resolved"]
        assert len({side.citation for entry in asked for side in entry.sides}) == 4
        for entry in asked:
            for side in entry.sides:
                source = f"sources/{state.documents.get(side.citation.document).slug}.md"
                assert f"^s{side.citation.first}" in text(tmp_path, source)
