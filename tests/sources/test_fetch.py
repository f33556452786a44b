"""Fetching, against real servers on loopback."""

from __future__ import annotations

import asyncio
import gzip
import itertools
import os
import threading
import time
import zlib
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from agent.errors import NightError, SourceFailed, SourceUnavailable
from agent.sources import addresses
from agent.sources.bodies import Body
from agent.sources.fetch import Fetcher
from agent.sources.specs import SourceSpec
from agent.sources.transport import Limits
from tests.sources.servers import raw_server

SMALL = Limits(connect_s=2, read_s=0.3, total_s=2, max_bytes=100_000)


@pytest.fixture
def site(httpserver: HTTPServer) -> HTTPServer:
    """A server without a robots.txt."""
    httpserver.expect_request("/robots.txt").respond_with_data(status=404)
    return httpserver


def spec(url: str) -> SourceSpec:
    return SourceSpec("page", url, "url")


def fetch(url: str, *, allow_private: bool = True, limits: Limits = SMALL, **conditions: str) -> Body:
    async def go() -> Body:
        async with Fetcher(allow_private=allow_private, delay_s=0, limits=limits) as fetcher:
            return await fetcher.fetch(spec(url), **conditions)

    return asyncio.run(go())


def with_fetcher(work: Callable[[Fetcher], Awaitable[None]], delay_s: float) -> None:
    async def go() -> None:
        async with Fetcher(allow_private=True, limits=SMALL, delay_s=delay_s) as fetcher:
            await work(fetcher)

    asyncio.run(go())


def test_a_page_comes_with_what_the_server_says_about_it(site: HTTPServer) -> None:
    headers = {"ETag": '"7"', "Last-Modified": "Wed, 01 May 2024 10:00:00 GMT"}
    site.expect_request("/a").respond_with_data("Hello.", content_type="text/plain; charset=utf-8", headers=headers)
    body = fetch(site.url_for("/a"))
    assert (body.data, body.media, body.etag) == (b"Hello.", "text/plain; charset=utf-8", '"7"')
    assert body.last_modified == headers["Last-Modified"]
    assert body.resource == site.url_for("/a")


def test_we_say_who_we_are_and_send_no_cookies_of_another_fetch(site: HTTPServer) -> None:
    seen: list[Request] = []

    def answer(request: Request) -> Response:
        seen.append(request)
        return Response("x", headers={"Set-Cookie": "who=you"})

    site.expect_request("/a").respond_with_handler(answer)

    async def twice(fetcher: Fetcher) -> None:
        await fetcher.fetch(spec(site.url_for("/a")))
        await fetcher.fetch(spec(site.url_for("/a")))

    with_fetcher(twice, delay_s=0)
    assert all("Cookie" not in request.headers for request in seen)
    assert seen[0].headers["User-Agent"].startswith("nightwiki/")


def test_an_unchanged_page_is_not_sent_again(site: HTTPServer) -> None:
    site.expect_request("/a", headers={"If-None-Match": '"7"'}).respond_with_data(status=304)
    body = fetch(site.url_for("/a"), etag='"7"', last_modified="Wed, 01 May 2024 10:00:00 GMT")
    assert body.not_modified
    assert body.data == b""


def test_redirects_are_followed_and_the_final_address_is_told(site: HTTPServer) -> None:
    site.expect_request("/a").respond_with_data(status=301, headers={"Location": "/b"})
    site.expect_request("/b").respond_with_data(status=302, headers={"Location": site.url_for("/c#part")})
    site.expect_request("/c").respond_with_data("There.")
    assert fetch(site.url_for("/a")).resource == site.url_for("/c")


def test_a_cookie_set_on_the_way_is_sent_on_the_way(site: HTTPServer) -> None:
    def answer(request: Request) -> Response:
        if request.cookies.get("seen"):
            return Response("Welcome.")
        return Response(status=302, headers={"Location": "/a", "Set-Cookie": "seen=1; Path=/"})

    site.expect_request("/a").respond_with_handler(answer)
    assert fetch(site.url_for("/a")).data == b"Welcome."


