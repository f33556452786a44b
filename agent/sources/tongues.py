"""What a full stop ends besides a sentence, language by language: abbreviations, ordinals, months; sentencex knows many, not all.

Owns: the lists, `ends_no_sentence` and `missed_ends`. Pure. Imports the lists of common words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.knowledge.text.english import listed
from agent.knowledge.text.languages import language_of

# Every language's names of the months, as they stand behind a day: `3. Oktober`, `3. října`, `3 октября`.
MONTHS = listed(
    """january february march april may june july august september october november december
    januar jänner februar feber märz mai juni juli oktober dezember okt dez janvier février mars avril juin juillet août septembre octobre
    novembre décembre enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre gennaio febbraio
    aprile maggio giugno luglio settembre ottobre dicembre janeiro fevereiro março maio junho julho setembro outubro novembro dezembro
    januari februari maart mei augustus augusti marts maj ledna února března dubna května června července srpna září října listopadu
    prosince januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra siječnja veljače ožujka travnja
    svibnja lipnja srpnja kolovoza rujna listopada studenoga prosinca januarja februarja aprila maja junija julija avgusta oktobra
    stycznia lutego marca kwietnia czerwca lipca sierpnia września października grudnia tammikuuta helmikuuta maaliskuuta huhtikuuta
    toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta január február március április május június július
    augusztus szeptember október jaanuar veebruar märts aprill juuni juuli oktoober jaanuaril veebruaril märtsil aprillil mail juunil
    juulil augustil septembril oktoobril novembril detsembril ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
    января февраля марта апреля мая июня июля августа сентября октября ноября декабря січня лютого березня квітня травня червня липня
    серпня вересня жовтня листопада грудня"""
)
# Languages in which a full stop makes a figure an ordinal.
_DOTTED = frozenset(
    ("cs", "da", "de", "et", "fi", "hr", "hu", "is", "lt", "lv", "nb", "no", "nn", "pl", "sk", "sl", "sr", "tr")
)
_UNSTOPPED = frozenset(("th", "lo", "km", "my"))  # no full stop ends a sentence
_ABBREVIATIONS = {  # besides what sentencex knows and words without a vowel; in lower case, without the last stop
    "de": "st jh jhd jhdt jhs abb vgl hr fr ca evtl ggf inkl exkl mio mrd str bd aufl hrsg geb gest verh u.a z.b d.h o.ä v.chr n.chr",
    "fr": "m mm mme mlle st ste dr pr av bd env hab éd édit fig art chap vol p pp cf mgr sté apr s j",
    "es": "sr sra srta dr dra d dña ud uds av avda núm pág págs aprox mill art cap vol fig st sto sta prof",
    "pt": "sr sra dr dra d av núm n pág págs aprox mil séc art cap vol fig st sto sta prof r",
    "it": "sig sig.ra dott ing avv prof s v pag pagg mln mld art cap vol fig ca n sec",
    "nl": "dhr mevr mw ca mln mld o.a d.w.z bijv nr blz art dr ir ing prof st",
    "da": "ca kl nr kr mio mia hr fr skt bl.a f.eks dvs",
    "nb": "ca kl nr kr mill mrd bl.a f.eks dvs st",
    "sv": "ca kl nr kr milj bl.a t.ex dvs s.k st",
    "fi": "esim ks n s milj mrd",
    "cs": "např č r sv ul",
    "sk": "napr č r sv ul",
    "sl": "npr tzv št sv ul",
    "hr": "npr tzv br sv ul",
    "pl": "rys rozdz str tab ul im św tys mln mld ok tj np prof dr al pl",
    "hu": "kb ld pl u stb",
    "tr": "vb yy m.ö m.s dr prof cad sok no",
    "et": "nt jne nr lk",
    "ru": "г гг ул им рис табл инж проф акад тыс млн млрд руб см св т.е т.к т.н д стр обл оз р о",
    "uk": "р рр вул ім рис табл інж проф акад тис млн млрд грн див св т.б м обл",
    "el": "π.χ κ κα δρ οκτ ιαν φεβ σεπ νοε δεκ αρ σελ",
    "hi": "डॉ श्री प्रो",
    "ja": "mr mrs ms dr prof st no vs vol fig inc co ltd jr",
    "zh": "mr mrs ms dr prof st no vs vol fig inc co ltd jr",
}
# What begins a sentence where it has a capital: pronouns, small words, "was"; no name or ordinal goes on with them. Of German the common
# words of `words/` too. Measured on German texts of public repositories (2026-11-30): behind a word and a Roman numeral 14 of 14 began one.
_STARTERS = {
    code: listed(words)
    for code, words in {
        "de": """danach darauf dabei dazu damit damals später heute jedoch wir ich man alle viele zwei drei außerdem seitdem zuerst zunächst
            schließlich dennoch trotzdem deshalb darum doch dies wer was wo warum wenn weil nachdem bevor seit jetzt nun ferner auch diesmal
            ihm ihn ihnen ihrem ihren ihrer dessen deren jener jene jenes obwohl während zwischen ohne gegen trotz nachfolger""",
        "cs": "on ona ono oni jeho její ten ta to tento tato byl byla bylo byli v ve na po za do od z ze s při když",
        "sk": "on ona ono oni jeho jej ten tá to tento táto bol bola bolo boli v vo na po za do od z zo s pri keď",
        "pl": "on ona ono oni jego jej ten ta to był była było byli w we na po za do od z ze przy gdy",
        "sl": "on ona ono oni njegov njegova ta to bil bila bilo bili v na po za do od z s pri ko",
        "hr": "on ona ono oni njegov njegova ovaj ova to bio bila bilo bili u na po za do od iz s kad",
        "sr": "on ona ono oni njegov njegova ovaj ova to bio bila bilo bili u na po za do od iz s kad",
        "da": "han hun den det hans hendes var blev i på efter under da",
        "nb": "han hun det hans hennes var ble i på etter under da",
        "no": "han hun det hans hennes var ble i på etter under da",
        "nn": "han ho det hans var vart i på etter under då",
        "is": "hann hún það hans var í á eftir",
        "fi": "hän he hänen se tämä oli",
        "et": "ta tema nad see oli",
        "lt": "jis ji jie jo jos tai buvo",
        "lv": "viņš viņa viņi tas bija",
        "hu": "ő ők ez az a volt",
        "tr": "o onun bu bunlar",
        "ru": "он она оно они его её их это этот эта эти в во на по после до при с со из для однако затем был была было были",
        "uk": "він вона воно вони його її їх це цей ця ці у в на по після до при з із для однак потім був була було були",
    }.items()
}
_PARTICLES = listed("von vom zu zum zur der van de da di")  # may stand between an initial and a name
_KNOWN = {code: listed(words) for code, words in _ABBREVIATIONS.items()}
_LAST = re.compile(r"[^\s()\[\]{}\"„“”«»,;:]{1,24}\.\Z")
_ORDINAL = re.compile(r"(?<![\d.,:/])\d{1,3}\.\Z")
_ROMAN = re.compile(r"(?:\A|\s)(?P<numeral>[IVXLC]{1,7})\.\Z")
_BEHIND_A_WORD = re.compile(r"\w\s[IVXLC]{1,7}\.\Z")
_STOPPED = re.compile(
    r"(?:(?<=\w\s)[IVXLC]{1,7}|(?<=\d)\s?(?:[^\W\d_]{1,4}\.\s)?[^\W\d_]{1,3}|(?<=[.№]\s)\d{1,4}|(?<=т\.)\s?[дп])"
    r"(?P<stop>\.)\s{1,4}(?=[^\W\d_])"
)
_LABEL = re.compile(r"\w{1,24}\s[IVXLC]{1,7}\.")  # `Kapitel IV.`, `Ludwig XIV.`: nothing else before the stop
_UNIT = re.compile(r"\d\s?(?:[^\W\d_]{1,4}\.\s)?[^\W\d_]{1,3}\.\Z")  # `in 300 m.`, `в 1901 г.`, `5 млн. руб.`
# A figure behind what it counts is no ordinal, whatever comes next: `Abb. 2. Prof. …`, `auf S. 12. Herzog …`.
_COUNTED = re.compile(
    r"(?<![\w.])(?:s|nr|no|abb|kap|bd|fig|tab|taf|anm|ziff|obr|č|str|rys|rozdz|kuva|taul|br|рис|табл|стр)\.\s\d{1,4}\.\Z|№\s\d{1,4}\.\Z",
    re.IGNORECASE,
)
_AND_SO_ON = re.compile(r"(?<!\w)т\.\s?[дп]\.\Z")
_PRONOUNS = listed("er sie es ihm ihn")
_VOWEL = re.compile("[aeiouyàâäãåæáéèêëíìîïóòôöõøœúùûüýÿăąęėįųůőűıаеёиоуыэюяіїєαεηιουωάέήίόύώ]")
_FIRST = re.compile(r"[^\W_]{1,30}")
_UNSTOPPED_WORD = re.compile(r"[^\W_]{1,30}\b(?!\.)")  # no initial: `V. S. O. P.`


def _begins(word: str, language: str) -> bool:
    """Whether a word with a capital begins a sentence where a noun or name would go on (`Nummer 7. Die …`, but `im 2. Stockwerk`)."""
    known = language_of(language) if language == "de" else None
    return word.lower() in _STARTERS.get(language, ()) or (known is not None and word.lower() in known.stop)


def _ends_with_a_numeral(before: str, after: str, language: str) -> bool:
    """Whether a Roman numeral behind a word ends a sentence: `unter Ludwig XIV. Er …`, but `Kapitel IV. Die …`, `Hans C. Von …`."""
    numeral = _ROMAN.search(before) if language in _DOTTED else None
    first = _UNSTOPPED_WORD.match(after)
    word = first.group() if first else ""
    if numeral is None or not word[:1].isupper() or not _BEHIND_A_WORD.search(before) or not _begins(word, language):
        return False
    if len(numeral["numeral"]) == 1 and word.lower() in _PARTICLES:
        return False
    return language != "de" or _LABEL.fullmatch(before) is None or word.lower() in _PRONOUNS


def _ends_all_the_same(before: str, after: str, language: str) -> bool:
    """Whether a stop that often ends no sentence does here: behind a Roman numeral, or a unit (`300 м. Он …`, `в 1901 г. В 1950 г. …`),
    behind a figure that no ordinal is, or `and so on`."""
    if after[:1].isupper() and (_COUNTED.search(before) or _AND_SO_ON.search(before)):
        named = _FIRST.match(after)
        return named is None or named.group().lower() not in MONTHS
    first = _UNSTOPPED_WORD.match(after)
    word = first.group() if first else ""
    unit = word[:1].isupper() and _UNIT.search(before) is not None and _begins(word, language)
    return unit or _ends_with_a_numeral(before, after, language)


def missed_ends(text: str, start: int, end: int, language: str) -> Iterator[int]:
    """Where in a piece of text sentences end besides: sentencex takes each numeral for an ordinal in German, and each unit in Russian."""
    for found in _STOPPED.finditer(text, start, end) if language in _STARTERS else ():
        stop = found.start("stop") + 1
        if _ends_all_the_same(text[max(start, stop - 60) : stop], text[found.end() : found.end() + 40], language):
            yield stop


def ends_no_sentence(before: str, after: str, language: str) -> bool:
    """Whether the full stop at the end of `before` ends no sentence; `after` is what follows, without its white space."""
    if language in _UNSTOPPED:
        return before.endswith(".")
    if not before.endswith(".") or not after:
        return False
    first = _FIRST.match(after)
    word = first.group() if first else ""
    ordinal = _ORDINAL.search(before) is not None
    if ordinal and word.lower() in MONTHS:
        return True
    if language == "en":
        return False
    if word[:1].islower() or after[0] in "-–":
        return True
    if _ends_all_the_same(before, after, language):
        return False
    if ordinal and language in _DOTTED:
        return language == "de" and word[:1].isalpha() and not _begins(word, language)
    return _is_abbreviation(before, word, language) or (
        _ROMAN.search(before) is not None and (language in _DOTTED - {"de"} or len(before) < 8)
    )


def _is_abbreviation(before: str, word: str, language: str) -> bool:
    """Whether the last word is a known abbreviation, an initial before a name, or has no vowel."""
    found = _LAST.search(before[-26:])
    last = found.group()[:-1].lower().lstrip("'’/") if found else ""
    if not last or last.isdigit():
        return False
    known = _KNOWN.get(language, frozenset())
    if last in known or re.split("['’]", last)[-1] in known:
        return True
    if len(last) == 1 and last.isalpha():
        return word[:1].isupper()
    return last.isalpha() and language in _KNOWN and not _VOWEL.search(last) and not _syllabic(last, language)


def _syllabic(word: str, language: str) -> bool:
    """Slavic words may stand on an r or l alone: prst, vlk. Scripts that write no vowels as letters are not judged."""
    syllabic = language in {"cs", "sk", "sl", "hr"} and not {"r", "l"}.isdisjoint(word)
    return syllabic or re.match("[a-zа-яα-ωčšžćđł]", word) is None
