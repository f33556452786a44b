"""What a call of the model costs the state, in statements of SQL: the same in a small wiki and in a large one."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from agent.state.state import State
from agent.state.store import Connection
from tests.bench.generated import names, report
from tests.night.nights import night

MOST = 470  # a source; its sentences, each with its row to search in, are a fifth of it


def _statements(folder: Path, sources: int) -> tuple[float, float]:
    """Statements a call, and a source."""
    dice = random.Random(3)
    things = names(2 * sources, dice)
    (folder / "sources").mkdir(parents=True)
    for number in range(sources):
        text = report(number, dice.sample(things, 4), things, dice)
        (folder / "sources" / f"report-{number}.md").write_text(text)
    seen: Counter[str] = Counter()
    opened = Connection.__init__

    def traced(self: Connection, path: Path, *, write: bool) -> None:
        opened(self, path, write=write)
        # a line of its own (`-- `) tells of a trigger
        self.db.conn.set_trace_callback(lambda sql: seen.update([sql.split()[0]] if not sql.startswith("--") else []))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Connection, "__init__", traced)
        assert night(folder / "wiki", [str(folder / "sources")], "rehearsal", workers=4) == 0
    with State.to_read(folder / "wiki") as state:
        return sum(seen.values()) / int(state.journal.usage()["calls"]), sum(seen.values()) / sources


def test_a_call_costs_as_many_statements_in_a_large_wiki_as_in_a_small_one(tmp_path: Path) -> None:
    (small, _), (large, each) = _statements(tmp_path / "small", 5), _statements(tmp_path / "large", 25)
    assert large < 1.3 * small
    assert each < MOST