@pytest.mark.parametrize("with_cookie", [False, True])
def test_a_circle_of_redirects_ends(site: HTTPServer, with_cookie: bool) -> None:
    headers = {"Location": "/a"} | ({"Set-Cookie": "a=b"} if with_cookie else {})
    site.expect_request("/a").respond_with_data(status=302, headers=headers)
    with pytest.raises(SourceFailed, match="redirects"):
        fetch(site.url_for("/a"))


@pytest.mark.parametrize(("hops", "arrives"), [(5, True), (6, False)])
def test_five_redirects_and_no_more(site: HTTPServer, hops: int, arrives: bool) -> None:
    for number in range(hops):
        site.expect_request(f"/{number}").respond_with_data(status=302, headers={"Location": f"/{number + 1}"})
    site.expect_request(f"/{hops}").respond_with_data("There.")
    if arrives:
        assert fetch(site.url_for("/0")).data == b"There."
    else:
        with pytest.raises(SourceFailed, match="more than 5"):
            fetch(site.url_for("/0"))


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://127.0.0.1/a", "http://me:secret@127.0.0.1/", "http://", "gopher:x"]
)
def test_a_redirect_to_what_is_not_read_is_refused(site: HTTPServer, target: str) -> None:
    site.expect_request("/a").respond_with_data(status=302, headers={"Location": target})
    with pytest.raises(SourceFailed):
        fetch(site.url_for("/a"))


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (404, SourceFailed),
        (403, SourceFailed),
        (401, SourceFailed),
        (410, SourceFailed),
        (204, SourceFailed),
        (304, SourceFailed),
        (500, SourceUnavailable),
        (503, SourceUnavailable),
        (429, SourceUnavailable),
        (408, SourceUnavailable),
    ],
)
def test_a_status_is_a_fact_or_an_outage(site: HTTPServer, status: int, error: type[NightError]) -> None:
    site.expect_request("/a").respond_with_data(status=status)
    with pytest.raises(error, match=str(status)):
        fetch(site.url_for("/a"))


@pytest.mark.parametrize(
    ("value", "low", "high"), [("7", 7, 7), ("Wed, 01 May 2019 10:00:00 GMT", 0, 0), ("99999999", 3600, 3600)]
)
def test_the_servers_wish_to_wait_is_told(site: HTTPServer, value: str, low: float, high: float) -> None:
    site.expect_request("/a").respond_with_data(status=503, headers={"Retry-After": value})
    with pytest.raises(SourceUnavailable) as caught:
        fetch(site.url_for("/a"))
    assert caught.value.retry_after is not None
    assert low <= caught.value.retry_after <= high


def test_nonsense_in_retry_after_is_passed_by(site: HTTPServer) -> None:
    site.expect_request("/a").respond_with_data(status=503, headers={"Retry-After": "soon"})
    with pytest.raises(SourceUnavailable) as caught:
        fetch(site.url_for("/a"))
    assert caught.value.retry_after is None


def test_a_body_over_the_limit_is_refused_by_its_length(site: HTTPServer) -> None:
    site.expect_request("/a").respond_with_data(b"x" * 100_001)
    with pytest.raises(SourceFailed, match="Too large"):
        fetch(site.url_for("/a"))


