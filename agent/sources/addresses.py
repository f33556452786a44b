"""Which addresses may be connected to: checked on the address itself, after the name is resolved and before connecting.

So neither a name that points inside, nor one that changes between check and use, nor an odd way of writing an address gets
through. Imports the taxonomy of errors only.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Iterable

import httpcore2

from agent.errors import SourceFailed

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]

# Networks of IPv6 in which an IPv4 address is embedded: NAT64 (RFC 6052), IPv4-compatible (RFC 4291), IPv4-translated (RFC 2765)
_LAST_32_BITS = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "::/96", "::ffff:0:0:0/96")))
_LOCAL_NAT64 = ipaddress.IPv6Network("64:ff9b:1::/48")  # RFC 8215: leads wherever the local network says


PRIVATE = "Allow it with --allow-private if you mean it."


def refused(host: str, address: str) -> SourceFailed:
    """That a host is at an address which is not to be asked unless that is allowed."""
    return SourceFailed(
        f"{host} is at {address}, an address of a private network or of this machine: refused. {PRIVATE}"
    )


def is_public(address: Address) -> bool:
    """Whether an address is one of the public Internet: not private, loopback, link-local, multicast, reserved or unspecified.

    An IPv6 address that carries an IPv4 address is as public as that one.
    """
    if isinstance(address, ipaddress.IPv6Address):
        carried = _carried(address)
        if carried is not None:
            return is_public(carried)
        if address.is_site_local or address in _LOCAL_NAT64:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _carried(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for, if it stands for one."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if any(address in network for network in _LAST_32_BITS):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None


class GuardedBackend(httpcore2.AsyncNetworkBackend):
    """Connects like httpcore2's own backend, but resolves the name first and connects only to addresses that may be."""

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private
        self._inner = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore2's
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Raises SourceFailed if every address of the host is refused, else what httpcore2 raises."""
        addresses = await self._resolve(host, port, timeout)
        allowed = [each for each in addresses if self._allow_private or is_public(ipaddress.ip_address(each))]
        if not allowed:
            raise refused(host, addresses[0])
        fault: Exception | None = None
        for address in allowed[:4]:
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as failed:
                fault = fault or failed
        raise fault or httpcore2.ConnectError(f"{host} has no address")

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore2's
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Refused always."""
        raise SourceFailed("Unix sockets are not read.")

    async def sleep(self, seconds: float) -> None:
        """Sleep, in seconds."""
        await asyncio.sleep(seconds)

    async def _resolve(self, host: str, port: int, seconds: float | None) -> list[str]:
        """The addresses of a host as plain text, in the system's order of preference. Never empty."""
        try:
            async with asyncio.timeout(seconds):
                found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except TimeoutError as fault:
            raise httpcore2.ConnectTimeout(f"looking up {host} took too long") from fault
        except UnicodeError as fault:
            raise SourceFailed(f"{host} is not a valid host name.") from fault
        except OSError as fault:
            raise httpcore2.ConnectError(f"{host} cannot be found ({fault.strerror or fault})") from fault
        if not found:
            raise httpcore2.ConnectError(f"{host} has no address")
        return [str(place[0]).partition("%")[0] for *_, place in found]
