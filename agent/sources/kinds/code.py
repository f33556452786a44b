"""Source code, named singly: its comments and docstrings as prose, under the name of the class or function, the code itself as code.

By Pygments (BSD, in the tree with rich), which tells comments from code in five hundred languages. Below a folder code is passed by:
whoever points at a project wants its documents. Imports the reader of markdown, which docstrings are nearest to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from textwrap import dedent
from typing import Any

from pygments.lexer import Lexer
from pygments.lexers import find_lexer_class_for_filename
from pygments.token import Comment, Keyword, Name, String, Text

from agent.errors import SourceFailed
from agent.sources.blocks import Block, Read, block
from agent.sources.charset import decode
from agent.sources.from_markdown import blocks_of
from agent.sources.kinds.kind import Kind, Raw
from agent.sources.kinds.signs import named

_NAMES = """py pyi pyx js mjs cjs ts tsx jsx java c h cc cpp cxx hh hpp cs go rs rb php pl pm lua r jl swift kt kts scala hs ml mli ex exs
    erl clj cljs el lisp scm rkt sh bash zsh fish ps1 bat sql f90 f pas vb dart zig nim d
    m mm groovy gradle cmake mk proto tf vue css scss"""
_SUFFIXES = frozenset(f".{each}" for each in _NAMES.split())
_SIGNS = re.compile(
    r"^[ \t]*(?:/\*+!?|\*+/|\*(?!\*)|//+!?|#+!?(?=\s|$)|--+|;+|%+)[ \t]?|[ \t]*\*+/[ \t]*$", re.MULTILINE
)
_QUOTES = re.compile(r"\A[rRuUbB]{0,2}(\"{3}|'{3}|\"|')|(\"{3}|'{3}|\"|')\Z")
_FEW = 3  # characters of code that say nothing by themselves: a bracket that closes
_ENCODING = re.compile(r"\s*(?:-\*-.*-\*-|!.*|eslint.*|noqa.*|type: ignore.*)\s*")
_Token = tuple[Any, str]


def _looks(raw: Raw) -> bool:
    return named(raw, _SUFFIXES)


def _read(raw: Raw) -> Read:
    text = decode(raw.data, raw.charset)
    found = find_lexer_class_for_filename(f"a{raw.suffix}", text[:2000])
    if found is None:
        raise SourceFailed("This is code in a language that is not known, so it is not read; list what describes it.")
    lexer: Lexer = found(ensurenl=False, stripnl=False)
    return Read(tuple(_blocks(_lines(lexer.get_tokens(text)))))


def _lines(tokens: Iterable[_Token]) -> Iterator[list[_Token]]:
    """The tokens of each line; a comment or docstring of many lines is one of them."""
    line: list[_Token] = []
    for kind, value in tokens:
        if _told(kind):
            line.append((kind, value.rstrip("\n")))
            if value.endswith("\n"):
                yield line
                line = []
            continue
        *whole, rest = value.split("\n")
        for part in whole:
            yield [*line, (kind, part)]
            line = []
        if rest:
            line.append((kind, rest))
    yield line


def _told(kind: Any) -> bool:
    """Whether a token is said to people."""
    return (
        bool(kind in Comment and kind not in Comment.Preproc and kind not in Comment.PreprocFile) or kind in String.Doc
    )


def _blocks(lines: Iterable[list[_Token]]) -> Iterator[Block]:
    said: list[str] = []
    code: list[str] = []
    level = 1
    for line in lines:
        words = [value for kind, value in line if _told(kind)]
        others = [value for kind, value in line if not _told(kind)]
        if words and not "".join(others).strip():
            yield from _code(code)
            said += ["".join(map(_without_signs, words))]
            continue
        if not "".join(others).strip() and said and not code:
            said.append("")
            continue
        yield from _prose(said)
        if name := _defined(line):
            yield from _code(code)
            level = 1 if name[1] else 2
            yield Block("heading", name[0], level)
        code.append("".join(value for _, value in line))
    yield from _prose(said)
    yield from _code(code)


def _code(lines: list[str]) -> Iterator[Block]:
    text = "\n".join(lines)
    lines.clear()
    if len(text.strip()) > _FEW and (made := block("code", text)):
        yield made


def _prose(lines: list[str]) -> Iterator[Block]:
    text = "\n".join(each for each in lines if not _ENCODING.fullmatch(each))
    lines.clear()
    if re.search(r"\w", text):
        yield from (each if each.kind != "heading" else Block("prose", each.text) for each in blocks_of(text))


def _without_signs(words: str) -> str:
    """A comment or docstring without what marks it as one."""
    if words.lstrip()[:1] in {'"', "'"} or _QUOTES.match(words.lstrip()):
        inner = _QUOTES.sub("", words.strip())
        first, _, rest = inner.partition("\n")
        return f"{first.strip()}\n{dedent(rest)}".strip()
    return _SIGNS.sub("", words).strip("\n")


def _defined(line: list[_Token]) -> tuple[str, bool] | None:
    """(name, whether it is a class) of what a line defines: a name right after a keyword."""
    before: Any = None
    for kind, value in line:
        if kind in Name.Class or kind in Name.Function:
            return (value, kind in Name.Class) if before is not None and before in Keyword else None
        if value.strip() and kind not in Text:
            before = kind
    return None


CODE = Kind("code", "source code", "text/x-source", (), _looks, _read)
