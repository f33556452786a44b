"""Proper names, terms and definitions in English sentences."""

from __future__ import annotations

import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from agent.engine.rehearsal.definitions import definition_in, noun_phrase, said_of
from agent.engine.rehearsal.names import bracketed_acronym, key_of, names_in, other_names
from agent.engine.rehearsal.words import plain, squeezed, stem, words


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("In March, Ada Holm and Ben Oak sailed to Vigo.", ["Ada Holm", "Ben Oak", "Vigo"]),
        ("The Marel was repaired by the Northern Salvage Company.", ["Marel", "Northern Salvage Company"]),
        ("Sir Ben Oak met Captain Ruiz at the University of Oslo.", ["Ben Oak", "Ruiz", "University of Oslo"]),
        ("However, British crews left on Monday.", []),
        ("We use PostgreSQL 16 and asyncio on macOS.", ["PostgreSQL 16", "macOS"]),
        ("Marel's owner, J. R. Holm, sold her.", ["Marel", "J. R. Holm"]),
        ("Vasco da Gama reached India.", ["Vasco da Gama", "India"]),
        ("See Section 3 and Figure 2.", []),
        ("Apollo 11 landed.", ["Apollo 11"]),
    ],
)
def test_names_are_found_and_cleaned(text: str, names: list[str]) -> None:
    assert [name.text for name in names_in(text)] == names


@given(st.text(max_size=200))
def test_a_name_stands_where_it_is_said_to_stand(text: str) -> None:
    for name in names_in(text):
        assert " ".join(text[name.start : name.end].split()) == name.text


def test_a_word_that_the_text_writes_small_is_no_name_when_it_opens_a_sentence() -> None:
    assert names_in("Bees fly.", frozenset({stem("bees")})) == []
    assert [name.text for name in names_in("Bees fly.")] == ["Bees"]


@pytest.mark.parametrize(
    ("text", "subject", "what", "head"),
    [
        ("Kettle is a job scheduler written by Ada Holm.", "Kettle", "job scheduler", "scheduler"),
        (
            "The Marel (built 1911) was a Spanish fishing vessel of 80 tons.",
            "Marel",
            "Spanish fishing vessel",
            "vessel",
        ),
        ("A mutex is a lock that one thread holds.", "mutex", "lock", "lock"),
        ("Retry policy refers to the rule for failed jobs.", "Retry policy", "rule", "rule"),
        ("Rust is a widely used programming language.", "Rust", "widely used programming language", "language"),
        ("Ada Holm was a U.S. engineer and author.", "Ada Holm", "U.S. engineer", "engineer"),
    ],
)
def test_a_definition_is_read(text: str, subject: str, what: str, head: str) -> None:
    made = definition_in(text)
    assert made is not None
    assert (made.subject, made.what, made.head) == (subject, what, head)


@pytest.mark.parametrize(
    "text", ["It is a boat.", "There is a limit.", "This is the end.", "The result is a mess.", "Kettle runs."]
)
def test_what_defines_nothing_is_no_definition(text: str) -> None:
    assert definition_in(text) is None


def test_a_thing_is_said_of_a_name_in_the_middle_of_a_sentence() -> None:
    assert said_of("In 1911 the Marel, a fishing vessel, sank.", "Marel") == "fishing vessel"
    assert said_of("Later Ada Maria Holm (born 1971) is an engineer.", "Ada Holm") == "engineer"
    assert said_of("The Marel sank.", "Marel") == ""


def test_sorts_of_things_are_named_with_the_thing() -> None:
    assert noun_phrase("kind of small boat, used for eels") == "kind of small boat"


def test_other_names_come_from_brackets_and_from_known_as() -> None:
    assert bracketed_acronym("The Northern Salvage Company (NSC) was founded.", "Northern Salvage Company") == "NSC"
    assert bracketed_acronym("The Northern Salvage Company (UK) was founded.", "Northern Salvage Company") == ""
    assert other_names("Ada Holm, also known as Red Ada, left.") == ["Red Ada"]


@given(st.sampled_from(["Kettle", "Ada Holm", "Bay of Vigo"]))
def test_keys_ignore_case_articles_and_possession(name: str) -> None:
    assert key_of(f"The {name}") == key_of(name.upper()) == key_of(f"{name}'s") == key_of(key_of(name))


@given(st.text(max_size=80))
def test_words_are_parts_of_their_text(text: str) -> None:
    for word in words(text):
        assert text[word.start : word.end] == word.text
        assert word.text.strip()


@example("0TH/0")
@given(st.text(alphabet=string.printable, max_size=80))
def test_squeezing_twice_changes_nothing(text: str) -> None:
    assert squeezed(squeezed(text)) == squeezed(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [("jobs", "job"), ("retries", "retry"), ("retried", "retry"), ("stopping", "stop"), ("1,000", "1000")],
)
def test_forms_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_plain_words_have_no_accents() -> None:
    assert plain("Réunion’s") == "reunion"


def test_a_long_name_among_many_capitals_is_looked_for_in_a_moment() -> None:
    assert said_of("Ab " * 300, "Ab " * 18 + "Zorb") == ""
    assert said_of("Alfred James Holm is a baker.", "Alfred Holm") == "baker"
