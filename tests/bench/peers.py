"""The same documents, the same engine: nightwiki beside other makers of wikis, each with its own defaults.

`python -m tests.bench.peers WORK --engine URL [--model NAME] [--only nightwiki,synto] [--slots 4] [--limit 900] [--json FILE]`

WORK is a folder outside the tree; in it each tool is installed once, by name and version, and has a folder a run. Each runs twice: from
beginning to end; and again from nothing, with the replies that were kept, killed with SIGKILL once half as many calls are answered, and
then run once more as a person would. Nothing is asked of the model twice, so that the second costs moments; what is asked in other words
than before goes to the model. Prints a table; `--json` has all figures.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.bench.peers_measure import measured
from tests.bench.peers_proxy import Call, Proxy
from tests.bench.peers_tools import PREAMBLE, TOOLS, Tool

DOCUMENTS = Path(__file__).parent / "peers"
ROOT = Path(__file__).parents[2]
INSTALLING = 900.0
SETTLED = 3.0  # seconds that a tool has to keep what it was told, before it is killed; what it asks meanwhile is never answered


class Shell:
    """Runs a tool's scripts in its folder; everything that they start is of one process group, and dies with it."""

    def __init__(self, tool: Tool, home: Path, folder: Path, engine: str, model: str, slots: int) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            port = found.getsockname()[1]
        ours = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
        given = {
            "TOOL": str(home / tool.name), "ENGINE": engine, "MODEL": model, "SLOTS": str(slots), "PORT": str(port),
            "PYTHON": sys.executable, "PYTHONPATH": ours if tool.name == "nightwiki" else "", "HOME": str(folder / "home"),
            "NO_PROXY": "127.0.0.1,localhost", "GIT_AUTHOR_NAME": "n", "GIT_AUTHOR_EMAIL": "n@localhost",
            "GIT_COMMITTER_NAME": "n", "GIT_COMMITTER_EMAIL": "n@localhost",
        }  # fmt: skip
        (folder / "home").mkdir(exist_ok=True)
        self.environment = {**os.environ, **given}

    def do(self, script: str, limit: float, stop: threading.Event | None = None) -> tuple[str, float]:
        """How it ended ("0", another exit, "killed" by `stop`, "given up") and after how many seconds. Talk goes to `talk.log`."""
        began = time.monotonic()
        with (self.folder / "talk.log").open("ab") as log:
            words = ["bash", "-c", PREAMBLE + script]
            child = subprocess.Popen(
                words, cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
            ended = ""
            while not ended:
                try:
                    ended = str(child.wait(0.05))
                except subprocess.TimeoutExpired:
                    if stop and stop.is_set():
                        ended = "killed"
                    elif time.monotonic() - began > limit:
                        ended = "given up"
            with contextlib.suppress(ProcessLookupError):  # all of it had ended
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        return ended, time.monotonic() - began


def side(tool: Tool, options: argparse.Namespace) -> dict[str, Any]:
    """All figures of one tool."""
    work: Path = options.work
    kept, planted = work / "replies" / tool.name, json.loads((DOCUMENTS / "planted.json").read_text(encoding="utf-8"))
    if options.fresh:
        shutil.rmtree(kept, ignore_errors=True)
    installing = Shell(tool, work / "tools", work / "tools", "", "", 0)
    if not (done := work / "tools" / f"{tool.name}.installed").exists():
        if (how := installing.do(tool.install, INSTALLING)[0]) != "0":
            raise SystemExit(f"{tool.name} could not be installed ({how}): see {installing.folder}/talk.log")
        done.touch()
    with Proxy(options.engine, kept) as proxy:
        whole = _begun(tool, work / "whole" / tool.name, proxy, options)
        ended, seconds = whole.do(tool.run, options.limit)
        calls = list(proxy.calls)
    found = {
        "tool": tool.name, "version": tool.version, "ended": ended, "seconds": round(seconds, 1), **costs(calls),
        **measured(tool, whole.folder, planted),
    }  # fmt: skip
    return found | {"killed": _killed(tool, calls, kept, options, planted) if ended != "given up" else {}}


def _begun(tool: Tool, folder: Path, proxy: Proxy, options: argparse.Namespace) -> Shell:
    shutil.rmtree(folder, ignore_errors=True)
    shell = Shell(tool, options.work / "tools", folder, proxy.url, options.model, options.slots)
    (folder / "docs").mkdir()
    for path in DOCUMENTS.glob("*.md"):
        shutil.copy(path, folder / "docs")
    if (how := shell.do(tool.prepare, INSTALLING)[0]) != "0":
        raise SystemExit(f"{tool.name} could not be set up ({how}): see {folder}/talk.log")
    return shell


def costs(calls: Sequence[Call]) -> dict[str, Any]:
    """Calls and tokens in all; `model_seconds` is how long they took, added up."""
    return {
        "calls": len(calls), "prompt_tokens": sum(call.prompt for call in calls), "cached_tokens": sum(call.cached for call in calls),
        "completion_tokens": sum(call.completion for call in calls), "failed_calls": sum(call.status >= 400 for call in calls),
        "model_seconds": round(sum(call.seconds for call in calls), 1), "deepest": max((call.prompt for call in calls), default=0),
    }  # fmt: skip


def _killed(
    tool: Tool, before: Sequence[Call], kept: Path, options: argparse.Namespace, planted: dict[str, Any]
) -> dict[str, Any]:
    """From nothing, killed at the half, and run again: calls in all, and how many of them had been answered before the kill."""
    half, stop = len(before) // 2, threading.Event()
    first: list[Call] = []

    def hear(call: Call) -> None:
        first.append(call)
        if len(first) == half:
            proxy.closed.set()
            threading.Timer(SETTLED, stop.set).start()

    with Proxy(options.engine, kept, heard=hear) as proxy:
        shell = _begun(tool, options.work / "killed" / tool.name, proxy, options)
        how, _ = shell.do(tool.run, options.limit, stop)
    with Proxy(options.engine, kept, port=proxy.port) as proxy:  # where the tool's settings say that it is
        ended, _ = shell.do(tool.again, options.limit)
        second = list(proxy.calls)
    had = Counter(call.key for call in first)
    return {
        "first": how, "again": ended, "calls_before": len(first), "calls_after": len(second),
        "paid_again": sum((had & Counter(call.key for call in second)).values()),
        "in_other_words": sum(not call.replayed for call in second),
        "more_calls": len(first) + len(second) - len(before),
        "pages": measured(tool, shell.folder, planted)["pages"],
    }  # fmt: skip


ROWS = {
    "ended with": "ended", "wall seconds": "seconds", "calls a source": "calls", "prompt tokens a source": "prompt_tokens",
    "of them from the cache": "cached_tokens", "completion tokens a source": "completion_tokens", "largest prompt": "deepest",
    "pages": "pages", "words on them": "words", "links": "links", "broken links": "broken", "statements": "statements",
    "with a source named": "source_named", "with a quotation or lines to look up": "checkable",
    "with a figure that no source has": "invented_figures", "disagreements told, of 5": "found", "both sides on pages, of 5": "kept",
    "near misses told as disagreements, of 2": "near",
}  # fmt: skip
KILLED = {
    "killed: calls answered before": "calls_before", "killed: calls after": "calls_after", "killed: paid again": "paid_again",
    "killed: more calls than undisturbed": "more_calls", "killed: pages in the end": "pages",
}  # fmt: skip
EACH = {"calls", "prompt_tokens", "cached_tokens", "completion_tokens"}


def table(found: Sequence[dict[str, Any]]) -> str:
    """As markdown: a column a tool."""
    sources = len(list(DOCUMENTS.glob("*.md")))

    def cell(value: Any, name: str) -> str:
        if value is None:
            return "–"
        return (
            f"{value / sources:,.1f}".replace(".0", "")
            if name in EACH
            else f"{value:,}"
            if isinstance(value, int)
            else str(value)
        )

    rows = [[label, *(cell(each.get(name), name) for each in found)] for label, name in ROWS.items()]
    rows += [[label, *(cell(each["killed"].get(name), "") for each in found)] for label, name in KILLED.items()]
    head = ["", *(f"{each['tool']} {each['version']}" for each in found)]
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rows])


