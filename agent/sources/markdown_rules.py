"""The markdown that people write, as a parser of markdown-it: CommonMark with tables, footnotes and formulas, and Obsidian's marks.

Owns: `parser`. Each rule here keeps what CommonMark would lose or turn into something else: a year that begins a line, a paragraph over
`---`, a formula, `<file>` in a sentence, the words of a link. What it renders is for our own walker only. Imports the numbering.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.list import list_block
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote.index import footnote_def

from agent.sources.blocks import apart
from agent.sources.markdown_html import RENDERED, SIZE
from agent.sources.numbering import counts, dates

_BEFORE = 20  # lines in which the item before is looked for
_NUMBER = re.compile(r"(\d{1,9})[.)](?=[ \t])(.{0,40})")
_FOOTNOTE = re.compile(r"\[\^([^\s\[\]]{1,80})\]")
_WIKILINK = re.compile(r"(!?)\[\[([^\[\]\n|]{1,300})(?:\\?\|([^\[\]\n]{1,300}))?\]\]")
_PICTURE = re.compile(
    r"\.(?:png|jpe?g|gif|svg|webp|avif|bmp|tiff?|mp4|webm|mov|mp3|wav|m4a|ogg|pdf|canvas|excalidraw)$", re.IGNORECASE
)
_BLOCK_ID = re.compile(r"(?:^|(?<=[ \t\n]))\^(?!\d{1,2}$)[A-Za-z0-9-]{1,60}$")
_CALLOUT = re.compile(r"\[!([\w-]{1,40})(?:\|[^\]\n]{0,80})?\][+-]?[ \t]*(?:#{1,6}[ \t]+)?(.*)")
_TEX = re.compile(r"\\\[(.{1,4000}?)\\\]|\\\((.{1,1000}?)\\\)", re.DOTALL)
_SET_HIGHER = re.compile(r"\^([\w+\-−–.,/*†‡§]{1,16})\^(?!\^)")
_SET_LOWER = re.compile(r"~([\w+\-−–.,]{1,16})~(?!~)")
_SENTENCE = re.compile(r"[.!?。！？…][\"'”’»)\]*_]{0,4}$")
_FEW_WORDS = 4  # a line of so many words over a bare `---` may be a heading; a longer one is a statement over a rule


@lru_cache(maxsize=1)
def parser() -> MarkdownIt:
    """The parser; its `render` gives HTML for `dom.Walker`. Stateless, and one for all."""
    made = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    made.use(dollarmath_plugin, allow_labels=False, allow_space=False, allow_digits=False, allow_blank_lines=False)
    made.use(amsmath_plugin)
    made.block.ruler.before("reference", "footnote_def", footnote_def, {"alt": ["paragraph", "reference"]})
    made.block.ruler.at("list", _list, {"alt": ["paragraph", "reference", "blockquote"]})
    made.inline.ruler.before("escape", "tex", _tex)
    made.inline.ruler.before("link", "wikilink", _wikilink)
    made.inline.ruler.before("link", "footnote", _footnote)
    made.inline.ruler.before("emphasis", "times", _times)
    made.inline.ruler.before("emphasis", "marked", _marked)
    made.inline.ruler.before("strikethrough", "raised", _raised)
    for name, rule in (("statements", _statements), ("callouts", _callouts), ("notes", _labelled), ("ids", _block_ids)):
        made.core.ruler.before("inline", name, rule)
    made.core.ruler.push("numbers", _numbers)
    for name, render in RENDERED.items():
        made.add_render_rule(name, render)
    return made


def _list(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """markdown-it's list, but none begins with a year or with a day before its month, unless it goes on counting."""
    found = _number_at(state, start_line)
    if found and dates(*found):
        lines = (_number_at(state, line) for line in range(max(0, start_line - _BEFORE), start_line))
        told = [*(number for number in lines if number), found]
        if not counts([number for number, _ in told], [rest for _, rest in told])[-1]:
            return False
    return list_block(state, start_line, end_line, silent)


def _number_at(state: StateBlock, line: int) -> tuple[str, str] | None:
    """The number with a full stop that a line begins with, and what follows it."""
    found = _NUMBER.match(state.src[state.bMarks[line] : state.eMarks[line]].lstrip(" \t>"))
    return (found[1], found[2]) if found else None


