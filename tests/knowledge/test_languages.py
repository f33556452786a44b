"""Figures, negations and hedges of each language; texts are read in time that grows with their length."""

from __future__ import annotations

import time

import pytest

from agent.knowledge.support.check import Cited, faults, readable
from agent.knowledge.text.languages import language_of, translated
from agent.knowledge.text.normal import tokens
from agent.knowledge.text.polarity import negations
from agent.knowledge.values.quantities import quantities


@pytest.mark.parametrize(
    ("language", "text", "values"),
    [
        ("de", "1.500 Meter lang, 4,75 m breit", ["1500 m", "4.75 m"]),
        ("de", "am 3. Mai 2024 und am 31.12.2025", ["2024-05-03", "2025-12-31"]),
        ("de", "einundzwanzig Tage, 2,5 Mikrogramm pro Kilogramm", ["1814400 s", "2.5e-09 kg/kg"]),
        ("de", "zwei Fünftel; 1,2 Mrd. Euro", ["40 %", "1200000000 EUR"]),
        ("fr", "1 250 femmes de 2015 à 2019", ["1250", "2015..2019"]),
        ("fr", "le 3 mai 2024, quatre-vingt-dix mètres", ["2024-05-03", "90 m"]),
        ("es", "7/10/1866; el 7 de octubre de 1866; noventa y dos", ["1866-10-07", "1866-10-07", "92"]),
        ("es", "5 horas y 30 minutos; 5,5 horas; 2.500 millones de euros", ["19800 s", "19800 s", "2500000000 EUR"]),
        (
            "zh",
            "2024年5月3日，长2.4米，重800千克，一小时，五分之二",
            ["2024-05-03", "2.4 m", "800 kg", "3600 s", "40 %"],
        ),
        ("ja", "1924年（大正13年）5月3日、三日間、1立方センチメートル", ["1924-05-03", "259200 s", "1e-06 m3"]),
        (
            "en",
            "a day and a half; one in five; at 2.30 pm; three quarters of an hour",
            ["129600 s", "20 %", "14:30", "2700 s"],
        ),
        ("xx", "1,000 m", ["1000 m"]),
        (
            "fr",
            "quatre-vingt-cinq ouvriers; cinq pour cent; 5 mille; deux millions et demi",
            ["85", "5 %", "5000", "2500000"],
        ),
        ("es", "cinco mil voces; 5 mil; ciento veintiuno; dos millones y medio", ["5000", "5000", "121", "2500000"]),
        (
            "de",
            "dreihundertzweiundvierzig; viereinhalb Millionen; Millionen Menschen; eine Million",
            ["342", "4500000", "1000000"],
        ),
        ("it", "ottantacinque operai e cinquemila voci", ["85", "5000"]),
        ("en", "seven in the evening; half past two at night; ten in the morning", ["19:00", "02:30", "10:00"]),
        ("en", "New Year's Day 1861; on Boxing Day; the last day of 1919", ["1861-01-01", "--12-26", "1919-12-31"]),
        (
            "en",
            "7 hours 41, 6 ft 2 high; 21 or 23 in, two in the yard",
            ["27660 s", "1.8796 m", "0.5334 m", "0.5842 m", "2"],
        ),
        (
            "en",
            "In October; the TG-2 may; they march 3 miles; 3 March; 3 May 1990",
            ["--10", "4828.032 m", "--03-03", "1990-05-03"],
        ),
        ("en", "two minutes each week; 5 kg per annum", ["0.000198412698 s/s", "0.4166666667 kg/month"]),
    ],
)
def test_figures_of_each_language(language: str, text: str, values: list[str]) -> None:
    found = quantities(text, language)
    assert [f"{q.value} {q.unit}".strip() for q in found] == values
    assert all(text[q.start : q.end] == q.text for q in found)


@pytest.mark.parametrize(
    ("language", "text", "bound"),
    [
        ("de", "mindestens zwölf Stunden", "min"), ("de", "höchstens zwölf Stunden", "max"), ("fr", "d'au plus 120 postes", "max"),
        ("es", "al menos 12 horas", "min"), ("zh", "至少12小时", "min"), ("ja", "少なくとも12週間", "min"), ("ja", "12本以上の木", "min"),
        ("en", "no more than 4 %", "max"), ("en", "no less than 4 %", "min"), ("en", "three in ten patients or more", "min"),
    ],
)  # fmt: skip
def test_bounds_of_each_language(language: str, text: str, bound: str) -> None:
    assert [q.bound for q in quantities(text, language)] == [bound]


@pytest.mark.parametrize(
    ("language", "denied", "supposed", "plain"),
    [
        ("en", "It is not open.", "It may be open.", "It is open."),
        ("de", "Es ist nicht offen.", "Es soll offen sein.", "Es ist offen."),
        ("fr", "Il n'est pas ouvert.", "Il serait ouvert.", "Il est ouvert."),
        ("es", "No está abierto.", "Al parecer está abierto.", "Está abierto."),
        ("zh", "大桥不开放。", "大桥可能开放。", "大桥开放。"),
        ("ja", "橋は開かない。", "橋は開くかもしれない。", "橋は必ず開く。"),
    ],
)
def test_what_is_denied_and_supposed(language: str, denied: str, supposed: str, plain: str) -> None:
    known = language_of(language)
    assert readable(language)
    assert known is not None
    assert negations(denied, language)
    assert known.hedge.search(supposed)
    assert not negations(plain, language)
    assert not known.hedge.search(plain)
    assert faults(plain, [Cited(denied)], [], language)
    assert faults(plain, [Cited(supposed)], [], language)
    assert faults(plain, [Cited(plain)], [], language) == []


def test_of_a_language_that_is_not_known_nothing_is_read() -> None:
    assert not readable("fi")
    assert language_of("fi") is None
    assert language_of("de-AT") is language_of("de")
    assert negations("Se ei ole auki.", "fi") == ()
    assert tokens("Der Kater trinkt", "de") == ["kater", "trink"]


def test_a_sentence_may_rest_on_one_of_another_language() -> None:
    claim = Cited("Die Brücke ist 1.500 Meter lang und wurde am 3. Mai 1931 eröffnet.", language="de")
    assert faults("The bridge, opened on 3 May 1931, is 1,500 m long.", [claim], [], "en") == []
    assert faults("The bridge, opened on 3 May 1931, is 1.5 m long.", [claim], [], "en")


def test_a_german_noun_is_no_name() -> None:
    claim = Cited("Der Turm wurde 1884 erbaut, wie Herr Adam schreibt.")
    assert faults("Die Errichtung des Turmes geschah 1884.", [claim], [], "de") == []
    assert faults("Wie Herr Keller schreibt, wurde der Turm 1884 erbaut.", [claim], [], "de")


@pytest.mark.parametrize(
    ("language", "piece"),
    [("en", "1 "), ("en", "a_"), ("en", "before "), ("en", "x@"), ("fr", "ne a "), ("zh", "不"), ("ja", "1")],
)
def test_a_sentence_of_any_length_is_read_in_time(language: str, piece: str) -> None:
    text = piece * (12_000 // len(piece))
    began = time.process_time()
    faults(text, [Cited(text + ".")], ["Kettle"], language)
    translated(text, language)
    faults(text + "x", [Cited(text + ".")], ["Kettle"], language)
    assert time.process_time() - began < 10  # what grew with the square took minutes
