"""The language of a text: by its script, by its common words, and what a document declares of itself."""

from __future__ import annotations

import pytest

from agent.knowledge.text.letters import detected
from agent.sources.extract import extract

TEXTS = {
    "en": "The lighthouse was built in 1862 and is thirty metres high. It is not open to the public.",
    "de": "Der Leuchtturm wurde 1862 gebaut und ist dreißig Meter hoch. Er ist nicht für die Öffentlichkeit zugänglich.",
    "fr": "Le phare a été construit en 1862 et mesure trente mètres. Il n'est pas ouvert au public.",
    "es": "El faro fue construido en 1862 y tiene treinta metros de altura. No está abierto al público, pero se puede ver desde el puerto.",
    "pl": "Latarnia morska została zbudowana w 1862 roku i ma wysokość trzydziestu metrów. Nie jest otwarta dla zwiedzających.",
    "zh": "灯塔建于1862年，高三十米，不对公众开放。",
    "ja": "灯台は1862年に建てられ、高さは30メートルで、一般公開されていない。",
    "ru": "Маяк был построен в 1862 году, его высота тридцать метров.",
    "ko": "등대는 1862년에 세워졌으며 높이는 30미터이다.",
}


@pytest.mark.parametrize(("language", "text"), TEXTS.items())
def test_a_text_tells_its_language(language: str, text: str) -> None:
    assert detected(text) == language
    assert extract(text.encode(), "text/plain; charset=utf-8", "note.txt").language == language


def test_what_is_declared_stands_unless_the_text_speaks_clearly_against_it() -> None:
    assert detected("Kettle 3.1", "de") == "de"
    assert detected("Kettle 3.1") == "en"
    assert detected(TEXTS["zh"], "en") == "zh"
    assert detected(TEXTS["de"] * 5, "en") == "de"
    assert detected(TEXTS["en"], "is") == "is"  # declared, and none that we know


def test_a_page_and_a_note_declare_it() -> None:
    page = b"<html lang='pt-BR'><body><article><h1>Nota</h1><p>Kettle 3.1, 12 m, 14 kg, 1862, Porto.</p></article></body></html>"
    assert extract(page, "text/html", "page.html").language == "pt"
    assert extract(b"---\nlang: nl\n---\n# Kettle\n\nKettle 3.1, 12 m.\n", "text/markdown", "note.md").language == "nl"