def _numbers(state: StateCore) -> None:
    """A number that counts nothing goes back before its words; a list of nothing else is no list."""
    runs: dict[int, list[int]] = {}
    done: list[list[int]] = []
    for at, token in enumerate(state.tokens):
        if token.type == "heading_open":
            done += runs.values()
            runs = {}
        elif token.type == "list_item_open" and token.info:
            runs.setdefault(token.level, []).append(at)
    for run in [*done, *runs.values()]:
        inlines = [_first_inline(state.tokens, at) for at in run]
        rests = [each.content if each else "" for each in inlines]
        for at, inline, counted in zip(run, inlines, counts([state.tokens[at].info for at in run], rests), strict=True):
            if not counted and inline and inline.children is not None:
                token = state.tokens[at]
                inline.children.insert(0, Token("text", "", 0, content=f"{token.info}{token.markup or '.'} "))
                token.meta = {"uncounted": True}
    _unlisted(state.tokens)


def _first_inline(tokens: Sequence[Token], at: int) -> Token | None:
    """The first line of an item's own text, if it begins with one."""
    following = tokens[at + 2 : at + 3]
    return following[0] if following and following[0].type == "inline" else None


def _unlisted(tokens: list[Token]) -> None:
    """Lists of which no item is counted lose their tags, and their paragraphs get theirs."""
    open_lists: list[tuple[int, list[Token]]] = []
    for at, token in enumerate(tokens):
        if token.type == "ordered_list_open":
            open_lists.append((at, []))
        elif token.type == "list_item_open" and token.info and open_lists:
            open_lists[-1][1].append(token)
        elif token.type == "ordered_list_close":
            start, items = open_lists.pop()
            if items and all(each.meta.get("uncounted") for each in items):
                level = token.level
                for each in tokens[start : at + 1]:
                    each.hidden = each.level <= level + 1 and each.type.startswith(("ordered_list", "list_item"))


def _statements(state: StateCore) -> None:
    """A paragraph over `---` stays one: markdown reads a heading where a person drew a line."""
    lines = state.src.split("\n")
    for opening, inline, closing in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        if opening.type != "heading_open" or opening.markup not in ("-", "=") or not opening.map:
            continue
        text = inline.content
        bare = opening.markup == "-" and lines[opening.map[1] - 1].strip(" \t>") == "---"
        if "\n" in text or (bare and (len(text.split()) > _FEW_WORDS or _SENTENCE.search(text))):
            opening.type, closing.type = "paragraph_open", "paragraph_close"
            opening.tag = closing.tag = "p"


def _split(state: StateCore, parts: Callable[[Token, int], list[str] | None]) -> None:
    """Replace each paragraph for which `parts` gives texts by a paragraph each. It gets the inline token and its place."""
    made: list[Token] = []
    for at, token in enumerate(state.tokens):
        made.append(token)
        if token.type != "inline" or not at or state.tokens[at - 1].type != "paragraph_open":
            continue
        texts = parts(token, at)
        if texts is None:
            continue
        token.content = texts[0] if texts else ""
        for text in texts[1:]:
            opening = state.tokens[at - 1]
            made.append(Token("paragraph_close", "p", -1, level=opening.level))
            made.append(Token("paragraph_open", "p", 1, level=opening.level))
            made.append(Token("inline", "", 0, level=token.level, content=text, children=[], map=token.map))
    state.tokens = made


def _labelled(state: StateCore) -> None:
    """`Launch: March` and `Price: 49 euros` right below it are paragraphs of their own, as each is a note."""

    def notes(inline: Token, _: int) -> list[str] | None:
        if "\n" not in inline.content:
            return None
        return "\n".join(apart(inline.content.split("\n"))).split("\n\n")

    _split(state, notes)


def _callouts(state: StateCore) -> None:
    """`> [!note] Title` and the lines below it: the mark is nobody's word, the title and the text are two."""

    def called(inline: Token, at: int) -> list[str] | None:
        found = _CALLOUT.match(inline.content)
        if not found or at < 2 or state.tokens[at - 2].type != "blockquote_open":
            return None
        return [each for each in (found[2].strip(), inline.content[found.end() :].strip("\n")) if each]

    _split(state, called)


