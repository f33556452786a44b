"""What the user names becomes a list of sources, each once, with a short name that does not hang on the order."""

from __future__ import annotations

import io
import re
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.sources.listing import resolve
from agent.sources.slugs import slugs, stem


@pytest.fixture
def base(tmp_path: Path) -> Path:
    for name in (
        "docs/a.md",
        "docs/deep/b.html",
        "docs/.hidden.md",
        "docs/.git/c.md",
        "docs/logo.png",
        "docs/z.pdf",
        "my notes.txt",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("The kettle boils. It is hot.")
    return tmp_path


def resources(specs: list[str], base: Path) -> list[str]:
    return [each.resource for each in resolve(specs, base)]


def listed(base: Path, text: str, name: str = "sources.txt") -> list[tuple[str, str, str | None]]:
    (base / name).write_text(text)
    return [(each.kind, each.resource, each.title) for each in resolve([name], base)]


def test_a_folder_is_all_its_readable_files_in_order(base: Path) -> None:
    assert resources(["docs"], base) == ["docs/a.md", "docs/deep/b.html", "docs/z.pdf"]
    assert resources(["docs/"], base) == ["docs/a.md", "docs/deep/b.html", "docs/z.pdf"]


def test_a_link_in_a_circle_does_not_hold_it_up(base: Path) -> None:
    (base / "docs/again").symlink_to(base / "docs")
    assert len(resources(["docs"], base)) == 3


def test_globs_paths_and_urls(base: Path) -> None:
    assert resources(["docs/*.md", "docs/**/*.html"], base) == ["docs/a.md", "docs/deep/b.html"]
    assert resources(["./docs/../docs/a.md"], base) == ["docs/a.md"]
    assert resources(["my notes.txt"], base) == ["my notes.txt"]
    assert resources([str(base / "docs" / "a.md")], base) == ["docs/a.md"]
    assert resources(["../docs/a.md"], base / "docs") == ["a.md"]
    assert resources([str(base / "docs" / "a.md")], base / "docs" / "deep") == [str(base / "docs" / "a.md")]


def test_a_file_with_a_glob_sign_in_its_name_is_a_file(base: Path) -> None:
    (base / "what?.md").write_text("x")
    assert resources(["what?.md"], base) == ["what?.md"]


def test_a_list_has_comments_and_titles(base: Path) -> None:
    text = "\ufeff# my list\r\n\r\nhttps://a.org/x#part | The X page  # best\r\n  docs/a.md #note\r\nmy notes.txt | Notes\r\n"
    assert listed(base, text) == [
        ("url", "https://a.org/x", "The X page"),
        ("file", "docs/a.md", None),
        ("file", "my notes.txt", "Notes"),
    ]


def test_paths_in_a_list_are_relative_to_its_folder(base: Path) -> None:
    (base / "docs" / "list.txt").write_text("a.md\n../my notes.txt\ndeep\n")
    assert resources(["docs/list.txt"], base) == ["docs/a.md", "my notes.txt", "docs/deep/b.html"]


def test_prose_is_no_list_and_a_misspelt_path_does_not_make_it_prose(base: Path) -> None:
    assert listed(base, "The kettle boils.\nhttps://a.org/x\n") == [("file", "sources.txt", None)]
    assert listed(base, "") == [("file", "sources.txt", None)]
    assert listed(base, "docs/a.md\ndocs/mising.md\n")[1] == ("file", "docs/mising.md", None)
    assert listed(base, "kettle\n", "x.list") == [("file", "kettle", None)]


def test_standard_input_is_a_list(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("docs/a.md | A\nhttps://a.org\n"))
    assert resources(["-"], base) == ["docs/a.md", "https://a.org/"]


@pytest.mark.parametrize(
    "spec",
    [
        "arxiv:none",
        "doi:1145/1",
        "sitemap:s.xml",
        "feed:mailto:a@b.c",
        "ftp://a.org/x",
        "mailto:a@b.c",
        "data:text/html,x",
        "https://",
        "https://me:secret@a.org/x",
        "http://[::1/x",
        "nothing/*.md",
        "www.a.org",
        "javascript:x",
    ],
)
def test_what_is_no_source_says_why(base: Path, spec: str) -> None:
    (found,) = resolve([spec], base)
    assert found.kind == "unsupported"
    assert found.reason
    assert "secret" not in found.resource


def test_an_empty_folder_says_so(base: Path) -> None:
    (base / "empty").mkdir()
    assert resolve(["empty"], base)[0].kind == "unsupported"


def test_the_same_thing_twice_is_one_source(base: Path) -> None:
    specs = ["docs/a.md", "docs", "HTTPS://A.org:443/x", "https://a.org/x#y", str(base / "docs/a.md")]
    assert resources(specs, base) == ["docs/a.md", "docs/deep/b.html", "docs/z.pdf", "https://a.org/x"]


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        ("https://www.example.org/", "example-org"),
        ("https://example.org/docs/Retry-Policy.html", "retry-policy"),
        ("https://example.org/kettle/index.html?x=1", "kettle"),
        ("https://example.org/index.php?title=Tea_pot", "tea-pot"),
        ("https://arxiv.org/abs/2309.06180", "2309-06180"),
        ("https://arxiv.org/pdf/2309.06180.pdf", "2309-06180"),
        ("https://ja.wikipedia.org/wiki/%E8%8C%B6", "wiki"),
        ("notes/Über Öfen.md", "uber-ofen"),
        ("2.0.3/config.html", "config"),
        ("茶.md", ""),
    ],
)
def test_names_are_made_from_what_tells_most(resource: str, expected: str) -> None:
    assert stem(resource) == expected


