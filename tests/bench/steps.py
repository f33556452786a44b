"""What a step of a night costs in a small wiki and in a large one: `python -m tests.bench.steps SMALL LARGE [--documents 20,60]`.

SMALL and LARGE are wikis that `tests.bench.generated` made; of each a copy is gone on with, once for each number of new documents, half
about things that have a page and half about new ones. Of the two nights what they have in common (beginning, settling, publishing) is taken
away: `cpu` is the CPU milliseconds of one call more. `window`: tokens of the prompts that read; `deep`: below it are 95 of 100 prompts;
`cpu_all`: CPU seconds of the longer night; `memory`: its peak in MiB.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from agent.known.pages import Known
from agent.state.state import State
from tests.bench.first import plan
from tests.bench.flat import measured
from tests.bench.generated import names, report

NEW = ("Nimo", "Voss", "Tarrow", "Quell")  # no syllables of the generated names
Row = dict[str, Any]


def shelf(wiki: Path, into: Path, count: int) -> None:
    """So many documents: the first half of each about pages of the wiki, the other about things that it has none of."""
    dice = random.Random(11)
    with State.to_read(wiki) as state:
        titles = sorted(page.title for page in Known.of(state).pages)
    into.mkdir(parents=True)
    for number in range(count):
        others = dice.sample(titles, 8)
        fresh = [f"{dice.choice(NEW)}{name.lower()}" for name in names(2, dice)]
        (into / f"new-{number:03}.md").write_text(report(100_000 + number, [*others[:2], *fresh], others[2:], dice))


def night(wiki: Path, documents: int) -> Row:
    """A night over so many new documents on a copy of a wiki in which all else was planned and done."""
    with tempfile.TemporaryDirectory(prefix="nightwiki-steps-") as folder:
        copy, sources = Path(folder) / "wiki", Path(folder) / "new"
        shelf(wiki, sources, documents)
        shutil.copytree(wiki, copy)
        before = _calls(copy)
        command = ["run", str(sources), "--wiki", str(copy), "--engine", "rehearsal", "--workers", "4"]
        seconds, memory = measured("-c", "from agent.cli import main; main()", *command)
        calls = _calls(copy)[len(before) :]
    deep = sorted(prompt for _, prompt in calls)
    windows = [prompt for kind, prompt in calls if kind == "read"]
    return {
        "documents": documents, "calls": len(calls), "cpu_all": round(seconds, 1), "memory": round(memory),
        "window": round(sum(windows) / max(1, len(windows))), "deep": deep[int(0.95 * len(deep))] if deep else 0,
    }  # fmt: skip


def _calls(wiki: Path) -> list[tuple[str, int]]:
    """Of each call, in order, the kind of its episode and the tokens of its prompt."""
    with State.to_read(wiki) as state:
        rows = state.journal._query(
            "SELECT episodes.kind AS kind, prompt_tokens FROM steps JOIN episodes ON episodes.id = steps.episode ORDER BY steps.id"
        )
    return [(row["kind"], row["prompt_tokens"]) for row in rows]


def main() -> None:
    """Print a line for each night, then what one call more takes, and the ratios of large to small."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("wikis", nargs=2, type=Path)
    parser.add_argument("--documents", default="20,60")
    given = parser.parse_args()
    few, many = (int(n) for n in given.documents.split(","))
    found = []
    for wiki in given.wikis:
        with tempfile.TemporaryDirectory(prefix="nightwiki-planned-") as folder:
            planned = shutil.copytree(wiki, Path(folder) / wiki.name)
            plan(planned)
            first, last = night(planned, few), night(planned, many)
        more = (last["cpu_all"] - first["cpu_all"]) / max(1, last["calls"] - first["calls"])
        found.append(last | {"wiki": wiki.name, "cpu": round(1000 * more, 1)})
        print(json.dumps([first, found[-1]]), flush=True)
    small, large = found
    ratios = {key: round(large[key] / small[key], 2) for key in ("cpu", "window")}
    sys.stdout.write(f"large ÷ small: {json.dumps(ratios)}\n")


if __name__ == "__main__":
    main()
