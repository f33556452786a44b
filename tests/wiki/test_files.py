"""File names that every system takes, and that no two pages share."""

from __future__ import annotations

import json
import os
import random
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.wiki.folder.files import MAX_BYTES, file_names, is_reserved, safe_name, same_file

TITLES = st.one_of(
    st.text(max_size=200),
    st.text(st.sampled_from('aAéE\u0301ßS/\\:*?"<>|[]#^. %`\u200b\u202e\n(2)'), max_size=12),
    st.sampled_from(
        ["CON", "con.txt", "Lpt¹", "index", "INDEX", "Sources", "..", "", "C#", "C", "GRAPH.0", "AC/DC", "ﬁle", "file"]
    ),
)


def assert_safe(name: str) -> None:
    assert not set('[]#^|\\/:*?"<>`') & set(name), name
    assert not any(unicodedata.category(char).startswith("C") for char in name), name
    assert name == name.strip(". ")
    assert name
    assert len(name.encode()) <= MAX_BYTES
    assert unicodedata.normalize("NFC", name) == name
    assert not is_reserved(name), name


@given(TITLES)
def test_a_safe_name_is_safe_and_stays_as_it_is(title: str) -> None:
    name = safe_name(title)
    assert_safe(name)
    assert safe_name(name) == name


@given(st.lists(TITLES, max_size=12), st.randoms(use_true_random=False))
def test_no_two_pages_share_a_file_and_order_does_not_matter(titles: list[str], shuffle: random.Random) -> None:
    pages = {f"p{i}": title for i, title in enumerate(titles)}
    names = file_names(pages)
    assert len({same_file(name) for name in names.values()}) == len(pages)
    for name in names.values():
        assert_safe(name)
    other = list(pages.items())
    shuffle.shuffle(other)
    assert file_names(dict(other)) == names


def test_a_title_that_is_a_file_name_already_keeps_it() -> None:
    names = file_names({"a": "AC/DC", "b": "AC-DC", "c": "ac-dc (2)"})
    assert names["b"] == "AC-DC"
    assert sorted(names.values()) == ["AC-DC", "AC-DC (3)", "ac-dc (2)"]


def test_a_long_title_is_cut_between_letters_and_not_before_an_accent() -> None:
    assert safe_name("x" * 119 + "é") == "x" * 119
    assert safe_name("x" * 116 + "q\u0303\u0302\u0301 and more") == "x" * 116
    assert safe_name("👍🏽" * 40).encode() == ("👍🏽" * 15).encode()


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Kettle (software)", "Kettle (software)"),
        ("TCP/IP: a guide", "TCP-IP- a guide"),
        ("C#", "C♯"),
        ("nul", "nul (page)"),
        ("con.md", "con-md"),
        ("Index", "Index (page)"),
        ("...hidden", "hidden"),
        ("???", "Untitled"),
        ("a ~~~ b", "a ~ b"),
        ("a\u202eb\u200bc\nd", "abc d"),
    ],
)
def test_examples(title: str, name: str) -> None:
    assert safe_name(title) == name


@pytest.mark.data
@pytest.mark.skipif("NIGHTWIKI_DATA" not in os.environ, reason="NIGHTWIKI_DATA names no folder")
def test_naughty_strings_become_files(tmp_path: Path) -> None:
    strings = json.loads(Path(os.environ["NIGHTWIKI_DATA"], "naughty", "blns.json").read_text(encoding="utf-8"))
    names = file_names({str(i): text for i, text in enumerate(strings)})
    for name in names.values():
        assert_safe(name)
        (tmp_path / f"{name}.md").write_text(name, encoding="utf-8")
    assert len(list(tmp_path.iterdir())) == len(strings)
