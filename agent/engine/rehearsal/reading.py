"""read: which things a window names, which of its sentences are about each, and one sentence of summary.

Owns: the three acts of reading. What a heading names is a page and what stands under it is about it; what names nothing else is about
the document's own subject. Imports nothing of ours but its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from agent.engine.rehearsal.gathering import Page, pages_of, subjects_of
from agent.engine.rehearsal.kinds import aliases_of, definition, head_of, kind_of
from agent.engine.rehearsal.request import Act
from agent.engine.rehearsal.task import Task
from agent.engine.rehearsal.window import PROSE, Reading, reading_of
from agent.engine.rehearsal.words import key_of, listed, plain

Arguments = dict[str, Any]
MOST_PAGES = 12
MOST_NUMBERS = 40
_PRONOUN = re.compile(
    r"\W*(?:(?:In|On|By|At|Since) [^,]{2,24}, |However, |Also, |Later,? |Then |There |Today )?(?P<word>it|"
    r"its|he|she|his|her|they|their|this|these|"
    r"er|sie|es|elle|il|él|ella)\b",
    re.IGNORECASE,
)
_THE = re.compile(r"\W*(?:The|This|Der|Die|Das|Le|La|El)\s+(?:\w+\s)?(\w+)")
_PERSONAL = listed("he she his her er elle il él ella")

_ORDER = re.compile(
    r"(?:(?:please (?!note)|say|ask|compare|see|remember|check|do|don't)\b[^.]*|[^.]*\?)\W*$", re.IGNORECASE
)
_OBJECT = r"(?<!beside )(?<!near )(?<!with )(?<!from )(?<!to )(?<!of )\b(?:it|him|them)\b"
_BACK = re.compile(r"\b(?:it|its|him|them|their|his|her|the)\b|: | \| |[^\x00-\x7f]")


def name_pages(task: Task, act: Act) -> list[Arguments]:
    """The pages of a window, the strongest first, as arguments of name_pages; of offered titles those that stand there."""
    reading = reading_of(task)
    if not reading.sentences:
        return []
    offered = {key_of(title): title for title in act.enum("title") or task.listed("Name only")}
    refused = {key_of(title) for title in (*task.refused, *task.listed("Named already"))}
    chosen = [
        page
        for page in pages_of(reading)
        if key_of(page.title) not in refused and (not offered or key_of(page.title) in offered)
    ]
    return [_named(page, reading) for page in chosen[: min(act.most, MOST_PAGES)]]


def _named(page: Page, reading: Reading) -> Arguments:
    own = key_of(page.title)
    made = next(
        (
            one.number
            for one in reading.sentences
            if (is_so := definition(one.text[:PROSE])) and key_of(is_so[0]) == own
        ),
        0,
    )
    texts = [reading.texts[at] for at in page.places]
    kind = kind_of(page.title, texts, page.honorific)
    others = {key_of(other.title) for other in pages_of(reading)}
    aliases = [
        name
        for name in (*page.forms, *aliases_of(page.title, texts, person=kind == "person"))
        if key_of(name) not in others
    ]
    shown = "\n".join((*reading.texts, reading.document))
    kept = [name for name in dict.fromkeys(aliases) if name in shown]
    return {"title": page.title, "kind": kind, "definition_cite": made, "aliases": kept[:4]}


def assign(task: Task, act: Act) -> list[Arguments]:
    """Which sentences are about which page; in the second look those that are left, by the nearest page."""
    titles = act.enum("page") or task.listed("Pages")
    reading = reading_of(task)
    if not titles or not reading.sentences:
        return []
    taken: dict[str, list[int]] = {title: [] for title in titles}
    left = set(task.numbers("Not assigned yet"))
    for one, pages in zip(reading.sentences, _followed(reading, titles), strict=True):
        if left and one.number not in left:
            continue
        for title in pages or ([titles[0]] if left else []):
            taken[title].append(one.number)
    if act.least and not any(taken.values()):
        taken[titles[0]].append(reading.sentences[0].number)
    return [{"page": title, "sentences": numbers[:MOST_NUMBERS]} for title, numbers in taken.items() if numbers]


def _forms(title: str, reading: Reading) -> re.Pattern[str]:
    """A pattern for all that a page is called."""
    page = next((page for page in pages_of(reading) if key_of(page.title) == key_of(title)), None)
    bare = re.sub(r"\s*\([^()]*\)$", "", title)
    forms = [bare, *(page.forms if page else [])]
    if page and kind_of(title, [reading.texts[at] for at in page.places], page.honorific) == "person":
        forms.append(bare.split()[-1])
    if dated := re.fullmatch(r"(\d{4}) (\w+)", bare):
        forms.append(f"{dated[2]} of {dated[1]}")
    pattern = "|".join(re.escape(form) for form in sorted(forms, key=lambda form: -len(form)))
    if re.search(r"[぀-ヿ一-鿿]", bare):
        return re.compile(pattern)
    return re.compile(rf"(?<![\w])(?:{pattern})(?:s|es)?(?!\w)", re.IGNORECASE if bare.islower() or " " in bare else 0)


def _followed(reading: Reading, titles: Sequence[str]) -> Iterator[list[str]]:
    """For each sentence the pages that it is about."""
    forms = {title: _forms(title, reading) for title in titles}
    by_key = {key_of(title): title for title in titles}
    heads = {title: _heads(title, reading) for title in titles}
    subject = [by_key[key_of(name)] for name in subjects_of(reading) if key_of(name) in by_key]
    places = {key_of(page.title): len(page.places) for page in pages_of(reading)}
    most = max((places[key_of(title)] for title in subject), default=0)
    rivals = {title for title in titles if title not in subject and places.get(key_of(title), 0) >= most > 1}
    persons = {t for t in titles if kind_of(t, reading.texts) == "person"}
    last: list[str] = []
    above = None
    for at, (one, text) in enumerate(zip(reading.sentences, reading.texts, strict=True)):
        last = [] if one.heading != above else last
        above = one.heading
        spots = [(found.start(), -found.end(), title) for title, form in forms.items() if (found := form.search(text))]
        named = [
            (start, title)
            for start, end, title in sorted(spots)
            if not any(s <= start and e < end for s, e, _ in spots)
        ]
        if _ORDER.match(text):
            yield []
            continue
        pages = [title for _, title in named]
        under = [by_key[key] for key in (key_of(reading.leaf(at)), key_of(reading.run_in[at])) if key in by_key]
        gone_on = _gone_on(text, last, persons, heads)
        first = bool(named) and (named[0][0] < 12 or not rivals.isdisjoint(pages))
        rest = under or gone_on or ([] if first and not _BACK.search(text) else subject)
        if last and re.search(_OBJECT if first else r"\b(?:its|it|their|his|her)\b", text):
            rest = [*rest, *last]
        pages = list(dict.fromkeys([*pages, *rest]))
        last = (
            [title for _, title in named[:1]]
            if first
            else (gone_on or under or last or [title for _, title in named[:1]])
        )
        yield pages


def _heads(title: str, reading: Reading) -> set[str]:
    """The nouns by which a page is taken up again: of its definition, and the last word of its name."""
    own = key_of(title)
    made = {head_of(found[1]) for text in reading.texts if (found := definition(text)) and key_of(found[0]) == own}
    return (made | ({own.split()[-1]} if " " in own else set())) - {""}


def _gone_on(text: str, last: list[str], persons: set[str], heads: dict[str, set[str]]) -> list[str]:
    """The page that a sentence goes on about: by its pronoun, or by "the" and its noun, which is no name."""
    if found := _PRONOUN.match(text):
        word = found["word"].casefold()
        fit = [
            title
            for title in last
            if (title in persons) == (word in _PERSONAL) or word in ("they", "their", "these", "sie")
        ]
        return fit or (list(persons)[:1] if word in _PERSONAL and len(persons) == 1 else [])
    if (found := _THE.match(text)) and not (found[1].istitle() and text.isascii()):
        return [title for title, nouns in heads.items() if plain(found[1]) in nouns][:1]
    return []


def summarise(task: Task, act: Act) -> list[Arguments]:
    """The first sentence that says what something is, word for word, else none."""
    reading = reading_of(task)
    for one in reading.sentences:
        if len(one.text) <= 300 and "\n" not in one.text and "|" not in one.text and definition(one.text):
            return [{"text": one.text.strip(), "cites": [one.number]}]
    return []
