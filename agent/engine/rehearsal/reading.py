"""read: which things a window names, which of its sentences are about each, and one sentence of summary.

Owns: the three acts of reading. What a heading names is a page and what stands under it is about it; what names nothing else is about
the document's own subject. Imports nothing of ours but its neighbours.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from agent.engine.rehearsal.names import (
    KIND_OF,
    LONGEST_TITLE,
    Name,
    aliases_of,
    definition,
    head_of,
    heads_a_page,
    is_a,
    is_german,
    kind_of,
    names_in,
    opens_a_clause,
    titled,
)
from agent.engine.rehearsal.request import Act
from agent.engine.rehearsal.task import Sentence, Task
from agent.engine.rehearsal.words import ARTICLES, STOP, concept, key_of, plain, stem, words

Arguments = dict[str, Any]
PROSE = 1200  # characters; of a longer sentence, a table or code, only the start is read
MOST_PAGES = 12
MOST_NUMBERS = 40
_DATED = re.compile(
    r"\b[Tt]he (?P<y1>1\d{3}|20\d\d) (?P<n1>[a-z]{4,})\b|\b(?P<n2>[a-z]{4,}) of (?P<y2>1\d{3}|20\d\d)\b"
)
_FILE = re.compile(r"\b([a-z][a-z0-9\-]{2,})\.(?:toml|ya?ml|ini|json|cfg|conf)\b")
_QUOTED = re.compile(r"[\"“]([a-z][a-z\-]{2,20})[\"”]")
_RUN_IN = re.compile(r"\**([A-Z][\w\-]+)\**: \S")
_PRONOUN = re.compile(
    r"\W*(?:(?:In|On|By|At|Since) [^,]{2,24}, |However, |Also, |Later,? |Then |There |Today )?(?P<word>it|its|he|she|his|her|they|their|this|these|"
    r"er|sie|es|elle|il|él|ella)\b",
    re.IGNORECASE,
)
_THE = re.compile(r"\W*(?:The|This|Der|Die|Das|Le|La|El)\s+(?:\w+\s)?(\w+)")
_PERSONAL = frozenset("he she his her er elle il él ella".split())
_ORDER = re.compile(
    r"^(?:(?:please|say|ask|compare|see|remember|check|note|do|don't)\b[^.]*|[^.]*\?)\W*$", re.IGNORECASE
)


_ENGLISH = frozenset("the of and is was to it in for by with".split())
_ROMANCE = frozenset("le la les des du et est une el los del una y es en por".split())


def _marked(letter: str) -> bool:
    return letter.isupper() or letter.isdigit()


@dataclass(slots=True)
class Page:
    """A possible page: its title, the places of the sentences that name it, what it scores."""

    title: str
    score: float = 0.0
    places: list[int] = field(default_factory=list)
    honorific: str = ""
    forms: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Reading:
    """The sentences of a task, and what stands in each."""

    sentences: tuple[Sentence, ...]
    document: str = ""
    known: tuple[str, ...] = ()

    @cached_property
    def texts(self) -> list[str]:
        """The sentences, as far as they are read."""
        return [one.text[:PROSE] for one in self.sentences]

    @cached_property
    def german(self) -> bool:
        """Whether a capital tells nothing here."""
        return is_german((*self.texts, self.document))

    @cached_property
    def foreign(self) -> bool:
        """Whether this is hardly English."""
        small = [plain(word.text) for text in (*self.texts, self.document) for word in words(text)]
        return sum(word in _ROMANCE for word in small) > sum(word in _ENGLISH for word in small)

    @cached_property
    def lower(self) -> frozenset[str]:
        """The stems of the words that stand somewhere without a capital."""
        return frozenset(stem(word.text) for text in self.texts for word in words(text) if word.text.islower())

    @cached_property
    def names(self) -> list[list[Name]]:
        """The proper names of each sentence that are surely names: not a capital that only opens a sentence."""
        return [[name for name in names_in(text) if self._solid(name, text)] for text in self.texts]

    def _solid(self, name: Name, text: str) -> bool:
        label = text[name.end : name.end + 2] == ": " and (name.start == 0 or text[name.start - 2] == "|")
        if label or text[:2] in ("Q:", "A:"):
            return False
        if " " in name.text:
            return not self.german or (not name.opening and not re.search(r" (?:der|des|von|de) |\d", name.text))
        if (
            re.search(r"\b(?:[Aa]n?|(?:is|was) the) $", text[max(0, name.start - 9) : name.start])
            and text[name.end : name.end + 1] == " "
        ):
            return False  # "a Norwegian engineer"
        if self.german and not name.honorific:
            return key_of(name.text) in self.above
        if not name.opening or key_of(name.text) in self.above or any(map(_marked, name.text[1:])):
            return True
        return (
            stem(name.text) not in self.lower
            and opens_a_clause(text, name)
            and (self.sure(name.text) or is_a(text, name.text))
        )

    def sure(self, word: str) -> bool:
        """Whether a word stands with a capital also where no sentence opens, or opens several."""
        return self.capitals.get(word, 0) > 1

    @cached_property
    def capitals(self) -> Counter[str]:
        """How often each single name stands here; twice where no sentence opens."""
        found: Counter[str] = Counter()
        for text in (*self.texts, self.document):
            for name in names_in(text):
                found[name.text] += 1 if name.opening else 2
        return found

    @cached_property
    def above(self) -> frozenset[str]:
        """The keys of the words of the document's title."""
        return frozenset(key_of(name) for name in titled(self.document))

    def leaf(self, place: int) -> str:
        """The innermost heading over a sentence that names a thing, or ""."""
        parts = self.sentences[place].heading.split(" > ")
        inner = parts[1:] if parts and key_of(parts[0]) == key_of(self.document) else parts
        return next((named for part in reversed(inner) if (named := self.headed(part))), "")

    def headed(self, part: str) -> str:
        """What a heading names, by `heads_a_page`."""
        return heads_a_page(part.strip(), self.lower, foreign=self.foreign or self.german) if part.strip() else ""

    @cached_property
    def run_in(self) -> list[str]:
        """The label in a sentence that governs each one ("Pebble: Rafe leads it."), where several name things by turns."""
        labels = [(found[1] if (found := _RUN_IN.match(text)) and len(text.split()) > 4 else "") for text in self.texts]
        kinds = {label for label in labels if label and names_in(label)}
        made, now, above = [], "", ""
        for label, one in zip(labels, self.sentences, strict=True):
            now = "" if one.heading != above else now
            above = one.heading
            now = label if label in kinds else now
            made.append(now if len(kinds) >= 3 else "")
        return made

    @cached_property
    def pages(self) -> list[Page]:
        """The possible pages, the strongest first."""
        found = _Gathering(self).found.values()
        return sorted(found, key=lambda one: (-one.score, one.places[:1], one.title))

    @cached_property
    def subject(self) -> list[str]:
        """What the document is about: what its title names, else what it names most."""
        there = {key_of(page.title): page.title for page in self.pages}
        if named := [there[key_of(name)] for name in self.of_title if key_of(name) in there][:2]:
            return named
        often = sorted(self.pages, key=lambda one: (-len(one.places), one.places[:1]))
        return (
            [often[0].title] if often and (len(self.texts) <= 25 or 4 * len(often[0].places) >= len(self.texts)) else []
        )

    @cached_property
    def of_title(self) -> list[str]:
        """What the document's title names, as far as the text bears it out."""
        text = "\n".join(self.texts)
        low, found = text.casefold(), []
        dated = [
            f"{match['y1'] or match['y2']} {match['n1'] or match['n2']}" for match in _DATED.finditer(self.document)
        ]
        named = titled(self.document)
        if self.german:
            named = [part for name in named for part in re.split(r" (?:der|des|von|vom|de) ", name)]
        for name in named:
            word = " " not in name
            opens = (
                word
                and self.document.startswith(name)
                and re.match(r"\s+[a-z]", self.document[len(name) :]) is not None
            )
            german = (
                word
                and self.german
                and not re.search(rf"\b(?:von|in|bei) {re.escape(name)}\b|^{re.escape(name)}(?:$|[,:])", self.document)
            )
            phrase = " " in name and name.split()[-1].islower() and "'" not in name and "’" not in name
            if name in text or not (opens or german or phrase):
                found.append(self.longer(name))
        head = re.split(r"\s*[:,–—(|]\s*|\s(?:on|of|in|for|with|from|at|by|after)\s", self.document)[0]
        if len(found) < 2 and 1 < len(head.split()) < 5 and low.count(head.casefold()) > 1 and not names_in(head)[1:]:
            return [head]
        plain_head = re.match(r"(?:(?:Our|My|Your)\s+)?([a-z][a-z\-]+(?: [a-z]+)?)(?:$|[,:])", self.document)
        if not found and plain_head:
            return [plain_head[1][:1].upper() + plain_head[1][1:]]
        return [*self._romance(), *found] or dated

    def _romance(self) -> list[str]:
        """The thing that a French or Spanish title names in small letters: the "puente viejo" of "El puente viejo de Lareda"."""
        if not self.foreign or self.german:
            return []
        for part in re.split(r"\s*[:,–—(|]\s*", self.document):
            head = re.sub(
                r"^(?:la|le|les|l['’]|el|los|las)\s*",
                "",
                re.split(r"\s(?:de|du|del|des|d['’])\b", part)[0],
                flags=re.IGNORECASE,
            )
            found = words(head)
            if (
                len(found) > 1
                and len(head) <= LONGEST_TITLE
                and all(word.text.islower() and word.text.isalpha() for word in found)
            ):
                return [head]
        return []

    def longer(self, name: str) -> str:
        """A name as the text has it in full: "Skarrow Bridge" for the Skarrow of a title."""
        own = key_of(name)
        fuller = [one.text for names in self.names for one in names if key_of(one.text).startswith(f"{own} ")]
        alone = any(key_of(one.text) == own for names in self.names for one in names)
        return fuller[0] if fuller and not alone and " " not in own else name


