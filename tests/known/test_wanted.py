"""Names that ought to have a page."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.knowledge.model import Claim, NameUse, claim_id
from agent.knowledge.text.normal import key
from agent.known.mentions import sentences_naming
from agent.known.pages import Known
from agent.known.wanted import wanted
from agent.state.state import State
from tests.known.notes import extracted as stored


@pytest.mark.parametrize(
    ("name", "numbers"),
    [("Siphon recorder", [1, 2]), ("Ada Holm", [3]), ("Mark", [4])],
)
def test_a_common_noun_is_named_in_small_letters_too_and_a_proper_name_is_not(
    tmp_path: Path, name: str, numbers: list[int]
) -> None:
    text = "A siphon recorder writes. Siphon recorder was its name. Ada Holm left a mark. Mark came to ada holm."
    with State.to_write(tmp_path) as state:
        assert sentences_naming(stored(state, text, "a.txt", "text/plain"), name) == numbers


def test_half_a_name_and_the_name_of_a_column_are_not(tmp_path: Path) -> None:
    text = """# Notes

Kettle was bought by the Telegraph Construction and Maintenance Company, as Nils Berg said. Pot was bought by Nils Berg.
Kettle was sold by the Telegraph Construction and Maintenance Company. Pot was lent by Vigo.

| Owner | Place |
|---|---|
| Kettle | Vigo |
| Pot | Vigo |
"""
    with State.to_write(tmp_path) as state:
        document = stored(state, text, "notes.md", "text/markdown")
        for name, numbers in (("Kettle", (1, 3, 5)), ("Pot", (2, 4, 6))):
            with state.transaction("act"):
                state.facts.put_name(name, "", NameUse(name, "software", document.id, (), numbers[0]))
                for n in numbers:
                    state.facts.put_claim(Claim(claim_id(key(name), document.id, n, n), name, document.id, n, n), "")
        known = Known.of(state)
        assert [name for name, _ in wanted(known, state.documents.get)] == ["Nils Berg", "Vigo"]
