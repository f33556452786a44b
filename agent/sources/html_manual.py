"""Pages of documentation: told by what they are made of, and cleared of all that leads elsewhere. What is left is their text.

An extractor of articles takes lists of terms, signatures and links for boilerplate. A manual is known by its code, its terms, headings that
can be linked to and its ways on (next, up), never by who generated it; names and classes alone take nothing away. Owns: `content`.
Imports the tree walker's words and the names of furniture.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Sequence

from lxml import etree

from agent.sources.dom import inline_text, squeezed, tag_of
from agent.sources.html_furniture import FURNITURE_NAMES, FURNITURE_ROLES, is_hidden, names
from agent.sources.html_gaps import leads_elsewhere
from agent.sources.marks import replace

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_CODE = ("pre", "code", "tt", "kbd", "samp", "var", "dfn")
_LEAST = 3  # signs of a kind (code, terms, headings that can be linked to) that make a manual
_ROOM = 2000  # characters for each of which a manual has a piece of code
_WAYS = frozenset(["next", "prev", "previous", "up", "start", "contents", "index", "first", "last", "home", "prefetch"])
_KEYS = frozenset("nputhi")  # access keys that manuals give to the same
_ARTICLE = (
    "boolean(//meta[@property='og:type'][@content='article'] | //meta[starts-with(@property, 'article:')]"
    " | //*[contains(@itemtype, 'Article')])"
)
_UP = "boolean((//link | //a)[@rel='up' or @accesskey='u' or @accesskey='U'])"
_UNSAID = frozenset(("", "script", "style", "noscript", "button", "select", "template"))
_ROLES = FURNITURE_ROLES - {"alert", "complementary"}  # which is how notes are marked up, too
_BOXES = frozenset(
    ("div", "p", "ul", "ol", "dl", "table", "header", "footer", "section", "details", "aside", "span", "tr", "td")
)
_INLINE = frozenset(("a", "b", "i", "em", "strong", "small", "span", "code", "tt", "font"))
_SAID = 150  # characters beside its links that a line of ways on may hold: the name of the chapter
_LINE = 60  # characters of words from which on a line says something
_EDIT = re.compile(r"/edit/|/blob/|/tree/|/_?sources?/|\.(?:rst|md)(?:\.txt)?(?:\?|$)|/issues/new|action=edit")
_OFFER = 6  # words of a link that offers to edit a page
_BRACKETED = re.compile(r"\s*\[\s*\w{3,12}\s*\]\s*")


def content(tree: etree._Element) -> etree._Element | None:
    """A copy of what a page of a manual says, without menus, ways on and offers; None if the page is no manual."""
    return cleared(tree) if _is_manual(tree) else None


def cleared(tree: etree._Element) -> etree._Element:
    """A copy of what a page says, without menus, ways on and offers."""
    return _Cleared(copy.deepcopy(tree)).root


def is_article(tree: etree._Element) -> bool:
    """Whether a page says that it is an article."""
    return bool(tree.xpath(_ARTICLE))


def _is_manual(tree: etree._Element) -> bool:
    """Whether a page is made like a manual. One sign says little: articles show code, too, and their headings have names."""
    headings = [each for each in tree.iter(*HEADINGS) if not leads_elsewhere(each) and not _in_menu(each)]
    signs = (
        shows_code_or_terms(tree),
        _most(headings, map(_is_anchored, headings), 2),
        2 * _most(headings, map(_is_linked, headings), 1),  # for people who want to cite them
        2 * bool(tree.xpath(_UP)),
    )
    return sum(signs) >= (4 if is_article(tree) else 2)


def shows_code_or_terms(tree: etree._Element) -> int:
    """How many of the two a page shows much of."""
    code, terms = (sum(1 for _ in tree.iter(*tags)) for tags in (_CODE, ("dt",)))
    return (code >= _LEAST and code * _ROOM >= len(inline_text(tree))) + (terms >= _LEAST)


def _most(headings: Sequence[etree._Element], said: Iterable[bool], least: int) -> bool:
    count = sum(said)
    return count >= least and 2 * count >= len(headings)


def _in_menu(element: etree._Element) -> bool:
    return any(tag_of(up) in {"nav", "aside"} or up.get("role") in FURNITURE_ROLES for up in element.iterancestors())


def _is_linked(heading: etree._Element) -> bool:
    """Whether a heading ends with a link to itself that has no words."""
    links = (each for each in heading.iter("a") if (each.get("href") or "").startswith("#"))
    return any(not squeezed(inline_text(each)) for each in links)


def _is_anchored(heading: etree._Element) -> bool:
    """Whether a heading can be linked to: it, its section, or an empty element beside it has a name."""
    inner = (each for each in heading.iter("a", "span") if each.get("name") or each.get("id"))
    if heading.get("id") or next(inner, None) is not None:
        return True
    above, before = heading.getparent(), heading.getprevious()
    if above is not None and above.get("id") and above[0] is heading:
        return True
    return before is not None and bool(before.get("id") or before.get("name")) and not inline_text(before).strip()


class _Cleared:
    """One page on its way to its text. Sizes are characters of words, as they were on the whole page: all, and those in links."""

    def __init__(self, tree: etree._Element) -> None:
        self._sizes: dict[etree._Element, tuple[int, int]] = {}
        for each in reversed(list(tree.iter())):
            self._sizes[each] = self._size(each)
        self.root = self._main(tree)
        for each in list(self.root.iter()):
            if each is not self.root and tag_of(each) and self._is_furniture(each):
                replace(each, "")
        self._clear_beside()
        self._clear_ways()

    def _size(self, element: etree._Element) -> tuple[int, int]:
        """The size of an element whose children have theirs."""
        if tag_of(element) in _UNSAID:
            return 0, 0
        parts = [self._sizes[child] for child in element]
        loose = _words(element.text) + sum(_words(child.tail) for child in element)
        whole = loose + sum(size for size, _ in parts)
        return whole, whole if tag_of(element) == "a" else sum(linked for _, linked in parts)

    def _own(self, element: etree._Element) -> int:
        whole, linked = self._sizes[element]
        return whole - linked

    def _leads(self, element: etree._Element) -> bool:
        """Whether an element leads elsewhere: most of its words are links, and no code is among them."""
        whole, linked = self._sizes[element]
        return 2 * linked > whole and element.find(".//pre") is None

    def _main(self, tree: etree._Element) -> etree._Element:
        """The page's main part, if it declares one that holds most of the text; else its body."""
        body = next(tree.iter("body"), tree)
        mains = tree.xpath("//main | //*[@role='main']")
        outer = [each for each in mains if not any(above in mains for above in each.iterancestors())]
        return outer[0] if len(outer) == 1 and 2 * self._own(outer[0]) >= self._own(body) else body

    def _is_furniture(self, element: etree._Element) -> bool:
        """Whether an element is furniture by its tag or role, or is hidden; a form in which most of the page lies is none."""
        tag, role = tag_of(element), element.get("role")
        if is_hidden(element):
            return True
        if tag in {"nav", "dialog", "menu"} or role in _ROLES:
            return True
        if self._leads(element) and tag in _BOXES and next(element.iterancestors("header"), None) is not None:
            return True
        if tag == "form":
            return 2 * self._own(element) < self._own(self.root)
        inside = next(element.iterancestors("article", "main", "section", "li", "dd"), None) is not None
        if tag in {"aside", "footer"} or role == "complementary":
            return not inside or self._leads(element)
        if tag == "header":
            return not inside and element.find(".//h1") is None
        return tag == "a" and (_is_offer(element) or _is_sign(element))

    def _clear_beside(self) -> None:
        """Take away the boxes beside the one in which most of the text lies, down to where the text itself begins."""
        here = self.root
        while boxes := [each for each in here if tag_of(each)]:
            if any(tag_of(each) in HEADINGS or (tag_of(each) == "p" and self._own(each) > _LINE) for each in boxes):
                return
            named = {each for each in boxes if FURNITURE_NAMES.search(names(each))}
            plain = [each for each in boxes if each not in named or next(each.iter(*HEADINGS), None) is not None]
            # of a page of links, most of its links
            sizes = (self._own, lambda each: self._sizes[each][0])
            found = (
                max(plain, key=size)
                for size in sizes
                if plain and 2 * size(max(plain, key=size)) >= sum(map(size, plain))
            )
            most = next(found, None)
            if most is None:
                return
            for each in boxes:
                if each is not most and (each in named or self._leads(each) or not self._carries(each)):
                    replace(each, "")
            here = most

    def _carries(self, element: etree._Element) -> bool:
        """Whether a box says something: it has a heading, code or a term, or a line of some length."""
        shaped = next(element.iter(*HEADINGS, "pre", "dl"), None) is not None
        return shaped or self._own(element) > _LINE

    def _clear_ways(self) -> None:
        """Take away the lines that lead through the manual, what leads elsewhere above the first heading, and lists of what is below."""
        below = {squeezed(inline_text(each)) for each in self.root.iter(*HEADINGS, "dt")}
        headed = False
        gone: set[etree._Element] = set()
        for each in list(self.root.iter()):
            if each.getparent() in gone:
                gone.add(each)
                continue
            headed = headed or tag_of(each) in HEADINGS
            if each is self.root or tag_of(each) not in _BOXES:
                continue
            linked = self._leads(each)
            above = linked and not headed and next(each.iter(*HEADINGS), None) is None
            if above or self._is_way(each) or (linked and _lists(each, below)):
                gone.add(each)
                replace(each, "")

    def _is_way(self, element: etree._Element) -> bool:
        """Whether an element holds the ways to the next page and up, and hardly anything else."""
        if self._own(element) > _SAID or next(element.iter("pre", "dd", *HEADINGS), None) is not None:
            return False
        return any(
            _WAYS.intersection((each.get("rel") or "").lower().split())
            or (each.get("accesskey") or "-").lower() in _KEYS
            for each in element.iter("a")
        )


