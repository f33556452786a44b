"""Who may ask the reader what: this machine's browser, from the reader's own pages.

Owns: the checks before any route, and what every answer tells the browser to forbid. Against a foreign page that posts here, one that makes
its own name point to this address (DNS rebinding), and scripts that came with a source.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
}


class Guard:
    """Wraps the application. `host` is the address that it listens at."""

    def __init__(self, app: ASGIApp, host: str) -> None:
        self._app, self._host = app, host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with 403 what may not be asked; else let the application answer."""
        if scope["type"] != "http":
            return
        headers = Headers(scope=scope)
        if why := refusal(headers, scope["method"], self._host):
            await PlainTextResponse(f"{why}\n", 403)(scope, receive, send)
            return

        async def forbidding(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    answer[name] = value
                answer.setdefault("Content-Security-Policy", POLICY)
            await send(message)

        await self._app(scope, receive, forbidding)


def refusal(headers: Headers, method: str, host: str) -> str:
    """Why a request is refused, or nothing. `host` is where the server listens."""
    asked = headers.get("host", "")
    if len(headers.getlist("host")) != 1 or not _is_ours(asked, host):
        return "this name is none of this reader's"
    site, mode = headers.get("sec-fetch-site", ""), headers.get("sec-fetch-mode", "")
    if method in ("GET", "HEAD"):
        foreign = site in ("cross-site", "same-site") and mode != "navigate"
        return "a page of another origin asks" if foreign else ""
    if headers.get("origin") != f"http://{asked}" or site not in ("", "same-origin"):
        return "a page of another origin asks"
    return ""


def _is_ours(asked: str, host: str) -> bool:
    """Whether a browser that asks for this name means us: a name that anybody may point anywhere does not, an address does."""
    try:
        name = urlsplit(f"//{asked}").hostname or ""
    except ValueError:
        return False
    if name in ("localhost", host.lower()):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or not is_loopback(host)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens there."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
