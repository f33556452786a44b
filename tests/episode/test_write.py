"""A page written at once: what is kept, what is refused and asked for again, what is left a quotation, and what a kill costs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from agent.episode.read import Read
from agent.known.pages import Known
from agent.known.texts import Texts
from agent.state.state import State
from agent.wiki.verify import verify
from tests.episode.desks import Written, assign, page, reading, script, stored, work

VARGA = """# The observatory of Eckenried

Helena Varga was an astronomer. Until 1958, Varga was the observatory's director. She may have found the comet of 1951.

## Mirror

The mirror was re-aluminised in 1974. It was done again in 1989 and in 2002. Anton Reiss succeeded her when she retired in 1960.
"""


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State.to_write(tmp_path / "wiki")


def written_page(
    state: State, *replies: dict[str, Any], text: str = VARGA, over: bool = False, **more: Any
) -> tuple[Any, Written]:
    """A page of all sentences, then a write episode with these replies; returns its text and the brain."""
    document = stored(state, text, "varga.md")
    numbers = range(1, len(document.sentences) + 1)
    brain = Written(
        {"name_pages": [page("Helena Varga", "person")]},
        {"assign": [assign("Helena Varga", *numbers)], "summarise": []},
    )
    work(reading(state, document, "read"), state, brain)
    known = Known.of(state)
    mine = known.find("Helena Varga")
    assert mine is not None
    claims = [
        {"id": c.id, "document": c.document, "first": c.first, "last": c.last}
        for c in sorted(mine.claims, key=lambda c: c.first)
    ]
    subject = {
        "pages": [{"page": mine.id, "plan": "p", "title": mine.title, "kind": mine.kind, "aliases": [], "related": [], "disputed": [],
                   "claims": claims}],
        "part": 1, "parts": 1, "opening": True, "over": over, **more,
    }  # fmt: skip
    said = work(script(state, "write", subject, "write"), state, Written(*replies))
    return Texts(state, Known.of(state)).of(mine), said


def say(section: str, text: str, *cites: int) -> dict[str, Any]:
    return {"section": section, "text": text, "cites": list(cites)}


def test_a_page_is_written_at_once_with_sections_and_joined_claims(state: State) -> None:
    text, brain = written_page(
        state,
        {
            "write": [
                say("", "Helena Varga was an astronomer who directed the observatory until 1958.", 1, 2),
                say("Career", "She may have found the comet of 1951.", 3),
                say("Career", "Anton Reiss succeeded her when she retired in 1960.", 6),
                say("Mirror", "In 1974, 1989 and 2002 the mirror was re-aluminised.", 4, 5),
            ],
            "leave_out": [],
        },
    )
    assert len(brain.calls) == 1
    assert [line.text for line in text.lead] == [
        "Helena Varga was an astronomer who directed the observatory until 1958."
    ]
    assert [(line.heading, line.quoted) for line in text.lines] == [
        ("Career", True),
        ("Career", True),
        ("Mirror", False),
    ]
    assert [citation.first for citation in text.lines[-1].citations] == [4, 5]


def test_what_is_refused_is_asked_for_once_more_with_its_fault_and_then_quoted(state: State) -> None:
    first = {
        "write": [say("", "Helena Varga was an astronomer.", 1), say("", "She found the comet of 1934.", 3)],
        "leave_out": [],
    }
    text, brain = written_page(
        state, first, {"mend": [{"row": 2, "text": "She found the comet of 1935.", "cites": [3]}], "finish": []}
    )
    second = brain.instructions()[1]
    assert "Refused: {2}" in second
    assert "1934" in second
    assert "Not told yet: [2] [3] [4] [5] [6]" in second
    assert [line.text for line in text.lead] == ["Helena Varga was an astronomer."]
    assert all(line.quoted for line in text.lines)
    assert "She may have found the comet of 1951." in [line.text for line in text.lines]


def test_a_sentence_mended_takes_the_place_of_the_one_before(state: State) -> None:
    text, _ = written_page(
        state,
        {
            "write": [say("", "Helena Varga was an astronomer.", 1), say("Career", "She found the comet of 1951.", 3)],
            "leave_out": [],
        },
        {"mend": [{"row": 2, "text": "She may have found the comet of 1951.", "cites": [3]}], "finish": []},
    )
    assert ("Career", "She may have found the comet of 1951.") in [(line.heading, line.text) for line in text.lines]


TELEGRAPH = """# The telegraph

