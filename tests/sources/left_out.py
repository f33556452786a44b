"""What of a markdown file is none of its prose, told apart without the parser under test: plain patterns, each with its reason.

`missing` counts, for a file and what was stored of it, the words of the prose that do not stand in the stored text as often.
"""

from __future__ import annotations

import html
import re
from collections import Counter

_FENCED = re.compile(r"^[ \t>]*(`{3,}|~{3,})[^\n]*\n.*?^[ \t>]*\1[`~]*[ \t]*$", re.MULTILINE | re.DOTALL)
_FENCE = re.compile(r"^[ \t>]*(?:`{3,}|~{3,})[^\n]*$", re.MULTILINE)
LEFT_OUT: tuple[tuple[str, str, str], ...] = (  # reason, pattern, what stays
    ("data about the file", r"\A---[ \t]*\n(?=[\w -]{1,40}:|#)(?:.*?\n)?(?:---|\.\.\.)[ \t]*\n", ""),
    ("a comment", r"<!--.*?-->|%%.*?%%", " "),
    ("what a browser runs or draws", r"<(script|style|svg)\b.*?</\1>", " "),
    ("a style of HTML", r"=\{\{.*?\}\}", '=""'),
    (
        "a tag of HTML",
        r"</?[A-Za-z][\w.:-]*(?:\s+[\w:@.-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|\{[^\n]*?\}+|[^\s\"'>]+))?)*\s*/?>",
        " ",
    ),
    ("where a link leads", r"^ {0,3}\[[^\]\n]+\]:[ \t]*\n?[ \t]*\S+[^\n]*$", " "),
    ("an embedded picture", r"!\[\[[^\]\n]*\.(?:png|jpe?g|gif|svg|webp|excalidraw|pdf|mp4)[^\]\n]*\]\]", " "),
    ("a badge", r"\[\s*!\[[^\]\n]*\](?:\([^)\n]*\)|\[[^\]\n]*\])\s*\](?:\([^)\n]*\)|\[[^\]\n]*\])", " "),
    (
        "where a link leads",
        r"\]\(\s*(?:<[^>\n]*>|[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)",
        "]",
    ),
    ("the note behind a link's words", r"\[\[[^\]\n|]*\|([^\]\n]*)\]\]", r"\1"),
    ("where a link leads", r"(?<=[^\[!]\])\[[^\]\n]*\]|\[\^[^\]\s]+\]:?", ""),
    ("a number that counts an item", r"^[ \t>]*(?:[-*+][ \t]+)*\d{1,3}[.)](?=\s)", " "),
    ("struck", r"~~[^~\n]+~~", " "),
    ("the kind of a callout", r"^([ \t]*(?:[-*+][ \t]+)?>[ \t>]*)\[![\w-]+\][+-]?", r"\1"),
    ("the name of a block", r"(?:^|(?<=[ \t]))\^[A-Za-z0-9-]+[ \t]*$|(?<=#)\^[A-Za-z0-9-]+(?=\]\])", ""),
    ("the size of a picture", r"(?<=\|)\d+(?:x\d+)?(?=\])", ""),
    ("emphasis", r"\\(?=[^\w\s])|\\(?=_)|[`*_]", ""),
)
_COMPILED = [(re.compile(pattern, re.MULTILINE | re.DOTALL | re.IGNORECASE), kept) for _, pattern, kept in LEFT_OUT]


def words(text: str) -> list[str]:
    """The words and figures of a text, in small letters."""
    return re.findall(r"[^\W_]+", html.unescape(text).casefold())


def prose(raw: str) -> str:
    """A markdown file less what is none of its prose."""
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    text = _FENCED.sub(lambda found: _FENCE.sub("", found.group()), text)
    text = _FENCE.sub("", text)
    for pattern, kept in _COMPILED:
        text = pattern.sub(kept, text)
    return text


def missing(raw: str, stored: str) -> Counter[str]:
    """The words of the prose that stand less often in `stored`, and how many are missing.

    Of a line that stands there whole, letter by letter, none is: marks may have joined two words.
    """
    stored = re.sub(r"[`*_]", "", stored)
    text = prose(raw)
    whole = "".join(words(stored))
    doubtful = [line for line in text.split("\n") if "".join(words(line)) not in whole]
    return (Counter(words(text)) - Counter(words(stored))) & Counter(words("\n".join(doubtful)))
