"""An engine that says anything, in any status line, header and body: out of a call come a reply and our own errors, nothing else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from random import Random

import pytest

from agent.engine.client import Engine
from agent.engine.probe import probe
from agent.engine.trial import trial_call
from agent.errors import NightError
from tests.sources.test_hostile import HEADERS, NOISE, STATUSES, ok, talker

Work = Callable[[Engine], Awaitable[object]]
ASKED: list[Work] = [
    lambda engine: engine.think(trial_call("schema")),
    lambda engine: engine.pulse(deep=True),
    lambda engine: engine.models(),
    lambda engine: probe(engine),
]


def ask(answer: bytes) -> list[str]:
    """What each kind of question gets from a server that answers so, whatever it is asked: the class of the error, or nothing."""

    async def go(url: str) -> list[str]:
        found = []
        async with Engine(url, "m", timeout=2.0) as engine:
            for work in ASKED:
                try:
                    await work(engine)
                except NightError as error:
                    found.append(f"{type(error).__name__}: {error}")
                else:
                    found.append("")
        return found

    with talker(lambda request: answer) as url:
        return asyncio.run(go(url + "/v1"))


def reply(content: str = "{}", **more: object) -> bytes:
    return json.dumps({"choices": [{"message": {"content": content}, "finish_reason": "stop"}], **more}).encode()


JSON = b"Content-Type: application/json"


@pytest.mark.parametrize(
    "answer",
    [
        ok(b"Content-Type: application/json; charset=no-such-charset", body=reply()),
        ok(b"Content-Type: application/json; charset=rot13", body=reply()),
        ok(b"Content-Type: application/json; charset=\xe9", body=reply()),
        ok(b"Content-Type: text/html; charset=hex", body=b"\xff<p>", status=b"HTTP/1.1 502 Bad"),
        ok(JSON, body=b"[" * 1000 + b"]" * 1000),
        ok(JSON, body=b'{"a":' * 5000 + b"1" + b"}" * 5000),
        ok(JSON, body=b'{"error":' + b"[" * 1000 + b"]" * 1000 + b"}", status=b"HTTP/1.1 400 Bad"),
        ok(JSON, body=b'{"data":' + b"[" * 100_000),
        ok(JSON, body=b'{"data": [{"id": "m", "meta": 3, "max_model_len": "9"}], "choices": 3}'),
        ok(JSON, body=b'{"choices": [{"message": 3}], "usage": []}'),
        ok(JSON, body=reply(usage={"prompt_tokens": -1, "prompt_tokens_details": 7})),
        ok(JSON, body=b'{"choices": [{"message": {"tool_calls": [{"function": {"arguments": {"a": 1}}}]}}]}'),
        ok(JSON, body=b"9" * 5000),
        ok(JSON, body=b'{"choices": [{"message": {"content": "\\ud800"}}]}'),
        ok(b"Retry-After: " + b"9" * 400, JSON, body=b"{}", status=b"HTTP/1.1 503 No"),
        ok(b"Location: http://127.0.0.1:99999/v1\xe9", body=b"", status=b"HTTP/1.1 307 There"),
        ok(b"Set-Cookie: a=\xe9", JSON, body=reply()),
        ok(JSON, body=reply(), status=b"HTTP/1.1 \xff\xfe"),
        b"",
        b"\x00" * 100,
    ],
)  # fmt: skip
def test_what_no_engine_says(answer: bytes) -> None:
    assert len(ask(answer)) == len(ASKED)


BODIES = [b"{}", b"[]", b"null", b"3", b'"x"', b"{", reply(), reply("[" * 2000), b'{"error": {"message": 3, "code": []}}',
          b'{"detail": [{"msg": {}}]}', b'{"data": [{"id": 3}, {"id": "m"}, 4]}', b"<html>\xff", b"data: {}\n\n",
          b"[" * 2000 + b"]" * 2000]  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_an_engine_that_says_anything(seed: int) -> None:
    random = Random(seed)
    for _ in range(25):
        noise = [b"".join(random.choices(NOISE, k=random.randint(0, 6))) for _ in range(3)]
        headers = [random.choice(HEADERS) + b": " + each for each in noise]
        status = random.choice([*STATUSES, b"HTTP/1.1 400 Bad", b"HTTP/1.1 404 No", b"HTTP/1.1 500 Oh"])
        answer = ok(*headers, body=random.choice([*BODIES, *noise]), status=status)
        assert len(ask(answer)) == len(ASKED), answer
