"""What a sentence limits a value in it to: a version or a year that stands beside it, in the same clause or before it.

Owns: `scope_of`. Promises: pure; the scope never overlaps the value, and a date is not limited by another year. Imports the reader of
quantities.
"""

from __future__ import annotations

import re

from agent.knowledge.text.letters import fold
from agent.knowledge.values.quantities import quantities

_SCOPE = re.compile(
    r"\b(?:in|since|as of|until|for|from|by|with|before|after|the)\s+"
    r"(?P<part>(?:version|release)\s+v?\d+(?:\.\d+)*|1\d{3}|20\d\d)(?![\d.,-]*\d)"
    r"|\b(?P<version>version\s+v?\d+(?:\.\d+)*)",
    re.IGNORECASE,
)
_CLAUSE_ENDS = re.compile(r"[,;:]")


def scope_of(sentence: str, start: int, end: int) -> str:
    """The version or year that limits `sentence[start:end]`, as it is written; empty if there is none."""
    text = fold(sentence)
    dated = any(q.kind == "date" for q in quantities(text[start:end]))
    for found in _SCOPE.finditer(text):
        name = "part" if found["part"] else "version"
        part = found[name]
        if found.start() < end and start < found.end():
            continue
        if found.start(name) >= end and _CLAUSE_ENDS.search(text[end : found.start(name)]):
            continue
        if not (dated and part.isdigit()):
            return sentence[found.start(name) : found.end(name)]
    return ""
