"""One spelling for texts that say the same: `norm` for statements, `tokens` for their content words, `pieces` for where these stand,
`key` for names.

Owns: these, and `stem`: light stemming of English in the manner of the first step of Porter (1980). Promises: pure functions of the text;
texts with different digits never have one key. Imports the readers of characters, numbers, dates and languages.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from agent.knowledge.text.dates import full_days
from agent.knowledge.text.english import IRREGULAR, STOP, listed
from agent.knowledge.text.languages import language_of
from agent.knowledge.text.letters import ASCII, plain
from agent.knowledge.text.numerals import ORDINAL, numerals, ordinal_value

_PUNCTUATION = re.compile(
    r"(?<=\d)[.](?=\d)|(?<=\d)-(?=\d{2}-\d{2}\b)|(?<=\d-\d\d)-(?=\d{2}\b)|(?<=[a-z])[+#]+(?!\w)|[^\w\s]|_"
)
_RUN = re.compile(r"[\u30a1-\u30ff]+|[a-z]+|\d+(?:\.\d+)?|[\u3400-\u9fff]+")  # hiragana says how words belong together
ROOT = 5  # letters by which forms of one word are known: found, founder, foundation; gründete, Gründung
_TOKEN = re.compile(r"[^\W_]+(?:(?<=\d)[.-]\d+)*[+#]*")
_WIDE = re.compile(r"[぀-ヿ㐀-䶿一-鿿]+")
_PIECE = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*[+#]*")
_ARTICLE = re.compile(r"\A(?:the|an?)\s+(?=\S)")
_BRACKET = re.compile(r"\A(?P<before>[^()]+?)\s*\((?P<inside>[^()]+)\)\s*\Z")
# Names whose last letter is no plural.
_WITH_S = (
    "williams", "adams", "roberts", "edwards", "richards", "phillips", "stevens", "andrews", "peters", "daniels", "michaels", "robins",
    "jacobs", "matthews", "windows", "texas", "paris", "james", "athens",
)  # fmt: skip


_VOWEL = re.compile(r"[aeiouy]")
_LATIN = re.compile(r"[a-z]+\Z")
_ES = ("sses", "shes", "ches", "xes", "zes")
_KEEP_S = ("ss", "us", "is", "as", "os")
# Not by rule: `chaos` and `Carlos` are no plurals.
_MANY = listed(
    "audios autos avocados cameos casinos demos euros kangaroos kilos logos memos photos pianos portfolios radios ratios rodeos "
    "scenarios stereos studios tattoos trios videos zeros zoos"
)


def singular(word: str) -> str:
    """The word without a plural ending: `caches` → `cache`, `studies` → `study`; `class`, `corpus`, `basis` stay."""
    if len(word) < 4 or not word.endswith("s") or (word.endswith(_KEEP_S) and word not in _MANY):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(_ES):
        return word[:-2]
    return word[:-1]


def _without(word: str, ending: str) -> str:
    base = word[: -len(ending)]
    if not word.endswith(ending) or len(base) < 3 or not _VOWEL.search(base):
        return word
    doubled = base[-1] == base[-2] and base[-1] not in "lsz"
    return base[:-1] if doubled else base


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of a lower-case word: `retries`, `retried`, `retry` → `retri`; `blocks`, `blocked`, `blocking` → `block`."""
    word = IRREGULAR.get(word, word)
    if len(word) < 4 or not _LATIN.match(word):
        return word
    word = singular(word)
    word = word[:-3] + "y" if word.endswith("ied") and len(word) > 4 else _without(word, "ed")
    word = _without(word, "ing")
    if word.endswith("e") and len(word) > 3:
        word = word[:-1]
    return word[:-1] + "i" if word.endswith("y") and len(word) > 3 else word


def _number_text(value: float) -> str:
    return f"{value:.0f}" if value == int(value) and abs(value) < 1e15 else f"{value:.12g}"


def _replaced(text: str, spans: list[tuple[int, int, str]]) -> str:
    """`text` with each span (start, end, replacement) replaced; spans do not overlap."""
    parts, at = [], 0
    for start, end, new in sorted(spans):
        parts += [text[at:start], new]
        at = end
    return "".join([*parts, text[at:]])


def _ordinal_text(n: int) -> str:
    ending = "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return {1: "first", 2: "second"}.get(n, f"{n}{ending}")


