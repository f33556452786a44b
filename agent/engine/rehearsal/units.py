"""Units of measure and numbers in five languages, and classes of words of which only one can be so.

Owns: those tables, and reading a number in words, digits or Chinese numerals. Imports nothing of ours but the words.
"""

from __future__ import annotations

import re

from agent.engine.rehearsal.words import NUMERALS, SCALES

# dimension: units with how many of the first one they are
_UNITS = """
length: m metre metres meter meters metern mètres metro metros 米;
 km kilometre kilometres kilometer kilometern kilomètres 1000;
 cm zentimeter zentimetern centimetre centimetres centimeters .01; mm millimetres millimeters .001; ft foot feet .3048;
 in inch inches .0254;
 yard yards
 .9144; mile miles 1609; fathom fathoms 1.8288; nautical 1852
time: second seconds s sec sekunden secondes segundos 秒;
 ms milliseconds .001; minute minutes min minuten minutos 分 分钟 60;
 hour hours h stunde stunden heure heures hora horas 時 時間 小时 3600;
 day days tag tage tagen jour jours días 天 86400; week weeks woche wochen semaine semaines
 semanas 604800; month months monat monate monaten mois meses 2629800; year years jahr jahre jahren ans año años 31557600
weight: g gram grams gramm grammes gramos; mg milligrams milligram .001; microgram micrograms µg .000001; kg kilo kilos kilogram kilograms
 kilogramm 1000; ton tons tonnes tonnen 1000000; pound lb lbs 453.6; ounce ounces oz 28.35
volume: l litre litres liter litern litros; ml .001; gallon gallons 4.546
power: w watt watts; kw kilowatt kilowatts 1000; hp ps horsepower 740
voltage: v volt volts; kv 1000
rate: mbit 1; gbit 1000
data: kb kilobytes; mb megabytes 1000; gb gigabytes 1000000
money: euro euros eur €; pounds £; dollars dollar $; 円; 元
share: percent % prozent pour-cent
area: acre acres; hectare hectares 2.47
"""
UNITS: dict[str, tuple[str, float]] = {}
for _line in _UNITS.replace("\n ", " ").strip().splitlines():
    _dimension, _rest = _line.split(": ")
    for _at, _group in enumerate(_rest.split(";")):
        *_names, _last = _group.split()
        _factor = float(_last) if re.fullmatch(r"[\d.]+", _last) else 1.0
        _kind = f"{_dimension}{_at}" if _dimension == "money" else _dimension
        UNITS |= dict.fromkeys(_names if re.fullmatch(r"[\d.]+", _last) else [*_names, _last], (_kind, _factor))
# Words of one class: two of one line cannot both be so. A word after a bar is one of the sort before it.
CLASSES = {
    "relation": "son sohn fils hijo;daughter tochter fille hija;brother bruder frère hermano;sister schwester sœur hermana;"
    "mother mutter;father vater;uncle onkel oncle;aunt tante;husband;wife;cousin;nephew neffe;niece nichte",
    "material": "iron eisen;steel stahl;"
    "oak/wood timber eiche;pine/wood timber;wood wooden timber holz hölzern;stone stein granite marble;brick;bronze;"
    "brass;copper;concrete beton;glass glas;aluminium;silver;gold;leather;wool;cotton;silk",
    "colour": "red rot;blue blau;green grün;yellow gelb;white weiß;black schwarz;brown braun;grey gray;orange;purple",
    "side": "north;south;east;west",
    "season": "spring;summer sommer;autumn herbst;winter",
}
CLASS_OF: dict[str, tuple[str, frozenset[str]]] = {}
for _name, _text in CLASSES.items():
    for _group in _text.split(";"):
        _heads = frozenset(part for word in _group.split() for part in word.split("/"))
        for _word in _heads:
            _known = CLASS_OF.get(_word)
            CLASS_OF[_word] = (_name, _heads | (_known[1] if _known else frozenset()))


def cjk_number(text: str) -> float:
    """A number in Chinese numerals or digits: 四十二 is 42."""
    if text.isdigit() and text.isascii():
        return float(text)
    total = section = digit = 0
    for sign in text:
        if sign in "十百千万":
            size = {"十": 10, "百": 100, "千": 1000, "万": 10000}[sign]
            if size == 10000:
                total, section = (total + section + digit) * size, 0
            else:
                section += (digit or 1) * size
            digit = 0
        else:
            digit = "〇一二三四五六七八九".find(sign.replace("两", "二"))
    return float(total + section + digit)


def spelled(text: str) -> float:
    """A number in words: "two hundred and forty"."""
    total = part = 0.0
    for word in re.split(r"[\s-]+", text.casefold()):
        if word in SCALES:
            part = (part or 1) * SCALES[word]
            if SCALES[word] >= 1000:
                total, part = total + part, 0.0
        elif word in NUMERALS:
            part += NUMERALS[word]
    return total + part


def digits(text: str, *, comma: bool = False) -> float:
    """A number in digits; with `comma` the comma is the decimal sign ("1.500,5")."""
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", text) and (comma or "," in text):
        return float(re.sub(r"[.,]", "", text))
    text = text.replace(".", "").replace(",", ".") if comma and "," in text else text.replace(",", "")
    head, _, tail = text.partition(".")
    return float(f"{head}.{tail.replace('.', '')}" if tail else head)
