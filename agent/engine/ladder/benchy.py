"""A ladder by llama-benchy (the extra `bench`), where one wants its figures: run, and its report read.

Owns: its command line and the form of its report (0.4). It needs the model's tokenizer, from a folder or from a hub.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from agent.engine.ladder.figures import Ladder, Rung, Speculation
from agent.engine.ladder.measure import Plan
from agent.engine.long_text import manual
from agent.errors import Exit, Fatal

NAME = "llama-benchy"


def book(plan: Plan) -> str:
    """The text that is to be read, put where it keeps books that were fetched: nothing is fetched then. Returns the book's address."""
    text = plan.text or manual()
    address = f"nightwiki:{hashlib.sha256(text.encode()).hexdigest()[:16]}"
    shelf = Path.home() / ".cache" / NAME
    shelf.mkdir(parents=True, exist_ok=True)
    name = hashlib.md5(address.encode(), usedforsecurity=False).hexdigest()  # as it names them
    (shelf / f"{name}.txt").write_text(text, encoding="utf-8")
    return address


def command(url: str, model: str, tokenizer: str | None, plan: Plan, report: Path) -> list[str]:
    """The words of its command line."""
    depths = [str(depth) for depth in plan.depths]
    return [
        "--base-url", url, "--model", model, "--served-model-name", model, *(["--tokenizer", tokenizer] if tokenizer else []),
        "--book-url", book(plan), "--latency-mode", "generation", "--skip-coherence", "--no-cache", "--runs", str(plan.runs),
        "--pp", str(plan.prompt), "--tg", str(plan.answer), "--depth", *depths, "--save-result", str(report), "--format", "json",
    ]  # fmt: skip


def measure(url: str, model: str, tokenizer: str | None, plan: Plan, said: Speculation | None) -> Ladder:
    """Run it. Raises Fatal (exit 2) if it is not installed, (exit 5) if it comes to nothing."""
    own = Path(sysconfig.get_path("scripts")) / NAME
    tool = str(own) if own.exists() else shutil.which(NAME)
    if tool is None:
        raise Fatal(f"{NAME} is not installed: pip install 'nightwiki[bench]'", Exit.USAGE)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        # what it says while it runs is talk, not the result
        done = subprocess.run([tool, *command(url, model, tokenizer, plan, report)], stdout=sys.stderr, check=False)
        if done.returncode or not report.is_file():
            raise Fatal(f"{NAME} ended with {done.returncode} and without a report", Exit.NO_ENGINE)
        return read(report, said)


def read(report: Path, said: Speculation | None) -> Ladder:
    """A report of its as a ladder. Raises Fatal (exit 2) if it is none."""
    try:
        told = json.loads(report.read_text(encoding="utf-8"))
        runs = [run for run in told["benchmarks"] if run["concurrency"] == 1 and not run["is_context_prefill_phase"]]
        rungs = [
            Rung(run["context_size"], _mean(run["pp_throughput"]), float(run["tg_throughput"]["mean"]))
            for run in runs
            if run["tg_throughput"]
        ]
        if not rungs:
            raise ValueError("it holds no run of one request at a time")
        by = f"{NAME} {told['version']}"
        return Ladder(
            told["model"],
            said or "unknown",
            tuple(sorted(rungs, key=lambda rung: rung.depth)),
            str(told["timestamp"])[:10],
            by,
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Fatal(f"{report} is no JSON report of {NAME} ({error})", Exit.USAGE) from error


def _mean(metric: dict[str, Any] | None) -> float | None:
    return float(metric["mean"]) if metric else None