Varga tried to lay a cable in 1858. In that summer her last attempt succeeded. Helena Varga was an engineer. The drug failed to pass.
"""


def test_a_year_that_stands_in_a_neighbour_sentence_has_that_one_cited_too(state: State) -> None:
    said = {"write": [say("", "The last attempt of Helena Varga succeeded in the summer of 1858.", 2)], "leave_out": []}
    text, _ = written_page(state, said, {"mend": [], "write": [], "finish": [{}]}, text=TELEGRAPH)
    (line,) = [line for line in text.lead if not line.quoted]
    assert [citation.first for citation in line.citations] == [2, 1]


def test_a_year_of_a_claim_that_has_another_is_refused(state: State) -> None:
    said = {"write": [say("", "Helena Varga tried to lay a cable in 1857.", 1)], "leave_out": []}
    _, brain = written_page(state, said, {"mend": [], "write": [], "finish": [{}]}, text=TELEGRAPH)
    assert "1857" in brain.instructions()[1].partition("Refused")[2]


def test_a_not_that_is_gone_is_shown_to_a_brain_that_reads_over_and_it_decides(state: State) -> None:
    said = {"write": [say("", "The drug of Helena Varga passed.", 4)], "leave_out": []}
    text, brain = written_page(state, said, {"mend": [], "write": [], "finish": [{}]}, text=TELEGRAPH, over=True)
    # nobody mends what they have not yet seen found wanting: of 60 such replies none did
    assert brain.instructions()[0].endswith("Do: write, leave_out")
    assert 'Doubtful: {1} it denies nothing where a cited sentence has "failed to"' in brain.instructions()[1]
    assert [line.text for line in text.lead if not line.quoted] == ["The drug of Helena Varga passed."]


def test_a_not_that_is_gone_of_a_brain_that_does_not_read_over_is_refused_and_quoted(state: State) -> None:
    said = {"write": [say("", "The drug of Helena Varga passed.", 4)], "leave_out": []}
    text, brain = written_page(state, said, {"mend": [], "write": [], "finish": [{}]}, text=TELEGRAPH)
    assert "Refused: {1}" in brain.instructions()[1]
    assert all(line.quoted for line in (*text.lead, *text.lines))


def test_what_is_left_out_with_a_reason_stands_nowhere_and_never_most_of_a_page(state: State) -> None:
    said = {
        "write": [say("", "Helena Varga was an astronomer.", 1)],
        "leave_out": [{"claims": [4, 5], "why": "of the mirror"}],
    }
    text, brain = written_page(
        state, said, {"mend": [], "write": [], "leave_out": [{"claims": [2, 3, 6], "why": "?"}], "finish": []}
    )
    assert "Not told yet: [2] [3] [6]" in brain.instructions()[1]
    assert [line.text[:20] for line in text.lines] == [
        "Until 1958, Varga wa",
        "She may have found t",
        "Anton Reiss succeede",
    ]


def test_a_sentence_cites_claims_of_one_page_only_and_such_that_are_there(state: State) -> None:
    text, brain = written_page(
        state, {"write": [say("", "Helena Varga was an astronomer.", 9)], "leave_out": []}, {"mend": [], "finish": [{}]}
    )
    assert "there is no such claim" in brain.instructions()[1]
    assert text.lead[0].quoted


def test_a_reader_that_may_do_all_at_once_names_and_assigns_in_one_reply(state: State) -> None:
    document = stored(state)
    said = {
        "name_pages": [page("Kettle", "software"), page("Ada Holm", "person", 0)],
        "assign": [assign("Kettle", 1, 2, 3), assign("Ada Holm", 1)],
        "summarise": [{"text": "Kettle is a job scheduler of 2019.", "cites": [1]}],
    }
    brain = Written(said)
    episode = reading(state, document, at_once=True, summary=4)
    assert isinstance(episode, Read)
    work(episode, state, brain)
    assert len(brain.calls) == 1
    assert {claim.name for claim in state.facts.claims()} == {"Kettle", "Ada Holm"}
    assert [summary.text for summary in state.written.summaries()] == ["Kettle is a job scheduler of 2019."]


def test_a_window_that_names_nothing_goes_to_the_page_of_the_documents_own_subject(state: State) -> None:
    document = stored(
        state, "# On patience\n\nPatience is learned late. It pays in the end of every day.\n", "patience.md"
    )
    bad = {"name_pages": [page("Late learning of patience by everybody is what this is about", "concept")]}
    brain = Written(bad, bad, {"assign": [assign("On patience", 1, 2)], "summarise": []})
    work(reading(state, document), state, brain)
    known = Known.of(state)
    assert [found.title for found in known.pages] == ["On patience"]
    assert len(known.pages[0].claims) == 2


def test_what_only_the_sentence_before_tells_is_cited_too(state: State) -> None:
    text, _ = written_page(
        state,
        {
            "write": [say("", "The mirror, re-aluminised in 1974, was done again in 1989 and in 2002.", 5)],
            "leave_out": [],
        },
        {"finish": {}},
    )
    (line,) = text.lead
    assert [(c.first, c.last) for c in line.citations] == [(5, 5), (4, 4)]


def test_the_numbers_of_claims_in_a_sentence_and_lines_of_ours_never_reach_a_page(state: State) -> None:
    text, brain = written_page(
        state,
        {
            "write": [
                say("", "Varga was an astronomer [1].", 1),
                say("", "Varga may have found the comet of 1951. [3, 2]", 3),
                say("", "Not told yet: [4] [5].", 4),
            ],
            "leave_out": [],
        },
        {"finish": {}},
    )
    said = [line.text for line in (*text.lead, *text.lines) if not line.quoted]
    assert said == ["Varga was an astronomer.", "Varga may have found the comet of 1951."]
    assert "is a line of this conversation" in brain.instructions()[-1]


def test_a_page_is_written_in_the_language_that_was_asked_for(state: State, tmp_path: Path) -> None:
    told = "Varga war bis 1958 die Direktorin der Sternwarte. Der Spiegel wurde 1974 neu mit Aluminium bedampft."
    rows = [say("", sentence, n) for sentence, n in zip(told.split(". ", 1), (2, 4), strict=True)]
    rows.append(say("", "Der Spiegel wurde 1975 neu bedampft.", 4))
    text, brain = written_page(state, {"write": rows, "leave_out": []}, {"finish": [{}]}, over=True, write_in="de")
    assert "Write in German." in brain.instructions()[0]
    lines = [line.text for line in text.lead if not line.quoted]
    assert [line.rstrip(".") for line in lines] == [sentence.rstrip(".") for sentence in told.split(". ", 1)]
    state.nights.set_meta("language", "de")
    assert verify(state, tmp_path).unsupported == ()


def test_a_line_of_ours_in_a_sentence_never_reaches_a_page(state: State) -> None:
    first = say("", "Helena Varga was an astronomer. The other side is not among these claims.", 1)
    text, brain = written_page(state, {"write": [first], "leave_out": []}, {"mend": [], "write": [], "finish": [{}]})
    assert "no sentence of a page" in brain.instructions()[1]
    assert "among these" not in str(text)


def test_a_sentence_is_held_to_what_it_cites_as_verify_does_though_one_cited_stands_before_another(
    state: State,
) -> None:
    """One and the same "1" of a sentence that is cited, and stands before a cited one, is no "two"."""
    text = "# Helena Varga\n\nHelena Varga has 1 lens by Kett. Helena Varga has 4 seals by Tarn.\n"
    said = {"write": [say("", "Helena Varga has two parts: a lens by Kett and seals by Tarn.", 1, 2)], "leave_out": []}
    _, brain = written_page(state, said, {"mend": [], "write": [], "finish": [{}]}, text=text)
    assert '"two" does not stand' in brain.instructions()[1]
