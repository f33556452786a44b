"""What makes a title: faults of one that names no entity, other names that are plausible, and names that may be one.

Owns: `good_title`, `plausible_alias`, `near_matches`. Promises: names with different digits are never proposed as one. Imports
normalisation and the word lists.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from agent.knowledge.text.english import DEMONYMS, FINITE, GENERIC_TITLES, PRONOUNS, STOP, listed
from agent.knowledge.text.letters import fold, plain
from agent.knowledge.text.normal import initials, is_acronym, key, norm
from agent.knowledge.text.shown import stands
from agent.knowledge.things.fragments import REASON, fragment
from agent.knowledge.values.quantities import quantities

LONGEST = 60
MOST_WORDS = 6
NEAR = 88.0  # rapidfuzz ratio from which two names are worth a question
ACRONYM = 90.0
BLOCK = 48  # names that begin or end alike are compared with so many neighbours each
MARK = 5  # letters that two like names share at one end


# What may stand between a name and another name of the same thing.
_BETWEEN = (
    r"\s*(?:\(\s*(?:or|aka|i\.e\.|also|called|formerly|abbreviated|short for|known as|the)?\s*[\"']?"
    r"|,?\s*(?:(?:is|was|were|are)\s+)?"
    r"(?:also|better|commonly|formerly|previously|originally|sometimes|often|otherwise|now|simply|later|widely|officially)?\s*"
    r"(?:known|called|named|spelt|spelled|written|styled|referred to|abbreviated|renamed|nicknamed|titled)\s+(?:as|to)?\s*(?:the\s+)?[\"']?"
    r"|,?\s*(?:aka|a\.k\.a\.|alias|or|n[ée]e|born)\s+[\"']?)"
)


def digits(name: str) -> tuple[str, ...]:
    """The groups of digits of a name, in order; names that differ in them are never one."""
    return tuple(str(int(group)) for group in re.findall(r"\d+", re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", fold(name))))


def _form_fault(title: str) -> str | None:
    count = len(title.split())
    if not re.search(r"[^\W_]", title):
        return "it holds no word"
    if len(title) > LONGEST:
        return f"it is too long ({len(title)} characters, at most {LONGEST})"
    if count > MOST_WORDS:
        return f"it is too long ({count} words, at most {MOST_WORDS})"
    if "\n" in title or (
        re.search(r"[.!?]\Z", title.strip())
        and not re.search(
            r"\b(?:\w|inc|co|ltd|jr|sr|corp|st|bros)\.\Z|[^\w\s]{2,}\Z|(?<=[a-z])!\Z", title.strip(), re.IGNORECASE
        )
    ):
        return "it is a sentence, not a name"
    parts = [word.lower() for word in re.findall(r"[\w'’-]+", title)]
    if len(parts) >= 4 and any(word in FINITE for word in parts[1:-1]) and not _title_case(title):
        return "it is a sentence, not a name"
    return None


def _title_case(title: str) -> bool:
    """Whether all longer words have capitals, as in the name of a work: `The Sun Also Rises`, `Nothing Was the Same`."""
    longer = [word for word in re.findall(r"[^\W\d_]+", title) if len(word) > 3]
    return bool(longer) and all(word[0].isupper() for word in longer)


def _generic_fault(title: str) -> str | None:
    low = norm(title)
    bare = re.sub(r"\A(?:the|a|an) ", "", low)
    if low in PRONOUNS or bare in PRONOUNS:
        return "it is a pronoun, not a name"
    if names_no_thing(title):
        return "it is only an adjective or a title, not a name"
    if (
        low in GENERIC_TITLES
        or bare in GENERIC_TITLES
        or (title == title.lower() and all(word in STOP for word in low.split()))
    ):
        return "it is a general word that names nothing in particular"
    if re.fullmatch(
        r"(?:page|section|chapter|figure|table|part|step|item|line|sentence|document|appendix|entity|title)s? (?:\d+|[a-z]|[ivx]+)",
        low,
    ):
        return "it is a part of a document, not a thing"
    found = quantities(title)
    covered = sum(q.end - q.start for q in found)
    if re.fullmatch(r"[\d\W]+", title) or (
        found
        and covered >= len(title.strip()) - 1
        and not all(q.kind in ("ordinal", "date") and q.value[0] == "c" for q in found)
    ):
        return "it is a bare number or date"
    return None


def good_title(title: str, window_text: str) -> str | None:
    """What is wrong with a title as an entity's name, in words for whoever gave it; None if nothing is.

    `window_text` is the text that it was named from: a title of which a figure, a code or more than half of the words do not occur
    there is made up, and what it holds would count as evidence on its page.
    """
    fault = _form_fault(title) or _generic_fault(title)
    if fault:
        return fault
    if not stands(title, window_text):
        return "it does not occur in the text"
    return REASON if fragment(title, window_text) else None


def names_no_thing(name: str) -> bool:
    """Whether a name is only a nation's adjective (`Scottish`), or an office or courtesy without a name (`Captain`)."""
    low = name.strip().lower()
    return low in DEMONYMS or low.rstrip(".") in _PREFIXES


