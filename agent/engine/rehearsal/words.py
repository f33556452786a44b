"""Words: cutting a text into them, what carries no meaning, a light stem, and which words say the same.

Owns: tokens with their places, and the word lists of five languages. A Chinese or Japanese character is a word. Imports nothing of ours.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

_CJK = "一-鿿㐀-䶿々"
_WORD = re.compile(
    rf"\d+(?:[.,:/\-]\d+)*(?i:st|nd|rd|th|s)?(?![^\W_{_CJK}])|[{_CJK}]|[゠-ヿ]+|[぀-ゟ]+|\d+"
    rf"|(?:(?<!\S)\.(?=[A-Za-z]))?[^\W_{_CJK}぀-ヿ]+(?:['’.\-&+/_#][^\W_{_CJK}぀-ヿ]+)*[#+]*"
)


def listed(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


STOP = listed(
    """
    a an the and or but nor of in on at to from by with for as is are was were be been being am do does did done has have had
    having it its itself he him his himself she her hers they them their we us our you your i my me this that these those there
    here which who whom whose what when where why how if then than so such not no only own same too very can could will would
    shall should may might must also just about into over under again further once all any both each few more most other some s t
    ones up down out off while during before after above below between through because until against per via within without
    upon among captain mr mrs miss dr sir at never still yet always however cannot nobody nothing none now today later some
    around nearly almost
    der die das den dem des ein eine einen einem einer eines und oder aber von vom zu zum zur im in am an auf für mit bei aus nach
    seit bis um durch ist sind war waren wird werden wurde wurden hat haben hatte sie er es ihr ihre sein seine wir unser unsere
    man nicht kein keine nur auch noch als wie dass sich etwa rund davon also dann dort hier heute
    le la les un une des du de d l et ou mais à au aux en dans sur pour par avec sans est sont était été elle il ils elles son sa
    ses ce cette c qu que qui ne pas plus jamais on nous leur y se
    el los las está él ella una unos unas y o pero del al en con por para sin es son fue era lo su sus se no que hay muy ya hoy todavía
    的 是 在 了 有 和 也 就 这 那 个 我 他 她 它 们 一 不 没 于 上 下 中 里 把 被 很 年 月 日 最
    """
)
MONTHS = listed(
    """
    january jan januar janvier enero february feb februar février febrero march mar märz mars marzo april apr avril abril may mai mayo
    june jun juni juin junio july jul juli juillet julio august aug août agosto september sep sept septembre septiembre
    october oct oktober octobre octubre november nov novembre noviembre december dec dezember décembre diciembre
    """
)
WEEKDAYS = listed(
    """
    monday mondays montag montags lundi lunes tuesday tuesdays dienstag mardi martes wednesday wednesdays mittwoch mercredi miércoles
    thursday thursdays donnerstag jeudi jueves friday fridays freitag freitags vendredi viernes saturday saturdays samstag samstags samedi
    sábado sunday sundays sonntag dimanche domingo
    """
)
NUMERALS = listed(
    """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
    twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million zwei drei vier fünf sechs sieben acht neun zehn elf zwölf
    deux trois quatre cinq sept huit neuf dix dos tres cuatro cinco seis siete ocho nueve diez
    """
)
# Words that say the same of a thing, a line each; the first stands for all. The languages are mixed: sources are too.
_SAME = """
    open opened opening opens opened inaugurated inauguration offen geöffnet öffnet eröffnet eröffnung
    open ouvert ouverte ouvrit abierto abierta abrió inaugurado inaugurada inauguró inauguré inaugurée
    build built building builds constructed construction erected gebaut erbaut baute
    build construit construite construction construido construida construyó construyeron bâti bâtie construcción 建 建成
    found founded founds founding founder founders established establishment gründete gegründet gründung gründer
    found fondé fondée fundado fundada fundó
    write wrote written writes writer author authored penned schrieb geschrieben autor écrit écrivit escrito escribió
    design designed designs designer architect drew drawn drawings entwarf entworfen architekt
    lead leads led leader leading head headed heads directs directed leitet leitung
    begin began begun begins start starts started breaks broke beginning begann beginnt commence empezó
    own owns owned owner owners belongs belong property gehört besitzt
    bear born birth geboren né née naquit nacido nacida nació
    long length lasted lasts longueur longitud länge measured measures mide
    add put adds added puts strew mettre ajouter ajoutait mettait
    teach taught teacher teachers lehrer
    support supports supported understands understand
    name named names mention mentioned nennung erwähnt