@lru_cache(maxsize=16384)
def norm(text: str) -> str:
    """`text` in one spelling: NFKC, lower case, ASCII quotes and dashes, numbers in digits without separators, full dates in ISO.

    Other punctuation becomes a space, but for points inside numbers and the signs of `c++` and `c#`; `5 %` is `5 percent`.
    """
    text = plain(text)
    text = _replaced(text, [(d.start, d.end, d.iso) for d in full_days(text)])
    ordinals = [
        (m.start(), m.end(), _ordinal_text(ordinal_value(m))) for m in ORDINAL.finditer(text) if m.group() != "second"
    ]
    text = _replaced(text, ordinals)
    figures = [
        (n.start, n.end, _number_text(n.value))
        for n in numerals(text)
        if not re.search(r"\d-\Z|\A-\d", text[max(0, n.start - 2) : n.start])
    ]
    figures = [
        (start, end, new)
        for start, end, new in figures
        if not re.match(r"-\d\d-\d\d|-\d\d\b(?=-)", text[end : end + 6])
    ]
    text = _replaced(text, figures)
    text = re.sub(r"(?<=\d)\s*(?:%|per cent\b)", " percent", text)
    text = _PUNCTUATION.sub(
        lambda m: m.group() if m.group()[0] in ".-+#" and m.group() != "--" and _kept(m) else " ", text
    )
    return " ".join(text.split())


def _kept(match: re.Match[str]) -> bool:
    """Whether this punctuation is a point in a number, a dash in an ISO date, or the sign of a name."""
    text, at = match.string, match.start()
    sign = match.group()[0]
    if sign in "+#":
        return at > 0 and text[at - 1].isalpha()
    between = at > 0 and text[at - 1].isdigit() and text[match.end() : match.end() + 1].isdigit()
    if sign == ".":
        return between
    return between and bool(re.search(r"\d{4}-\d\d-\d\d", text[max(0, at - 7) : at + 6]))


def words(text: str) -> list[str]:
    """The words of `norm(text)`, in order, unstemmed."""
    return _TOKEN.findall(norm(text))


@lru_cache(maxsize=16384)
def _tokens(text: str, language: str) -> tuple[str, ...]:
    known = language_of(language)
    if language[:2] == "en" or known is None:
        return tuple(stem(word) for word in words(text) if word not in STOP)
    if known.spaced:
        return tuple(word[:ROOT] for word in re.findall(r"[^\W_]+", plain(text)) if word not in known.stop)
    runs = _RUN.findall(plain(text))
    return tuple(
        a for run in runs for a in (map("".join, pairwise(run)) if len(run) > 1 and run[0] > "\u3000" else [run])
    )


def tokens(text: str, language: str = "en") -> list[str]:
    """The content words of a text in order: normalised, without function words, lightly stemmed; English if the language is not known.

    Of other languages with spaces a word's first letters stand for it, of those without pairs of characters.
    """
    return list(_tokens(text, language))


def initials(name: str) -> str:
    """The first letters of a name's words, lower case, function words left out: `Retrieval-Augmented Generation` → `rag`."""
    parts = re.findall(r"[^\W_]+", plain(name))
    return "".join(
        part[0] for part in parts if part not in ("of", "the", "and", "for", "in", "a", "an", "de", "la", "on", "to")
    )


def _all_initials(name: str) -> str:
    return "".join(part[0] for part in re.findall(r"[^\W_]+", plain(name)))


def is_acronym(short: str, long: str) -> bool:
    """Whether `short` is made of the first letters of the words of `long`: `RAG`, `NASA`, `R.A.G.`; at least two letters."""
    if len(short) >= len(long) or len(short) > 12:
        return False
    letters = re.sub(r"[^\w]", "", plain(short))
    letters = letters[:-1] if letters.endswith("s") and short.rstrip().endswith("s") else letters
    if len(letters) < 2 or len(re.findall(r"[^\W_]+", plain(long))) < 2:
        return False
    camel = "".join(re.findall(r"[A-Z]", long)).lower()
    return letters in (initials(long), _all_initials(long)) or (len(letters) > 2 and letters == camel)


