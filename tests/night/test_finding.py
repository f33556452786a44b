"""Sources that stand for many: what a night makes of a site, a site map, a feed, a repository, also broken off and gone on with."""

from __future__ import annotations

import os
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from agent.errors import Exit
from agent.night.amends import forget
from agent.state.state import State
from tests.night.nights import fault_process, in_child, killed, tree

FLAGS: dict[str, Any] = {"allow_private": True, "host_delay": 0.0}


@pytest.fixture(scope="module")
def engine() -> Iterator[str]:
    with fault_process() as url:
        yield url


def page(name: str, *links: str) -> str:
    below = "".join(f"<li><a href='{link}'>{link}</a></li>" for link in links)
    return f"""<html><head><title>{name} Holm</title></head><body><main><h1>{name} Holm</h1><p>{name} Holm is a mill on the river Marl.
    {name} Holm has {len(name)} wheels and was built by the millers of {name}.</p></main><nav><ul>{below}</ul></nav></body></html>"""


PAGES = {
    "/docs/": page("Ada", "b.html", "c.html#top", "/docs/b.html?highlight=x", "genindex.html", "/blog/", "gone.html"),
    "/docs/b.html": page("Berta", "deep/d.html", "./"),
    "/docs/c.html": page("Clara", "_sources/c.rst.txt", "b.html", "deep/d.html", "secret.html"),
    "/docs/deep/d.html": page("Dora", "../c.html", "e.html"),
    "/docs/deep/e.html": page("Emma", "../index.html"),
    "/docs/secret.html": page("Selma"),
    "/blog/": page("Greta"),
    "/docs/genindex.html": page("Index"),
}


@pytest.fixture
def site(httpserver: HTTPServer) -> HTTPServer:
    def answer(request: Request) -> Response:
        if request.path == "/robots.txt":
            return Response("User-agent: *\nDisallow: /docs/secret.html\n", content_type="text/plain")
        text = PAGES.get(request.path)
        if text is None:
            return Response("none", status=404)
        mark = f'"{hash(text)}"'
        if request.headers.get("If-None-Match") == mark:
            return Response(status=304, headers={"ETag": mark})
        return Response(text, content_type="text/html", headers={"ETag": mark})

    httpserver.expect_request("/robots.txt").respond_with_handler(answer)
    httpserver.expect_request(re.compile("/(docs|blog)/.*")).respond_with_handler(answer)
    return httpserver


def asked(server: HTTPServer) -> Counter[str]:
    return Counter(request.full_path.rstrip("?") for request, _ in server.log)


def rows(wiki: Path) -> list[tuple[str, str]]:
    with State.to_read(wiki) as state:
        return [(row.resource.partition("/docs")[2], row.state) for row in state.sources.all() if row.kind == "url"]


def test_a_site_is_read_breadth_first_each_page_once_and_nothing_beside_it(
    tmp_path: Path, site: HTTPServer, engine: str
) -> None:
    wiki, word = tmp_path / "wiki", "site:" + site.url_for("/docs/")
    assert in_child(wiki, [word], engine, **FLAGS) == Exit.DONE
    found = [
        ("/", "done"),
        ("/b.html", "done"),
        ("/c.html", "done"),
        ("/gone.html", "failed"),
        ("/deep/d.html", "done"),
    ]
    assert rows(wiki) == [*found, ("/secret.html", "failed"), ("/deep/e.html", "done")]
    assert set(asked(site).values()) == {1}
    assert "/docs/secret.html" not in asked(site)
    with State.to_read(wiki) as state:
        assert state.sources.counts() == {"done": 5, "failed": 2}
        (parent,) = [row for row in state.sources.all() if row.kind == "list"]
    assert forget(wiki, parent.resource)
    assert rows(wiki) == []


def test_a_crawl_that_was_killed_goes_on_where_it_was_with_the_same_list(
    tmp_path: Path, site: HTTPServer, engine: str
) -> None:
    word = "site:" + site.url_for("/docs/")
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    assert in_child(whole, [word], engine, **FLAGS) == Exit.DONE
    for kill_at in ("document:after#2", "sources:found:after#1", "document:before#4"):
        site.clear_log()
        wiki = broken / re.sub(r"\W", "-", kill_at)
        assert killed(in_child(wiki, [word], engine, kill_at, **FLAGS))
        assert in_child(wiki, None, engine, **FLAGS) == Exit.DONE
        assert rows(wiki) == rows(whole)
        assert tree(wiki) == tree(whole)
        again = {path for path, times in asked(site).items() if times > 1}
        assert len(again) <= 2, again  # robots.txt, and the page that was in flight


