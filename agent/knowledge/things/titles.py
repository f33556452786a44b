"""What a name may be: faults of a title or an alias, in words for whoever gave it; the parts of a name that code reads; and titles that
tell things of one name apart (`Danger Mouse (1981 TV series)`, `Rush Township, Scioto County, Ohio`).

Owns: `stands`, `good_title`, `nameless_release`, `good_alias`, `headed`, `told_apart`. Promises: only what a machine can know
is refused; what a thing is worth is a reader's to say. `told_apart` is symmetric; a title that merely goes on (`Kettle: a review`,
`Kettle (draft)`) tells nothing apart. Imports normalisation, the word lists and what sorts of things there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from agent.knowledge.text.english import DEMONYMS, FINITE, GENERIC_TITLES, PARTS, PREFIXES, PRONOUNS, STOP
from agent.knowledge.text.letters import fold, plain
from agent.knowledge.text.normal import initials, key, norm, tokens, words
from agent.knowledge.things.kinds import sort_of
from agent.knowledge.values.quantities import quantities
from agent.knowledge.values.units import is_unit

HALF = 0.5  # share of a name's content words that must stand; its figures and codes all must
RUN = 4  # words that one word of a name may be written as: `PagedAttention` is `paged attention`
_WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*[+#]*")
# A figure, or a capital that does not begin a word: `H100`, `GraphQL`, `CANARY`.
_CODE = re.compile(r"\d|[^\W\d_][A-Z]")


@lru_cache(maxsize=1024)
def _there(text: str) -> frozenset[str]:
    """The words of a text, stemmed and not."""
    return frozenset(tokens(text)) | frozenset(words(text))


@lru_cache(maxsize=256)
def _keys(text: str) -> frozenset[str]:
    """The keys of all runs of one to four words."""
    parts = re.findall(r"[^\W_]+[+#]*", text)
    return frozenset(key(" ".join(parts[i : i + n])) for n in range(1, RUN + 1) for i in range(len(parts) - n + 1))


@lru_cache(maxsize=256)
def _initials(text: str) -> tuple[str, ...]:
    return tuple(initials(line) for line in text.splitlines())


def _has(word: str, text: str) -> bool:
    """Whether a word of a name stands in the text, in another form perhaps, or is an acronym of what does."""
    mine = words(word)
    if set(mine) <= _there(text) or (set(tokens(word)) and set(tokens(word)) <= _there(text)):
        return True
    letters = plain(word)
    if {f"{letters}s", letters.removesuffix("s")} & _there(text) and len(letters) > 2:
        return True  # the plural of an acronym
    if len(word) > 1 and word.isalpha() and word.isupper() and any(letters in line for line in _initials(text)):
        return True
    name = key(word)
    within = not re.search(r"\d", name) and (len(name) > 3 or not name.isascii()) and name in key(text)
    return within or name in _keys(text)


def stands(name: str, text: str, least: float = HALF) -> bool:
    """Whether `name` is taken from `text`: all its figures and codes stand there, and `least` of its content words.

    `GPUs` stands where `GPU` does, `Paged-Attention` where `PagedAttention` does, `Apollo 11` where `Apollo eleven` does.
    """
    if (set(words(name)) or {""}) <= _there(text) or key(name) in _keys(text):
        return True
    parts = _WORD.findall(name)
    content = {part for part in parts if part.lower() not in STOP} or set(parts)
    found = {part for part in content if _has(part, text)}
    return bool(found) and len(found) >= least * len(content) and not any(map(_CODE.search, content - found))


LONGEST = 60
_ABBREVIATED = re.compile(r"\b(?:\w|inc|co|ltd|jr|sr|corp|st|bros)\.\Z|[^\w\s]{2,}\Z", re.IGNORECASE)
_PART = re.compile(
    r"(?:page|section|chapter|figure|table|part|step|item|line|sentence|document|appendix|entity|title)s? (?:\d+|[a-z]|[ivx]+)"
)
# `Kettle 4.1`, `Kettle v4.1`; of `4.1` alone the name is missing.
_RELEASE = re.compile(r"(?:(?P<name>\S.*?)\s+)?v?(?P<number>\d+(?:\.\d+)+\w*)", re.IGNORECASE)
_DESCRIBES = re.compile(r"(?:the|an?|this|that|its|his|her|their|our|my) [a-z]")


def digits(name: str) -> tuple[str, ...]:
    """The groups of digits of a name, in order; names that differ in them are never one."""
    return tuple(str(int(group)) for group in re.findall(r"\d+", re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", fold(name))))


def good_title(title: str, text: str, beyond: str = "") -> str | None:
    """What is wrong with a title as the name of a page, in words for whoever gave it; None if nothing is.

    `text` is what it was named from, headings too: a title of which a figure, a code or more than half of the words do not occur there is
    made up. A release may stand there in two pieces, the number here, and what it is a release of also `beyond`, elsewhere in the document.
    """
    if fault := _fault(title):
        return fault
    if (made := _RELEASE.fullmatch(title)) and made["name"]:
        numbered = stands(made["number"], text) or stands(f"v{made['number']}", text)
        there = numbered and (stands(made["name"], text) or made["name"].casefold() in beyond.casefold())
    else:
        there = stands(title, text)
    return None if there else "it does not occur in the text"


def nameless_release(title: str) -> str:
    """The number of a release that is called by nothing else (`v4.1` is 4.1); "" if it is none."""
    made = _RELEASE.fullmatch(title)
    return "" if made is None or made["name"] else made["number"]


def good_alias(title: str, alias: str, text: str, others: Iterable[str]) -> str | None:
    """What is wrong with another name of the page `title`, in words for whoever gave it; None if it stands.

    `text` is what was shown, headings too; `others` are the titles of the other pages named from it.
    """
    if fault := _fault(alias):
        return fault
    bare = norm(alias).removeprefix("the ")
    if (
        _DESCRIBES.match(alias)
        or bare in GENERIC_TITLES
        or (alias == alias.lower() and sort_of(bare) and " " not in bare)
    ):
        return "it is a general word, not a name"
    if any(key(other) == key(alias) for other in others if other != title):
        return "it is the title of another page"
    return None if stands(alias, text, 1.0) else "it does not occur in the text"


def _fault(name: str) -> str | None:
    """What is wrong with any name, whatever it was taken from."""
    if not re.search(r"[^\W_]", name):
        return "it holds no word"
    if len(name) > LONGEST:
        return f"it is too long ({len(name)} characters, at most {LONGEST})"
    if _is_sentence(name):
        return "it is a sentence, not a name"
    low = norm(name)
    if low in PRONOUNS and not (name.isupper() and len(name) > 1):  # WHO, IT
        return "it is a pronoun, not a name"
    if low in PARTS or _PART.fullmatch(low):
        return "it is a part of a document, not a thing"
    return "it is a bare number or date" if _is_figure(name) else None


def _is_sentence(name: str) -> bool:
    """Whether a name ends as a sentence does, or holds a verb without being written as the title of a work (`The Sun Also Rises`)."""
    name = name.strip()
    words = [word.lower() for word in re.findall(r"[\w'’-]+", name)]
    longer = [word for word in re.findall(r"[^\W\d_]+", name) if len(word) > 3]
    titled = bool(longer) and all(word[0].isupper() for word in longer)
    if "\n" in name or (re.search(r"[.。]\Z", name) and not _ABBREVIATED.search(name)):
        return True
    asks = len(words) > 2 and name.endswith(("?", "!"))
    return not titled and (asks or (len(words) > 3 and any(word in FINITE for word in words[1:-1])))


def _is_figure(name: str) -> bool:
    """Whether a name is nothing but a figure or a date; a century or an ordinal may be a thing."""
    found = quantities(name)
    whole = found and sum(q.end - q.start for q in found) >= len(name.strip()) - 1
    thing = all(q.kind in ("ordinal", "date") and q.value[0] == "c" for q in found)
    return bool(re.fullmatch(r"[\d\W]+", name)) or bool(whole and not thing)


def names_no_thing(name: str) -> bool:
    """Whether a name is only a nation's adjective (`Scottish`), an office or courtesy without a name (`Captain`), or a unit (`GiB`)."""
    low = name.strip().lower()
    return is_unit(name.strip()) or low in DEMONYMS or low.rstrip(".") in PREFIXES


