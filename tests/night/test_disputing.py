"""From pages to compare, question and verdict episodes, and from their rows to entries."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest

from agent.knowledge.model import Citation, Claim, Disagreement, Document, NameUse, Side, claim_id, short_hash
from agent.knowledge.text.normal import key
from agent.known.disagreements import _joined, disagreements
from agent.known.pages import Known
from agent.night.disputing import Disputing
from agent.night.portions import CLAIMS, parts
from agent.night.writing import LEVELS, PAGE, Writing
from agent.state.disputes import DisputeRecord, DisputeSide, ReplyRecord, VerdictRecord
from agent.state.queue import EpisodeRecord
from agent.state.state import State
from tests.episode.desks import stored
from tests.knowledge.pages import document, rows

ONE = "The Marl Footbridge is made of oak. It opened in 1931. It crosses the Wend."
LINE = " ".join(
    f"Station number {n} of the Marl Railway was opened by {who}." for n, who in enumerate(("Ann", "Ben", "Cai", "Dot"))
)
TWO = "The Marl Footbridge is timber. It opened in 1937. It crosses the Wend."


def filed(state: State, text: str, name: str, title: str = "Marl Footbridge", date: str | None = None) -> Document:
    """A document whose sentences all are of one page."""
    found = stored(state, text, name, "text/plain")
    with state.transaction("act"):
        state.facts.put_name(f"{found.id}-{title}", "", NameUse(title, "work", found.id, (), 1))
        for unit in found.sentences:
            claim = claim_id(key(title), found.id, unit.n, unit.n)
            state.facts.put_claim(Claim(claim, title, found.id, unit.n, unit.n), "")
    return found


def disputing(state: State, *, judges: bool) -> Disputing:
    return Disputing(state, Known.of(state), judges)


def queued(state: State, records: list[EpisodeRecord]) -> list[EpisodeRecord]:
    with state.transaction("plan"):
        state.queue.add(records)
    return records


def test_a_page_of_several_documents_is_compared_once(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        filed(state, ONE, "one.txt")
        filed(state, TWO, "two.txt")
        (first,) = list(disputing(state, judges=False).comparing())
        (again,) = queued(
            state, list(disputing(state, judges=False).comparing())
        )  # a night that died before it was queued
        assert first == again
        assert list(disputing(state, judges=False).comparing()) == []
        filed(state, "The Marl Footbridge was closed in 1990.", "three.txt")
        (more,) = list(disputing(state, judges=False).comparing())
        assert more.id != first.id


def test_small_pages_share_an_episode(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        for title in ("Marl Footbridge", "Pell Footbridge"):
            for number, text in enumerate((ONE, TWO)):
                filed(state, text.replace("Marl", title[:4]), f"{title[:4]}{number}.txt", title)
        (one,) = list(disputing(state, judges=False).comparing())
        assert [page["title"] for page in one.subject["pages"]] == ["Marl Footbridge", "Pell Footbridge"]


def test_a_page_of_one_document_is_compared_by_a_brain_that_judges(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        filed(state, f"{ONE} It opened in 1937.", "one.txt")
        assert list(disputing(state, judges=False).comparing()) == []
        (one,) = list(disputing(state, judges=True).comparing())
        assert one.subject["look"] == [[2, 4]]


def test_what_one_files_with_a_part_of_the_thing_is_compared_too(tmp_path: Path) -> None:
    """A page of one document stood in no comparison: the opening day told of the visits never met the one told of the house."""
    with State.to_write(tmp_path) as state:
        one = filed(state, f"{ONE} Visitors come on Fridays.", "one.txt")
        filed(state, f"{TWO} It is open to visitors on Saturdays alone.", "two.txt")
        filed(state, "Nothing of this is said there.", "three.txt", "Elsewhere")
        with state.transaction("act"):
            state.facts.put_name("v", "", NameUse("Visits", "other", one.id))
            state.facts.put_claim(Claim("v", "Visits", one.id, len(one.sentences), len(one.sentences)), "")
        found = queued(state, list(disputing(state, judges=True).comparing()))
        assert [[page["title"] for page in e.subject["pages"]] for e in found] == [["Marl Footbridge", "Visits"]]
        assert list(disputing(state, judges=True).comparing()) == []


def test_what_a_larger_page_tells_of_a_small_one_is_compared_with_it(tmp_path: Path) -> None:
    """Four killed on the page of the collision, five dead on that of the line: the two never stood in one request."""
    with State.to_write(tmp_path) as state:
        told = (
            "In February 1923 loose wagons struck the morning train at Marl. Four people were killed. It was raining."
        )
        filed(state, told, "one.txt", "Collision at Marl")
        filed(state, "The wagons struck the train on a Monday.", "two.txt", "Collision at Marl")
        line = stored(state, told, "one.txt", "text/plain")
        news = stored(
            state,
            f"{LINE} In February 1923 loose wagons met the morning train near Marl. Five people died.",
            "news.txt",
            "text/plain",
        )
        with state.transaction("act"):
            for document, numbers in ((line, [1]), (news, range(1, len(news.sentences) + 1))):
                state.facts.put_name(document.id, "", NameUse("Marl Railway", "work", document.id, (), 0))
                for n in numbers:
                    claim = claim_id(key("Marl Railway"), document.id, n, n)
                    state.facts.put_claim(Claim(claim, "Marl Railway", document.id, n, n), "")

        def shown(judges: bool) -> list[set[tuple[str, str]]]:
            made = list(disputing(state, judges=judges).comparing())
            find = state.documents.get
            return [
                {
                    (p["title"], find(c["document"]).sentence(c["first"]))
                    for p in one.subject["pages"]
                    for c in p["claims"]
                }
                for one in made
            ]

        both = {("Collision at Marl", "Four people were killed."), ("Marl Railway", "Five people died.")}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("agent.night.portions.CLAIMS", 5)  # as if the line's page were a long one
            assert not any(both <= rows for rows in shown(judges=False))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("agent.night.portions.CLAIMS", 5)
            assert any(both <= rows for rows in shown(judges=True))


def test_small_pages_alone_are_compared_once_where_they_fit(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        filed(state, "Visitors come on Fridays.", "one.txt", "Visits")
        filed(state, "Tours are on Saturdays.", "two.txt", "Tours")
        (episode,) = queued(state, list(disputing(state, judges=True).comparing()))
        assert [page["title"] for page in episode.subject["pages"]] == ["Tours", "Visits"]
        assert list(disputing(state, judges=False).comparing()) == []


def test_what_code_finds_is_asked_of_each_side_by_a_brain_that_does_not_judge(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        one, two = filed(state, ONE, "one.txt"), filed(state, TWO, "two.txt")
        made = queued(state, list(disputing(state, judges=False).asking()))
        assert {(e.subject["document"], e.subject["question"], tuple(e.subject["sentences"])) for e in made} == {
            (d.id, "When did Marl Footbridge open?", (1, 2, 3)) for d in (one, two)
        }
        assert list(disputing(state, judges=False).asking()) == []  # once
        assert [d.origin for d in state.disputes.all()] == ["code"]


def test_one_question_in_other_words_of_the_same_sentences_is_put_once(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        one, two = filed(state, ONE, "one.txt"), filed(state, TWO, "two.txt")
        (page,) = Known.of(state).pages
        sides = (DisputeSide(one.id, (1, 2), (2,)), DisputeSide(two.id, (1, 2), (2,)))
        asked = ["When did the footbridge open?", "When did the footbridge open to walkers?", "Who owns it?"]
        for question in asked:
            state.disputes.put(DisputeRecord(short_hash(question), page.id, "", question, sides, "brain"))
        made = {e.subject["question"] for e in disputing(state, judges=True).asking()}
        assert "Who owns it?" in made
        assert len(made) == 2


def test_what_tending_asked_and_two_claims_give_rise_to_is_put_to_these_two_alone(tmp_path: Path) -> None:
    """What tending brings to a page makes the page compared anew, and the same was asked again in other words, of every document."""
    with State.to_write(tmp_path) as state:
        asked = [
            DisputeSide(filed(state, text, f"{n}.txt").id, (1,))
            for n, text in enumerate((ONE, TWO, ONE + " It is long."))
        ]
        (page,) = Known.of(state).pages
        for origin, question, sides in (
            ("tend", "In which year was the Marl Footbridge opened?", asked),
            ("brain", "When was the Marl Footbridge opened?", [DisputeSide(s.document, (1, 2), (2,)) for s in asked[:2]]),
            ("tend", "Who owns the Marl Footbridge?", asked),
        ):  # fmt: skip
            state.disputes.put(DisputeRecord(short_hash(question), page.id, "", question, tuple(sides), origin))
        made = [e.subject["question"] for e in disputing(state, judges=True).asking()]
        assert made.count("When was the Marl Footbridge opened?") == 2
        assert made.count("Who owns the Marl Footbridge?") == 3
        assert len(made) == 5


def test_to_a_brain_that_judges_it_is_only_shown(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        filed(state, ONE, "one.txt")
        filed(state, TWO, "two.txt")
        assert list(disputing(state, judges=True).asking()) == []
        (one,) = list(disputing(state, judges=True).comparing())
        assert one.subject["look"] == [[2, 5]]


def test_nothing_hangs_on_the_order_of_the_sources(tmp_path: Path) -> None:
    found = set()
    for number, order in enumerate(itertools.permutations([(ONE, "one.txt"), (TWO, "two.txt")])):
        with State.to_write(tmp_path / str(number)) as state:
            for text, name in order:
                filed(state, text, name)
            made = [*disputing(state, judges=False).comparing(), *disputing(state, judges=False).asking()]
            found.add(tuple(sorted(e.id for e in made)))
    assert len(found) == 1


def test_a_long_page_comes_in_parts_in_which_stands_together_what_speaks_of_one_thing() -> None:
    told = [[f"The arch number {n} of the bridge was built by {who}." for n in range(35)] for who in ("Ann", "Ben")]
    page = rows("Bridge", document("a", *told[0]), document("b", *reversed(told[1])))
    found = parts(page, ["Bridge"])
    assert len(found) > 1
    assert all(len(part) <= CLAIMS for part in found)
    texts = [{document.quote(claim.first, claim.last) for claim, document in part} for part in found]
    assert all(any({one, two} <= part for part in texts) for one, two in zip(*told, strict=True))
    assert parts(page[:5], ["Bridge"]) == [page[:5]]


def test_a_long_page_is_written_in_parts_that_hold_whole_sections_and_each_statement_once(tmp_path: Path) -> None:
    arches = [f"The arch number {n} of the bridge was finished in {1800 + n}." for n in range(PAGE)]
    tolls = [f"The toll for a cart with {n} horses was {n} pence." for n in range(20)]
    with State.to_write(tmp_path) as state:
        made = [
            filed(state, "\n\n".join(["## Arches", *arches[:40], "## Tolls", *tolls]), "a.md"),
            filed(state, "\n\n".join(["## Arches", *arches[40:]]), "b.md"),
            filed(state, "The bridge was free for all. The toll for a cart with 3 horses was 9 pence.", "c.md"),
        ]
        told(
            state,
            [made[0], made[2]],
            "How much was the toll for a cart with 3 horses?",
            ("3 pence", 44),
            ("9 pence", 2),
        )
        known = Known.of(state)
        (entry,) = disagreements(state, known)
        written = list(Writing(state, known, LEVELS[0]).episodes([entry]))
        parts = [
            [(claim["document"], claim["first"]) for claim in one.subject["pages"][0]["claims"]] for one in written
        ]
    assert len(parts) == 2
    assert all(len(part) <= PAGE for part in parts)  # and what defines the thing is the opening's
    assert sorted(place for part in parts for place in part) == sorted(
        (d.id, s.n) for d in made for s in d.sentences[1:]
    )
    assert any({(made[0].id, 44), (made[2].id, 2)} <= set(part) for part in parts)
    whole = [{(d.id, n) for n in numbers} for d, numbers in ((made[0], range(2, 41)), (made[1], range(2, 41)))]
    assert any(whole[0] | whole[1] <= set(part) for part in parts)  # who tells of arches tells of all


# entries

Told = tuple[int, str | None]  # which side, and its value


def told(
    state: State, documents: list[Document], question: str, *said: tuple[str | None, int], **more: Any
) -> list[Disagreement]:
    """The entries that come of these answers: of each document its value and the sentence that it cites."""
    (page,) = Known.of(state).pages
    numbers = [(d.id, tuple(s.n for s in d.sentences)) for d in documents]
    identity = short_hash(question)
    with state.transaction("act"):
        state.disputes.put(
            DisputeRecord(identity, page.id, "", question, tuple(DisputeSide(*n) for n in numbers), "brain")
        )
        for side, (value, cite) in enumerate(said):
            cites = (cite,) if value else ()
            scope = more.get("scopes", ("",) * len(said))[side]
            reply = ReplyRecord(identity, side, documents[side].id, value, more.get("unit", ""), scope, cites)
            state.disputes.put_reply(f"{identity}{side}", "", reply)
        for number, (a, b, yes) in enumerate(more.get("verdicts", ())):
            state.disputes.put_verdict(f"{identity}{number}", "", VerdictRecord(identity, a, b, yes, ""))
    return disagreements(state, Known.of(state))


def pages(state: State, *texts: str) -> list[Document]:
    return [filed(state, text, f"{n}.txt") for n, text in enumerate(texts)]


def test_two_years_are_an_entry_that_is_told_as_its_question(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        made = pages(state, ONE, TWO)
        (entry,) = told(state, made, "When did the Marl Footbridge open?", ("1931", 2), ("1937", 2))
        assert (entry.page, entry.kind, entry.state) == ("Marl Footbridge", "date", "open")
        assert entry.about == "When did the Marl Footbridge open?"
        assert [(s.value, s.quote) for s in entry.sides] == [
            ("1931", "It opened in 1931."),
            ("1937", "It opened in 1937."),
        ]


def test_pairs_of_one_question_that_share_a_side_are_one_entry_with_all_sides(tmp_path: Path) -> None:
    texts = (
        "The Marl Footbridge opened in 1931.",
        "The Marl Footbridge is old. It opened in 1937.",
        "Marl Footbridge: open since 1931.",
    )
    with State.to_write(tmp_path) as state:
        one, two, three = pages(state, *texts)
        question = "When did the Marl Footbridge open?"
        told(state, [one, two], question, ("1931", 1), ("1937", 2))
        told(state, [three, two], f"{question} ", ("1931", 1), ("1937", 2))
        (entry,) = told(state, [three, two], "In what year did the Marl Footbridge open?", ("1931", 1), ("1937", 2))
        said = {side.citation.document: side.group for side in entry.sides}
        assert said == {one.id: "1931", two.id: "1937", three.id: "1931"}
        assert len(entry.sides) == 3


def test_what_a_shared_sentence_says_is_one_value_in_whatever_words_it_was_answered() -> None:
    def entry(*told: tuple[str, str]) -> Disagreement:
        sides = tuple(Side(value, "", Citation(place, 1, 1), "", group=value) for place, value in told)
        return Disagreement("id", "Mill", "date", "open", "When did it open?", sides)

    joined = _joined(entry(("a", "in 1937"), ("b", "1931")), entry(("a", "1937"), ("c", "1937"), ("d", "1940")))
    groups = {side.citation.document: side.group for side in joined.sides}
    assert groups == {"a": "in 1937", "b": "1931", "c": "in 1937", "d": "1940"}


PORTS = (
    "The Marl Footbridge opened. The server listens on port 7410.",
    "The Marl Footbridge is old. Key: port | Default: 7140",
)
KEPT = (
    "The Marl Footbridge opened. It keeps the output for a month.",
    "The Marl Footbridge is old. Output is kept 14 days.",
)
OWNED = ("The Marl Footbridge opened. The parish owns it.", "The Marl Footbridge is old. The district council owns it.")
HORSES = ("The Marl Footbridge opened. Horses may cross.", "The Marl Footbridge is old. Closed to horses.")


@pytest.mark.parametrize(
    ("texts", "question", "values", "kind"),
    [
        (PORTS, "On which port does it listen?", ("7410", "7140"), "figure"),
        (KEPT, "How long is the output kept?", ("a month", "14 days"), "figure"),
        (OWNED, "Who owns the Marl Footbridge?", ("The parish", "the district council"), "name"),
        (HORSES, "May horses cross it?", ("yes", "no"), "status"),
    ],
)
def test_plain_cases(tmp_path: Path, texts: tuple[str, str], question: str, values: tuple[str, str], kind: str) -> None:
    with State.to_write(tmp_path) as state:
        (entry,) = told(state, pages(state, *texts), question, (values[0], 2), (values[1], 2))
        assert (entry.kind, {side.value for side in entry.sides}) == (kind, set(values))


@pytest.mark.parametrize(
    ("said", "more"),
    [
        ([("1931", 2), (None, 0)], {}),
        ([("1931", 2), ("1931", 2)], {}),
        ([("1931", 2), ("1937", 2)], {"scopes": ("the old bridge", "the new bridge")}),
        ([("oak", 1), ("timber of the estate, perhaps", 1)], {}),  # only a judge can tell
        ([("oak", 1), ("timber of the estate, perhaps", 1)], {"verdicts": [(0, 1, False)]}),  # in both orders
        ([("oak", 1), ("timber of the estate, perhaps", 1)], {"verdicts": [(0, 1, False), (1, 0, True)]}),
    ],
)
def test_what_is_no_entry(tmp_path: Path, said: list[tuple[str | None, int]], more: dict[str, Any]) -> None:
    with State.to_write(tmp_path) as state:
        assert told(state, pages(state, ONE, TWO), "What of the Marl Footbridge?", *said, **more) == []


def test_a_judge_in_both_orders_makes_an_entry(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        made = pages(state, ONE, TWO)
        said = ("oak", 1), ("timber of the estate, perhaps", 1)
        (entry,) = told(state, made, "Why?", *said, verdicts=[(0, 1, False), (1, 0, False)])
        assert entry.kind == "cause"


def test_the_judge_is_asked_in_both_orders_and_once(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        made = pages(state, ONE, TWO)
        assert told(state, made, "Why?", ("oak", 1), ("timber of the estate, perhaps", 1)) == []
        assert list(disputing(state, judges=False).judging()) == []
        asked = queued(state, list(disputing(state, judges=True).judging()))
        assert sorted([side["side"] for side in e.subject["sides"]] for e in asked) == [[0, 1], [1, 0]]
        assert list(disputing(state, judges=True).judging()) == []


def test_other_versions_are_a_change(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        scopes = ("version 2", "version 3")
        (entry,) = told(state, pages(state, ONE, TWO), "When?", ("1931", 2), ("1937", 2), scopes=scopes)
        assert entry.state == "changed"


def test_a_document_that_disagrees_with_itself_is_an_entry(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        (made,) = pages(state, f"{ONE} It opened in 1937.")
        (entry,) = told(state, [made, made], "When did it open?", ("1931", 2), ("1937", 4))
        assert [side.citation.first for side in entry.sides] == [2, 4]


def test_a_side_that_cites_far_apart_shows_the_sentence_that_gave_rise_to_the_question(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        one = "This guide is of Tandem. It runs jobs. It is free. It is old. The web panel runs on port 7000."
        documents = [
            filed(state, one, "a.txt", "Tandem"),
            filed(state, "The panel of Tandem is gone.", "b.txt", "Tandem"),
        ]
        (page,) = Known.of(state).pages
        with state.transaction("act"):
            sides = (DisputeSide(documents[0].id, (1, 5), (5,)), DisputeSide(documents[1].id, (1,), (1,)))
            state.disputes.put(DisputeRecord("q", page.id, "", "Is there a web panel?", sides, "brain"))
            for side, (value, cites) in enumerate((("yes", (1, 5)), ("no", (1,)))):
                reply = ReplyRecord("q", side, documents[side].id, value, "", "", cites)
                state.disputes.put_reply(f"q{side}", "", reply)
        (entry,) = disagreements(state, Known.of(state))
        assert {side.quote for side in entry.sides} == {
            "The web panel runs on port 7000.",
            "The panel of Tandem is gone.",
        }


def test_two_questions_about_the_same_sentences_are_one_entry(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        made = pages(state, ONE, TWO)
        told(state, made, "When did the Marl Footbridge open?", ("1931", 2), ("1937", 2))
        assert len(told(state, made, "In which year was it opened?", ("1931", 2), ("1937", 2))) == 1


def test_an_entry_goes_with_its_claims(tmp_path: Path) -> None:
    """A document that is withdrawn, or whose claims are of another page now, has no side."""
    with State.to_write(tmp_path) as state:
        made = pages(state, ONE, TWO)
        assert told(state, made, "When did it open?", ("1931", 2), ("1937", 2))
        known = Known.of(state)
        (page,) = known.pages
        left = tuple(claim for claim in page.claims if claim.document != made[1].id)
        fewer = type(page)(page.id, page.title, page.kind, page.aliases, page.entity, left)
        assert disagreements(state, Known((fewer,), {page.id: fewer}, known.names)) == []


def test_sides_stand_in_order_of_their_dates(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        made = pages(state, ONE, TWO)
        question = "When did it open?"
        first = [side.value for side in told(state, made, question, ("1931", 2), ("1937", 2))[0].sides]
    with State.to_write(tmp_path / "again") as state:
        made = pages(state, ONE, TWO)
        again = [side.value for side in told(state, made[::-1], question, ("1937", 2), ("1931", 2))[0].sides]
    assert first == again


def test_of_a_brain_that_does_not_judge_is_asked_only_what_needs_no_judge(tmp_path: Path) -> None:
    """A "not" that denies something else, what one document says of two things, and a block of code make no dispute of code's own."""
    with State.to_write(tmp_path) as state:
        filed(state, "The Marl Footbridge is open to horses on all days but Sunday.", "one.txt")
        filed(state, "The Marl Footbridge is not open to carts. It has 3 spans. It has 4 lamps.", "two.txt")
        list(disputing(state, judges=False).asking())
        assert [d.question for d in state.disputes.all() if d.kind == "status"] == []
        filed(state, "A carrier may cross the Marl Footbridge at night.", "three.txt")
        filed(state, "A carrier may not cross the Marl Footbridge at night.", "four.txt")
        list(disputing(state, judges=False).asking())
        (denied,) = [d for d in state.disputes.all() if d.kind == "status"]
        assert [side.sentences for side in denied.sides] == [(1,), (1,)]


OLDER = "Marl Footbridge has a toll. The toll is 3 pence a head. It is shut at dusk. It was painted in May. It bears two carts."
NEWER = "Marl Footbridge has a toll. The toll is 5 pence a head. It is shut at dusk. It was painted in May. It bears two carts."


def test_two_releases_are_asked_about_what_was_changed_alone_and_do_not_deny_each_other(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        made = [filed(state, text, f"bridges/{v}/marl.txt") for v, text in (("1.2", OLDER), ("1.4", NEWER))]
        (shown,) = list(disputing(state, judges=False).comparing())
        assert [row["first"] for row in shown.subject["pages"][0]["claims"]] == [2, 2]
        asked = list(disputing(state, judges=False).asking())
        assert [record.subject["sentences"] for record in asked] == [[2], [2]]
        (entry,) = told(state, made, "What is the toll?", ("3 pence", 2), ("5 pence", 2))
        assert entry.state == "changed"
        assert told(state, made, "When is it shut?", ("dusk", 3), ("May", 4))[0].about == "What is the toll?"
