"""The bench of wordings on a few of its own: what it counts, and that right sentences pass and wrong ones do not."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from agent.knowledge.support.check import CHECKS
from tests.bench.wordings import main, measure, read

CLAIMS = [
    {"n": 1, "source": "Note", "before": "", "text": "The brewery was sold to Amber Holdings in 1999 for £12 million."},
    {"n": 2, "source": "Note", "before": "Ada Kells kept the books.", "text": "She did not want to sell it."},
]


def item(number: int, text: str, *, right: bool, cites: tuple[int, ...] = (1,)) -> dict[str, Any]:
    return {
        "id": f"wd-{number}", "lang": "en", "area": "news", "page": "Dunmore Brewery", "aliases": ["the brewery"], "claims": CLAIMS,
        "text": text, "cites": list(cites), "right": right, "why": "", "kind": "merge" if right else "currency",
    }  # fmt: skip


ITEMS = [
    item(1, "In 1999 Amber Holdings bought Dunmore Brewery for 12 million pounds.", right=True),
    item(2, "Ada Kells did not want the brewery to be sold.", right=True, cites=(2,)),
    item(3, "In 1999 Amber Holdings bought Dunmore Brewery for 12 million euros.", right=False),
    item(4, "Ada Kells wanted to sell the brewery.", right=False, cites=(2,)),
    item(5, "The brewery was sold in 1999 although Ada Kells did not want that.", right=False),
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "wordings.jsonl"
    path.write_text("\n".join(json.dumps(each) for each in ITEMS) + "\n", encoding="utf-8")
    return path


def test_it_counts_what_is_refused_and_caught(file: Path) -> None:
    found = measure(read(file))
    assert found["all"] == {"right": 2, "refused": 0, "wrong": 3, "caught": 3}
    assert found["refused"] == {}
    assert found["missed"] == []
    assert set(found["checks"]) == {check.__name__ for check in CHECKS}


def test_it_prints_a_table_or_json(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["wordings", str(file), "--list"])
    main()
    assert "0 of   2 right refused    3 of   3 wrong caught" in capsys.readouterr().out
    monkeypatch.setattr(sys, "argv", ["wordings", str(file), "--json"])
    main()
    assert json.loads(capsys.readouterr().out)["languages"]["en"]["caught"] == 3
