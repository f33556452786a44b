"""Footnotes: from a citation to its mark in the text and its definition.

Owns: how a footnote is named and what it says. Pure. Imports `agent.knowledge` and this room's `text`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from agent.knowledge.model import Citation, Document
from agent.knowledge.values.forms import release
from agent.wiki.text import inline, shorten, wikilink

QUOTE_LIMIT = 300
"""Characters of a quoted sentence; the rest is `…`. The whole of it stands in the store."""
_HEADING_LIMIT = 80


_SPAN = re.compile(r"-\d+\Z")  # how the footnote of a span ends
Marked = tuple[str, tuple[str, str, str], str | None, bool]


class Citer:
    """Names and defines footnotes for the documents of one wiki."""

    def __init__(
        self,
        documents: Iterable[Document],
        targets: Mapping[str, str | None] | None = None,
        listed: Mapping[str, Iterable[int]] | None = None,
    ) -> None:
        """`targets` are what links to the pages of the documents say, by document id; to one that is not there none leads.

        `listed` are the sentences that stand on those pages, and can be linked to.
        """
        self.documents = {document.id: document for document in documents}
        self._targets = (
            {document.id: f"sources/{document.slug}" for document in self.documents.values()}
            if targets is None
            else targets
        )
        self._listed = {document: frozenset(numbers) for document, numbers in (listed or {}).items()}
        self._slugs = {document.slug for document in self.documents.values()}
        self._titles = Counter(document.title for document in self.documents.values())

    def listing(self, listed: Mapping[str, Iterable[int]]) -> Citer:
        """Itself, with other sentences standing on the pages of these documents."""
        self._listed |= {document: frozenset(numbers) for document, numbers in listed.items()}
        return self

    def unlike(self, other: Citer) -> set[str]:
        """The documents that are called otherwise, or elsewhere, than by the other one."""
        if {slug for slug in self._slugs ^ other._slugs if _SPAN.search(slug)}:
            return {*self.documents, *other.documents}
        return {
            id_
            for id_ in self.documents.keys() | other.documents.keys()
            if id_ not in self.documents
            or id_ not in other.documents
            or self._targets.get(id_) != other._targets.get(id_)
            or self.documents[id_] != other.documents[id_]
            or self._title(self.documents[id_]) != other._title(other.documents[id_])
        }

    def holds(self, citation: Citation) -> bool:
        """Whether the cited sentences exist."""
        document = self.documents.get(citation.document)
        return document is not None and 1 <= citation.first <= citation.last <= len(document.sentences)

    def label(self, citation: Citation) -> str:
        """The footnote's name: `slug-17`, or `slug-17-19` for a span.

        Where a document `slug-17` exists too, the span is `slug-17--19`, so that no two citations share a name.
        """
        slug = self.documents[citation.document].slug
        name = f"{slug}-{citation.first}"
        if citation.first == citation.last:
            return name
        return f"{name}{'--' if name in self._slugs else '-'}{citation.last}"

    def source_link(self, document: Document) -> str:
        """A wikilink to the page of this document, showing its title; the title alone where there is no such page."""
        title, target = self._title(document), self._targets.get(document.id)
        return wikilink(target, title) if target else inline(title).replace('"', "'")

    def sentence_link(self, citation: Citation) -> str:
        """A wikilink to the first cited sentence on its document's page, showing the document's title; to the page if it is not there."""
        document = self.documents[citation.document]
        target = self._targets.get(document.id)
        if not target or citation.first not in self._listed.get(document.id, ()):
            return self.source_link(document)
        return wikilink(f"{target}#{block_id(citation.first)}", self._title(document))

    def _title(self, document: Document) -> str:
        """Its title, with the release that it is of where several are called so."""
        title = shorten(document.title, 120) or document.slug
        of = release(document.resource) if self._titles[document.title] > 1 else None
        return f"{title} ({of.version})" if of else title

    def marked(self, citation: Citation) -> Marked:
        """What a page that cites it depends on besides its sentences: the footnote's name, what its document is called and is from, where
        it leads, whether to the sentence itself.
        """
        document = self.documents[citation.document]
        listed = citation.first in self._listed.get(document.id, ())
        called = document.title, self._title(document), document.resource
        return self.label(citation), called, self._targets.get(document.id), listed

    def definition(self, citation: Citation) -> str:
        """The footnote itself, on one line: the document, the heading, the page, the sentence."""
        document = self.documents[citation.document]
        path = document.sentences[citation.first - 1].heading
        # Only the quotation stands in double quotes, so that it can be found.
        place = " > ".join(
            inline(shorten(heading, _HEADING_LIMIT)).replace('"', "'") for heading in path if heading.strip()
        )
        page = document.sentences[citation.first - 1].page
        place = ", ".join(filter(None, [place or _sentences(citation), f"p. {page}" if page else ""]))
        quote = inline(shorten(document.quote(citation.first, citation.last), QUOTE_LIMIT))
        return f'[^{self.label(citation)}]: {self.sentence_link(citation)}, {place}: "{quote}"'


def block_id(sentence: int) -> str:
    """What marks a sentence on its document's page, so that a link leads to it (a block id of Obsidian)."""
    return f"^s{sentence}"


def _sentences(citation: Citation) -> str:
    # Never nothing: `[^x]: [[y]], "z"` would be a link reference to readers that know no footnotes.
    if citation.first == citation.last:
        return f"sentence {citation.first}"
    return f"sentences {citation.first} to {citation.last}"


class Footnotes:
    """The footnotes of one page, in the order in which they are first used."""

    def __init__(self, citer: Citer) -> None:
        self.citer = citer
        self._used: dict[str, Citation] = {}

    def mark(self, citations: Iterable[Citation]) -> str:
        """The marks for a statement, `[^a-1][^b-7]`. A citation of what does not exist is left out: `lint` shows the gap."""
        marks: dict[str, None] = {}
        for citation in citations:
            if self.citer.holds(citation):
                label = self.citer.label(citation)
                self._used.setdefault(label, citation)
                marks[f"[^{label}]"] = None
        return "".join(marks)

    @property
    def documents(self) -> list[Document]:
        """The documents cited so far, by slug."""
        cited = {citation.document for citation in self._used.values()}
        return sorted((self.citer.documents[name] for name in cited), key=lambda document: document.slug)

    def definitions(self) -> list[str]:
        """Every footnote that was used, one line each."""
        return [self.citer.definition(citation) for citation in self._used.values()]
