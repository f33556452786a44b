"""How the parsed markdown becomes HTML for our own walker: nothing that a person wrote as text is lost in it, and nothing runs.

Owns: `RENDERED`, the rules by kind of token, and the form of a picture's size. Imports the making of word lists.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from markdown_it.token import Token

from agent.knowledge.text.english import listed

SIZE = re.compile(r"\s*\d{1,5}(?:\s*x\s*\d{1,5})?\s*")
_TAG = re.compile(r"</?([A-Za-z][\w.:-]{0,60})")
_MARKUP = listed(  # elements that people shape their markdown with; any other name in angle brackets is a placeholder
    """a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn div dl dt em
    figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark math nav nobr ol p picture pre q rp rt ruby s samp
    script section small source span strike strong style sub summary sup svg table tbody td tfoot th thead tr tt u ul var video wbr"""
)
_VOID = frozenset(("br", "hr", "img", "wbr", "col", "source"))
_UNWRAPPED = re.compile(
    r"</?(?:title|button|select|option|object|noscript|dialog|textarea|label|form|iframe|map|embed|video|audio|canvas"
    r"|template)\b[^>]{0,1000}>",
    re.IGNORECASE,
)


Render = Callable[[Any, Sequence[Token], int, Any, dict[str, Any]], str]


def _written(_: Any, tokens: Sequence[Token], at: int, *__: Any) -> str:
    return escape(tokens[at].content)


def _math(_: Any, tokens: Sequence[Token], at: int, *__: Any) -> str:
    return escape(f"{tokens[at].markup}{tokens[at].content}{tokens[at].markup}")


def _math_block(_: Any, tokens: Sequence[Token], at: int, *__: Any) -> str:
    mark = "" if tokens[at].type == "amsmath" else "$$"
    return f"<pre>{escape(mark + tokens[at].content + mark)}</pre>\n"


def _html_inline(_: Any, tokens: Sequence[Token], at: int, __: Any, env: dict[str, Any]) -> str:
    """A tag that shapes the text, or that is closed somewhere; any other `<name>` is a word in angle brackets."""
    text = tokens[at].content
    found = _TAG.match(text)
    if not found:
        return escape(text)
    name = found[1].lower()
    if text.startswith("</") or text.endswith("/>") or name in _VOID or f"</{name}" in env.get("source", ""):
        return text if name in _MARKUP else ""
    return escape(text)


def _html_block(_: Any, tokens: Sequence[Token], at: int, *__: Any) -> str:
    return _UNWRAPPED.sub(" ", tokens[at].content)


def _picture(_: Any, tokens: Sequence[Token], at: int, *__: Any) -> str:
    """A picture's description, less its size (`Plan|400`); a badge, which is a picture in a link, says nothing."""
    linked = sum(each.type == "link_open" for each in tokens[:at]) > sum(
        each.type == "link_close" for each in tokens[:at]
    )
    described = tokens[at].content.partition("|")
    words = "" if linked or SIZE.fullmatch(described[0]) else described[0]
    return escape(words)


RENDERED: dict[str, Render] = {
    "footnote_reference_open": lambda *_: "<ul><li>",
    "footnote_reference_close": lambda *_: "</li></ul>\n",
    "math_inline": _math,
    "math_written": _written,
    "math_block": _math_block,
    "amsmath": _math_block,
    "html_inline": _html_inline,
    "html_block": _html_block,
    "image": _picture,
}
