"""What lies below a folder: nothing outside it is reached, what is no plain file is not opened, and a wiki of ours is no source."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from agent.errors import SourceFailed
from agent.morning.okf import export_okf
from agent.morning.serve.export import export as export_html
from agent.sources.fetch import Fetcher
from agent.sources.listing import resolve
from agent.sources.ours import NOT_READ
from agent.sources.specs import SourceSpec

TEXT = "Kettle is a job scheduler written in Lisp."


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """A folder with one note, beside a file that is nobody's business."""
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "kettle.md").write_text(TEXT)
    (tmp_path / "secret.txt").write_text("The key is under the mat.")
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "more.md").write_text("So is the other one.")
    return folder


def listed(spec: str, base: Path) -> tuple[list[str], dict[str, str]]:
    """The resources that can be read, and of the others why not."""
    found = resolve([spec], base)
    return (
        [each.resource for each in found if each.kind == "file"],
        {each.resource: each.reason or "" for each in found if each.kind == "unsupported"},
    )


def said(spec: str, base: Path) -> list[str]:
    lines: list[str] = []
    resolve([spec], base, tell=lines.append)
    return lines


def pipe(path: Path) -> None:
    os.mkfifo(path)


def listening(path: Path) -> None:
    socket.socket(socket.AF_UNIX).bind(str(path))


def to(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


@pytest.mark.parametrize("spec", ["notes", "notes/*", "notes/**/*", "not*/*.*", "."])
@pytest.mark.parametrize(
    ("name", "made", "says"),
    [
        ("passwords.txt", to("/etc/passwd"), "leads out of"),
        ("secret.md", to("../../outside.md"), "leads out of"),
        ("here.md", to("back.md"), "leads out of"),  # by way of another link
        ("nowhere.md", to("../gone.md"), "leads nowhere"),
        ("round.md", to("round.md"), "no such file"),
        ("pipe.md", pipe, "not an ordinary file"),
        ("zero.txt", to("/dev/zero"), "not an ordinary file"),
        ("socket.md", listening, "not an ordinary file"),
    ],
)
def test_what_leads_out_or_is_no_plain_file_is_said_and_not_opened(
    tmp_path: Path, notes: Path, spec: str, name: str, made: Callable[[Path], None], says: str
) -> None:
    base = tmp_path / "base"
    base.mkdir()
    (tmp_path / "outside.md").write_text("A fact of others.")
    (base / "notes").mkdir()
    (base / "notes" / "kettle.md").write_text(TEXT)
    if name == "here.md":
        (base / "notes" / ".hidden").mkdir()
        (base / "notes" / ".hidden" / "x.md").symlink_to("../../../outside.md")
        (base / "notes" / "back.md").symlink_to(".hidden/x.md")
    made(base / "notes" / name)
    read, left = listed(spec, base)
    assert read == ["notes/kettle.md"]
    assert says in left[f"notes/{name}"]


def test_a_link_to_a_folder_outside_is_said_and_one_inside_is_not_walked_twice(tmp_path: Path, notes: Path) -> None:
    (notes / "deep").mkdir()
    (notes / "deep" / "lid.md").write_text(TEXT)
    (notes / "away").symlink_to("../secrets")
    (notes / "near").symlink_to("deep")
    (notes / "twin.md").symlink_to("deep/lid.md")
    read, left = listed("notes", tmp_path)
    assert read == ["notes/deep/lid.md", "notes/kettle.md", "notes/twin.md"]
    assert list(left) == ["notes/away"]
    assert "notes/away/more.md" in listed("notes/**/*.md", tmp_path)[1]


def test_what_somebody_names_by_itself_is_read_wherever_it_leads(tmp_path: Path, notes: Path) -> None:
    (notes / "mine.md").symlink_to("../secret.txt")
    (tmp_path / "door").symlink_to("secrets")
    assert listed("notes/mine.md", tmp_path) == (["notes/mine.md"], {})
    assert listed("door", tmp_path) == (["door/more.md"], {})


def test_a_file_that_becomes_a_link_out_is_not_followed_on_a_later_night(tmp_path: Path, notes: Path) -> None:
    (spec,) = resolve(["notes"], tmp_path)
    fetch(spec, tmp_path)
    (notes / "kettle.md").unlink()
    (notes / "kettle.md").symlink_to("../secret.txt")
    with pytest.raises(SourceFailed, match="leads out of notes"):
        fetch(spec, tmp_path)


def fetch(spec: SourceSpec, base: Path) -> bytes:
    async def go() -> bytes:
        async with Fetcher(base=base) as fetcher:
            return (await fetcher.fetch(spec)).data

    return asyncio.run(go())


@pytest.mark.parametrize("name", [b"caf\xe9.md", b"\xff.txt", b"a\xed\xa0\x80b.md"])
def test_a_name_that_is_no_utf8_costs_its_own_source(tmp_path: Path, notes: Path, name: bytes) -> None:
    Path(os.fsdecode(os.fsencode(notes) + b"/" + name)).write_text(TEXT)
    for spec in ("notes", "notes/*"):
        read, left = listed(spec, tmp_path)
        assert read == ["notes/kettle.md"]
        ((resource, reason),) = left.items()
        assert "not UTF-8" in reason
        assert resource.encode().startswith(b"notes/")


def test_a_folder_whose_name_is_no_utf8_costs_what_is_in_it(tmp_path: Path, notes: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(notes) + b"/b\xfcro"))
    odd.mkdir()
    (odd / "lid.md").write_text(TEXT)
    assert listed("notes", tmp_path)[0] == ["notes/kettle.md"]
    assert listed(str(odd), odd) == (["lid.md"], {})  # told from itself, all its names can be kept


