"""Each kind of episode on a real state: what its stages permit, what its acts do, what it refuses, and what stands when it does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from agent.engine.wire import schema_of
from agent.errors import ContextOverflow
from agent.night.workers import Workers
from agent.state.state import State
from tests.episode.desks import Written, assign, desk, page, reading, script, stored, work

NAMING = {"name_pages": [page("Kettle", "software", 1), page("Ada Holm", "person", 1)]}


def claims(state: State) -> list[tuple[str, int]]:
    return sorted((claim.name, claim.first) for claim in state.facts.claims())


# read


def test_read_names_then_assigns_then_looks_once_more_at_what_was_left(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        document = stored(state)
        brain = Written(NAMING, {"assign": [assign("Kettle", 1)], "nominate": []}, {"assign": [assign("Kettle", 2)]})
        work(reading(state, document, known=["Ada Holm"]), state, brain)
        first, second, third = brain.instructions()
        assert first.startswith("Document: The Kettle handbook\nKnown pages: Ada Holm\nNames seen here: ")
        assert first.endswith("\nDo: name_pages")
        assert "[1] Kettle is a job scheduler" in first
        assert second == "Pages: Kettle; Ada Holm\nDo: assign, nominate"
        # the pages are said again, as nothing else tells which there are
        assert third == "Pages: Kettle; Ada Holm\nNot assigned yet: [2] [3]\nDo: assign"
        for call in brain.calls:
            assert "Kettle" not in json.dumps(schema_of(call.acts))
        assert claims(state) == [("Kettle", n) for n in (1, 2, 3)]  # one second look, and no third


def test_read_asks_for_as_many_pages_as_the_window_can_bear(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        long = stored(
            state, "# Kettle\n\n" + "Ada Holm sold the Marel to Nils Berg in Vigo and in Bergen. " * 20, "long.md"
        )
        poor = stored(state, "# Kettle\n\n" + "Kettle has a lid and a spout for tea. " * 20, "poor.md")
        (short, many) = (reading(state, stored(state), "a").stage([]), reading(state, long, "b").stage([]))
        assert short is not None
        assert many is not None
        assert (short.acts[0].least, many.acts[0].least) == (1, 5)
        few = reading(state, poor, "c").stage([])
        assert few is not None
        assert few.acts[0].least < 5  # no more than it has names


def test_read_refuses_a_bad_title_and_asks_again_saying_why(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        bad = {"name_pages": [page("Kettle retries a failed job three times and then gives up")]}
        brain = work(
            reading(state, stored(state)), state, Written(bad, NAMING, {"assign": [assign("Kettle", 1, 2, 3)]})
        )
        assert "Kettle retries a failed job" in brain.instructions()[1].splitlines()[0]
        assert {use.title for use in state.facts.names()} == {"Kettle", "Ada Holm"}


def test_read_ends_empty_handed_after_two_namings(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        bad = {"name_pages": [page("Zanzibar")]}  # stands nowhere in the window
        brain = work(reading(state, stored(state)), state, Written(bad, bad))
        assert len(brain.calls) == 2
        assert state.facts.names() == []


def test_read_keeps_what_it_was_shown_of_an_assignment_and_refuses_the_rest(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        document = stored(state)
        episode = script(state, "read", {"document": document.id, "sentences": [1, 2, 3]})
        said = {"assign": [assign("Kettle", 1, 2, 3, 4, 99), assign("Zanzibar", 1)]}
        work(episode, state, Written(NAMING, said))
        assert claims(state) == [("Kettle", 1), ("Kettle", 2), ("Kettle", 3)]
        observed = [act.observation for act in state.journal.steps("e", 0)[1].acts]
        assert observed == ["not shown here: [4, 99]", "“Zanzibar” is not one of the pages"]


def test_read_finds_the_definition_itself_where_the_model_cites_a_sentence_without_the_name(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        naming = {"name_pages": [page("Kettle", "software", 2), page("Timeouts", "concept", 4)]}
        work(reading(state, stored(state)), state, Written(naming, {"assign": [assign("Kettle", 1, 2, 3)]}))
        assert {use.title: use.definition for use in state.facts.names()}["Kettle"] == 1


def test_read_keeps_only_aliases_that_can_be_one(tmp_path: Path) -> None:
    text = "# Memory\n\nThe Kettle Job Scheduler (KJS) is a job scheduler. KJS retries a failed job.\n"
    with State.to_write(tmp_path) as state:
        naming = {"name_pages": [page("Kettle Job Scheduler", "software", 1, "KJS", "Banana", "kettle job scheduler")]}
        work(
            reading(state, stored(state, text)),
            state,
            Written(naming, {"assign": [assign("Kettle Job Scheduler", 1, 2)]}),
        )
        assert [use.aliases for use in state.facts.names()] == [("KJS",)]


def test_read_nominates(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        said = {
            "assign": [assign("Kettle", 1, 2, 3)],
            "nominate": [{"sentences": [3], "why": "a figure"}, {"sentences": [77], "why": "?"}],
        }
        work(reading(state, stored(state)), state, Written(NAMING, said))
        rows = list(state._connection.db.query("SELECT sentences, why FROM nominations"))
        assert rows == [{"sentences": "[3]", "why": "a figure"}]


def test_read_twice_adds_nothing(tmp_path: Path) -> None:
    """Ids are made of what a row says: the same act done again after a restore leaves one row."""
    with State.to_write(tmp_path) as state:
        document = stored(state)
        for name in ("a", "b"):
            said = {"assign": [assign("Kettle", 1, 2, 3)]}
            work(reading(state, document, name), state, Written(NAMING, said))
        assert len(state.facts.claims()) == 3


# wanted


def test_wanted_asks_for_one_name_only_and_takes_no_for_an_answer(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        document = stored(state)
        subject = {"document": document.id, "sentences": [1], "only": "Ada Holm"}
        brain = work(script(state, "wanted", subject), state, Written({"name_pages": []}))
        assert "Names seen here: Ada Holm\n" in brain.instructions()[0]
        assert state.facts.names() == []
        said = {"name_pages": [page("Ada Holm", "person")]}
        brain = work(script(state, "wanted", subject, "f"), state, Written(said, {"assign": [assign("Ada Holm", 1)]}))
        (act,) = brain.calls[0].acts
        assert brain.instructions()[0].endswith("\nName only: Ada Holm\nDo: name_pages")
        assert (act.least, act.most) == (0, 1)
        assert claims(state) == [("Ada Holm", 1)]


def test_wanted_takes_no_other_name(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        subject = {"document": stored(state).id, "sentences": [1], "only": "Ada Holm"}
        work(script(state, "wanted", subject), state, Written({"name_pages": [page("Kettle")]}))
        assert state.facts.names() == []


# identify


def describing(state: State, name: str = "e") -> Any:
    document = stored(state)
    subject = {"page": "p1", "title": "Kettle", "document": document.id, "sentences": [1, 3]}
    return script(state, "identify", subject, name)


def told(*cites: int) -> dict[str, list[dict[str, Any]]]:
    return {"describe": [{"what": "job scheduler", "place": "", "time": "2019", "version": "", "cites": list(cites)}]}


def test_describe_shows_one_document_and_stores_what_it_says(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        brain = work(describing(state), state, Written(told(1, 99)))
        task = brain.instructions()[0]
        assert task.startswith("Page: Kettle\nDocument: The Kettle handbook\n\n## The Kettle handbook\n[1] Kettle is")
        assert "[2]" not in task
        (description,) = state.facts.descriptions()
        assert (description.page, description.what, description.cites) == ("p1", "job scheduler", (1,))


def test_describe_without_a_sentence_that_was_shown_is_refused(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        work(describing(state), state, Written(told(2)))
        assert state.facts.descriptions() == []
        assert state.journal.refused() == {"describe: not shown here": 1}


@pytest.mark.parametrize(
    ("documents", "yes", "kind"),
    [([], True, "same"), ([], False, "apart"), (["d2"], True, "together"), (["d2"], False, "split")],
)
def test_compare_records_its_decision_with_its_reason(
    tmp_path: Path, documents: list[str], yes: bool, kind: str
) -> None:
    with State.to_write(tmp_path) as state:
        subject = {
            "a": "mercury", "b": "" if documents else "quicksilver", "documents": documents, "title": "Mercury",
            "sides": ["(one): what: planet", "(two): what: metal"], "reason": "planet against metal", "qualifier": "metal",
        }  # fmt: skip
        brain = work(script(state, "same", subject), state, Written({"same_thing": [{"yes": yes}]}))
        expected = "Page: Mercury\n\nA (one): what: planet\nB (two): what: metal\n\nDo: same_thing"
        assert brain.instructions() == [expected]
        (decision,) = state.facts.decisions()
        assert (decision.kind, decision.a, decision.documents) == (kind, "mercury", tuple(documents))
        assert (decision.reason, decision.qualifier) == ("planet against metal", "metal")


# question


def asking(state: State, name: str = "e") -> Any:
    document = stored(state)
    subject = {
        "dispute": "d1", "side": 1, "question": "What is the default timeout of Kettle?", "title": "Kettle", "aliases": [],
        "document": document.id, "sentences": [1, 3],
    }  # fmt: skip
    return script(state, "question", subject, name)


def answer(value: str, *cites: int) -> dict[str, list[dict[str, Any]]]:
    return {"answer": [{"value": value, "unit": "seconds", "scope": "", "cites": list(cites)}]}


def test_a_question_is_put_with_one_documents_sentences_and_nothing_else(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        brain = work(asking(state), state, Written(answer("30", 3)))
        (asked,) = brain.instructions()
        assert asked.startswith("Page: Kettle\nQuestion: What is the default timeout of Kettle?\nDocument: ")
        assert asked.endswith("[3] The default timeout of Kettle is 30 seconds.\n\nDo: answer, not_stated")
        (found,) = state.disputes.replies()
        assert (found.value, found.unit, found.cites) == ("30", "seconds", (3,))


def test_not_stated_is_an_answer(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        brain = work(asking(state), state, Written({"not_stated": [{}]}))
        assert len(brain.calls) == 1
        assert [found.value for found in state.disputes.replies()] == [None]


@pytest.mark.parametrize(("value", "cites"), [("45", (3,)), ("45", (2,)), ("Zanzibar", (1,))])
def test_a_value_that_does_not_stand_in_its_sentence_is_asked_for_once_more(
    tmp_path: Path, value: str, cites: tuple[int, ...]
) -> None:
    with State.to_write(tmp_path) as state:
        brain = work(asking(state), state, Written(answer(value, *cites), answer("30", 3)))
        assert brain.instructions()[1].startswith("Refused: ")
        assert [found.value for found in state.disputes.replies()] == ["30"]


@pytest.mark.parametrize("cites", [(1,), (2,), (99,), (1, 2, 99)])
def test_a_wrong_number_costs_no_right_answer(tmp_path: Path, cites: tuple[int, ...]) -> None:
    with State.to_write(tmp_path) as state:
        brain = work(asking(state), state, Written(answer("30", *cites)))
        assert len(brain.calls) == 1
        assert [(found.value, found.cites) for found in state.disputes.replies()] == [("30", (3,))]


def test_refused_twice_the_document_has_said_nothing(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        brain = work(asking(state), state, Written(answer("45", 3), answer("46", 3)))
        assert len(brain.calls) == 2
        assert state.disputes.replies() == []


def test_no_act_at_all_ends_it_without_an_answer(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        brain = work(asking(state), state, Written({"answer": [], "not_stated": []}))
        assert len(brain.calls) == 1
        assert state.disputes.replies() == []


# refine

LINES = [
    {"text": "Kettle is a job scheduler written by Ada Holm in 2019.", "claims": ["c1", "c2"]},
    {"text": "The default timeout of Kettle is 30 seconds.", "claims": ["c3"]},
    {"text": "A failed job is retried by Kettle three times.", "claims": ["c4"]},
    {"text": "Kettle, which is none of the largest, keeps 400 jobs in memory at once.", "claims": ["c5"]},
]


def refining(state: State, related: list[str] | None = None, name: str = "e", **more: Any) -> Any:
    subject = {
        "page": "p1", "title": "Kettle", "kind": "software", "aliases": ["KT"], "sentences": LINES, "related": related or [],
        "lead": True, **more,
    }  # fmt: skip
    return script(state, "refine", subject, name)


def condensed(*pairs: tuple[str, list[int]]) -> list[dict[str, list[dict[str, Any]]]]:
    """One reply for each."""
    return [{"condense": [{"text": text, "cites": cites}]} for text, cites in pairs]


GOOD = ("Ada Holm wrote the job scheduler Kettle in 2019.", [1])
TIMEOUT = ("The default timeout of Kettle is 30 seconds.", [2])
RETRIES = ("Kettle retries a failed job three times.", [3])
MEMORY = ("Kettle keeps 400 jobs in memory.", [4])
ALL = condensed(GOOD, TIMEOUT, RETRIES, MEMORY)
LEAD = {"write_lead": [{"text": "Kettle is a job scheduler written by Ada Holm.", "cites": [1]}]}


def test_refine_condenses_leads_and_links(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        link = [{"to": "Ada Holm", "why": "wrote it"}, {"to": "Zanzibar", "why": "?"}]
        brain = Written(*ALL, {**LEAD, "link": link})
        work(refining(state, ["Ada Holm"]), state, brain)
        first, *_, second = brain.instructions()
        assert first.startswith(
            "Page: Kettle (software)\nRelated pages: Ada Holm\n\nSay:\n[1] (in 9 words, with: Ada Holm; 2019) Kettle is"
        )
        assert first.endswith("Ada Holm in 2019.\nDo: condense")
        assert second.startswith("Page: Kettle (software)\nRelated pages: Ada Holm\n\nClaims:\n[1] Kettle is")
        assert second.endswith("\nDo: write_lead, link")
        assert [(w.text, w.claims) for w in state.facts.wordings("condensed")] == [
            (GOOD[0], ("c1", "c2")),
            (TIMEOUT[0], ("c3",)),
            (RETRIES[0], ("c4",)),
            (MEMORY[0], ("c5",)),
        ]
        assert [w.claims for w in state.facts.wordings("leads")] == [("c1", "c2")]
        assert state.facts.links() == [("p1", "Ada Holm")]


def test_a_page_worded_anew_has_the_links_of_its_newest_wording_in_their_order(tmp_path: Path) -> None:
    """So a page that was read in two goes ends as one that was read in one."""
    with State.to_write(tmp_path) as state:
        for name, related in (("first", ["Dosamime", "Ada Holm"]), ("second", ["Zanzibar", "Duzofire", "Dosamime"])):
            links = [{"to": title, "why": ""} for title in related]
            brain = Written(*ALL, {**LEAD, "link": links})
            work(refining(state, related, name), state, brain)
        assert state.facts.links() == [("p1", "Zanzibar"), ("p1", "Duzofire"), ("p1", "Dosamime")]


def test_refine_without_related_pages_permits_no_link_and_without_a_lead_asks_for_none(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        brain = work(refining(state), state, Written(*ALL, LEAD))
        assert [act.name for act in brain.calls[-1].acts] == ["write_lead"]
        assert "Related pages" not in brain.instructions()[0]
    with State.to_write(tmp_path / "b") as state:
        brain = work(refining(state, lead=False), state, Written(*ALL))
        assert len(brain.calls) == 4


@pytest.mark.parametrize(
    ("text", "cites"),
    [
        ("Kettle was written by Ada Holm in 2021.", [1]),  # another figure
        ("Kettle was written by Nils Berg in 2019.", [1]),  # another name
        ("The default timeout of Kettle is not 30 seconds.", [2]),  # its contrary
        ("Bananas ripen in the sun before they are shipped.", [1]),  # something else
    ],
)
def test_what_the_claims_do_not_support_is_refused_said_and_asked_for_once_more(
    tmp_path: Path, text: str, cites: list[int]
) -> None:
    with State.to_write(tmp_path) as state:
        left, good = (2, TIMEOUT) if cites == [2] else (1, GOOD)
        others = [one for one in (GOOD, TIMEOUT, RETRIES, MEMORY) if one is not good]
        first = [(text, cites) if one is good else one for one in (GOOD, TIMEOUT, RETRIES, MEMORY)]
        brain = Written(*condensed(*first, good), LEAD)
        work(refining(state), state, brain)
        *_, again, lead = brain.instructions()
        assert "\nRefused: " in again
        assert re.findall(r"^\[(\d)\]", again, re.MULTILINE) == [str(left)]
        assert lead.endswith("\nDo: write_lead")
        assert [w.text for w in state.facts.wordings("condensed")] == [*(text for text, _ in others), good[0]]


def test_refused_thrice_it_falls_back_to_the_stored_sentences(tmp_path: Path) -> None:
    """Nothing is lost by wording: what was never accepted has no wording, and the page shows the claim's own sentence."""
    with State.to_write(tmp_path) as state:
        bad = ("Kettle was written by Nils Berg in 2021.", [1])
        worse = {"write_lead": [{"text": "Kettle is the best scheduler of Nils Berg.", "cites": [1]}]}
        brain = work(refining(state), state, Written(*condensed(bad, TIMEOUT, RETRIES, MEMORY, bad, bad), worse))
        assert len(brain.calls) == 7
        assert "\nRefused: " in brain.instructions()[4]
        assert [w.claims for w in state.facts.wordings("condensed")] == [("c3",), ("c4",), ("c5",)]
        assert state.facts.wordings("leads") == []


# what does not fit, what is gone


def test_what_does_not_fit_is_cut_in_two_and_what_cannot_be_cut_is_set_aside(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        workers = Workers(state, desk(state, Written()), 1, lambda: True, lambda record: None, lambda why: None)
        document = stored(state)
        whole = reading(state, document).record
        workers._halve(whole, ContextOverflow("too long"))
        assert state.queue.get("e").state == "done"
        halves = [record.subject["sentences"] for record in state.queue.by_state("pending")]
        assert sorted(halves) == [[1, 2], [3, 4]]
        one = script(state, "read", {"document": document.id, "sentences": [1]}, "one").record
        workers._halve(one, ContextOverflow("too long"))
        assert "too long for the engine's window" in state.queue.get("one").reason


def test_an_episode_whose_document_is_gone_is_said_so(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state, pytest.raises(KeyError):
        script(state, "read", {"document": "gone", "sentences": [1]})
