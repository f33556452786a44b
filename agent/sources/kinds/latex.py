"""LaTeX, by pylatexenc (MIT, small, pure; arXiv's tools stand on it): its parse tree is drawn as HTML and walked.

Nothing is executed and no other file is opened: `\\input` and its like are passed by. A text's own macros without arguments are put in.
TexSoup leaves text between commands unread; LaTeXML and pandoc are programs to install. Imports the walk.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import Any

from pylatexenc.latexwalker import (
    LatexCharsNode,
    LatexCommentNode,
    LatexEnvironmentNode,
    LatexGroupNode,
    LatexMacroNode,
    LatexMathNode,
    LatexSpecialsNode,
    LatexWalker,
)

from agent.errors import SourceFailed
from agent.knowledge.text.dates import days
from agent.sources.blocks import Block, Read, one_line
from agent.sources.charset import decode
from agent.sources.kinds.kind import Kind, Raw
from agent.sources.kinds.latex_names import (
    CONTEXT,
    DRAWN,
    LEVELS,
    LISTS,
    MATHS,
    NOTES,
    RAISED,
    SILENT,
    STATED,
    TABLES,
    WORDS,
)
from agent.sources.kinds.signs import named
from agent.sources.kinds.walked import blocks_in, first_heading, tree_of

_VERBATIM = re.compile(r"\\(begin|end)\{(?:verbatim\*|Verbatim|lstlisting|minted|alltt)\}")  # pylatexenc knows one name
_HIGHLIGHTED = frozenset(("Highlighting",))
_OWN = re.compile(r"\\(?:re)?newcommand\*?\s*\{?\\([A-Za-z]{2,40})\}?\s*\{((?:[^{}]|\{[^{}]*\}){0,200})\}")
_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")
_RULES = frozenset(("midrule", "hline", "endhead", "endfirsthead"))
_MOST_HEADS = 2
_SIGNS = frozenset(("frac", "sqrt"))
_OPTIONS = re.compile(r"\A[ \t]*(?:\[[^\]\n]*\])?(?:\{[\w+-]*\})?\n?")
_LONGEST_SIGN = 40  # characters of what an accent or a root stands over
_FEW_TOKENS, _TIMES_READ = 10_000, 10
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_BEGINS = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s|%[^\n]*\n)*\\documentclass\b")


def _looks(raw: Raw) -> bool:
    return named(raw, LATEX.suffixes, (LATEX.media, "text/x-tex", "application/x-latex")) or (
        raw.suffix in {"", ".txt", ".ltx"} and _BEGINS.match(raw.data[:4096]) is not None
    )


def _read(raw: Raw) -> Read:
    text = _VERBATIM.sub(r"\\\1{verbatim}", decode(raw.data, raw.charset).replace("\r\n", "\n"))
    nodes = _Walker(_own_put_in(text), latex_context=CONTEXT, tolerant_parsing=True).get_latex_nodes()[0]
    document = next((each for each in nodes if _is_environment(each, "document")), None)
    stated = {name: _stated(nodes, document, name) for name in STATED}
    body = _Drawing().whole(nodes if document is None else document.nodelist)
    title = f"<h1>{escape(stated['title'])}</h1>" if stated["title"] else ""
    author = [Block("row", f"author: {stated['author']}")] if stated["author"] else []
    blocks = blocks_in(tree_of(title + body))
    at = 1 if title else 0
    day = next((each.iso for each in days(stated["date"]) if _DAY.fullmatch(each.iso)), None)
    return Read((*blocks[:at], *author, *blocks[at:]), stated["title"] or first_heading(blocks), day)


class _Walker(LatexWalker):  # type: ignore[misc]
    """The library's, with an end: where brackets do not match it reads the same again, and each of them doubles that."""

    def get_token(self, *args: Any, **named: Any) -> Any:
        """One token. Raises SourceFailed where there were many more than the text can have."""
        self._read = getattr(self, "_read", 0) + 1
        if self._read > _FEW_TOKENS + _TIMES_READ * len(self.s):
            raise SourceFailed("This LaTeX is damaged: its brackets do not match, so its parts cannot be told apart.")
        return super().get_token(*args, **named)


