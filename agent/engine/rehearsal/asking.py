"""ask: a person's question is answered with the sentence that shares most with it, word for word, or not at all.

Owns: that one rule. Silence is preferred to a guess. Imports nothing of ours but its neighbours.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

from agent.engine.rehearsal.answering import asked_of, fits
from agent.engine.rehearsal.comparing import READ, claim_of
from agent.engine.rehearsal.request import Act
from agent.engine.rehearsal.task import Sentence, Task
from agent.engine.rehearsal.values import numerals
from agent.engine.rehearsal.words import content, shared

ENOUGH = 0.6  # of what the question says, weighed by how rare it is among the sentences, that one must say
BESIDE = 0.5  # what counts what only the heading or the sentence before says
LONGEST = 600


def reply(task: Task, act: Act) -> list[dict[str, Any]]:
    """The sentence that answers, if one says enough of what is asked and has a value of the sort that is asked for."""
    found = _best(task.fields.get("Question", "")[:READ], task.sentences)
    if task.steps or found is None or len(found.text) > LONGEST:
        return []
    return [{"text": " ".join(found.text.split()), "cites": [f"{found.document} {found.number}"]}]


def not_told(task: Task, act: Act) -> list[dict[str, Any]]:
    """Said where nothing is replied."""
    return [] if reply(task, act) else [{}]


@lru_cache(maxsize=4)
def _best(question: str, sentences: tuple[Sentence, ...]) -> Sentence | None:
    what = asked_of(numerals(question), "")
    asked = content(question).keys() - content(what.unit).keys()
    if not asked:
        return None
    said = [(one, content(one.text).keys(), content(f"{one.heading} {one.before}").keys()) for one in sentences]
    rare = {w: math.log(1 + len(said) / (1 + sum(w in here for _, here, _ in said))) for w in asked}
    scored = []
    for one, here, beside in said:
        claim = claim_of(one)
        values = [value for clause in claim.clauses for value in clause.values]
        if what.sorts and not what.sorts & {"any", "yes", "name"} and not any(fits(value, what) for value in values):
            continue
        told, near = shared(asked, here), shared(asked, beside)
        score = sum(rare[w] * (1.0 if w in told else BESIDE if w in near else 0.0) for w in asked)
        scored.append((score / sum(rare.values()), -one.number, one))
    best = max(scored, default=None, key=lambda found: found[:2])
    return best[2] if best and best[0] >= ENOUGH else None
