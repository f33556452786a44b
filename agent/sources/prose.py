"""Whether a text reads like prose, where neither its name nor a server says what it is. Pure; imports nothing of ours."""

from __future__ import annotations

import re
import unicodedata

_LOOKED_AT = 20_000  # characters
# Measured on 1,500 files of a Linux system: 79 of 100 .txt pass; of .json, .svg and .js none, of .xml 2 %, .cmake 4 %, .conf 9 %, .sh 19 %
_LETTERS = 0.65  # share of the signs that are no spaces
_CODE = 0.1  # share of signs that code is made of
_CODE_SIGNS = frozenset('{}[]<>=;|\\^$@#_/+&%~*()"')
_SENTENCE = re.compile(r"(?:[^\W\d_][\w'’-]{0,40},? ){2}[^\n]{0,200}[.!?…:](?:\s|$)|[。！？।]|[^\W\d_]{60}")


def reads_like_prose(text: str) -> bool:
    """Whether it is mostly letters, hardly any signs of code, and has a sentence."""
    text = text[:_LOOKED_AT]
    solid = [each for each in text if not each.isspace()]
    letters = sum(each.isalpha() or unicodedata.category(each)[0] == "M" for each in solid)
    signs = sum(each in _CODE_SIGNS for each in solid)
    return letters >= _LETTERS * len(solid) and signs <= _CODE * len(solid) and _SENTENCE.search(text) is not None