def test_a_body_without_a_length_is_stopped_at_the_limit() -> None:
    endless = [b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", *[b"x" * 50_000] * 40]
    with raw_server(endless) as url, pytest.raises(SourceFailed, match="Too large"):
        fetch(url + "/a")


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_bomb_is_stopped_at_the_limit(site: HTTPServer, encoding: str) -> None:
    bomb = zlib.compress(b"\0" * 90_000_000, 9) if encoding == "deflate" else gzip.compress(b"\0" * 90_000_000)
    assert len(bomb) < 100_000
    site.expect_request("/a").respond_with_data(bomb, headers={"Content-Encoding": encoding})
    with pytest.raises(SourceFailed, match="Too large"):
        fetch(site.url_for("/a"))


def raw_deflate(data: bytes) -> bytes:
    stream = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return stream.compress(data) + stream.flush()


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(b"Hello.")),
        ("x-gzip", gzip.compress(b"Hel") + gzip.compress(b"lo.")),
        ("gzip", gzip.compress(b"Hello.") + b"\0\0\0"),
        ("deflate", zlib.compress(b"Hello.")),
        ("deflate", raw_deflate(b"Hello.")),
        ("identity", b"Hello."),
    ],
    ids=["gzip", "two-members", "padded", "deflate", "raw-deflate", "plain"],
)
def test_packed_bodies_are_unpacked(site: HTTPServer, encoding: str, packed: bytes) -> None:
    site.expect_request("/a").respond_with_data(packed, headers={"Content-Encoding": encoding})
    assert fetch(site.url_for("/a")).data == b"Hello."


def test_a_packing_nobody_asked_for_is_a_fact(site: HTTPServer) -> None:
    site.expect_request("/a").respond_with_data(b"\x0b\x02\x80Hello.\x03", headers={"Content-Encoding": "br"})
    with pytest.raises(SourceFailed, match="br"):
        fetch(site.url_for("/a"))


def test_a_packed_body_that_is_damaged_is_a_fact(site: HTTPServer) -> None:
    site.expect_request("/a").respond_with_data(b"not gzip at all", headers={"Content-Encoding": "gzip"})
    with pytest.raises(SourceFailed, match="damaged"):
        fetch(site.url_for("/a"))


@pytest.mark.parametrize(
    "pieces",
    [
        [b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", b"half"],
        [
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n",
            gzip.compress(os.urandom(5000))[:3000],
        ],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"5\r\nhal"],
        [b"SSH-2.0-OpenSSH_9.0\r\n"],
        [b""],
    ],
    ids=["length", "gzip", "chunk", "not-http", "nothing"],
)
def test_half_an_answer_is_an_outage(pieces: list[bytes]) -> None:
    with raw_server(pieces) as url, pytest.raises(SourceUnavailable):
        fetch(url + "/a")


def test_a_silent_server_is_given_up(site: HTTPServer) -> None:
    with raw_server([b"HTTP/1.1 200 OK\r\n\r\n"], pause_s=1) as url, pytest.raises(SourceUnavailable, match="in time"):
        fetch(url + "/a")


