"""The nouns of what is known, as immutable values, and their ids. Every other room speaks in these.

A *document* is the stored text of one source, cut into numbered *sentences*. A *name use* is what one window called one entity. A *claim*
is (page, document, sentences). A *disagreement* is a question that two or more documents answer differently. An id is 16 hex digits, a
hash of the content that it names, so it is the same on every machine and after every resume. Imports nothing of ours but `normal`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Literal
from urllib.parse import unquote, urlsplit

from agent.knowledge.text.normal import norm

SentenceKind = Literal["prose", "item", "row", "code", "speech"]
PageKind = Literal[
    "person", "organisation", "place", "work", "software", "product", "method", "concept", "event", "dataset", "other"
]
PAGE_KINDS: tuple[PageKind, ...] = (
    "person",
    "organisation",
    "place",
    "work",
    "software",
    "product",
    "method",
    "concept",
    "event",
    "dataset",
    "other",
)
DisagreementKind = Literal["figure", "date", "name", "definition", "status", "cause", "other"]
DisagreementState = Literal["open", "resolved", "withdrawn", "changed"]
_HOW = {
    "changed": "(last changed)",
    "address": "by its address",
    "footer": "by its footer",
    "text": "by a date in its text",
}
TITLED = 40  # characters of an answer that may stand in the title of a disagreement
NAME = 80  # characters of a file's name from which on it is none


@dataclass(frozen=True, slots=True)
class Sentence:
    """A numbered unit of a document: prose sentence, list item, table row, code block, or a sentence that somebody says in a talk.

    `n` counts from 1 within the document. `start` and `end` are offsets in characters (code points) into the document's text, so
    `text[start:end]` is the sentence. `heading` is the path of headings above it, outermost first; of speech its last part is who speaks.
    `page` is the page of the file (from 1) on which it begins, 0 where there are none.
    """

    n: int
    start: int
    end: int
    kind: SentenceKind
    heading: tuple[str, ...] = ()
    page: int = 0

    @property
    def speaker(self) -> str:
        """Who says it, or ""."""
        return self.heading[-1] if self.kind == "speech" else ""

    @property
    def section(self) -> tuple[str, ...]:
        """The headings above it without who speaks."""
        return self.heading[:-1] if self.kind == "speech" else self.heading


@dataclass(frozen=True, slots=True)
class Document:
    """The stored, immutable text of a source.

    `id` is the sha256 (hex) of the bytes it came from. `slug` is the short name that footnotes use. `resource` is the URL or path.
    `date` is the day that it is from (ISO), `dated` where that stands (see `agent.sources.blocks`), `fetched` the day we read it (ISO).
    `language` is an ISO 639-1 code. `address` is where it wants to be known, or where its address led; empty if that is `resource`.
    """

    id: str
    slug: str
    title: str
    resource: str
    media: str
    text: str
    sentences: tuple[Sentence, ...]
    date: str | None = None
    fetched: str = ""
    language: str = "en"
    authors: tuple[str, ...] = ()
    address: str = ""
    dated: str = ""

    @property
    def file_name(self) -> str:
        """The name of the file or page if it says more than the title does ("about us - Holm Works" of "About us"), else ""."""
        last = (
            PurePosixPath(unquote(urlsplit(self.resource).path)).stem
            if "//" in self.resource
            else PurePosixPath(self.resource).stem
        )
        name = " ".join(re.sub(r"[_+]|(?<! )-(?! )", " ", last).split())
        words = set(re.findall(r"[^\W\d_]{3,}", name.casefold()))
        return name if words - set(re.findall(r"[^\W\d_]+", self.title.casefold())) and len(name) <= NAME else ""

    @property
    def stated(self) -> str | None:
        """The day that the document says it is from (ISO)."""
        return self.date if self.dated in {"", "stated"} else None

    @property
    def when(self) -> str:
        """Its day with how sure that is: `2024-05-03`, `2024-05-03 by its address`; "" if it has none."""
        return f"{self.date} {_HOW.get(self.dated, '')}".rstrip() if self.date else ""

    @property
    def byline(self) -> str:
        """Who wrote it: `Ada Holm`, `Ada Holm and Max Berg`, `Ada Holm and others`; "" if it does not say."""
        return " and ".join(self.authors) if len(self.authors) < 3 else f"{self.authors[0]} and others"

    def said(self, n: int) -> str:
        """Sentence `n` after who says it, if somebody does: for where no heading stands above it. Raises IndexError if there is none."""
        text, speaker = self.sentence(n), self.sentences[n - 1].speaker
        return f"{speaker}: {text}" if speaker else text

    def sentence(self, n: int) -> str:
        """The text of sentence `n` (from 1). Raises IndexError if there is none."""
        if not 1 <= n <= len(self.sentences):
            raise IndexError(f"{self.slug} has no sentence {n}")
        unit = self.sentences[n - 1]
        return self.text[unit.start : unit.end]

    def quote(self, first: int, last: int) -> str:
        """Sentences `first` to `last` (inclusive), joined by one space: our own copy of the stored text."""
        return " ".join(self.sentence(n) for n in range(first, last + 1))


@dataclass(frozen=True, slots=True, order=True)
class Citation:
    """Sentences `first` to `last` (inclusive) of the document with this id."""

    document: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class NameUse:
    """What one window of one document called one entity: the raw material of pages."""

    title: str
    kind: PageKind
    document: str
    aliases: tuple[str, ...] = ()
    definition: int | None = None  # the sentence of `document` that says what it is
    window: str = ""  # the reading that used it: what one reading names apart is apart


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement about one entity: which sentences of which document, under which name the reader filed it.

    `id` is a function of the other fields; `name` is the title as the reader wrote it (its page follows from the names).
    """

    id: str
    name: str
    document: str
    first: int
    last: int

    @property
    def citation(self) -> Citation:
        """Where the claim stands."""
        return Citation(self.document, self.first, self.last)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one document, asked alone, answered to one question. `value` is None for "not stated"; `language` is the document's hand."""

    question: str
    document: str
    value: str | None
    unit: str = ""
    scope: str = ""
    cites: tuple[int, ...] = ()
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a disagreement: the value, the claim's own words, where they stand, the day that their document states, and who wrote it.

    `when` is another day, with where it is from (`2020-11-30 by its address`), of a document that states none. Sides that say the same
    are of one `group`: the most precise of their values.
    """

    value: str
    claim: str
    citation: Citation
    quote: str
    date: str | None = None
    when: str = ""
    by: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two sides or more that cannot all be true. `about` is the question in words; `id` hangs on page and question.

    One that a person settled is resolved: `note` is what they wrote, `settled` the day (ISO). `home` is the title of the page on which it
    is told, if that is another one than `page`.
    """

    id: str
    page: str
    kind: DisagreementKind
    state: DisagreementState
    about: str
    sides: tuple[Side, ...] = field(default=())
    note: str = ""
    settled: str = ""
    home: str = ""

    @property
    def title(self) -> str:
        """The question; if something was left out of it, what it is about and what is answered, two of more than three:
        `Great Eastern: 1865 or 1866?`, `Great Eastern: 1865, 1866 or 4 others?`.
        """
        told = list(dict.fromkeys(" ".join((side.group or side.value).split()) for side in self.sides))
        short = all(0 < len(value) <= TITLED for value in told) and len(told) > 1
        if "…" not in self.about or not short or {value.casefold() for value in told} == {"yes", "no"}:
            return self.about
        if len(told) > 3:
            told = [*told[:2], f"{len(told) - 2} others"]
        return f"{self.home or self.page}: {', '.join(told[:-1])} or {told[-1]}?"

    @property
    def named(self) -> str:
        """The title, behind the page where it does not name that."""
        page = self.home or self.page
        return self.title if page.casefold() in self.title.casefold() else f"{page}: {self.title}"


def short_hash(*parts: str) -> str:
    """16 hex digits of the sha256 over the parts; `("ab", "c")` and `("a", "bc")` differ because each part carries its length."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(f"{len(data)}:".encode())
        digest.update(data)
    return digest.hexdigest()[:16]


def claim_id(name_key: str, document: str, first: int, last: int) -> str:
    """The id of a claim: the key of the name it was filed under, the document's id, and its sentences."""
    return short_hash("claim", name_key, document, str(first), str(last))


def disagreement_id(page: str, question: str) -> str:
    """The id of a disagreement: it hangs on the page's key and on the question, however that is spelt or punctuated."""
    return short_hash("disagreement", page, norm(question))


def dispute_id(page: str, question: str, claims: Iterable[str]) -> str:
    """The id of a dispute: the page's id, the question, and the claims that it was raised about, in whatever order."""
    return short_hash("dispute", page, norm(question), *sorted(set(claims)))
