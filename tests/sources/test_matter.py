"""Front matter that would cost a reader much, and characters that nobody sees."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from agent.morning.graph_read import read_graph
from agent.sources.extract import extract
from agent.sources.matter import ALIASES, load, parted
from agent.wiki.lint import lint
from agent.wiki.matter import merge_matter

BOMB = "a: &a [x, x]\n" + "".join(
    f"{b}: &{b} [{','.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
DEEP = "a: " + "[" * 5000


@pytest.mark.parametrize("matter", [BOMB, DEEP, "a: " + "x" * 200_000, "a: !!python/name:os.system", "a: 2026-99-99"])
def test_a_bomb_in_front_matter_costs_no_reader_anything(tmp_path: Path, matter: str) -> None:
    with pytest.raises(yaml.YAMLError):
        load(matter)
    text = f"---\n{matter}\n---\n# Kettle\n\nKettle is a tool.\n"
    (tmp_path / "Kettle.md").write_text(text, encoding="utf-8")
    assert [note.path for note in read_graph(tmp_path).notes] == ["Kettle.md"]
    assert "unreadable" in {finding.rule for finding in lint(tmp_path)}
    assert extract(text.encode(), "text/markdown", "kettle.md").title == "Kettle"


def test_a_bomb_that_a_person_put_on_a_page_is_merged_around() -> None:
    base = ["---", "title: Kettle", "---"]
    theirs = ["---", "title: Kettle", *BOMB.splitlines(), "---"]
    ours = ["---", "title: Kettle", "i: &a [x]", "---"]
    merged, _ = merge_matter(base, ours, theirs)
    assert merged == theirs


def test_a_few_aliases_are_read() -> None:
    assert load("a: &a [1]\nb: *a\nc: *a") == {"a": [1], "b": [1], "c": [1]}
    assert parted("---\na: &a x\nb: *a\n---\nBody")[1] == {"a": "x", "b": "x"}
    with pytest.raises(yaml.YAMLError):
        load("a: &a x\nb: [" + ", ".join(["*a"] * (ALIASES + 1)) + "]")


@given(st.text(alphabet="ab:&*[]{}!|>-'\"\n #%@", max_size=80))
def test_nothing_but_yamls_own_error_leaves_the_reader(text: str) -> None:
    for read in (load, parted):
        with suppress(yaml.YAMLError):
            read(f"---\n{text}\n---\n" if read is parted else text)


HIDDEN = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\U000e0001\U000e0041\U000e007f"


@pytest.mark.parametrize(
    ("media", "name"), [("text/markdown", "k.md"), ("text/plain", "k.txt"), ("text/html", "k.html")]
)
def test_characters_that_turn_or_hide_words_are_not_stored(media: str, name: str) -> None:
    text = f"# Ket{HIDDEN}tle\n\nKettle{HIDDEN} is a {HIDDEN}tool. It has{HIDDEN} 3 cups.\n"
    if media == "text/html":
        text = f"<html><body><main><h1>Ket{HIDDEN}tle</h1><p>{text[-80:]}</p></main></body></html>"
    found = extract(text.encode(), media, name)
    assert not set(found.text + found.title) & set(HIDDEN)
    assert [found.text[unit.start : unit.end] for unit in found.sentences][-1] == "It has 3 cups."


def test_stars_are_no_aliases_whichever_loader_reads_them() -> None:
    """With more stars than aliases are allowed it is read by the loader that counts: both say the same."""
    few = "a: '**x**'\nb: [1, 2.5, yes, 2024-05-03, null]\nc: |\n  text\n"
    many = few + "d: '" + "*" * 20 + "'\n"
    assert load(many) == load(few) | {"d": "*" * 20}
