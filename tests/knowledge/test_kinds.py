from __future__ import annotations

import pytest

from agent.knowledge.things.kinds import kind_of_name


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Atlantic Telegraph Company", "organisation"),
        ("Trinity Bay", "place"),
        ("Lake Constance", "place"),
        ("Crimean War", "event"),
        ("Great Eastern", None),
        ("Company", None),
        ("Ada Holm", None),
    ],
)
def test_a_name_that_tells_its_kind(title: str, kind: str | None) -> None:
    assert kind_of_name(title) == kind
