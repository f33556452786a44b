"""What the readers of figures and of polarity know of each language: its words for numbers, months and units, and its cues.

Owns: `Language`, `language_of`, `translated`, and the words by which a figure comes of another. Promises: `translated` keeps where each
character came from, so that spans found in the English form are spans of the original; time grows with the length. The lists lie in
`words/`, a file a language.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from agent.knowledge.text.abroad import SPELLED, Edit, eastern, replacing, spelled, western
from agent.knowledge.text.digits import edits, scales
from agent.knowledge.text.english import STOP

# By what words, of whatever language, a figure comes of another one.
NEXT_YEAR = re.compile(  # one year from another that is told
    r"\b(?:year|season)\s+(?:before|earlier|later|after)|\b(?:previous|preceding|following|next)\s+(?:year|season)|\b(?:folge|vor)jahr"
    r"|\bannée\s+(?:suivante|précédente)|\baño\s+(?:siguiente|anterior)|[翌前次]年",
    re.IGNORECASE,
)
NEXT_DAY = re.compile(
    r"\b(?:next|following|previous)\s+(?:day|morning|evening)|\bday\s+(?:before|after|later|earlier)|\btags\s+darauf"
    r"|\bam\s+(?:folgenden|nächsten)\s+tag|\blendemain|\bveille|\bdía\s+(?:siguiente|anterior)|[翌次前]日|第二天",
    re.IGNORECASE,
)
PACE = re.compile(  # the time of a rate, told beside its figure: `annual sales of 30 tonnes`
    r"\b(?:annual|year|month|week|dai|hour)ly\b|\bannual\b|\b(?:an?|per|each|every)\s+(?:second|minute|hour|day|week|month|year)\b",
    re.IGNORECASE,
)
MULTIPLES = {  # by what words a figure is so many times another
    2.0: re.compile(r"\btwice|doubl|doppel|\bdoble|duplic|倍増|翻番|两倍|2倍", re.IGNORECASE),
    3.0: re.compile(r"tripl|trebl|dreifach|verdreifach|三倍|3倍", re.IGNORECASE),
    0.5: re.compile(r"\bhalf\b|\bhalv|halbier|\bmoitié|\bmitad|半減|减半", re.IGNORECASE),
}
REST = re.compile(r"\brest\b|\bremain|\bothers?\b|übrig|\breste\b|\bresto\b|其余|残り", re.IGNORECASE)
MEDIAN = re.compile(r"\bm[eé]dian|中位|中央値", re.IGNORECASE)
MEAN = re.compile(r"\bmean\b|\baverage|\bmoyen|durchschnitt|\bmittelwert|\bmedia\b|\bpromedio|平均", re.IGNORECASE)
# What a superlative, or a `first`, may be made of.
EXTREME = re.compile(
    r"\b(?:maxim|minim|most|least|record|peak|top\b|first|summit|above all|unrivalled|no other|any other"
    r"|wie (?:noch )?nie|kein\w* ander|jede\w* ander|rekord|aucun\w* autre|tout\w* autre|ning\w+ otr|cualquier otr)",
    re.IGNORECASE,
)
NONE_MORE = re.compile(  # what a superlative may be made of
    r"\b(?:no|kein\w*|ning[uú]n\w*|aucune?)\b[^.;]{1,60}?\b(?:\w+er\s+(?:than|als)|more|mehr|plus|más)\b", re.IGNORECASE
)
FIRST = re.compile(
    r"\b(?:before|until then|never|debut|maiden|inaug|pioneer|earliest|oldest|origin|introduc|began|found)|首|初|第一",
    re.IGNORECASE,
)
_SMALL_PARTS = re.compile(
    r"\b(?P<n>a|one|two|three|four|five|six|seven|eight|nine|ten|\d{1,2})[\s-](?P<d>half|third|quarter|fifth|sixth|seventh|eighth|ninth"
    r"|tenth)(?:s\b|(?=\s+(?:of|the|in|within|since|from|to)\b|\s*[.,;]|\s*\Z))"
    r"|\b(?P<of>one|two|three|four|five|six|seven|eight|nine|\d{1,2})(?:\s+[a-z]{3,})?\s+in\s+(?:every\s+)?(?P<all>two|three|four|five|six"
    r"|seven|eight|nine|ten|twenty|\d{1,2})\b(?!\s+(?:days|weeks|months|years|hours|minutes))"
    r"|\bhalf(?=\s+(?:of|the)\b)",
    re.IGNORECASE,
)
_OF_A_UNIT = re.compile(
    r"\b(?P<n>an?|one|two|three)[\s-](?P<d>half|third|quarter|fifth|tenth)s?\s+of\s+an?\s+(?P<unit>second|minute|hour|day|week|month|year|mile|kilo\w*|met(?:re|er)"
    r"|lit(?:re|er)|century)\b",
    re.IGNORECASE,
)
_AND_A_HALF = re.compile(
    r"\b(?P<n>an?|one|two|three|four|five|six|seven|eight|nine|ten)\s+(?:(?P<unit>second|minute|hour|day|week|month|year|mile|metre|meter)s?"
    r"\s+and\s+a\s+half\b|and\s+a\s+half\b)",
    re.IGNORECASE,
)
_NUMBERS = dict(
    zip(
        ("a", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
        (1, *range(1, 11)),
        strict=True,
    )
) | {
    "an": 1,
    "eleven": 11,
    "twelve": 12,
    "twenty": 20,
}
_PARTS = dict(
    zip(
        ("half", "third", "quarter", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"), range(2, 11), strict=True
    )
)
_FEASTS = {"new year's day": "1 January", "christmas eve": "24 December", "christmas day": "25 December",
           "boxing day": "26 December", "new year's eve": "31 December", "first day": "1 January", "last day": "31 December"}  # fmt: skip
_FEAST = re.compile(
    r"\b(?P<feast>new\s+year's\s+(?:day|eve)|christmas\s+(?:day|eve)|boxing\s+day"
    r"|(?:the\s+)?(?:first|last)\s+day(?=\s+of\s+[12]\d{3}\b))(?:(?:\s+(?:of|in))?\s+(?P<year>[12]\d{3})\b)?",
    re.IGNORECASE,
)
_SPOKEN = re.compile(
    r"\b(?:(?P<past>half past|quarter past|quarter to)\s+)?(?P<hour>two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})"
    r"(?:\s+o'clock)?\s+(?:in\s+the\s+(?P<part>morning|afternoon|evening)|at\s+(?P<night>night))\b",
    re.IGNORECASE,
)
_POINT_CLOCK = re.compile(r"(?<![\d.])(\d{1,2})\.(\d\d)(?=\s?[ap]\.?m\b)")


def _count(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS[word.lower()]


def _share(match: re.Match[str]) -> str:
    """`two fifths` → `40 %`; more than the whole stays as it is."""
    if match["all"]:
        of, whole = _count(match["of"]), _count(match["all"])
    elif match["d"]:
        of, whole = _count(match["n"]), _PARTS[match["d"].lower()]
    else:
        of, whole = 1, 2
    return f"{100 * of / whole:.6g} %" if of < whole else match.group()


def _spoken(match: re.Match[str]) -> str:
    """`half past seven in the evening` → `7:30 p.m.`"""
    hour, part = _count(match["hour"]), (match["part"] or match["night"]).lower()
    past = {"half past": 30, "quarter past": 15, "quarter to": -15}.get((match["past"] or "").lower(), 0)
    late = part in ("afternoon", "evening") or (part == "night" and 5 < hour < 12)
    return f"{hour - (past < 0)}:{past % 60:02} {'p.m.' if late else 'a.m.'}" if 1 < hour <= 12 else match.group()


def _feast(match: re.Match[str]) -> str:
    day = _FEASTS[" ".join(match["feast"].lower().removeprefix("the ").split())]
    return f"{day} {match['year']}" if match["year"] else day


def _halved(match: re.Match[str]) -> str:
    number = f"{_count(match['n'])}.5"
    return f"{number} {match['unit']}s" if match["unit"] else number


_ENGLISH: tuple[Edit, ...] = (
    replacing(_SPOKEN, _spoken),
    replacing(_FEAST, _feast),
    replacing(_OF_A_UNIT, lambda m: f"{_count(m['n']) / _PARTS[m['d'].lower()]:.4g} {m['unit']}s"),
    replacing(re.compile(r"\btwice(?=\s+(?:as|the)\b)", re.IGNORECASE), lambda _: "2 times"),
    replacing(_AND_A_HALF, _halved),
    replacing(_SMALL_PARTS, _share),
    replacing(_POINT_CLOCK, lambda m: f"{m[1]}:{m[2]}"),
)


@dataclass(frozen=True, slots=True)
class Language:
    """Cues of a language as patterns. Where `spaced` is false its words stand without spaces, and a cue's bearing is told in characters.

    `negation` denies what stands beside it; `implied` tells of an absence in other words (`ohne`, `only`), so that a negation may come of
    it. `hedge` says that something is supposed, planned or reported; `soft` is whatever else in a wording says so too.
    `alone` is what an `only` may be made of; `limit` is up to where something is denied. `passive` and `agent` tell to whom something is
    done, and by whom. `command` begins what tells a reader what to do.
    """

    code: str
    negation: re.Pattern[str]
    implied: re.Pattern[str]
    hedge: re.Pattern[str]
    soft: re.Pattern[str]
    superlative: re.Pattern[str]
    exact: re.Pattern[str]
    before: re.Pattern[str]
    after: re.Pattern[str]
    alone: re.Pattern[str]
    limit: re.Pattern[str]
    one_of: re.Pattern[str]
    passive: re.Pattern[str]
    agent: re.Pattern[str]
    command: re.Pattern[str]
    stop: frozenset[str]
    spaced: bool = True
    edits: tuple[Edit, ...] = ()


def _read(file: Traversable) -> Language:
    """A language of its file of word lists."""
    lists = tomllib.loads(file.read_text(encoding="utf-8"))
    code, spaced = file.name.removesuffix(".toml"), lists.get("spaced", True)
    edges = (r"(?<!\w)(?:", r")(?!\w)") if spaced else ("(?:", ")")
    cues = {
        name: re.compile(cue.strip().join(edges), re.IGNORECASE | re.VERBOSE) for name, cue in lists["cues"].items()
    }
    figures = lists.get("figures")
    edits = _ENGLISH if figures is None else western(figures, code) if spaced else eastern(figures)
    stop = frozenset(lists.get("stop", "").split()) or STOP
    return Language(code, **cues, stop=stop, spaced=spaced, edits=edits)


@lru_cache(maxsize=1)
def _languages() -> dict[str, Language]:
    found = (
        _read(file) for file in files("agent.knowledge.text").joinpath("words").iterdir() if file.name.endswith(".toml")
    )
    return {language.code: language for language in found}


@lru_cache(maxsize=1)
def commands() -> tuple[re.Pattern[str], ...]:
    """How a command begins, in each language but English, whose verbs are as often nouns."""
    return tuple(language.command for code, language in _languages().items() if code != "en")


def language_of(code: str) -> Language | None:
    """What is known of a language (`de`, `de-AT`), or None."""
    return _languages().get(re.split(r"[-_]", code.lower(), maxsplit=1)[0])


def readable_languages() -> tuple[str, ...]:
    """The languages (ISO 639-1) that something is known of, sorted."""
    return tuple(sorted(_languages()))


@dataclass(frozen=True, slots=True)
class Translated:
    """A text with its figures in English, and the cuts by which a place in it leads back."""

    text: str
    starts: tuple[int, ...]  # of each piece in the new text
    pieces: tuple[tuple[int, int, bool], ...]  # its span in the old one, and whether it was put in

    def back(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original text that `text[start:end]` stands for."""
        first = self._piece(start)
        last = self._piece(max(start, end - 1))
        (a, _, new), (b, b_end, b_new) = self.pieces[first], self.pieces[last]
        return a if new else a + start - self.starts[first], b_end if b_new else b + end - self.starts[last]

    def _piece(self, at: int) -> int:
        return max(0, bisect_right(self.starts, at) - 1)


