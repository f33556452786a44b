"""Questions put to the wiki of the examples: the share answered right with a right citation, and of "does not say" where it should be said.

    python -m tests.bench.questions --engine URL|rehearsal [--wiki DIR] [--examples DIR] [--model NAME] [--json FILE]

`questions.jsonl` holds 30 that the examples answer (`phrases`: of each group one must stand in the answer; `cites`: document and words of a
sentence that tells it, of which one must be cited by a sentence that has a phrase) and 10 that they do not. It is older than the rule of
the rehearsal engine. The wiki of `--wiki` is made by a night if it is not there.

Measured on 2026-11-30, on the wiki by the rehearsal engine: its rules answer .33 right with a right citation, none right with a wrong
one, and are silent on .80 of what the examples do not tell; replies written by hand, by somebody who saw nothing but the requests, 1.00 and
1.00 (one needed a second search; a gold sentence is shown at once for .97).
"""

from __future__ import annotations

import argparse
import json
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from agent.clock import Clock
from agent.config import load
from agent.errors import Fatal
from agent.knowledge.text.normal import norm
from agent.known.asked import Answered
from agent.night.ask import Asked, ask
from agent.night.orders import order
from agent.night.questions import question_id
from agent.night.start import run_night
from agent.state.state import State

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Row:
    """How one question went. `shown`: a gold sentence was shown at once; `right`: the phrases stand in the answer; `cited`: and a gold
    sentence is cited for them.
    """

    question: str
    answerable: bool
    told: bool
    shown: bool
    right: bool
    cited: bool
    seconds: float
    said: str


def questions() -> list[dict[str, Any]]:
    """The 40 questions."""
    return [json.loads(line) for line in (HERE / "questions.jsonl").read_text(encoding="utf-8").splitlines()]


def judged(question: dict[str, Any], answer: Answered, state: State, seconds: float = 0.0) -> Row:
    """An answer held to its gold."""
    groups = [[norm(phrase) for phrase in group] for group in question["phrases"]]
    said = norm(" ".join(line.told for line in answer.lines))
    right = bool(groups) and all(any(phrase in said for phrase in group) for group in groups)
    telling = [line for line in answer.lines if any(p in norm(line.told) for group in groups for p in group)]
    cited = {(c.document, n) for line in telling for c in line.citations for n in range(c.first, c.last + 1)}
    where = gold(question, state)
    found, told = right and not cited.isdisjoint(where), " ".join(line.told for line in answer.lines)
    shown = not where.isdisjoint(_shown(question["question"], state))
    return Row(question["question"], bool(groups), answer.told, shown, right, found, seconds, told)


def _shown(question: str, state: State) -> set[tuple[str, int]]:
    """The sentences that were shown at once."""
    answers = state.asked.answers(question_id(question))
    subject = state.queue.get(answers[-1].episode).subject if answers else {"shown": []}
    return {(one["document"], one["n"]) for one in subject["shown"]}


def gold(question: dict[str, Any], state: State) -> set[tuple[str, int]]:
    """The sentences that tell it. Raises AssertionError if a gold sentence is not in its document."""
    documents = {document.slug: document for document in state.documents.all()}
    found = set()
    for slug, words in question["cites"]:
        mine = {(documents[slug].id, u.n) for u in documents[slug].sentences if words in documents[slug].sentence(u.n)}
        assert mine, (slug, words)
        found |= mine
    return found


def figures(rows: list[Row]) -> dict[str, float]:
    """The shares: of the answerable `shown`, `right`, `right_and_cited`, and wrongly `silent`; of the others rightly `not_told`."""
    yes, no = [row for row in rows if row.answerable], [row for row in rows if not row.answerable]
    return {
        "shown": sum(row.shown for row in yes) / len(yes),
        "right": sum(row.right for row in yes) / len(yes),
        "right_and_cited": sum(row.cited for row in yes) / len(yes),
        "silent": sum(not row.told for row in yes) / len(yes),
        "not_told": sum(not row.told for row in no) / len(no),
    }


def made(wiki: Path, examples: Path, engine: str, model: str | None) -> None:
    """The wiki of the examples, made by a night with this engine, or by what is left of one that was broken off."""
    if (wiki / ".nightwiki").exists():
        with State.to_read(wiki) as state:
            if (last := state.nights.last()) and last.outcome == "done":
                return
    before = Path.cwd()
    os.chdir(examples.parent)
    try:
        settings = load(wiki, {"engine": engine, "model": model})
        asked = order([str(examples / "sources.txt")], wiki, settings, None, None, Clock(), lambda record, state: None)
        code = run_night(asked)
        assert code in (0, 7), code
    finally:
        os.chdir(before)


def measured(wiki: Path, engine: str, model: str | None) -> list[Row]:
    """Every question, asked and judged."""
    rows, settings = [], load(wiki, {"engine": engine, "model": model})
    for question in questions():
        begun = time.monotonic()
        try:
            answer = ask(Asked(wiki, question["question"], settings, Clock()))
        except Fatal as fatal:
            answer = Answered(question["question"], ())
            print(f"  no answer: {fatal}")
        with State.to_read(wiki) as state:
            rows.append(judged(question, answer, state, time.monotonic() - begun))
    return rows


def main() -> None:
    """Measure, and print a line for each question that went wrong, then the shares."""
    words = argparse.ArgumentParser(prog="python -m tests.bench.questions")
    words.add_argument("--engine", default="rehearsal")
    words.add_argument("--model")
    words.add_argument("--wiki", type=Path, default=Path(".questions/wiki"))
    words.add_argument("--examples", type=Path, default=HERE.parents[1] / "examples")
    words.add_argument("--json", type=Path)
    told = words.parse_args()
    made(told.wiki.absolute(), told.examples.absolute(), told.engine, told.model)
    rows = measured(told.wiki, told.engine, told.model)
    for row in rows:
        if not row.cited if row.answerable else row.told:
            print(f"  {'right, not cited' if row.right else 'wrong'}: {row.question}\n    {row.said or 'not told'}")
    found = figures(rows)
    print("  ".join(f"{name} {value:.2f}" for name, value in found.items()))
    print(f"median {sorted(row.seconds for row in rows)[len(rows) // 2]:.2f} s a question")
    if told.json:
        told.json.write_text(json.dumps({"figures": found, "rows": [asdict(row) for row in rows]}, indent=1))


if __name__ == "__main__":
    main()
