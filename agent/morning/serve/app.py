"""The reader as a web application: the addresses, what is posted, and the stream that tells of a night.

Owns: HTTP. What stands on a page is `site`'s, what a decision does is `agent.night.amends`'s, who may ask is `guard`'s.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import secrets
import time
from collections.abc import AsyncIterator
from mimetypes import guess_type
from pathlib import Path, PurePosixPath
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from agent.clock import Clock
from agent.config import load
from agent.errors import Fatal, NightError
from agent.morning.glance import Glance, Tokens
from agent.morning.serve import addresses
from agent.morning.serve.guard import Guard
from agent.morning.serve.night import report_page
from agent.morning.serve.shelf import PICTURES
from agent.morning.serve.site import Site
from agent.night.amends import reopen, settle_disagreement
from agent.night.ask import Asked, ask
from agent.state.state import State

EVERY = 1.0  # seconds between two looks at a night
_HERE = Path(__file__).parent
STATIC = {
    path.name: path for path in (*(_HERE / "static").iterdir(), _HERE / "vendor" / "htmx.min.js") if path.is_file()
}
"""What pages need beside their text, by name."""
_LONGEST_FORM = 20_000  # bytes
_WORDS = 200  # characters of what is searched for
_FOREIGN = "this form is not of this reader, or of before it was started again\n"


def create_app(wiki: Path, host: str = "127.0.0.1") -> Starlette:
    """The application for one wiki; `host` is the address that it will be served at."""
    reader = _Reader(Site(wiki, token=secrets.token_urlsafe(24)))
    routes = [
        Route("/settle", reader.settle, methods=["POST"]),
        Route("/ask", reader.ask, methods=["POST"]),
        Route("/progress", reader.progress),
        Route("/static/{name}", reader.static),
        Route("/{address:path}", reader.page),
    ]
    return Starlette(routes=routes, middleware=[Middleware(Guard, host=host)])


class _Reader:
    """The routes."""

    def __init__(self, site: Site) -> None:
        self._site, self._deciding, self._asking = site, asyncio.Lock(), asyncio.Lock()
        self._looking, self._tokens, self._seen = asyncio.Lock(), Tokens(), (float("-inf"), "")

    async def page(self, request: Request) -> Response:
        """Any page, or part of one, by its address."""
        return await run_in_threadpool(self._page, request)

    def _page(self, request: Request) -> Response:
        site, address, asked = self._site, request.path_params["address"], request.query_params
        site.look()
        html: str | None
        try:
            match address:
                case "":
                    return RedirectResponse(f"./{addresses.HOME}")
                case addresses.HOME:
                    html = site.home()
                case addresses.CONFLICTS:
                    html = site.conflicts()
                case addresses.GRAPH:
                    return HTMLResponse(
                        site.ranks.drawn(site.name), headers={"Content-Security-Policy": "frame-ancestors 'none'"}
                    )
                case addresses.REPORT if (told := report_page(site)) is not None:
                    return HTMLResponse(told, headers={"Content-Security-Policy": "frame-ancestors 'none'"})
                case addresses.SEARCH:
                    html = site.search(asked.get("q", "")[:_WORDS])
                case "find":
                    html = site.found(asked.get("q", "")[:_WORDS])
                case "preview":
                    html = site.preview(asked.get("page", ""))
                case "context":
                    html = site.context(
                        asked.get("document", ""), _number(asked.get("n", "")), _number(asked.get("last", ""))
                    )
                case _:
                    return self._other(address)
        except Fatal as fatal:
            return self._gone("This cannot be told now", str(fatal), 503)
        return HTMLResponse(html) if html is not None else self._missing()

    def _other(self, address: str) -> Response:
        """What lies under `pages/`, `documents/` and `files/`."""
        kind, _, name = address.partition("/")
        stem = name.removesuffix(".html")
        html: str | None = None
        if kind == "files":
            return self._picture(name)
        if kind == "pages" and stem != name:
            html = self._site.page(f"{stem}.md")
        elif kind == "documents" and stem != name:
            slug, _, part = stem.rpartition(".part")
            numbered = bool(slug) and part.isdecimal()
            html = self._site.document(slug if numbered else stem, _number(part) - 1 if numbered else 0)
        return HTMLResponse(html) if html is not None else self._missing()

    def _picture(self, name: str) -> Response:
        data = self._site.shelf.read(name) if PurePosixPath(name).suffix.lower() in PICTURES else b""
        media = guess_type(name)[0] or "application/octet-stream"
        return Response(data, media_type=media) if data else self._missing()

    async def static(self, request: Request) -> Response:
        """Style, scripts and the icon: of ours, never of the wiki's."""
        path = STATIC.get(request.path_params["name"])
        if path is None:
            return self._missing()
        return Response(path.read_bytes(), media_type=guess_type(path.name)[0])

    async def settle(self, request: Request) -> Response:
        """A person's word on a disagreement; the entry as it is then, or for a browser without scripts the whole page."""
        form = await self._of_ours(request)
        if form is None:
            return PlainTextResponse(_FOREIGN, 403)
        id_, wiki = form.get("id", ""), self._site.wiki
        async with self._deciding:
            try:
                if form.get("act") == "reopen":
                    said = await run_in_threadpool(reopen, wiki, id_)
                else:
                    said = await run_in_threadpool(settle_disagreement, wiki, id_, form.get("note", ""))
            except Fatal as fatal:
                said = str(fatal)
        whole = "hx-request" not in request.headers
        answer = self._site.conflicts if whole else lambda said: self._site.entry(id_, said)
        html = await run_in_threadpool(answer, said)
        return HTMLResponse(html) if html else self._missing()

    async def ask(self, request: Request) -> Response:
        """A person's question, answered by what the last night ran with; the answer, or for a browser without scripts a whole page."""
        form = await self._of_ours(request)
        if form is None:
            return PlainTextResponse(_FOREIGN, 403)
        wiki, question = self._site.wiki, form.get("question", "")
        answer, said = None, ""
        async with self._asking:
            try:
                asked = Asked(wiki, question, load(wiki, {}), Clock(), keep="keep" in form)
                answer = await run_in_threadpool(ask, asked)
            except NightError as error:
                said = str(error)
        self._site.look()
        whole = "hx-request" not in request.headers
        html = await run_in_threadpool(self._site.asked, question, answer, said, whole=whole)
        return HTMLResponse(html)

    async def _of_ours(self, request: Request) -> dict[str, str] | None:
        """What was posted from one of our own forms; None if it was not."""
        form = await _form(request)
        if form is None or not hmac.compare_digest(form.get("token", "").encode(), self._site.token.encode()):
            return None
        return form

    async def progress(self, request: Request) -> Response:
        """A stream of looks at the night, for as long as somebody listens."""
        if request.method == "HEAD":  # nobody listens to what has no body, and the connection would never be free again
            return Response(media_type="text/event-stream")
        return StreamingResponse(self._looks(request), media_type="text/event-stream")

    async def _looks(self, request: Request) -> AsyncIterator[str]:
        last = ""
        while not await request.is_disconnected():
            event = await self._look()
            if event != last:
                yield event
            last = event
            await asyncio.sleep(EVERY)

    async def _look(self) -> str:
        """One look for all who listen, however many."""
        async with self._looking:
            if time.monotonic() - self._seen[0] > EVERY / 2:
                event = await run_in_threadpool(self._glance, self._tokens)
                self._seen = time.monotonic(), event  # from its end: a look may take longer than it holds
        return self._seen[1]

    def _glance(self, tokens: Tokens) -> str:
        """One event: how the night stands, or that none is at work."""
        try:
            with State.to_read(self._site.wiki) as state:
                night = state.nights.last()
                if night and not night.outcome and state.is_held:
                    html = self._site.live(glance=Glance.at(state, tokens), now=Clock().now())
                    return f"event: night\ndata: {json.dumps(html)}\n\n"
        except Fatal:
            return ": the database cannot be read now\n\n"
        return "event: over\ndata:\n\n"

    def _missing(self) -> Response:
        return self._gone(
            "Nothing is here", "No page of the wiki has this address. It may have been renamed: the search knows.", 404
        )

    def _gone(self, title: str, said: str, status: int) -> Response:
        return HTMLResponse(self._site.gone(title, said), status)


async def _form(request: Request) -> dict[str, str] | None:
    """What was posted; None if it is too long, or no form."""
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return None
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > _LONGEST_FORM:
                return None
        fields = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=10)
    except (ClientDisconnect, ValueError):
        return None
    return {name: values[0] for name, values in fields.items()}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