def test_a_second_night_asks_only_whether_pages_changed_and_finds_new_ones(
    tmp_path: Path, site: HTTPServer, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wiki, word = tmp_path / "wiki", "site:" + site.url_for("/docs/")
    assert in_child(wiki, [word], engine, **FLAGS) == Exit.DONE
    monkeypatch.setitem(PAGES, "/docs/deep/e.html", page("Emma", "new.html"))
    monkeypatch.setitem(PAGES, "/docs/deep/new.html", page("Nora"))
    site.clear_log()
    assert in_child(wiki, [word], engine, **FLAGS) == Exit.DONE
    assert rows(wiki)[-1] == ("/deep/new.html", "done")
    sent = Counter(response.status_code for request, response in site.log if request.path != "/robots.txt")
    assert sent == {304: 4, 200: 2, 404: 1}


def test_the_bounds_of_a_site_are_kept_and_said(tmp_path: Path, site: HTTPServer, engine: str) -> None:
    wiki, word = tmp_path / "wiki", "site:" + site.url_for("/docs/")
    assert in_child(wiki, [word], engine, most_pages=3, **FLAGS) == Exit.DONE
    assert [path for path, _ in rows(wiki)] == ["/", "/b.html", "/c.html"]
    assert "more than 3 pages" in (wiki / "log.md").read_text()
    shallow = tmp_path / "shallow"
    assert in_child(shallow, [word], engine, deepest=1, **FLAGS) == Exit.DONE
    assert [path for path, _ in rows(shallow)] == ["/", "/b.html", "/c.html", "/gone.html"]


def test_a_site_that_leads_elsewhere_says_where(tmp_path: Path, httpserver: HTTPServer, engine: str) -> None:
    wiki, listing = tmp_path / "wiki", tmp_path / "list.txt"
    (tmp_path / "mill.md").write_text("# Mill\n\nThe Marl Mill is a mill. The Marl Mill has 3 wheels.\n")
    listing.write_text(f"site:{httpserver.url_for('/docs/')}\nmill.md\n")
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    httpserver.expect_request("/docs/").respond_with_data("", status=302, headers={"Location": "/manual/"})
    httpserver.expect_request("/manual/").respond_with_data(page("Ada"), content_type="text/html")
    assert in_child(wiki, [str(listing)], engine, **FLAGS) == Exit.DONE
    with State.to_read(wiki) as state:
        (failed,) = [row for row in state.sources.all() if row.state == "failed"]
    assert "/manual/" in failed.reason
    assert "give site:" in failed.reason


def test_a_site_map_with_parts_and_a_feed_are_their_pages(tmp_path: Path, site: HTTPServer, engine: str) -> None:
    def loc(path: str) -> str:
        return f"<url><loc>{site.url_for(path)}</loc></url>"

    parts = f"<sitemapindex><sitemap><loc>{site.url_for('/s1.xml')}</loc></sitemap></sitemapindex>"
    pages = f"<urlset>{loc('/docs/b.html')}{loc('/docs/c.html')}<url><loc>https://b.org/x</loc></url></urlset>"
    items = "".join(f"<item><link>{site.url_for(path)}</link></item>" for path in ("/docs/c.html", "/blog/"))
    feed = f"<rss><channel>{items}</channel></rss>"
    for path, text in {"/sitemap.xml": parts, "/s1.xml": pages, "/feed": feed}.items():
        site.expect_request(path).respond_with_data(text, content_type="text/xml")
    listing, wiki = tmp_path / "list.txt", tmp_path / "wiki"
    listing.write_text(f"sitemap:{site.url_for('/')}\nfeed:{site.url_for('/feed')}\n")
    assert in_child(wiki, [str(listing)], engine, **FLAGS) == Exit.DONE
    assert {path.name for path in (wiki / "sources").glob("*.md")} == {"b.md", "c.md", "blog.md"}
    assert "1 pages of other hosts" in (wiki / "log.md").read_text()
    assert asked(site)["/docs/c.html"] == 1


def test_what_a_server_says_holds_still_is_not_asked_for_on_the_next_night(
    tmp_path: Path, httpserver: HTTPServer, engine: str
) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    httpserver.expect_request("/mill").respond_with_data(
        page("Ada"), content_type="text/html", headers={"Cache-Control": "public, max-age=86400"}
    )
    wiki, words = tmp_path / "wiki", [httpserver.url_for("/mill")]
    assert in_child(wiki, words, engine, **FLAGS) == Exit.DONE
    before = len(httpserver.log)
    assert in_child(wiki, words, engine, **FLAGS) == Exit.DONE
    assert len(httpserver.log) == before


def test_a_repository_is_its_text_files_and_runs_nothing(tmp_path: Path, engine: str) -> None:
    repository, wiki, trap = tmp_path / "holm", tmp_path / "wiki", tmp_path / "trap"
    (repository / "docs").mkdir(parents=True)
    (repository / "docs" / "guide.md").write_text("# Guide\n\nThe Holm Mill is a mill. The Holm Mill has 3 wheels.\n")
    (repository / "README.md").write_text("# Holm\n\nThe Marl Bridge is a bridge. The Marl Bridge is 90 m long.\n")
    (repository / "code.bin").write_bytes(b"\0\1")
    (repository / "docs" / "passwd.md").symlink_to("/etc/passwd")
    (repository / ".gitattributes").write_text("*.md filter=trap\n")

    def git(*words: str) -> None:
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", "-C", str(repository), *words], check=True)

    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "first")
    hook = repository / ".git" / "hooks" / "post-checkout"
    hook.write_text(f"#!/bin/sh\ntouch {trap}\n")
    hook.chmod(0o755)
    (tmp_path / "template" / "hooks").mkdir(parents=True)
    (repository / "docs" / "loose.md").write_text("# Loose\n\nNobody committed this.\n")
    assert in_child(wiki, [f"git:{repository}"], engine) == Exit.DONE
    assert {path.name for path in (wiki / "sources").glob("*.md")} == {"guide.md", "holm.md"}
    assert not trap.exists()
    git("rm", "-q", "docs/guide.md")
    git("commit", "-qm", "second")
    assert in_child(wiki, [f"git:{repository}"], engine) == Exit.DONE
    with State.to_read(wiki) as state:
        assert {row.slug: row.state for row in state.sources.all()}["guide"] == "failed"
    assert in_child(tmp_path / "none", [f"git:{tmp_path / 'template'}"], engine) != Exit.DONE