@lru_cache(maxsize=4096)
def translated(text: str, code: str) -> Translated:
    """`text` (folded) with numbers, dates, units and bounds as English writes them; of a language without lists digits and dates only.

    `code` is that of a language or of the hand of a document (`digits.hand`).
    """
    language, plain = language_of(code), code[:2]
    done = Translated(text, (0,), ((0, len(text), False),))
    own = language.edits if language else (*((spelled(plain),) if plain in SPELLED else ()), *scales(plain))
    for edit in (*edits(code), *own):
        done = _edited(done, edit)
    return done


def _edited(old: Translated, edit: Edit) -> Translated:
    text, starts, pieces, at, length = [], [], [], 0, 0

    def keep(start: int, end: int) -> None:
        """The part of the text that stays, piece by piece."""
        nonlocal length
        n = old._piece(start)
        while start < end:
            a, b, put = old.pieces[n]
            stop = min(end, old.starts[n + 1] if n + 1 < len(old.starts) else len(old.text))
            if stop > start:
                offset = start - old.starts[n]
                starts.append(length)
                pieces.append((a, b, True) if put else (a + offset, a + offset + stop - start, False))
                text.append(old.text[start:stop])
                length += stop - start
            start, n = stop, n + 1

    for start, end, word in edit(old.text):
        if start == end or word == old.text[start:end]:
            continue
        keep(at, start)
        starts.append(length)
        pieces.append((*old.back(start, end), True))
        text.append(word)
        length += len(word)
        at = end
    if not at:
        return old
    keep(at, len(old.text))
    return Translated("".join(text), tuple(starts), tuple(pieces))
