"""Units of measure: what they measure and how large they are in the base unit of that dimension.

Owns: the table and reading a unit after a number. Factors are the exact definitions (SI brochure 2019; the international yard and pound
agreement of 1959; the nautical mile of 1929). Promises: the same quantity in two units has the same base value. Imports nothing of ours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_TABLE: dict[str, tuple[tuple[float, str], ...]] = {
    "m": (
        (1e-9, "nm nanometre nanometer nanometres nanometers"),
        (1e-6, "µm μm um micron microns micrometre micrometer micrometres micrometers"),
        (1e-3, "mm millimetre millimeter millimetres millimeters"),
        (1e-2, "cm centimetre centimeter centimetres centimeters"),
        (1.0, "m metre meter metres meters"),
        (1e3, "km kms kilometre kilometer kilometres kilometers"),
        (0.0254, "inch inches in"),
        (0.3048, "ft foot feet"),
        (0.9144, "yd yard yards"),
        (1609.344, "mi mile miles"),
        (1852.0, "nmi nautical_mile nautical_miles sea_mile sea_miles"),
        (9.4607304725808e15, "ly light_year light_years light-year light-years lightyear lightyears"),
        (149597870700.0, "au astronomical_unit astronomical_units"),
        (1.8288, "fathom fathoms"),
    ),
    "m2": (
        (1.0, "m2 sqm square_metre square_meter square_metres square_meters sq_m"),
        (1e6, "km2 sqkm square_kilometre square_kilometer square_kilometres square_kilometers sq_km"),
        (1e4, "ha hectare hectares"),
        (4046.8564224, "acre acres"),
        (0.09290304, "ft2 sqft square_foot square_feet sq_ft"),
        (2589988.110336, "mi2 square_mile square_miles sq_mi"),
    ),
    "m3": (
        (1e-6, "ml millilitre milliliter millilitres milliliters cm3 cc"),
        (1e-6, "cubic_centimetre cubic_centimetres cubic_centimeter cubic_centimeters"),
        (1e-3, "l L litre liter litres liters"),
        (1.0, "m3 cubic_metre cubic_meter cubic_metres cubic_meters"),
        (0.003785411784, "gal gallon gallons"),
        (0.158987294928, "bbl barrel barrels"),
        (0.028316846592, "cubic_foot cubic_feet cu_ft ft3"),
    ),
    "kg": (
        (1e-9, "µg μg mcg microgram micrograms"),
        (1e-6, "mg milligram milligrams"),
        (1e-3, "g gram grams gramme grammes"),
        (1.0, "kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes"),
        (1e3, "t tonne tonnes metric_ton metric_tons"),
        (907.18474, "short_ton short_tons"),
        (1016.0469088, "ton tons long_ton long_tons"),
        (0.45359237, "lb lbs pound pounds"),
        (0.028349523125, "oz ounce ounces"),
        (6.35029318, "stone"),
    ),
    "s": (
        (1e-9, "ns nanosecond nanoseconds"),
        (1e-6, "µs μs us microsecond microseconds"),
        (1e-3, "ms msec millisecond milliseconds"),
        (1.0, "s sec secs second seconds"),
        (60.0, "min mins minute minutes"),
        (3600.0, "h hr hrs hour hours"),
        (86400.0, "d day days"),
        (604800.0, "wk week weeks"),
    ),
    "month": ((1.0, "month months"), (12.0, "yr yrs year years annum"), (120.0, "decade decades"), (1200.0, "century centuries")),
    "B": (
        (1.0, "byte bytes B"),
        (1e3, "KB kB kilobyte kilobytes"),
        (1e6, "MB megabyte megabytes"),
        (1e9, "GB gigabyte gigabytes"),
        (1e12, "TB terabyte terabytes"),
        (1e15, "PB petabyte petabytes"),
        (1024.0, "KiB kibibyte kibibytes"),
        (1024.0**2, "MiB mebibyte mebibytes"),
        (1024.0**3, "GiB gibibyte gibibytes"),
        (1024.0**4, "TiB tebibyte tebibytes"),
    ),
    "bit": ((1.0, "bit bits"), (1e3, "kbit Kbit kilobit kilobits"), (1e6, "Mbit Mb megabit megabits"), (1e9, "Gbit Gb gigabit gigabits")),
    "Hz": ((1.0, "Hz hertz"), (1e3, "kHz KHz kilohertz"), (1e6, "MHz megahertz"), (1e9, "GHz gigahertz"), (1e12, "THz terahertz")),
    "W": (
        (1e-3, "mW milliwatt milliwatts"),
        (1.0, "W watt watts"),
        (1e3, "kW kilowatt kilowatts"),
        (1e6, "MW megawatt megawatts"),
        (1e9, "GW gigawatt gigawatts"),
        (745.699872, "hp horsepower"),
    ),
    "J": (
        (1.0, "J joule joules"),
        (1e3, "kJ kilojoule kilojoules"),
        (1e6, "MJ megajoule megajoules"),
        (3.6e6, "kWh kilowatt_hour kilowatt_hours"),
        (3.6e9, "MWh"),
        (3.6e12, "GWh"),
        (3.6e15, "TWh"),
        (4184.0, "kcal kilocalorie kilocalories"),
        (4.184, "cal calorie calories"),
    ),
    "V": ((1e-3, "mV millivolt millivolts"), (1.0, "V volt volts"), (1e3, "kV kilovolt kilovolts")),
    "A": ((1e-3, "mA"), (1.0, "amp amps ampere amperes")),
    "Pa": ((1.0, "Pa pascal pascals"), (1e3, "kPa"), (1e6, "MPa"), (1e9, "GPa"), (1e5, "bar bars"), (6894.757293168, "psi")),
    "dB": ((1.0, "dB decibel decibels"),),
    "°": ((1.0, "° degree degrees deg"),),
    "m/s": ((1.0, "mps"), (1 / 3.6, "kph kmh km/h"), (0.44704, "mph"), (1852 / 3600, "knot knots kn kt kts")),
    "ratio": ((1.0, "× x X fold -fold"),),
}  # fmt: skip
_TEMPERATURES = {
    "celsius": "C",
    "centigrade": "C",
    "c": "C",
    "fahrenheit": "F",
    "f": "F",
    "kelvin": "K",
    "kelvins": "K",
}

_EXACT: dict[str, tuple[str, float]] = {}
_WORDS: dict[str, tuple[str, float]] = {}
for _base, _rows in _TABLE.items():
    for _factor, _names in _rows:
        for _name in _names.split():
            _EXACT[_name.replace("_", " ")] = (_base, _factor)
            if len(_name) > 2 or _name in ("km", "kg", "ft", "lb", "oz", "mi", "cm", "mm", "ha"):
                _WORDS.setdefault(_name.replace("_", " ").lower(), (_base, _factor))


def is_unit(name: str) -> bool:
    """Whether a name is written as a unit of measure is: `GiB`, `kHz`; a capital makes a name of a word (`Stone`, `Miles`)."""
    return name in _EXACT


_NAME = (
    r"(?:sq|square|cubic|cu|nautical|sea|light|metric|short|long|astronomical|kilowatt)\.?\s+[A-Za-z]+"
    r"|light-years?|[A-Za-zµμ×]+(?:[23](?!\d)|[²³])?|°"
)
_AFTER = re.compile(rf"(?P<gap>\s?-?|\s-?)(?P<unit>{_NAME})\.?")
_TEMPERATURE = re.compile(
    r"\s?-?(?:°\s?|º\s?|degrees?\s+|deg\.?\s+)(?P<scale>celsius|centigrade|fahrenheit|kelvin|[CFK])(?!\w)|\s?(?P<kelvin>K|kelvins?)(?![\w-])",
    re.IGNORECASE,
)
_PER = re.compile(
    r"\s?(?:/\s?|\bper\s+|\b(?:an?|each|every)\s+(?=second|minute|hour|day|week|month|year))(?P<unit>(?:square|cubic)\s+[A-Za-z]+|[A-Za-zµ]+(?:[23²³])?)"
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: the base unit of its dimension, its factor and offset (`base = value * factor + offset`), as written, and where it ends."""

    base: str
    factor: float
    offset: float
    written: str
    end: int