def test_a_part_of_a_site_map_that_is_missing_and_an_address_that_is_none_cost_only_themselves(
    tmp_path: Path, site: HTTPServer, engine: str
) -> None:
    parts = "".join(
        f"<sitemap><loc>{site.url_for(path)}</loc></sitemap>" for path in ("/gone.xml", "/s.xml", "/s2.xml")
    )
    pages = f"<urlset><url><loc>{site.url_for('/docs/b.html')}</loc></url></urlset>"
    feed = r'{"items": [{"url": "BASE\ud800"}, {"url": "BASEblog/"}]}'.replace("BASE", site.url_for("/"))
    for path, text in {
        "/sitemap.xml": f"<sitemapindex>{parts}</sitemapindex>",
        "/s2.xml": pages,
        "/feed": feed,
    }.items():
        site.expect_request(path).respond_with_data(text, content_type="text/xml")
    for path in ("/gone.xml", "/s.xml"):
        site.expect_request(path).respond_with_data("none", status=404)
    words, wiki = [f"sitemap:{site.url_for('/')}", f"feed:{site.url_for('/feed')}"], tmp_path / "wiki"
    assert in_child(wiki, words, engine, **FLAGS) == Exit.DONE
    assert {path.name for path in (wiki / "sources").glob("*.md")} == {"b.md", "blog.md"}
    assert "2 of its parts cannot be read" in (wiki / "log.md").read_text()


def test_a_file_of_a_repository_whose_name_is_not_utf_8_costs_only_itself(tmp_path: Path, engine: str) -> None:
    repository, wiki = tmp_path / "holm", tmp_path / "wiki"
    repository.mkdir()
    for name, mill in ((b"ada.md", "Ada"), (b"b\xff.md", "Berta"), (b"-c.md", "Clara")):
        path = Path(os.fsdecode(os.path.join(os.fsencode(repository), name)))  # noqa: PTH118 - of bytes
        path.write_text(f"# {mill}\n\n{mill} Holm is a mill on the Marl. {mill} Holm has 3 wheels.\n")
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-C", str(repository)]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "first"]):
        subprocess.run([*git, *words], check=True)
    assert in_child(wiki, [f"git:{repository}"], engine) == Exit.DONE
    with State.to_read(wiki) as state:
        assert sorted(row.resource.rpartition("/")[2] for row in state.sources.all() if row.kind == "url") == [
            "-c.md",
            "ada.md",
        ]
    assert "1 of its files" in (wiki / "log.md").read_text()
