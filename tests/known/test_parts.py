"""Names that are resolved part by part, as they come, are what resolving all of them at once makes of them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.knowledge.model import NameUse
from agent.knowledge.text.normal import key
from agent.knowledge.things.entities import Decision, Split, resolve
from agent.known.folding import Parts

NAMES = [
    *("Kettle", "kettles", "KETTLE", "HMS Kettle", "Kettle (ship)", "Kettle 4", "the Kettle", "Copper Kettle"),
    *("Ada Holm", "Bo Holm", "Holm", "Dr Ada Holm", "Holm Works", "Ada van Holm", "van Holm", "Ada Holm Jr", "Dr Holm"),
    *("ReAct", "React", "React (library)", "Ada", "Mercury", "Mercury (planet)", "Mercury Holm"),
]
KINDS = ["person", "other", "product", "place", "organisation"]
KEYS = sorted({*map(key, NAMES), "react|ReAct", "kettle|KETTLE", "mercury(planet)"})
titles = st.sampled_from(NAMES)
uses = st.builds(
    NameUse,
    titles,
    st.sampled_from(KINDS),
    st.sampled_from("abcd"),
    st.lists(titles, max_size=2).map(tuple),
    st.none(),
    st.sampled_from(["", "w1", "w2"]),
)
decisions = st.one_of(
    st.builds(Decision, st.sampled_from(KEYS), st.sampled_from(KEYS), st.booleans()),
    st.builds(
        Split,
        st.sampled_from(KEYS),
        st.lists(st.sampled_from("abcd"), min_size=1, max_size=2, unique=True).map(tuple),
        st.sampled_from(["ship", "planet", "Holm"]),
    ),
)


@settings(max_examples=600, deadline=None)
@given(st.lists(uses, max_size=14), st.lists(decisions, max_size=4), st.dictionaries(st.sampled_from(KEYS), titles))
def test_each_part_by_itself_gives_what_all_at_once_gives(
    named: list[NameUse], decided: list[Decision | Split], settled: dict[str, str]
) -> None:
    parts = Parts(decided)
    for use in named:
        parts.add(use)
    roots = {parts.root(key(use.title)) for use in named}
    found = [entity for root in roots for entity in parts.resolved(root, settled)]
    assert sorted(found, key=lambda entity: entity.key) == resolve(named, decided, settled)


def test_names_that_have_nothing_to_do_with_each_other_are_apart() -> None:
    parts = Parts([])
    for title in ("Orla bridge", "Kettle bridge", "Copper Kettle"):
        parts.add(NameUse(title, "place", "a"))
    assert len({parts.root(key(title)) for title in ("Orla bridge", "Kettle bridge", "Copper Kettle")}) == 3
