"""Which files of a folder are pages, and which of their wikilinks are links."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.morning.graph import analyse
from agent.morning.graph_read import read_graph
from agent.sources.matter import tolerant
from agent.wiki.said import MAX_NOTE_BYTES


def write(folder: Path, **notes: str) -> Path:
    for name, text in notes.items():
        path = folder / f"{name.replace('__', '/')}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def entity(title: str, body: str, kind: str = "concept", conflicts: int = 0) -> str:
    return f"---\ntitle: {title}\ntype: {kind}\ndescription: About it.\nconflicts: {conflicts}\n---\n{body}\n"


def test_every_note_of_a_foreign_folder_counts(tmp_path: Path) -> None:
    write(tmp_path, index="[[a]] and [[A|again]] and [[sources/b#Part]]", a="[[missing]] [[missing]]", sources__b="")
    graph = read_graph(tmp_path)
    assert [note.path for note in graph.notes] == ["a.md", "index.md", "sources/b.md"]
    assert graph.links == (("index.md", "a.md"), ("index.md", "sources/b.md"))
    assert graph.broken == (("a.md", "missing"), ("a.md", "missing"))
    assert graph.wanted == (("missing", ("a.md",)),)
    assert not graph.ours


def test_code_holds_no_links(tmp_path: Path) -> None:
    write(tmp_path, a="`[[b]]` `[b](b.md)`\n\n```\n[[b]] [b](b.md)\n```\n", b="")
    assert read_graph(tmp_path).links == ()


def test_a_vault_with_wikilinks_switched_off_has_links(tmp_path: Path) -> None:
    write(
        tmp_path,
        a='[b](b.md) [again](<b.md>) [c d](deep/c%20d.md#Part "A title") [![x](x.png)](e.md) [missing](no.md)',
        **{"deep__c d": "[a](../a.md) [by name](e.md) [by root](/b.md) [out](../../x.md)", "b": "", "e": "[b](b)"},
    )
    graph = read_graph(tmp_path)
    deep = "deep/c d.md"
    assert graph.links == (
        *(("a.md", "b.md"), ("a.md", deep), ("a.md", "e.md")),
        *((deep, "a.md"), (deep, "b.md"), (deep, "e.md"), ("e.md", "b.md")),
    )
    assert graph.broken == (("a.md", "no.md"),)
    assert read_graph(tmp_path, only_wikilinks=True).links == ()


def test_addresses_files_and_headings_are_no_links_between_notes(tmp_path: Path) -> None:
    write(
        tmp_path,
        a="[x](https://b.md) [x](//h/b.md) [x](mailto:b.md) [x](#b.md) [x](file:b.md) [x](pic.png) [x](b)[",
        c="",
    )
    graph = read_graph(tmp_path)
    assert (graph.links, graph.broken) == ((), ())


def test_wikilinks_in_front_matter_are_links(tmp_path: Path) -> None:
    write(tmp_path, a='---\nup: "[[b]]"\nsee:\n- "[[c|C]]"\nbare: [[d]]\n---\n', b="", c="", d="")
    assert read_graph(tmp_path).links == (("a.md", "b.md"), ("a.md", "c.md"), ("a.md", "d.md"))


def test_a_longer_path_of_the_same_ending_is_not_the_note_beside(tmp_path: Path) -> None:
    write(tmp_path, x__a="[b](b.md)", x__b="", b="")
    assert read_graph(tmp_path).links == (("x/a.md", "x/b.md"),)


def test_a_link_to_an_image_is_neither_link_nor_broken(tmp_path: Path) -> None:
    write(tmp_path, a="![[pic.png]] ![[other.png]]")
    (tmp_path / "pic.png").write_bytes(b"")
    assert read_graph(tmp_path).broken == (("a.md", "other.png"),)


def test_a_link_into_the_page_itself_is_counted_apart(tmp_path: Path) -> None:
    write(tmp_path, a="[[#Part]] [[a]]", b="")
    graph = read_graph(tmp_path)
    assert graph.links == ()
    assert graph.inward == ("a.md",)
    assert analyse(graph).links == 1


def test_hidden_files_and_folders_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path, a="[[b]]", **{".obsidian__b": "", ".b": ""})
    graph = read_graph(tmp_path)
    assert [note.path for note in graph.notes] == ["a.md"]
    assert len(graph.broken) == 1


OWN = {
    "conflicts": "---\ntype: conflicts\n---\n[[Kettle]]",
    "index": "[[Kettle]] [[Ada Holm]]",
    "log": "## 2026-11-23\n[[Kettle]]",
    "AGENTS": "---\ntype: schema\n---\n[[Kettle]]",
    "Kettle": entity("Kettle", "[[Ada]] [[sources/handbook]] [[index]] [[Nobody]]", "software", conflicts=2),
    "Ada Holm": entity("Ada Holm", "[[Kettle]] [[Ada Holm]]", "person"),
    "Ada": entity("Ada", "Goes to [[A. Holm]].", "redirect"),
    "A. Holm": entity("A. Holm", "Goes to [[Ada Holm]].", "redirect"),
    "Who wrote it": entity("Who wrote it", "[[Kettle]]", "question"),
    "sources__handbook": entity("The handbook", "[[Kettle]]", "source"),
}


def test_in_a_wiki_of_ours_entity_pages_count_and_links_go_through_redirects(tmp_path: Path) -> None:
    graph = read_graph(write(tmp_path, **OWN), wanted=[("Retry policy", ["Kettle"]), ("nobody", ["Ada Holm"])])
    assert graph.ours
    assert [(note.path, note.kind, note.conflicts) for note in graph.notes] == [
        ("Ada Holm.md", "person", 0),
        ("Kettle.md", "software", 2),
    ]
    assert graph.links == (("Ada Holm.md", "Kettle.md"), ("Kettle.md", "Ada Holm.md"))
    assert graph.broken == (("Kettle.md", "Nobody"),)
    assert graph.wanted == (("Nobody", ("Ada Holm.md", "Kettle.md")), ("Retry policy", ("Kettle.md",)))


def test_redirects_in_a_circle_lead_nowhere(tmp_path: Path) -> None:
    notes = {"A": entity("A", "[[B]]", "redirect"), "B": entity("B", "[[A]]", "redirect"), "C": entity("C", "[[A]]")}
    graph = read_graph(write(tmp_path, conflicts=OWN["conflicts"], **notes))
    assert graph.broken == (("C.md", "A"),)


def test_a_person_s_page_without_front_matter_is_a_page_of_the_wiki(tmp_path: Path) -> None:
    graph = read_graph(write(tmp_path, **OWN, Mine="I read [[Kettle]] first."))
    assert ("Mine.md", "Kettle.md") in graph.links


def test_ours_by_the_folder_of_the_database(tmp_path: Path) -> None:
    assert not read_graph(tmp_path).ours
    (tmp_path / ".nightwiki").mkdir()
    assert read_graph(tmp_path).ours


def test_a_bad_file_costs_only_itself(tmp_path: Path) -> None:
    write(
        tmp_path,
        good="[[utf16]] [[latin]]",
        yaml="---\na: [\n: }\n---\n[[good]]",
        prose="---\nJust prose\n---\n[[good]]",
    )
    (tmp_path / "utf16.md").write_bytes("[[good]]".encode("utf-16"))
    (tmp_path / "latin.md").write_bytes("caf\xe9 [[good]]".encode("latin-1"))
    with (tmp_path / "huge.md").open("wb") as huge:
        huge.truncate(MAX_NOTE_BYTES + 1)
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "gone.md").symlink_to(tmp_path / "nowhere")
    (tmp_path / "folder.md").mkdir()
    graph = read_graph(tmp_path)
    assert [path for path, _ in graph.unread] == ["gone.md", "huge.md", "pipe.md"]
    assert {a for a, b in graph.links if b == "good.md"} == {"utf16.md", "latin.md", "yaml.md", "prose.md"}
    assert len(graph.notes) == 8


def test_a_file_name_that_is_no_utf8_is_shown(tmp_path: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/b\xff.md")).write_text("[[a]]")
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    graph = read_graph(write(tmp_path, a=""))
    assert graph.links == (("b\ufffd.md", "a.md"),)


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotADirectoryError):
        read_graph(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("text", "meta", "body"),
    [
        ("---\na: 1\n---\nbody", {"a": 1}, "body"),
        ("---\n---\nbody", {}, "body"),
        ("---\na: 1\n...\nbody", {"a": 1}, "body"),
        ("--- \na: 1\n--- \nbody", {"a": 1}, "body"),
        ("---\na: 1\nnever closed", {}, "---\na: 1\nnever closed"),
        ("body\n---\na: 1\n---\n", {}, "body\n---\na: 1\n---\n"),
        ("---", {}, "---"),
        ("", {}, ""),
        (
            "---\nd: 2024-13-45\n---\nbody",
            {},
            "~~~~\nd: 2024-13-45\n~~~~\nbody",
        ),  # no mapping: kept, as code, and not believed
    ],
)
def test_front_matter(text: str, meta: dict[str, object], body: str) -> None:
    assert tolerant(text) == (body, meta)


@given(st.text(alphabet=st.sampled_from("-:[]{}&*!|>'\"%@` \na1.?~é\x00\ufeff"), max_size=60))
def test_no_front_matter_is_too_odd(text: str) -> None:
    body, _ = tolerant(f"---\n{text}\n---\nthe end")
    assert body.endswith("the end")


@pytest.mark.data
@pytest.mark.parametrize("vault", ["data-engineering-wiki", "foam-docs"])
def test_the_counts_of_real_vaults(vault: str, tmp_path: Path) -> None:
    folder = Path(os.environ.get("NIGHTWIKI_DATA", ".")) / "vaults"
    if not (folder / vault).is_dir():
        pytest.skip("NIGHTWIKI_DATA is not set, or holds no vaults")
    expected = json.loads((folder / f"{vault}.expected.json").read_text())
    copy = shutil.copytree(folder / vault, tmp_path / vault)
    copy.chmod(0o755)
    for counts in (expected["md_only"], expected["with_attachment_names_present"]):
        graph = read_graph(copy, only_wikilinks=True)  # the rule of these counts
        report = analyse(graph)
        assert report.pages == counts["notes"]
        assert report.links == counts["edges"]
        assert len(report.broken) == counts["unresolved_links"]
        assert report.wanted == counts["unresolved_targets"]
        assert len(report.orphans) == counts["no_inlinks"]
        for _, target in graph.broken:
            if target.lower().endswith((".png", ".jpg", ".jpeg", ".svg", ".gif", ".webp")):
                (copy / target).parent.mkdir(exist_ok=True)
                (copy / target).touch()
    assert set(read_graph(copy).links) >= set(graph.links)
