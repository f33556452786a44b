"""Code on a page: the language that a block is written in, as the page says it for its colours, and whether it is a block at all. Pure.

Imports nothing of ours.
"""

from __future__ import annotations

import re

from lxml import etree

_NAMED = re.compile(r"(?:^|\s)(?:language|lang|highlight|brush|sourceCode|src)[-:]\s?([A-Za-z][\w+#.-]{0,20})")
_NO_LANGUAGE = frozenset(
    ("default", "none", "text", "plain", "plaintext", "txt", "notranslate", "source", "nohighlight", "auto")
)


def language_of(code: etree._Element) -> str:
    """The language that a block of code says it is written in, by it or by what is right around it; empty if it says none."""
    around = [code, *code.iter("code"), *list(code.iterancestors())[:3]]
    for each in around:
        named = _NAMED.search(each.get("class") or "")
        said = each.get("data-lang") or each.get("data-language") or (named[1] if named else "")
        if said and said.lower() not in _NO_LANGUAGE:
            return said.lower()
    return ""


def in_a_line(element: etree._Element) -> bool:
    """Whether words stand right before or behind an element: then a break in it is only where its source was folded."""
    before, around = element.getprevious(), element.getparent()
    lead = before.tail if before is not None else around.text if around is not None else ""
    return bool((lead or "").strip() or (element.tail or "").strip())
