"""What opens the wiki runs nothing: no command of Templater and no query of Dataview stands in what we write, nor in its code and head."""

from __future__ import annotations

import re
from dataclasses import replace

import frontmatter
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from agent.wiki.render import render
from agent.wiki.text import code_block, code_span, field, inline, wikilink
from agent.wiki.view import WikiView
from tests.wiki.wikis import wikis

MD = MarkdownIt("commonmark").enable(["table", "strikethrough"])
COMMANDS = [
    "<% tp.file.title %>",
    "<%* await app.vault.delete(tp.file) %>",
    "<%_ 1 _%>",
    "<<%% x",
    "= this.file.name",
    "$= dv.pages()",
    " =[x]",
    "<%\u200b%",
    "<\u2060% tp %>",
    "```dataviewjs\ndv.pages()\n```",
    "~~~dataviewjs\ndv.list()\n~~~",
    "`= 1` `$= 2` `<% 3 %>`",
]


def live(body: str) -> list[str]:
    """What a plug-in would carry out of a page without its front matter."""
    tokens = [child for token in MD.parse(body) for child in (token, *(token.children or []))]
    spans = [token.content for token in tokens if token.type == "code_inline"]
    queries = [span for span in spans if span.strip().startswith(("=", "$="))]
    return queries + [token.info for token in tokens if token.type == "fence" and token.info] + re.findall("<%", body)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", ["inline", "code_span", "code_block", "wikilink"])
def test_a_command_is_words_wherever_it_stands(command: str, name: str) -> None:
    for text in (command, f"Kettle {command} boils.", f"`{command}`"):
        written = {
            "inline": inline(text),
            "code_span": code_span(text),
            "code_block": code_block(text) or "",
            "wikilink": wikilink("x", text),
        }
        assert not live(written[name])
        assert "<%" not in field(text)


@pytest.mark.parametrize("command", ["<% tp.file.title %>", "<%= erb %>\nline two"])
def test_code_is_still_shown_but_for_a_space(command: str) -> None:
    block = code_block(command)
    assert block is not None
    assert block.replace("< %", "<%").strip("`\n") == command


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(wikis(), st.sampled_from(COMMANDS))
def test_nothing_runs_in_a_whole_wiki(view: WikiView, command: str) -> None:
    pages = tuple(
        replace(page, title=f"{page.title} {command}", aliases=(*page.aliases, command)) for page in view.pages
    )
    documents = tuple(replace(document, title=f"{command} {document.title}") for document in view.documents)
    for path, text in render(replace(view, pages=pages, documents=documents)).items():
        assert "<%" not in path + text, path
        assert not live(str(frontmatter.loads(text).content)), (path, text)
