"""A server compiles each schema that it has not seen, which can take longer than the reply: nothing of one window or page is in any."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.engine.rehearsal import create_app
from agent.engine.wire import ActSpec, schema_of, tools_of
from agent.episode.script import Turn
from agent.state.state import State
from tests.engine.helpers import Assign
from tests.episode.desks import Written, assign, page, script, stored, work
from tests.faults.engine import App, FaultEngine, Receive, Scope, Send
from tests.night.nights import night

ROOT = Path(__file__).parents[2]
FEW = 40  # schemas of a whole night

KETTLE = """# The Kettle handbook

Kettle is a job scheduler written by Ada Holm in 2019. Its default timeout is 30 seconds. It keeps 400 jobs.
Ada Holm was born in Bergen in 1971. Nothing else is said.
"""
MAREL = """# Ships of Vigo

Some say so. Nobody knows. The town of Vigo paid the crew of the vessel for twenty years and more.
The Marel is a fishing vessel built in Vigo in 1911. She sank off Zanzibar in 1920 with 31 men. Her bell was found in 1955.
Vigo is a port. It has 290,000 inhabitants.
"""


def asked(
    state: State, text: str, pages: list[dict[str, Any]], own: list[int], wanted: str
) -> list[tuple[ActSpec, ...]]:
    """What each step of reading permits about one window: the same steps, whatever it holds."""
    document = stored(state, text)
    first, second = pages[0]["title"], pages[1]["title"]
    naming, little = {"name_pages": pages}, {"assign": [assign(first, own[0])], "finish": []}
    brain = Written(naming, little, little)
    work(script(state, "read", {"document": document.id, "sentences": own[:5], "known": [second]}), state, brain)
    named = Written({"name_pages": [pages[1]]}, {"assign": [assign(second, *own)]})
    names = {"names": [wanted], "sentences": [[document.id, n] for n in own]}
    work(script(state, "wanted", names, "w"), state, named)
    filing = {"document": document.id, "sentences": own, "kinds": {second: pages[1]["kind"]}}
    work(script(state, "filing", filing, "f"), state, named)
    return [call.acts for call in (*brain.calls, *named.calls)]


def test_the_schema_of_a_step_of_reading_is_the_same_whatever_the_window(tmp_path: Path) -> None:
    with State.to_write(tmp_path / "a") as state:
        one = asked(state, KETTLE, [page("Kettle"), page("Ada Holm", "person")], [1, 2, 3, 4], "Ada Holm")
    with State.to_write(tmp_path / "b") as state:
        other = asked(state, MAREL, [page("Marel", "product", 4), page("Vigo", "place", 4)], [4, 5, 6, 7], "Vigo")
    assert [schema_of(acts) for acts in one] == [schema_of(acts) for acts in other]
    assert [tools_of(acts) for acts in one] == [tools_of(acts) for acts in other]
    held = json.dumps([*map(schema_of, one), *map(tools_of, one)])
    assert not [title for title in ("Kettle", "Holm", "Marel", "Vigo", "handbook") if title in held]


def test_a_window_or_page_of_any_length_makes_few_schemas(tmp_path: Path) -> None:
    """What of a window may count at all is how much of it there is and how many names it has, and that in few steps."""
    with State.to_write(tmp_path) as state:
        document = stored(state, "# Notes\n\n" + " ".join(f"Name{n} has {n} rooms." for n in range(1, 41)) + "\n")
        seen: dict[str, set[str]] = {
            "naming": set(),
            "assigning": set(),
            "again": set(),
            "writing": set(),
            "mending": set(),
        }
        for long in range(1, 41):
            episode: Any = script(
                state, "read", {"document": document.id, "sentences": list(range(1, long + 1))}, f"e{long}"
            )
            first = episode.stage([])
            assert first is not None
            seen["naming"].add(json.dumps(schema_of(first.acts)))
        for many in range(1, 13):
            titles = [f"Name{n}" for n in range(1, many + 1)]
            seen["assigning"].add(json.dumps(schema_of(episode._assigning([], titles).acts)))
            seen["again"] |= {
                json.dumps(schema_of(episode._looking_again(titles, list(range(1, left + 1)), []).acts))
                for left in range(1, 31)
            }
        for many in range(1, 41):
            claims = [{"id": f"c{n}", "document": document.id, "first": n, "last": n} for n in range(1, many + 1)]
            held = {
                "page": "p",
                "plan": "x",
                "title": "N",
                "kind": "other",
                "aliases": [],
                "related": ["M"] * (many % 2),
                "disputed": [],
            }
            writing: Any = script(state, "write", {"pages": [{**held, "claims": claims}], "over": True}, f"r{many}")
            first = writing.stage([])
            second = writing.stage([Turn(())])
            assert first is not None
            assert second is not None
            seen["writing"].add(json.dumps(schema_of(first.acts)))
            seen["mending"].add(json.dumps(schema_of(second.acts)))
        assert {name: len(found) <= 20 for name, found in seen.items()} == dict.fromkeys(seen, True)
        assert sum(map(len, seen.values())) < FEW + 6


@given(st.integers(1, 48), st.integers(0, 9))
def test_a_bound_holds_what_was_asked_for_and_little_more(most: int, least: int) -> None:
    (held,) = schema_of((ActSpec("assign", "", Assign, least, most),))["properties"].values()
    assert held["minItems"] == least
    assert most <= held["maxItems"] <= max(2 * most, 1)


class Heard:
    """The application, and the schemas that it was sent."""

    def __init__(self, app: App) -> None:
        self.app, self.schemas = app, Counter[str]()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = bytearray()

        async def listening() -> MutableMapping[str, Any]:
            message = await receive()
            body.extend(message.get("body", b""))
            return message

        await self.app(scope, listening, send)
        if body:
            held = json.loads(body).get("response_format", {}).get("json_schema")
            if held:
                self.schemas[json.dumps(held["schema"])] += 1


def test_a_whole_night_asks_with_few_schemas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    heard = Heard(create_app())
    with FaultEngine(app=heard) as engine:
        assert night(tmp_path / "wiki", ["examples/sources.txt"], engine.url, workers=4) == 0
    assert sum(heard.schemas.values()) > 90
    assert 8 <= len(heard.schemas) < FEW
    assert not [
        title for title in ("Field", "Thomson", "Agamemnon", "Valentia") if any(title in held for held in heard.schemas)
    ]
