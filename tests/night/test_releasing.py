"""Two releases of one manual: what a brain that judges is asked about them, and what comes of its reply."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from agent.knowledge.model import Disagreement
from agent.known.disagreements import disagreements
from agent.known.pages import Known
from agent.night import releasing
from agent.night.disputing import Disputing
from agent.state.queue import EpisodeRecord
from agent.state.state import State
from tests.episode.desks import Written, script, work
from tests.night.test_disputing import filed, queued

OLDER = """Marl Footbridge has a toll. The toll is 3 pence a head. It is shut at dusk. It was painted in May. It bears two carts. Dogs may
cross."""
NEWER = OLDER.replace("3 pence", "5 pence").replace("May", "the month of May").replace("Dogs may", "No dog may")
TOLL = {"pair": 1, "question": "What is the toll of Marl Footbridge?", "was": "3 pence", "now": "5 pence"}
DOGS = {"pair": 3, "question": "May dogs cross Marl Footbridge?", "was": "yes", "now": "no"}


def both(state: State) -> None:
    for version, text in (("1.2", OLDER), ("1.4", NEWER)):
        filed(state, text, f"bridges/{version}/marl.txt")


def planned(state: State, *, judges: bool = True) -> list[EpisodeRecord]:
    return queued(state, list(Disputing(state, Known.of(state), judges).comparing()))


def answered(
    state: State, *said: dict[str, Any], again: tuple[dict[str, Any], ...] = ()
) -> tuple[Written, list[Disagreement]]:
    (record,) = [r for r in planned(state) if r.kind == "release"]
    replies = [{"changed": list(reply)} for reply in (said, again)]
    brain = work(script(state, "release", record.subject), state, Written(*replies))
    return brain, disagreements(state, Known.of(state))


def test_a_brain_that_judges_is_asked_once_about_what_differs_and_of_the_rest_about_the_last_release(
    tmp_path: Path,
) -> None:
    with State.to_write(tmp_path) as state:
        both(state)
        (asked, compared) = planned(state)
        assert [(p["was"]["first"], p["now"]["first"]) for p in asked.subject["pairs"]] == [(2, 2), (4, 4), (6, 6)]
        (page,) = compared.subject["pages"]
        assert {row["document"] for row in page["claims"]} == {asked.subject["pairs"][0]["now"]["document"]}
        assert planned(state) == []
        filed(state, NEWER.replace("5 pence", "9 pence"), "bridges/1.5/marl.txt")
        (more,) = [record for record in planned(state) if record.kind == "release"]
        assert [p["was"]["release"] for p in more.subject["pairs"]] == ["1.4"]


def test_more_than_a_window_holds_is_asked_in_halves(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        both(state)
        (record, *_) = planned(state)
        halves = script(state, "release", record.subject).halves()
        assert [len(half.subject["pairs"]) for half in halves] == [1, 2]
        assert planned(state) == []


def test_a_brain_that_does_not_judge_is_not_asked_about_releases(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        both(state)
        assert [record.kind for record in planned(state, judges=False)] == ["compare"]


def test_both_statements_stand_under_their_release_and_both_answers_are_an_entry(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        both(state)
        brain, entries = answered(state, TOLL, DOGS)
        (asked,) = brain.instructions()
        assert "[1]\n1.2: The toll is 3 pence a head.\n1.4: The toll is 5 pence a head.\n" in asked.replace(
            "… Marl Footbridge has a toll.\n", ""
        )
        assert sorted((e.state, e.about, tuple(s.value for s in e.sides)) for e in entries) == [
            ("changed", "May dogs cross Marl Footbridge?", ("yes", "no")),
            ("changed", "What is the toll of Marl Footbridge?", ("3 pence", "5 pence")),
        ]  # fmt: skip
        assert list(Disputing(state, Known.of(state), True).asking()) == []


def test_what_a_statement_does_not_hold_and_what_is_one_figure_is_refused_and_asked_for_once_more(
    tmp_path: Path,
) -> None:
    with State.to_write(tmp_path) as state:
        both(state)
        brain, entries = answered(
            state,
            TOLL | {"now": "7 pence"},
            DOGS | {"pair": 9},
            TOLL | {"pair": 2, "was": "May", "now": "May"},
            again=(TOLL,),
        )
        asked = brain.instructions()[1]
        assert "“7 pence” does not stand in what 1.4 says" in asked
        assert "there is no pair [9]" in asked
        assert "are one answer" in asked
        assert [entry.about for entry in entries] == [TOLL["question"]]


def test_one_question_about_two_pages_things_is_two_entries(tmp_path: Path) -> None:
    """Each heading of a manual has its `Default:`; entries of one wording fell into one."""
    with State.to_write(tmp_path) as state:
        for version, n in (("1.2", 3), ("1.4", 5)):
            for title in ("Marl Footbridge", "Pell Footbridge"):
                text = f"The {title} stands. It is old. Carts cross it. The default of {title} is {n}{len(title) % 7} pence."
                filed(state, text, f"bridges/{version}/{title[:4]}.txt", title)
        asked = "What is the default?"
        said = [{"pair": n, "question": asked, "was": "31 pence", "now": "51 pence"} for n in (1, 2)]
        assert len(answered(state, *said)[1]) == 2


def test_what_is_asked_is_bounded_by_the_pages_and_values_come_first(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(releasing, "A_PAGE", 1)
    with State.to_write(tmp_path) as state:
        both(state)
        (asked, *_) = planned(state)
        assert [pair["was"]["first"] for pair in asked.subject["pairs"]] == [2]
