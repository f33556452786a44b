"""The measures of the quality bench, on cases that can be worked out by hand, and on the data sets where they are there."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bench.measure_byhand import data_folder, page, write
from tests.bench.measure_coverage import coverage
from tests.bench.measure_store import Store, read_store, reason
from tests.bench.measure_support import capitalised, missing, numbers, support
from tests.bench.measure_wiki import bare, plain_words, read_wiki, statements
from tests.bench.measure_words import Idf
from tests.bench.quality_sets import load_essays


@pytest.fixture
def data() -> Path:
    return data_folder()


# Reading a wiki

PAGE = """---
title: Kettle (software)
type: software
aliases: [Kettle]
description: A job scheduler.
sources:
- id: handbook
  resource: sources/handbook.txt
---

# Kettle (software)

*Rehearsal: no language model wrote this page.*

Kettle is a job scheduler by [[Ada Holm]].[^handbook-1] It is \\*old\\*.[^handbook-2][^notes-1-2] Nobody (in 2012) says this.

> [!warning] Sources disagree
> - **30**: The default timeout is 30 seconds.[^handbook-3]

## Retries

- It retries a failed [[Job queue|job]] three times.[^handbook-2]

As the source shows it:[^notes-2]

```
- kettle up
```

## See also

- [[Ada Holm]]

