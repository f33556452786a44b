"""Whether a statement is supported by the sentences it cites, by rules that need no model.

Owns: `unsupported`. Promises: any text supports itself; a changed digit, an exchanged name, two values swapped, a "not" put in or taken
out is refused; another spelling of numbers, dates, hyphens and case is not. Imports the readers of quantities, names and polarity.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from agent.knowledge.support.pairing import misplaced
from agent.knowledge.text.english import GLUE, OPPOSITES, listed
from agent.knowledge.text.letters import fold
from agent.knowledge.text.names import proper_names
from agent.knowledge.text.normal import initials, key, norm, tokens, words
from agent.knowledge.text.polarity import Negation, allows_too, hedges, negations, reports_too
from agent.knowledge.text.stems import stem
from agent.knowledge.values.comparing import same_value
from agent.knowledge.values.quantities import Quantity, quantities

RECALL = 0.6  # share of the content words that must stand in the quotes

BARE = listed("yes no true false none")  # an answer that holds nothing to look up

_DIGITS = re.compile(r"\d+(?:[.,:'_]\d+)*")
_ADDRESS = re.compile(
    r"\b[a-z][a-z0-9+.-]*://[^\s\"'<>()]+|\bwww\.[^\s\"'<>()]+|[^\s\"'<>()@]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE
)
_YEAR = 372  # days, as the reader of dates counts them
_PREFIXES = ("un", "non", "dis", "im", "in", "ir")


def _coarser(claim: Quantity, source: Quantity) -> bool:
    """A date may be told less precisely than the source tells it, down to its year; never more."""
    if claim.kind != "date" or source.kind != "date" or ".." in claim.value:
        return False
    if claim.value.startswith("--") or source.value.startswith("--"):
        return claim.value.startswith("--") and (
            source.value.endswith(claim.value[1:]) or f"-{claim.value[2:]}-" in source.value
        )
    return claim.low <= source.low and source.high <= claim.high and claim.high - claim.low < 2 * _YEAR


def _stated(claim: Quantity, sources: Sequence[Quantity]) -> bool:
    bare = _bare(claim.text)
    for source in sources:
        same = same_value(claim, source) or _coarser(claim, source)
        if same and (claim.bound == source.bound or {claim.bound, source.bound} <= {"", "about"}):
            return True
        if (_bare(source.text) == bare and _alike(claim, source)) or _is_end(claim, source):
            return True
    return False


def _is_end(claim: Quantity, source: Quantity) -> bool:
    """Whether the claim is the first or last of what the source gives as a range."""
    if ".." not in source.value or ".." in claim.value:
        return False
    if claim.kind == source.kind != "date" and claim.unit == source.unit:
        return claim.low in (source.low, source.high)
    return any(same_value(claim, half) for half in _halves(source))


def _plainly(text: str) -> str:
    return " ".join(fold(text).casefold().split())


def _bare(text: str) -> str:
    return " ".join(_DIGITS.findall(norm(text)))


def _alike(a: Quantity, b: Quantity) -> bool:
    """Whether two readings of the same digits do not contradict each other: a version and a plain figure, say."""
    loose = {"version", "figure", "date", "ratio", "percent"}
    same_unit = a.unit == b.unit or not (a.unit and b.unit)
    if {a.kind, b.kind} == {"ratio", "percent"}:
        return a.written == b.written
    return a.kind != b.kind and {a.kind, b.kind} <= loose and same_unit and "percent" not in (a.kind, b.kind)


def _ends_stated(claim: Quantity, sources: Sequence[Quantity]) -> bool:
    """A range of which both ends stand in the source as values of their own (`from 10 in 1990 to 20`)."""
    ends = _halves(claim)
    if len(ends) != 2:
        return False
    first, last = (
        [n for n, s in enumerate(sources) if same_value(end, s) or _bare(end.text) == _bare(s.text)] for end in ends
    )
    return bool(first and last) and first[0] < last[-1]


def _halves(claim: Quantity) -> list[Quantity]:
    """The two ends of a range as quantities; empty for anything else."""
    if ".." not in claim.value:
        return []
    halves = re.split(r"\s*(?:\band\b|\bto\b|-)\s*", fold(claim.text), maxsplit=1)
    found = [q for half in halves for q in quantities(half)]
    return found if len(found) == 2 else []


def _figure_faults(text: str, sources: Sequence[str]) -> list[str]:
    stated = [q for source in sources for q in quantities(source)]
    found = quantities(text)
    if len(found) == 1 and not tokens(text[: found[0].start] + " " + text[found[0].end :]):
        stated += [
            q for s in stated if _bare(s.text) for q in quantities(_bare(s.text))
        ]  # a bare number answers without its unit
    faults = [
        f'"{q.text}" does not stand in the cited sentences'
        for q in found
        if not (_stated(q, stated) or _ends_stated(q, stated))
    ]
    digits = set(_DIGITS.findall(norm(" ".join(sources))))
    loose = [m for m in _DIGITS.finditer(fold(text)) if not any(q.start <= m.start() < q.end for q in found)]
    missing = [m.group() for m in loose if not set(_DIGITS.findall(norm(m.group()))) <= digits]
    return faults + [f'"{figure}" does not stand in the cited sentences' for figure in missing]


def _run(needle: Sequence[str], hay: Sequence[str]) -> bool:
    n = len(needle)
    return any(list(hay[i : i + n]) == list(needle) for i in range(len(hay) - n + 1))


def _name_stated(name: str, sources: Sequence[str]) -> bool:
    wanted = [stem(word) for word in words(name)]
    if not wanted:
        return True
    name_key = key(name)
    for source in sources:
        there = [stem(word) for word in words(source)]
        if _run(wanted, there) or (len(name_key) > 3 and len(wanted) == 1 and name_key in _joined_keys(source)):
            return True
        if len(name_key) > 3 and name_key in _pairs(source):
            return True
    letters = re.sub(r"[^\w]", "", name).lower()
    return name.isupper() and len(letters) > 1 and any(letters in _initials(source, len(letters)) for source in sources)


def _joined_keys(source: str) -> set[str]:
    return {key(word) for word in re.findall(r"[\w'’-]+", source)}


def _pairs(source: str) -> set[str]:
    """Keys of all runs of two to five words, so that `Paged-Attention` finds `paged attention` and `PagedAttention`."""
    parts = re.findall(r"[^\W_]+[+#]*", source)
    return {key(" ".join(parts[i : i + n])) for n in (2, 3, 4, 5) for i in range(len(parts) - n + 1)}


def _initials(source: str, letters: int) -> set[str]:
    """Initials of all runs of words; two letters stand only for words with capitals."""
    parts = re.findall(r"[^\W_]+", source)
    if letters < 3:
        parts = [part if part[0].isupper() else "0" for part in parts]
    return {initials(" ".join(parts[i : i + n])) for n in range(2, 8) for i in range(len(parts) - n + 1)}


def _name_faults(text: str, sources: Sequence[str]) -> list[str]:
    missing = [name.text for name in proper_names(text) if not _name_stated(name.text, sources)]
    return [f'the name "{name}" does not stand in the cited sentences' for name in dict.fromkeys(missing)]


def _denied(scope: Sequence[str], text: Sequence[str]) -> bool:
    """Whether a text speaks of what a negation denies: of its first word, and of half of them."""
    there = set(text)
    return bool(scope) and scope[0] in there and sum(word in there for word in scope) * 2 >= len(scope)


def _bears_on_one(a: Negation, b: Negation) -> bool:
    """Whether two negations deny the same, or neither denies anything in particular."""
    return bool(set(a.scope) & set(b.scope)) or not (a.scope and b.scope)


def _negation_faults(text: str, quotes: Sequence[str]) -> list[str]:
    spoken = tokens(text)
    free = [list(negations(quote)) for quote in quotes]
    for n in negations(text):
        # What is denied once here may be denied in each of the quotes: two sources may say the same.
        found = [(held, next((other for other in held if _bears_on_one(n, other)), None)) for held in free]
        if not any(other for _, other in found):
            return [f'"{n.cue}" is not what the cited sentences say of this']
        for held, other in found:
            if other:
                held.remove(other)
    affirmed = [n for held in free for n in held if _denied(n.scope, spoken) and not _also_affirmed(n.scope, quotes)]
    return [f'the cited sentences deny this ("{n.cue} {" ".join(n.scope[:2])}")' for n in affirmed[:1]]


def _also_affirmed(scope: Sequence[str], quotes: Sequence[str]) -> bool:
    """Whether some quote without any negation says it too."""
    return any(not negations(quote) and _denied(scope, tokens(quote)) for quote in quotes)


_OPPOSED = [(stem(a), stem(b)) for a, b in OPPOSITES] + [(stem(b), stem(a)) for a, b in OPPOSITES]


def _opposite_faults(text: str, quotes: Sequence[str]) -> list[str]:
    mine = {stem(word) for word in words(text)}
    theirs = {stem(word) for quote in quotes for word in words(quote)}
    for a, b in _OPPOSED:
        if a in mine - theirs and b in theirs - mine:
            return [f'the cited sentences say the opposite ("{b}", not "{a}")']
    if (_non(text) - _after_non(quotes)) or (_non(" ".join(quotes)) & _plain_words(text)):
        return ['the cited sentences say it of what is "non-" that, or the reverse']
    for word in sorted(mine - theirs):
        if len(word) > 3 and any(prefix + word in theirs for prefix in _PREFIXES):
            return [f'the cited sentences say the opposite of "{word}"']
        prefix = next(
            (p for p in _PREFIXES if word.startswith(p) and word[len(p) :] in theirs and len(word) > len(p) + 3), None
        )
        if prefix:
            return [f'the cited sentences say the opposite of "{word}"']
    return []


def _after_non(texts: Sequence[str]) -> set[str]:
    return {stem(word) for text in texts for before, word in pairwise(words(text)) if before == "non"}


def _plain_words(text: str) -> set[str]:
    return {stem(word) for before, word in pairwise(["", *words(text)]) if before != "non"}


def _non(text: str) -> set[str]:
    """The stems that a text speaks of only with `non-` before them."""
    return _after_non([text]) - _plain_words(text)


def _address_faults(text: str, quotes: Sequence[str]) -> list[str]:
    """A web or mail address leads where a reader clicks: it stands in the quotes letter for letter, or it is not written."""
    if "://" not in text and "@" not in text and "www." not in text.lower():
        return []
    there = {match.group().rstrip(".,;:!?") for quote in quotes for match in _ADDRESS.finditer(quote)}
    found = (match.group().rstrip(".,;:!?") for match in _ADDRESS.finditer(text))
    return [f'"{address}" does not stand in the cited sentences' for address in found if address not in there]


def _hedge_faults(text: str, quotes: Sequence[str]) -> list[str]:
    if hedges(text):
        return []
    spoken = tokens(text)
    hedged = [[h for h in hedges(quote) if not h.scope or _denied(h.scope, spoken)] for quote in quotes]
    if any(reports_too(text, h.cue) or allows_too(text, h.cue) for found in hedged for h in found):
        return []
    return [f'the source only says so with "{hedged[0][0].cue}"'] if all(hedged) else []


def _recall_faults(text: str, quotes: Sequence[str], also: Sequence[str], least: float) -> list[str]:
    given = {token for source in also for token in tokens(source)}
    wanted = [token for token in tokens(text) if token not in given and token not in GLUE]
    if not wanted:
        return []
    there = {token for quote in quotes for token in tokens(quote)} | given
    share = sum(token in there for token in wanted) / len(wanted)
    return [] if share >= least else [f"only {share:.0%} of its words stand in the cited sentences"]


def unsupported(text: str, quotes: Sequence[str], also: Sequence[str] = (), *, least: float = RECALL) -> list[str]:
    """Why `text` is not supported by the quoted sentences, one reason a line; empty if it is.

    `also` are the page's title and aliases: names and figures may come from there. `least` is the share of content words that the quotes
    must hold. The reasons are written to be shown to whoever wrote the text.
    """
    if not quotes:
        return ["it cites no sentence"]
    if norm(text) in BARE or _plainly(text) in map(_plainly, quotes):
        return []
    sources = [*quotes, *also]
    faults = _address_faults(text, quotes) + _figure_faults(text, sources) + _name_faults(text, sources)
    faults += _negation_faults(text, quotes) + _opposite_faults(text, quotes) + _hedge_faults(text, quotes)
    faults += misplaced(text, quotes)
    return list(dict.fromkeys(faults + _recall_faults(text, quotes, also, least)))
