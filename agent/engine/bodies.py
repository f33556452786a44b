"""The bodies of an engine's answers, read only so far: what no engine says is neither held in memory nor journaled.

Owns: the bound, the transport that keeps it, and how it notices a peer that is gone. It counts what arrives; so that this is what is read,
bodies that come compressed, which nobody asked for, are refused.
"""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator

import httpx2

LARGEST = 4_000_000  # bytes; a reply of 3,000 tokens with all its logprobs has a tenth of that
PLAIN = {"Accept-Encoding": "identity"}


def knocking() -> list[tuple[int, int, int]]:
    """Socket options that notice a peer whose power failed within a minute and a half, not at the end of a call's ten minutes."""
    # which of them exist differs by system
    named = {"TCP_KEEPIDLE": 30, "TCP_KEEPALIVE": 30, "TCP_KEEPINTVL": 15, "TCP_KEEPCNT": 4}
    options = [
        (socket.IPPROTO_TCP, getattr(socket, name), value) for name, value in named.items() if hasattr(socket, name)
    ]
    return [(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1), *options]


class _Counted(httpx2.AsyncByteStream):
    """A body that breaks off when it has become too large."""

    def __init__(self, stream: httpx2.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        count = 0
        async for part in self._stream:
            count += len(part)
            if count > LARGEST:
                raise httpx2.ReadError(f"its answer is larger than {LARGEST // 1_000_000} MB")
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()


class BoundedTransport(httpx2.AsyncHTTPTransport):
    """HTTP as ever, but for bodies that are too large or compressed: reading them raises httpx2.ReadError. No cookie is kept."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send the request; the body is not read yet."""
        response = await super().handle_async_request(request)
        response.headers.pop("set-cookie", None)  # one that no request can hold would break all that follow
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        if response.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
            await response.aclose()
            raise httpx2.ReadError("its answer is compressed, which was not asked for")
        response.stream = _Counted(response.stream)
        return response