def lookup(name: str) -> tuple[str, float] | None:
    """Base unit and factor of a unit's name, case-sensitive for symbols (`Mb` is not `MB`), not for words."""
    name = name.replace("²", "2").replace("³", "3").replace("sq.", "sq")
    name = re.sub(r"\s+", " ", name)
    return _EXACT.get(name) or _WORDS.get(name.lower())


def _temperature(text: str, at: int) -> Unit | None:
    match = _TEMPERATURE.match(text, at)
    if not match:
        return None
    if match["kelvin"] == "k":
        return None
    scale = _TEMPERATURES["kelvin" if match["kelvin"] else match["scale"].lower()]
    factor, offset = {"C": (1.0, 273.15), "F": (5 / 9, 459.67 * 5 / 9), "K": (1.0, 0.0)}[scale]
    return Unit("K", factor, offset, scale, match.end())


def _rate(text: str, unit: Unit) -> Unit:
    """`unit`, or `unit per …` where that follows."""
    match = _PER.match(text, unit.end)
    if not match:
        return unit
    below = lookup(match["unit"])
    base, factor = below or (match["unit"].lower(), 1.0)
    if unit.base == "B" and base == "s":
        return Unit("B/s", unit.factor / factor, 0.0, match.group(), match.end())
    return Unit(f"{unit.base}/{base}", unit.factor / factor, 0.0, f"{unit.written}/{match['unit']}", match.end())


