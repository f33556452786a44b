"""From a source to its bytes: files with a cap, URLs politely, with every redirect checked.

Facts are SourceFailed, outages SourceUnavailable; nothing else comes out, whatever a server sends. Keeps no cookies between fetches,
takes no proxy from the environment, and connects only where the guard lets it. Imports the other fetching modules of this room.
"""

from __future__ import annotations

import asyncio
import errno
import os
import stat
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx2

from agent.clock import Clock, fresh_for, retry_after
from agent.errors import SourceFailed, SourceUnavailable
from agent.sources.blocks import one_line
from agent.sources.bodies import Body
from agent.sources.cache import Cache
from agent.sources.clone import clone_folder
from agent.sources.folders import OUTSIDE, leads_into
from agent.sources.politeness import Robots, Turns
from agent.sources.sniff import READABLE
from agent.sources.specs import SourceSpec
from agent.sources.transport import GuardedTransport, Limits, Reply, get, sendable

MOST_REDIRECTS = 5
_ROBOTS_BYTES = 512 * 1024  # RFC 9309, 2.5: at least 500 KiB must be read; the rest is not
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_OUTAGES = frozenset({408, 425, 429})
_NO_SUCH_FILE = frozenset({errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP})
_REFUSALS = {
    401: "The server wants a login.",
    402: "The server wants to be paid.",
    403: "The server refuses to show this page.",
    404: "There is no such page.",
    406: "The server has this page in no form that we read.",
    410: "The page is gone for good.",
    451: "The page is withheld for legal reasons.",
}


class Fetcher:
    """Fetches sources. Use as `async with Fetcher(…) as fetcher`; any number of fetches may run at once.

    `base` is the folder that relative paths are relative to, `clones` the one where repositories lie. `delay_s` is the pause between two
    requests to a host. `allow_private` lifts the refusal of private addresses and `file:` URLs. What lies in `cache` is not asked for.
    """

    def __init__(
        self,
        *,
        base: Path | None = None,
        allow_private: bool = False,
        delay_s: float = 1.0,
        limits: Limits | None = None,
        clock: Clock | None = None,
        clones: Path | None = None,
        cache: Cache | None = None,
    ) -> None:
        self._cache = cache
        self._base = base or Path()
        self.clones = clones or Path()
        self.allow_private = allow_private
        self._limits = limits or Limits()
        self._transport = GuardedTransport(allow_private=allow_private)
        self._clock = clock or Clock()
        self._turns = Turns(self._clock, delay_s)
        self._robots = Robots(self._clock, self._robots_text)

    async def __aenter__(self) -> Fetcher:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._transport.aclose()

    async def fetch(self, spec: SourceSpec, *, etag: str | None = None, last_modified: str | None = None) -> Body:
        """The bytes of a source; for a URL the server is asked whether they have changed since `etag` or `last_modified`.

        Raises SourceFailed or SourceUnavailable, whatever a server says: what no library foresaw is that source's fault.
        """
        try:
            return await self._fetch(spec, etag, last_modified)
        except (SourceFailed, SourceUnavailable):
            raise
        except Exception as fault:
            words = f"{type(fault).__name__}: {one_line(str(fault))[:200]}"
            raise SourceFailed(f"What came from it cannot be made sense of ({words}).") from fault

    async def _fetch(self, spec: SourceSpec, etag: str | None, last_modified: str | None) -> Body:
        if spec.kind == "unsupported":
            raise SourceFailed(spec.reason or "This is no source that can be read.")
        if spec.kind == "file":
            path = self._base / spec.resource
            if spec.origin:
                _check_inside(path, self._base / spec.origin)
            return await asyncio.to_thread(read_file, path, spec.resource, self._limits.max_bytes)
        if spec.resource.startswith("git:"):
            folder = clone_folder(self.clones, spec.origin)
            path = folder / spec.resource.removeprefix(f"{spec.origin}/")
            _check_inside(path, folder)
            return await asyncio.to_thread(read_file, path, spec.resource, self._limits.max_bytes)
        if spec.resource.lower().startswith("file:"):
            return await self._file_url(spec.resource)
        if self._cache and (kept := self._cache.get(spec.resource)):
            return kept
        conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        usable = {name: value for name, value in conditions.items() if value and sendable(value)}
        return await self._url(spec.resource, usable)

    async def _file_url(self, url: str) -> Body:
        parts = urlsplit(url)
        if not self.allow_private:
            raise SourceFailed("file: addresses are refused. List the path itself, or allow them with --allow-private.")
        if parts.netloc not in {"", "localhost"}:
            raise SourceFailed("This file: address names another machine; only files of this one can be read.")
        return await asyncio.to_thread(read_file, Path(unquote(parts.path)), url, self._limits.max_bytes)

    async def _url(self, url: str, conditions: dict[str, str]) -> Body:
        final, reply = await self._follow(url, self._limits, conditions, robots=True)
        media = reply.headers.get("content-type", "")
        etag, last_modified = (_kept(reply.headers, name) for name in ("etag", "last-modified"))
        if reply.status == 304 and conditions:
            return Body(b"", media, final, etag, last_modified, True, fresh_for(reply.headers))
        _check(reply)
        body = Body(reply.data, media, final, etag, last_modified, fresh_s=fresh_for(reply.headers))
        if self._cache and self._cache.keeps and "no-store" not in reply.headers.get("cache-control", "").lower():
            await asyncio.to_thread(self._cache.put, url, body)
        return body

    async def _follow(self, url: str, limits: Limits, headers: dict[str, str], *, robots: bool) -> tuple[str, Reply]:
        """The first answer that is no redirect, and where it came from. Every hop is checked as if it were the first."""
        cookies = httpx2.Cookies()
        seen: set[str] = set()
        left = limits.total_s
        for _ in range(MOST_REDIRECTS + 1):
            _check_address(url)
            pause = await self._robots.delay(url) if robots else 0.0
            async with self._turns.turn(url, pause):
                started = self._clock.monotonic()
                reply = await get(self._transport, url, replace(limits, total_s=left), cookies, **headers)
                left -= self._clock.monotonic() - started
            if reply.status not in _REDIRECTS or "location" not in reply.headers:
                return url, reply
            seen.add(url)
            url = _joined(url, reply.headers["location"])
            if url in seen and not cookies:
                raise SourceFailed("The server redirects in a circle.")
        raise SourceFailed(f"The server redirects more than {MOST_REDIRECTS} times.")

    async def _robots_text(self, url: str) -> str:
        """The text of a robots.txt; empty, which allows everything, where there is none (any 4xx but 429)."""
        limits = replace(self._limits, max_bytes=8 * _ROBOTS_BYTES)
        try:
            _, reply = await self._follow(url, limits, {}, robots=False)
            _check(reply)
        except SourceFailed:
            return ""
        return reply.data[:_ROBOTS_BYTES].decode("utf-8", "replace")