PATHS = st.lists(
    st.one_of(
        st.text(max_size=80), st.sampled_from(["a.md", "b/a.md", "c/a.html", "https://x.org/a", "a-" + "0" * 60])
    ),
    unique=True,
)


@given(PATHS, st.randoms())
def test_names_are_short_unique_and_hang_on_no_order(resources: list[str], random: Random) -> None:
    names = slugs(resources)
    assert len(set(names.values())) == len(resources)
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9-]{0,47}", name) for name in names.values())
    shuffled = list(resources)
    random.shuffle(shuffled)
    assert slugs(shuffled) == names


def test_all_members_of_a_collision_are_marked() -> None:
    names = slugs(["one/config.html", "two/config.html", "other.md"])
    assert names["other.md"] == "other"
    assert all(re.fullmatch(r"config-[0-9a-f]{6}", names[each]) for each in ("one/config.html", "two/config.html"))


@pytest.mark.parametrize(
    ("text", "bad"),
    [
        ("docs/a.md\nmy notes.txt\nask Ada for the other one\n", ["ask Ada for the other one"]),
        ("https://a.org/x\nhttps://a.org/y\nThe kettle boils.\n", ["The kettle boils."]),
        ("https://a.org/x | X\n\nto do later\n", ["to do later"]),
        ("docs/a.md\n- see below -\ndocs/*.md\nund so weiter\nhttps://a.org\n", ["- see below -", "und so weiter"]),
    ],
)
def test_a_list_with_a_bad_line_is_a_list(base: Path, text: str, bad: list[str]) -> None:
    found = listed(base, text)
    assert [resource for kind, resource, _ in found if kind == "unsupported"] == bad
    assert len(found) > len(bad)


@pytest.mark.parametrize(
    "text",
    [
        "The kettle boils.\nSee https://a.org for more.\nhttps://a.org/x\n",
        "Ada Holm\nhttps://a.org/x\nwrote of the kettle.\nIt boils.\n",
        "docs\n\nThe docs are in that folder. They are old.\nSo is the kettle.\n",
    ],
)
def test_a_text_with_an_address_in_it_is_a_text(base: Path, text: str) -> None:
    assert listed(base, text) == [("file", "sources.txt", None)]


@pytest.mark.parametrize(
    ("specs", "says"),
    [
        (["docs"], "docs as a folder of 3 files"),
        (["docs/a.md", "https://a.org/x"], "docs/a.md as a file to read; https://a.org/x as an address"),
        (["docs/*.md"], "docs/*.md as a pattern for 1 file"),
        (["nowhere"], "nowhere as a file, which is not there"),
        (["list.txt"], "list.txt as a list of 2 sources and 1 line that names none"),
        (["prose.txt"], "prose.txt as a file to read"),
    ],
)
def test_what_each_word_is_taken_for_is_said_in_one_line(base: Path, specs: list[str], says: str) -> None:
    (base / "list.txt").write_text("docs/a.md\nhttps://a.org/x\nand some more of these\n")
    (base / "prose.txt").write_text("The kettle boils.\nIt is hot.\n")
    lines: list[str] = []
    resolve(specs, base, tell=lines.append)
    assert lines == [f"Reading {says}"]


@pytest.mark.parametrize("spec", ["a" * 5000, "a/" * 3000, "x\0y", "~nobody-of-that-name/x", "***", "[", "a[b"])
def test_a_word_that_no_system_takes_for_a_path_is_one_source_that_fails(base: Path, spec: str) -> None:
    (found,) = resolve([spec], base)
    assert found.kind in {"file", "unsupported"}
