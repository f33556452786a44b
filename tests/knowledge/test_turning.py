"""What turns a sentence round: a "not" in each language that is worded, who does and who suffers, another language."""

from __future__ import annotations

import pytest

from agent.knowledge.support.check import Cited, doubts, faults, missing_names

PAGE = ("Alder bridge", "Kappelbrücke", "Pont Lenoir", "Мост Лебедева")


def refused(text: str, source: str, language: str) -> list[str]:
    return faults(text, [Cited(source, language=language)], PAGE, language)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "The Alder bridge is not open to trucks.", "The Alder bridge is open to trucks."),
        ("en", "Nobody repaired the Alder bridge in 1962.", "They repaired the Alder bridge in 1962."),
        ("de", "Die Kappelbrücke ist nicht für Lastwagen freigegeben.", "Die Kappelbrücke ist für Lastwagen freigegeben."),
        ("de", "Die Kappelbrücke wurde 1962 von Karl Ahn nicht saniert.", "Die Kappelbrücke wurde 1962 von Karl Ahn saniert."),
        ("de", "Die Kappelbrücke hat keinen Radweg.", "Die Kappelbrücke hat einen Radweg."),
        ("fr", "Le pont Lenoir n'est pas ouvert aux camions.", "Le pont Lenoir est ouvert aux camions."),
        ("fr", "Le pont Lenoir n'a jamais été réparé par Karl Ahn.", "Le pont Lenoir a été réparé par Karl Ahn."),
        ("es", "El puente no está abierto a los camiones.", "El puente está abierto a los camiones."),
        ("es", "El puente no tiene ningún carril bici.", "El puente tiene un carril bici."),
        ("zh", "这座桥不对卡车开放。", "这座桥对卡车开放。"),
        ("ja", "この橋はトラックが通れません。", "この橋はトラックが通れます。"),
    ],
)  # fmt: skip
def test_a_not_is_neither_lost_nor_added(language: str, one: str, other: str) -> None:
    assert refused(other, one, language)
    if "Nobody" not in one:
        assert refused(one, other, language)


@pytest.mark.parametrize(
    ("language", "source", "text"),
    [
        ("ru", "Мост Лебедева не открыт для грузовиков.", "Мост Лебедева открыт для грузовиков."),
        ("ru", "Мост Лебедева стоит в Твери.", "В Твери стоит мост Лебедева."),
        ("it", "Il ponte non è aperto ai camion.", "Il ponte è aperto ai camion."),
    ],
)
def test_a_language_whose_not_cannot_be_read_is_quoted(language: str, source: str, text: str) -> None:
    assert "quoted, not worded" in refused(text, source, language)[0]
    assert refused(source, source, language) == []


@pytest.mark.parametrize(
    ("language", "source", "text"),
    [
        ("es", "Nadie firmó el tratado.", "El tratado fue firmado."),
        ("fr", "Personne n'a signé le traité.", "Le traité a été signé."),
        ("en", "The bill failed to pass.", "The bill passed."),
        ("en", "Hardly any ship came.", "Ships came."),
        ("en", "The bridge lacks a footpath.", "The bridge has a footpath."),
    ],
)
def test_a_not_that_went_with_the_form_of_its_verb_is_a_doubt(language: str, source: str, text: str) -> None:
    assert "denies nothing" in " ".join(doubts(text, [Cited(source, language=language)], ("Orvan",), language))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("The bridge has no footpath.", "The bridge is without a footpath."),
        ("The bill failed to pass.", "The bill was rejected."),
        ("Nobody but the guards may enter.", "Only the guards may enter."),
    ],
)
def test_a_lack_told_in_another_word_is_none(source: str, text: str) -> None:
    assert doubts(text, [Cited(source)], ("Orvan",)) == []


