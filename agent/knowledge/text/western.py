"""German, French and Spanish: number words, months, units, function words and cues.

Owns: the lists, in lower case, and the edits by which figures become English. Imports nothing of ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable

Edit = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]

_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
_NAMES = {
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
_UNITS = (
    "metres kilometres centimetres millimetres g kg mg µg tonnes litres ml seconds minutes hours days weeks months years percent degrees "
    "knots hectares euros dollars pounds miles m2 m3 km2 cm3"
)
_UNIT_WORDS = {  # one group a unit of the row above, forms joined by a stroke
    "de": """metern?|m kilometern?|km zentimetern?|cm millimetern?|mm gramm|g kilogramm|kg milligramm|mg mikrogramm|µg tonnen?|t litern?|l
    millilitern?|ml sekunden?|s minuten?|min stunden?|h tage?n? wochen? monate?n? jahre?n? prozent grad knoten hektar euro us-dollar|dollar
    pfund meilen? quadratmetern?|m² kubikmetern?|m³ quadratkilometern?|km² kubikzentimetern?|cm³""",
    "fr": """mètres?|m kilomètres?|km centimètres?|cm millimètres?|mm grammes?|g kilogrammes?|kilos?|kg milligrammes?|mg microgrammes?|µg tonnes?
    litres?|l millilitres?|ml secondes? minutes? heures?|h jours? semaines? mois ans?|années? pour_cent|pourcent degrés? nœuds|noeuds hectares?
    euros? dollars? livres milles mètres?_carrés? mètres?_cubes? kilomètres?_carrés? centimètres?_cubes?""",
    "es": """metros?|m kilómetros?|km centímetros?|cm milímetros?|mm gramos?|g kilogramos?|kilos?|kg miligramos?|mg microgramos?|µg toneladas?
    litros?|l mililitros?|ml segundos minutos? horas? días? semanas? mes|meses años? por_ciento grados? nudos hectáreas? euros? dólar|dólares
    libras millas metros?_cuadrados? metros?_cúbicos? kilómetros?_cuadrados? centímetros?_cúbicos?""",
}
_COUNTS = {
    "de": "null=0 zwei=2 drei=3 vier=4 fünf=5 sechs=6 sieben=7 acht=8 neun=9 zehn=10 elf=11 zwölf=12 dreizehn=13 vierzehn=14 fünfzehn=15 "
    "sechzehn=16 siebzehn=17 achtzehn=18 neunzehn=19 zwanzig=20 dreißig=30 vierzig=40 fünfzig=50 sechzig=60 siebzig=70 achtzig=80 neunzig=90 "
    "hundert=100 tausend=1000 anderthalb=1.5 eineinhalb=1.5",
    "fr": "zéro=0 deux=2 trois=3 quatre=4 cinq=5 six=6 sept=7 huit=8 neuf=9 dix=10 onze=11 douze=12 treize=13 quatorze=14 quinze=15 seize=16 "
    "dix-sept=17 dix-huit=18 dix-neuf=19 vingt=20 trente=30 quarante=40 cinquante=50 soixante=60 soixante-dix=70 quatre-vingts=80 "
    "quatre-vingt-dix=90 cent=100 mille=1000",
    "es": "cero=0 dos=2 tres=3 cuatro=4 cinco=5 seis=6 siete=7 ocho=8 nueve=9 diez=10 once=11 doce=12 trece=13 catorce=14 quince=15 "
    "dieciséis=16 diecisiete=17 dieciocho=18 diecinueve=19 veinte=20 veintiuno=21 veintidós=22 veintitrés=23 veinticuatro=24 veinticinco=25 "
    "treinta=30 cuarenta=40 cincuenta=50 sesenta=60 setenta=70 ochenta=80 noventa=90 cien=100 ciento=100 doscientos=200 trescientos=300 mil=1000",
}
_LARGE = {
    "de": {
        "millionen": "million",
        "million": "million",
        "mio": "million",
        "milliarden": "billion",
        "milliarde": "billion",
        "mrd": "billion",
    },
    "fr": {"millions": "million", "million": "million", "milliards": "billion", "milliard": "billion"},
    "es": {"millones": "million", "millón": "million"},
}
_BOUNDS = {
    "de": "mindestens=at_least wenigstens=at_least höchstens=at_most maximal=at_most minimal=at_least mehr_als=more_than über=over unter=under "
    "weniger_als=less_than bis_zu=up_to etwa=about rund=about ungefähr=about zirka=about circa=about ca.=about gut=over knapp=nearly fast=nearly "
    "zwischen=between im=in",
    "fr": "au_moins=at_least au_plus=at_most au_maximum=at_most au_minimum=at_least plus_de=more_than moins_de=less_than jusqu'à=up_to "
    "environ=about près_de=about presque=nearly quelque=about une_centaine_de=about_100 entre=between en=in de_plus_de=more_than",
    "es": "al_menos=at_least por_lo_menos=at_least como_mínimo=at_least como_máximo=at_most a_lo_sumo=at_most más_de=more_than menos_de=less_than "
    "hasta=up_to unos=about unas=about cerca_de=about alrededor_de=about aproximadamente=about casi=nearly entre=between en=in",
}
_PARTS = {
    "de": "hälfte=2 drittel=3 viertel=4 fünftel=5 sechstel=6 achtel=8 zehntel=10",
    "fr": "moitié=2 tiers=3 quarts?=4 cinquièmes?=5 sixièmes?=6 huitièmes?=8 dixièmes?=10",
    "es": "mitad=2 tercios?=3 terceras?=3 cuartas?=4 cuartos?=4 quint[ao]s?=5 sextas?=6 octavas?=8 décimas?=10",
}
_ARTICLES = {"de": "ein(?:e|em|er)?|die|der", "fr": "une?|la", "es": "una?|la"}
_JOINS = {"de": ("und", "bis(?: zum)?"), "fr": ("et", "à|au"), "es": ("y", "a|al")}

STOP = {
    "de": frozenset(["der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "eines", "und", "oder", "aber", "ist", "sind", "war", "waren", "wird", "werden", "wurde", "wurden", "hat", "haben", "hatte", "in", "im", "an", "am", "auf", "aus", "bei", "mit", "nach", "von", "vom", "zu", "zum", "zur", "für", "über", "unter", "durch", "um", "es", "er", "sie", "sich", "nicht", "auch", "als", "wie", "so", "noch", "nur", "dann", "daher", "dass", "ob", "wenn", "da", "dort", "hier", "sein", "seine", "seinem", "ihre", "ihr", "dieser", "diese", "dieses", "bis", "vor", "seit", "gut", "sehr", "dagegen"]),
    "fr": frozenset(["le", "la", "les", "l", "un", "une", "des", "du", "de", "d", "et", "ou", "mais", "est", "sont", "était", "étaient", "a", "ont", "avait", "fut", "furent", "sera", "dans", "en", "sur", "sous", "par", "pour", "avec", "sans", "au", "aux", "à", "ce", "cette", "ces", "cet", "il", "elle", "ils", "elles", "on", "se", "s", "qui", "que", "qu", "dont", "où", "ne", "pas", "plus", "son", "sa", "ses", "leur", "leurs", "y", "n", "c", "mais", "puis"]),
    "es": frozenset(["el", "la", "los", "las", "un", "una", "unos", "unas", "y", "o", "pero", "es", "son", "era", "eran", "fue", "fueron", "ha", "han", "había", "en", "de", "del", "a", "al", "por", "para", "con", "sin", "sobre", "se", "su", "sus", "lo", "le", "les", "que", "quien", "cuyo", "donde", "no", "ni", "más", "muy", "ya", "este", "esta", "estos", "estas", "eso", "esa", "como", "cuando", "todos", "todas", "ellos", "ellas"]),
}  # fmt: skip

CUES: dict[str, dict[str, str]] = {
    "de": {
        "negation": r"nicht(?!\s+nur)|kein(?:e[nmrs]?)?|nie(?:mals|mand)?|nirgends|weder|nichts",
        "implied": r"ohne|kaum|nur|fehl\w+|außer|statt|verweiger\w+|lehnt\w*|un\w{4,}|verzicht\w+|mangel\w*|noch|\w+los",
        "hedge": r"soll(?:en|te|ten)?|könnten?|dürften?|möglicherweise|vielleicht|vermutlich|wahrscheinlich|angeblich|mutmaßlich|wohl|geplant"
        r"|plan(?:t|en)|vorgesehen|laut|zufolge|gilt\s+als|vorgeschlagen|schlug|schlägt|erwägt|beabsichtig\w+|heißt\s+es",
        "soft": r"kann|können|mögl\w+|nach\s+(?:angaben|ansicht|aussage)|sagt\w*|berichte\w*|habe|sei|seien|hätten?|wolle|würden?|will|wollen|wird|werden"
        r"|plan\w*|vorschlag|geschätzt|schätz\w+|erwart\w+",
        "superlative": r"erst(?:e[nmrs]?|mals)|einzig(?:e[nmrs]?)?|letzte[nmrs]?|(?:am\s+)?\w+(?:ß|s)te[nmrs]?(?<=größte)|(?:größ|höch|ält|läng|best|klein|jüng|meist)\w*te[nmrs]?",
        "exact": r"genau|exakt|präzise",
        "cause": r"weil|wegen|aufgrund|infolge|deshalb|daher|führte\s+(?:zu|dazu)|verursach\w+|dadurch",
        "reason": r"denn|da|weil|wegen|auf\s*grund|infolge|des\w*|daher|darum|führ\w+|verursach\w+|dadurch|um|so|durch|dank|damit|bei|nach|grund",
        "before": r"bevor|vor|ehe",
        "after": r"nachdem|nach|sobald|seit",
    },
    "fr": {
        "negation": r"n(?:e\s+|')(?:\S+\s+){1,3}?(?:pas|jamais|plus|rien|aucune?|personne)|pas|jamais|aucune?|ni|non",
        "implied": r"sans|seule?s?|seulement|ne|n'\w+|sauf|hormis|refus\w+|manqu\w+|in\w{4,}|im\w{4,}|absen\w+|supprim\w+|peu|moins",
        "hedge": r"peut-être|probablement|sans\s+doute|vraisemblablement|pourrai(?:t|ent)|peut|peuvent|serai(?:t|ent)|aurai(?:t|ent)|devrai(?:t|ent)"
        r"|selon|d'après|prévue?s?|prévoi\w+|envisag\w+|propos\w+|présumée?s?|prétend\w*|supposée?s?|dit-on|estim\w+",
        "soft": r"possib\w+|éventuel\w*|projet\w*|plan\w*|annonc\w+|déclar\w+|affirm\w+|sera|seront|attend\w*|suggér\w+|attribu\w+|doit|doivent|veut|rapport\w*",
        "superlative": r"premi(?:er|ère)s?|derni(?:er|ère)s?|seule?s?|uniques?|(?:le|la|les)\s+plus|(?:le|la|les)\s+moins|meilleure?s?",
        "exact": r"exactement|précisément|tout\s+juste",
        "cause": r"parce\s+qu\w*|à\s+cause\s+d\w*|en\s+raison\s+d\w*|grâce|puisqu\w*|du\s+fait|entraîn\w+|provoqu\w+|à\s+la\s+suite|causé\w*",
        "reason": r"parce|cause|raison|car|grâce|puisqu\w*|fait|entraîn\w+|provoqu\w+|suite|donc|ainsi|pour|causé\w*|afin|comme|faute|par|si",
        "before": r"avant",
        "after": r"après|une\s+fois|dès|lorsqu\w*",
    },
    "es": {
        "negation": r"no|nunca|jamás|nadie|ningun[oa]s?|ningún|tampoco|ni",
        "implied": r"sin|sólo|solo|solamente|únic\w+|excepto|salvo|apenas|rechaz\w+|neg\w+|falt\w+|in\w{4,}|im\w{4,}|carec\w+|dej\w+|menos",
        "hedge": r"quizás?|tal\s+vez|posiblemente|probablemente|podrían?|puede[n]?|habrían?|sería[n]?|según|al\s+parecer|presunt\w+|supuest\w+"
        r"|prev\w+|plane\w+|propus\w+|propon\w+|se\s+cree|se\s+estima|debería[n]?|acaso|piensa[n]?",
        "soft": r"posib\w+|eventual\w*|proyect\w*|anunci\w+|declar\w+|afirm\w+|será[n]?|sugir\w+|atribu\w+|plan|deben?|quier\w+|calcul\w+",
        "superlative": r"primer(?:o|a|os|as)?|últim[oa]s?|únic[oa]s?|(?:el|la|los|las)\s+más|(?:el|la|los|las)\s+\S+\s+más|mejor|peor|mayor",
        "exact": r"exactamente|precisamente|justo",
        "cause": r"porque|a\s+causa\s+de|debido|gracias|por\s+culpa|ya\s+que|puesto\s+que|provoc\w+|caus\w+|como\s+consecuencia",
        "reason": r"porque|causa\w*|debido|gracias|culpa|ya\s+que|puesto|provoc\w+|caus\w+|consecuencia|por|pues|así|para|como|si",
        "before": r"antes",
        "after": r"después|tras|una\s+vez|luego",
    },
}  # fmt: skip


def _alternatives(words: str) -> str:
    return "|".join(sorted(words.split("|"), key=len, reverse=True)).replace("_", r"\s+")


def _pairs(row: str) -> dict[str, str]:
    return {a.replace("_", " "): b.replace("_", " ") for a, b in (part.split("=") for part in row.split())}


def _number_words(code: str) -> dict[str, str]:
    counts = _pairs(_COUNTS[code])
    small = {word: int(n) for word, n in counts.items() if n.isdigit() and 0 < int(n) < 10}
    tens = {word: int(n) for word, n in counts.items() if n.isdigit() and int(n) % 10 == 0 and 20 <= int(n) < 100}
    if code == "de":
        small["ein"] = 1
        counts |= {f"{u}und{t}": str(tens[t] + small[u]) for u in small for t in tens}
        counts |= {f"{u}hundert": str(small[u] * 100) for u in small} | {
            f"{u}tausend": str(small[u] * 1000) for u in small
        }
    link = {"fr": "-", "es": " y "}.get(code, "")
    return counts | ({f"{t}{link}{u}": str(tens[t] + small[u]) for u in small for t in tens} if link else {})


def _grouped(code: str) -> re.Pattern[str]:
    gap = r"[ \u00a0.]" if code == "fr" else r"[\u00a0.]"
    return re.compile(rf"(?<![\w.,])\d{{1,3}}(?:{gap}\d{{3}})+(?:,\d+)?(?![\d.,]?\d)|(?<![\w.,])\d+,\d+(?![\d.,]?\d)")


def _written(match: re.Match[str]) -> str:
    return re.sub(r"[ \u00a0.]", "", match.group()).replace(",", ".")


def edits(code: str) -> tuple[Edit, ...]:
    """What turns a text's figures into English, in this order: numbers, dates, words, units after a number, shares."""
    months = dict(zip(_NAMES[code].split(), _MONTHS, strict=True))
    month = "|".join(months)
    words = _number_words(code) | _LARGE[code]
    bounds = _pairs(_BOUNDS[code])
    any_word = "|".join(re.escape(w) for w in sorted([*words, *bounds], key=len, reverse=True)).replace(r"\ ", r"\s+")
    units = list(zip(_UNIT_WORDS[code].split(), _UNITS.split(), strict=True))
    forms = "|".join(f"(?P<u{n}>{_alternatives(form)})" for n, (form, _) in enumerate(units))
    unit = re.compile(rf"(?:(?<=\d)|(?<=illion))\s{{0,2}}(?:(?<=illion )d(?:e\s|'))?(?:{forms})(?!\w)", re.IGNORECASE)
    rate = re.compile(rf"(?<=[a-zµ%\d])\s?(?:/|\b(?:pro|je|par|por))\s?(?:{forms})(?!\w)", re.IGNORECASE)
    joint, until = _JOINS[code]
    parts = dict(part.split("=") for part in _PARTS[code].split())
    share = re.compile(
        rf"\b(?P<n>\d+|{_ARTICLES[code]})\s+(?:"
        + "|".join(f"(?P<p{n}>{word})" for n, word in enumerate(parts))
        + r")\b(?:\s+partes)?",
        re.IGNORECASE,
    )

    def date(m: re.Match[str]) -> str:
        return f"{m['day']} {months[m['month'].lower()]}" + (f" {m['year']}" if m["year"] else "")

    def word(m: re.Match[str]) -> str:
        found = " ".join(m.group().lower().split())
        return words.get(found) or bounds[found]

    def measure(m: re.Match[str]) -> str:
        return f" {units[int((m.lastgroup or 'u0')[1:])][1]}"

    def part(m: re.Match[str]) -> str:
        whole = int(list(parts.values())[int((m.lastgroup or "p0")[1:])])
        of = int(m["n"]) if m["n"].isdigit() else 1
        return f"{100 * of / whole:.6g} %" if of < whole else m.group()

    return (
        (re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/([12]\d{3})(?![\d/])"), lambda m: f"{m[3]}-{int(m[2]):02}-{int(m[1]):02}"),
        (_grouped(code), _written),
        (re.compile(rf"(?<![\w.])(?P<day>\d{{1,2}})(?:\.|er)?\s+(?:de\s+)?(?P<month>{month})(?!\w)(?:\s+(?:del?\s+)?(?P<year>[12]\d{{3}})(?!\d))?", re.IGNORECASE), date),
        (re.compile(rf"(?<!\w)(?:{month})(?=\s+(?:del?\s+)?[12]\d{{3}})(?:\s+de)?", re.IGNORECASE), lambda m: months[m.group().lower().split()[0]]),
        (re.compile(rf"(?<!\w)(?:{any_word})(?!\w)", re.IGNORECASE), word),
        (re.compile(rf"(?<=\d)\s+(?:{until})\s+(?=\d)"), lambda _: " to "),
        (unit, measure),
        (rate, lambda m: f" per{measure(m).removesuffix('s')}"),
        (re.compile(rf"(?<=\w)\s+{joint}\s+(?=\d)"), lambda _: " and "),
        (share, part),
    )  # fmt: skip