def without_prefix(name: str) -> str:
    """The name without what is set before it: `HMS Kettle` is `Kettle`, `Dr Ada Holm` is `Ada Holm`; "" if it has no such prefix."""
    first, _, rest = name.strip().partition(" ")
    return rest if rest and first.rstrip(".").lower() in PREFIXES and rest[:1].isupper() else ""


def is_surname(short: str, title: str) -> bool:
    """Whether `short` is the last name in `title`, a full name of two to five words: `Holm` of `Ada Holm`."""
    full = _full_name(title)
    last = [word.lower() for word in re.findall(r"[^\W\d_][\w'’-]*", short)]
    return 1 <= len(last) < len(full) <= 5 and full[-len(last) :] == last and title[:1].isupper()


def last_word(title: str) -> str:
    """The last word of a full name by which `is_surname` tells it; "" if it holds none."""
    return next(reversed(_full_name(title)), "")


def _full_name(title: str) -> list[str]:
    full = (word.lower() for word in re.findall(r"[^\W\d_][\w'’-]*", title))
    return [word for word in full if word not in ("jr", "sr", "ii", "iii")]


_NAME = r"(?:the\s+)?(?P<name>[^,(.!?\n]{2,80}?)"
_BRACKETS = r"\((?P<brackets>[^()\n]{1,60})\)"
_TITLE = re.compile(rf"{_NAME}\s*{_BRACKETS}", re.IGNORECASE)
# The title of a page that was saved as text: the name comes again right behind what tells it apart.
_SAVED = re.compile(
    rf"{_NAME}(?:\s*{_BRACKETS}|,\s(?-i:(?P<place>[A-Z\d][^.!?(\n]{{1,60}}?))|\s(?P<year>\d{{4}}))\s+(?:the\s+)?(?P=name)(?!\w)",
    re.IGNORECASE,
)
_BEGUN = re.compile(rf"{_NAME} ?{_BRACKETS} (?=[\"']?(?-i:[A-Z])[\w'.]*\s)", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Headed:
    """A name (its key) and the content words, as they stand, by which a title tells its thing from others of that name."""

    name: str
    words: frozenset[str]
    said: str = ""


@lru_cache(maxsize=4096)
def headed(title: str, beginning: str) -> Headed | None:
    """What the title of a document, or its beginning if it is a saved page, tells its thing apart by; None if by nothing.

    Years alone are none: a life in brackets may be the matter in dispute.
    """
    begun = fold(beginning[:400]).strip()
    saved = _SAVED.match(begun) or _BEGUN.match(begun)
    found = saved or _TITLE.match(fold(title).strip())
    if found is None:
        return None
    brackets = found["brackets"]
    if brackets and not re.search(r"[^\W\d_]", brackets):
        return None
    run_in = saved and "\n" not in saved.group()
    thing = brackets and (_YEAR.search(brackets) or sort_of(brackets.split(",")[0]) not in ("", "writing"))
    if brackets and not (thing or run_in):
        return None
    said = brackets or next((part for part in found.groupdict().values() if part and part != found["name"]), "")
    return Headed(key(found["name"]), frozenset(tokens(said)), " ".join(said.split()))


def told_apart(a: Headed | None, b: Headed | None) -> bool:
    """Whether two titles have one name and each tells by what the other does not: two things, whatever is asked of them."""
    return a is not None and b is not None and a.name == b.name and bool(a.words - b.words) and bool(b.words - a.words)


def without_title(names: Iterable[str], text: str) -> str:
    """A sentence without the title that a saved page has run into it: `Kettle (band) Kettle is a band` is `Kettle is a band`."""
    name = "|".join(re.escape(fold(name)) for name in names)
    found = re.match(
        rf"(?:the )?(?:{name})(?:,? [^.!?]{{0,60}}?)? (?=[\"']?(?:the )?(?:{name})(?!\w))", fold(text), re.IGNORECASE
    )
    return text[found.end() :] if found else text
