"""Names of pages in texts: whatever stands there, looking for them ends well."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agent.knowledge.text.normal import key
from agent.known.mentions import Names

WORDS = st.text(st.sampled_from("aBs'’.&+#-1 \nß"), max_size=12)


def test_an_s_that_stands_alone_after_its_apostrophe_is_no_mention() -> None:
    """The manual of ssh ended every night with an IndexError, as one of its pages was called `s`."""
    assert list(Names({"s": "S"}).found_in("It is 's, or ’s.")) == []


@given(st.lists(WORDS, max_size=4), WORDS)
def test_any_text_can_be_looked_through_for_any_names(names: list[str], text: str) -> None:
    found = Names({key(name): name for name in names if key(name)})
    assert set(found.found_in(text)) <= {*names}
    assert found.opening(text) in {"", *names}
