"""What looking at a whole wiki counts up to: so much a page or a document, however many there are."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from agent.clock import Clock
from agent.knowledge.support.check import Titles
from agent.knowledge.text import letters
from agent.known import wanted
from agent.morning.checks import findings
from agent.morning.graph_read import count_links
from agent.night.publishing import Publisher
from agent.sources import matter
from agent.state import pages
from agent.state.documents import Documents
from agent.state.state import State
from agent.wiki import links, lint
from agent.wiki.editor import note
from agent.wiki.verify import verify
from tests.bench.generated import generate

SIZES = 40, 240
T = TypeVar("T")


class Counts(Counter[str]):
    """How often something was called."""

    def of(self, name: str, made: Callable[..., T]) -> Callable[..., T]:
        def counted(*given: Any, **more: Any) -> T:
            self[name] += 1
            return made(*given, **more)

        return counted

    def items_of(self, name: str, made: Callable[[Iterable[Any]], T]) -> Callable[[Iterable[Any]], T]:
        """The same of a function of many: how many of them it looked at."""

        def told(given: Iterable[Any]) -> Iterator[Any]:
            for one in given:
                self[name] += 1
                yield one

        return lambda given: made(told(given))


@pytest.mark.parametrize("size", SIZES)
def test_lint_parses_no_front_matter_again_and_asks_for_the_language_of_no_page_that_is_defined(
    tmp_path: Path, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    generate(tmp_path / "wiki", size)
    seen = Counts()
    monkeypatch.setattr(matter, "load", seen.of("parsed", matter.load))
    monkeypatch.setattr("agent.wiki.lint.read", seen.of("read", note.read))
    monkeypatch.setattr("agent.wiki.editor.advice.detected", seen.of("detected", letters.detected))
    found = findings(tmp_path / "wiki")
    assert found
    assert seen["read"] == sum(1 for _ in (tmp_path / "wiki").rglob("*.md"))
    assert seen["parsed"] == 0
    assert seen["detected"] < 10


def test_lint_says_the_same_whatever_is_kept_of_front_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wiki = tmp_path / "wiki"
    generate(wiki, 40)
    changed = next(path for path in wiki.glob("*.md") if "type: place" in path.read_text())
    changed.write_text(changed.read_text().replace("type: place", "type: [").replace("\n", "\r\n"), newline="")
    with State.to_read(wiki) as state:
        kept = state.notes.all()
    assert kept
    with_rows, without = lint.lint(wiki, lint.notes_of(wiki, kept)), lint.lint(wiki, lint.notes_of(wiki))
    assert with_rows == without
    assert "unreadable" in {finding.rule for finding in with_rows}


def _published_anew(wiki: Path, size: int, patch: pytest.MonkeyPatch) -> Counts:
    generate(wiki, size)
    for path in wiki.rglob("*.md"):
        path.unlink()
    seen = Counts()
    with State.to_write(wiki) as state, patch.context() as within:
        with state.transaction("generated") as db:
            for table in ("published", "kept", "notes"):
                db.execute(f"DELETE FROM {table}")
        within.setattr(wanted, "_several", seen.items_of("mentions looked at", wanted._several))
        within.setattr(pages, "_path", seen.of("rows sorted", pages._path))
        Publisher(state, wiki, Clock()).now()
    return seen


def test_publishing_all_looks_at_each_mention_and_sorts_each_row_a_few_times(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small, large = (_published_anew(tmp_path / f"{size}", size, monkeypatch) for size in SIZES)
    assert 0 < large["mentions looked at"] / SIZES[1] <= 1.5 * small["mentions looked at"] / SIZES[0], (small, large)
    assert large["rows sorted"] <= 3 * SIZES[1]


def test_documents_are_read_by_one_of_the_processes_of_verify(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wiki, log, read = tmp_path / "wiki", tmp_path / "who", Documents._read
    generate(wiki, 40)

    def noted(self: Documents, documents: list[str]) -> None:
        with log.open("a") as file:
            file.write(f"{os.getpid()}\n")
        read(self, documents)

    monkeypatch.setattr(Documents, "_read", noted)
    for name, value in (("FEW", 1), ("SHARE", 7), ("_START", "fork")):
        monkeypatch.setattr(f"agent.wiki.verify.{name}", value)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    with State.to_read(wiki) as state:
        assert verify(state, wiki).ok
    assert log.read_text().split() == [f"{os.getpid()}"]


class _Hashed(str):
    times = 0

    def __hash__(self) -> int:
        _Hashed.times += 1
        return super().__hash__()


def test_titles_are_hashed_once_for_all_lines() -> None:
    titles = Titles((_Hashed("Holm"), _Hashed("Skarrow")))
    assert len({hash(titles) for _ in range(9)}) == 1
    assert _Hashed.times == 2


@pytest.mark.parametrize("size", SIZES)
def test_the_links_of_a_wiki_are_counted_from_rows_each_place_looked_up_once(
    tmp_path: Path, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    generate(tmp_path / "wiki", size)
    seen = Counts()
    files = sum(1 for _ in (tmp_path / "wiki").rglob("*.md"))
    monkeypatch.setattr(links, "_key", seen.of("looked up", links._key))
    with State.to_read(tmp_path / "wiki") as state:
        assert count_links(tmp_path / "wiki", state) > size
    assert seen["looked up"] <= 2.5 * files  # each file once for its place, once or twice as somebody's goal
