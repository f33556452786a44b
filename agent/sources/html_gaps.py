"""What an extractor left out of an article: between what it took, beside it, and in the same article.

trafilatura judges each part of a page by itself; a list that lies directly in the body, a second container of the same kind, a section
named "cookie" are lost in silence. Owns: `filled`. Pure. Imports block shapes and the tree walker.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree

from agent.sources.blocks import Block
from agent.sources.dom import inline_text, squeezed, tag_of

_LONG_ENOUGH = 30  # squeezed characters by which a block is known to be the same
_PART = 12  # squeezed characters by which it is a part of what was taken, if it stands there on the page
_LINKS = 0.5  # share of a block's characters in links from which on it leads elsewhere
_FEW_WORDS = 6  # a block of fewer words is a label, unless it stands beside what was taken
_LINES_BETWEEN = 2  # a date and an author may stand between a heading and its text
_ARTICLE = frozenset(("article", "main"))

_ASIDE_TAGS = frozenset(("figure", "figcaption", "caption", "a", "button", "label"))
_ASIDE = re.compile(
    r"(?:^|[\s_-])(?:captions?|credits?|copyright|disclaimer|disclosure|ads?|advert\w*|author|bio|recommand\w*|recommend\w*|related\w*|message"
    r"|privacy|popup|placeholder|overlay|player|impressum|share|social|comments?|meta|metadata|byline|dateline|subscribe|newsletter|paywall|hidden)(?:[\s_-]|$)",
    re.IGNORECASE,
)

Placed = Sequence[tuple[Block, etree._Element]]


def filled(taken: Sequence[Block], page: Placed) -> list[Block]:
    """The blocks of `page` (all that is no furniture, in page order) that were taken, with those left out that belong to them.

    Nothing is filled in where little of what was taken is found again on the page: then `taken` comes back.
    """
    have = squeezed("\n".join(block.text for block in taken))
    words = [squeezed(block.text) for block, _ in page]
    known = [len(each) >= _LONG_ENOUGH and each in have for each in words]
    size = sum(len(block.text) for (block, _), kept in zip(page, known, strict=True) if kept)
    if size < 0.8 * sum(len(block.text) for block in taken if len(block.text) > _LONG_ENOUGH) or not any(known):
        return list(taken)
    region = _Region(page, known)
    same = {squeezed(block.text) for block in taken}
    known = [
        kept or ((words[at] in same or (len(words[at]) >= _PART and words[at] in have)) and region.near(at))
        for at, kept in enumerate(known)
    ]
    region.know(known)
    found: list[int] = []
    for at in reversed(range(len(page))):
        held = region.heads(at, found[-1]) if found and page[at][0].kind == "heading" else region.holds(at)
        if known[at] or held:
            found.append(at)
    return [page[at][0] for at in reversed(found)]


class _Region:
    """Where on the page what was taken lies."""

    def __init__(self, page: Placed, known: Sequence[bool]) -> None:
        self._page = page
        self._known = known
        at = [index for index, kept in enumerate(known) if kept]
        self._first, self._last = at[0], at[-1]
        elements = [page[index][1] for index in at]
        tops = [n for n in range(self._first) if page[n][0].kind == "heading" and page[n][0].level == 1]
        self._top = tops[-1] if tops else self._first
        self._elements = set(elements)
        self._parents = {each.getparent() for each in elements if each.getparent() is not None}
        self._kinds = {_kind(each) for each in self._parents if each.get("class")}
        articles = [next((up for up in each.iterancestors() if tag_of(up) in _ARTICLE), None) for each in elements]
        self._article = articles[0] if len(set(articles)) == 1 else None
        self._asides: dict[etree._Element, bool] = {}

    def holds(self, at: int) -> bool:
        """Whether a block that was left out belongs to what was taken."""
        block, element = self._page[at]
        if block.kind == "heading":
            return False
        if self._in_aside(element) or (leads_elsewhere(element) and not self._announced(at)):
            return False
        above = list(element.iterancestors())
        beside = element.getparent() in self._parents or element.getparent() in self._elements
        if self.within(at) and (beside or len(block.text.split()) >= _FEW_WORDS or _listed(element, above)):
            return True
        if self._top < at < self._first and block.kind != "prose" and len(block.text.split()) >= _FEW_WORDS:
            return True  # a list with which a page begins
        of_a_kind = any(
            _kind(each) in self._kinds for each in above[:2] if each.get("class")
        ) and not self._headed_apart(at)
        return len(block.text.split()) >= _FEW_WORDS and (of_a_kind or self.of_the_article(at))

    def _in_aside(self, element: etree._Element) -> bool:
        """Whether an element or one around it is aside; each is asked once."""
        if element not in self._asides:
            around = element.getparent()
            self._asides[element] = _is_aside(element) or (around is not None and self._in_aside(around))
        return self._asides[element]

    def of_the_article(self, at: int) -> bool:
        """Whether a block stands in the one article in which all stands that was taken."""
        return self._article is not None and self._article in self._page[at][1].iterancestors()

    def within(self, at: int) -> bool:
        """Whether a block stands between the first and the last that were taken."""
        return self._first <= at <= self._last

    def near(self, at: int) -> bool:
        """Whether a block stands within what was taken, or in its article."""
        return self.within(at) or self.of_the_article(at)

    def heads(self, at: int, following: int) -> bool:
        """Whether a heading is that of the next block that is kept: in the same part of the page, with no more than a few lines between."""
        between = [block for block, _ in self._page[at + 1 : following]]
        apart = len(between) > _LINES_BETWEEN or any(each.kind == "heading" for each in between)
        return not apart and (
            self.near(at) or self._page[at][1].getparent() in self._page[following][1].iterancestors()
        )

    def know(self, known: Sequence[bool]) -> None:
        """Take the short blocks for known that say what was taken, too."""
        self._known = known
        self._elements |= {each for kept, (_, each) in zip(known, self._page, strict=True) if kept}
        self._parents |= {each.getparent() for kept, (_, each) in zip(known, self._page, strict=True) if kept}

    def _headed_apart(self, at: int) -> bool:
        """Whether a heading stands between a block outside and what was taken: another post of the same kind."""
        between = self._page[at : self._first] if at < self._first else self._page[self._last + 1 : at]
        return any(block.kind == "heading" for block, _ in between)

    def _announced(self, at: int) -> bool:
        """Whether a list of links is what the sentence before it speaks of."""
        while at > 0 and self._page[at][0].kind == "item":
            at -= 1
        return self._known[at] and self._page[at][0].text.endswith((":", "："))


def _kind(element: etree._Element) -> tuple[str, str]:
    return tag_of(element), " ".join((element.get("class") or "").split())


def _is_aside(element: etree._Element) -> bool:
    """Whether an element shows a picture's words, a notice or an offer, by its tag or its names."""
    named = element.get("id") if tag_of(element) != "section" else ""  # which has its name from its heading
    return tag_of(element) in _ASIDE_TAGS or _ASIDE.search(f"{element.get('class') or ''} {named or ''}") is not None


def _listed(element: etree._Element, above: Sequence[etree._Element]) -> bool:
    """Whether even a short block is content: an item, a row, code, or a line of a section under its heading."""
    headed = (
        bool(above) and tag_of(above[0]) == "section" and tag_of(above[0][0]) in {"h1", "h2", "h3", "h4", "h5", "h6"}
    )
    return tag_of(element) in {"li", "dl", "dd", "table", "pre"} or headed


def leads_elsewhere(element: etree._Element) -> bool:
    """Whether most of an element's words are links."""
    linked = sum(len(squeezed(inline_text(each))) for each in element.iter("a"))
    return linked > 0 and linked > _LINKS * len(squeezed(inline_text(element)))
