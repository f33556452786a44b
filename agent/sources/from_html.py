"""HTML to blocks: trafilatura says what on the page is content, and `<main>` or `role=main` is the second source of truth.

trafilatura is the best open extractor of articles, but on documentation pages it loses definition lists, tables and code;
where it did, the page's own main part is walked instead. Never fetches. Imports block shapes and the tree walker.
"""

from __future__ import annotations

import copy
import logging
import re
from collections.abc import Sequence
from itertools import islice
from typing import Any

import trafilatura
from lxml import etree

from agent.errors import SourceFailed
from agent.sources.blocks import Block, Read
from agent.sources.charset import declared_by_page, decode
from agent.sources.dom import Walker, inline_text, squeezed, tag_of
from agent.sources.html_furniture import FURNITURE_NAMES, FURNITURE_ROLES, FURNITURE_TAGS, is_hidden, names
from agent.sources.html_gaps import Placed, filled, leads_elsewhere
from agent.sources.html_manual import cleared, content, is_article, shows_code_or_terms
from agent.sources.html_shape import say
from agent.sources.marks import replace, settle
from agent.sources.metadata import said_by

_LOG = logging.getLogger(__name__)
TOO_SHORT = 200  # characters: below this, an extraction is not believed and the next way is tried
NEARLY = 0.95  # share of the most text that a try must hold for its headings to count
_LOST = 0.1  # share of a main part's definitions, rows and code that may be missing before it is walked itself
_MAIN = "//main | //*[@role='main']"
_SENTENCE = 40  # characters of a paragraph by which a section says something
# What leads on in a trail; after the last link, with this page's name.
_ON = re.compile(r"\s*[>»›→⟩❯]\s*[^<>»›→⟩❯]{0,60}")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")


def read_html(data: bytes, resource: str, charset: str | None = None) -> Read:
    """The content of a page. `charset` is the declared one, if the transport declared one.

    Raises SourceFailed if the bytes hold no page at all.
    """
    tree = load(data, charset)
    held = list(tree.iter())  # lxml makes an element anew each time that it is come by, unless somebody holds it
    settle(tree)
    _unoffered(tree)
    say(tree)
    manual = content(tree)
    if manual is None:
        _unpointed(tree)
    blocks = Walker().walk(manual) if manual is not None else []
    if not _size(blocks):
        blocks = _article(tree, resource)
    said = said_by(tree, resource)
    del held
    return Read(tuple(blocks), said.title, said.date, _language(tree), said.authors, said.address, said.dated)


def _unpointed(tree: etree._Element) -> None:
    """Take away what only points to other pages: menus, columns of links, trails (`Home > Guide`), and bold paragraphs that are a link."""
    for each in [each for each in tree.iter("div", "p", "ul", "ol", "td") if _is_trail(each)]:
        replace(each, "")
    for each in list(tree.iter("nav", "aside", "p")):
        if each.getparent() is None or not leads_elsewhere(each):
            continue
        words = squeezed(inline_text(each))
        bold = any(squeezed(inline_text(inner)) == words for inner in each.iter("strong", "b"))
        if words and (tag_of(each) != "p" or (bold and squeezed(inline_text(each.getparent())) != words)):
            replace(each, "")


def _is_trail(element: etree._Element) -> bool:
    """Whether an element is the way from the start page to this one: links with signs between them, and this page's name at most."""
    links = list(element.iter("a"))
    if len(links) < 2 or element.find(".//pre") is not None:
        return False
    between = [str(each) for each in element.xpath(".//text()[not(ancestor::a)]") if str(each).strip()]
    signs = [each for each in between if _ON.fullmatch(each)]
    rest = [each for each in between if not _ON.fullmatch(each)]
    return len(signs) >= len(links) - 1 and all(each.rstrip().endswith(":") for each in rest)


