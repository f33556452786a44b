"""Two releases of a manual: what a brain would be asked about them, and, with its replies, what stands under *Changed over time*.

    python -m tests.bench.releases OLDER NEWER [--work DIR] [--answers FILE] [--entries N]

OLDER and NEWER are folders (`…/borg-1.1`, `…/borg-1.4`), of which the HTML files are read, or lists of sources. The rehearsal engine reads
them in a night into DIR/wiki (once: the folder is kept), so that what is asked is about pages and claims as in any night. Without answers
each request of the kind `release` is printed: its system text once, then its task and the marks of its pairs, which last as long as the
documents do. FILE holds what was answered, one JSON object a line, as on the wire but for the mark in the place of the number:
`{"pair": MARK, "question": …, "was": …, "now": …}`. Refusals are printed, then the entries, N of them drawn by the hash of their ids, each
with both statements and where they stand.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import shutil
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from agent.clock import Clock
from agent.config import load
from agent.engine.wire import Call, Reply, Usage
from agent.episode import loop
from agent.episode.loop import Desk
from agent.episode.prompts import Prompts
from agent.episode.release import Release
from agent.knowledge.model import Disagreement, short_hash
from agent.known.disagreements import disagreements
from agent.known.pages import Known
from agent.night.orders import order
from agent.night.releasing import Releasing
from agent.night.start import run_night
from agent.state.queue import EpisodeRecord
from agent.state.state import State


class Answers:
    """A brain that says of the episode under way what was answered beforehand, once."""

    def __init__(self) -> None:
        self.now: list[dict[str, Any]] = []

    async def ask(self, call: Call) -> Reply:
        """The reply; nothing, where it is asked again."""
        said = json.dumps({"changed": self.now})
        self.now = []
        return Reply(said, said, (), "", "stop", Usage(0, 0, 0, 0.0), "by hand")


def read(older: Path, newer: Path, wiki: Path) -> None:
    """Both releases, read by the rehearsal engine in a night of one pass."""
    sources = [str(path) for folder in (older, newer) for path in _pages(folder)]
    settings = load(wiki, {"engine": "rehearsal", "passes": 1})
    run_night(order(sources, wiki, settings, None, None, Clock(), lambda *_: None))


def _pages(given: Path) -> list[Path]:
    if given.is_file():
        return [Path(line) for line in given.read_text(encoding="utf-8").split("\n") if line.strip()]
    return sorted(path for path in given.rglob("*.htm*") if path.is_file())


def asked(state: State) -> list[EpisodeRecord]:
    """What a brain that judges would be asked about the releases, queued."""
    made = list(Releasing(state, Known.of(state)).episodes())
    with state.transaction("plan"):
        state.queue.add(made)
    return made


def marks(record: EpisodeRecord) -> list[str]:
    """Of each pair of a request, what it is known by whatever else is asked with it."""
    sides = ((pair["was"], pair["now"]) for pair in record.subject["pairs"])
    return [short_hash(*(str(row[key]) for row in rows for key in ("document", "first"))) for rows in sides]


def answered(state: State, episodes: Iterable[EpisodeRecord], said: Sequence[dict[str, Any]]) -> list[Disagreement]:
    """The entries that come of the answers; prints what was refused."""
    before = {entry.id for entry in disagreements(state, Known.of(state))}  # of the rehearsal engine's own
    brain = Answers()
    desk = Desk(state, brain, Prompts(), 1, "schema", 16384, lambda: datetime.now(UTC))
    for record in episodes:
        number = {mark: n for n, mark in enumerate(marks(record), start=1)}
        brain.now = [{**answer, "pair": number[answer["pair"]]} for answer in said if answer["pair"] in number]
        asyncio.run(loop.run(Release(record, state), desk))
        acts = [act for step in state.journal.steps(record.id, 0) for act in step.acts]
        for act in (act for act in acts if not act.accepted):
            print(f"refused: {act.observation}")
    return [e for e in disagreements(state, Known.of(state)) if e.state == "changed" and e.id not in before]


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("older", type=Path)
    parser.add_argument("newer", type=Path)
    parser.add_argument("--work", type=Path, default=Path("releases-work"))
    parser.add_argument("--answers", type=Path)
    parser.add_argument("--entries", type=int, default=40)
    given = parser.parse_args()
    wiki = given.work / "wiki"
    if not (wiki / "index.md").exists():
        read(given.older, given.newer, wiki)
    asking = given.work / "asking"
    shutil.rmtree(asking, ignore_errors=True)
    shutil.copytree(wiki / ".nightwiki", asking / ".nightwiki")
    with State.to_write(asking) as state:
        episodes = asked(state)
        if given.answers is None:
            _print(episodes, state)
            return
        lines = given.answers.read_text(encoding="utf-8").split("\n")
        said = [json.loads(line) for line in lines if line.strip()]
        entries = answered(state, episodes, said)
        documents = {document.id: document for document in state.documents.all()}
    print(
        f"{len(entries)} entries of {sum(len(e.subject['pairs']) for e in episodes)} pairs in {len(episodes)} requests"
    )
    drawn = sorted(entries, key=lambda entry: hashlib.sha256(entry.id.encode()).hexdigest())[: given.entries]
    for number, entry in enumerate(drawn, start=1):
        print(f"\n{number}. {entry.id} [{entry.page}] {entry.about}")
        for side in entry.sides:
            document = documents[side.citation.document]
            above = " > ".join(document.sentences[side.citation.first - 1].heading)
            print(f"   - {side.value!r} | {document.resource} {side.citation.first} | {above}\n     {side.quote}")


def _print(episodes: list[EpisodeRecord], state: State) -> None:
    print(Prompts()["release"], file=sys.stdout)
    for record in episodes:
        told = " ".join(f"{n}={mark}" for n, mark in enumerate(marks(record), start=1))
        print(f"\n=== {record.id}\n{Release(record, state).task()}\nmarks: {told}")


if __name__ == "__main__":
    main()