def _block_ids(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and "^" in token.content[-62:]:
            token.content = _BLOCK_ID.sub("", token.content).rstrip(" \t\n")


def _wikilink(state: StateInline, silent: bool) -> bool:
    """A link to a note becomes its words; of an embedded picture only a caption is kept, or its name in the midst of a sentence."""
    found = _WIKILINK.match(state.src, state.pos, state.posMax)
    if not found or found[2] != found[2].strip() or found[2].lstrip("-").startswith(","):
        return False
    if not silent:
        token = state.push("text", "", 0)
        token.content = _linked(found, alone=found.group() == state.src.strip())
    state.pos = found.end()
    return True


def _linked(found: re.Match[str], *, alone: bool) -> str:
    target, label = found[2], found[3]
    if label and not (found[1] and SIZE.fullmatch(label)):
        return label.strip()
    note, _, part = target.partition("#")
    if _PICTURE.search(note):
        return "" if alone and found[1] else _PICTURE.sub("", note.rpartition("/")[2])
    part = "" if part.startswith("^") else part.replace("#", " > ").strip()
    return " > ".join(filter(None, (note.removesuffix(".md"), part))) or note


def _footnote(state: StateInline, silent: bool) -> bool:
    """A footnote's mark is no part of the sentence; its text stands where the author put it."""
    found = _FOOTNOTE.match(state.src, state.pos, state.posMax)
    known = state.env.get("footnotes", {}).get("refs", {})
    if not found or not (found[1].isdigit() or f":{found[1]}" in known):
        return False
    state.pos = found.end()
    return True


def _tex(state: StateInline, silent: bool) -> bool:
    r"""`\(x^2\)` and `\[x^2\]` as they are written."""
    found = _TEX.match(state.src, state.pos, state.posMax) if state.src[state.pos] == "\\" else None
    if not found:
        return False
    if not silent:
        state.push("math_written", "", 0).content = found.group()
    state.pos = found.end()
    return True


def _times(state: StateInline, silent: bool) -> bool:
    """A star between figures is a sign of arithmetic."""
    before, at, after = (
        state.src[state.pos - 1 : state.pos],
        state.src[state.pos],
        state.src[state.pos + 1 : state.pos + 2],
    )
    if at not in "*_" or not before.isdigit() or not after.isdigit():
        return False
    if not silent:
        state.pending += at
    state.pos += 1
    return True


def _raised(state: StateInline, silent: bool) -> bool:
    """Pandoc's `10^6^` and `H~2~O`; not `~~struck~~`, nor what stands behind no word: `~/bin:~/lib`, `5~10~15`."""
    before, tag = state.src[state.pos - 1 : state.pos] if state.pos else "", ""
    if found := _SET_HIGHER.match(state.src, state.pos, state.posMax):
        tag = "sup" if before.isalnum() or before in tuple(")]*_~") else ""
    elif found := _SET_LOWER.match(state.src, state.pos, state.posMax):
        tag = "sub" if before.isalpha() or before in tuple(")]*_^") else ""
    if not found or not tag:
        return False
    if not silent:
        state.push(f"{tag}_open", tag, 1)
        state.push("text", "", 0).content = found[1]
        state.push(f"{tag}_close", tag, -1)
    state.pos = found.end()
    return True


def _marked(state: StateInline, silent: bool) -> bool:
    """`==highlighted==` less its marks; not `a == b`."""
    if not state.src.startswith("==", state.pos):
        return False
    text, at = state.src, state.pos
    closes: set[int] = state.env.setdefault("marked", {}).setdefault(text, set())
    if at not in closes:
        end = text.find("==", at + 2)
        inner = text[at + 2 : end] if end > 0 else " "
        around = text[at - 1 : at] if at else " ", text[end + 2 : end + 3] or " "
        if inner.strip() != inner or not inner or any(each.isalnum() or each == "=" for each in around):
            return False
        closes.add(end)
    state.pos += 2
    return True
