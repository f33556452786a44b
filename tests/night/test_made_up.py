"""An engine that puts words of its own into whatever it may say: none of them names a page, a file, an alias or an entry."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from agent.engine.rehearsal.app import create_app
from agent.state.state import State
from tests.faults.engine import FaultEngine, Scope
from tests.night.nights import in_child

CANARY = "Canary"
MADE_UP = ("what", "place", "time", "version", "unit", "scope", "why")
ONE = "# Kettle\n\nKettle is a steel pot built in Oslo. Kettle weighs 30 tons. Kettle was built by Ada Holm in 2019.\n"
TWO = "# Of Kettle\n\nKettle is a job scheduler. Kettle weighs 45 tons. Kettle was built by Ada Holm in 2019.\n"


class Liar(FaultEngine):
    """The rehearsal engine, with a canary in every word that is free, and with pages of its own."""

    def __init__(self) -> None:
        super().__init__(app=create_app())
        self.lies = 0

    async def _good(self, scope: Scope, raw: bytes) -> tuple[int, Any]:
        status, body = await super()._good(scope, raw)
        message = body["choices"][0]["message"]
        said = json.loads(message["content"])
        for act in [act for acts in said.values() if isinstance(acts, list) for act in acts]:
            self._lie(act)
        if pages := said.get("name_pages"):
            pages.append({**pages[0], "title": f"Kettle {CANARY}-99"})
            pages.append({**pages[0], "title": f"{CANARY} pot of Ada Holm 77"})
        for act in said.get("same_thing", []):
            act["yes"] = False
        message["content"] = json.dumps(said)
        return status, body

    def _lie(self, act: dict[str, Any]) -> None:
        for name in {*MADE_UP} & {*act}:
            act[name] = f"{act[name]} {CANARY}".strip()
            self.lies += 1
        if "aliases" in act:
            act["aliases"] = [f"The {CANARY}", f"{CANARY} Kettle"]
        if "cites" in act and "text" in act:
            act["text"] = f"{act['text'].rstrip('.')} of {CANARY}."


def test_nothing_that_a_model_makes_up_reaches_a_page_a_name_or_an_entry(tmp_path: Path) -> None:
    sources = []
    for name, text in (("one.md", ONE), ("two.md", TWO)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        sources.append(str(tmp_path / name))
    wiki = tmp_path / "wiki"
    with Liar() as liar:
        assert in_child(wiki, sources, liar.url, workers=1) == 0
        assert liar.lies
    written = {path: path.read_text(encoding="utf-8") for path in wiki.rglob("*") if path.suffix in (".md", ".html")}
    assert wiki / "Kettle.md" in written
    assert [path for path, text in written.items() if CANARY.lower() in (path.name + text).lower()] == []
    with State.to_read(wiki) as state:
        assert not re.search(CANARY, repr(state.facts.names()))
        assert not any(CANARY in answer.unit for answer in state.disputes.replies())
