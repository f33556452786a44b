"""One HTTP request: connect (guarded), send, read with every limit. Knows nothing of redirects, robots or politeness.

Turns every way to fail into one of two: a fact about the source, or an outage of it. Imports the guard and the errors.
"""

from __future__ import annotations

import asyncio
import ssl
import zlib
from dataclasses import dataclass

import httpcore2
import httpx2

from agent import __version__
from agent.errors import SourceFailed, SourceUnavailable
from agent.sources.addresses import GuardedBackend

AGENT = f"nightwiki/{__version__} (+https://pypi.org/project/nightwiki/)"
_LONGEST_VALUE = 4096  # characters of a cookie or an ETag
_PIECE = 256 * 1024  # bytes that are decompressed at a time
_HEADERS = {
    "User-Agent": AGENT,
    "Accept": "text/html,application/xhtml+xml,application/pdf,text/markdown,text/plain;q=0.9,*/*;q=0.5",
    "Accept-Encoding": "gzip, deflate",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one request: seconds to connect, between two pieces, in all; bytes of a body, packed and unpacked."""

    connect_s: float = 10
    read_s: float = 30
    total_s: float = 300
    max_bytes: int = 50 * 2**20


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, whatever its status; `data` is empty unless the status is 200."""

    status: int
    headers: httpx2.Headers
    data: bytes


class GuardedTransport(httpx2.AsyncHTTPTransport):
    """httpx2's transport over a pool that connects through the guard. Takes nothing from the environment but certificates."""

    def __init__(self, *, allow_private: bool) -> None:
        super().__init__(trust_env=False)
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=httpx2.create_ssl_context(),
            max_connections=None,
            max_keepalive_connections=20,
            keepalive_expiry=15,
            network_backend=GuardedBackend(allow_private=allow_private),
        )


async def get(
    transport: httpx2.AsyncBaseTransport, url: str, limits: Limits, cookies: httpx2.Cookies, **headers: str
) -> Reply:
    """GET one URL, redirects not followed. `cookies` are those of this fetch, sent where they belong and added to.

    Raises SourceFailed (not a valid address, refused address, bad certificate, too large) or SourceUnavailable.
    """
    host = ""
    try:
        timeouts = httpx2.Timeout(limits.read_s, connect=limits.connect_s).as_dict()
        request = httpx2.Request("GET", url, headers=_HEADERS | headers, extensions={"timeout": timeouts})
        host = request.url.host
        cookies.set_cookie_header(request)
        async with asyncio.timeout(limits.total_s):
            return await _exchange(transport, request, limits, cookies)
    except (httpx2.InvalidURL, httpx2.UnsupportedProtocol, httpx2.LocalProtocolError) as fault:
        raise SourceFailed(f"This is not a valid web address: {fault}.") from fault
    except (httpx2.TimeoutException, TimeoutError) as fault:
        raise SourceUnavailable(f"{host} did not answer in time.") from fault
    except httpx2.HTTPError as fault:
        if _is_certificate(fault):
            raise SourceFailed(f"The certificate of {host} is not valid: {fault}.") from fault
        raise SourceUnavailable(
            f"{host} cannot be reached, or broke off: {str(fault) or type(fault).__name__}.",
            nobody=isinstance(fault, httpx2.ConnectError),
        ) from fault


def sendable(value: str) -> bool:
    """Whether what a header held can be sent back as it came: visible ASCII (RFC 9110, 5.5) of a sensible length."""
    return value.isascii() and value.isprintable() and len(value) <= _LONGEST_VALUE


async def _exchange(
    transport: httpx2.AsyncBaseTransport, request: httpx2.Request, limits: Limits, cookies: httpx2.Cookies
) -> Reply:
    response = await transport.handle_async_request(request)
    try:
        response.request = request
        if all(map(sendable, response.headers.get_list("set-cookie"))):
            cookies.extract_cookies(response)
        data = await _body(response, limits.max_bytes) if response.status_code == 200 else b""
        return Reply(response.status_code, response.headers, data)
    finally:
        await response.aclose()


async def _body(response: httpx2.Response, max_bytes: int) -> bytes:
    """The body, unpacked; neither what arrives nor what it unpacks to is ever held beyond the limit."""
    length = response.headers.get("content-length", "")
    if length.isdigit() and int(length) > max_bytes:
        raise _too_large(max_bytes)
    unpack = _Unpacker(response.headers.get("content-encoding", ""), max_bytes)
    received = 0
    async for piece in response.aiter_raw():
        received += len(piece)
        if received > max_bytes:
            raise _too_large(max_bytes)
        unpack.feed(piece)
    return unpack.finish()


class _Unpacker:
    """Undoes gzip and deflate piece by piece, and stops at the limit. Raises SourceFailed or SourceUnavailable."""

    def __init__(self, encoding: str, max_bytes: int) -> None:
        self._encoding = encoding.strip().lower()
        if self._encoding not in {"", "identity", "gzip", "x-gzip", "deflate"}:
            raise SourceFailed(f"The server packed the page in a way that was not asked for ({self._encoding[:40]}).")
        self._max_bytes = max_bytes
        self._out = bytearray()
        self._stream: zlib._Decompress | None = None
        self._begun = False

    def feed(self, piece: bytes) -> None:
        """Take one piece of the body."""
        if self._encoding in {"", "identity"}:
            self._add(piece)
            return
        while piece:
            if self._stream is None:
                self._stream = self._next(piece)
                if self._stream is None:
                    return
            try:
                self._add(self._stream.decompress(piece, _PIECE))
            except zlib.error as fault:
                raise SourceFailed(f"The page is packed ({self._encoding}) and damaged.") from fault
            if self._stream.eof:
                piece, self._stream = self._stream.unused_data, None
            else:
                piece = self._stream.unconsumed_tail

    def _next(self, piece: bytes) -> zlib._Decompress | None:
        """A decompressor for what begins here; None for padding after the end."""
        first, self._begun = not self._begun, True
        if self._encoding == "deflate":
            wrapped = piece[0] & 0x0F == 8 and (len(piece) < 2 or (piece[0] << 8 | piece[1]) % 31 == 0)
            return zlib.decompressobj(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS) if first else None
        return zlib.decompressobj(zlib.MAX_WBITS | 16) if first or piece[0] == 0x1F else None

    def _add(self, data: bytes) -> None:
        self._out += data
        if len(self._out) > self._max_bytes:
            raise _too_large(self._max_bytes)

    def finish(self) -> bytes:
        """The whole body."""
        if self._stream is not None and self._out:
            raise SourceUnavailable("The page broke off: its packed body has no end.")
        return bytes(self._out)


def _too_large(max_bytes: int) -> SourceFailed:
    return SourceFailed(f"Too large: more than {max_bytes / 2**20:g} MB.")


def _is_certificate(fault: BaseException) -> bool:
    """Whether a bad certificate is at the bottom of this."""
    at: BaseException | None = fault
    while at is not None:
        if isinstance(at, ssl.SSLCertVerificationError):
            return True
        at = at.__cause__ or at.__context__
    return False
