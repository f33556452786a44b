"""write, mend, see_also, overview, identify, tend: what a rehearsal does with them, which is little.

Owns: pages of the claims' own sentences. Imports nothing of ours but its neighbours.
"""

from __future__ import annotations

import re
from typing import Any

from agent.engine.rehearsal.kinds import KIND_OF, definition, head_of
from agent.engine.rehearsal.request import Act
from agent.engine.rehearsal.task import Task
from agent.engine.rehearsal.words import key_of, plain, words

Arguments = dict[str, Any]
LONGEST_ROW = 400
_FAMILY = {
    "place": "place",
    "person": "person",
    "product": "thing",
    "software": "thing",
    "work": "work",
    "event": "event",
    "organisation": "body",
}


def write(task: Task, act: Act) -> list[Arguments]:
    """Each claim as a row in its own words, under the heading it stood under; of an overview a row for each group of pages."""
    if task.steps or not task.sentences:
        return []
    if "Group" in task.fields or all(not one.page for one in task.sentences):
        return _overview(task)
    made: list[Arguments] = []
    pages: set[str] = set()
    for one in task.sentences:
        text = " ".join(one.text.split())
        if text and len(text) <= LONGEST_ROW:
            section = "" if one.page not in pages else one.heading.split(" > ")[-1][:80]
            made.append({"section": section, "text": text, "cites": [one.number]})
            pages.add(one.page)
    return made


def _overview(task: Task) -> list[Arguments]:
    titles = {one.number: one.text.split(": ")[0] for one in task.sentences}
    numbers = list(titles)
    return [
        {
            "section": "",
            "text": f"Pages that belong together: {', '.join(titles[n] for n in part)}."[:LONGEST_ROW],
            "cites": part,
        }
        for part in (numbers[at : at + 6] for at in range(0, len(numbers), 6))
    ]


def nothing(task: Task, act: Act) -> list[Arguments]:
    """For what a rehearsal never does of itself: leave_out, see_also, mend, search and the like."""
    return []


def finish(task: Task, act: Act) -> list[Arguments]:
    """Said where the task has been answered once, or nothing else is to be said."""
    return [{}] if act.least or (task.steps and not task.observed.get("Not assigned yet")) else []


def assign_from(task: Task, act: Act) -> list[Arguments]:
    """tend: the sentences told on no page that name the page."""
    title = re.sub(r"\s*\([^()]*\)\..*$|\s*\([^()]*\)$", "", task.fields.get("Page", ""))
    if task.steps or not title:
        return []
    taken: dict[str, list[int]] = {}
    for one in task.sentences:
        if f" {key_of(title)} " in f" {key_of(one.text[:1200])} ":
            taken.setdefault(one.document, []).append(one.number)
    return [{"page": title, "document": document, "sentences": numbers[:40]} for document, numbers in taken.items()]


def same_thing(task: Task, act: Act) -> list[Arguments]:
    """Two accounts are of one thing unless they say that it is of two sorts: a ship and a town."""
    name = key_of(task.fields.get("Name", task.fields.get("Page", "")))
    sorts: dict[str, set[str]] = {"A": set(), "B": set()}
    for one in task.sentences:
        if one.side in sorts and (made := definition(one.text[:400])) and (not name or _names(key_of(made[0]), name)):
            sorts[one.side].add(head_of(made[1]))
    for side, text in task.sides.items():
        if bracket := re.search(r"\((\w+)\)$", text):
            sorts[side].add(plain(bracket[1]))
    kinds = {side: {_FAMILY.get(KIND_OF.get(noun, noun), "") for noun in nouns} - {""} for side, nouns in sorts.items()}
    apart = bool(kinds["A"] and kinds["B"]) and not kinds["A"] & kinds["B"]
    return [{"yes": not apart}]


def _names(subject: str, name: str) -> bool:
    return bool({word.text for word in words(subject)} & {word.text for word in words(name)})