def unit_after(text: str, at: int) -> Unit | None:
    """The unit that stands at `at`, right after a number in folded text; None if what stands there is no unit."""
    temperature = _temperature(text, at)
    if temperature:
        return temperature
    match = _AFTER.match(text, at)
    if not match:
        return None
    name = match["unit"]
    found = lookup(name)
    if found is None and " " in name:
        name = name.split()[0]
        found = lookup(name)
    if found is None or (match["gap"] == "" and len(name) == 1 and name.isupper() and name in "XB") or name == "X":
        return None
    if name in ("x", "×") and re.match(r"\s?\d", text[match.end("unit") :][:2]):
        return None  # `56 × 43`
    if name in ("us", "a", "A", "d", "C", "V") and match["gap"]:
        return None
    end = match.start("unit") + len(name)
    if name == "in" and not re.match(r"\s*(?:[,;:)]|\.(?:\s|\Z)|\Z)", text[end : end + 3]):
        return None  # `21 in,`, not `21 in the yard`
    if text[end : end + 1].isalnum() and text[end] < "\u2e80":  # `20mmまで`
        return None
    return _rate(text, Unit(found[0], found[1], 0.0, name, end))


_COLUMN = re.compile(r"(?P<unit>[A-Za-zµ]{1,12}[23²³]?)(?P<closed>\))?\s?[:=]\s?\Z")
_NO_COLUMN = frozenset(["us", "min", "sec", "day", "stone"])


def unit_before(text: str, start: int, end: int) -> Unit | None:
    """The unit that the name of a column or a key gives to the number after it: `km: 187`, `Length (m): 40`, not `Day: 4`."""
    match = _COLUMN.search(text, max(0, start - 18), start)
    found = lookup(match["unit"]) if match else None
    if match is None or found is None:
        return None
    name, sure = match["unit"], match["closed"] is not None
    if not sure and (name.lower() in _NO_COLUMN or len(name) == 1 or (len(name) > 3 and not name.endswith("s"))):
        return None
    return Unit(found[0], found[1], 0.0, name, end)
