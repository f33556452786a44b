"""condense, write_lead and link: a page's claims worded without a model, which is to say hardly reworded at all.

Owns: merging claims that say the same, trimming what only joined a sentence to the one before it, the lead, and the links. Promises
that every claim is covered and that no word is added. Imports nothing of ours but its neighbours.
"""

from __future__ import annotations

import re
from typing import Any

from agent.engine.rehearsal.definitions import definition_in, said_of, unlabelled
from agent.engine.rehearsal.fit import clip
from agent.engine.rehearsal.mentions import Finder, Topic
from agent.engine.rehearsal.names import key_of
from agent.engine.rehearsal.reading import is_code
from agent.engine.rehearsal.request import Act
from agent.engine.rehearsal.task import Sentence, Task

# What leans on a sentence before it, or on a heading, and opens no page well.
_LEANING = re.compile(
    r"(?:It|This|That|These|Those|They|He|She|In (?:that|this) case|If so|For (?:example|this)|Default|Note|See|"
    r"(?:New|Added|Changed|Deprecated) in)\b"
)
STATEMENT = 300
MOST_LINKS = 5
OPENS = 40  # characters within which a claim names the page to be about it
_JOINING = re.compile(
    r"^(?:However|Moreover|Furthermore|In addition|Additionally|Also|Indeed|In fact|Of course|As a result|For example|For instance|"
    r"Meanwhile|Nevertheless|Nonetheless|Therefore|Thus|Consequently|Similarly|Likewise|Finally|On the other hand|That said),\s+(?=\w)"
)


def trimmed(text: str) -> str:
    """A sentence without the word that joined it to the one before, a bullet or doubled spaces; a long one cut between words."""
    text = " ".join(text.split())
    text = unlabelled(re.sub(r"^[*•\-–]\s+", "", text))
    shorter = _JOINING.sub("", text)
    shorter = shorter[:1].upper() + shorter[1:] if shorter != text else text
    return clip(shorter, STATEMENT)


def _groups(claims: tuple[Sentence, ...]) -> list[tuple[str, list[int]]]:
    """The claims that say the same in the same words, together, in order."""
    groups: dict[str, tuple[str, list[int]]] = {}
    for claim in claims:
        text = trimmed(claim.text)
        if text:
            groups.setdefault(_sameness(text), (text, []))[1].append(claim.number)
    return list(groups.values())


def _sameness(text: str) -> str:
    """A claim as it is compared: signs and figures count, case and the last full stop do not."""
    return text.casefold().replace("’", "'").rstrip(" .")


def condense(task: Task, _: Act) -> list[dict[str, Any]]:
    """The claims that are shown, each in its own sentence, as arguments of condense."""
    return [{"cites": [number], "text": text} for text, numbers in _groups(task.sentences) for number in numbers]


def _title(task: Task) -> str:
    return re.sub(r"\s*\([^()]*\)$", "", task.fields.get("Page", ""))


def write_lead(task: Task, _: Act) -> list[dict[str, Any]]:
    """The claim that says what the page is, and one more that names it, as arguments of write_lead."""
    told = [claim for claim in task.sentences if claim.text.strip()]
    claims = [claim for claim in told if not is_code(claim.text) and claim.text.rstrip()[-1] in ".!"] or told
    if not claims:
        return []
    title = _title(task)
    finder = Finder([Topic(title)])
    defining = sorted(
        (claim for claim in claims if _defines(claim.text, title)), key=lambda c: not _opens(c.text, title)
    )
    naming = [claim for claim in claims if [spot for _, spot in finder.find(claim.text) if spot < OPENS]]
    opening = [claim for claim in naming if not _LEANING.match(claim.text)]
    upright = [claim for claim in claims if not _LEANING.match(claim.text)]
    first = next(iter([*defining, *opening, *upright, *claims]))
    others = [claim for claim in naming if _sameness(claim.text) != _sameness(first.text)]
    more = [claim for claim in others if re.search(r"\d", claim.text)][:1]
    return [{"cites": [claim.number], "text": trimmed(claim.text)} for claim in [first, *more]]


def _opens(text: str, title: str) -> bool:
    """Whether a claim is a definition of the page and of nothing else: "Kettle is a …"."""
    made = definition_in(text)
    return made is not None and key_of(made.subject) == key_of(title)


def _defines(text: str, title: str) -> bool:
    return _opens(text, title) or bool(said_of(text[:STATEMENT], title))


def link(task: Task, act: Act) -> list[dict[str, Any]]:
    """The related pages that the claims name, as arguments of link, the first five; why is the claim that names it."""
    finder = Finder([Topic(title) for title in act.enum("to") or task.listed("Related pages")])
    found: dict[str, str] = {}
    for claim in task.sentences:
        for title, _ in finder.find(claim.text):
            found.setdefault(title, clip(trimmed(claim.text), 80))
    return [{"to": title, "why": why} for title, why in found.items()][:MOST_LINKS]
