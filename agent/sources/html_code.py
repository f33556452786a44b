"""In which language a block of code is written, as the page says it for its colours. Pure. Imports nothing of ours."""

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