def test_a_server_that_drips_is_given_up() -> None:
    drip = [b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", *[b"x"] * 100]
    started = time.monotonic()
    with raw_server(drip, pause_s=0.1) as url, pytest.raises(SourceUnavailable, match="in time"):
        fetch(url + "/a", limits=Limits(read_s=1, total_s=0.8))
    assert time.monotonic() - started < 5


def test_nobody_there_is_an_outage() -> None:
    with pytest.raises(SourceUnavailable):
        fetch("http://127.0.0.1:9/a")


def test_an_unknown_host_is_an_outage() -> None:
    with pytest.raises(SourceUnavailable):
        fetch("http://no-such-host.invalid/a")


@pytest.mark.parametrize(
    "url", ["http://[::1/a", "http://" + "a" * 300 + ".com/", "http://a b/", "http://a\x00b/", "http:///a"]
)
def test_what_is_no_address_fails(url: str) -> None:
    with pytest.raises((SourceFailed, SourceUnavailable)):
        fetch(url)


class TestPrivateAddresses:
    """Without allow_private nothing on this machine or its network is reached, however its address is written."""

    @pytest.mark.parametrize(
        "host",
        [
            "127.0.0.1",
            "localhost",
            "LOCALHOST",
            "[::1]",
            "2130706433",
            "0x7f.1",
            "127.1",
            "0.0.0.0",
            "0",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[64:ff9b::7f00:1]",
            "[fe80::1]",
            "[fc00::1]",
            "10.0.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "224.0.0.1",
            "172.16.3.4",
            "[2002:7f00:1::]",
            "240.0.0.1",
            "255.255.255.255",
        ],
    )
    def test_are_refused(self, site: HTTPServer, host: str) -> None:
        site.expect_request("/a").respond_with_data("secret")
        with pytest.raises(SourceFailed, match="private network"):
            fetch(f"http://{host}:{site.port}/a", allow_private=False)
        assert not site.log

    def test_a_redirect_into_the_private_network_is_refused(
        self, site: HTTPServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The one address of the server passes for public here, so that there is a public server to redirect from."""
        monkeypatch.setattr(addresses, "is_public", lambda address: str(address) == "127.0.0.1")
        site.expect_request("/a").respond_with_data(status=302, headers={"Location": f"http://127.0.0.2:{site.port}/b"})
        site.expect_request("/b").respond_with_data("secret")
        site.expect_request("/c").respond_with_data("public")
        start = f"http://127.0.0.1:{site.port}"
        assert fetch(f"{start}/c", allow_private=False).data == b"public"
        with pytest.raises(SourceFailed, match="private network"):
            fetch(f"{start}/a", allow_private=False)

    def test_file_urls_are_refused(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text("secret")
        with pytest.raises(SourceFailed, match="allow-private"):
            fetch((tmp_path / "a.txt").as_uri(), allow_private=False)

    def test_file_urls_are_read_when_allowed(self, tmp_path: Path) -> None:
        (tmp_path / "a b.txt").write_text("Hello.")
        assert fetch((tmp_path / "a b.txt").as_uri()).data == b"Hello."

    def test_a_proxy_in_the_environment_is_not_asked(self, site: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, "http://127.0.0.1:9")
        monkeypatch.delenv("no_proxy", raising=False)
        site.expect_request("/a").respond_with_data("Hello.")
        assert fetch(site.url_for("/a")).data == b"Hello."


class TestRobots:
    def rules(self, httpserver: HTTPServer, text: str, status: int = 200) -> None:
        httpserver.expect_request("/robots.txt").respond_with_data(text, status=status)
        httpserver.expect_request("/a").respond_with_data("Hello.")
        httpserver.expect_request("/b").respond_with_data(status=302, headers={"Location": "/a"})

    @pytest.mark.parametrize("path", ["/a", "/b"])
    def test_what_it_forbids_is_not_read(self, httpserver: HTTPServer, path: str) -> None:
        self.rules(httpserver, "User-agent: *\nDisallow: /a\n")
        with pytest.raises(SourceFailed, match=r"robots\.txt"):
            fetch(httpserver.url_for(path))
        assert "/a" not in [request.path for request, _ in httpserver.log]

    def test_rules_for_us_count_before_those_for_all(self, httpserver: HTTPServer) -> None:
        self.rules(httpserver, "User-agent: *\nDisallow: /\n\nUser-agent: nightwiki\nAllow: /\n")
        assert fetch(httpserver.url_for("/a")).data == b"Hello."

    @pytest.mark.parametrize("status", [404, 403, 410])
    def test_without_one_everything_is_allowed(self, httpserver: HTTPServer, status: int) -> None:
        self.rules(httpserver, "User-agent: *\nDisallow: /\n", status)
        assert fetch(httpserver.url_for("/a")).data == b"Hello."

    @pytest.mark.parametrize("status", [500, 503, 429])
    def test_an_outage_of_it_is_one_of_the_page(self, httpserver: HTTPServer, status: int) -> None:
        self.rules(httpserver, "", status)
        with pytest.raises(SourceUnavailable, match=r"robots\.txt"):
            fetch(httpserver.url_for("/a"))

    def test_it_is_asked_for_once(self, httpserver: HTTPServer) -> None:
        self.rules(httpserver, "User-agent: *\nAllow: /\n")

        async def three(fetcher: Fetcher) -> None:
            await asyncio.gather(*(fetcher.fetch(spec(httpserver.url_for("/a"))) for _ in range(3)))

        with_fetcher(three, delay_s=0)
        assert [request.path for request, _ in httpserver.log].count("/robots.txt") == 1

    def test_its_crawl_delay_is_kept(self, httpserver: HTTPServer) -> None:
        self.rules(httpserver, "User-agent: *\nCrawl-delay: 0.3\n")

        async def two(fetcher: Fetcher) -> None:
            started = time.monotonic()
            await asyncio.gather(*(fetcher.fetch(spec(httpserver.url_for("/a"))) for _ in range(2)))
            assert time.monotonic() - started >= 0.3

        with_fetcher(two, delay_s=0)


def test_one_request_at_a_time_for_a_host_with_a_pause_between(site: HTTPServer) -> None:
    running, most, starts = 0, 0, []
    lock = threading.Lock()

    def answer(_: Request) -> Response:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
            starts.append(time.monotonic())
        time.sleep(0.02)
        with lock:
            running -= 1
        return Response("Hello.")

    site.expect_request("/a").respond_with_handler(answer)

    async def several(fetcher: Fetcher) -> None:
        await asyncio.gather(*(fetcher.fetch(spec(site.url_for("/a"))) for _ in range(4)))

    with_fetcher(several, delay_s=0.1)
    assert most == 1
    assert all(later - earlier >= 0.1 for earlier, later in itertools.pairwise(starts))


def test_hosts_do_not_wait_for_each_other(site: HTTPServer) -> None:
    site.expect_request("/a").respond_with_data("Hello.")
    with raw_server([b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nx"], pause_s=0.25) as slow:

        async def both(fetcher: Fetcher) -> None:
            started = time.monotonic()
            waiting = asyncio.create_task(fetcher.fetch(spec(slow + "/a")))
            await fetcher.fetch(spec(site.url_for("/a")))
            assert time.monotonic() - started < 0.25
            await waiting

        with_fetcher(both, delay_s=0)


class TestFiles:
    def read(self, base: Path, resource: str) -> Body:
        async def go() -> Body:
            async with Fetcher(base=base, limits=SMALL) as fetcher:
                return await fetcher.fetch(SourceSpec("a", resource, "file"))

        return asyncio.run(go())

    def test_a_file_is_read_from_the_base_folder(self, tmp_path: Path) -> None:
        (tmp_path / "a.md").write_text("Hello.")
        assert self.read(tmp_path, "a.md") == Body(b"Hello.", "text/markdown", "a.md")

    def test_a_link_to_a_file_is_followed(self, tmp_path: Path) -> None:
        (tmp_path / "a.md").write_text("Hello.")
        (tmp_path / "b.md").symlink_to("a.md")
        assert self.read(tmp_path, "b.md").data == b"Hello."

    def test_what_is_no_file_fails_at_once(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        (tmp_path / "folder").mkdir()
        (tmp_path / "device").symlink_to("/dev/zero")
        (tmp_path / "circle").symlink_to("circle")
        (tmp_path / "big").write_bytes(b"x" * 100_001)
        (tmp_path / "a.md").write_text("Hello.")
        for name in ("pipe", "folder", "device", "circle", "big", "missing", "a.md/b", "x" * 300, "nul\0byte"):
            with pytest.raises(SourceFailed):
                self.read(tmp_path, name)


def test_an_unsupported_source_fails_with_its_reason() -> None:
    async def go() -> None:
        async with Fetcher() as fetcher:
            await fetcher.fetch(SourceSpec("a", "arxiv:1", "unsupported", None, "Not read yet."))

    with pytest.raises(SourceFailed, match="Not read yet"):
        asyncio.run(go())
