"""A page's markdown as HTML for the browser: wikilinks lead, callouts stand out, footnotes stand below. Nothing in it runs.

Owns: the rendering. Promises: whatever a page holds comes out as text and the elements of markdown; HTML in it is shown as written, and a
link leads into the wiki, to the web, or nowhere. Pure: where a link leads is asked of the caller.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import takewhile
from typing import Any
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

_WIKILINK = re.compile(r"(!?)\[\[([^\]\[\n]{1,600}?)\]\]")
_BLOCK_ID = re.compile(r"[ \t]\^([A-Za-z0-9-]{1,60})$")
_OUTSIDE = re.compile(r"https?://[^/]|mailto:[^/]", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|//|\\", re.IGNORECASE)
_SPAN = re.compile(r"-(\d{1,9})--?(\d{1,9})$")  # sentences 17 to 19, as a footnote of ours is called
_VALUE = re.compile(r"\*\*([^\n]{1,80}?)\*\*: ")
_CALLOUT = re.compile(r"\[!([\w-]{1,40})\][+-]?[ \t]*(.*)")


@dataclass(frozen=True, slots=True)
class Goal:
    """Where a link leads: `href` is ready for HTML, empty where nobody wrote such a page. `page` is the path of a page of the wiki."""

    href: str
    page: str = ""
    picture: bool = False


_LONGEST = 20_000  # characters of a paragraph that is read for markup: that takes time with the square of it

Lead = Callable[[str, str], Goal]
"""(target, heading) of a link into the wiki, to where it leads."""


@dataclass(slots=True)
class Drawn:
    """A page in HTML, without its first heading (`title`, at `anchor`); `outline` holds (id, words) of the headings below it."""

    html: str
    title: str = ""
    anchor: str = ""
    outline: list[tuple[str, str]] = field(default_factory=list)


def draw(body: str, lead: Lead, marks: Callable[[str], Goal | None] = lambda title: None) -> Drawn:
    """`body` (without front matter) in HTML. `marks` may name a place to go to from a callout, by the callout's title."""
    made = parser()
    env: dict[str, Any] = {"lead": lead, "marks": marks, "outline": []}
    tokens = made.parse(body, env)
    title = at = ""
    if len(tokens) > 2 and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
        title, at, tokens = _words(tokens[1]), str(tokens[0].attrGet("id")), tokens[3:]
    outline = [
        (str(token.attrGet("id")), _words(tokens[at + 1])) for at, token in enumerate(tokens) if token.meta.get("top")
    ]
    return Drawn(made.renderer.render(tokens, made.options, env), title, at, outline)


@lru_cache(maxsize=1)
def parser() -> MarkdownIt:
    """The parser. Stateless, and one for all."""
    made = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).use(footnote_plugin)
    made.inline.ruler.before("link", "wikilink", _wikilink)
    made.core.ruler.before("inline", "endless", _endless)
    made.core.ruler.before("inline", "callouts", _callouts)
    made.core.ruler.before("inline", "block_ids", _block_ids)
    made.core.ruler.push("leads", _leads)
    made.core.ruler.push("headings", _headings)
    made.core.ruler.push("tables", _tables)
    made.add_render_rule("footnote_ref", _reference)
    made.add_render_rule(
        "footnote_block_open", lambda *_: '<section class="footnotes" aria-label="Sources"><h2>Sources</h2><ol>\n'
    )
    made.add_render_rule("footnote_anchor", _anchor)
    return made


def _wikilink(state: StateInline, silent: bool) -> bool:
    found = _WIKILINK.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        whole, _, words = found[2].replace("\\|", "|").partition("|")
        target, _, heading = whole.partition("#")
        goal = state.env["lead"](target.strip(), heading.strip())
        if found[1] and goal.picture:
            state.push("picture", "img", 0).attrs = {"src": goal.href, "alt": target, "loading": "lazy"}
        else:
            opened = _opened(state.push("link_open", "a", 1), goal)
            opened.meta["woven"] = True
            state.push("text", "", 0).content = words.strip() or whole.strip().replace("#", " › ").removesuffix(".md")
            state.push("link_close", opened.tag, -1)
    state.pos = found.end()
    return True


def _opened(token: Token, goal: Goal) -> Token:
    """A link that leads there; words with a hint if it leads nowhere."""
    if goal.href:
        token.attrs = {"href": goal.href, "data-page": goal.page} if goal.page else {"href": goal.href}
    else:
        token.tag, token.attrs = "span", {"class": "missing", "title": "nobody wrote this page yet"}
    return token


def _endless(state: StateCore) -> None:
    """A paragraph as long as a chapter is shown as it is written."""
    for token in state.tokens:
        if token.type == "inline" and len(token.content) > _LONGEST:
            token.type = "text"


