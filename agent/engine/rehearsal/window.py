"""A window read once: its sentences with their surely proper names, what stands above them, and the things that may get pages.

Owns: what speaks for a page, and what a window is about. Imports nothing of ours but its neighbours.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from agent.engine.rehearsal.kinds import KIND_OF, also_called, definition, kind_of, named_small
from agent.engine.rehearsal.names import LONGEST_TITLE, Name, heads_a_page, is_german, names_in, titled
from agent.engine.rehearsal.task import Sentence, Task
from agent.engine.rehearsal.words import ARTICLES, STOP, key_of, listed, plain, stem, words

UNNAMED = "Notes"  # where not even the document has a name that may be a title
PROSE = 1200  # characters; of a longer sentence, a table or code, only the start is read
_DATED = re.compile(r"\b[Tt]he ((?:1\d|20)\d\d) ([a-z]{4,})\b|\b([a-z]{4,}) of ((?:1\d|20)\d\d)\b")  # "the 1866 cable"
_SPANS = listed("year summer winter spring autumn years")
_FILE = re.compile(r"\b([a-z][a-z0-9\-]{2,})\.(?:toml|ya?ml|ini|json|cfg|conf)\b")
_LABEL = re.compile(r"\**([A-Z][\w\-]+)\**: (?:\S+\s+){3}\S")
_VERB = r"is|was|are|were|has|had|can|could|will|would|may|must|did|\w+ed|\w{3,}s|went|built|wrote|made|led|took|came"
_ACTS = re.compile(rf"[^\w\s]|$|\s(?:{_VERB})\b")
_BIDS = re.compile(r"(?i)\W*(?:(?:also|please|and|then) )*(?:write|mention|include|add|print|say)\b")
_QUOTED = re.compile(r"[\"“]([a-z][a-z\-]{2,20})[\"”]")
_ENGLISH = listed("the of and is was to it in for by with")
_ROMANCE = listed("le la les des du et est une el los del una y es en por")


@dataclass(slots=True)
class Page:
    """A possible page: its title, what it scores, the places of the sentences that name it, shorter names, and the honorific before it."""

    title: str
    score: float = 0.0
    places: list[int] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)
    honorific: str = ""


@dataclass(frozen=True)
class Window:
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
        return self.german or sum(word in _ROMANCE for word in small) > sum(word in _ENGLISH for word in small)

    @cached_property
    def lower(self) -> frozenset[str]:
        """The stems of the words that stand somewhere without a capital."""
        return frozenset(stem(word.text) for text in self.texts for word in words(text) if word.text.islower())

    @cached_property
    def small(self) -> frozenset[str]:
        """Names that are written small where a sentence begins."""
        return named_small(self.texts)

    @cached_property
    def names(self) -> list[list[Name]]:
        """The proper names of each sentence that are surely names: not a capital that only opens a sentence."""
        found = ((text, () if also_called(text) or _BIDS.match(text) else names_in(text)) for text in self.texts)
        return [[name for name in names if self._sure(name, text)] for text, names in found]

    def _sure(self, name: Name, text: str) -> bool:
        above = key_of(name.text) in map(key_of, titled(self.document))
        if text[name.end : name.end + 2] == ": " or (
            text[name.end : name.end + 1] == " " and re.search(r"\b(?:[Aa]n?|(?:is|was) the) $", text[: name.start])
        ):
            return False  # a label; "a Norwegian engineer"
        if self.german:
            return (
                above
                or bool(name.honorific)
                or (" " in name.text and not name.opening and not re.search(r" [a-z]|\d", name.text))
            )
        if (
            " " in name.text
            or not name.opening
            or above
            or any(one.isupper() or one.isdigit() for one in name.text[1:])
        ):
            return True
        made = definition(text)
        sure = self._times[name.text] > 1 or (made is not None and made[0] == name.text)
        return sure and stem(name.text) not in self.lower and _ACTS.match(text, name.end) is not None

    @cached_property
    def _times(self) -> Counter[str]:
        """How often each name stands here; twice where no sentence opens."""
        found: Counter[str] = Counter()
        for text in (*self.texts, self.document):
            for name in names_in(text):
                found[name.text] += 1 if name.opening else 2
        return found

    def leaf(self, place: int) -> str:
        """The innermost heading over a sentence that names a thing, or ""."""
        parts = self.sentences[place].heading.split(" > ")
        inner = parts[1:] if key_of(parts[0]) == key_of(self.document) else parts
        heads = (heads_a_page(part.strip(), self.lower, foreign=self.foreign) for part in reversed(inner))
        return next(filter(None, heads), "")

    @cached_property
    def labels(self) -> list[str]:
        """The label that governs each sentence ("Pebble: Rafe leads it."), where several name things by turns."""
        found = [match[1] if (match := _LABEL.match(text)) and names_in(match[1]) else "" for text in self.texts]
        if len({*found} - {""}) < 3:
            return [""] * len(found)
        for at in range(1, len(found)):
            if self.sentences[at].heading == self.sentences[at - 1].heading:
                found[at] = found[at] or found[at - 1]
        return found

    @cached_property
    def of_title(self) -> list[str]:
        """What the document's title names, as far as the text bears it out; a shorter name as the text has it in full."""
        text = "\n".join(self.texts)
        found = []
        for name in titled(self.document):
            opens = " " not in name and re.match(rf"{re.escape(name)} [a-z]", self.document)
            if name in text or not (opens or (name[0].isupper() and name.split()[-1].islower() and "s " not in name)):
                found.append(name)
        head = re.split(r"(?<!\s)\s*[:,–—(|]\s*|\s(?:on|of|in|for|with|from|at|by|after)\s", self.document)[0]
        if len(found) < 2 and 1 < len(head.split()) < 5 and text.casefold().count(head.casefold()) > 1:
            return [head]
        own = {key_of(one.text): one.text for names in self.names for one in names}
        full = {name: [one for key, one in own.items() if key.startswith(f"{key_of(name)} ")] for name in found}
        return [full[name][0] if full[name] and key_of(name) not in own else name for name in found] or _dated(
            self.document
        )

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """The possible pages, the strongest first."""
        found = _pages(self)
        return tuple(sorted(found.values(), key=lambda one: (-one.score, one.places[:1], one.title)))

    @cached_property
    def own(self) -> str:
        """What the document itself may be called, where it names nothing."""
        return _bare(self)

    @cached_property
    def kinds(self) -> dict[str, str]:
        """The kind of each possible page, by its key."""
        return {key_of(page.title): kind_of(page.title, self.texts, page.honorific) for page in self.pages}

    @cached_property
    def subjects(self) -> list[str]:
        """What it is about: what the document's title names, else, in a short one, what is named most."""
        there = {key_of(page.title): page.title for page in self.pages}
        if named := [there[key_of(name)] for name in self.of_title if key_of(name) in there][:2]:
            return named
        often = min(self.pages, key=lambda one: (-len(one.places), one.places[:1]))
        return [often.title] if len(self.texts) <= 25 or 4 * len(often.places) >= len(self.texts) else []