def _own_put_in(text: str) -> str:
    """The text with its own macros that stand for words put in, once; nothing where that would make it much longer."""
    own = {name: body for name, body in _OWN.findall(text) if f"\\{name}" not in body and "#" not in body}
    if not own:
        return text
    _, _, body = text.partition(r"\begin{document}")
    names = re.compile(rf"\\({'|'.join(map(re.escape, own))})(?![A-Za-z])(?:\{{\}})?")
    size = sum(len(own[each]) for each in names.findall(body))
    return text if size > len(text) else text[: len(text) - len(body)] + names.sub(lambda found: own[found[1]], body)


def _is_environment(node: Any, name: str) -> bool:
    return isinstance(node, LatexEnvironmentNode) and node.environmentname == name


def _stated(nodes: Iterable[Any], document: Any, name: str) -> str:
    """What a text says of itself: its title, say, before or in its document."""
    for node in (*nodes, *(document.nodelist if document is not None else ())):
        if isinstance(node, LatexMacroNode) and node.macroname == name:
            drawing = _Drawing(break_as=", ")
            return (
                one_line(tree_of(drawing.html(_last(node))).text_content())
                .strip(" ,")
                .replace(" ,", ",")
                .replace(" ;", ";")
            )
    return ""


def _arguments(node: Any) -> list[Any]:
    return [each for each in (node.nodeargd.argnlist if node.nodeargd else None) or [] if each is not None]


def _last(node: Any) -> list[Any]:
    """The last argument of a macro: of those that show text it is the text."""
    found = _arguments(node)
    if not found:
        return []
    return found[-1].nodelist if isinstance(found[-1], LatexGroupNode) else [found[-1]]