SCHEMA = "---\ntitle: AGENTS\ntype: schema\n---\n\n# How this wiki is made\n"
PAGE = "---\nid: 3d9d1072a510bca7\ntitle: Lid\ntype: product\nclaims: 1\n---\n\n# Lid\n\nThe lid is red.[^a-1]\n"
SOURCE = f"---\nid: a\ntitle: A\ntype: source\nsha256: {'0' * 64}\nsentences: 1\n---\n\n# A\n"


@pytest.mark.parametrize("mark", [".nightwiki/state.db", "AGENTS.md"])
@pytest.mark.parametrize("spec", ["notes", ".", "notes/**/*.md", "**"])
def test_a_wiki_of_ours_below_is_no_source_and_that_is_said_once(
    tmp_path: Path, notes: Path, mark: str, spec: str
) -> None:
    base = tmp_path / "home"
    base.mkdir()
    notes = notes.rename(base / "notes")
    for name, text in {mark: SCHEMA, "Lid.md": PAGE, "sources/a.md": SOURCE, "mine.md": "I added this."}.items():
        path = notes / "wiki" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    assert listed(spec, base) == (["notes/kettle.md"], {})
    (line,) = said(spec, base)[1:]
    assert "notes/wiki is a wiki of ours and no source" in line


def test_in_a_folder_that_is_a_wiki_too_the_notes_are_read_and_our_pages_are_not(tmp_path: Path, notes: Path) -> None:
    ours = {
        "Lid.md": PAGE, "Gone.md": PAGE.replace("claims: 1", "type: redirect"), "sources/a.md": SOURCE, "AGENTS.md": SCHEMA,
        "index.md": "# Index\n\n72 pages from 1,012 sources: 470 claims, 270 links.\n", "log.md": "# Log\n\n## 2026-11-29\n\n- 3 calls.\n",
        ".nightwiki/state.db": "",
    }  # fmt: skip
    theirs = {
        "deep/index.md": "# Index\n\nThe notes of Ada Holm.\n", "log.md.md": "# Log\n\nRain.\n",
        "plain.md": "---\nid: 17\ntype: product\n---\n\nA product.\n", "s.md": "---\ntype: source\n---\n\nA spring.\n",
    }  # fmt: skip
    for name, text in (ours | theirs).items():
        (notes / name).parent.mkdir(exist_ok=True)
        (notes / name).write_text(text)
    assert listed("notes", tmp_path) == (sorted(f"notes/{name}" for name in ["kettle.md", *theirs]), {})
    assert said("notes", tmp_path)[1:] == ["6 pages of a wiki of ours in notes: no source, and not read."]


@pytest.mark.parametrize("form", ["--okf", "--html"])
def test_a_wiki_of_ours_written_out_in_another_form_is_no_source_either(tmp_path: Path, notes: Path, form: str) -> None:
    sample = Path(__file__).parents[2] / "wiki"
    (export_okf if form == "--okf" else export_html)(sample, notes / "out")
    (notes / "theirs.html").write_text(f"<!doctype html><meta name=generator content=Hugo><p>{TEXT}")
    assert listed("notes", tmp_path) == (["notes/kettle.md", "notes/theirs.html"], {})


def test_a_page_of_ours_is_no_source_where_it_is_named_by_itself_either(tmp_path: Path, notes: Path) -> None:
    (notes / "Lid.md").write_text(PAGE)
    (notes / "these.list").write_text("Lid.md\nkettle.md\n")
    assert listed("notes/Lid.md", tmp_path) == ([], {"notes/Lid.md": NOT_READ})
    assert listed("notes/these.list", tmp_path) == (["notes/kettle.md"], {"notes/Lid.md": NOT_READ})
