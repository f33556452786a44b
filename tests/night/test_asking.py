"""A person's question put to a wiki over the wire: answered, kept as a page, kept current by later nights, and never in a night's way."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import frontmatter
import pytest
from typer.testing import CliRunner, Result

from agent.cli import app
from agent.clock import Clock
from agent.config import load
from agent.engine.rehearsal.app import create_app
from agent.errors import Exit, Fatal
from agent.known.asked import Answered
from agent.night.ask import Asked, ask
from agent.night.orders import as_it_was
from agent.state.state import State
from agent.wiki.lint import lint
from agent.wiki.verify import verify
from tests.faults.engine import FaultEngine
from tests.faults.rules import Rule
from tests.night.nights import NOW, in_child, killed, night, tree
from tests.night.test_faults import TEXTS

QUESTION = "What does Otter Marrow weigh?"
PAGE = "What does Otter Marrow weigh.md"
HOSTILE = "Is [[Kettle]] <script>alert(1)</script> `=x` | # **job** ../../etc/passwd: \u202e a scheduler?"


@pytest.fixture(scope="module")
def engine() -> Iterator[FaultEngine]:
    with FaultEngine(app=create_app()) as faults:
        yield faults


def _put_up(shelf: Path) -> Path:
    """The sources as they are in the evening."""
    shutil.rmtree(shelf, ignore_errors=True)
    shelf.mkdir()
    for name, text in TEXTS.items():
        (shelf / name).write_text(text, encoding="utf-8")
    return shelf


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, engine: FaultEngine) -> Path:
    folder = tmp_path_factory.mktemp("asking")
    _put_up(folder / "shelf")
    assert in_child(folder / "wiki", [str(folder / "shelf")], engine.url) == Exit.DONE
    return folder


@pytest.fixture
def shelf(made: Path) -> Path:
    return _put_up(made / "shelf")


@pytest.fixture
def wiki(made: Path, shelf: Path, engine: FaultEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NIGHTWIKI_NOW", NOW)
    engine.plan.rules = []
    engine.plan.log.clear()
    return Path(shutil.copytree(made / "wiki", tmp_path / "wiki"))


def put(wiki: Path, engine: FaultEngine, question: str = QUESTION, *, keep: bool = False) -> Answered:
    return ask(Asked(wiki, question, load(wiki, {"engine": engine.url, "wire": "schema"}), Clock(), keep))


def in_a_child(wiki: Path, engine: FaultEngine, kill_at: str = "") -> int:
    """Ask and keep in a forked child; returns its exit code, or minus the signal that killed it."""
    child = os.fork()
    if child == 0:
        try:
            os.environ["NIGHTWIKI_KILL_AT"] = kill_at
            put(wiki, engine, keep=True)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def said(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def calls(engine: FaultEngine) -> int:
    return len(engine.plan.log)


def sleep(wiki: Path, engine: FaultEngine) -> int:
    return in_child(wiki, None, engine.url)


def test_it_is_answered_with_its_source_and_by_what_the_last_night_ran_with(wiki: Path) -> None:
    told = json.loads(said("ask", QUESTION, "--wiki", wiki, "--json").output)
    assert (told["question"], told["told"], told["disputed"]) == (QUESTION, True, [])
    (sentence,) = told["sentences"]
    assert sentence["text"] == "Otter Marrow weighs 9 kilograms."
    assert sentence["quoted"]
    (cite,) = sentence["cites"]
    assert (cite["quote"], cite["first"], cite["last"]) == (sentence["text"], 2, 2)
    assert cite["source"].endswith("otter.txt")
    words = said("ask", QUESTION, "--wiki", wiki).output
    assert words.startswith("“Otter Marrow weighs 9 kilograms.” [1]\n\n[1] The Otter of Lake Vanern: “Otter Marrow")


def test_another_engine_than_the_nights_is_not_asked_for_the_nights_model(wiki: Path, engine: FaultEngine) -> None:
    now = Clock().now()
    taken, _ = as_it_was(wiki, load(wiki, {}), None, now)
    assert (taken.engine, taken.model) == (engine.url, "rehearsal")
    other, _ = as_it_was(wiki, load(wiki, {"engine": "http://127.0.0.1:9/v1"}), None, now)
    assert (other.engine, other.model) == ("http://127.0.0.1:9/v1", None)


def test_what_the_wiki_does_not_say_is_said_so(wiki: Path) -> None:
    asked = "How many bridges cross the river Thames?"
    assert said("ask", asked, "--wiki", wiki).output == "The wiki does not say.\n"
    assert json.loads(said("ask", asked, "--wiki", wiki, "--json").output) == {
        "question": asked, "told": False, "sentences": [], "disputed": [],
    }  # fmt: skip


def test_what_is_disputed_is_told_with_both_sides(wiki: Path) -> None:
    asked = "What is the default timeout of Kettle in seconds?"
    told = json.loads(said("ask", asked, "--wiki", wiki, "--json").output)
    (entry,) = told["disputed"]
    assert {side["value"].split()[0] for side in entry["sides"]} == {"30", "45"}
    assert "\nSources disagree:\n" in said("ask", asked, "--wiki", wiki).output


def test_asked_again_of_the_same_documents_it_costs_no_call(wiki: Path, engine: FaultEngine) -> None:
    first = put(wiki, engine)
    before = calls(engine)
    assert put(wiki, engine, f"  {QUESTION} ") == first
    assert calls(engine) == before


@pytest.mark.parametrize("question", ["", "  \n", "?!", "…"])
def test_no_question_is_wrong_usage(wiki: Path, engine: FaultEngine, question: str) -> None:
    with pytest.raises(Fatal, match="there is no question") as fatal:
        put(wiki, engine, question)
    assert fatal.value.code is Exit.USAGE


def test_a_question_of_ten_thousand_characters_is_wrong_usage(wiki: Path, engine: FaultEngine) -> None:
    before = calls(engine)
    with pytest.raises(Fatal, match="at most 400 characters") as fatal:
        put(wiki, engine, "Why " * 2500)
    assert fatal.value.code is Exit.USAGE
    assert calls(engine) == before


def test_a_folder_that_is_no_wiki_stays_as_it_was(tmp_path: Path, engine: FaultEngine) -> None:
    with pytest.raises(Fatal, match="not a wiki") as fatal:
        put(tmp_path / "nothing", engine)
    assert fatal.value.code is Exit.USAGE
    assert not (tmp_path / "nothing").exists()


def test_while_a_night_has_the_wiki_it_waits_for_nobody(wiki: Path, engine: FaultEngine) -> None:
    with State.to_write(wiki), pytest.raises(Fatal, match="ask when the night is over") as fatal:
        put(wiki, engine)
    assert fatal.value.code is Exit.LOCKED


def test_without_an_engine_it_says_so_soon_and_leaves_nothing_to_do(
    wiki: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.night.meeting.FIRST_PATIENCE", 0.5)
    with pytest.raises(Fatal, match="NO ENGINE answers at") as fatal:
        ask(Asked(wiki, QUESTION, load(wiki, {"engine": "http://127.0.0.1:9/v1"}), Clock()))
    assert fatal.value.code is Exit.NO_ENGINE
    with State.to_read(wiki) as state:
        assert not state.queue.ids("ask:")


def test_replies_of_no_use_are_said_trouble_no_night_and_are_asked_for_anew(wiki: Path, engine: FaultEngine) -> None:
    engine.plan.rules = [Rule("prose", word="Question: What does Otter")]
    with pytest.raises(Fatal, match="no usable reply came") as fatal:
        put(wiki, engine)
    assert fatal.value.code is Exit.SET_ASIDE
    engine.plan.rules = []
    assert sleep(wiki, engine) == Exit.DONE
    assert put(wiki, engine).told


def test_kept_it_is_a_page_like_others(wiki: Path, engine: FaultEngine) -> None:
    assert put(wiki, engine, keep=True).told
    text = (wiki / PAGE).read_text(encoding="utf-8")
    page = frontmatter.loads(text)
    assert (page["title"], page["type"], page["claims"], page["created"]) == (QUESTION, "question", 1, "2026-03-01")
    assert "“[[Otter Marrow]] weighs 9 kilograms.”[^otter-2]" in text
    assert "\n[^otter-2]: [[sources/otter#^s2|" in text
    index = (wiki / "index.md").read_text(encoding="utf-8")
    assert f"## Questions\n\n- [[{PAGE.removesuffix('.md')}|{QUESTION}]]: Otter Marrow weighs 9 kilograms." in index
    assert f"[[{PAGE.removesuffix('.md')}" in (wiki / "sources" / "otter.md").read_text(encoding="utf-8")
    figures = json.loads(said("status", "--json", "--wiki", wiki).output)
    assert figures["pages"] == json.loads(said("graph", "--json", "--wiki", wiki).output)["pages"]
    with State.to_read(wiki) as state:
        verdict = verify(state, wiki)
    assert (verdict.ok, verdict.files_differing) == (True, ())
    assert not [finding for finding in lint(wiki) if finding.page == PAGE]


def test_kept_without_an_answer_it_says_so(wiki: Path, engine: FaultEngine) -> None:
    put(wiki, engine, "How many bridges cross the river Thames?", keep=True)
    text = (wiki / "How many bridges cross the river Thames.md").read_text(encoding="utf-8")
    assert "\nThe wiki does not say.\n" in text
    with State.to_read(wiki) as state:
        assert verify(state, wiki).ok


def test_markup_in_a_question_is_words_on_its_page(wiki: Path, engine: FaultEngine) -> None:
    before = set(wiki.rglob("*.md"))
    put(wiki, engine, HOSTILE, keep=True)
    (path,) = set(wiki.rglob("*.md")) - before
    text = path.read_text(encoding="utf-8")
    assert path.parent == wiki
    assert "<script" not in text.partition("\n---\n")[2]
    assert "# Is \\[\\[Kettle]] &lt;script>" in text
    assert not [finding for finding in lint(wiki) if finding.page == path.name or path.stem in finding.detail]


def test_a_night_in_which_nothing_changed_asks_nothing(wiki: Path, engine: FaultEngine) -> None:
    put(wiki, engine, keep=True)
    before, files = calls(engine), tree(wiki)
    assert sleep(wiki, engine) == Exit.DONE
    assert calls(engine) == before
    assert tree(wiki) == files


def test_a_night_with_other_documents_answers_it_anew_and_leaves_what_a_person_wrote(
    wiki: Path, shelf: Path, engine: FaultEngine
) -> None:
    put(wiki, engine, keep=True)
    page, source = wiki / PAGE, shelf / "otter.txt"
    page.write_text(page.read_text(encoding="utf-8") + "\n## Mine\n\nAsk the keeper.\n", encoding="utf-8")
    source.write_text(source.read_text(encoding="utf-8").replace("9 kilograms", "11 kilograms"), encoding="utf-8")
    assert sleep(wiki, engine) == Exit.DONE
    text = page.read_text(encoding="utf-8")
    assert "weighs 11 kilograms.”[^otter-2]" in text
    assert "9 kilograms" not in text
    assert text.endswith("## Mine\n\nAsk the keeper.\n")


def test_what_answered_it_and_left_is_not_told_until_it_is_asked_anew(wiki: Path, engine: FaultEngine) -> None:
    put(wiki, engine, keep=True)
    with State.to_read(wiki) as state:
        source = next(row.slug for row in state.sources.all() if row.resource.endswith("otter.txt"))
    assert said("forget", source, "--wiki", wiki).exit_code == 0
    assert "has left the sources" in (wiki / PAGE).read_text(encoding="utf-8")

    assert sleep(wiki, engine) == Exit.DONE
    assert "The wiki does not say." in (wiki / PAGE).read_text(encoding="utf-8")


def test_a_page_that_a_person_deleted_is_asked_no_more_until_somebody_keeps_it_again(
    wiki: Path, shelf: Path, engine: FaultEngine
) -> None:
    put(wiki, engine, keep=True)
    (wiki / PAGE).unlink()
    (shelf / "otter.txt").write_text("Otter Marrow weighs 11 kilograms.\n", encoding="utf-8")
    assert sleep(wiki, engine) == Exit.DONE
    assert not (wiki / PAGE).exists()
    assert not [seen for seen in engine.plan.log if f"Question: {QUESTION}" in seen.text][1:]
    put(wiki, engine, keep=True)
    assert (wiki / PAGE).exists()


POINTS = ("reply:after", "acts:before", "act:after", "ask:kept:before", "publish:intend:after", "publish:done:before")


@pytest.mark.parametrize("point", POINTS)
def test_killed_and_asked_again_it_is_the_same_page_and_no_reply_is_paid_twice(
    wiki: Path, engine: FaultEngine, tmp_path: Path, point: str
) -> None:
    undisturbed = Path(shutil.copytree(wiki, tmp_path / "undisturbed"))
    put(undisturbed, engine, keep=True)
    engine.plan.log.clear()
    assert killed(in_a_child(wiki, engine, f"{point}#1"))
    assert in_a_child(wiki, engine) == 0
    assert len([seen for seen in engine.plan.log if f"Question: {QUESTION}" in seen.text]) == 1
    assert tree(wiki) == tree(undisturbed)
    assert sleep(wiki, engine) == Exit.DONE
    assert tree(wiki) == tree(undisturbed)


def test_killed_and_left_the_night_after_ends_as_any(wiki: Path, engine: FaultEngine) -> None:
    assert killed(in_a_child(wiki, engine, "reply:after#1"))
    assert night(wiki, None, engine.url) == Exit.DONE
    assert put(wiki, engine).told


def test_a_night_killed_while_it_answers_anew_and_resumed_has_the_same_page(
    wiki: Path, shelf: Path, engine: FaultEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(wiki, engine, keep=True)
    (shelf / "otter.txt").write_text("Otter Marrow\n\nOtter Marrow weighs 11 kilograms.\n", encoding="utf-8")
    undisturbed, log = Path(shutil.copytree(wiki, tmp_path / "undisturbed")), tmp_path / "points"
    with monkeypatch.context() as patched:
        patched.setenv("NIGHTWIKI_KILL_LOG", str(log))
        assert sleep(undisturbed, engine) == Exit.DONE
    last = log.read_text(encoding="utf-8").splitlines().count("reply:after")
    engine.plan.log.clear()
    assert killed(in_child(wiki, None, engine.url, kill_at=f"reply:after#{last}"))
    assert QUESTION in engine.plan.log[-1].text, "the question comes last"
    asked = calls(engine)
    assert sleep(wiki, engine) == Exit.DONE
    assert calls(engine) == asked
    assert "weighs 11 kilograms" in (wiki / PAGE).read_text(encoding="utf-8")
    assert tree(wiki) == tree(undisturbed)