def _unoffered(tree: etree._Element) -> None:
    """Take away the lines that offer the same page otherwise, mostly in other languages: links with `rel=alternate`, and one to itself."""
    offering: dict[etree._Element, bool] = {}  # each is looked at once, however many links are in it
    lines: dict[etree._Element, None] = {}
    for link in tree.xpath("//a[contains(concat(' ', normalize-space(@rel), ' '), ' alternate ')]"):
        line = None
        for above in link.iterancestors():
            if above not in offering:
                offering[above] = _only_offers(above)
            if not offering[above]:
                break
            line = above
        if line is not None and tag_of(line) not in {"html", "body"}:
            lines[line] = None
    for line in lines:
        replace(line, "")


def _only_offers(element: etree._Element) -> bool:
    """Whether an element holds at most one other link, and beside its links no more than a few words."""
    links = list(element.iter("a"))
    if sum("alternate" not in (each.get("rel") or "").lower().split() for each in links) > 1:
        return False
    return len(squeezed(inline_text(element))) - sum(len(squeezed(inline_text(each))) for each in links) <= _SENTENCE


def _article(tree: etree._Element, resource: str) -> list[Block]:
    """What an article says: what trafilatura finds, and what it left out or lost."""
    found = _extracted(tree, resource)
    originals = {squeezed(inline_text(each)): each for each in tree.iter("table", "dl")}
    blocks = Walker(originals).walk(found.body) if found is not None else []
    main = _main_part(tree)
    walked = _pruned(main) if main is not None else []
    if main is None and not is_article(tree):
        main = cleared(tree)
        walked = Walker().walk(main)
    placed = _placed(tree)
    whole = [block for block, _ in placed]
    lost = _size(walked) >= TOO_SHORT and _lost_structure(main, walked, blocks)
    blocks = walked if lost else filled(blocks, placed)
    if _size(blocks) < TOO_SHORT:
        tries = [blocks, *_second_tries(tree, resource, walked, whole)]
        enough = NEARLY * max(map(_size, tries))
        blocks = max((each for each in tries if _size(each) >= enough), key=lambda each: (_headings(each), _size(each)))
    if not _headings(blocks) and len(tree.xpath("//h2|//h3")) > 1:  # lost, though the text is there
        if main is not None and leads_elsewhere(main) and _headings(walked) > 1:  # of a page of contents, no menus
            blocks = walked
        elif NEARLY * _size(blocks) <= _size(whole) <= _size(blocks) / NEARLY:
            blocks = whole
    return blocks if _headings(blocks) else _headed(blocks, placed)


def _headed(blocks: list[Block], page: Placed) -> list[Block]:
    """The blocks under the heading that stands before them on the page, if one does."""
    first = squeezed(blocks[0].text) if blocks else ""
    at = next((at for at, (block, _) in enumerate(page) if squeezed(block.text) == first), 0)
    above = (block for block, place in reversed(page[:at]) if block.kind == "heading" and not leads_elsewhere(place))
    return [*islice(above, 1), *blocks]


def load(data: bytes, charset: str | None) -> etree._Element:
    """The tree of a page. Declared charsets are believed only where they fit. Raises SourceFailed if there is no page."""
    text = decode(data, charset, declared_by_page(data))
    tree = trafilatura.load_html(_DECLARATION.sub("", text, count=1))
    if tree is None:
        raise SourceFailed("This is not a page that can be read: there is no HTML in it.")
    return tree


def _extracted(tree: etree._Element, resource: str, *, recall: bool = False) -> Any:
    """trafilatura's document with its body tree, or None if it finds nothing. Where markup breaks it, its opinion is done without."""
    try:
        return trafilatura.bare_extraction(
            tree,
            url=resource if resource.startswith(("http://", "https://")) else None,
            include_comments=False,
            include_formatting=True,
            favor_recall=recall,
        )
    except Exception as fault:  # noqa: BLE001 - whatever breaks it, the page itself can still be walked
        _LOG.debug("trafilatura broke on %s: %r", resource, fault)
    return None


