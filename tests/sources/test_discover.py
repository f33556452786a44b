"""What a page, a site map or a feed names; and which of that is a page of a site."""

from __future__ import annotations

import asyncio
import gzip
from pathlib import Path

import pytest

from agent.errors import SourceFailed
from agent.sources.discover import Discovered, What, discover
from agent.sources.listing import resolve
from agent.sources.sandbox import Sandbox
from agent.sources.scope import Scope, key

MAP = b"""<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc> https://a.org/one </loc><lastmod>2024-05-01</lastmod></url><url><loc>https://a.org/two?x=1&amp;y=2</loc></url>
<url><loc>https://a.org/one</loc></url><url><loc>javascript:alert(1)</loc></url></urlset>"""
INDEX = b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>https://a.org/s1.xml.gz</loc></sitemap>
</sitemapindex>"""
RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>News</title><link>https://a.org/</link>
<item><title>One</title><link>https://a.org/1</link><guid isPermaLink="false">x</guid></item>
<item><guid>https://a.org/2</guid></item><item><title>none</title></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><link href="https://a.org/"/><entry><link rel="edit" href="https://a.org/edit"/>
<link rel="alternate" href="/3"/><id>urn:x</id></entry></feed>"""
RDF = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<item rdf:about="https://a.org/4"><link>https://a.org/4</link></item></rdf:RDF>"""
BOMB = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;">]>
<urlset><url><loc>https://a.org/&lol2;</loc></url></urlset>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><urlset><url><loc>https://a.org/&e;</loc></url></urlset>"""


def found(data: bytes, what: What, media: str = "application/xml") -> Discovered:
    return discover(data, media, "https://a.org/s", what)


def test_a_site_map_names_pages_each_once_and_nothing_that_is_no_web_address() -> None:
    assert found(MAP, "sitemap").pages == ("https://a.org/one", "https://a.org/two?x=1&y=2")
    assert found(gzip.compress(MAP), "sitemap") == found(MAP, "sitemap")
    assert found(b"https://a.org/one\n\nhttps://a.org/two\n", "sitemap", "text/plain").pages[1] == "https://a.org/two"


def test_the_parts_of_a_site_map_are_more_site_maps() -> None:
    assert found(INDEX, "sitemap") == Discovered((), ("https://a.org/s1.xml.gz",))


@pytest.mark.parametrize(
    ("data", "pages"),
    [
        (RSS, ("https://a.org/1", "https://a.org/2")),
        (ATOM, ("https://a.org/3",)),
        (RDF, ("https://a.org/4",)),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "5", "url": "https://a.org/5"}]}', ("https://a.org/5",)),
    ],
    ids=["rss", "atom", "rdf", "json"],
)  # fmt: skip
def test_a_feed_of_any_kind_names_its_entries(data: bytes, pages: tuple[str, ...]) -> None:
    assert found(data, "feed").pages == pages


def test_a_page_given_for_a_feed_says_where_its_feed_is() -> None:
    page = b"<!doctype html><html><head><link rel='alternate' type='application/rss+xml' href='/rss'></head><body>x</body></html>"
    assert found(page, "feed", "text/html") == Discovered((), ("https://a.org/rss",))


@pytest.mark.parametrize("bomb", [BOMB, OUTSIDE, gzip.compress(b" " * (60 * 2**20)), b"<html><body>no</body></html>"])
def test_an_xml_bomb_a_file_of_ours_a_zip_bomb_and_what_is_no_map_are_refused(bomb: bytes) -> None:
    with pytest.raises(SourceFailed):
        found(bomb, "sitemap")


def test_the_addresses_are_found_in_a_process_of_its_own() -> None:
    async def ask() -> tuple[Discovered, str]:
        async with Sandbox(processes=1) as sandbox:
            named = await sandbox.discover(MAP, "application/xml", "https://a.org/s", "sitemap")
            with pytest.raises(SourceFailed) as refused:
                await sandbox.discover(BOMB, "application/xml", "https://a.org/s", "sitemap")
            return named, str(refused.value)

    named, refused = asyncio.run(ask())
    assert named == found(MAP, "sitemap")
    assert "entities" in refused


def test_the_links_of_a_page_in_its_order_less_those_that_ask_not_to_be_followed() -> None:
    page = b"""<html><head><base href='https://a.org/docs/'></head><body><a href='b.html#x'>b</a><a href='#here'>x</a>
    <a rel='nofollow' href='no.html'>no</a><a href='mailto:x@y'>m</a><a href='../c'>c</a><a href='http://[bad'>bad</a></body></html>"""
    assert found(page, "page", "text/html").pages == ("https://a.org/docs/b.html#x", "https://a.org/c")
    closed = page.replace(b"<base", b"<meta name='ROBOTS' content='noindex, nofollow'><base")
    assert found(closed, "page", "text/html").pages == ()


