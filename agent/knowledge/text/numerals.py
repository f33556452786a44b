"""Numbers in running text, in digits or in words, with their spans.

Owns: reading `1,000`, `1.8 million`, `3½`, `2 × 10⁵`, `twenty-one`, `two thousand and five`, `half a million`. Promises: works on folded
text (see `letters.fold`) and never takes digits that belong to a name (`H100`, `COVID-19`). Imports only `letters`.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from agent.knowledge.text.letters import FRACTIONS, SUPERSCRIPTS

_SMALL = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen"""
_NTH = """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth
    seventeenth eighteenth nineteenth"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_TENTHS = "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth hundredth"
SMALL = {word: n for n, word in enumerate(_SMALL.split())} | {word: 10 * n for n, word in enumerate(_TENS.split(), 2)}
LARGE = {
    "hundred": 100,
    "thousand": 1000,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "dozen": 12,
    "lakh": 10**5,
    "crore": 10**7,
}
LONGEST = 300  # digits; more are no number that anyone compares
SHORT = {"k": 1e3, "K": 1e3, "M": 1e6, "B": 1e9, "bn": 1e9, "mn": 1e6, "m": 1e6, "tn": 1e12}
ORDINALS = {word: n for n, word in enumerate(_NTH.split(), 1)} | {
    word: 10 * n for n, word in enumerate(_TENTHS.split(), 2)
}

_LETTER = r"A-Za-z\u00c0-\u04ff"  # of scripts that put spaces between words: a digit right after one belongs to a name
_UNIT = "|".join(sorted(SMALL, key=len, reverse=True))
_LARGE = "|".join(LARGE)
_ORDINAL = "|".join(sorted(ORDINALS, key=len, reverse=True))
_HALF = (
    r"half\s+an?(?=\s+(?:point|mark|lap|length|second|minute|hour|day|week|month|year|decade|century"
    r"|mile|met(?:re|er)|kilo|inch|foot|dozen|pound|ton|acre))"
)
_WORDS = (
    rf"(?:{_HALF}|(?:an?|half\s+an?)\s+(?:{_LARGE})|(?:{_UNIT})(?!\w))"
    # a unit joins a ten or a larger word: `ten one` is two numbers
    rf"(?:[\s-]+(?:and\s+)?(?:{_LARGE})(?!\w)|(?:(?<=ty)[\s-]+|(?<=red|and|ion|zen|akh|ore)[\s-]+(?:and\s+)?)(?:{_UNIT})(?!\w))*"
)
_TAIL = r"(?:[\s-](?:hundred|thousand|million|billion|trillion|dozen|lakh|crore)\b)*"

NUMBER = re.compile(
    rf"""(?<![{_LETTER}])(?<![{_LETTER}]-)(?<!\d)
    (?: (?P<sign>(?<![\w)\]%.])-)?
        (?P<core>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?(?![\d,]\d)
            | \d{{1,3}}(?:[\u00a0'_]\d{{3}})+(?!\d)
            | \d{{1,3}}(?:[ ]\d{{3}})*[ ]0\d{{2}}(?:[ ]\d{{3}})*(?!\d)
            | \d+(?:\.\d+)? | (?<![\d.])\.\d+)
        (?:\s?(?P<fraction>[{"".join(FRACTIONS)}]) | \s(?P<over>[1-9]/[2-9])(?!\d))?
        (?P<power>\s?[x×·*]\s?10\s?(?:\^|\*\*)?\s?(?:-?\d+|[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+) | \^-?\d+ | [⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+ | [eE][+-]?\d+(?!\w))?
        (?P<tail>\s?(?:bn|mn|tn)\b|[kKMB]\b(?!/)|{_TAIL})
      | (?P<lone>[{"".join(FRACTIONS)}])
      | (?P<words>{_WORDS})
    )""",
    re.VERBOSE | re.IGNORECASE,
)
ORDINAL = re.compile(
    rf"(?<![\w-])(?:(?P<digits>\d{{1,6}}(?:,\d{{3}}){{0,3}})(?:st|nd|rd|th)|(?:(?P<tens>twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)-)?(?P<word>{_ORDINAL}))(?!\w)",
    re.IGNORECASE,
)
_ONE_IS_NO_NUMBER = re.compile(
    r"\s*(?:of|another|who|that|which|or|can|must|should|may|could|would|more|has|is|day|thing|such|by|-)\b",
    re.IGNORECASE,
)
_ONE_MEASURED = re.compile(
    r"[\s-]+(?:second|minute|hour|week|month|year|met(?:re|er)|mile|kilo|foot|inch|per\s?cent|gram|byte)", re.IGNORECASE
)
_BEFORE_ONE = re.compile(
    r"\A[^\w]*\Z|[.!?:][\s\"')]+\Z|\b(?:no|any|every|each|this|that|which|the|some|another|last|next|if|as|only)[\s-]*\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number: its value, the value of the last printed digit, how many zeros end it, and where it stands (`text[start:end]`)."""

    value: float
    step: float
    zeros: int
    start: int
    end: int
    worded: bool = False


def words_value(words: list[str]) -> float:
    """The value of number words: `["two", "hundred", "and", "five"]` → 205.0; `["half", "a", "million"]` → 500000.0."""
    if words[0] == "half":
        return LARGE.get(words[-1], 1) / 2
    total, current = 0.0, 0.0
    for word in words:
        if word in SMALL:
            current += SMALL[word]
        elif word in ("hundred", "dozen"):
            current = (current or 1) * LARGE[word]
        elif word in LARGE:
            total, current = total + (current or 1) * LARGE[word], 0.0
    return total + current


def _exponent(power: str) -> float:
    if power[0] in "eE":
        return float("1" + power)
    digits = power.translate(SUPERSCRIPTS)
    match = re.search(r"(?:10\s?(?:\^|\*\*)?\s?)(-?\d+)\Z", digits) if re.match(r"\s?[x×·*]", digits) else None
    return 10.0 ** int(match.group(1)) if match and abs(int(match.group(1))) < 300 else 1.0


def _powered(value: float, power: str) -> float:
    if power[0] in "^⁰¹²³⁴⁵⁶⁷⁸⁹⁻":
        try:
            return float(value ** int(power.lstrip("^").translate(SUPERSCRIPTS)))
        except (OverflowError, ZeroDivisionError, ValueError):
            return value
    return value * _exponent(power)


def _from_digits(match: re.Match[str]) -> Numeral:
    core = re.sub(r"[,'\s_]", "", match["core"])
    value = float(core)
    decimals = len(core.partition(".")[2])
    if match["fraction"]:
        value, decimals = value + FRACTIONS[match["fraction"]], 2
    elif match["over"]:
        value, decimals = value + int(match["over"][0]) / int(match["over"][2]), 2
    scale = 1.0
    for word in re.findall(r"[A-Za-z]+", match["tail"] or ""):
        scale *= LARGE.get(word.lower()) or SHORT.get(word) or SHORT.get(word.lower(), 1.0)
    if match["power"]:
        powered = _powered(value, match["power"])
        scale, value = (powered / value if value else 1.0), value
    zeros = 0 if decimals else len(core) - len(core.rstrip("0"))
    signed = -value if match["sign"] else value
    return Numeral(round(signed * scale, 10), 10.0**-decimals * scale, zeros, match.start(), match.end())


def numerals(text: str) -> list[Numeral]:
    """All numbers of a folded text in order. `one` counts only where it counts something (`one moon`, not `one of them`)."""
    found = []
    for match in NUMBER.finditer(text):
        if match["core"]:
            if len(match["core"]) < LONGEST and math.isfinite((number := _from_digits(match)).value):
                found.append(number)
        elif match["lone"]:
            found.append(Numeral(FRACTIONS[match["lone"]], 0.01, 0, match.start(), match.end()))
        else:
            if (worded := _from_words(match, text)) and math.isfinite(worded.value):
                found.append(worded)
    return found


def _from_words(match: re.Match[str], text: str) -> Numeral | None:
    words = re.findall(r"[a-z]+", match["words"].lower())
    if words == ["one"] and not _ONE_MEASURED.match(text, match.end()):
        before = _BEFORE_ONE.search(text, max(0, match.start() - 12), match.start())
        if before or _ONE_IS_NO_NUMBER.match(text, match.end()):
            return None
    value = words_value(words)
    if not math.isfinite(value):
        return None
    whole = f"{value:.0f}"
    zeros = len(whole) - len(whole.rstrip("0")) if value and any(word in LARGE for word in words) else 0
    return Numeral(value, 1.0, zeros, match.start(), match.end(), worded=True)


def ordinal_value(match: re.Match[str]) -> int:
    """The value of a match of `ORDINAL`: `21st` and `twenty-first` → 21."""
    if match["digits"]:
        return int(match["digits"].replace(",", ""))
    return ORDINALS[match["word"].lower()] + (SMALL[match["tens"].lower()] if match["tens"] else 0)
