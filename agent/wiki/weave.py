"""Weaving: the first mention of another page's name in a page's text becomes a link to it.

Owns: which words count as a mention, and of which of several pages of one name. Works on plain text, before it is markdown, so
nothing of a page's own markup can be hit. Pure and deterministic; its cost follows the text, not the number of names. Imports
this room's `text` and `whole`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from sys import intern

from agent.wiki.text import escape, one_line, parts, shown, wikilink
from agent.wiki.whole import UNSPACED, stands_alone, within_longer

_TOKEN = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]+|.", re.DOTALL)
# Addresses are one word: a link inside would break them.
_ADDRESS = re.compile(r"\b(?:[a-z][a-z0-9+.-]{0,30}://|www\.)\S+|(?<!\S)\S{1,200}?@\S{1,200}\.\w{1,60}", re.IGNORECASE)
_MAY_HOLD_ADDRESS = re.compile(r"://|@|www\.", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:the|an?) ", re.IGNORECASE)
_FREE_OF_CASE = re.compile(r"\d|[^\W\d_][a-z][A-Z]|^[a-z]+[A-Z]")


@dataclass(frozen=True, slots=True)
class Name:
    """A page's title or alias. `page` is the page's id, `target` what a wikilink to it says, before any `|`.

    `documents`, ids of those that the page cites, tell whose a name is that several pages have. A `bare` title is one less what
    is in brackets after it: it links nothing by itself, but another page's same name may mean this one. A `shared` name is the
    last word of the title: a surname, which others may have too. Who is called by it nowhere has it `bare`.
    """

    text: str
    page: str
    target: str
    is_title: bool = True
    documents: frozenset[str] = frozenset()
    bare: bool = False
    shared: bool = False


@dataclass(slots=True)
class _Node:
    after: dict[str, _Node] = field(default_factory=dict)
    names: list[Name] = field(default_factory=list)


class Weaver:
    """Finds the names of pages in texts. Built once for a wiki; `page` gives a weaver for one page's texts."""

    def __init__(self, names: Iterable[Name] = ()) -> None:
        self._root = _Node()
        self._alike: dict[str, list[Name]] = defaultdict(list)  # those given, by what they are but for case
        self._linked: dict[str, list[Name]] = {}  # those of them that may be linked
        self.change((), names)

    @property
    def names(self) -> list[Name]:
        """The names that may be linked, sorted."""
        found = (name for names in self._linked.values() for name in names)
        return sorted(found, key=lambda name: (name.text, name.page))

    def change(self, gone: Iterable[Name], new: Iterable[Name]) -> frozenset[str]:
        """Have some names go and others come; the tokens at which a mention may begin that is another one now, or none."""
        touched = set()
        for name in gone:
            touched.add(_case(name))
            self._alike[_case(name)].remove(name)
        for name in new:
            touched.add(_case(name))
            self._alike[_case(name)].append(name)
        changed: list[Name] = []
        for case in touched:
            before, after = self._linked.get(case, []), _kept(self._alike[case])
            if before != after:
                changed += set(before) ^ set(after)
                self._replace(before, after)
                self._linked[case] = after
        return frozenset(first_token(name.text) for name in changed)

    def _replace(self, before: Iterable[Name], after: Iterable[Name]) -> None:
        for name in before:
            self._node(name).names.remove(name)
        for name in after:
            names = self._node(name).names
            names.append(name)
            names.sort(key=lambda name: (name.text, name.page))

    def _node(self, name: Name) -> _Node:
        node = self._root
        for token in _TOKEN.findall(name.text):
            node = node.after.setdefault(token.casefold(), _Node())
        return node

    def page(self, page: str | None = None) -> PageWeaver:
        """A weaver for the texts of the page with this id, in the order in which they stand on it; None for no page."""
        return PageWeaver(self, page)

    def find(self, text: str, documents: frozenset[str] = frozenset()) -> list[tuple[int, int, Name]]:
        """Every mention in a line of plain text, from left to right, the longest name at each place: (start, end, name).

        `documents` are those that the text comes from: a name of several pages is that of the one that cites them. If none
        does, or several do, it is nobody's.
        """
        closed = [match.span() for match in _ADDRESS.finditer(text)] if _MAY_HOLD_ADDRESS.search(text) else []
        tokens = [(match.start(), match[0].casefold()) for match in _TOKEN.finditer(text)]
        found, at = [], 0
        while at < len(tokens):
            hit = self._longest(text, tokens, at, documents) if tokens[at][1] in self._root.after else None
            if hit is None or any(start < hit[1] and tokens[at][0] < end for start, end in closed):
                at += 1
                continue
            past, end, name = hit
            if name:
                found.append((tokens[at][0], end, name))
            at = past
        return found

    def _longest(
        self, text: str, tokens: list[tuple[int, str]], at: int, documents: frozenset[str]
    ) -> tuple[int, int, Name | None] | None:
        """The longest name that begins at token `at`: (the token past it, its end in the text, the name or None if it is nobody's)."""
        node: _Node | None = self._root
        best = None
        start = tokens[at][0]
        for past in range(at, len(tokens)):
            node = node.after.get(tokens[past][1]) if node else None
            if node is None:
                break
            end = tokens[past + 1][0] if past + 1 < len(tokens) else len(text)
            if node.names and stands_alone(text, start, end):
                names = _as_written(node.names, text[start:end])
                if names and not within_longer(text, start, end, shared=all(name.shared for name in names)):
                    best = (past + 1, end, _whose(names, documents))
        return best


