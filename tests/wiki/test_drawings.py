"""What is kept from the last rendering never shows: the files are those of drawing all anew."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.known.lasting import Lasting
from agent.state.state import State
from agent.wiki.drawings import Drawings
from agent.wiki.folder.owned import digest_of
from agent.wiki.folder.places import Places
from agent.wiki.render import render, rendering
from agent.wiki.view import Page, WikiView
from tests.wiki.wikis import kettle, wikis

NOWHERE = Places()
PLACES = [
    *(Places({"p0": "People/X y.md"}), Places({"p1": "Page.md", "sources/a": "A source.md"})),
    *(Places(gone=frozenset({"p0", "sources/a"})), Places(strangers=frozenset({"x/Page one.md"})), NOWHERE),
]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(wikis(), st.sampled_from(PLACES)), min_size=2, max_size=3))
def test_what_was_drawn_for_another_wiki_does_not_show(nights: list[tuple[WikiView, Places]]) -> None:
    kept = Drawings()
    for view, places in nights:
        assert render(view, places, kept) == render(view, places)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    wikis(),
    st.lists(
        st.tuples(
            st.integers(0, 3),
            st.sampled_from(["Page one", "Kettle", "X", "a-1", "1", "Kettle X"]),
            st.sampled_from(PLACES),
        ),
        min_size=1,
        max_size=4,
    ),
)
def test_a_new_name_is_linked_everywhere(view: WikiView, changes: list[tuple[int, str, Places]]) -> None:
    kept = Drawings()
    render(view, NOWHERE, kept)
    for which, title, places in changes:
        pages = list(view.pages)
        pages[which % len(pages)] = replace(pages[which % len(pages)], title=title)
        view = replace(view, pages=tuple(pages))
        assert render(view, places, kept) == render(view, places)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(wikis(), st.sampled_from(PLACES)), min_size=2, max_size=3), st.data())
def test_what_an_earlier_process_drew_does_not_show(nights: list[tuple[WikiView, Places]], data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder, State.to_write(Path(folder)) as state:
        texts: dict[str, str] = {}
        for view, places in [*nights, *nights]:
            lasting = Lasting(state.kept)
            files = render(view, places, Drawings(lasting, texts.get))
            assert files == render(view, places)
            if data.draw(st.booleans()):  # else it was killed before its rows were kept
                lasting.keep()
            texts |= {digest_of(text.encode()): text for text in files.values() if data.draw(st.integers(0, 9))}


def test_only_what_changed_is_drawn() -> None:
    kept, view = Drawings(), kettle()
    first = render(view, NOWHERE, kept)
    ada = replace(view.pages[1], updated="2026-11-24")
    second = render(replace(view, pages=(view.pages[0], ada, view.pages[2])), NOWHERE, kept)
    assert second["Kettle (software).md"] is first["Kettle (software).md"]
    assert second["sources/notes.md"] is first["sources/notes.md"]
    assert second["Ada Holm.md"] != first["Ada Holm.md"]


def test_a_namesake_is_told_apart_as_soon_as_it_has_a_page() -> None:
    kept, view = Drawings(), kettle()
    notes = view.documents[1]
    line = replace(view.pages[1].lines[0], text="Ada met Oslo there.")
    pages = [
        replace(view.pages[1], lines=(line,)),
        replace(view.pages[1], id="p-oslo", title="Oslo", aliases=(), lead=(), lines=(line,)),
    ]
    assert notes.id in {citation.document for citation in line.citations}
    first = render(replace(view, pages=tuple(pages)), NOWHERE, kept)
    assert "[[Oslo]]" in first["Ada Holm.md"]
    band = replace(view.pages[1], id="p-band", title="Oslo (band)", aliases=(), lead=(), lines=(line,))
    both = replace(view, pages=(*pages, band))
    second = render(both, NOWHERE, kept)
    assert second == render(both)
    assert "[[Oslo" not in second["Ada Holm.md"]


def test_the_page_of_a_source_follows_what_is_cited() -> None:
    kept, view = Drawings(), kettle()
    render(view, NOWHERE, kept)
    less = replace(view, pages=view.pages[1:], disagreements=())
    assert render(less, NOWHERE, kept) == render(less)
    assert render(view, NOWHERE, kept) == render(view)


def _then_as_anew(*nights: tuple[WikiView, Places]) -> dict[str, str]:
    """The files of the last of these, drawn one after the other, which must be those of drawing it alone."""
    kept = Drawings()
    for view, places in nights:
        files = render(view, places, kept)
        assert files == render(view, places)
    return files


def _with(view: WikiView, page: Page) -> WikiView:
    return replace(view, pages=(*view.pages, page))


BEA = replace(kettle().pages[1], id="p-bea", title="Bea Lund", aliases=(), lead=(), lines=())


def test_who_speaks_is_linked_once_there_is_a_page_of_that_name() -> None:
    view = kettle()
    line = replace(view.pages[0].lines[0], quoted=True, speaker="Bea Lund")
    view = replace(view, pages=(replace(view.pages[0], lines=(line,)), *view.pages[1:]))
    assert "[[Bea Lund]]" in _then_as_anew((view, NOWHERE), (_with(view, BEA), NOWHERE))["Kettle (software).md"]


def test_a_source_that_is_moved_from_folder_to_folder_is_listed_where_it_is() -> None:
    nights = [(kettle(), Places({"sources/notes": f"{folder}/notes.md"})) for folder in ("Here", "There")]
    assert "[[There/notes]]" in _then_as_anew(*nights)["Ada Holm.md"]


def test_a_text_that_is_found_elsewhere_too_says_so_and_no_longer_than_it_is() -> None:
    view = kettle()
    twice = replace(view, also=((view.documents[1].id, ("twin.md",)),))
    assert "twin.md" in _then_as_anew((view, NOWHERE), (twice, NOWHERE))["sources/notes.md"]
    assert "twin.md" not in _then_as_anew((twice, NOWHERE), (view, NOWHERE))["sources/notes.md"]


def test_what_was_drawn_before_a_rendering_was_broken_off_is_not_kept_for_other_names(tmp_path: Path) -> None:
    view = kettle()
    named = replace(view.pages[1], lead=(replace(view.pages[1].lead[0], text="Ada Holm worked with Bea Lund."),))
    view = replace(view, pages=(view.pages[0], named, view.pages[2]))
    texts: dict[str, str] = {}

    def drawn(view: WikiView, drawings: Drawings) -> dict[str, str]:
        files = render(view, NOWHERE, drawings)
        texts.update({digest_of(text.encode()): text for text in files.values()})
        return files

    with State.to_write(tmp_path) as state:
        for broken in (False, True):
            lasting = Lasting(state.kept)
            drawings = Drawings(lasting, texts.get)
            if broken:
                work = rendering(_with(view, BEA), NOWHERE, drawings)
                next(work)
                work.close()
            drawn(view, drawings)
            lasting.keep()
        after = drawn(_with(view, BEA), Drawings(Lasting(state.kept), texts.get))
    assert after == render(_with(view, BEA), NOWHERE)