def _check(reply: Reply) -> None:
    """Raises what a status other than 200 means."""
    status = reply.status
    if status == 200:
        return
    if status >= 500 or status in _OUTAGES:
        what = "is overloaded" if status in {429, 503} else "has a fault"
        raise SourceUnavailable(f"The server {what} (status {status}).", retry_after=retry_after(reply.headers))
    raise SourceFailed(f"{_REFUSALS.get(status, 'The server sent no page.')} (status {status})")


def _kept(headers: Mapping[str, str], name: str) -> str | None:
    """A mark of a version that the next night can send back, if the server gave one."""
    value = headers.get(name, "")
    return value if value and sendable(value) else None


def _check_inside(path: Path, origin: Path) -> None:
    """Raises SourceFailed for what was found in a folder, and is a link that leads out of it by now."""
    if origin.is_dir() and not leads_into(path, os.path.realpath(origin)):
        raise SourceFailed(OUTSIDE.format(root=origin.name))


def _check_address(url: str) -> None:
    """Raises SourceFailed unless `url` is http or https, with a host and without a password."""
    try:
        parsed = httpx2.URL(url)
    except (httpx2.InvalidURL, ValueError) as fault:
        raise SourceFailed(f"This is not a valid web address: {fault}.") from fault
    if not 0 < (parsed.port or 443) < 65536:
        raise SourceFailed(f"This is not a valid web address: there is no port {parsed.port}.")
    if parsed.scheme not in {"http", "https"}:
        raise SourceFailed(f"The address leads to {parsed.scheme or 'no scheme'}:, and only http and https are read.")
    if not parsed.host:
        raise SourceFailed("This is not a valid web address: it names no host.")
    if parsed.userinfo:
        raise SourceFailed("Addresses with a password inside are not read: it would end up in the wiki.")


def _joined(url: str, location: str) -> str:
    try:
        return str(httpx2.URL(url).join(location).copy_with(fragment=None))
    except (httpx2.InvalidURL, ValueError) as fault:
        raise SourceFailed(f"The server redirects to what is no address: {fault}.") from fault


def read_file(path: Path, resource: str, max_bytes: int) -> Body:
    """The bytes of a regular file; links are followed. Raises SourceFailed, or SourceUnavailable if the disk has a fault."""
    try:
        _check_regular(path.stat())
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        with open(handle, "rb") as file:  # noqa: PTH123 - opened above, so that nothing is swapped in between
            _check_regular(os.fstat(handle))
            data = file.read(max_bytes + 1)
    except FileNotFoundError as fault:
        raise SourceFailed("There is no such file.") from fault
    except PermissionError as fault:
        raise SourceFailed("The file may not be read: its permissions forbid it.") from fault
    except ValueError as fault:
        raise SourceFailed("This is not a valid path.") from fault
    except OSError as fault:
        if fault.errno in _NO_SUCH_FILE:
            raise SourceFailed(f"There is no such file ({fault.strerror}).") from fault
        raise SourceUnavailable(f"The file cannot be read: {fault.strerror or fault}.") from fault
    if len(data) > max_bytes:
        raise SourceFailed(f"Too large: more than {max_bytes / 2**20:g} MB.")
    return Body(data, READABLE.get(path.suffix.lower(), ""), resource)


def _check_regular(status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise SourceFailed("This is a folder, not a file.")
    if not stat.S_ISREG(status.st_mode):
        raise SourceFailed("This is not an ordinary file (a pipe or a device, say), so it is not read.")