@dataclass(slots=True)
class PageWeaver:
    """Weaves the texts of one page: a page is linked once, where it is named first, and never to itself."""

    weaver: Weaver
    page: str | None
    linked: dict[str, str] = field(default_factory=dict)

    def line(self, text: str, documents: Iterable[str] = ()) -> str:
        """`text` as one line of markdown, escaped, with links where other pages are named; `documents` are those it comes from."""
        sources = frozenset(documents)
        woven, begins = [], True
        for piece, is_code in parts(unicodedata.normalize("NFC", text)):
            woven.append(piece if is_code else self._piece(piece, sources, begins=begins))
            begins = False
        return "".join(woven)

    def _piece(self, piece: str, documents: frozenset[str], *, begins: bool) -> str:
        woven, at = [], 0
        for start, end, name in self.weaver.find(piece, documents):
            if name.page == self.page or name.page in self.linked:
                continue
            self.linked[name.page] = name.target
            woven += [escape(piece[at:start], opens=begins and not at), wikilink(name.target, piece[start:end])]
            at = end
        return "".join([*woven, escape(piece[at:], opens=begins and not at)])


def tokens_of(texts: Iterable[str]) -> frozenset[str]:
    """Every token at which a mention could begin in one of `texts`."""
    lines = (one_line(unicodedata.normalize("NFC", text)) for text in texts)
    return frozenset(intern(token.casefold()) for line in lines for token in _TOKEN.findall(line))


def first_token(name: str) -> str:
    """The token at which a mention of `name` begins."""
    return next(_TOKEN.finditer(name))[0].casefold()


def _case(name: Name) -> str:
    return unicodedata.normalize("NFC", one_line(name.text)).casefold()


def _kept(alike: Iterable[Name]) -> list[Name]:
    """Of names that are alike but for case those that may be linked: a title goes before an alias; of one page, too."""
    same: list[Name] = []
    for name in alike:
        text = unicodedata.normalize("NFC", one_line(name.text))
        # what nothing else is likely to mean, and what can stand in a wikilink as it is
        if len(text.rstrip(".,;:!?")) > 1 and any(map(str.isalpha, text)) and shown(text) == text:
            same.append(replace(name, text=text))
    written = {name.text for name in same if name.is_title} or {name.text for name in same}
    kept = [name for text in written for name in _of_pages([name for name in same if name.text == text])]
    return sorted(kept, key=lambda name: (name.text, name.page))


def _of_pages(names: list[Name]) -> list[Name]:
    """One name for each page that has it; which documents a page cites matters only where there are several."""
    by_page = {
        name.page: name for name in sorted(names, key=lambda name: (name.is_title, not name.bare, not name.shared))
    }
    found = list(by_page.values())
    if all(name.bare and name.shared for name in found):
        return []
    if len(found) == 1:
        return [] if found[0].bare else [replace(found[0], documents=frozenset())]
    return found


def _as_written(names: list[Name], written: str) -> list[Name]:
    """Those of the names, alike but for case, that `written` may be."""
    exact = [name for name in names if name.text == written]
    if exact or len({name.page for name in names}) > 1:
        return exact
    return names[:1] if _case_may_differ(names[0].text, written) else []


def _whose(names: list[Name], documents: frozenset[str]) -> Name | None:
    """The name of the one page that is meant in a text of these documents."""
    if len(names) == 1:
        return names[0]
    meant = [name for name in names if not documents.isdisjoint(name.documents)]
    return meant[0] if len(meant) == 1 else None


def _case_may_differ(name: str, written: str) -> bool:
    """Whether `written`, unlike `name` in case alone, still means it.

    A name of one word must be written as it is, because many are common words too (Kettle, IT, Windows, The Who): only
    a small first letter may be large, as at the start of a sentence. Names of several words, and those with a
    figure or a capital inside (H100, PagedAttention), are no common words.
    """
    if " " in _ARTICLE.sub("", name) or _FREE_OF_CASE.search(name):
        return True
    return name[0].islower() and name[0].upper() + name[1:] == written
