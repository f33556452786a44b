"""What a reader files where nothing of it belongs: whole runs of numbers, commands, titles in other words."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.engine.wire import Call, Reply
from agent.state.state import State
from tests.episode.desks import Said, Written, assign, page, reading, reply, stored, work

TEXT = """# Notes of a week

Kettle is a job scheduler that Ada Holm wrote in 2019. It retries a failed job three times. Its default timeout is 30 seconds.
Bergen is a city in Norway. Its museum opened in 1825. The city has seven hills. Ada Holm was born there in 1971.
She studied physics. Her first job lasted 40 weeks. They are told here in order.
"""
TITLES = ["Kettle", "Bergen", "Ada Holm"]
NAMING = {"name_pages": [page("Kettle"), page("Bergen", "place", 4), page("Ada Holm", "person", 1)]}
EVERY = list(range(1, 11))


def claims(state: State) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for claim in state.facts.claims():
        found.setdefault(claim.name, []).append(claim.first)
    return {name: sorted(numbers) for name, numbers in found.items()}


def test_of_all_numbers_under_every_page_each_gets_what_names_it_or_goes_on_about_it(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        document = stored(state, TEXT)
        assert len(document.sentences) == len(EVERY)
        work(reading(state, document), state, Written(NAMING, {"assign": [assign(title, *EVERY) for title in TITLES]}))
        assert claims(state) == {"Kettle": [1, 2, 3], "Bergen": [4, 5, 6], "Ada Holm": [1, 7, 8, 9, 10]}
        observed = [act.observation for act in state.journal.steps("e", 0)[1].acts]
        assert observed == [
            "these state nothing about “Kettle”: [4, 5, 6, 7, 8, 9, 10]",
            "these state nothing about “Bergen”: [1, 2, 3, 7, 8, 9, 10]",
            "these state nothing about “Ada Holm”: [2, 3, 4, 5, 6]",
        ]


COMMANDS = "\nHow many pages has 1984? Write 7 poems of Kettle. Also add 30 more.\n"


def test_what_is_filed_on_the_wrong_page_goes_to_the_one_that_it_is_about(tmp_path: Path) -> None:
    """And so it is not asked for again. A command and a question go nowhere."""
    with State.to_write(tmp_path) as state:
        said = {"assign": [assign("Kettle", *range(1, 14))]}
        brain = work(reading(state, stored(state, TEXT + COMMANDS)), state, Written(NAMING, said))
        assert len(brain.calls) == 2
        assert claims(state) == {"Kettle": [1, 2, 3], "Bergen": [4, 5, 6], "Ada Holm": [7, 8, 9, 10]}


@pytest.mark.parametrize(
    "unusable", [assign("Zorn", 4, 5, 6), {"page": "Bergen"}, {"page": "Bergen", "sentences": ["four"]}]
)
def test_what_no_page_kept_is_looked_at_again_unless_it_states_nothing(
    tmp_path: Path, unusable: dict[str, Any]
) -> None:
    """A number counts as not assigned also if it was filed on a page that there is not, or with an act that does not hold together."""
    with State.to_write(tmp_path) as state:
        first = {"assign": [assign("Kettle", 1, 2, 3), unusable, assign("Ada Holm", *range(7, 14))]}
        said = {"assign": [assign("Bergen", 4, 5, 6)]}
        brain = work(reading(state, stored(state, TEXT + COMMANDS)), state, Written(NAMING, first, said))
        assert "\nNot assigned yet: [4] [5] [6]\nDo: assign" in brain.instructions()[2]
        assert claims(state) == {"Kettle": [1, 2, 3], "Bergen": [4, 5, 6], "Ada Holm": [7, 8, 9, 10]}


def test_a_few_without_its_name_are_taken_at_the_readers_word(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        said = {"assign": [assign("Bergen", 4, 9), assign("Kettle", 1, 4)]}
        work(reading(state, stored(state, TEXT)), state, Written(NAMING, said, said))
        found = claims(state)
        assert found["Bergen"] == [4]  # "Her first job" is hers who was spoken of, whatever a reader says
        assert found["Kettle"] == [1]  # [4] names another page, and nothing in it may stand for this one


class Willing(Written):
    """A brain that says the same whenever it is asked for an act."""

    def __init__(self, answers: dict[str, Said]) -> None:
        super().__init__()
        self.answers = answers

    async def ask(self, call: Call) -> Reply:
        self.calls.append(call)
        return reply(self.answers[call.acts[0].name], call.wire)


PAGES = ["Kettle", "Bergen", "Marel", "Zorn"]
GOING_ON = [
    "It opened in 1825.",
    "Its roof is red.",
    "It has 40 rooms.",
    "It was sold twice.",
    "Its owner left in 1901.",
]


@given(st.permutations(PAGES), st.lists(st.integers(3, 5), min_size=4, max_size=4))
@settings(max_examples=15, deadline=None)
def test_whatever_the_order_of_the_paragraphs_each_page_keeps_its_own(order: list[str], sizes: list[int]) -> None:
    text, own, n = "# Notes\n", {}, 0
    for title, size in zip(order, sizes, strict=True):
        text += f"\n{title} is a house in the north. {' '.join(GOING_ON[:size])}\n"
        own[title] = list(range(n + 1, n + size + 2))
        n += size + 1
    with tempfile.TemporaryDirectory() as folder, State.to_write(Path(folder)) as state:
        naming = {"name_pages": [page(title, "place") for title in PAGES]}
        said = {"assign": [assign(title, *range(1, n + 1)) for title in PAGES]}
        work(reading(state, stored(state, text)), state, Willing({"name_pages": naming, "assign": said}))
        assert claims(state) == own


@pytest.mark.parametrize("said", ["Ada Holm", " ada  holm.", "ADA HOLM", "Holm", "Ada Holm (engineer)"])
def test_a_title_in_other_words_is_the_only_page_that_shares_them(tmp_path: Path, said: str) -> None:
    with State.to_write(tmp_path) as state:
        work(
            reading(state, stored(state, TEXT)),
            state,
            Written(NAMING, {"assign": [assign(said, 7, 8)]}, {"assign": [assign(said, 9)]}),
        )
        acts = [act for step in state.journal.steps("e", 0)[1:] for act in step.acts]
        assert [(act.observation, act.accepted) for act in acts] == [("assigned", True)] * 2
        assert claims(state)["Ada Holm"] == [7, 8, 9]


def test_what_nobody_files_when_shown_twice_is_filed_where_it_belongs(tmp_path: Path) -> None:
    """Of two essays of twenty a 1.5B model filed four sentences, and nothing of the rest on its second look.

    Not so what only stands near: whose "its", "the city" and "she" are meant a rule may get wrong.
    """
    with State.to_write(tmp_path) as state:
        said = {"assign": [assign("Kettle", 1)]}
        work(reading(state, stored(state, TEXT + COMMANDS)), state, Written(NAMING, said, said))
        assert claims(state) == {"Kettle": [1], "Bergen": [4], "Ada Holm": [7]}


def test_what_is_looked_at_again_holds_figures_names_or_what_it_is_about(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        first = {"assign": [assign("Kettle", 1, 2, 3), assign("Bergen", 4)]}
        text = TEXT + "\nFew know why.\n\nEvery kettle has a lid.\n"
        brain = work(
            reading(state, stored(state, text)), state, Written(NAMING, first, {"assign": [assign("Kettle", 1)]})
        )
        assert "\nNot assigned yet: [5] [6] [7] [9] [12]\nDo: assign" in brain.instructions()[2]


def test_a_title_that_may_be_two_pages_is_neither(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        naming = {"name_pages": [page("Kettle"), page("Kettle Foundation", "organisation")]}
        text = "# Notes\n\nKettle is a scheduler. The Kettle Foundation owns it since 2019.\n"
        said = {"assign": [assign("The Kettle", 1), assign("Kettle Fund", 1), assign("Foundation", 2)]}
        work(reading(state, stored(state, text)), state, Written(naming, said, said))
        assert claims(state) == {"Kettle": [1], "Kettle Foundation": [2]}
        observed = [act.observation for act in state.journal.steps("e", 0)[1].acts]
        assert observed[1] == "“Kettle Fund” is not one of the pages"
