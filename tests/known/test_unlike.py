"""Of disputes that ask one thing one counts: found by the documents and the page that they share, not by comparing all with all."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.known.disputed import _Asked, _asks, unlike
from agent.known.pages import Known
from agent.state.disputes import DisputeRecord, DisputeSide, ReplyRecord
from agent.state.state import State

SIDES = st.builds(
    lambda document, n: DisputeSide(document, (n, n + 1), (n,)), st.sampled_from("abcd"), st.integers(1, 3)
)
QUESTIONS = ["When did the mill open?", "In which year did the mill open?", "How high is the mill?", "Who built it?"]
DISPUTES = st.lists(
    st.tuples(
        *(st.sampled_from(["p", "q"]), st.sampled_from(QUESTIONS)),
        *(st.lists(SIDES, min_size=1, max_size=3), st.sampled_from(["code", "brain", "tend"])),
    ),
    max_size=8,
)


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("wiki")


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=DISPUTES)
def test_it_is_what_comparing_all_with_all_gives(
    wiki: Path, rows: list[tuple[str, str, list[DisputeSide], str]]
) -> None:
    known = Known((), {}, {})
    with State.to_write(wiki) as state:
        with state.transaction("disputes") as db:
            db.execute("DELETE FROM disputes")
            for n, (page, question, sides, origin) in enumerate(rows):
                state.disputes.put(DisputeRecord(str(n), page, "", question, tuple(sides), origin))
        found = unlike(state, known)
        every = sorted(
            state.disputes.all(),
            key=lambda d: (d.origin == "tend", d.page, -len(d.sides), -sum(len(s.sentences) for s in d.sides), d.id),
        )
    kept: list[DisputeRecord] = []
    for dispute in every:
        if not any(_asks(_Asked(other, {}), _Asked(dispute, {}), lambda page: []) for other in kept):
            kept.append(dispute)
    assert found == kept


def test_what_is_raised_again_with_more_known_counts_once_all_have_answered(tmp_path: Path) -> None:
    known, question = Known((), {}, {}), QUESTIONS[0]

    def raised(id_: str, further: str) -> DisputeRecord:
        sides = (*(DisputeSide(d, (1,), (1,)) for d in "ab"), *(DisputeSide(d, (1,)) for d in further))
        return DisputeRecord(id_, "p", "", question, sides, "code")

    with State.to_write(tmp_path) as state:

        def stand() -> list[str]:
            return [dispute.id for dispute in unlike(state, known)]

        with state.transaction("disputes"):
            for dispute in (raised("first", "cd"), raised("then", "ce")):
                state.disputes.put(dispute)
        assert stand() == ["first", "then"]  # nobody has answered: both are asked
        for n, document in enumerate("abce"):
            assert stand() == ["first", "then"]
            with state.transaction("replies"):
                state.disputes.put_reply(f"{n}", "act", ReplyRecord("then", n, document, None))
        assert stand() == ["then"]
        with state.transaction("disputes"):
            state.disputes.put(raised("last", "fg"))
        assert stand() == ["last", "then"]  # is asked, and until then the one before it counts
