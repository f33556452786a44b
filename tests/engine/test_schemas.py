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
    """What each step of each kind of episode permits about one window: the same steps, whatever it holds."""
    document = stored(state, text)
    first, second = pages[0]["title"], pages[1]["title"]
    shown = own[:5]
    naming, little = {"name_pages": pages}, {"assign": [assign(first, own[0])]}
    brain = Written(naming, little, little)
    work(script(state, "read", {"document": document.id, "sentences": shown, "known": [second]}), state, brain)
    calls = list(brain.calls)
    named = Written({"name_pages": [pages[1]]}, {"assign": [assign(second, *own)]})
    work(script(state, "wanted", {"document": document.id, "sentences": own, "only": wanted}, "w"), state, named)
    calls += named.calls
    told = {"page": "p", "title": first, "aliases": [second], "document": document.id, "sentences": own}
    described = Written({"describe": [{"what": "", "place": "", "time": "", "version": "", "cites": own[:1]}]})
    calls += work(script(state, "identify", told, "i"), state, described).calls
    compared = {
        "a": first,
        "b": second,
        "documents": [],
        "title": first,
        "sides": ["(x): a", "(y): b"],
        "reason": "",
        "qualifier": "",
    }
    calls += work(script(state, "compare", compared, "c"), state, Written({"same_thing": [{"yes": True}]})).calls
    asking = {"question": "q", "about": f"{first} is [?].", **told}
    calls += work(script(state, "question", asking, "q"), state, Written({"not_stated": [{}]})).calls
    lines = [{"text": document.sentence(n), "claims": [f"c{n}"]} for n in own[:4]]
    refining = {
        "page": "p",
        "title": first,
        "kind": "other",
        "aliases": [],
        "sentences": lines,
        "related": [second],
        "lead": True,
    }
    said = [{"condense": [{"cites": [n], "text": str(line["text"])}]} for n, line in enumerate(lines, 1)]
    lead = {"write_lead": [{"cites": [1], "text": str(lines[0]["text"])}], "link": []}
    refined = Written(*said, lead)
    calls += work(script(state, "refine", refining, "r"), state, refined).calls
    return [call.acts for call in calls]


def steps(
    folder: Path, text: str, pages: list[dict[str, Any]], own: list[int], wanted: str
) -> dict[str, list[ActSpec]]:
    with State.to_write(folder) as state:
        found: dict[str, list[ActSpec]] = {}
        for acts in asked(state, text, pages, own, wanted):
            found.setdefault(", ".join(act.name for act in acts), list(acts))
        return found


def test_the_schema_of_a_kind_of_step_is_the_same_whatever_the_window(tmp_path: Path) -> None:
    one = steps(tmp_path / "a", KETTLE, [page("Kettle"), page("Ada Holm", "person")], [1, 2, 3, 4], "Ada Holm")
    other = steps(tmp_path / "b", MAREL, [page("Marel", "product", 4), page("Vigo", "place", 4)], [4, 5, 6, 7], "Vigo")
    assert list(one) == list(other)
    assert {
        "name_pages", "assign, nominate", "assign", "describe", "same_thing", "answer, not_stated", "condense", "write_lead, link",
    } == set(one)  # fmt: skip
    for name in one:
        assert schema_of(tuple(one[name])) == schema_of(tuple(other[name])), name
        assert tools_of(tuple(one[name])) == tools_of(tuple(other[name])), name
        held = json.dumps([schema_of(tuple(one[name])), tools_of(tuple(one[name]))])
        assert not [title for title in ("Kettle", "Holm", "Marel", "Vigo", "handbook") if title in held]


def test_a_window_of_any_length_and_any_number_of_pages_makes_few_schemas(tmp_path: Path) -> None:
    """What of a window may count at all is how much of it there is and how many names it has, and that in few steps."""
    with State.to_write(tmp_path) as state:
        document = stored(state, "# Notes\n\n" + " ".join(f"Name{n} has {n} rooms." for n in range(1, 41)) + "\n")
        seen: dict[str, set[str]] = {"naming": set(), "assigning": set(), "again": set()}
        for long in range(1, 41):
            episode: Any = script(
                state, "read", {"document": document.id, "sentences": list(range(1, long + 1))}, f"e{long}"
            )
            first = episode.stage([])
            assert first is not None
            seen["naming"].add(json.dumps(schema_of(first.acts)))
        for many in range(1, 13):
            titles = [f"Name{n}" for n in range(1, many + 1)]
            seen["assigning"].add(json.dumps(schema_of(episode._assigning(titles, "").acts)))
            seen["again"] |= {
                json.dumps(schema_of(episode._looking_again(titles, list(range(1, left + 1))).acts))
                for left in range(1, 31)
            }
        refine: set[str] = set()
        for many in range(1, 21):
            lines = [{"text": f"Name{n} has {n} rooms.", "claims": [f"c{n}"]} for n in range(1, many + 1)]
            subject = {
                "page": "p",
                "title": "N",
                "kind": "other",
                "aliases": [],
                "sentences": lines,
                "related": ["M"] * (many % 2),
            }
            wording: Any = script(state, "refine", subject, f"r{many}")
            turns: list[Turn] = []
            while stage := wording.stage(turns):
                refine.add(json.dumps(schema_of(stage.acts)))
                turns.append(Turn(()))
        assert len(seen["naming"]) <= 12
        assert len(seen["assigning"]) <= 15
        assert len(seen["again"]) <= 20
        assert len(refine) <= 8
        # describe, compare, question and wanted have one or two each
        assert sum(map(len, seen.values())) + len(refine) < FEW + 6


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
    assert sum(heard.schemas.values()) > 300
    assert 8 <= len(heard.schemas) < FEW
    assert not [
        title for title in ("Field", "Thomson", "Agamemnon", "Valentia") if any(title in held for held in heard.schemas)
    ]
