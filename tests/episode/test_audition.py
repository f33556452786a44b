"""The audition: over the real wire, against an engine that answers its tasks well, in part, or not at all."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from agent.engine.client import Engine
from agent.episode.audition import CLAIMS, audition
from agent.episode.capability import FEW, NONE, ONE, PAGE, Capability
from agent.episode.prompts import Prompts

RIGHT = {
    "a page": [
        ("The Orla Dam is a gravity dam on the river Sund, 64 metres high, that Ida Maro designed.", [1, 3]),
        ("Brandt & Co. built it between 1926 and 1931.", [2]),
        ("Ida Maro did not live to see its opening.", [3, 4]),
        (
            "Its reservoir holds 120 million cubic metres of water and, a report of 2015 says, may silt up by 2080.",
            [5, 6],
        ),
        ("Since 1958 it has driven four turbines with 36 megawatts in all.", [7]),
        ("In 2004 the road across its crest was closed to cars.", [8]),
    ]
}


class Player:
    """Answers what the audition asks: writes well up to `words` claims, and judges by `judge`."""

    def __init__(self, words: int, judge: str) -> None:
        self.words, self.judge, self.asked = words, judge, 0

    def __call__(self, request: Request) -> Response:
        body = json.loads(request.data)
        self.asked += 1
        choice = {
            "index": 0,
            "finish_reason": "stop",
            "message": {"role": "assistant", "content": json.dumps(self.reply(body))},
        }
        return Response(json.dumps({"choices": [choice], "model": "m", "usage": {}}), content_type="application/json")

    def reply(self, body: dict[str, Any]) -> dict[str, Any]:
        task = str(body["messages"][-1]["content"])
        if "both_true" in task:
            both = "Holm tunnel" in task if self.judge == "right" else self.judge == "always"
            return {"both_true": [{"yes": both, "why": "so"}]}
        if "Do: write" in task:
            shown = task.count("\n[")
            if shown > self.words:
                return {
                    "write": [{"section": "", "text": "The Orla Dam was built in 1899.", "cites": [1]}],
                    "leave_out": [],
                }
            rows = [(text, cites) for text, cites in RIGHT["a page"] if max(cites) <= shown] or [(CLAIMS[0], [1])]
            return {"write": [{"section": "", "text": text, "cites": cites} for text, cites in rows], "leave_out": []}
        return {"assign": [{"page": "Kettle", "sentences": [1, 3]}, {"page": "Bergen", "sentences": [2, 4]}]}


def held(httpserver: HTTPServer, player: Player) -> Capability:
    httpserver.expect_request("/v1/chat/completions").respond_with_handler(player)
    httpserver.expect_request("/v1/models").respond_with_json({"object": "list", "data": [{"id": "m"}]})

    async def play() -> Capability:
        async with Engine(httpserver.url_for("/v1"), "m") as engine:
            found, _ = await audition(engine, Prompts(), "m")
            return found

    return asyncio.run(play())


@pytest.mark.parametrize(
    ("words", "at_once", "calls"),
    [(8, PAGE, 6), (6, FEW, 7), (1, ONE, 8), (0, NONE, 8)],
    ids=["page", "six", "one", "none"],
)
def test_how_much_is_worded_at_once_is_seen(httpserver: HTTPServer, words: int, at_once: int, calls: int) -> None:
    player = Player(words, "right")
    found = held(httpserver, player)
    assert (found.wire, found.at_once, found.judges) == ("schema", at_once, True)
    assert player.asked == calls


@pytest.mark.parametrize("judge", ["always", "never"])
def test_who_always_says_the_same_does_not_judge(httpserver: HTTPServer, judge: str) -> None:
    assert not held(httpserver, Player(8, judge)).judges


def test_what_was_seen_is_kept_as_it_was() -> None:
    found = Capability("tools", FEW, judges=True, model="m")
    assert Capability.from_text(found.as_text()) == found
    assert Capability.from_text("") is None