def _said_other_name(title: str, alias: str, text: str) -> bool:
    """Whether the text gives both as names of one thing: `Title (Alias)`, `Title, also known as Alias`."""
    a, b = re.escape(fold(title)), re.escape(fold(alias))
    folded = fold(text)
    return any(re.search(rf"(?<!\w){x}[\"']?{_BETWEEN}{y}(?!\w)", folded, re.IGNORECASE) for x, y in ((a, b), (b, a)))


# What stands before a name without being part of it: of ships, of people by courtesy or office.
_PREFIXES = listed(
    """hms uss ss rms mv sms hmcs hmas usns sir mr mrs ms miss dr prof professor captain capt lieutenant colonel major general admiral
    president senator governor judge lord lady dame reverend rev"""
)
_DATED = re.compile(
    r"(?P<year>1\d{3}|20\d\d) (?P<noun>[a-z][\w-]*(?: [a-z][\w-]*)?)|(?P<other>[a-z][\w-]*(?: [a-z][\w-]*)?) of (?P<when>1\d{3}|20\d\d)"
)


def without_prefix(name: str) -> str:
    """The name without what is set before it: `HMS Kettle` is `Kettle`, `Dr Ada Holm` is `Ada Holm`; "" if it has no such prefix."""
    first, _, rest = name.strip().partition(" ")
    return rest if rest and first.rstrip(".").lower() in _PREFIXES and rest[:1].isupper() else ""


def other_order(name: str) -> str:
    """`flood of 1910` for `1910 flood`, and the other way round; "" for any other name."""
    match = _DATED.fullmatch(name[:1].lower() + name[1:])
    if not match:
        return ""
    return f"{match['noun']} of {match['year']}" if match["year"] else f"{match['when']} {match['other']}"


def is_surname(alias: str, title: str) -> bool:
    """Whether `alias` is the last name in `title`, a full name of two to five words: `Holm` of `Ada Holm`."""
    full = [word for word in re.findall(r"[^\W\d_][\w'’-]*", title) if word.lower() not in ("jr", "sr", "ii", "iii")]
    short = re.findall(r"[^\W\d_][\w'’-]*", alias)
    return (
        1 <= len(short) < len(full) <= 5
        and [w.lower() for w in full[-len(short) :]] == [w.lower() for w in short]
        and full[0][:1].isupper()
    )


def plausible_alias(title: str, alias: str, text: str) -> bool:
    """Whether `alias` can be another name of `title`: one key, an acronym, a last name, or `text` gives them as names of one thing."""
    if digits(title) != digits(alias) or _generic_fault(alias) or _form_fault(alias):
        return False
    if (
        key(other_order(title)) == key(alias)
        or key(alias) in (key(without_prefix(title)), "")
        or key(title) == key(without_prefix(alias))
    ):
        return True
    if key(title) == key(alias) or is_acronym(alias, title) or is_acronym(title, alias):
        return True
    return is_surname(alias, title) or _said_other_name(title, alias, text)


@dataclass(frozen=True, slots=True)
class _Form:
    """What is compared of a name: its key, its words sorted, its digits."""

    key: str
    words: str
    digits: tuple[str, ...]

    @classmethod
    def of(cls, name: str) -> _Form:
        return cls(key(name), " ".join(sorted(re.findall(r"[^\W_]+", plain(name)))), digits(name))


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


def _acronyms(forms: dict[str, _Form]) -> list[tuple[str, str]]:
    """Pairs of an acronym and the only name with those initials."""
    long: dict[str, list[str]] = defaultdict(list)
    for name in forms:
        if " " in name or "-" in name:
            long[initials(name)].append(name)
    short = [name for name in forms if re.fullmatch(r"[A-Z][A-Za-z]{0,2}[A-Z]\w{0,5}s?", name)]
    pairs = []
    for name in short:
        of = long.get(re.sub(r"\W", "", name).lower().removesuffix("s") if name.endswith("s") else name.lower(), [])
        if len(of) == 1 and forms[of[0]].digits == forms[name].digits:
            pairs.append((min(name, of[0]), max(name, of[0])))
    return pairs
