"""A page holds the headings, links and footnotes that we meant, whatever the sources and the model said."""

from __future__ import annotations

import re
from dataclasses import replace

import frontmatter
import pytest
from hypothesis import HealthCheck, given, settings
from markdown_it import MarkdownIt
from markdown_it.token import Token

from agent.knowledge.model import PAGE_KINDS, Answer, Citation
from agent.known.disagreements import _side
from agent.wiki.folder.files import safe_name
from agent.wiki.links import NoteIndex, find_links, without_code
from agent.wiki.render import render
from agent.wiki.view import NightEntry, WikiView
from tests.wiki.wikis import document, kettle, wikis

MD = MarkdownIt("commonmark").enable(["table", "strikethrough"])
MARK = re.compile(r"(?<!\\)\[\^([^\]\s]+)\](?!:)")
DEFINITION = re.compile(r"^\[\^([^\]\s]+)\]: ", re.MULTILINE)
UNMEANT = {"html_block", "html_inline", "image", "link_open", "hr", "s_open"}
TABLE = re.compile(r"^\|(?: --- \|)+$", re.MULTILINE)
EMPHASIS = {"em_open", "strong_open"}


def body_of(text: str) -> str:
    return str(frontmatter.loads(text).content)


def tokens_of(body: str) -> list[Token]:
    tokens = MD.parse(body)
    return tokens + [child for token in tokens for child in token.children or []]


def headings_of(body: str) -> list[str]:
    tokens = MD.parse(body)
    return [tokens[at + 1].content for at, token in enumerate(tokens) if token.type == "heading_open"]


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(wikis())
def test_nothing_in_a_source_or_a_reply_breaks_out(view: WikiView) -> None:
    files = render(view)
    index = NoteIndex(files)
    for path, text in files.items():
        body = body_of(text)
        found = {token.type for token in tokens_of(body)}
        meant = {"link_open"} if path.startswith("sources/") else set()  # where the source came from
        assert not (found & (UNMEANT - meant)), (path, found, body)
        assert sum(token.type == "table_open" for token in MD.parse(body)) == len(TABLE.findall(without_code(body)))
        # A title's own underscores stand in its links as they are: only a reader without wikilinks sees them as emphasis.
        emphasis = {token.type for token in tokens_of(re.sub(r"\[\[[^\]]*\]\]", "link", body))} & EMPHASIS
        assert "em_open" not in emphasis, (path, body)
        assert all(index.resolve(link.target) for link in find_links(body)), (path, body)
        assert not any(link.embed for link in find_links(body))
        outside_code = without_code(body)
        definitions = DEFINITION.findall(outside_code)
        assert len(definitions) == len(set(definitions))
        if path != "AGENTS.md":
            assert set(MARK.findall(outside_code)) == set(definitions), (path, body)
        assert "\n---\n" not in outside_code
        assert "%%" not in re.sub(r"`[^`]*`", "code", outside_code)
        meta = frontmatter.loads(text).metadata
        links = meta.pop("source_links", [])
        assert not find_links(str(meta))
        assert isinstance(links, list)
        assert all(f"{link[2:-2]}.md" in files for link in links), (path, links)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(wikis())
def test_the_headings_of_a_page_are_those_that_we_wrote(view: WikiView) -> None:
    for path, text in render(view).items():
        body = body_of(text)
        meta = frontmatter.loads(text).metadata
        if meta.get("type") not in PAGE_KINDS:
            continue
        headings = headings_of(body)
        ours = [line for line in without_code(body).split("\n") if line.startswith(("# ", "## "))]
        assert len(headings) == len(ours), (path, body)
        callouts = sum(token.type == "blockquote_open" for token in MD.parse(body))
        page = next(page for page in view.pages if page.id == meta["id"])
        assert callouts == len(page.disagreements)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(wikis())