class _Gathering:
    """The possible pages of one text by their keys."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.found: dict[str, Page] = {}
        for at, names in enumerate(reading.names):
            for name in names:
                acts = opens_a_clause(reading.texts[at], name) and reading.texts[at][name.end : name.end + 1] == " "
                self.put(name.text, at, 1.0 + (" " in name.text) + 1.5 * acts, honorific=name.honorific)
        self._surnames()
        self._above()
        self._terms()
        if not self.found:
            self._bare_title()

    def put(self, title: str, place: int, score: float, *, honorific: str = "") -> None:
        """Notes what speaks for a page."""
        title = " ".join(title.split()).strip(' .,:;"“”*_`#')
        parts = title.split()
        if len(parts) > 1 and parts[0].casefold() in ("the", "a", "an", "der", "die", "das", "le", "la", "el"):
            title = " ".join(parts[1:])
        key = key_of(title)
        if not key or not 1 < len(title) <= LONGEST_TITLE or len(title.split()) > 6 or not any(map(str.isalpha, title)):
            return
        page = self.found.setdefault(key, Page(title))
        page.score += score
        page.honorific = page.honorific or honorific
        if place not in page.places:
            page.places.append(place)

    def _surnames(self) -> None:
        """A surname alone is the person of that name, where there is one: "Holm" after "Ada Holm"."""
        for key in [key for key in self.found if " " not in key]:
            whole = [
                other
                for other in self.found
                if (other.endswith(f" {key}") and other.count(" ") < 3)
                or (other.startswith(f"{key} ") and other.count(" ") == 1)
            ]
            shown = self.found[key].title
            if shown.isupper():
                whole = [
                    other
                    for other in self.found
                    if any(f"{self.found[other].title} ({shown})" in text for text in self.reading.texts)
                ]
            if len(whole) == 1:
                short, page = self.found.pop(key), self.found[whole[0]]
                page.score += short.score
                page.places = sorted({*page.places, *short.places})
                page.forms.append(short.title)

    def _above(self) -> None:
        reading = self.reading
        for rank, name in enumerate(reading.of_title):
            self.put(name, 0, 20.0 - rank)
        for at in range(len(reading.sentences)):
            if head := reading.leaf(at):
                self.put(head, at, 12.0 if key_of(head) not in self.found else 4.0)
            if reading.run_in[at]:
                self.put(reading.run_in[at], at, 5.0)
            for title in reading.known:
                if re.search(rf"(?<!\w){re.escape(title)}(?!\w)", reading.texts[at]):
                    self.put(title, at, 3.0)

    def _terms(self) -> None:
        """What is defined, what is told apart by its year, and the software that a file is named after."""
        reading = self.reading
        spots: dict[str, list[int]] = {}
        for at, text in enumerate(reading.texts):
            if made := definition(text):
                subject, _, label = made
                own = key_of(subject)
                times = sum(f" {own} " in f" {key_of(other[:400])} " for other in reading.texts)
                if own in self.found:
                    self.found[own].score += 4.0
                elif label or (times > 1 and not all(part in STOP for part in own.split()) and own.count(" ") < 4):
                    self.put(subject[:1].upper() + subject[1:], at, 4.0)
            for match in _DATED.finditer(text):
                noun = match["n1"] or match["n2"]
                if (
                    concept(noun) not in STOP
                    and noun not in ("year", "summer", "winter", "spring", "autumn", "years")
                    and plain(noun) not in STOP
                ):
                    spots.setdefault(f"{match['y1'] or match['y2']} {noun}", []).append(at)
            if (found := _QUOTED.search(text)) and sum(found[1] in other.casefold() for other in reading.texts) > 2:
                self.put(
                    found[1].capitalize()
                    if any(found[1].capitalize() in other for other in reading.texts)
                    else found[1],
                    at,
                    4.0,
                )
            if found := _FILE.search(text):
                self.put(found[1], at, 6.0)
        for title, places in spots.items():
            if len(places) > 1 or title.split()[1] in KIND_OF:
                for at in places:
                    self.put(title, at, 2.0)

    def _bare_title(self) -> None:
        """Where nothing is named: the document's own title, up to the first small word or sign."""
        text = self.reading.document or next((one.heading for one in self.reading.sentences if one.heading), "")
        head = re.split(r"\s*[:,–—(|]\s*|\s(?:on|of|in|for|with|from|at|by|after|für|von|de|pour)\s", text)[0].split()
        while len(head) > 1 and plain(head[0]) in ARTICLES:
            head = head[1:]
        title = " ".join(head[:6]) or " ".join(word.text for word in words(self.reading.texts[0])[:3])
        self.put(title[:1].upper() + title[1:], 0, 1.0)
        if not self.found:
            self.found["notes"] = Page("Notes", 1.0, [0])