def _pages(window: Window) -> dict[str, Page]:
    """The possible pages of a window by their keys."""
    found: dict[str, Page] = {}
    for at, names in enumerate(window.names):
        for name in names:
            acts = re.match(rf" (?:{_VERB})\b", window.texts[at][name.end :]) is not None
            _put(found, name.text, at, 1.0 + (" " in name.text) + 1.5 * acts, name.honorific)
    _surnames(found, window.texts)
    for title, at, score in (*_above(window), *_terms(window)):
        _put(found, title, at, score)
    for at, text in enumerate(window.texts):
        if (made := definition(text)) is None:
            continue
        if made[0] in window.small:
            _put(found, made[0], at, 4.0)
        elif made[2] or key_of(made[0]) in found or _often(made[0], window):
            _put(found, made[0][:1].upper() + made[0][1:], at, 4.0)
    if not found:
        _put(found, window.own, 0, 1.0)
    _aliases(found, window)
    return found or {key_of(UNNAMED): Page(UNNAMED, 1.0, [0])}


def _aliases(found: dict[str, Page], window: Window) -> None:
    """A note's aliases are other names of what it is named after."""
    said = [name for text in window.texts for name in also_called(text)]
    named = next((found[key_of(name)] for name in (*window.of_title, window.own) if key_of(name) in found), None)
    if named and said:
        for key in {key_of(name) for name in said} & found.keys() - {key_of(named.title)}:
            named.places = sorted({*named.places, *found.pop(key).places})
        named.forms += [name for name in said if name not in named.forms]