def test_the_three_rules_of_the_open_knowledge_format_hold(view: WikiView) -> None:
    days = (NightEntry("2026-11-22", ("b",)), NightEntry("2026-11-23", ("a",)), NightEntry("2026-11-23", ("c",)))
    files = render(replace(view, nights=days))
    for path, text in files.items():
        post = frontmatter.loads(text)
        if path in {"index.md", "log.md"}:
            assert not text.startswith("---")
        else:
            assert post.metadata["type"]
        description = str(post.metadata.get("description", ""))
        assert len(description) <= 200
        assert "\n" not in description
        sources = post.metadata.get("sources", [])
        assert isinstance(sources, list)
        assert all(set(source) == {"id", "resource", "title"} for source in sources)
    assert headings_of(files["log.md"]) == ["Log", "2026-11-23", "2026-11-22"]


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(wikis())
def test_it_is_a_function_of_the_view(view: WikiView) -> None:
    assert render(view) == render(view)


def test_an_entity_page() -> None:
    text = render(kettle())["Kettle (software).md"]
    post = frontmatter.loads(text)
    assert list(post.metadata) == (
        [
            "id",
            "title",
            "type",
            "description",
            "aliases",
            "tags",
            "sources",
            "source_links",
            "claims",
            "conflicts",
            "created",
            "updated",
        ]
    )
    assert post.metadata["claims"] == 5
    assert post.metadata["conflicts"] == 1
    body = str(post.content)
    assert headings_of(body) == ["Kettle (software)", "Retries", "See also"]
    assert "Kettle is a job scheduler by [[Ada Holm]].[^handbook-1]\n" in body
    assert "> [!warning] Sources disagree: Default timeout of Kettle?\n" in body
    assert "> - **60 seconds**: “Kettle times out after 60 seconds.”[^notes-1] (2025-01-01)\n" in body
    section = (
        "It retries a failed job three times.[^handbook-2] It times out, by its retry policy.[^handbook-2-3][^notes-1]"
    )
    assert f"## Retries\n\n{section}\n" in body
    quote = "It retries a failed job three times. The default timeout is 30 seconds."
    link = "[[sources/handbook#^s2|The Kettle handbook]]"
    assert f'[^handbook-2-3]: {link}, Kettle handbook > Retries: "{quote}"\n' in f"{body}\n"
    assert '```\nif [[ -f kettle ]]; then\n\n  echo "`hi`"\nfi\n```\n' in body
    assert "no language model wrote this page" in body


def test_what_a_title_cannot_be_as_a_file_it_is_as_an_alias() -> None:
    view = kettle()
    page = replace(view.pages[1], title="C#: the language", aliases=("C sharp",))
    text = render(replace(view, pages=(page,)))[f"{safe_name(page.title)}.md"]
    assert frontmatter.loads(text).metadata["aliases"] == ["C#: the language", "C sharp"]


def test_a_redirect_says_where_its_subject_went() -> None:
    post = frontmatter.loads(render(kettle())["Kettle scheduler.md"])
    assert (post.metadata["type"], post.content) == ("redirect", "Goes to [[Kettle (software)]].")


def test_the_index_counts_and_lists() -> None:
    text = render(kettle())["index.md"]
    assert "2 pages from 3 sources: 7 claims, 2 links, 1 open disagreement." in text
    assert "- [[Kettle (software)]]: Kettle is a job scheduler by Ada Holm.\n" in text
    assert "- `https://example.org/gone`: 404: not found\n" in text
    assert "no language model" in text


def test_a_source_says_where_it_is_from_and_what_it_feeds() -> None:
    view = kettle()
    text = render(view)["sources/handbook.md"]
    assert "- From: <https://example.org/handbook.html>\n" in text
    assert view.documents[0].id in text
    assert "- Kettle handbook\n  - Retries\n" in text
    assert "- [[Ada Holm]]\n- [[Kettle (software)]]\n" in text


def test_a_footnote_leads_to_its_sentence_on_the_page_of_the_source() -> None:
    files = render(kettle())
    text = files["sources/handbook.md"]
    assert text.endswith(
        "## Cited sentences\n\n"
        "- **1** Kettle is a job scheduler written by Ada Holm. ^s1\n"
        "- **2** It retries a failed job three times. ^s2\n"
        "- **3** The default timeout is 30 seconds. ^s3\n"
    )
    assert "- **1** `if [[ -f kettle ]]; then echo" in files["sources/code.md"]  # code, on one line
    for path, page in files.items():
        for link in find_links(page):
            if link.heading:
                assert f" {link.heading}\n" in files[f"{link.target}.md"], (path, link)


