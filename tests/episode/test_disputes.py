"""compare, question and verdict on a real state: what they are shown, what they store, what they refuse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from agent.knowledge.model import Document, claim_id
from agent.state.disputes import DisputeSide
from agent.state.state import State
from tests.episode.desks import Written, script, stored, work

ONE = "The Marl Footbridge is made of oak. It opened in 1931. The parish owns it."
TWO = "The Marl Footbridge is timber. It opened in 1937. The council paints it."
THREE = "The Marl Footbridge opened in 1937, people say. It is liked."


def row(document: Document, n: int) -> dict[str, Any]:
    return {"id": claim_id("marl", document.id, n, n), "document": document.id, "first": n, "last": n}


def page(title: str, *claims: dict[str, Any], others: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    return {
        "page": title,
        "title": title,
        "kind": "work",
        "aliases": [],
        "claims": list(claims),
        "others": list(others),
    }


def pair(a: int, b: int, question: str = "When did the Marl Footbridge open?") -> dict[str, Any]:
    return {"a": a, "b": b, "question": question}


def compared(state: State, *replies: list[dict[str, Any]], look: list[list[int]] | None = None) -> Written:
    one, two, three = (stored(state, text, f"{n}.txt", "text/plain") for n, text in enumerate((ONE, TWO, THREE)))
    marl = page("Marl Footbridge", row(one, 1), row(one, 2), row(two, 2), others=(row(two, 1), row(three, 1)))
    subject = {"pages": [marl, page("Pell Footbridge", row(two, 3))], "look": look or []}
    return work(script(state, "compare", subject), state, Written(*({"cannot_both_be_true": r} for r in replies)))


def test_a_pair_becomes_a_dispute_with_each_document_as_a_side(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        brain = compared(state, [pair(2, 3)], look=[[2, 3]])
        (asked,) = brain.instructions()
        assert asked.startswith(
            "Page: Marl Footbridge (work)\n# 0\n[1] The Marl Footbridge is made of oak.\n[2] It opened"
        )
        assert "… The Marl Footbridge is timber.\n[3] It opened in 1937." in asked
        assert asked.endswith("[4] The council paints it.\n\nLook also at: [2] and [3]\n\nDo: cannot_both_be_true")
        (dispute,) = state.disputes.all()
        assert (dispute.page, dispute.question, dispute.origin) == (
            "Marl Footbridge", "When did the Marl Footbridge open?", "brain",
        )  # fmt: skip
        one, two, three = (document.id for document in state.documents.all())
        # the third document tells of the same, and is asked too, with its own sentences about the page alone
        assert dispute.sides == (
            DisputeSide(one, (1, 2), (2,)), DisputeSide(two, (1, 2), (2,)), DisputeSide(three, (1,)),
        )  # fmt: skip


def test_claims_of_two_pages_are_a_pair_for_a_brain_that_judges(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        one, two = stored(state, ONE, "one.txt", "text/plain"), stored(state, TWO, "two.txt", "text/plain")
        pages = [page("Marl Footbridge", row(one, 1), row(one, 2)), page("Footbridge", row(two, 2))]
        subject = {"pages": pages, "judges": True}
        work(script(state, "compare", subject), state, Written({"cannot_both_be_true": [pair(2, 3)]}))
        (dispute,) = state.disputes.all()
        assert dispute.page == "Marl Footbridge"  # of which more is known
        assert dispute.sides == (
            DisputeSide(one.id, (1, 2), (2,)), DisputeSide(two.id, (2,), (2,), "Footbridge"),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (pair(2, 9), "not shown here"),
        (pair(2, 2), "a claim and itself"),
        (pair(2, 4), "claims of two pages"),
        (pair(2, 3, "Is it true that it opened in 1931?"), "the question holds an answer"),
    ],
)
def test_a_pair_that_cannot_be_asked_about_is_asked_for_once_more(
    tmp_path: Path, said: dict[str, Any], why: str
) -> None:
    with State.to_write(tmp_path) as state:
        brain = compared(state, [said], [pair(2, 3)])
        assert why in brain.instructions()[1].splitlines()[0]
        assert len(state.disputes.all()) == 1


def test_none_is_an_answer_and_a_second_refusal_ends_it(tmp_path: Path) -> None:
    with State.to_write(tmp_path / "a") as state:
        assert len(compared(state, []).calls) == 1
    with State.to_write(tmp_path / "b") as state:
        assert len(compared(state, [pair(2, 2)], [pair(2, 2)]).calls) == 2
        assert state.disputes.all() == []


def test_the_same_pair_and_question_is_one_dispute(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        compared(state, [pair(2, 3), pair(3, 2, "When did the Marl Footbridge open")])
        assert len(state.disputes.all()) == 1


def test_too_much_for_the_window_is_two_episodes_and_nothing_is_lost(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        documents = [stored(state, text, f"{n}.txt", "text/plain") for n, text in enumerate((ONE, TWO))]
        rows = [row(d, n) for d in documents for n in (1, 2, 3)]
        two = script(state, "compare", {"pages": [page("A", *rows[:2]), page("B", *rows[2:4])], "look": [[1, 2]]})
        assert [[p["title"] for p in half.subject["pages"]] for half in two.halves()] == [["A"], ["B"]]
        one = script(state, "compare", {"pages": [page("A", *rows)]}, "one")
        for half in one.halves():
            (part,) = half.subject["pages"]
            assert sorted(r["id"] for r in (*part["claims"], *part["others"])) == sorted(r["id"] for r in rows)


def asking(state: State, question: str, *, text: str = ONE, judges: bool = False) -> Any:
    document = stored(state, text, "one.txt", "text/plain")
    return script(
        state,
        "question",
        {
            "dispute": "d1", "side": 0, "question": question, "title": "Marl Footbridge", "aliases": [],
            "document": document.id, "sentences": [2, 3], "judges": judges,
        },
    )  # fmt: skip


def test_a_sentence_that_leans_is_shown_with_the_one_before(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        said = {"answer": [{"value": "1931", "unit": "", "scope": "", "cites": [2]}]}
        (asked,) = work(asking(state, "When did it open?"), state, Written(said)).instructions()
        assert "… The Marl Footbridge is made of oak.\n[2] It opened in 1931.\n[3] The parish owns it." in asked


@pytest.mark.parametrize(
    ("value", "cites", "kept"),
    [
        ("1931", [3], (2,)),  # a wrong number costs nothing where the value stands in one sentence
        ("the parish", [3], (3,)),
        ("yes", [2], (2,)),
        ("yes", [99], None),
        ("1932", [2], None),
        ("the council", [3], None),
    ],
)
def test_a_value_must_stand_where_it_is_cited(
    tmp_path: Path, value: str, cites: list[int], kept: tuple[int, ...] | None
) -> None:
    with State.to_write(tmp_path) as state:
        said = {"answer": [{"value": value, "unit": "", "scope": "", "cites": cites}]}
        work(asking(state, "When did it open?"), state, Written(said, {"not_stated": [{}]}))
        (reply,) = state.disputes.replies()
        assert (reply.cites or None) == kept
        assert (reply.value is None) == (kept is None)


def test_an_answer_that_is_too_long_is_asked_for_once_more_and_costs_only_its_side(tmp_path: Path) -> None:
    """Three of them set the whole episode aside, after nine calls."""
    said = {"answer": [{"value": "It opened in 1931. " * 5, "unit": "", "scope": "", "cites": [2]}]}
    with State.to_write(tmp_path / "a") as state:
        brain = work(asking(state, "When did it open?"), state, Written(said, said))
        assert "Refused: answer: value: String should have at most 80 characters" in brain.instructions()[1]
        assert state.disputes.replies() == []
    with State.to_write(tmp_path / "b") as state:
        short = {"answer": [said["answer"][0] | {"value": "1931"}]}
        work(asking(state, "When did it open?"), state, Written(said, short))
        assert [reply.value for reply in state.disputes.replies()] == ["1931"]


def test_a_question_that_is_too_long_costs_no_more_than_its_pair(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        long = pair(2, 3, "When did the Marl Footbridge, which the parish owns and the council paints, open? " * 3)
        assert len(compared(state, [long], [long]).calls) == 2
        assert state.disputes.all() == []


@pytest.mark.parametrize(("judges", "kept"), [(True, (2,)), (False, (3,))])
def test_a_right_answer_in_other_words_stays_where_it_was_cited(
    tmp_path: Path, *, judges: bool, kept: tuple[int, ...]
) -> None:
    """It was once moved to a sentence that happens to have the word."""
    with State.to_write(tmp_path) as state:
        said = {"answer": [{"value": "before", "unit": "", "scope": "", "cites": [2]}]}
        text = "Ilse kept the light. She marries first and testifies afterwards. Everything before leads to it."
        work(asking(state, "Before or after?", text=text, judges=judges), state, Written(said))
        assert [reply.cites for reply in state.disputes.replies()] == [kept]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("Kettle is slow. It waits half a minute. That is all.", "30", "seconds"),
        ("Kettle is slow. It costs 1,500 euros. That is all.", "1500", "euros"),
        ("Kettle is slow. It opened on 3 May 2024. That is all.", "2024-05-03", ""),
        ("Kettle is slow. It was retried by Ada Holm. That is all.", "Holm's retries", ""),
    ],
)
def test_other_forms_of_a_value_stand_there_too(tmp_path: Path, text: str, value: str, unit: str) -> None:
    with State.to_write(tmp_path) as state:
        said = {"answer": [{"value": value, "unit": unit, "scope": "", "cites": [2]}]}
        work(asking(state, "What?", text=text), state, Written(said))
        assert [reply.cites for reply in state.disputes.replies()] == [(2,)]


def test_a_judge_sees_both_answers_with_their_sentences(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        one, two = (
            stored(state, ONE, "one.txt", "text/plain"),
            stored(state, TWO, "two.txt", "text/plain", date="2024-05-03"),
        )
        sides = [
            {"side": 1, "value": "the council", "document": two.id, "sentences": [3]},
            {"side": 0, "value": "the parish", "document": one.id, "sentences": [3]},
        ]
        subject = {"dispute": "d1", "title": "Marl Footbridge", "question": "Who owns it?", "sides": sides}
        said = {"both_true": [{"yes": False, "why": "two owners"}]}
        (asked,) = work(script(state, "verdict", subject), state, Written(said)).instructions()
        assert asked == (
            "Page: Marl Footbridge\nQuestion: Who owns it?\n"
            "A: the council\n# two (2024-05-03)\n… It opened in 1937.\n[3] The council paints it.\n"
            "B: the parish\n# one\n… It opened in 1931.\n[3] The parish owns it.\n\nDo: both_true"
        )
        (verdict,) = state.disputes.verdicts()
        assert (verdict.dispute, verdict.a, verdict.b, verdict.yes) == ("d1", 1, 0, False)


def test_a_verdict_with_a_long_reason_counts(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        one = stored(state, ONE, "one.txt", "text/plain")
        sides = [{"side": n, "value": "the parish", "document": one.id, "sentences": [3]} for n in (0, 1)]
        subject = {"dispute": "d1", "title": "Marl Footbridge", "question": "Who owns it?", "sides": sides}
        said = {"both_true": [{"yes": True, "why": "the parish is the parish, whoever says so, " * 4}]}
        work(script(state, "verdict", subject), state, Written(said))
        (verdict,) = state.disputes.verdicts()
        assert verdict.yes
        assert len(verdict.why) <= 80


def test_a_question_about_nothing_that_either_tells_is_refused(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        compared(state, [pair(2, 3, "How deep is the Orla reservoir?")], [])
        assert not state.disputes.all()


def test_a_question_of_a_judge_in_words_that_no_claim_has_is_put(tmp_path: Path) -> None:
    """`I settled it on a walk.` and `It was Vera's call.`: who decided the change of licence?"""
    with State.to_write(tmp_path) as state:
        one = stored(state, "Nobody else was asked. I settled it by myself on a walk.", "one.txt", "text/plain")
        two = stored(state, "You ask about the licence. It was Vera's call.", "two.txt", "text/plain")
        subject = {
            "pages": [page("Kettle", *(row(one, n) for n in (1, 2)), *(row(two, n) for n in (1, 2)))],
            "judges": True,
        }
        said = Written({"cannot_both_be_true": [pair(2, 4, "Who decided the change to Apache?")]})
        brain = work(script(state, "compare", subject), state, said)
        assert len(brain.calls) == 1, brain.instructions()[-1]
        assert [dispute.question for dispute in state.disputes.all()] == ["Who decided the change to Apache?"]


def test_a_question_in_chinese_is_about_what_its_claims_tell(tmp_path: Path) -> None:
    """Both questions that a good reader put to these claims were refused as being about nothing that they tell."""
    with State.to_write(tmp_path) as state:
        one = stored(state, "云溪桥建成于1931年，全长212米。桥的西边一孔在1954年被洪水冲垮。", "one.txt", "text/plain")
        two = stored(
            state, "这座桥是1937年建成的，当地人叫它长桥。西边那孔是1954年施工时塌的。", "two.txt", "text/plain"
        )
        asked = ["云溪桥是哪一年建成的？", "西边一孔是怎么塌的？"]
        rows = [row(one, 1), row(one, 2), row(two, 1), row(two, 2)]
        pairs = [pair(1, 3, asked[0]), pair(2, 4, asked[1])]
        subject = {"pages": [page("石桥", *rows)], "judges": True}
        said = Written({"cannot_both_be_true": pairs}, {"cannot_both_be_true": []})
        brain = work(script(state, "compare", subject), state, said)
        assert len(brain.calls) == 1, brain.instructions()[-1]
        assert sorted(dispute.question for dispute in state.disputes.all()) == sorted(asked)
