"""The figures of the link graph, held against plain definitions of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.morning.graph import SEED, Note, Report, WikiGraph, analyse, to_json, to_networkx

NAMES = [f"{letter}.md" for letter in "abcdefghijklmn"]


def graph_of(*links: tuple[str, str], pages: str = "") -> WikiGraph:
    """A graph with these links; pages are named by single letters."""
    named = sorted({end for pair in links for end in pair} | set(pages))
    return WikiGraph(
        folder=Path("wiki"),
        notes=tuple(Note(f"{name}.md", name) for name in named),
        links=tuple(sorted((f"{a}.md", f"{b}.md") for a, b in set(links))),
    )


@st.composite
def graphs(draw: st.DrawFn) -> WikiGraph:
    pages = draw(st.lists(st.sampled_from(NAMES), unique=True))
    pairs = st.tuples(st.sampled_from(pages), st.sampled_from(pages)) if pages else st.nothing()
    links = draw(st.sets(pairs, max_size=30)) if pages else set()
    return WikiGraph(
        folder=Path("wiki"),
        notes=tuple(Note(page, page) for page in sorted(pages)),
        links=tuple(sorted((a, b) for a, b in links if a != b)),
    )


def test_the_shape_of_the_json() -> None:
    graph = WikiGraph(
        folder=Path("wiki"),
        notes=(Note("a.md", "A"), Note("b.md", "B"), Note("c.md", "C")),
        links=(("a.md", "b.md"), ("b.md", "a.md")),
        inward=("c.md",),
        broken=(("a.md", "Nobody"), ("a.md", "Nobody")),
        wanted=(("Nobody", ("a.md",)),),
    )
    assert to_json(analyse(graph)) == {
        "pages": 3,
        "links": 3,
        "wanted": 1,
        "broken": [{"from": "a.md", "to": "Nobody"}, {"from": "a.md", "to": "Nobody"}],
        "orphans": ["c.md"],
        "components": 2,
        "hubs": [
            {"page": "a.md", "in": 1, "out": 1, "pagerank": pytest.approx(0.465116)},
            {"page": "b.md", "in": 1, "out": 1, "pagerank": pytest.approx(0.465116)},
            {"page": "c.md", "in": 0, "out": 0, "pagerank": pytest.approx(0.069767)},
        ],
        "communities": [["a.md", "b.md"], ["c.md"]],
    }


def test_an_empty_wiki() -> None:
    assert analyse(graph_of()) == Report(0, 0, 0, (), (), 0, (), (), ())


def test_the_hub_is_what_all_link_to() -> None:
    report = analyse(graph_of(("a", "z"), ("b", "z"), ("c", "z"), ("z", "a")))
    assert (report.hubs[0].page, report.hubs[0].inlinks, report.hubs[0].outlinks) == ("z.md", 3, 1)
    assert report.orphans == ("b.md", "c.md")


def test_two_cliques_are_two_communities_and_what_joins_them_is_a_bridge() -> None:
    cliques = [(a, b) for group in ("abcd", "wxyz") for a in group for b in group if a < b]
    report = analyse(graph_of(*cliques, ("w", "a")))
    assert report.communities == (("a.md", "b.md", "c.md", "d.md"), ("w.md", "x.md", "y.md", "z.md"))
    assert report.bridges == (("a.md", "w.md"),)
    assert report.components == 1


def test_only_the_ten_first_hubs_are_printed() -> None:
    report = analyse(graph_of(*((a, "z") for a in "abcdefghijklmn")))
    assert len(report.hubs) == 15
    assert len(to_json(report)["hubs"]) == 10


@given(graphs())
def test_the_figures_are_what_their_definitions_say(graph: WikiGraph) -> None:
    report = analyse(graph)
    paths = [note.path for note in graph.notes]
    targets = {b for _, b in graph.links}
    assert report.orphans == tuple(path for path in paths if path not in targets)
    assert sorted(hub.page for hub in report.hubs) == paths
    assert sum(hub.inlinks for hub in report.hubs) == sum(hub.outlinks for hub in report.hubs) == len(graph.links)
    assert not paths or sum(hub.pagerank for hub in report.hubs) == pytest.approx(1)
    assert sorted(page for members in report.communities for page in members) == paths
    assert report.bridges == bridges_by_definition(graph)


def bridges_by_definition(graph: WikiGraph) -> tuple[tuple[str, str], ...]:
    plain = to_networkx(graph).to_undirected()
    found = []
    for a, b in sorted((min(pair), max(pair)) for pair in plain.edges):
        cut = plain.copy()
        cut.remove_edge(a, b)
        sides = [nx.node_connected_component(cut, end) for end in (a, b)]
        if b not in sides[0] and min(map(len, sides)) >= 3:
            found.append((a, b))
    return tuple(found)


@given(graphs())
def test_pagerank_solves_its_equation(graph: WikiGraph) -> None:
    directed = to_networkx(graph)
    rank = {hub.page: hub.pagerank for hub in analyse(graph).hubs}
    loose = sum(rank[page] for page in directed if directed.out_degree(page) == 0)
    for page in directed:
        given_by = sum(rank[source] / directed.out_degree(source) for source in directed.predecessors(page))
        assert rank[page] == pytest.approx((0.15 + 0.85 * loose) / len(directed) + 0.85 * given_by, abs=1e-8)


def test_the_same_in_every_process() -> None:
    program = """if 1:
        from pathlib import Path
        from agent.morning.graph import Note, WikiGraph, analyse
        names = [f"page {n}" for n in range(80)]
        links = sorted({(names[n * 7 % 80], names[(n * n + 3) % 80]) for n in range(200)})
        print(analyse(WikiGraph(Path(), tuple(map(Note, sorted(names), names)), tuple(p for p in links if p[0] != p[1]))))
    """
    root = Path(__file__).parents[2]
    said = {
        subprocess.run(
            [sys.executable, "-c", program], env={"PYTHONHASHSEED": seed}, cwd=root, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(said) == 1


@given(graphs())
def test_communities_are_those_of_the_library(graph: WikiGraph) -> None:
    plain: nx.Graph[int] = nx.Graph()
    plain.add_nodes_from(range(len(graph.notes)))
    number = {note.path: at for at, note in enumerate(graph.notes)}
    for a, b in graph.links:
        plain.add_edge(number[a], number[b], weight=2 if (b, a) in graph.links else 1)
    found = nx.community.louvain_communities(plain, seed=SEED) if graph.notes else []
    named = {tuple(sorted(graph.notes[at].path for at in group)) for group in found}
    assert set(analyse(graph).communities) == named
