"""Text of others as markdown: whatever a source says comes out as words, never as markup.

Owns: the escaping. Promises that a reader of CommonMark, GitHub or Obsidian sees the text and finds no
heading, link, footnote, HTML, callout, comment, formula or tag in it. Pure. Imports nothing of ours.
"""

from __future__ import annotations

import re
import unicodedata

# Turns the reading direction, hides words, or cannot be written as UTF-8: none of it belongs on a page.
_HARMFUL = re.compile(
    "[\u061c\u180e\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]"
)
_LONE = re.compile("[\ud800-\udfff]")
_CODE = re.compile(r"(?<!`)`(?!`)([^`]+)`(?!`)")
# What plug-ins of Obsidian would carry out rather than show: queries of Dataview, commands of Templater.
_QUERY = re.compile(r"^(\s*\$?)=")
_LIVE = re.compile(r"`\s*\$?=|<%")
_MARKUP = re.compile(r"[\\`*\[~$|<]|_+|={2,}|:{2,}|%{2,}|\#|&(?=\#?[0-9A-Za-z]+;)|(?<!\S)\^|[!^]$")
_CLAUSE_END = re.compile(r"[,;:](?= )| (?=[–—(])")
_OPENING = re.compile(r"[-+](?=[\s-]|$)|\d{1,9}[.)](?=\s|$)|=(?=\s*$)|>")
_SHOWN = str.maketrans(
    {"[": "(", "]": ")", "|": "/", "\\": "/", "`": "'", "<": "‹", ">": "›", "*": "∗", "%": "％"},
)


def one_line(text: str) -> str:
    """`text` on one line, single-spaced, without control, direction and hidden characters."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip(" ")  # most text is: no need to look closer
    return " ".join(
        _LONE.sub("\ufffd", _HARMFUL.sub(lambda found: " " if found[0] in "\u2028\u2029" else "", text)).split()
    )


def field(text: str) -> str:
    """`text` on one line for the front matter, where Obsidian would take `[[` for a link, and Templater `<%` for a command."""
    return dead(re.sub(r"\[(?=\[)", "[ ", one_line(text)))


def dead(text: str) -> str:
    """`text` without the marks of a command, which Templater carries out wherever they stand in a file, in code too."""
    return text.replace("<%", "< %")


def shorten(text: str, limit: int) -> str:
    """`text` on one line in at most `limit` characters, cut between words, `…` where it was cut."""
    line = one_line(text)
    if len(line) <= limit:
        return line
    kept = line[: limit - 1]
    words = kept.rpartition(" ")[0]
    return (words if len(words) > limit // 2 else kept).rstrip(" ,;:") + "…"


def clause(text: str, limit: int) -> str:
    """Like `shorten`, but cut where a clause of the sentence ends, if one ends in the latter half."""
    line = one_line(text)
    if len(line) <= limit:
        return line
    ends = [match.start() for match in _CLAUSE_END.finditer(line[: limit - 1])]
    return f"{line[: ends[-1]]}…" if ends and ends[-1] > limit // 2 else shorten(line, limit)


def parts(text: str) -> list[tuple[str, bool]]:
    """`text` on one line, in pieces: (piece, whether it is `inline code` with its backticks). Empty pieces are left out.

    Code that a plug-in would run is text like any other.
    """
    line, found, at = one_line(text), [], 0
    if "`" not in line:
        return [(line, False)] if line else []
    for match in _CODE.finditer(line):
        if _LIVE.search(match[0]):
            continue
        found += [(line[at : match.start()], False), (match[0], True)]
        at = match.end()
    return [piece for piece in [*found, (line[at:], False)] if piece[0]]


def inline(text: str) -> str:
    """`text` as one line of markdown that shows just that text. `Inline code` between single backticks stays code."""
    return "".join(piece if code else escape(piece, opens=not at) for at, (piece, code) in enumerate(parts(text)))


def escape(piece: str, *, opens: bool) -> str:
    """A piece of a line, less its code, as markdown; `opens` if a line begins with it."""
    escaped = _MARKUP.sub(_escape_match, piece)
    return _OPENING.sub(_escape_opening, escaped, count=1) if opens and _OPENING.match(piece) else escaped


def _escape_match(match: re.Match[str]) -> str:
    found, text = match[0], match.string
    before, after = text[: match.start()][-1:], text[match.end() :][:1]
    if found[0] in "`%<&":
        # As entities: a backslash does not hide these from every reader.
        return "".join({"<": "&lt;", "&": "&amp;"}.get(char, f"&#{ord(char)};") for char in found)
    if found == "\\" and not after:
        return "&#92;"  # what comes next, a mark of ours, shall not even look escaped
    if (found[0] == "_" and before.isalnum() and after.isalnum()) or (found == "#" and before.isalnum()):
        return found
    return "".join(f"\\{char}" for char in found)


def _escape_opening(match: re.Match[str]) -> str:
    return "&gt;" if match[0] == ">" else f"{match[0][:-1]}\\{match[0][-1]}"


def shown(text: str) -> str:
    """`text` for the inside of a wikilink, where nothing can be escaped: marks that could act there become lookalikes."""
    return unicodedata.normalize("NFC", one_line(text)).translate(_SHOWN).replace("~~", "∼∼")


def wikilink(target: str, text: str) -> str:
    """`[[target|text]]`, or `[[target]]` when that shows the same. `target` is a path of ours, safe already."""
    label = shown(text)
    return f"[[{target}]]" if label == target or not label else f"[[{target}|{label}]]"


def code_span(text: str) -> str:
    """`text` as inline code, whatever backticks it holds."""
    line = _QUERY.sub(r"\1＝", dead(one_line(text).replace("`", "'")))
    return f"`{line}`" if line else ""


def code_block(text: str) -> str | None:
    """`text` as a fenced block, or None if it holds both kinds of fence."""
    clean = _LONE.sub("\ufffd", _HARMFUL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))).strip("\n")
    clean = dead(clean)
    for fence in ("```", "~~~"):
        if fence not in clean:
            return f"{fence}\n{clean}\n{fence}"
    return None