def _second_tries(tree: etree._Element, resource: str, main: list[Block], whole: list[Block]) -> list[list[Block]]:
    """What other ways make of a page that gave too little: more recall, then the main part, then the whole body."""
    eager = _extracted(tree, resource, recall=True)
    tries = [Walker().walk(eager.body) if eager is not None else [], main]
    if max(map(_size, tries)) < TOO_SHORT:
        tries.append(whole)
    return tries


def _main_part(tree: etree._Element) -> etree._Element | None:
    """The page's one main part; None if it has none or several."""
    found = tree.xpath(_MAIN)
    outer = [each for each in found if not any(above in found for above in each.iterancestors())]
    return outer[0] if len(outer) == 1 else None


def _pruned(element: etree._Element) -> list[Block]:
    """The blocks below `element` without furniture and hidden parts. The tree itself stays as it is."""
    return [block for block, _ in _placed(element)]


def _placed(element: etree._Element) -> list[tuple[Block, etree._Element]]:
    """The same, each with where it stands."""
    root = copy.deepcopy(element)
    held = list(root.iter())
    for each in held:
        if (each.attrib or each.tag in FURNITURE_TAGS) and tag_of(each) and _is_furniture(each):
            replace(each, "")
    return Walker().placed(root)


def _is_furniture(element: etree._Element) -> bool:
    tag = tag_of(element)
    if tag in {"html", "body", "main", "article"} or _is_section(element, tag):
        return False
    if tag in FURNITURE_TAGS or element.get("role") in FURNITURE_ROLES:
        return True
    if is_hidden(element):
        return True
    if tag not in {"div", "ul", "ol", "section", "table", "span", "header", "p"}:
        return False
    return bool(FURNITURE_NAMES.search(names(element)))


def _is_section(element: etree._Element, tag: str) -> bool:
    """Whether what its name calls furniture is a section of the text: it has a heading and sentences of its own.

    That is an article's own footer, or a section about cookies, which has its name from its heading.
    """
    inside = tag == "footer" and next(element.iterancestors("article", "main"), None) is not None
    if not inside and (tag != "section" or FURNITURE_NAMES.search(element.get("class") or "")):
        return False
    headed = len(element) and tag_of(element[0]) in {"h1", "h2", "h3", "h4", "h5", "h6"}
    return (
        bool(headed)
        and not leads_elsewhere(element)
        and any(len(inline_text(each)) > _SENTENCE for each in element.iter("p", "dd"))
    )


def _lost_structure(main: etree._Element | None, walked: Sequence[Block], blocks: Sequence[Block]) -> bool:
    """Whether `blocks` lack definitions, rows or code of the main part, and otherwise speak of the same content."""
    if main is None:
        return False
    have = squeezed("".join(block.text for block in blocks))
    tags = ("dt", "dd", "td", "li", "pre") if shows_code_or_terms(main) else ("dd", "td", "pre")
    shape = [words for each in main.iter(*tags) if (words := squeezed(inline_text(each)))]
    missing = sum(words not in have for words in shape)
    if not missing or missing < _LOST * len(shape):
        return False
    inside = squeezed("".join(block.text for block in walked))
    shared = sum(len(block.text) for block in blocks if squeezed(block.text) in inside)
    return shared * 2 >= _size(blocks)


def _size(blocks: Sequence[Block]) -> int:
    return sum(len(block.text) for block in blocks if block.kind != "heading")


def _headings(blocks: Sequence[Block]) -> int:
    return sum(block.kind == "heading" for block in blocks)


def _language(tree: etree._Element) -> str:
    """The language that the page declares, as two letters; empty if it declares none."""
    declared = tree.xpath("string(/html/@lang)") or tree.xpath("string(//html/@*[local-name()='lang'])")
    code = re.match(r"[a-zA-Z]{2,3}", str(declared).strip())
    return code.group().lower() if code else ""