def main(words: Sequence[str] | None = None) -> None:
    """Run what was asked for, print the table."""
    parser = argparse.ArgumentParser(prog="tests.bench.peers", description="nightwiki beside its peers")
    parser.add_argument("work", type=Path, help="a folder outside the tree; tools, runs and replies lie there")
    parser.add_argument("--engine", required=True, help="a base URL that ends in /v1")
    parser.add_argument("--model", help="its name there (default: the first)")
    parser.add_argument("--only", default=",".join(TOOLS))
    parser.add_argument("--slots", type=int, default=4, help="requests that the engine takes at once")
    parser.add_argument("--limit", type=float, default=900.0, help="seconds after which a run is given up")
    parser.add_argument("--fresh", action="store_true", help="ask the model again, whatever was kept of earlier runs")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args(words)
    options.work = options.work.absolute()
    if not options.model:
        with urllib.request.urlopen(f"{options.engine}/models", timeout=30) as listed:
            options.model = json.load(listed)["data"][0]["id"]
    found = []
    for name in options.only.split(","):
        found.append(side(TOOLS[name], options))
        print(json.dumps(found[-1]), file=sys.stderr, flush=True)
        if options.json:
            options.json.write_text(json.dumps(found, indent=1), encoding="utf-8")
    print(table(found))


if __name__ == "__main__":
    main()