@lru_cache(maxsize=64)
def _reading(sentences: tuple[Sentence, ...], document: str, known: tuple[str, ...]) -> Reading:
    return Reading(sentences, document, known)


def reading_of(task: Task) -> Reading:
    """The reading of a task; the steps of one conversation share it."""
    return _reading(task.sentences, task.fields.get("Document", ""), tuple(task.listed("Known pages")))


def name_pages(task: Task, act: Act) -> list[Arguments]:
    """The pages of a window, the strongest first, as arguments of name_pages; of offered titles ("Name only: …") those that stand there."""
    reading = reading_of(task)
    if not reading.sentences:
        return []
    offered = {key_of(title): title for title in act.enum("title") or task.listed("Name only")}
    refused = {key_of(title) for title in (*task.refused, *task.listed("Named already"))}
    chosen = [
        page
        for page in reading.pages
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
    others = {key_of(other.title) for other in reading.pages}
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
    page = next((page for page in reading.pages if key_of(page.title) == key_of(title)), None)
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
    subject = [by_key[key_of(name)] for name in reading.subject if key_of(name) in by_key]
    persons = {t for t in titles if kind_of(t, reading.texts) == "person"}
    last: list[str] = []
    above = None
    for at, (one, text) in enumerate(zip(reading.sentences, reading.texts, strict=True)):
        last = [] if one.heading != above else last
        above = one.heading
        named = sorted((found.start(), title) for title, form in forms.items() if (found := form.search(text)))
        pages = [title for _, title in named]
        under = [by_key[key] for key in (key_of(reading.leaf(at)), key_of(reading.run_in[at])) if key in by_key]
        gone_on = _gone_on(text, last, persons, heads)
        if _ORDER.match(text):
            yield []
            continue
        first = bool(named) and named[0][0] < 12
        rest = (
            under
            or gone_on
            or (
                []
                if first and named[0][1] not in subject and len(subject) != len(titles) and not _told_there(text)
                else subject
            )
        )
        if last and re.search(r"\b(?:it|him|them)\b" if first else r"\b(?:its|it|their|his|her)\b", text):
            rest = [*rest, *last]
        pages = list(dict.fromkeys([*pages, *rest]))
        last = (
            [title for _, title in named[:1]]
            if first
            else (gone_on or under or last or [title for _, title in named[:1]])
        )
        yield pages


def _told_there(text: str) -> bool:
    """Whether a row or item says something of the whole of which it is a part."""
    return "|" in text or ": " in text[:40] or not text.rstrip().endswith((".", "!", "?", "”", '"', "。"))


def _heads(title: str, reading: Reading) -> set[str]:
    """The nouns by which a page is taken up again: of its definition, and the last word of its name."""
    own = key_of(title)
    made = {head_of(found[1]) for text in reading.texts if (found := definition(text)) and key_of(found[0]) == own}
    return (made | ({own.split()[-1]} if " " in own else set())) - {""}


def _gone_on(text: str, last: list[str], persons: set[str], heads: dict[str, set[str]]) -> list[str]:
    """The page that a sentence goes on about: by its pronoun, or by "the" and its noun."""
    if found := _PRONOUN.match(text):
        word = found["word"].casefold()
        fit = [
            title
            for title in last
            if (title in persons) == (word in _PERSONAL) or word in ("they", "their", "these", "sie")
        ]
        return fit or ([title for title in persons][:1] if word in _PERSONAL and len(persons) == 1 else [])
    if found := _THE.match(text):
        return [title for title, nouns in heads.items() if plain(found[1]) in nouns][:1]
    return []


def summarise(task: Task, act: Act) -> list[Arguments]:
    """The first sentence that says what something is, word for word, else none."""
    reading = reading_of(task)
    for one in reading.sentences:
        if len(one.text) <= 300 and "\n" not in one.text and "|" not in one.text and definition(one.text):
            return [{"text": one.text.strip(), "cites": [one.number]}]
    return []