@pytest.mark.parametrize(
    ("language", "source", "text"),
    [
        ("es", "Ramón Iglesias Costa construyó el puente en 1863.", "Ramón Iglesias Costa fue construido en 1863."),
        (
            "es",
            "El puente fue construido por Ramón Iglesias Costa en 1863.",
            "Ramón Iglesias Costa fue construido en 1863.",
        ),
        ("de", "Die Brücke wurde 1962 von Karl Ahn gebaut.", "Karl Ahn wurde 1962 gebaut."),
        ("fr", "Le pont fut construit par Paul Lenoir en 1863.", "Paul Lenoir fut construit en 1863."),
        ("en", "Ada Holm wrote Kettle in 2019.", "Kettle wrote Ada Holm in 2019."),
        ("en", "Ada Holm wrote Kettle in 2019.", "Ada Holm was written in 2019."),
    ],
)
def test_who_does_and_who_suffers_do_not_change_places(language: str, source: str, text: str) -> None:
    assert "exchanged" in faults(text, [Cited(source, language=language)], ("El puente",), language)[0]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Ada Holm wrote Kettle in 2019.", "Kettle was written by Ada Holm in 2019."),
        ("The Orla Dam opened in 1931.", "The Orla Dam was opened in 1931."),
        ("Ada Holm designed Kettle.", "Ada Holm is the designer of Kettle."),
        ("Ada Holm designed Kettle.", "Ada Holm is designer of Kettle."),
        ("Ada Holm and Ben Arno met in 1911.", "Ben Arno and Ada Holm met in 1911."),
    ],
)
def test_the_same_in_the_passive_is_right(source: str, text: str) -> None:
    assert faults(text, [Cited(source)], ("Kettle",)) == []


LANGUAGES = (
    "El puente viejo cruza el río Mesma con siete arcos de piedra y fue construido en 1573.",
    "The old bridge crosses the river Mesma with seven arches of stone and was built in 1573.",
)


def test_a_wording_in_another_language_than_its_claim_and_its_page_is_refused() -> None:
    spanish, english = LANGUAGES
    assert "another language" in faults(english, [Cited(spanish, language="es")], ("Lareda",), "es")[0]
    assert "another language" in faults(spanish, [Cited(english, language="en")], ("Lareda",), "en")[0]


def test_a_page_may_be_in_the_language_of_most_claims_and_a_translation_is_a_doubt() -> None:
    spanish, english = LANGUAGES
    cited = [Cited(spanish, language="es")]
    assert faults(english, cited, ("Mesma",), "en") == []
    assert "only its figures were checked" in doubts(english, cited, ("Mesma",), "en")[0]
    assert faults(english.replace("1573", "1575"), cited, ("Mesma",), "en")


def test_a_not_is_kept_in_translation() -> None:
    cited = [Cited("Le pont Lenoir n'est pas ouvert aux camions, et ne le sera jamais.", language="fr")]
    assert faults("The Pont Lenoir is open to trucks and to all the other cars of the town.", cited, PAGE, "en")
    assert faults("The Pont Lenoir is not open to trucks and never will be, it is said.", cited, PAGE, "en") == []


@pytest.mark.parametrize(
    ("sources", "text"),
    [
        (
            ["Between the two towers the road hangs free for 212 metres.", "Item: Main span | Value: 221 m"],
            "By one account its main span is 212 metres between the two towers, by another it is 221 m.",
        ),
        (["Key: keep_output | Default: 14 | Meaning: days"], "By default the output is kept for 14 days."),
        (["Pim is eight, because at ten one already knows how to lie."], "He is eight: at ten one knows how to lie."),
        (["I want to speak about a man who knew nothing of electricity."], "He has been called a man who knew nothing of electricity."),
        (["A job that takes longer than 30 minutes is handed on."], "A job is handed on after 30 minutes."),
        (["The hand limit of six cards hurts."], "The hand limit is six cards, which hurts."),
        (["It was one of the first iron bridges."], "It was among the first iron bridges."),
    ],
)  # fmt: skip
def test_what_a_strong_writer_said_rightly_is_not_refused(sources: list[str], text: str) -> None:
    cited = [Cited(source) for source in sources]
    assert faults(text, cited, ("Plover",)) == []
    assert missing_names(text, cited, ("Plover",)) == []
