"""What a source says of itself: who wrote it, when and how sure that is, where it wants to be known."""

from __future__ import annotations

import asyncio

import pytest

from agent.knowledge.model import Document
from agent.sources.extract import Extracted, extract
from agent.sources.sandbox import Sandbox

TEXT = "<p>The Marl Mill stands on the river Marl, below the bridge, and it has three wheels of oak.</p>" * 6


def read(head: str = "", body: str = "", resource: str = "https://a.org/mill") -> Extracted:
    page = f"<html><head><title>The Mill</title>{head}</head><body><main><h1>The Mill</h1>{TEXT}{body}</main></body></html>"
    return extract(page.encode(), "text/html", resource)


@pytest.mark.parametrize(
    ("head", "body", "resource", "date", "dated"),
    [
        ("<meta name='citation_publication_date' content='2019/5/3'>", "", "https://a.org/2001/02/03/mill", "2019-05-03", "stated"),
        ("", "<time itemprop='datePublished' datetime='2019-05-03T10:00'>May</time>", "https://a.org/x", "2019-05-03", "stated"),
        (
            '<script type="application/ld+json">{"@graph": [{"datePublished": "2019-05-03", "dateModified": "2024-01-09"}]}</script>',
            "", "https://a.org/x", "2019-05-03", "stated",
        ),
        ("<meta property='article:modified_time' content='2024-01-09T08:00:00Z'>", "", "https://a.org/x", "2024-01-09", "changed"),
        ("", "", "https://a.org/blog/2020/11/30/mill.html", "2020-11-30", "address"),
        ("", "", "https://a.org/v1.20201130/mill.html", "2020-11-30", "address"),
        ("<meta name='date' content='2019-13-45'>", "", "https://a.org/x", None, ""),
        ("", "<footer><p>Copyright 2021 the millers</p></footer>", "https://a.org/x", None, ""),
        ("<script type='application/ld+json'>{broken</script>", "", "https://a.org/mill/2020/99/99", None, ""),
    ],
    ids=["meta", "time", "json-ld", "changed", "address", "in a name", "no day", "copyright", "broken"],
)  # fmt: skip
def test_a_day_comes_with_where_it_stands(head: str, body: str, resource: str, date: str | None, dated: str) -> None:
    found = read(head, body, resource)
    assert (found.date, found.dated) == (date, dated)


def test_the_stamp_of_a_footer_is_said_to_be_that() -> None:
    found = read(
        "", "</main><footer><p>Last updated on <time datetime='2023-07-14'>14 July 2023</time>.</p></footer><main>"
    )
    assert (found.date, found.dated) in {("2023-07-14", "footer"), (None, "")}


def test_authors_and_the_address_are_kept_and_what_names_nobody_is_not() -> None:
    found = read(
        "<meta name='citation_author' content='Ada Holm'><meta name='citation_author' content='Max Berg'>"
        "<meta name='author' content='Ada Holm; admin'><meta property='article:author' content='https://a.org/ada'>"
        "<link rel='canonical' href='/the-mill'>"
    )
    assert found.authors == ("Ada Holm", "Max Berg")
    assert found.address == "https://a.org/the-mill"
    graph = '<script type="application/ld+json">[{"author": [{"name": "Eva Lind"}, "Jo Ek"]}]</script>'
    assert read(graph).authors == ("Eva Lind", "Jo Ek")


def test_front_matter_tells_the_same_of_a_note() -> None:
    note = "---\ntitle: The Mill\nauthor: [Ada Holm, Max Berg]\nsource: https://a.org/mill\ndate: 2019-05-03\n---\n\nThe mill is old.\n"
    found = extract(note.encode(), "", "mill.md")
    assert (found.authors, found.address, found.date, found.dated) == (
        ("Ada Holm", "Max Berg"), "https://a.org/mill", "2019-05-03", "",
    )  # fmt: skip


def test_it_comes_whole_through_the_process_that_reads() -> None:
    async def ask() -> Extracted:
        async with Sandbox(processes=1) as sandbox:
            page = f"<html><head><meta name='author' content='Ada Holm'></head><body>{TEXT}</body></html>"
            return await sandbox.extract(page.encode(), "text/html", "https://a.org/x")

    assert asyncio.run(ask()).authors == ("Ada Holm",)


@pytest.mark.parametrize(
    ("dated", "when", "stated"),
    [
        ("stated", "2019-05-03", "2019-05-03"),
        ("", "2019-05-03", "2019-05-03"),
        ("address", "2019-05-03 by its address", None),
        ("footer", "2019-05-03 by its footer", None),
    ],
)
def test_only_a_stated_day_counts_as_the_document_s(dated: str, when: str, stated: str | None) -> None:
    document = Document("x", "x", "X", "x", "text/html", "", (), "2019-05-03", dated=dated, authors=("Ada", "Bo", "Cy"))
    assert (document.when, document.stated) == (when, stated)
    assert document.byline == "Ada and others"