def without_acronym(title: str) -> str:
    """The title without a bracketed acronym of it, or the expansion if the brackets hold that; other brackets stay."""
    match = _BRACKET.match(title.strip())
    if not match:
        return title
    before, inside = match["before"], match["inside"]
    if is_acronym(inside, before):
        return before
    return inside if is_acronym(before, inside) else title


_ACRONYM = re.compile(r"(?<![^\W\d_])[A-Z]{2,7}S\Z")  # its last letter is no plural


def _ends_in_acronym(title: str) -> bool:
    """Whether the last word is one; of a title that is all capitals, if it is the only one."""
    found = _ACRONYM.search(title)
    return found is not None and (found.start() == 0 or not title.isupper())


WORD = 64  # letters of a last word that tell whether it is a plural


def _plural_folded(joined: str) -> str:
    """Without the plural of the last word; the words are joined by now, so that hyphens and capitals make no difference."""
    # Only the end is looked at: of a whole text, each of whose letters may begin a run, that took time that grew with its square.
    letters = re.search(r"(?<![^\W\d_])[^\W\d_]*\Z", joined[-WORD:])
    word = letters.group() if letters else ""
    if len(word) < 5 or word.endswith(_WITH_S):
        return joined
    one = singular(word)
    one = one[:-2] + "y" if one.endswith("ie") else re.sub(r"(?<=ch|sh)e\Z|(?<=[sxz])e\Z", "", one)
    return joined[: len(joined) - len(word)] + one


def _joined(text: str, *, plurals: bool = True) -> str:
    """Letters and digits only, plural of the last word folded if `plurals`; a mark stays between two groups of digits."""
    text = re.sub(r"'s?(?=\s|\Z)", lambda m: "s" if m.group() == "'s" else "", text)
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text.replace("&", " and ").replace("'", ""))
    out = ""
    for part in re.findall(r"\A\.(?=[a-z])|[^\W_]+[+#]*|(?<=\d)\.(?=\d)", text):
        out += ("-" if out[-1:].isdigit() and part[:1].isdigit() else "") + part
    return _plural_folded(out) if plurals else out


@lru_cache(maxsize=65536)
def key(title: str) -> str:
    """The entity key of a name: `PagedAttention`, `paged attention` and `Paged-Attentions` have one; `Gemma 4` and `Gemma 5`, `HTTP` and
    `HTTPS` do not.

    Leading article and bracketed acronym go; brackets that tell apart stay: `Mercury (planet)` → `mercury(planet)`. Never empty for a title
    that holds more than spaces.
    """
    if title.isascii() and title.replace(" ", "").isalpha():  # most: nothing of what follows is in them
        joined = _ARTICLE.sub("", title.lower().strip()).replace(" ", "")
        return joined if _ends_in_acronym(title.strip()) else _plural_folded(joined)
    text = plain(without_acronym(title.strip().translate(ASCII))).strip()
    text = _ARTICLE.sub("", text)
    match = _BRACKET.match(text)
    if match and _joined(match["before"]) and _joined(match["inside"]):
        return f"{_joined(match['before'])}({_joined(match['inside'])})"
    return _joined(text, plurals=not _ends_in_acronym(title.strip())) or re.sub(r"\s+", " ", text)


@lru_cache(maxsize=8192)
def pieces(text: str, language: str = "en") -> tuple[tuple[str, int, int], ...]:
    """Content words as roots, with their spans; of Chinese and Japanese, every sign that has a meaning, and every pair."""
    known = language_of(language)
    small = STOP if known is None or language[:2] == "en" else known.stop
    found: list[tuple[str, int, int]] = []
    for match in _PIECE.finditer(text):
        runs = [(run[0], match.start() + run.start()) for run in _WIDE.finditer(match.group())]
        for run, at in runs:
            found += [(run[i : i + 2], at + i, at + i + 2) for i in range(max(1, len(run) - 1))]
            found += [(sign, at + i, at + i + 1) for i, sign in enumerate(run) if sign >= "㐀"]
        if runs:
            continue
        if match.group().lower() not in small and (stems := tokens(match.group(), language)):
            found.append((root(" ".join(stems)), match.start(), match.end()))
    return tuple(found)


def root(stem: str) -> str:
    """The beginning by which the forms of a word are known; figures and short words as they are."""
    return stem if any(map(str.isdigit, stem)) else stem[:ROOT]
