"""What an editor is told of pages that are sound, each rule on a small wiki by hand; and that `--fix` mends only what it can."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from agent.morning.checks import findings, findings_in_words
from agent.wiki.editor.rules import SEVERITIES

SAMPLE = Path(__file__).parents[2] / "wiki"


def wiki(folder: Path, files: Mapping[str, str]) -> Path:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8", newline="")
    return folder


def page(title: str, body: str, aliases: str = "[]", kind: str = "person") -> str:
    return f"---\ntitle: {title}\ntype: {kind}\naliases: {aliases}\n---\n\n# {title}\n\n{body}\n"


def told(folder: Path, rule: str) -> list[tuple[str, int, str]]:
    return [(row["page"], row["line"], row["detail"]) for row in findings(folder) if row["rule"] == rule]


def test_two_titles_of_one_person(tmp_path: Path) -> None:
    said = '[^k-1]: [[sources/k#^s1|K]], sentence 1: "In 1907 she was made Baroness Marl."'
    files = {
        "Ada Holm.md": page("Ada Holm", f"Ada Holm was a surveyor. She became a baroness.[^k-1]\n\n{said}"),
        "Baroness Marl.md": page("Baroness Marl", f"“In 1907 she was made Baroness Marl.”[^k-1]\n\n{said}"),
    }
    assert told(wiki(tmp_path, files), "one-thing") == [
        ("Ada Holm.md", 1, "and Baroness Marl.md: a source says so: “In 1907 she was made Baroness Marl.”")
    ]


def test_a_sentence_about_two_people_does_not_make_them_one(tmp_path: Path) -> None:
    said = '[^k-1]: [[sources/k#^s1|K]], sentence 1: "Ada Holm built a ship, and Per Lund called her a fool."'
    files = {
        "Ada Holm.md": page("Ada Holm", f"Ada Holm was a surveyor.[^k-1]\n\n{said}"),
        "Per Lund.md": page("Per Lund", f"Per Lund was a poet.[^k-1]\n\n{said}"),
    }
    assert told(wiki(tmp_path, files), "one-thing") == []


def test_titles_nearly_alike_and_an_alias_that_is_a_title(tmp_path: Path) -> None:
    files = {
        "Skarrow Bridge.md": page("Skarrow Bridge", "", kind="place"),
        "Skarow Bridge.md": page("Skarow Bridge", "", kind="place"),
        "Old Ferry.md": page("Old Ferry", "", "[The Ferry]", "place"),
        "The Ferry.md": page("The Ferry", "", kind="place"),
        "Lock 4.md": page("Lock 4", "", kind="place"),
        "Lock 5.md": page("Lock 5", "", kind="place"),
    }
    assert [detail for _, _, detail in told(wiki(tmp_path, files), "one-thing")] == [
        "and The Ferry.md: the one is an alias of the other",
        "and Skarrow Bridge.md: the titles are nearly alike",
    ]


def test_a_page_of_one_statement(tmp_path: Path) -> None:
    files = {
        "Weir.md": page("Weir", "A weir is a low dam.[^k-1]\n\n[^k-1]: x", kind="concept"),
        "Lock.md": page(
            "Lock", "A lock is a gate.[^k-1] It lifts boats.[^k-2]\n\n[^k-1]: x\n[^k-2]: y", kind="concept"
        ),
    }
    assert told(wiki(tmp_path, files), "thin") == [("Weir.md", 9, "all it says: A weir is a low dam.")]


@pytest.mark.parametrize(
    ("title", "opening", "defines"),
    [
        ("Ada Holm", "Ada Holm was a surveyor of the Marl canal.", True),
        ("Ada Holm", "Captain Ada Holm is the founder of the yard.", True),
        ("Marl (river)", "The Marl is a river in the north.", True),
        ("Core", "The core of a cable is its copper conductor.", True),
        ("Marl Yard", "Marl Yard was founded in 1871 by two brothers.", True),
        ("Ada Holm", "There were flags for Ada Holm in the street.", False),
        ("Ada Holm", "Ada Holm was asked in a letter whether it would float.", False),
        ("Marl Yard", "In 1871 the plans were drawn by two brothers.", False),
        ("Aal", "Der Aal ist ein Fisch, der in Flüssen und im Meer lebt und dort auch laicht.", True),
    ],
)
def test_an_opening_says_what_the_thing_is(tmp_path: Path, title: str, opening: str, defines: bool) -> None:
    found = told(wiki(tmp_path, {"A.md": page(title, f"{opening}[^k-1]\n\n[^k-1]: x")}), "no-definition")
    assert found == ([] if defines else [("A.md", 9, opening)])


def test_a_statement_whose_subject_is_another_page(tmp_path: Path) -> None:
    body = "The Marl canal is a waterway.[^k-1] {}[^k-2]\n\n[^k-1]: x\n[^k-2]: y"
    files = {"Ada Holm.md": page("Ada Holm", "", "[Holm]")}
    for n, said in enumerate(
        [
            "Holm kept bees.",
            "Holm",
            "Holm's bees flew.",
            "Holm dug it.",
            "Holm surveyed the Marl.",
            "Holmgren kept bees.",
        ]
    ):
        files[f"C{n}.md"] = page("Marl canal", body.format(said), kind="place")
    assert told(wiki(tmp_path, files), "filed-elsewhere") == [("C0.md", 9, "speaks of Ada Holm: Holm kept bees.")]


def test_a_text_in_a_callout_and_below(tmp_path: Path) -> None:
    said = "The bridge was opened by the mayor in May 1931."
    body = f"> [!warning] Sources disagree: When?\n> - **1931**: “{said}”[^k-1]\n\n## Opening\n\n“{said}”[^k-1]\n\n[^k-1]: x"
    assert told(wiki(tmp_path, {"A.md": page("A", body)}), "repeated") == [
        ("A.md", 14, f"stands in the callout on line 10 too: {said}")
    ]


def test_marks_that_leaked(tmp_path: Path) -> None:
    body = "A is a thing.[^k-1]\n\n## 5\\. What was learned\n\nMuch ¶ was.[^k-1]\n\n## 1866 cable\n\n[^k-1]: K > 2\\. Coils ¶: x"
    folder = wiki(tmp_path, {"A.md": page("A", body)})
    assert [line for _, line, _ in told(folder, "leaked-mark")] == [11, 13]
    assert not [row for row in findings(folder, fix=True) if row["rule"] == "leaked-mark"]
    fixed = (folder / "A.md").read_text(encoding="utf-8")
    assert "## What was learned\n\nMuch was.[^k-1]" in fixed
    assert "## 1866 cable" in fixed
    assert "[^k-1]: K > 2\\. Coils ¶: x" in fixed


def test_every_finding_says_where_how_grave_and_what_to_do(tmp_path: Path) -> None:
    files = {"A.md": page("A", "Words of mine.\n\nSee [[Nowhere]].[^k-1]\n\n```\n[[Code]]\n```\n\n[^k-2]: x")}
    rows = findings(wiki(tmp_path, files))
    assert {(row["rule"], row["line"]) for row in rows} >= {
        ("no-citation", 9), ("broken-link", 11), ("undefined-footnote", 11), ("unused-footnote", 17), ("orphan", 1),
    }  # fmt: skip
    assert all(row["do"] and row["severity"] in SEVERITIES for row in rows)
    assert [row["severity"] for row in rows] == sorted((row["severity"] for row in rows), key=SEVERITIES.index)
    words = findings_in_words(rows, Path("wiki"))
    assert "  A.md:11: [[Nowhere]]" in words
    assert words.endswith("`nightwiki lint --fix` mends 1 of them.")


def test_fix_mends_what_needs_no_decision_and_nothing_else(tmp_path: Path) -> None:
    files = {
        "Ada Holm.md": page(
            "Ada Holm", "Ada Holm was a surveyor.[^k-1]\n\n[^k-1]: x\n    more of it\n[^k-2]: y\n    more", "[Holm]"
        ),
        "B.md": page("B", "Of [[holm]], [[Nobody]] and `[[Holm]]`.[^k-1]\n\n[^k-1]: x"),
        "mine.md": "\ufeff# Mine\r\n\r\nA thought.\r\n",
        "log.md": "# Log\n\n## 2026-11-22\n\n- a\n\n## 2026-11-23\n\n- b\n",
    }
    folder = wiki(tmp_path, files)
    assert {row["rule"] for row in findings(folder) if row["fixes"]} == {
        "unused-footnote", "broken-link", "missing-type", "log-order",
    }  # fmt: skip
    left = findings(folder, fix=True)
    assert [row["detail"] for row in left if row["severity"] == "error"] == ["[[Nobody]]"]
    assert (folder / "Ada Holm.md").read_text().endswith("[^k-1]: x\n    more of it\n")
    assert "Of [[Ada Holm|holm]], [[Nobody]] and `[[Holm]]`." in (folder / "B.md").read_text()
    assert (
        folder / "mine.md"
    ).read_bytes() == "\ufeff---\r\ntype: note\r\n---\r\n\r\n# Mine\r\n\r\nA thought.\r\n".encode()
    assert (folder / "log.md").read_text() == "# Log\n\n## 2026-11-23\n\n- b\n\n## 2026-11-22\n\n- a\n"
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]


def test_fix_follows_no_symlink_and_touches_no_other_bytes(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "a.md").write_text("# A\n")
    folder = wiki(tmp_path / "wiki", {"latin.md": "# L\n"})
    (folder / "latin.md").write_bytes("# é\n".encode("latin-1"))
    (folder / "linked").symlink_to(tmp_path / "outside")
    findings(folder, fix=True)
    assert (tmp_path / "outside" / "a.md").read_text() == "# A\n"
    assert (folder / "latin.md").read_bytes() == "# é\n".encode("latin-1")


def test_the_sample_by_a_strong_brain_has_nothing_but_hints() -> None:
    rows = findings(SAMPLE)
    assert {row["severity"] for row in rows} <= {"hint"}
    assert sum(row["rule"] == "no-definition" for row in rows) <= 10