def test_a_sentence_that_nothing_cites_is_not_on_the_page_of_its_source() -> None:
    view = kettle()
    less = replace(view, pages=view.pages[1:], disagreements=())
    text = render(less)["sources/handbook.md"]
    assert "^s1\n" in text
    assert "^s2" not in text


def test_the_page_of_a_source_holds_so_many_sentences_and_says_how_many_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.wiki.prepared.LISTED_AT_MOST", 1)
    files = render(kettle())
    assert files["sources/handbook.md"].endswith("Ada Holm. ^s1\n- … and 2 more\n")
    assert "[^handbook-1]: [[sources/handbook#^s1|" in files["Kettle (software).md"]
    assert "[^handbook-2]: [[sources/handbook|" in files["Kettle (software).md"]


def test_a_block_id_in_a_source_is_text() -> None:
    view = kettle()
    sly = document("sly", "Sly", "Kettle boils. ^s1", "Kettle sings. ^s1")
    line = replace(view.pages[1].lead[0], citations=(Citation(sly.id, 1, 2),))
    files = render(replace(view, pages=(replace(view.pages[1], lead=(line,)),), documents=(*view.documents, sly)))
    assert "- **2** Kettle sings. \\^s1 ^s2\n" in files["sources/sly.md"]


def test_a_day_that_a_document_states_is_its_sides_too_and_an_unsure_one_is_said_to_be() -> None:
    view = kettle()
    stated = view.documents[0]
    footer = replace(stated, dated="footer")
    assert "- Dated: 2024-05-03\n" in render(view)["sources/handbook.md"]
    text = render(replace(view, documents=(footer, *view.documents[1:])))["sources/handbook.md"]
    assert "- Dated: 2024-05-03 by its footer\n" in text
    assert frontmatter.loads(text)["date"] == ""
    answer = Answer("q", stated.id, "30", "seconds", cites=(3,))
    assert _side(answer, stated, set()).date == "2024-05-03"
    assert _side(answer, footer, set()).date is None  # or a stamp of today would be the newer of two sides
    assert _side(answer, footer, set()).when == "2024-05-03 by its footer"


def test_a_footnote_of_a_paged_source_says_the_page() -> None:
    view = kettle()
    paged = replace(view.documents[0], sentences=tuple(replace(each, page=4) for each in view.documents[0].sentences))
    text = render(replace(view, documents=(paged, *view.documents[1:])))["Kettle (software).md"]
    assert ', p. 4: "' in text


def test_a_long_sentence_is_cut_in_the_footnote() -> None:
    view = kettle()
    long = document("long", "Long", "word " * 200 + "end.")
    line = replace(view.pages[1].lead[0], citations=(replace(view.pages[1].lead[0].citations[0], document=long.id),))
    page = replace(view.pages[1], lead=(line,))
    body = body_of(render(replace(view, pages=(page,), documents=(*view.documents, long)))["Ada Holm.md"])
    quote = re.search(r'\[\^long-1\]: .*: "(.*)"', body)
    assert quote is not None
    assert quote[1].endswith("word…")
    assert len(quote[1]) <= 300


def test_spans_and_slugs_that_end_in_figures_are_not_mixed_up() -> None:
    view = kettle()
    documents = (document("a", "A", *"123456789"), document("a-1", "A 1", *"123456789"))
    citations = (Citation(documents[0].id, 1, 7), Citation(documents[1].id, 7, 7))
    lines = [replace(view.pages[1].lines[0], citations=(citation,)) for citation in citations]
    page = replace(view.pages[1], lead=(), lines=tuple(lines))
    body = body_of(render(replace(view, pages=(page,), documents=documents))["Ada Holm.md"])
    assert DEFINITION.findall(body) == ["a-1--7", "a-1-7"]


@pytest.mark.parametrize("rehearsed", [True, False])
def test_every_page_of_a_rehearsal_says_so(rehearsed: bool) -> None:
    files = render(replace(kettle(), rehearsed=rehearsed))
    for path in ("Kettle (software).md", "Ada Holm.md", "index.md", "conflicts.md"):
        assert bool(re.search(r"^\*.*no language model.*\*$", files[path], re.MULTILINE)) is rehearsed
