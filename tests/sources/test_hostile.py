"""A server that says anything, in any status line, header and body: out of a fetch come a body and our own errors, nothing else."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random

import pytest

from agent.errors import SourceFailed, SourceUnavailable
from agent.sources.bodies import Body
from agent.sources.fetch import Fetcher
from agent.sources.sandbox import Sandbox
from agent.sources.specs import SourceSpec
from agent.sources.transport import Limits
from tests.sources.servers import raw_server

QUICK = Limits(connect_s=2, read_s=0.3, total_s=2, max_bytes=100_000)
LATIN = "é".encode("latin-1")


@contextmanager
def talker(say: Callable[[bytes], bytes]) -> Iterator[str]:
    """A server whose every answer is what `say` makes of the request, byte for byte, robots.txt too. Gives its URL."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                try:
                    connection.sendall(say(connection.recv(65536)))
                except OSError:
                    continue

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def ask(url: str, times: int = 1) -> list[Body | str]:
    """What so many fetches in a row bring, each with the marks that the one before brought; a fault as its class and words."""

    async def go() -> list[Body | str]:
        brought: list[Body | str] = []
        etag = last_modified = None
        async with Fetcher(allow_private=True, delay_s=0, limits=QUICK) as fetcher:
            for _ in range(times):
                try:
                    body = await fetcher.fetch(SourceSpec("x", url, "url"), etag=etag, last_modified=last_modified)
                except (SourceFailed, SourceUnavailable) as fault:
                    brought.append(f"{type(fault).__name__}: {fault}")
                else:
                    brought.append(body)
                    etag, last_modified = body.etag, body.last_modified
        return brought

    return asyncio.run(go())


def ok(*headers: bytes, body: bytes = b"Hello there.", status: bytes = b"HTTP/1.1 200 OK") -> bytes:
    lines = [status, *headers, b"Content-Length: %d" % len(body), b"Connection: close", b"", body]
    return b"\r\n".join(lines)


def test_an_etag_that_no_request_can_hold_is_not_kept() -> None:
    with raw_server([ok(b'ETag: "caf' + LATIN + b'"', b"Last-Modified: demain, " + LATIN)]) as url:
        first, second = ask(url + "/a", times=2)
    assert isinstance(first, Body)
    assert isinstance(second, Body)
    assert (first.etag, first.last_modified, second.data) == (None, None, b"Hello there.")


@pytest.mark.parametrize("mark", [b"\x07bell", b'"a\tb"', b'"' + b"x" * 5000 + b'"', "“x”".encode()])
def test_other_marks_that_cannot_be_sent_back(mark: bytes) -> None:
    with raw_server([ok(b"ETag: " + mark)]) as url:
        assert all(isinstance(each, Body | str) for each in ask(url + "/a", times=2))


@pytest.mark.parametrize(
    "headers",
    [
        [b"Location: /b", b"Set-Cookie: a=" + LATIN],
        [b"Location: /b", b"Set-Cookie: \xff\xfe=1; Max-Age=" + b"9" * 40],
        [b"Location: /b", b"Set-Cookie: a=1; Expires=Thu, 99 Foo 99999 99:99:99 GMT; Domain=" + LATIN],
        [b"Location: http://127.0.0.1:99999/x"],
        [b"Location: http://127.0.0.1:0/x"],
        [b"Location: http://[::1"],
        [b"Location: http://" + LATIN * 70 + b".example/"],
        [b"Location: http://a..b/"],
        [b"Location: " + LATIN],
        [b"Location: //\x07/"],
        [b"Location: data:text/html,x"],
    ],
)
def test_a_redirect_with_anything_in_it(headers: list[bytes]) -> None:
    with raw_server([ok(*headers, body=b"", status=b"HTTP/1.1 302 Found")]) as url:
        (found,) = ask(url + "/a")
    assert isinstance(found, str)
    assert "Traceback" not in found


def test_a_cookie_that_is_none_does_not_cost_the_page() -> None:
    def say(request: bytes) -> bytes:
        if b"GET /b " in request:
            return ok(body=b"The page.")
        return ok(b"Location: /b", b"Set-Cookie: a=" + LATIN, body=b"", status=b"HTTP/1.1 302 Found")

    with talker(lambda request: ok(status=b"HTTP/1.1 404 No") if b"robots" in request else say(request)) as url:
        (found,) = ask(url + "/a")
    assert isinstance(found, Body), found
    assert found.data == b"The page."


@pytest.mark.parametrize("charset", ["no-such-charset", "rot13", "hex", "", "é", "undefined", "utf-7", "idna", "\x01"])
def test_a_charset_that_is_none(charset: str) -> None:
    """Read as what its bytes look like; or that one source fails."""
    with raw_server(
        [ok(b"Content-Type: text/plain; charset=" + charset.encode("latin-1"), body=b"Caf\xe9 Holm opened.")]
    ) as url:
        (found,) = ask(url + "/a")

    async def read(body: Body) -> str:
        async with Sandbox(processes=1) as sandbox:
            return (await sandbox.extract(body.data, body.media, body.resource)).text

    if isinstance(found, Body):
        assert "Holm opened" in asyncio.run(read(found))


NOISE = [b"\x00", b"\xff", LATIN, b"\r", b"\n", b"\t", b" ", b":", b";", b",", b"=", b'"', b"%", b"a", b"99999999999999999999", b"-1",
         b"chunked", b"gzip", b"\x1b[31m", "é".encode(), b"[", b"]", b"//", b"http://", b"\xed\xa0\x80"]  # fmt: skip
HEADERS = [b"ETag", b"Last-Modified", b"Location", b"Set-Cookie", b"Content-Type", b"Content-Encoding", b"Content-Length", b"Retry-After",
           b"Transfer-Encoding", b"Date", b"Connection", b"X\xe9", b"", b"Upgrade"]  # fmt: skip
STATUSES = [b"HTTP/1.1 200 OK", b"HTTP/1.1 200 OK", b"HTTP/1.1 302 \xe9", b"HTTP/1.1 304 x", b"HTTP/1.1 503 no", b"HTTP/1.1 429 ",
            b"HTTP/9.9 200 OK", b"HTTP/1.1 000 OK", b"HTTP/1.1 99999", b"\xff\xfe", b"", b"ICY 200 OK",
            b"HTTP/1.0 200", b"HTTP/1.1 101 up"]  # fmt: skip


def anything(random: Random) -> bytes:
    """An answer, or what a line of noise makes of one."""

    def noise(most: int) -> bytes:
        return b"".join(random.choices(NOISE, k=random.randint(0, most)))

    headers = [random.choice(HEADERS) + b": " + noise(6) for _ in range(random.randint(0, 4))]
    body = random.choice(
        [noise(40), b"{" * 5000, b"[" * 1000 + b"]" * 1000, b"<p>" * 3000, b"", b"User-agent: *\nDisallow: " + noise(5)]
    )
    return ok(*headers, body=body, status=random.choice(STATUSES))


@pytest.mark.parametrize("seed", range(8))
def test_a_server_that_says_anything(seed: int) -> None:
    """Forty answers of each seed, robots.txt answered with noise too, each asked twice: the second time with what the first brought."""
    random = Random(seed)
    for _ in range(40):
        said = [anything(random), anything(random)]
        with talker(lambda request, said=said: said[b"robots.txt" in request]) as url:  # type: ignore[misc]
            assert all(isinstance(each, Body | str) for each in ask(url + "/a", times=2)), said
