"""Figures, dates and versions: found with their spans, alike in every spelling, compared as a careful reader would."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agent.knowledge.values.quantities import Quantity, compatible, quantities, same_value

MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905


def one(text: str) -> Quantity:
    found = quantities(text)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit"),
    [
        ("1,000 m", "figure", "1000", "m"),
        ("1 km", "figure", "1000", "m"),
        ("2,000 nautical miles", "figure", "3704000", "m"),
        ("5 feet 10 inches", "figure", "1.778", "m"),
        ("5'10\"", "figure", "1.778", "m"),
        ("3½ hours", "figure", "12600", "s"),
        ("2 hours 30 minutes", "figure", "9000", "s"),
        ("a 20-minute walk", "figure", "1200", "s"),
        ("half a million people", "figure", "500000", ""),
        ("twenty-one men", "figure", "21", ""),
        ("642 tok/s", "figure", "642", "/s"),
        ("100 km/h", "figure", "27.77777778", "m/s"),
        ("16 GB", "figure", "16000000000", "B"),
        ("20 °C", "figure", "293.15", "K"),
        ("5 %", "percent", "5", "%"),
        ("five per cent", "percent", "5", "%"),
        ("1.80×", "ratio", "1.8", "×"),
        ("$3.5 million", "money", "3500000", "USD"),
        ("20 dollars", "money", "20", "USD"),
        ("£500", "money", "500", "GBP"),
        ("It weighed 107 pounds.", "figure", "48.53438359", "kg"),
        ("107 pounds to the mile", "figure", "48.53438359", "kg"),
        ("It cost 20 pounds.", "money", "20", "GBP"),
        ("27 July 1866", "date", "1866-07-27", ""),
        ("July 27th, 1866", "date", "1866-07-27", ""),
        ("1866-07-27", "date", "1866-07-27", ""),
        ("in July 1866", "date", "1866-07", ""),
        ("in 1866", "date", "1866", ""),
        ("the 1990s", "date", "1990s", ""),
        ("the nineteenth century", "date", "c19", ""),
        ("2011年4月3日", "date", "2011-04-03", ""),
        ("1914–18", "date", "1914..1918", ""),
        ("between 1990 and 1995", "date", "1990..1995", ""),
        ("10–20 km", "figure", "10000..20000", "m"),
        ("v3.1.0", "version", "3.1", ""),
        ("version 3.1", "version", "3.1", ""),
        ("Python 3.11", "version", "3.11", ""),
        ("at 3:45 pm", "clock", "15:45", ""),
        ("the 21st amendment", "ordinal", "21", ""),
        ("2048 tokens", "figure", "2048", ""),
    ],
)
def test_found(text: str, kind: str, value: str, unit: str) -> None:
    q = one(text)
    assert (q.kind, q.value, q.unit) == (kind, value, unit)


@pytest.mark.parametrize(
    "text", ["one of them", "no one", "COVID-19", "the H100", "Gemma's x86 port", "It may march.", "every second"]
)
def test_nothing_found(text: str) -> None:
    assert quantities(text) == []


def test_what_is_spread_over_so_many_is_no_more_than_these() -> None:
    assert [q.bound for q in quantities("38 beds, spread over five rooms; divided over 4 days; over 60 guests")] == [
        "",
        "",
        "",
        "min",
    ]


def test_bounds_are_read() -> None:
    assert [q.bound for q in quantities("at least 3, up to 5 and about 300")] == ["min", "max", "about"]


@given(st.text(max_size=120))
def test_spans_are_spans_of_the_text(text: str) -> None:
    found = quantities(text)
    assert all(text[q.start : q.end] == q.text for q in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("1,000 m", "1 km", True),
        ("3,700 km", "2,000 nautical miles", True),
        ("3,700 km", "2,300 nautical miles", False),
        ("6 feet", "1.83 m", True),
        ("60 seconds", "one minute", True),
        ("60 seconds", "90 seconds", False),
        ("30 seconds", "32 seconds", False),
        ("3,559 people", "3,600 people", True),
        ("2,000 people", "2,300 people", False),
        ("about 300 people", "310 people", True),
        ("about 300 people", "400 people", False),
        ("more than 300 people", "320 people", True),
        ("at least 3 tries", "2 tries", False),
        ("up to 3 tries", "up to 5 tries", False),
        ("10–20 km", "15 km", True),
        ("10–20 km", "25 km", False),
        ("July 1866", "27 July 1866", True),
        ("in 1866", "27 July 1866", True),
        ("28 July 1866", "27 July 1866", False),
        ("27 July", "27 July 1866", True),
        ("28 July", "27 July 1866", False),
        ("the 19th century", "in 1866", True),
        ("July 14, 1868 – October 15, 1951", "January 1, 1900 – October 15, 1951", False),
        ("3.1.0", "version 3.1", True),
        ("version 3.1", "version 3.2", False),
        ("5 %", "6 %", False),
        ("68 °F", "20 °C", True),
        ("$5", "£5", None),
        ("5 km", "5 kg", None),
        ("5 km", "in 1866", None),
        ("5 people", "5 km", None),
    ],
)
def test_compatible(a: str, b: str, expected: bool | None) -> None:
    assert compatible(one(a), one(b)) is expected
    assert compatible(one(b), one(a)) is expected


@given(st.integers(1, 28), st.integers(1, 12), st.integers(1000, 2099))
def test_a_date_is_one_value_in_all_its_spellings(day: int, month: int, year: int) -> None:
    name = MONTHS[month - 1]
    spellings = [
        f"{day} {name} {year}",
        f"{name} {day}, {year}",
        f"{year}-{month:02}-{day:02}",
        f"{day} {name[:3]} {year}",
    ]
    dates = [one(text) for text in spellings]
    assert {q.value for q in dates} == {f"{year}-{month:02}-{day:02}"}
    assert compatible(dates[0], one(f"{name} {year}"))
    assert compatible(dates[0], one(f"in {year}"))


@given(st.integers(1, 9_999_999), st.sampled_from(["m", "kg", "seconds", "people", "%", "GB"]))
def test_separators_do_not_matter(n: int, unit: str) -> None:
    plain, marked = one(f"{n} {unit}"), one(f"{n:,} {unit}")
    assert same_value(plain, marked) or plain.kind == "date"


@given(st.integers(1, 99_999), st.integers(1, 99_999), st.sampled_from(["metres", "kg", "seconds", "%"]))
def test_other_whole_numbers_are_other_values(a: int, b: int, unit: str) -> None:
    assume(a != b)
    one_, two = one(f"{a} {unit}"), one(f"{b} {unit}")
    assert not same_value(one_, two)
    if max(a, b) < 1000:
        assert compatible(one_, two) is False


@given(
    st.sampled_from(
        ["3 km", "about 40 kg", "1,200 people", "July 1866", "1990s", "v2.1", "10–20 m", "£5", "07:30", "5 %"]
    ),
    st.data(),
)
def test_compatible_is_reflexive_and_symmetric(text: str, data: st.DataObject) -> None:
    other = data.draw(
        st.sampled_from(["4 km", "45 kg", "in 1866", "v2.1.0", "15 m", "$5", "7:30 am", "up to 6 %", "2 miles"])
    )
    assert compatible(one(text), one(text))
    assert compatible(one(text), one(other)) == compatible(one(other), one(text))
