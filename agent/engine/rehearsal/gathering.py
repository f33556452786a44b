"""The things that a window may give pages to, each with what speaks for it, and what the window is about.

Owns: the scores. Imports nothing of ours but its neighbours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from agent.engine.rehearsal.kinds import KIND_OF, definition
from agent.engine.rehearsal.names import LONGEST_TITLE, opens_a_clause
from agent.engine.rehearsal.window import DATED, Reading
from agent.engine.rehearsal.words import ARTICLES, STOP, concept, key_of, plain, words

_FILE = re.compile(r"\b([a-z][a-z0-9\-]{2,})\.(?:toml|ya?ml|ini|json|cfg|conf)\b")
_QUOTED = re.compile(r"[\"“]([a-z][a-z\-]{2,20})[\"”]")


@dataclass(slots=True)
class Page:
    """A possible page: its title, the places of the sentences that name it, what it scores."""

    title: str
    score: float = 0.0
    places: list[int] = field(default_factory=list)
    honorific: str = ""
    forms: list[str] = field(default_factory=list)


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
                if (other.endswith(f" {key}") and other.count(" ") < 3) or other.startswith(f"{key} ")
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
                if re.search(rf"(?<!\w){re.escape(title)}(?!\w)", reading.texts[at], re.IGNORECASE * (" " in title)):
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
            for match in DATED.finditer(text):
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
def pages_of(reading: Reading) -> tuple[Page, ...]:
    """The possible pages of a window, the strongest first."""
    found = _Gathering(reading).found.values()
    return tuple(sorted(found, key=lambda one: (-one.score, one.places[:1], one.title)))


@lru_cache(maxsize=64)
def subjects_of(reading: Reading) -> tuple[str, ...]:
    """What a window is about: what the document's title names, else, in a short one, what is named most."""
    there = {key_of(page.title): page.title for page in pages_of(reading)}
    if named := [there[key_of(name)] for name in reading.of_title if key_of(name) in there][:2]:
        return tuple(named)
    often = min(pages_of(reading), key=lambda one: (-len(one.places), one.places[:1]))
    enough = len(reading.texts) <= 25 or 4 * len(often.places) >= len(reading.texts)
    return (often.title,) if enough else ()