@pytest.mark.parametrize(
    ("link", "page"),
    [
        ("https://a.org/docs/b.html#part", "https://a.org/docs/b.html"),
        ("https://a.org/docs/b.html?highlight=x", "https://a.org/docs/b.html"),
        ("https://A.org/docs/../docs/c/", "https://a.org/docs/c/"),
        ("https://a.org/docs/show.php?id=7&utm_source=x", "https://a.org/docs/show.php?id=7"),
        ("https://a.org/docs/show.php?id=7&printable=yes", None),
        ("https://a.org/docs/v2.0", "https://a.org/docs/v2.0"),
        ("https://a.org/blog/", None),
        ("https://a.org/docs/../blog/", None),
        ("https://b.org/docs/b.html", None),
        ("https://me:pw@a.org/docs/b.html", None),
        ("https://a.org/docs/_sources/b.rst.txt", None),
        ("https://a.org/docs/genindex-A.html", None),
        ("https://a.org/docs/search.html", None),
        ("https://a.org/docs/print.html", None),
        ("https://a.org/docs/picture.PNG", None),
        ("ftp://a.org/docs/x", None),
    ],
)
def test_a_page_of_a_site_is_of_its_host_below_its_start_and_no_view_of_another(link: str, page: str | None) -> None:
    assert Scope.of("https://www.a.org/docs/index.html").page(link) == page


def test_two_addresses_of_one_page_are_known_for_one() -> None:
    assert key("https://a.org/docs/") == key("http://www.a.org/docs/index.html") == key("https://a.org/docs")
    assert key("https://a.org/docs/x.php?id=1") != key("https://a.org/docs/x.php?id=2")
    assert Scope.of("https://a.org/docs").holds("https://a.org/docs/x")
    assert not Scope.of("https://a.org/docs").holds("https://a.org/docsx")


@pytest.mark.parametrize(
    ("word", "resource"),
    [
        ("arxiv:2309.06180v2", "https://arxiv.org/pdf/2309.06180v2"),
        ("arxiv:hep-th/9901001", "https://arxiv.org/pdf/hep-th/9901001"),
        ("doi:10.1145/3600006.3613165", "https://doi.org/10.1145/3600006.3613165"),
        ("isbn:978-0-14-032872-1", "https://openlibrary.org/isbn/9780140328721"),
        ("isbn:0-8044-2957-X", "https://openlibrary.org/isbn/080442957X"),
        ("wikipedia:Great Eastern", "https://en.wikipedia.org/wiki/Great_Eastern"),
        ("wikipedia:de:Seekabel", "https://de.wikipedia.org/wiki/Seekabel"),
    ],
)
def test_a_short_way_to_name_a_page_is_its_address(tmp_path: Path, word: str, resource: str) -> None:
    (source,) = resolve([word], tmp_path)
    assert (source.kind, source.resource) == ("url", resource)
    listing = tmp_path / "sources.txt"
    listing.write_text(f"{word} | A title\n")
    assert [each.title for each in resolve([str(listing)], tmp_path)] == ["A title"]


@pytest.mark.parametrize(
    "word",
    ["site:https://a.org/docs/", "sitemap:https://a.org/s.xml", "feed:http://a.org/f", "git:https://a.org/r.git"],
)
def test_what_stands_for_many_pages_is_a_list(tmp_path: Path, word: str) -> None:
    assert [(each.kind, each.resource) for each in resolve([word], tmp_path)] == [("list", word)]


@pytest.mark.parametrize(
    "word",
    [
        "arxiv:x", "doi:1145", "isbn:978-0-14-032872-2", "isbn:12", "wikipedia:", "site:docs", "feed:ftp://a.org/x", "sitemap:https://",
        "git:ext::sh -c id", "git:http://a.org/r.git", "git:ssh://a.org/r.git", "site:https://me:pw@a.org/",
    ],
)  # fmt: skip
def test_what_can_be_no_source_says_why_at_once(tmp_path: Path, word: str) -> None:
    (source,) = resolve([word], tmp_path)
    assert source.kind == "unsupported"
    assert source.reason
    assert "pw" not in source.resource


def test_half_a_character_in_a_feed_is_no_address_and_costs_no_night() -> None:
    feed = rb'{"items": [{"url": "https://x.example/\ud800"}, {"url": "https://x.example/a"}]}'
    assert discover(feed, "application/feed+json", "https://x.example/", "feed").pages == ("https://x.example/a",)