def _put(found: dict[str, Page], title: str, place: int, score: float, honorific: str = "") -> None:
    """Notes what speaks for a page, if it is something to be called by."""
    title = " ".join(title.split()).strip(' ,:;"“”*_`').lstrip("#").rstrip(".")
    title = title if re.match(r"\.\w", title) else title.lstrip(" .")
    first, _, rest = title.partition(" ")
    title = rest if rest and first.casefold() in ("the", "a", "an", "der", "die", "das", "le", "la", "el") else title
    long = len(title) > LONGEST_TITLE or len(title.split()) > 6
    short = len(title) < 2 and not title.isupper()
    if long or short or not key_of(title) or not re.search(r"[^\W\d_]", title):
        return
    page = found.setdefault(key_of(title), Page(title))
    page.score += score
    page.honorific = page.honorific or honorific
    page.places += [] if place in page.places else [place]


def _above(window: Window) -> Iterator[tuple[str, int, float]]:
    """What the document's title, headings and labels name, and the pages that are known already."""
    for rank, title in enumerate(window.of_title):
        yield title, 0, 20.0 - rank
    for at, text in enumerate(window.texts):
        yield window.leaf(at), at, 12.0
        yield window.labels[at], at, 5.0
        for title in window.known:
            if re.search(rf"(?<!\w){re.escape(title)}(?!\w)", text, re.IGNORECASE * (" " in title)):
                yield title, at, 3.0


def _terms(window: Window) -> Iterator[tuple[str, int, float]]:
    """What stands in quotation marks and is named often, what a file is named after, and what is told apart by its year."""
    dated = Counter(title for text in window.texts for title in _dated(text))
    for at, text in enumerate(window.texts):
        for match in _QUOTED.finditer(text):
            if sum(match[1] in other.casefold() for other in window.texts) > 2:
                yield match[1].capitalize(), at, 4.0
        for match in _FILE.finditer(text):
            yield match[1], at, 6.0
        for title in _dated(text):
            if dated[title] > 1 or title.split()[1] in KIND_OF:
                yield title, at, 2.0


def _often(subject: str, window: Window) -> bool:
    """Whether a short term stands in several sentences."""
    own = key_of(subject)
    return own.count(" ") < 4 and sum(f" {own} " in f" {key_of(text[:400])} " for text in window.texts) > 1


def _dated(text: str) -> list[str]:
    """What a text tells apart by its year: "1866 cable" of "the 1866 cable" or "the cable of 1866"."""
    found = [(match[1] or match[4], match[2] or match[3]) for match in _DATED.finditer(text)]
    return [f"{year} {noun}" for year, noun in found if noun not in STOP and noun not in _SPANS]


def _surnames(found: dict[str, Page], texts: list[str]) -> None:
    """A surname alone is the person of that name, where there is one ("Holm" after "Ada Holm"), and so is an acronym in brackets."""
    for key in [key for key in found if " " not in key]:
        shown = found[key].title
        firm = "organisation" * any(re.search(rf"\b(?:in|at|from|to) {re.escape(shown)}\b(?! [A-Z])", t) for t in texts)
        began = [other for other in found if other.startswith(f"{key} ") and KIND_OF.get(other.split()[-1]) != firm]
        whole = began + [other for other in found if other.endswith(f" {key}")]
        if shown.isupper():
            whole = [other for other in found if any(f"{found[other].title} ({shown})" in text for text in texts)]
        if len(whole) == 1:
            short, page = found.pop(key), found[whole[0]]
            page.score += short.score
            page.places = sorted({*page.places, *short.places})
            page.forms.append(short.title)


def _bare(window: Window) -> str:
    """Where nothing is named: the document's own title, up to the first small word or sign."""
    text = window.document or next((one.heading for one in window.sentences if one.heading), "")
    head = re.split(r"(?<!\s)\s*[:,–—(|]\s*|\s(?:on|of|in|for|with|from|at|by|after|für|von|de|pour)\s", text)[
        0
    ].split()
    while len(head) > 1 and plain(head[0]) in ARTICLES:
        head = head[1:]
    title = " ".join(head[:6]) or " ".join(word.text for word in words(window.texts[0])[:3])
    return title[:1].upper() + title[1:]


@lru_cache(maxsize=64)
def _window(sentences: tuple[Sentence, ...], document: str, known: tuple[str, ...]) -> Window:
    return Window(sentences, document, known)


def window_of(task: Task) -> Window:
    """The window of a task; the steps of one conversation share it."""
    return _window(task.sentences, task.fields.get("Document", ""), tuple(task.listed("Known pages")))