def _callouts(state: StateCore) -> None:
    """Obsidian's callouts: a quotation whose first line names its kind."""
    at = 0
    while at < len(state.tokens) - 2:
        quote, inline = state.tokens[at], state.tokens[at + 2]
        at += 1
        if quote.type != "blockquote_open" or inline.type != "inline":
            continue
        first, _, rest = inline.content.partition("\n")
        if not (found := _CALLOUT.match(first)):
            continue
        quote.attrSet("class", f"callout callout-{found[1].lower()}")
        state.tokens[at].attrSet("class", "callout-title")
        inline.content = found[2] or found[1].capitalize()
        inline.meta["callout"] = found[2] if ": " in found[2] else f"{found[2]}: {_values(state.tokens[at:])}"
        if rest:
            opened, closed = Token("paragraph_open", "p", 1), Token("paragraph_close", "p", -1)
            words = Token("inline", "", 0, content=rest, children=[], level=inline.level)
            state.tokens[at + 3 : at + 3] = [opened, words, closed]


def _values(tokens: Sequence[Token]) -> str:
    """The answers that a callout without a question gives, in bold before what says so."""
    inside = takewhile(lambda token: token.type != "blockquote_close", tokens)
    return " ".join(found[1] for token in inside if (found := _VALUE.match(token.content)))


def _block_ids(state: StateCore) -> None:
    for at, token in enumerate(state.tokens):
        if token.type == "inline" and (found := _BLOCK_ID.search(token.content)):
            token.content = token.content[: found.start()]
            state.tokens[at - 1].hidden = False
            state.tokens[at - 1].attrSet("id", f"^{found[1]}")
            if at + 1 < len(state.tokens):
                state.tokens[at + 1].hidden = False


def _leads(state: StateCore) -> None:
    """Where plain links of markdown lead, and pictures; at the head of a callout, the place to go to from there."""
    for token in state.tokens:
        if token.type != "inline":
            continue
        children = token.children or []
        spans: list[Token] = []
        for at, child in enumerate(children):
            if child.type == "link_open" and not child.meta.get("woven"):
                _plain_link(child, state.env["lead"])
                spans.append(child)
            elif child.type == "link_open":
                spans.append(child)
            elif child.type == "link_close" and spans:
                child.tag = spans.pop().tag
            elif child.type == "image":
                children[at] = _picture(child, state.env["lead"])
        if (title := token.meta.get("callout")) and (goal := state.env["marks"](title)):
            opened = Token("link_open", "a", 1, attrs={"href": goal.href, "class": "settle-link"})
            token.children = [*children, opened, _text("See both sides"), Token("link_close", "a", -1)]


def _plain_link(token: Token, lead: Lead) -> None:
    href = str(token.attrGet("href") or "")
    if _OUTSIDE.match(href):
        token.attrs = {"href": href, "rel": "noreferrer noopener nofollow", "class": "outside"}
    elif not _SCHEME.match(href):
        _opened(token, lead(*map(unquote, href.partition("#")[::2])))
    else:
        _opened(token, Goal(""))


def _picture(token: Token, lead: Lead) -> Token:
    """A picture of the wiki; one of the web is only named, for nothing is fetched from there."""
    goal = lead(unquote(str(token.attrGet("src") or "")), "")
    if goal.picture:
        return Token("picture", "img", 0, attrs={"src": goal.href, "alt": token.content, "loading": "lazy"})
    return _text(f"[picture: {token.content or token.attrGet('src')}]")


def _text(words: str) -> Token:
    return Token("text", "", 0, content=words)


def _headings(state: StateCore) -> None:
    """Each heading has an address; none is as high as the page's title, which stands above."""
    seen: dict[str, int] = {}
    for at, token in enumerate(state.tokens):
        if token.type != "heading_open":
            continue
        name = anchor(_words(state.tokens[at + 1]))
        seen[name] = seen.get(name, 0) + 1
        token.attrSet("id", name if seen[name] == 1 else f"{name}-{seen[name]}")
        if at:
            token.meta["top"] = token.tag in ("h1", "h2")
            token.tag = state.tokens[at + 2].tag = "h2" if token.tag == "h1" else token.tag


def anchor(words: str) -> str:
    """The address of a heading within its page."""
    return "h-" + "-".join(re.findall(r"\w+", words.casefold()))[:80]


def _tables(state: StateCore) -> None:
    """A wide table scrolls within the column, also by keys."""
    for token in state.tokens:
        if token.type == "table_open":
            token.attrSet("tabindex", "0")


def _words(inline: Token) -> str:
    return "".join(child.content for child in inline.children or [] if child.type in ("text", "code_inline"))


def _place(token: Token) -> tuple[int, str]:
    """The number of a footnote, and the address of one of the places that point to it."""
    number, times = token.meta["id"] + 1, token.meta["subId"]
    return number, f"fnref{number}" + (f"-{times}" if times else "")


def _reference(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    number, own = _place(tokens[at])
    span = _SPAN.search(str(tokens[at].meta.get("label", "")))
    told = f' data-span="{span[1]}-{span[2]}"' if span else ""
    return f'<sup class="fn"><a href="#fn{number}" id="{own}" aria-label="Source {number}"{told}>{number}</a></sup>'


def _anchor(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    number, own = _place(tokens[at])
    return f' <a href="#{own}" class="back" aria-label="Back to where {number} is cited">↩</a>'
