"""How much of what the engine read it had read before: of a finished wiki, per kind of episode, what could be cached and what was.

    python -m tests.bench.prefix WIKI [--json FILE] [--prompts DIR]

Each request is made again from the journal's rows, as the night made it. What of it could be cached is the longest beginning that it has in
common with any earlier one, in bytes, as a share of its tokens, in whole blocks of 16, as vLLM keeps them; what was cached is what the
server told with its reply (nothing is told: 0).
"""

from __future__ import annotations

import argparse
import json
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from agent.engine.rehearsal.tokens import prompt_text
from agent.engine.wire import Message, Wire, tools_of
from agent.episode.fold import conversation, fold
from agent.episode.prompts import Prompts
from agent.night.workers import SCRIPTS
from agent.state.journal import StepRecord
from agent.state.state import State

BLOCK = 16
LEAST = 0.9  # share of what could be cached that is to be


@dataclass(slots=True)
class Tokens:
    """Tokens of prompts: in all, those that could be cached, those that were."""

    calls: int = 0
    prompt: int = 0
    could: int = 0
    were: int = 0

    def add(self, prompt: int, could: int, were: int) -> None:
        """One call more."""
        self.calls, self.prompt, self.could, self.were = (
            self.calls + 1,
            self.prompt + prompt,
            self.could + could,
            self.were + were,
        )

    def told(self) -> dict[str, float]:
        """As a row."""
        share = round(self.were / self.could, 3) if self.could else 1.0
        return {"calls": self.calls, "prompt": self.prompt, "could": self.could, "were": self.were, "share": share}


class Earlier:
    """The requests until now. Of all of them the one with most in common stands beside a new one in their order."""

    def __init__(self) -> None:
        self._all: list[bytes] = []

    def common(self, text: bytes) -> int:
        """Bytes at the beginning that an earlier one has too; then it is an earlier one itself."""
        at = bisect_left(self._all, text)
        found = max((_common(text, other) for other in self._all[max(0, at - 1) : at + 1]), default=0)
        insort(self._all, text)
        return found


def _common(a: bytes, b: bytes) -> int:
    low, high = 0, min(len(a), len(b))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if a[low:middle] == b[low:middle] else (low, middle - 1)
    return low


def requests(state: State, prompts: Prompts) -> Iterator[tuple[str, StepRecord, list[Message], str]]:
    """Each call in the order of the replies: its kind, its row, its messages, and all of it as a template would write it."""
    records = [record for how in ("done", "set_aside", "pending", "running") for record in state.queue.by_state(how)]
    attempts = ((record, state.journal.steps(record.id, n)) for record in records for n in range(record.fails + 1))
    calls = [(step.id, n, record, steps) for record, steps in attempts for n, step in enumerate(steps)]
    for _, n, record, steps in sorted(calls, key=lambda call: call[0]):
        try:
            script = SCRIPTS[record.kind](record, state)
            standing = fold(steps[:n])
            stage = script.stage(standing.turns)
        except KeyError:
            continue  # its subject was withdrawn
        if stage is None:
            continue
        wire: Wire = "tools" if steps[n].wire == "tools" else "schema"
        messages = conversation(prompts[script.kind], script, standing.turns, stage, standing.faults, wire)
        yield script.kind, steps[n], messages, prompt_text(messages, tools_of(stage.acts) if wire == "tools" else [])


def shares(wiki: Path, prompts: Prompts) -> dict[str, Tokens]:
    """By kind, and for all under `all`."""
    found: dict[str, Tokens] = defaultdict(Tokens)
    earlier = Earlier()
    with State.to_read(wiki) as state:
        for kind, step, _, text in requests(state, prompts):
            data = text.encode()
            usage = step.reply.usage
            could = int(usage.prompt * earlier.common(data) / max(1, len(data))) // BLOCK * BLOCK
            could = min(could, max(0, usage.prompt - 1) // BLOCK * BLOCK)  # the last token is always computed
            for name in (kind, "all"):
                found[name].add(usage.prompt, could, usage.cached)
    return dict(found)


def main() -> None:
    """Print a line a kind."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("wiki", type=Path)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--prompts", type=Path)
    given = parser.parse_args()
    found = {kind: tokens.told() for kind, tokens in shares(given.wiki, Prompts(given.prompts)).items()}
    print(f"{'kind':<10} {'calls':>6} {'prompt':>9} {'could be':>9} {'were':>9}  share")
    for kind, row in found.items():
        print(f"{kind:<10} {row['calls']:>6} {row['prompt']:>9} {row['could']:>9} {row['were']:>9}  {row['share']:.3f}")
    if given.json:
        given.json.write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