class _Drawing:
    """HTML of parsed LaTeX. Notes stand behind the paragraph or item that has them; `break_as` stands for a broken line."""

    def __init__(self, break_as: str = " ", *, code: bool = False) -> None:
        self._break, self._code = break_as, code
        self._notes: list[str] = []

    def whole(self, nodes: Iterable[Any]) -> str:
        return self.html(nodes) + self._told()

    def html(self, nodes: Iterable[Any]) -> str:
        return "".join(map(self._one, nodes))

    def _told(self) -> str:
        """The end of a paragraph, and the notes that wait for it."""
        notes, self._notes = self._notes, []
        return "<p></p>" + "".join(f"<p>{each}</p>" for each in notes)

    def _one(self, node: Any) -> str:
        if isinstance(node, LatexCharsNode):
            parts = [node.chars] if self._code else _PARAGRAPH.split(node.chars)
            return "".join((self._told() if at else "") + escape(part) for at, part in enumerate(parts))
        if isinstance(node, LatexCommentNode):
            return ""
        if isinstance(node, LatexGroupNode):
            return self.html(node.nodelist)
        if isinstance(node, LatexMathNode):
            return _formula(node, node.displaytype == "display")
        if isinstance(node, LatexEnvironmentNode):
            return self._environment(node)
        if isinstance(node, LatexMacroNode):
            return self._macro(node)
        return escape(" " if node.specials_chars == "&" else WORDS.nodelist_to_text([node]))

    def _macro(self, node: Any) -> str:
        name = node.macroname.rstrip("*")
        if name in LEVELS:
            return f"{self._told()}<h{LEVELS[name]}>{self.html(_last(node))}</h{LEVELS[name]}>"
        if name in NOTES:
            self._notes.append(_Drawing().html(_last(node)))
            return ""
        if name in SILENT or name in STATED:
            return ""
        if name == "caption":
            return f"{self._told()}<p>{self.html(_last(node))}</p>"
        if name in {"\\", "newline", "and", "linebreak"}:
            return "; " if name == "and" else self._break
        if name in {"item", "bibitem"}:
            return self._told()
        if name in RAISED:
            return f"<{RAISED[name]}>{self.html(_last(node))}</{RAISED[name]}>"
        if name in {"SI", "qty"}:
            return " ".join(self.html([each]) for each in _arguments(node))
        if name in {"verb", "lstinline"}:
            return escape(getattr(node.nodeargd, "verbatim_text", None) or "")
        # an accent on much is none, and the library reads what is below it twice, and twice again below that
        long = sum(each.len for each in _arguments(node)) > _LONGEST_SIGN
        if _arguments(node) and (long or (len(name) > 1 and name not in _SIGNS)):
            return self.html(_last(node))
        return escape(WORDS.nodelist_to_text([node]) + (" " if node.macro_post_space and not _arguments(node) else ""))

    def _environment(self, node: Any) -> str:
        name = node.environmentname
        if name in DRAWN:
            return ""
        if name in MATHS:
            return _formula(node, display=True)
        if name == "verbatim":
            text = _OPTIONS.sub("", getattr(node.nodeargd, "verbatim_text", None) or "", count=1)
            return f"<pre>{escape(text)}</pre>"
        if name in _HIGHLIGHTED:
            return f"<pre>{_Drawing(code=True).html(node.nodelist)}</pre>"
        if name in LISTS or name == "thebibliography":
            return self._told() + self._list(node)
        if name in TABLES:
            return f"{self._told()}<table>{self._rows(node.nodelist)}</table>{self._told()}"
        head = "<h1>Abstract</h1>" if name == "abstract" else ""
        return f"{self._told()}{head}{self.html(node.nodelist)}{self._told()}"

    def _list(self, node: Any) -> str:
        """A list; what stands before its first item are its settings."""
        items: list[list[Any]] = []
        for each in node.nodelist:
            if isinstance(each, LatexMacroNode) and each.macroname in {"item", "bibitem"}:
                items.append([each])
            elif items:
                items[-1].append(each)
        drawn = []
        for first, *rest in items:
            label = self.html(_last(first)) if first.macroname == "item" and _arguments(first) else ""
            term = f"{label.rstrip(': ')}: " if label and node.environmentname == "description" else ""
            drawn.append(f"<li>{term}{self.html(rest)}</li>")
            drawn += [f"<li>{each}</li>" for each in self._notes]
            self._notes = []
        return f"<ul>{''.join(drawn)}</ul>"

    def _rows(self, nodes: Iterable[Any]) -> str:
        """Rows with their cells; those before the first rule below a row are the header."""
        rows: list[list[list[Any]]] = [[[]]]
        heads = 0
        for each in nodes:
            name = each.macroname if isinstance(each, LatexMacroNode) else ""
            if name in {"\\", "tabularnewline"}:
                rows.append([[]])
            elif isinstance(each, LatexSpecialsNode) and each.specials_chars == "&":
                rows[-1].append([])
            elif name in _RULES:
                filled = sum(any(map(len, row)) for row in rows)
                heads = heads or (filled if filled <= _MOST_HEADS else 0)
            elif not (isinstance(each, LatexCharsNode) and not each.chars.strip()):
                rows[-1][-1].append(each)
        full = [row for row in rows if any(row)]
        heads = heads if heads < len(full) else 0
        return "".join(
            f"<tr>{''.join(self._cell(cell, 'th' if at < heads else 'td') for cell in row)}</tr>"
            for at, row in enumerate(full)
        )

    def _cell(self, nodes: list[Any], tag: str) -> str:
        wide = next(
            (each for each in nodes if isinstance(each, LatexMacroNode) and each.macroname == "multicolumn"), None
        )
        span = (
            one_line(_arguments(wide)[0].latex_verbatim()).strip("{}") if wide is not None and _arguments(wide) else "1"
        )
        return f'<{tag} colspan="{escape(span)}">{self.html(nodes)}</{tag}>'


def _formula(node: Any, display: bool) -> str:
    """A formula as its author wrote it."""
    text = node.latex_verbatim().strip()
    if display:
        return f"<pre>{escape(text)}</pre>"
    inner = text.removeprefix("\\(").removesuffix("\\)").strip("$").strip()
    return escape(f"${inner}$")


LATEX = Kind("latex", "LaTeX", "application/x-tex", (".tex", ".latex"), _looks, _read)
