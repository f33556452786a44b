"""Two engines behind one address, as nginx gives it: a night is faster, and one of them dying costs only what it was doing."""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from agent.clock import Clock
from agent.engine.rehearsal.app import create_app
from agent.errors import Exit
from tests.faults.engine import FaultEngine
from tests.night.nights import night, tree

NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
pytestmark = pytest.mark.skipif(not Path(NGINX).exists(), reason="NGINX IS NOT INSTALLED: apt-get install nginx-light")

ENGINES = Path(__file__).parents[2] / "examples" / "engines" / "nginx.conf"
SECONDS = 0.3  # of a call; an engine does one at a time
WORKERS = 4
HOW: dict[str, Any] = {"at_once": "none", "judges": "no", "wire": "schema", "workers": WORKERS, "model": "rehearsal"}
TOWNS = ("Ost", "Lenne", "Harl", "Sund", "Birk", "Tolm", "Rask")


class OneAtATime:
    """The rehearsal engine at the pace of a card: each call takes its time, and the next waits for it."""

    def __init__(self) -> None:
        self.app, self.lock, self.answered = create_app(), asyncio.Lock(), 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if not scope["path"].endswith("/completions"):
            await self.app(scope, receive, send)
            return
        async with self.lock:
            await asyncio.sleep(SECONDS)
            await self.app(scope, receive, send)
            self.answered += 1


def paced() -> FaultEngine:
    return FaultEngine(app=OneAtATime())


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def balanced(folder: Path, *ports: int) -> Iterator[str]:
    """nginx with the configuration that the documents show, for these engines."""
    port = free_port()
    servers = "\n".join(f"server 127.0.0.1:{each} max_fails=1 fail_timeout=10s;" for each in ports)
    shown = ENGINES.read_text()
    begin, end = shown.index("        server 10."), shown.index("    }", shown.index("        server 10."))
    text = (shown[:begin] + servers + "\n" + shown[end:]).replace("listen 8000", f"listen 127.0.0.1:{port}")
    home = folder / "nginx"
    home.mkdir()
    temporary = "".join(
        f"{kind}_temp_path {home}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    text = f"pid {home}/pid;\nerror_log {home}/error.log;\n{text.replace('http {', 'http {' + chr(10) + 'access_log off;' + temporary, 1)}"
    (home / "nginx.conf").write_text(text)
    words = [NGINX, "-p", str(home), "-e", str(home / "error.log"), "-c", str(home / "nginx.conf"), "-g", "daemon off;"]
    with subprocess.Popen(words) as nginx:
        try:
            _wait(f"http://127.0.0.1:{port}/v1/models")
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            nginx.terminate()


def _wait(url: str) -> None:
    for _ in range(100):
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("nginx did not come up")


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    folder = tmp_path / "shelf"
    folder.mkdir()
    for n, town in enumerate(TOWNS):
        other = TOWNS[(n + 3) % len(TOWNS)]
        (folder / f"{town.lower()}.txt").write_text(
            f"{town} in brief\n\n{town} is a harbour town. {town} was founded in {1500 + n}. "
            f"The mill of {town} was sold to {other} in {1700 + n}.\n"
        )
    return folder


def test_a_night_is_faster_on_two_engines_and_the_wiki_is_the_same(shelf: Path, tmp_path: Path) -> None:
    with paced() as one, paced() as two, balanced(tmp_path, one.port, two.port) as url:
        began = time.monotonic()
        assert night(tmp_path / "a", [str(shelf)], one.url, clock=Clock(), **HOW) == Exit.DONE
        alone, began = time.monotonic() - began, time.monotonic()
        before = one.app.answered  # type: ignore[attr-defined]
        assert night(tmp_path / "b", [str(shelf)], url, clock=Clock(), **HOW) == Exit.DONE
        both = time.monotonic() - began
        shares = (one.app.answered - before, two.app.answered)  # type: ignore[attr-defined]
    assert min(shares) > 0.3 * sum(shares), shares
    assert both < 0.85 * alone, (alone, both)
    assert tree(tmp_path / "a") == tree(tmp_path / "b")


def test_one_of_two_engines_dies_and_only_what_it_was_doing_is_asked_again(shelf: Path, tmp_path: Path) -> None:
    with paced() as one, paced() as two, balanced(tmp_path, one.port, two.port) as url:

        def die() -> None:
            while len(two.plan.log) < 3:
                time.sleep(0.02)
            two.down()

        dying = threading.Thread(target=die, daemon=True)
        dying.start()
        assert night(tmp_path / "a", [str(shelf)], url, clock=Clock(), **HOW) == Exit.DONE
        dying.join(10)
        asked = len(one.plan.log) + len(two.plan.log)
        answered = one.app.answered + two.app.answered  # type: ignore[attr-defined]
    assert len(two.plan.log) >= 3
    assert asked - answered <= WORKERS
    with paced() as whole:
        assert night(tmp_path / "b", [str(shelf)], whole.url, clock=Clock(), **HOW) == Exit.DONE
    assert tree(tmp_path / "a") == tree(tmp_path / "b")
