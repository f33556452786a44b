"""One voice does not count as two: the same text at two addresses is read once, and its page says where else it stands."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.errors import Exit
from agent.knowledge.model import Document
from agent.night.amends import forget
from agent.night.copies import is_copy
from agent.sources.extract import extract
from agent.state.state import State
from agent.wiki.verify import verify
from tests.night.nights import fault_process, in_child, tree

MILL = "# The Marl Mill\n\n" + "".join(
    f"The Marl Mill had {n} wheels in {1800 + n} and its miller was {name} Holm.\n\n"
    for n, name in enumerate(["Ada", "Berta", "Clara", "Dora", "Emma", "Frida", "Greta", "Hanna", "Ida", "Jutta", "Karin", "Lena"], 2)
)  # fmt: skip
FRAMED = f"{MILL}Sent from the reading room on paper.\n"
CHANGED = MILL.replace("had 5 wheels", "had 9 wheels")


@pytest.fixture(scope="module")
def engine() -> Iterator[str]:
    with fault_process() as url:
        yield url


def document(text: str) -> Document:
    found = extract(text.encode(), "text/markdown", "mill.md")
    return Document(text[-40:], "mill", found.title, "mill.md", found.media, found.text, found.sentences)


def test_a_frame_around_a_text_makes_no_other_text_but_a_changed_figure_does() -> None:
    assert is_copy(document(MILL), document(FRAMED))
    assert is_copy(document(FRAMED), document(MILL))
    assert not is_copy(document(MILL), document(CHANGED))
    assert not is_copy(document(MILL), document(MILL[: len(MILL) // 2]))
    assert not is_copy(document("# A\n\nOne. Two.\n"), document("# A\n\nOne. Two.\n"))


def test_a_copy_is_read_once_whichever_comes_first_and_its_page_says_where_it_is(tmp_path: Path, engine: str) -> None:
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    (shelf / "mill.md").write_text(MILL)
    (shelf / "print.md").write_text(FRAMED)
    (shelf / "other.md").write_text(CHANGED)
    wiki = tmp_path / "wiki"
    assert in_child(wiki, [str(shelf / name) for name in ("mill.md", "print.md", "other.md")], engine) == 0
    assert {path.stem for path in (wiki / "sources").glob("*.md")} == {"mill", "other"}
    told = (wiki / "sources" / "mill.md").read_text()
    assert told.count("The same text, which counts once") == 1
    assert "print.md" in told
    assert "[^print-" not in "".join(path.read_text() for path in wiki.rglob("*.md"))
    with State.to_read(wiki) as state:
        assert {row.state for row in state.sources.all()} == {"done"}
        assert verify(state, wiki).ok
    forget(wiki, str(shelf / "mill.md"))
    assert in_child(wiki, None, engine) == Exit.DONE
    assert {path.stem for path in (wiki / "sources").glob("*.md")} == {"print", "other"}
    with State.to_read(wiki) as state:
        assert verify(state, wiki).ok


def test_who_speaks_does_not_hang_on_who_came_first(tmp_path: Path, engine: str) -> None:
    trees = []
    for order in itertools.permutations(("a.md", "b.md")):
        base = tmp_path / "-".join(order)
        base.mkdir()
        wiki = base / "wiki"
        texts = {"a.md": MILL, "b.md": FRAMED}
        for name in ("a.md", "b.md"):
            (base / name).write_text(texts[name])
        first = str(base / order[0])
        assert in_child(wiki, [first], engine) == Exit.DONE
        assert in_child(wiki, [str(base / "a.md"), str(base / "b.md")], engine) == Exit.DONE
        trees.append({path for path in tree(wiki) if path.startswith("sources")})
    assert trees[0] == trees[1] == {"sources/a.md"}
