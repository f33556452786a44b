"""Spellings of one key: which of them are one name by their form alone, and which name each of them is.

Owns: `spelt`, `alike`, `Spellings`. A key tells names apart that nothing can make one (`C` and `C++`); two spellings of one key may be two
things (`React` and `ReAct`, `Gate` and `Gates`, `AC/DC` and `ACDC`), so each is a name of its own, and only what tells nothing (a hyphen, a
plain word's capital) makes them one. Pure; independent of order. Imports normalisation.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from agent.knowledge.text.normal import key, singular, without_acronym

_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_PARTS = re.compile(r"[^\W\d_]+|\d+|[^\w\s./,:;&'’()\[\]\"–—-]+")
_ARTICLES = ("the", "a", "an")


@lru_cache(maxsize=65536)
def spelt(title: str) -> str:
    """A title as one thing is spelt: the capital of a plain word, the plural of a word in small letters and an article tell nothing;
    `React` and `ReAct`, `Gate` and `Gates`, `TCP/IP` and `TCP IP` differ.
    """
    words = _words(title)
    if words and words[-1] == words[-1].lower():
        words[-1] = singular(words[-1])
    return " ".join(word.lower() if word[1:] == word[1:].lower() else word for word in words)


def _words(title: str) -> list[str]:
    words = unicodedata.normalize("NFKC", without_acronym(title)).split()
    return words[1:] if len(words) > 1 and words[0].lower() in _ARTICLES else words


def _parts(title: str) -> list[str]:
    """The words and signs of a title, whether they are joined, hyphenated or apart: `PagedAttention` is two, `R.E.M.` one."""
    text = _INITIALS.sub(lambda found: found[0].replace(".", ""), " ".join(_words(title)))
    return _PARTS.findall(_HUMP.sub(" ", text.replace("&", " and ")))


@lru_cache(maxsize=65536)
def alike(a: str, b: str) -> bool:
    """Whether two titles of one key are by their form alone one name: the same words however they are joined, the last in the plural or
    not if there are several; words in small letters, joined or not.

    False where only what they mean can tell: other capitals of one word (`Cr`, `CR`) or inside it (`ReAct`), one word with a capital in
    the plural (`Gates`), another sign (`Yahoo!`).
    """
    one, two = _parts(a), _parts(b)
    folded = [[part.casefold() for part in parts] for parts in (one, two)]
    if len(one) > 1 and two and not one[-1].isupper() and not two[-1].isupper():
        folded = [[*parts[:-1], singular(parts[-1])] for parts in folded]
    if folded[0] == folded[-1]:
        return len(one) != 1 or len(one[0]) < 2 or one[0].isupper() == two[0].isupper()
    plainly = all(word[1:] == word[1:].lower() for title in (a, b) for word in re.findall(r"[^\W\d_]+", title))
    return plainly and "".join(folded[0]) == "".join(folded[-1])


class Spellings:
    """Names to nodes: one for each spelling of a key. The settled spelling has the bare key as its node, else the plainest."""

    def __init__(self, titles: Iterable[str], settled: Mapping[str, str]) -> None:
        said: dict[str, dict[str, str]] = defaultdict(dict)
        for title in sorted(set(titles)):
            said[key(title)].setdefault(spelt(title), title)
        self._nodes: dict[tuple[str, str], str] = {}
        self._titles: dict[str, dict[str, str]] = {}
        for k, titled in ((k, titled) for k, titled in said.items() if len(titled) > 1):
            first = spelt(settled.get(k, ""))
            order = sorted(titled, key=lambda spelling: (spelling != first, spelling != spelling.lower(), spelling))
            nodes = {spelling: k if n == 0 else f"{k}|{spelling}" for n, spelling in enumerate(order)}
            self._nodes |= {(k, spelling): node for spelling, node in nodes.items()}
            self._titles[k] = {node: titled[spelling] for spelling, node in nodes.items()}

    def node(self, name: str) -> str:
        """The node that a name stands for."""
        k = key(name)
        return self._nodes.get((k, spelt(name)), k) if k in self._titles else k

    def meant(self, node: str) -> list[str]:
        """The nodes that are meant by one that was decided of: of a bare key every spelling."""
        return list(self._titles.get(node, ())) or [node]

    def alike(self) -> list[list[tuple[str, str]]]:
        """For each key of several spellings the pairs of its nodes that are one name by their form."""
        return [
            [(a, b) for a in sorted(titled) for b in sorted(titled) if a < b and alike(titled[a], titled[b])]
            for _, titled in sorted(self._titles.items())
        ]
