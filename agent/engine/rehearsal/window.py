"""A window read once: its sentences with their surely proper names, and what stands above them.

Owns: what the rules of naming and assigning share. Imports nothing of ours but its neighbours.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache

from agent.engine.rehearsal.kinds import is_a
from agent.engine.rehearsal.names import LONGEST_TITLE, Name, heads_a_page, is_german, names_in, opens_a_clause, titled
from agent.engine.rehearsal.task import Sentence, Task
from agent.engine.rehearsal.words import key_of, listed, plain, stem, words

DATED = re.compile(r"\b[Tt]he (?P<y1>1\d{3}|20\d\d) (?P<n1>[a-z]{4,})\b|\b(?P<n2>[a-z]{4,}) of (?P<y2>1\d{3}|20\d\d)\b")
PROSE = 1200  # characters; of a longer sentence, a table or code, only the start is read
_RUN_IN = re.compile(r"\**([A-Z][\w\-]+)\**: \S")
_ENGLISH = listed("the of and is was to it in for by with")
_ROMANCE = listed("le la les des du et est une el los del una y es en por")


def _marked(letter: str) -> bool:
    return letter.isupper() or letter.isdigit()


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
    def of_title(self) -> list[str]:
        """What the document's title names, as far as the text bears it out."""
        text = "\n".join(self.texts)
        low, found = text.casefold(), []
        dated = [
            f"{match['y1'] or match['y2']} {match['n1'] or match['n2']}" for match in DATED.finditer(self.document)
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


@lru_cache(maxsize=64)
def _reading(sentences: tuple[Sentence, ...], document: str, known: tuple[str, ...]) -> Reading:
    return Reading(sentences, document, known)


def reading_of(task: Task) -> Reading:
    """The reading of a task; the steps of one conversation share it."""
    return _reading(task.sentences, task.fields.get("Document", ""), tuple(task.listed("Known pages")))
