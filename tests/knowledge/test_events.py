"""One event is known by many words; German names of several words are shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agent.knowledge.disagreement.candidates import Candidate, candidates
from agent.knowledge.text.names import of_several_words
from tests.knowledge.pages import document, rows


def found(language: str, page: str, a: str, b: str) -> list[Candidate]:
    one, two = (replace(document(name, text), language=language) for name, text in (("a", a), ("b", b)))
    return candidates(rows(page, one, two), [page])


@pytest.mark.parametrize(
    ("language", "page", "a", "b"),
    [
        ("es", "Puente de Lareda", "El puente se construyó en 1573.", "El puente data de 1578."),
        ("es", "Ana Ruiz", "Murió el 2 de enero de 1950.", "Falleció el 12 de enero de 1950."),
        ("fr", "Pont Lenoir", "Le pont a été inauguré le 3 mai 1931.", "L'inauguration eut lieu le 5 mai 1931."),
        ("fr", "Paul Lenoir", "Il est mort le 2 janvier 1950.", "Lenoir meurt le 12 janvier 1950."),
        ("zh", "云溪桥", "云溪桥于1957年10月15日通车。", "该桥1957年10月25日正式开通。"),
        ("zh", "林维桢", "林维桢生于1901年。", "他1903年出生于清溪。"),
        ("ja", "風の橋", "橋は昭和6年5月3日に開通した。", "この橋の開通は1931年5月5日である。"),
        ("de", "Kappelbrücke", "Die Brücke wurde 1863 gebaut.", "Der Bau stammt aus dem Jahr 1868."),
        ("it", "Ponte Vecchio", "Il ponte fu inaugurato il 3 maggio 1931.", "L'inaugurazione del ponte avvenne il 5 maggio 1931."),
    ],
)  # fmt: skip
def test_two_dates_of_one_event_are_a_question_in_whatever_words(language: str, page: str, a: str, b: str) -> None:
    assert [candidate.kind for candidate in found(language, page, a, b)] == ["date"]


@pytest.mark.parametrize(
    ("language", "page", "a", "b"),
    [
        ("es", "Puente de Lareda", "El puente fue inaugurado el 3 de mayo de 1931.", "El puente fue inaugurado el 03/05/1931."),
        ("fr", "Pont", "Le pont a été inauguré le 3 mai 1931.", "Le pont fut inauguré en mai 1931."),
        ("zh", "云溪桥", "云溪桥于1957年10月15日通车。", "1957年10月，云溪桥通车。"),
        ("fr", "Pont", "Le pont fut construit en 1863.", "Le pont fut repeint en 1910."),
    ],
)  # fmt: skip
def test_one_date_told_otherwise_and_two_events_are_none(language: str, page: str, a: str, b: str) -> None:
    assert found(language, page, a, b) == []


@pytest.mark.parametrize(
    ("name", "several"), [("Gerda Lohwald", True), ("Werkstatt von Terhart", True), ("Bögen", False), ("Der Verein", False)]
)  # fmt: skip
def test_german_names_of_several_words_are_shown(name: str, *, several: bool) -> None:
    assert of_several_words(name) is several
