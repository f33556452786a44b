"""Spellings: which names are one by their form alone, and which may be of one thing: near spellings, an acronym, one that holds or
shortens the other, one name in two scripts.

Owns: `spelt`, `alike`, `Spellings`; `near_matches`, `shortened`, `latin`. A key tells names apart that nothing can make one
(`C` and `C++`); two spellings of one key may be two things (`React` and `ReAct`, `Gate` and `Gates`, `AC/DC` and `ACDC`), so each is a
name of its own, and only what tells nothing (a hyphen, a plain word's capital) makes them one. Names with different digits are never
proposed as one; a proposal decides nothing. Pure; independent of order. Imports normalisation and `titles`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from agent.knowledge.text.letters import plain
from agent.knowledge.text.normal import initials, key, singular, without_acronym
from agent.knowledge.things.titles import digits

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


NEAR = 88.0  # rapidfuzz ratio from which two names are worth a question
ACRONYM = 90.0
BLOCK = 48  # names that begin or end alike are compared with so many neighbours each
COMMON = 40  # names that a word is in, from which on it tells nothing
MARK = 5  # letters that two like names share at one end
_CUT = re.compile(r"\([^()]*\)|[^\W_](?:[\w'’&+#-]*[\w+#])?\.?")  # brackets that tell namesakes apart are one word
_CYRILLIC = """а a б b в v г g д d е e ё e ж zh з z и i й i к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh щ shch ы y
    э e ю yu я ya"""
_GREEK = "α a β b γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ y φ f χ ch ψ ps ω o"
_OTHERS = "ß ss ø o ł l đ d æ ae œ oe"
_PAIRS = f"{_CYRILLIC} {_GREEK} {_OTHERS}".split()
_LETTERS = str.maketrans({**dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True)), "ъ": "", "ь": ""})
_NAMED = re.compile(r"(?:HANGUL SYLLABLE|(?:HIRAGANA|KATAKANA) LETTER(?: SMALL)?) (\w+)")


def latin(name: str) -> str:
    """A name in Latin letters without marks, as it sounds, roughly: Cyrillic, Greek, kana and hangul; characters of Chinese stay."""
    if name.isascii():
        return name.lower()
    spelt = "".join(
        match[1].lower() if (match := _NAMED.match(unicodedata.name(c, ""))) else c
        for c in name.lower().translate(_LETTERS)
    )
    return "".join(c for c in unicodedata.normalize("NFKD", spelt).translate(_LETTERS) if not unicodedata.combining(c))


@dataclass(frozen=True, slots=True)
class _Form:
    """What is compared of a name: its key in Latin letters, its words sorted, its digits."""

    key: str
    words: str
    digits: tuple[str, ...]

    @classmethod
    def of(cls, name: str) -> _Form:
        return cls(key(latin(name)), " ".join(sorted(re.findall(r"[^\W_]+", latin(plain(name))))), digits(name))


def near_matches(titles: Iterable[str]) -> list[tuple[str, str, float]]:
    """Pairs of titles that may be one entity, with a score of 88 to 100, best first; pairs with different digits never.

    Compares keys, and words whatever their order, of names that begin or end alike, each with at most 48 neighbours, so that 20,000 names
    take about a second. A pair of an acronym and its only expansion scores 90.
    """
    forms = {name: _Form.of(name) for name in sorted(set(titles))}
    found: dict[tuple[str, str], float] = {}
    for spelt in (
        [(form.key, name) for name, form in forms.items()],
        [(form.words, name) for name, form in forms.items()],
    ):
        for one, two, score in _alike(spelt):
            pair = (min(one, two), max(one, two))
            if forms[one].digits == forms[two].digits:
                found[pair] = max(score, found.get(pair, 0.0))
    for pair in _acronyms(forms):
        found.setdefault(pair, ACRONYM)
    return sorted(((a, b, score) for (a, b), score in found.items()), key=lambda row: (-row[2], row[0], row[1]))


def shortened(titles: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs (shorter, longer) of titles: the longer has the words of the shorter in their order, and ends or begins with the same one,
    each whole or cut off with a point: `Holm` and `Ada Holm`, `J. Pender` and `John A. Pender`, `Rosa's cake` and `Aunt Rosa's plum cake`.

    Sorted; pairs with different digits never, but one without digits and the only one that adds some: `Kettle` and `Kettle 4`.
    """
    words = {title: _cut(title) for title in sorted(set(titles))}
    holders: dict[str, list[str]] = defaultdict(list)
    for title, its in words.items():
        for word in dict.fromkeys(its):
            holders[word].append(title)
    found = []
    for short, its in words.items():
        rarest = min((holders[word] for word in its if not word.endswith(".")), key=len, default=[])
        fits = [title for title in rarest if _shortens(its, words[title])] if len(rarest) <= COMMON else []
        numbered = [title for title in fits if digits(title) != digits(short)]
        only = len(numbered) == 1 and not digits(short)
        found += [(short, title) for title in fits if only or title not in numbered]
    return found


def _cut(title: str) -> list[str]:
    """The words of a title as they are compared, those that a point cuts off with it: `j.`, `br.`."""
    text = re.sub(r"(?<=\b[^\W\d_])\.(?=\w)", ". ", plain(" ".join(_words(title))))
    return [singular(word) for word in _CUT.findall(text)]


def _shortens(short: Sequence[str], long: Sequence[str]) -> bool:
    if short == long or len(short) > len(long):
        return False
    rest = iter(long)
    there = all(any(_stands_for(word, other) for other in rest) for word in short)
    begins = all(_stands_for(a, b) for a, b in zip(short, long, strict=False))
    return there and (begins or _stands_for(short[-1], long[-1]))


def _stands_for(word: str, other: str) -> bool:
    return word == other or (word.endswith(".") and other.startswith(word[:-1]))


def _alike(spelt: list[tuple[str, str]]) -> Iterator[tuple[str, str, float]]:
    """Pairs of names whose spellings are alike, from (spelling, name): two like spellings begin or end alike, and sort near each other."""
    for ends in (False, True):
        rows = sorted((spelling[::-1] if ends else spelling, name) for spelling, name in spelt)
        blocks: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for row in rows:
            blocks[row[0][:MARK]].append(row)
        for block in blocks.values():
            spellings = [spelling for spelling, _ in block]
            for i, (spelling, name) in enumerate(block[:-1]):
                near = spellings[i + 1 : i + 1 + BLOCK]
                for _, score, at in process.extract(spelling, near, scorer=fuzz.ratio, score_cutoff=NEAR, limit=None):
                    yield name, block[i + 1 + at][1], float(score)


def _acronyms(forms: dict[str, _Form]) -> list[tuple[str, str]]:
    """Pairs of an acronym and the only name with those initials."""
    long: dict[str, list[str]] = defaultdict(list)
    for name in forms:
        if " " in name or "-" in name:
            long[initials(name)].append(name)
    pairs = []
    for name in (name for name in forms if re.fullmatch(r"[A-Z][A-Za-z]{0,2}[A-Z]\w{0,5}s?", name)):
        of = long.get(name.lower().removesuffix("s") if name.endswith("s") else name.lower(), [])
        if len(of) == 1 and forms[of[0]].digits == forms[name].digits:
            pairs.append((min(name, of[0]), max(name, of[0])))
    return pairs
