"""The audition: over the real wire, against an engine that answers its tasks well, in part, or not at all."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from agent.engine.client import Engine
from agent.episode.audition import CLAIMS, _confuses, audition
from agent.episode.capability import FEW, NONE, ONE, PAGE, Capability
from agent.episode.prompts import Prompts

RIGHT = {
    "a page": [
        ("Ida Maro was an engineer from Sund.", [1]),
        (
            "She drew the gates of the Orla Dam, 64 metres high, which her brother Per built between 1926 and 1931.",
            [1, 2],
        ),
        ("Per fell ill in 1929 and did not see the dam opened.", [2, 3]),
        ("A report of 2015 says that she may have drawn the Holm bridge too.", [4]),
        ("For her drawings the Holm works paid 40,000 crowns.", [5]),
        ("Her notes have been in the museum of Bergen since 1958.", [6]),
        ("Her house in Sund, to which a street with her name leads, was closed to visitors in 2004.", [7, 8]),
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
                    "write": [{"section": "", "text": "Ida Maro was born in 1899.", "cites": [1]}],
                    "leave_out": [],
                }
            rows = [(text, cites) for text, cites in RIGHT["a page"] if max(cites) <= shown and shown > 1] or [
                (CLAIMS[1], [1])
            ]
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


@pytest.mark.parametrize(
    "said",
    [
        "Ida Maro was a dam builder who built a dam between 1926 and 1931.",
        "Ida Maro drew the gates and built the dam between 1926 and 1931.",
        "The Orla Dam was built between 1926 and 1931 by Ida Maro.",
        "She fell ill in 1929 and did not see it opened.",
    ],
)
def test_who_has_the_page_do_what_another_did_words_nothing(said: str) -> None:
    assert _confuses(said)


@pytest.mark.parametrize(
    "said",
    [
        *(text for text, _ in RIGHT["a page"]),
        *CLAIMS,
        "The Orla Dam, whose gates Ida Maro drew, was built between 1926 and 1931 by her brother Per.",
        "Ida Maro drew the gates of the Orla Dam, which was built between 1926 and 1931.",
        "Per Maro, who fell ill in 1929, built the dam.",
    ],
)
def test_who_tells_rightly_who_did_what_is_not_taken_to_confuse_them(said: str) -> None:
    assert not _confuses(said)


@pytest.mark.parametrize("judge", ["always", "never"])
def test_who_always_says_the_same_does_not_judge(httpserver: HTTPServer, judge: str) -> None:
    assert not held(httpserver, Player(8, judge)).judges


def test_what_was_seen_is_kept_as_it_was() -> None:
    found = Capability("tools", FEW, judges=True, model="m")
    assert Capability.from_text(found.as_text()) == found
    assert Capability.from_text("") is None