[^handbook-1]: [[sources/handbook|The handbook]], sentence 1: "Kettle is a job scheduler written by Ada Holm."
"""


def test_a_page_is_read_as_its_statements(tmp_path: Path) -> None:
    agents = "---\ntype: schema\n---\nEvery statement here is traced.\n"
    (page,) = read_wiki(write(tmp_path, Kettle=PAGE, AGENTS=agents, index="# Index\n"))
    assert [(s.text, s.marks) for s in page.statements] == [
        ("Kettle is a job scheduler by Ada Holm.", ("handbook-1",)),
        ("It is *old*.", ("handbook-2", "notes-1-2")),
        ("Nobody (in 2012) says this.", ()),
        ("It retries a failed job three times.", ("handbook-2",)),
        ("- kettle up", ("notes-2",)),
    ]
    assert page.names == {"kettle software", "kettle"}
    assert page.links == {"Ada Holm", "Job queue"}
    assert page.sources == ("handbook",)
    assert page.words == 8 + 3 + 5 + 7 + 2


def test_a_row_is_read_as_its_source_has_it() -> None:
    (row,) = statements("- **Ship**: [[Niagara]] · **Tons**: 5,540[^t-1]")
    assert (row.text, row.marks) == ("Ship: Niagara | Tons: 5,540", ("t-1",))


def test_plain_words() -> None:
    assert plain_words(r"**30** [[a|b]] [[c]] `x` &lt;d&gt; \[?]") == "30 b c x <d> [?]"
    assert bare("Mercury (planet)") == "Mercury"
    assert bare("(planet)") == "(planet)"


@given(st.text(max_size=200))
def test_any_body_can_be_read(body: str) -> None:
    assert all(statement.text for statement in statements(body))


# The store


def store_at(wiki: Path) -> None:
    (wiki / ".nightwiki").mkdir(parents=True)
    text = "# T\n\nKettle is old. It retries."
    with sqlite3.connect(wiki / ".nightwiki" / "state.db") as db:
        db.executescript(
            """
            CREATE TABLE documents (id, slug, text, resource);
            CREATE TABLE sentences (document, n, start, "end");
            CREATE TABLE acts (name, accepted, observation);
            CREATE TABLE nights (id, engine, model, prompts, wire);
            INSERT INTO sentences VALUES ('h', 2, 20, 31), ('h', 1, 5, 19);
            INSERT INTO acts VALUES ('assign', 1, 'assigned'), ('assign', 0, 'not shown here: [7]'), ('assign', NULL, NULL);
            INSERT INTO nights VALUES (1, 'e', 'm', 'p', 'schema');
            """
        )
        db.execute("INSERT INTO documents VALUES ('h', 'a-1', ?, 'x/a-1.txt')", [text])
    db.close()


def test_the_store_gives_sentences_refusals_and_the_night(tmp_path: Path) -> None:
    store_at(tmp_path)
    store = read_store(tmp_path)
    assert store.documents == {"a-1": ["Kettle is old.", "It retries."]}
    assert store.refused == {"assign: not shown here": 1}
    assert store.night["model"] == "m"


@pytest.mark.parametrize(
    ("mark", "span"),
    [
        ("a-2", ("a", 2, 2)),
        ("a-2-3", ("a", 2, 3)),
        ("b-17-2", ("b-17", 2, 2)),
        ("b-1--2", ("b", 1, 2)),
        ("a-4", None),
        ("a-3-2", None),
        ("c-1", None),
    ],
)
def test_footnotes_name_sentences(mark: str, span: tuple[str, int, int] | None) -> None:
    assert Store({"a": ["x", "y", "z"], "b": ["x", "y"], "b-17": ["x", "y"]}).span(mark) == span


def test_reasons_count_together() -> None:
    assert reason("name_pages", "“Kettle” is a sentence of 12 words") == reason(
        "name_pages", "“Ada” is a sentence of 3 words"
    )


# Coverage

FACTS = ["Female butterflies lay their eggs on host plants.", "Caterpillars shed their skin several times."]
ESSAY = "Female butterflies lay their eggs on host plants. Caterpillars shed their skin several times as they grow."


def test_a_perfect_wiki_covers_all() -> None:
    idf = Idf(FACTS)
    wiki = [
        page(
            ("Butterflies lay eggs on host plants, the females.", ("e-1",)),
            ("A caterpillar sheds its skin several times.", ("e-2",)),
        )
    ]
    got = coverage(wiki, FACTS, ESSAY, idf)
    assert (got["covered"], got["facts"], got["cited"], got["pages"]) == (2, 2, 2, 1)
    assert got["longest_run"] < 5


def test_what_cites_nothing_covers_nothing_unless_asked_plainly() -> None:
    idf, wiki = Idf(FACTS), [page((ESSAY, ()))]
    assert coverage(wiki, FACTS, ESSAY, idf)["covered"] == 0
    assert coverage(wiki, FACTS, ESSAY, idf, cited_only=False)["covered"] == 2


def test_a_copy_is_seen_as_one() -> None:
    got = coverage([page((ESSAY, ("e-1",)))], FACTS, ESSAY, Idf(FACTS))
    assert got["words"] == got["source_words"] == got["longest_run"]


@pytest.mark.data
def test_copying_the_essays_covers_nearly_all_and_shows(data: Path) -> None:
    essays = load_essays(data)
    idf = Idf(fact for _, _, facts in essays for fact in facts)
    covered = facts_in_all = 0
    for _, text, facts in essays:
        lines = [line for line in re.split(r"(?<=[.!?])\s+|\n+", text) if line.strip()]
        got = coverage([page(*((line, ("e-1",)) for line in lines))], facts, text, idf)
        covered, facts_in_all = covered + got["covered"], facts_in_all + got["facts"]
        assert got["words"] == got["source_words"] == got["longest_run"]
    assert 0.97 <= covered / facts_in_all <= 1
    strangers = coverage([page((essays[1][1], ("e-1",)))], essays[0][2], essays[0][1], idf)
    assert strangers["covered"] <= 1


# Support


@pytest.mark.parametrize(
    ("claim", "evidence", "lost"),
    [
        ("Kettle retries 3 times.", "It retries three times.", []),
        ("Kettle retries 4 times.", "It retries three times.", ["4"]),
        ("It opened on 3 May 2024.", "Opened 2024-05-03.", []),
        ("It opened on 4 May 2024.", "Opened 2024-05-03.", ["2024-05-04"]),
        ("It has 1000 rooms.", "It has 1,000 rooms.", []),
        ("It is by Ada Holm.", "Written by A. Holm.", ["Ada"]),
        ("Ada Holm wrote it.", "Someone wrote it.", ["Ada", "Holm"]),
        ("Written in Python's style.", "The style of Python.", []),
        ("One of the largest.", "Among the largest.", []),
        ("The 21st of them.", "The twenty-first of them.", []),
        ("In its twenty-one seasons.", "in each of twenty-one seasons", []),
        ("Of the Thousand and One Nights.", "the Thousand and One Nights", []),
        ("Butterflies fly.", "they fly", []),
        ("Version 2.1 came.", "Version 2.10 came.", ["2.1"]),
        ("It opened in 1866.", "Opened 1.8.1866; closed.", []),
        ("It opened in 1867.", "Opened 1.8.1866; closed.", ["1867"]),
        ("He came on 4 July 1612.", "On 4 Jul 1612 he came.", []),
        ("He came in July and in June.", "On 4 Jul 1612 he came.", ["June"]),
        ("They sang I'll Wait.", "They sang I 'll Wait.", []),
        ("They sang I'll Wait.", "They sang I’ll Wait.", []),
        ("It has 12 cars.", "It has a dozen cars.", []),
    ],
)
def test_the_hard_check(claim: str, evidence: str, lost: list[str]) -> None:
    assert missing(claim, [evidence]) == lost


def test_the_names_of_the_page_count_as_said() -> None:
    assert missing("It is what Kettle does.", ["It does."], ["Kettle"]) == []


def test_capitals_that_tell_nothing() -> None:
    assert capitalised("The job of Ada. She is in Oslo. PagedAttention works.") == ["Ada", "Oslo", "PagedAttention"]


def test_numbers_inside_words_are_none() -> None:
    assert numbers("H2O at 20 degrees", lenient=False) == {"20"}


@given(st.text(max_size=80))
def test_what_copies_its_sentence_is_supported(text: str) -> None:
    assert missing(text, [text]) == []


def test_support_of_a_wiki() -> None:
    store = Store({"e": ["Kettle retries three times.", "Ada Holm lives in Oslo."]})
    wiki = [
        page(
            ("Kettle retries 3 times.", ("e-1",)),
            ("Ada Holm lives in Bergen.", ("e-2",)),
            ("Ada Holm lives in Oslo.", ("e-2",)),
            ("Nobody knows.", ("e-9",)),
        )
    ]
    got = support(wiki, store)
    assert {key: got[key] for key in ("statements", "uncited", "hard", "soft", "verbatim")} == {
        "statements": 4, "uncited": 1, "hard": 2, "soft": 3, "verbatim": 1,
    }  # fmt: skip
    assert got["failed"][0]["missing"] == ["Bergen"]
