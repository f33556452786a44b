"""Nights over small inputs after public reports (the folder that NIGHTWIKI_DATA names): different things, much, and talk."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.known.pages import Known
from agent.morning.conflicts import as_rows
from agent.state.state import State
from agent.wiki.folder.files import same_file
from tests.night.nights import in_child, rehearsal_process

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif("NIGHTWIKI_DATA" not in os.environ, reason="NIGHTWIKI_DATA is not set"),
]


@pytest.fixture(scope="module")
def engine() -> Iterator[str]:
    with rehearsal_process() as url:
        yield url


def read(tmp_path: Path, engine: str, case: str) -> tuple[Path, dict[str, list[str]], list[tuple[str, list[str]]]]:
    """The wiki of a case: its folder, the sentences on each page, and what is disputed (page, quotations)."""
    folder = Path(os.environ["NIGHTWIKI_DATA"]) / "cases" / case
    wiki = tmp_path / "wiki"
    assert in_child(wiki, [str(folder)], engine, workers=2) == 0
    with State.to_read(wiki) as state:
        pages = {
            page.title: [state.documents.get(c.document).said(c.first) for c in page.claims]
            for page in Known.of(state).pages
        }
        disputed = [(row["page"], [side["quote"] for side in row["sides"]]) for row in as_rows(state)]
    return wiki, pages, disputed


def opens(texts: list[str], name: str) -> bool:
    """Whether each sentence begins with the name, letter for letter, or names it."""
    whole = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w+#])")
    return all(whole.search(text) for text in texts)


def apart(wiki: Path) -> bool:
    """Whether no two files of a wiki are one on a file system that tells neither case nor forms of letters."""
    names = [path.name for path in wiki.glob("*.md")]
    return len({same_file(name) for name in names}) == len(names)


def test_names_that_differ_in_case_have_a_page_each(tmp_path: Path, engine: str) -> None:
    wiki, pages, disputed = read(tmp_path, engine, "01-case-only-names")
    assert {"Cr", "CR", "React", "ReAct"} <= pages.keys()
    assert all(opens(pages[name], name) for name in ("Cr", "CR", "React", "ReAct"))
    assert disputed == []
    assert apart(wiki)
    assert "[[React (2)|React]]" in (wiki / "Facebook.md").read_text(encoding="utf-8")


def test_names_that_differ_in_a_sign_have_a_page_and_a_file_each(tmp_path: Path, engine: str) -> None:
    wiki, pages, disputed = read(tmp_path, engine, "09-colliding-titles")
    names = {"Q3 Report", "Q3-Report", "C", "C++", "C#", "Objective-C", ".NET", "Net", "AC/DC", "ACDC"}
    assert names <= pages.keys()
    assert all(opens(pages[name], name) for name in names)
    assert disputed == []
    assert apart(wiki)


def test_namesakes_of_two_firms_have_a_page_each_and_no_disagreement(tmp_path: Path, engine: str) -> None:
    _, pages, disputed = read(tmp_path, engine, "12-namesakes")
    named = {title: texts for title, texts in pages.items() if title.startswith("Li Wei")}
    assert len(named) == 2
    assert not any("1978" in " ".join(texts) and "1961" in " ".join(texts) for texts in named.values())
    assert disputed == []


def test_who_says_i_is_told_by_name_and_two_who_differ_disagree(tmp_path: Path, engine: str) -> None:
    wiki, pages, disputed = read(tmp_path, engine, "14-transcript")
    assert "Jonas Peel: I resigned from the board of Norwell in January." in pages["Jonas Peel"]
    assert "Mara Voss: I was born in Porto." in pages["Mara Voss"]
    assert not any(text.startswith("Jonas Peel: ") for text in pages["Mara Voss"])
    page = (wiki / "Norwell.md").read_text(encoding="utf-8")
    assert "[[Jonas Peel]]: “I resigned" in page
    quotes = {"The Alder project is delayed by six weeks.", "No, the Alder project is not delayed."}
    assert any(set(said) == quotes for _, said in disputed)
    figures = {"The Alder project has a budget of 80,000 euros.", "I think it is 95,000 euros."}
    assert any(set(said) == figures for _, said in disputed)


@pytest.mark.parametrize("window", [4096, 131_072])
def test_every_term_of_a_glossary_has_a_page(
    tmp_path: Path, engine: str, window: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIGHTWIKI_WINDOW", str(window))
    _, pages, _ = read(tmp_path, engine, "18-many-things")
    source = Path(os.environ["NIGHTWIKI_DATA"], "cases", "18-many-things", "glossary.md").read_text(encoding="utf-8")
    terms = set(re.findall(r"\*\*(\w+)\*\*", source))
    assert len(terms) == 40
    assert terms <= pages.keys()


@pytest.mark.parametrize("window", [3000, 8192, 131_072])
def test_a_larger_window_gives_no_thinner_wiki(
    tmp_path: Path, engine: str, window: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIGHTWIKI_WINDOW", str(window))
    firsts = "Arnau Brisk Corlo Dunmere Elvast Farrow Gunnis Harlow Istad Jorvik Kelden Lomond Marrow Nyborg Ostrel Pendle Quarn Rostok"
    names = [f"{first} Bridge" for first in (*firsts.split(), "Sunder", "Tarvik", "Ulven", "Varde", "Westry", "Yarrow")]
    text = "\n\n".join(
        f"{name} is a bridge over the Sall. {name} was opened in {1900 + n}." for n, name in enumerate(names)
    )
    source = tmp_path / "bridges.md"
    source.write_text(f"# Bridges of the north\n\n{text}\n", encoding="utf-8")
    wiki = tmp_path / "wiki"
    assert in_child(wiki, [str(source)], engine, workers=2) == 0
    assert set(names) <= {path.stem for path in wiki.glob("*.md")}
