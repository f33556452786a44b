"""A small wiki with one disagreement, and the reader of it on a real socket."""

from __future__ import annotations

import http.client
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

import uvicorn

from agent.engine.rehearsal.serve import bound
from agent.morning.serve.app import create_app
from tests.night.nights import in_child, rehearsal_process

ROOT = Path(__file__).parents[2]
SOURCES = [
    str(ROOT / "examples" / name) for name in ("notes/1866-reading-notes.md", "pages/atlantic-telegraph-company.html")
]
ENTRY = "27af6fce8d98d41f"
"""The disagreement of the two: how long was the cable of 1866?"""


@cache
def _made() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="nightwiki-served-")) / "wiki"
    with rehearsal_process() as engine:
        assert in_child(folder, SOURCES, engine, workers=1) == 0
    return folder


def a_wiki(folder: Path) -> Path:
    """A copy of that wiki, with its database, in `folder`."""
    return Path(shutil.copytree(_made(), folder / "wiki", symlinks=True))


class Reader:
    """A reader at work; asks it as a browser does, or as a foreign page would."""

    def __init__(self, port: int) -> None:
        self.port, self.host = port, f"127.0.0.1:{port}"
        self.url = f"http://{self.host}/"

    def ask(
        self, path: str, method: str = "GET", body: str | None = None, **headers: str
    ) -> tuple[int, str, dict[str, str]]:
        """(status, body, headers) of an answer. Names of `headers` have `_` for `-`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        told = {"Host": self.host} | {name.replace("_", "-"): value for name, value in headers.items()}
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        data = (body or "").encode()
        for name, value in (told | ({"Content-Length": str(len(data))} if body is not None else {})).items():
            connection.putheader(name, value)
        connection.endheaders(data)
        answer = connection.getresponse()
        found = answer.status, answer.read().decode(errors="replace"), {k.lower(): v for k, v in answer.getheaders()}
        connection.close()
        return found

    def get(self, path: str) -> str:
        """The body of an answer that must be good."""
        status, body, _ = self.ask(path)
        assert status == 200, (path, status)
        return body

    def token(self) -> str:
        """What the forms of the reader carry."""
        return self.get("/conflicts.html").split('name="token" value="')[1].split('"')[0]

    def post(self, fields: dict[str, str], path: str = "/settle", **headers: str) -> tuple[int, str]:
        """Settle, reopen or ask, as the reader's own page does it but for `headers`."""
        told = {"Origin": f"http://{self.host}", "Content_Type": "application/x-www-form-urlencoded"} | headers
        return self.ask(path, "POST", urlencode(fields), **{k: v for k, v in told.items() if v})[:2]


@contextmanager
def served(wiki: Path) -> Iterator[Reader]:
    """The reader of this wiki, for the length of the block."""
    listener = bound("127.0.0.1", 0)
    config = uvicorn.Config(
        create_app(wiki), log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    end = time.monotonic() + 20
    while not server.started:
        assert thread.is_alive()
        assert time.monotonic() < end
        time.sleep(0.01)
    try:
        yield Reader(listener.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(20)
        listener.close()
