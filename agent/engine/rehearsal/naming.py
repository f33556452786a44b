"""name_pages: which entities a window says something about.

Owns: choosing among the candidates, and each one's title, kind, defining sentence and aliases. Imports nothing of ours but its
neighbours.
"""

from __future__ import annotations

from typing import Any

from agent.engine.rehearsal.candidates import ENOUGH, SOLID, gathered
from agent.engine.rehearsal.kinds import kind_of
from agent.engine.rehearsal.mentions import aliases_in
from agent.engine.rehearsal.names import key_of
from agent.engine.rehearsal.reading import Reading
from agent.engine.rehearsal.request import Act
from agent.engine.rehearsal.task import Task
from agent.engine.rehearsal.weighing import TITLE_WORDS, Candidate, weight_of
from agent.engine.rehearsal.words import words

MOST_PAGES = 12
MOST_ALIASES = 4


def name_pages(task: Task, act: Act) -> list[dict[str, Any]]:
    """The pages of a window, the strongest first, as arguments of name_pages. Where the schema lists titles, those that occur."""
    reading = Reading.of(task)
    if not reading.sentences:
        return []
    offered = act.enum("title") or task.listed("Name only") or None
    if offered is not None:
        chosen = _offered(offered, reading)
    else:
        refused = {key_of(title) for title in task.refused}
        chosen = [
            one for one in choose(reading, min(act.most, MOST_PAGES), act.least) if key_of(one.title) not in refused
        ]
    titles = [candidate.title for candidate in chosen]
    return [
        {
            "title": candidate.title,
            "kind": kind_of(candidate.title, reading),
            "definition_cite": _definition_cite(candidate, reading),
            "aliases": _aliases(candidate, reading, titles)[:MOST_ALIASES],
        }
        for candidate in chosen
    ]


def _offered(titles: list[str], reading: Reading) -> list[Candidate]:
    """Of the titles offered those that the text uses as names: not a word that only opens a sentence, nor a piece of code."""
    there = {key_of(one.title): one for one in gathered(reading) if one.solid or not one.name or one.score >= ENOUGH}
    found = []
    for title in titles:
        same = there.get(key_of(title))
        places = same.places if same else _said(title, reading)
        if places:
            found.append(Candidate(title, list(places)))
    return found


def _said(title: str, reading: Reading) -> list[int]:
    """The places of the sentences that use a title as a name."""
    key = key_of(title)
    pairs = enumerate(zip(reading.sentences, reading.names, strict=True))
    return [
        at
        for at, (one, names) in pairs
        for name in names
        if key_of(name.text) == key and weight_of(name, one.text) >= SOLID
    ]


def choose(reading: Reading, most: int, least: int = 0) -> list[Candidate]:
    """The candidates worth a page: at most `most`, and at least `least` where there are so many at all."""
    ranked = list(gathered(reading))
    good = [one for one in ranked if one.score >= ENOUGH]
    chosen = good if len(good) >= max(1, least) else ranked[: max(1, least)]
    return (chosen or [_main_candidate(reading)])[:most]


def _main_candidate(reading: Reading) -> Candidate:
    """The document itself, when nothing in it has a name."""
    for text in (*reversed(reading.headings()), reading.document):
        title = " ".join(text.split()[:TITLE_WORDS]).strip(" .,:;#*")
        if title:
            return Candidate(title, [0])
    return Candidate(" ".join(word.text for word in words(reading.sentences[0].text)[:3])[:80] or "Untitled", [0])


def _definition_cite(candidate: Candidate, reading: Reading) -> int:
    for form in (candidate.title, *candidate.forms):
        made = reading.defined(key_of(form))
        if made:
            return reading.sentences[made[0]].number
    return reading.sentences[candidate.places[0]].number


def _aliases(candidate: Candidate, reading: Reading, titles: list[str]) -> list[str]:
    others = [title for title in titles if title != candidate.title]
    taken = {key_of(other) for other in others} | {key_of(candidate.title)}
    short = [form for form in dict.fromkeys(candidate.forms) if key_of(form) not in taken]
    return list(dict.fromkeys([*short, *aliases_in(candidate.title, reading.sentences, others)]))
