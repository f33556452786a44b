"""What the panel of the graph shows is what the page says."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from agent.morning.graph import analyse
from agent.morning.graph_html import Addresses, graph_data
from agent.morning.graph_read import read_graph
from agent.morning.graph_told import Quote, disputes_of, quotes_of

PAGE = """# Kettle

Boils.[^manual-1]

> [!warning] Sources disagree: How hot, of [[Kettle]]?
> - **90 °C**: “The [[Kettle|pot]] reaches 90 °C \\| at most.”[^manual-2]
> - **95 °C**: “95 °C.”[^letter-7]

> [!info] Changed over time: Who made it?
> - “Holm did.”[^letter-8]

> [!note] A note of mine
> - **not** a side

[^manual-1]: [[sources/manual#^s1|The manual]], Use > Heat: "It boils water."
[^manual-2]: [[sources/manual#^s2|The manual]], Use: "It reaches 90 °C."
[^letter-7]: [[sources/letter#^s7|A letter]], sentence 7: "It says "95 °C"."
"""


def test_quotations_take_turns_among_the_sources() -> None:
    assert quotes_of(PAGE, 2) == [
        Quote("manual", "Use > Heat", "It boils water."),
        Quote("letter", "sentence 7", 'It says "95 °C".'),
    ]


def test_both_sides_with_their_sources() -> None:
    hot, made = disputes_of(PAGE)
    assert (hot.state, hot.question) == ("Sources disagree", "How hot, of Kettle?")
    assert hot.sides == (
        ("90 °C", "“The pot reaches 90 °C | at most.”", "manual"),
        ("95 °C", "“95 °C.”", "letter"),
    )
    assert (made.state, made.sides) == ("Changed over time", (("", "“Holm did.”", ""),))


@given(st.text(alphabet=st.sampled_from('>[]!*^:"“” \\nab|#sources/'), max_size=200))
def test_whatever_a_person_made_of_the_page(text: str) -> None:
    assert len(quotes_of(text, 3)) <= 3
    disputes_of(text)


def test_the_sample_is_told_whole() -> None:
    graph = read_graph(Path(__file__).parents[2] / "wiki")
    notes = graph_data(graph, analyse(graph), Addresses())["notes"]
    disputed = [note for note in notes if note[4]]
    assert disputed
    assert all(note[9][1] for note in disputed)
    assert all(note[9][0] for note in notes if note[8])