def _words(text: str | None) -> int:
    """How many characters of words a text has."""
    return 0 if text is None or text.isspace() else len(squeezed(text))


def _is_offer(link: etree._Element) -> bool:
    """Whether a link offers to edit the page, or to show what it was made from: a few words alone on their line."""
    few = len(inline_text(link).split()) <= _OFFER
    return few and _EDIT.search(link.get("href") or "") is not None and _stands_alone(link)


def _stands_alone(link: etree._Element) -> bool:
    """Whether a link is all of its line, and its line no item of a list."""
    line = next((each for each in link.iterancestors() if tag_of(each) not in _INLINE), None)
    if line is None or tag_of(line) == "li":
        return False
    before, after, above = link.getprevious(), link.getnext(), link.getparent()
    text = (above.text if before is None else before.tail) if above is not None else ""
    lonely = not f"{text or ''}{link.tail or ''}".strip() and all(
        each is None or tag_of(each) not in _INLINE for each in (before, after)
    )
    return (above is line and lonely) or squeezed(inline_text(line)) == squeezed(inline_text(link))


def _is_sign(link: etree._Element) -> bool:
    """Whether a link in brackets stands in a heading or a term: `[source]`."""
    return (
        _BRACKETED.fullmatch(inline_text(link)) is not None
        and next(link.iterancestors(*HEADINGS, "dt"), None) is not None
    )


def _lists(element: etree._Element, below: set[str]) -> bool:
    """Whether an element is a list of headings and terms of this page."""
    links = list(element.iter("a"))
    words = [squeezed(inline_text(each)) for each in links if (each.get("href") or "").startswith("#")]
    if len(words) < len(links) or len(links) < 2:
        return False
    ends, lines = tuple(below), "\n".join([*below, ""])
    told = sum(each.endswith(ends) or f"{each}\n" in lines for each in words)
    return told > 0.8 * len(words)