"""
# Negating words, and words that say that something is no more.
NEGATIVE = re.compile(
    r"\b(?:no(?! longer than| more than| fewer)|not(?! only)|never|nobody|none|nothing|neither|cannot|"
    r"without|nicht|keine?[nmrs]?|niemals|nie|jamais|"
    r"pas|aucune?|nunca|ning[uú]n[oa]?|ohne|sans|sin)\b|n['’]t\b|[不没未無]|ません|ない",
    re.IGNORECASE,
)
GONE = re.compile(
    r"\b(?:(?<!had )gone|removed|dropped|abolished|scrapped|discontinued|forbidden)\b",
    re.IGNORECASE,
)
PLANNED = re.compile(
    r"\b(?:plan(?:s|ned)?|planung|proposed|proposal|intended|hoped|was to|were to|soll(?:te)?|geplant|"
    r"prévu|previsto|will|wants?|wish(?:es)?|"
    r"expected|scheduled|meant to)\b|とき|場合",
    re.IGNORECASE,
)
OPINION = re.compile(
    r"\b(?:I think|opinion|in (?:my|his|her|their) view|I find|believes?|je trouve|finde ich)\b|觉得|思う",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, and where it stands in it."""

    text: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        """Whether it is written as a name: a capital first, or one inside (`iPhone`)."""
        return self.text[0].isupper() or (self.text[0].islower() and any(map(str.isupper, self.text[1:])))


@lru_cache(maxsize=1024)
def _words(text: str) -> tuple[Word, ...]:
    return tuple(Word(match.group(), match.start(), match.end()) for match in _WORD.finditer(text))


def words(text: str) -> list[Word]:
    """The words of a text, in order; punctuation is left out, but not inside a word (`1,000`, `co-founder`, `C++`)."""
    return list(_words(text))


@lru_cache(maxsize=32_768)
def plain(word: str) -> str:
    """A word as it is compared: without case and a possessive ending."""
    flat = unicodedata.normalize("NFKC", word).casefold().replace("’", "'")
    return flat.removesuffix("'s").removesuffix("'")


_ENDINGS = (
    ("ies", "y", 5),
    ("ied", "y", 5),
    ("sses", "ss", 5),
    ("es", "e", 5),
    ("s", "", 4),
    ("ing", "", 6),
    ("ed", "", 5),
    ("ly", "", 5),
    ("est", "", 7),
)


@lru_cache(maxsize=32_768)
def stem(word: str) -> str:
    """A light stem: plural, -ed, -ing, -ly and a final e are dropped. Numbers lose their commas."""
    word = plain(word)
    if word[:1].isdigit():
        return word.replace(",", "")
    for ending, put, least in _ENDINGS:
        if word.endswith(ending) and len(word) >= least and not word.endswith(("ss", "us", "is")):
            word = word[: len(word) - len(ending)] + put
            break
    if len(word) > 4 and word[-1] == word[-2] and word[-1] in "bdgmnprt":
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 3 else word


_CONCEPTS = {word: line.split()[0] for line in reversed(_SAME.strip().splitlines()) for word in line.split()}
_CONCEPTS |= {stem(word): head for word, head in _CONCEPTS.items() if stem(word) not in _CONCEPTS}


@lru_cache(maxsize=32_768)
def concept(word: str) -> str:
    """What a word means for comparing: the first of the words that say the same, or its stem."""
    low = plain(word)
    return _CONCEPTS.get(low) or _CONCEPTS.get(stem(low)) or stem(low)


_YEAR = re.compile(r"(?:1\d|20)\d\d")


def content(text: str) -> dict[str, str]:
    """The concepts of a text that carry meaning, each with the word that first says it; of figures only years."""
    found: dict[str, str] = {}
    for word in words(text):
        low = plain(word.text)
        if low in STOP or (low[:1].isdigit() and not _YEAR.fullmatch(low)) or "぀" <= low[0] <= "ゟ" or low in NUMERALS:
            continue
        for part in low.replace("-", "").split("_"):
            found.setdefault(concept(part), word.text)
    return found


def key_of(name: str) -> str:
    """A name as it is compared: plain words, without a leading article or a part in brackets."""
    parts = [re.sub(r"(?<=.)\.", "", plain(word.text)) for word in words(re.sub(r"\([^()]*\)", " ", name))]
    while len(parts) > 1 and parts[0] in ARTICLES:
        parts = parts[1:]
    return " ".join(parts)


ARTICLES = listed(
    "the a an our my your his her their der die das ein eine unsere le la les un une el los las una ss hms uss rms mr mrs"
)


def shared(one: Iterable[str], other: Iterable[str]) -> set[str]:
    """What two sets of concepts have in common; two long words are one where one begins the other, or all but their ends are the same."""
    left, right = set(one), set(other)
    both = left & right
    for word in left - both:
        if len(word) >= 6 and any(len(far) >= 6 and word[:6] == far[:6] for far in right - both):
            both.add(word)
    return both
