"""read: which things a window names, which of its sentences are about each, and one sentence of summary.

Owns: the three acts of reading. What a heading names is a page and what stands under it is about it; repeated proper names are pages;
what names nothing else is about the document's own subject. Imports nothing of ours but its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from agent.engine.rehearsal.kinds import aliases_of, definition, head_of
from agent.engine.rehearsal.request import Act
from agent.engine.rehearsal.task import Task
from agent.engine.rehearsal.window import PROSE, UNNAMED, Page, Window, window_of
from agent.engine.rehearsal.words import key_of, listed, plain

Arguments = dict[str, Any]
SCORED, STRONG = 12, 5.0  # pages that a window is good for whatever they score, and the score of any further one
MOST_NUMBERS = 48
_PRONOUN = re.compile(
    r"\W*(?:(?:In|On|By|At|Since) [^,]{2,24}, |However, |Also, |Later,? |Then |There |Today )?"
    r"(?P<word>it|its|he|she|his|her|they|their|this|these|er|sie|es|elle|il|él|ella)\b",
    re.IGNORECASE,
)
_PERSONAL = listed("he she his her er elle il él ella")
_THE = re.compile(r"\W*(?:The|This|Der|Die|Das|Le|La|El)\s+(?:\w+\s)?(\w+)")
_GREETS = r"(?:dear|hi|hello|best|kind|yours|love|regards|cheers)\b[\w ]{0,30},[^.]{0,30}"
_ORDER = re.compile(
    rf"(?:(?:please|say|ask|compare|see|remember|check|do|don't)\b[^.]*|[^.]*\?|{_GREETS})\W*$", re.IGNORECASE
)
_BACK = re.compile(r"\b(?:it|its|him|them|their|his|her|the)\b|: | \| |[^\x00-\x7f]")
_OWNER = re.compile(r"\b(?:its|it|their|his|her)\b")
_OBJECT = re.compile(r"(?<!beside )(?<!near )(?<!with )(?<!from )(?<!to )(?<!of )\b(?:it|him|them)\b")


def name_pages(task: Task, act: Act) -> list[Arguments]:
    """The pages of a window, the strongest first, as arguments of name_pages; of offered titles those that stand there."""
    window = window_of(task)
    offered = {key_of(title) for title in task.listed("Name only")}
    refused = {key_of(title) for title in (*task.refused, *task.listed("Named already"))}
    keys = {key_of(page.title): page for page in window.pages}
    chosen = [page for key, page in keys.items() if key not in refused and (not offered or key in offered)]
    if not chosen and act.least and not offered:  # all that it names was refused
        own = UNNAMED if key_of(window.own) in refused else window.own
        return [{"title": own, "kind": "other", "definition_cite": 0, "aliases": []}]
    weak = max(0, SCORED - len(task.listed("Named already")))
    return [_named(page, window) for n, page in enumerate(chosen[: act.most]) if n < weak or page.score >= STRONG]


def _named(page: Page, window: Window) -> Arguments:
    own = key_of(page.title)
    defining = (
        one.number for one in window.sentences if (made := definition(one.text[:PROSE])) and key_of(made[0]) == own
    )
    kind = window.kinds[own]
    others = {key_of(other.title) for other in window.pages}
    texts = [window.texts[at] for at in page.places]
    aliases = dict.fromkeys((*page.forms, *aliases_of(page.title, texts, person=kind == "person")))
    kept = [name for name in aliases if key_of(name) not in others][:4]
    return {"title": page.title, "kind": kind, "definition_cite": next(defining, 0), "aliases": kept}


def assign(task: Task, act: Act) -> list[Arguments]:
    """Which sentences are about which page; in the second look those that are left, by the nearest page."""
    titles = task.listed("Pages")
    window = window_of(task)
    if not titles or not window.sentences:
        return []
    taken: dict[str, list[int]] = {title: [] for title in titles}
    left = set(task.numbers("Not assigned yet"))
    for one, pages in zip(window.sentences, _followed(window, titles), strict=True):
        if not left or one.number in left:
            for title in pages or ([titles[0]] if left else []):
                taken[title].append(one.number)
    if act.least and not any(taken.values()):
        taken[titles[0]].append(window.sentences[0].number)
    return [{"page": title, "sentences": numbers[:MOST_NUMBERS]} for title, numbers in taken.items() if numbers]


def _forms(title: str, window: Window) -> re.Pattern[str]:
    """A pattern for all that a page is called."""
    key, bare = key_of(title), re.sub(r"\s*\([^()]*\)$", "", title)
    forms = [bare, *(form for page in window.pages if key_of(page.title) == key for form in page.forms)]
    if window.kinds.get(key) == "person":
        forms.append(bare.split()[-1])
    if dated := re.fullmatch(r"(\d{4}) (\w+)", bare):
        forms.append(f"{dated[2]} of {dated[1]}")
    pattern = "|".join(re.escape(form) for form in sorted(forms, key=lambda form: -len(form)))
    if len(bare) == 1:
        return re.compile(rf"(?<![\w-]){bare}(?![\w+#])")
    if not bare.isascii():
        return re.compile(pattern)
    return re.compile(
        rf"(?<!\w)(?:{pattern})(?:s|es)?(?![\w+#])", re.IGNORECASE if bare.islower() or " " in bare else 0
    )


def _followed(window: Window, titles: Sequence[str]) -> Iterator[list[str]]:
    """For each sentence the pages that it is about: those it names, and the one that its heading, pronoun or document means."""
    forms = {title: _forms(title, window) for title in titles}
    by_key = {key_of(title): title for title in titles}
    heads = {title: _heads(title, window) for title in titles}
    persons = {title for title in titles if window.kinds.get(key_of(title)) == "person"}
    subject = [by_key[key] for key in map(key_of, window.subjects) if key in by_key]
    places = {key_of(page.title): len(page.places) for page in window.pages}
    most = max((places[key_of(title)] for title in subject), default=0)
    rivals = {title for title in titles if title not in subject and places.get(key_of(title), 0) >= most > 1}
    last: list[str] = []
    above = ""
    for at, (one, text) in enumerate(zip(window.sentences, window.texts, strict=True)):
        part = re.sub(r"(?:^| > )[^>]*:$", "", one.heading)  # without who speaks
        last = [] if part != above else last
        above = part
        spots = sorted(
            (found.start(), -found.end(), title) for title, form in forms.items() if (found := form.search(text))
        )
        named = [(start, title) for start, end, title in spots if not any(s <= start and e < end for s, e, _ in spots)]
        if _ORDER.match(text):
            yield []
            continue
        under = [by_key[key] for key in map(key_of, (window.leaf(at), window.labels[at])) if key in by_key]
        gone_on = _gone_on(text, last, persons, heads)
        opens = bool(named) and (named[0][0] < 12 or any(title in rivals for _, title in named))
        first = [named[0][1]] if opens else []
        rest = under or gone_on or ([] if first and not _BACK.search(text) else subject)
        if (_OBJECT if first else _OWNER).search(text):
            rest = [*rest, *last]
        last = first or gone_on or under or [title for _, title in named[:1]] or last
        yield list(dict.fromkeys([*(title for _, title in named), *rest]))


def _heads(title: str, window: Window) -> set[str]:
    """The nouns by which a page is taken up again: of its definition, and the last word of its name."""
    own = key_of(title)
    made = {head_of(found[1]) for text in window.texts if (found := definition(text)) and key_of(found[0]) == own}
    return made | set(own.split()[1:][-1:])


def _gone_on(text: str, last: list[str], persons: set[str], heads: dict[str, set[str]]) -> list[str]:
    """The page that a sentence goes on about: by its pronoun, or by "the" and its noun."""
    if found := _PRONOUN.match(text):
        word = found["word"].casefold()
        fit = [
            title
            for title in last
            if (title in persons) == (word in _PERSONAL) or word in ("they", "their", "these", "sie")
        ]
        return fit or (list(persons) if word in _PERSONAL and len(persons) == 1 else [])
    found = _THE.match(text)
    return [title for title, nouns in heads.items() if plain(found[1]) in nouns][:1] if found else []


def summarise(task: Task, act: Act) -> list[Arguments]:
    """The first sentence that says what something is, word for word, else none."""
    for one in task.sentences:
        if len(one.text) <= 300 and "\n" not in one.text and definition(one.text):
            return [{"text": one.text.strip(), "cites": [one.number]}]
    return []
