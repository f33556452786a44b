"""Names that may be of one thing: near spellings, an acronym, one that holds the other, one name in two scripts.

Owns: `near_matches`, `held`, `abbreviated`. Promises: names with different digits are never proposed as one; a proposal decides nothing.
Imports normalisation and `titles`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from agent.knowledge.text.letters import plain
from agent.knowledge.text.normal import initials, key
from agent.knowledge.things.titles import digits

NEAR = 88.0  # rapidfuzz ratio from which two names are worth a question
ACRONYM = 90.0
BLOCK = 48  # names that begin or end alike are compared with so many neighbours each
COMMON = 40  # names that a word is in, from which on it tells nothing
MARK = 5  # letters that two like names share at one end
_WORDS = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
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


def held(titles: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs (shorter, longer) of titles, of which one begins or ends the other: `Holm` and `Ada Holm`, `Mercury` and `Mercury (planet)`;
    or has all its words in it, in their order, and ends with it: `Rosa's cake` and `Aunt Rosa's plum cake`.

    Sorted; pairs with different digits never. One without digits is held by the only one that adds some: `Kettle` and `Kettle 4`, `Flood`
    or `Great flood` and `Flood 1931`.
    """
    names = sorted(set(titles))
    there: dict[str, list[str]] = defaultdict(list)
    for title in names:
        there[key(title)].append(title)
    found = set()
    for title in names:
        words = re.findall(r"[^\W_][\w'’.&+#-]*", title)
        for n in range(1, len(words)):
            for part in (" ".join(words[:n]), " ".join(words[n:])):
                found |= {(short, title) for short in there.get(key(part), ()) if digits(short) == digits(title)}
    found |= set(_scattered(names))
    return sorted({(short, longer) for short, longer in found if key(short) != key(longer)} | _numbered(names))


def _scattered(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Pairs of names of two words and more, the words of the shorter among those of the longer, and the last one of both the same."""
    words = {name: _WORDS.findall(plain(name)) for name in names if not name.endswith(")")}
    holders: dict[str, list[str]] = defaultdict(list)
    for name, its in words.items():
        for word in dict.fromkeys(its):
            holders[word].append(name)
    for short, its in words.items():
        rarest = min((holders[word] for word in its), key=len, default=[])
        if len(its) < 2 or len(rarest) > COMMON:
            continue
        for longer in rarest:
            rest = iter(words[longer])
            if its[-1] == words[longer][-1] and digits(short) == digits(longer) and all(word in rest for word in its):
                yield short, longer


def abbreviated(titles: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs (shorter, longer) of titles of as many words, the shorter cutting the last one off: `Skarrow Br.`, `Skarrow Bridge`."""
    blocks: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for title in sorted(set(titles)):
        *first, last = plain(title).rstrip(".").split() or [""]
        if first and len(last) > 1:
            blocks[tuple(first)].append(title)
    pairs = ((a, b) for names in blocks.values() for a in names for b in names)
    return [(a, b) for a, b in pairs if key(a) != key(b) and key(b).startswith(key(a)) and digits(a) == digits(b)]


def _numbered(names: Iterable[str]) -> set[tuple[str, str]]:
    """Pairs of a name without digits and the only one with digits that begins with the same words, or with its last or first one."""
    plainly: dict[str, set[str]] = defaultdict(set)
    numbered: dict[str, set[str]] = defaultdict(set)
    for name in names:
        words = re.findall(r"[^\W\d_][^\W_]*", name)
        if digits(name):
            numbered[key(" ".join(w for w in words if not digits(w)))].add(name)
            continue
        for part in {" ".join(words), *words[:1], *words[-1:]}:
            plainly[key(part)].add(name)
    return {
        (short, longer)
        for part, (longer, *more) in numbered.items()
        if part and not more
        for short in plainly.get(part, ())
    }


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
