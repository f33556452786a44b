"""One engine over HTTP: a call in, a reply or one of our errors out, in one attempt. Waiting and trying again are in `circuit`.

Owns: the openai client and what a request holds. Promises: nothing but our own errors (and cancellation) leaves `think`, whatever the
server sends; nothing in a request changes from run to run; no key or proxy of the environment goes to the engine unasked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, Self, TypeVar

import httpx2
import openai

from agent.clock import Clock
from agent.engine.address import api_root, who
from agent.engine.bodies import PLAIN, BoundedTransport, knocking
from agent.engine.boundary import guarded
from agent.engine.counted import HABIT, SHORT, Counted, check, overflow
from agent.engine.manners import Manners, dressed, lesson
from agent.engine.refusals import Wordless, names_a_model, refusal, said, some
from agent.engine.replies import reply_in
from agent.engine.wire import Call, Reply, Wire, schema_of, tools_of
from agent.errors import ContextOverflow, EngineDown, Exit, Fatal, NightError, RequestRejected

SEED = 20261101
# uvicorn, which vLLM stands on, closes an idle connection after 5 s: ours are given up first, else a request may meet the closing door.
IDLE = 3.0
WARMEST = 0.6  # temperature of the later attempts at a question
CONNECT_TIMEOUT = 5.0
PULSE_TIMEOUT = 10.0
DEEP_TIMEOUT = 60.0
SEALED = {
    "CERTIFICATE_VERIFY_FAILED": "the certificate of {} is not trusted here",
    "WRONG_VERSION_NUMBER": "what answers at {} speaks http, and not https",
}

T = TypeVar("T")


class Unreached(EngineDown):
    """The request never got to the engine (refused, no route, no answer to the knock): whatever is wrong, it is not this request."""


class Engine:
    """An OpenAI-compatible server at `base_url`. `model` None means the first that it lists; `wire` is the form that calls should ask in.

    `timeout` is in seconds, for a whole call.
    """

    def __init__(
        self,
        base_url: str,
        model: str | None = None,
        wire: Wire = "schema",
        api_key: str | None = None,
        clock: Clock | None = None,
        *,
        timeout: float = 600.0,
    ) -> None:
        root, self.auth = api_root(base_url), who(base_url)
        self.model = model
        self.wire: Wire = wire
        self.clock = clock or Clock()
        self.timeout = timeout
        self.manners = Manners()
        self._ratios: list[float] = []
        self._most = (0, 0)  # tokens that it counted for a prompt, and those that this had at the least
        # told of every change of manners: the new ones, and what is new of them in words
        self.heed: Callable[[Manners, list[str]], None] = lambda manners, words: None
        # a 404 page means a wrong address before the first reply, and a proxy without its server after it
        self._answered = False
        limits = httpx2.Limits(max_connections=None, max_keepalive_connections=100, keepalive_expiry=IDLE)
        patience = httpx2.Timeout(timeout, connect=CONNECT_TIMEOUT)
        transport = BoundedTransport(trust_env=False, limits=limits, socket_options=knocking())
        self._http = httpx2.AsyncClient(
            trust_env=False,
            timeout=patience,
            transport=transport,
            follow_redirects=False,
            headers=PLAIN,
            auth=self.auth,
        )
        self._client = openai.AsyncOpenAI(
            base_url=root, api_key=api_key or "none", max_retries=0, timeout=patience, http_client=self._http
        )
        self._client.organization = self._client.project = None  # the SDK takes them from the environment
        self._headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}

    @property
    def base_url(self) -> str:
        """The API's root, without a slash at its end."""
        return str(self._client.base_url).rstrip("/")

    @base_url.setter
    def base_url(self, root: str) -> None:
        self._client.base_url = root

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.close()

    @guarded
    async def think(self, call: Call) -> Reply:
        """One attempt at one call. Raises EngineDown, ContextOverflow, RequestRejected or Fatal, and nothing else of this or the SDK.

        What its refusals teach of how it wants to be asked is heeded at once, and kept if the request was answered then.
        """
        began = self.clock.monotonic()
        request, manners = await self._request(call), self.manners
        reply = None
        while reply is None:
            counted = Counted.of(dressed(request, manners))
            counted.fits(manners)
            try:
                reply = reply_in(await self._complete(counted.request), max(0.0, self.clock.monotonic() - began))
            except RequestRejected as refused:
                better = lesson(refused.words, counted.request, manners)
                if better is None:
                    raise
                manners = better
            except Wordless:
                if not await self._breaks_on_role(request, manners):
                    raise
                manners = replace(manners, folded=True)
        self._answered = True
        told = (reply.usage.prompt, counted.least)
        again = told[0] == self._most[0] and told[1] != self._most[1]
        self._most = max(self._most, told)
        seen, cut = await check(counted, reply.usage, manners, self._weighed, again=again)
        odd = sorted({*seen.odd, *reply.odd})
        self.learn(seen if odd == list(seen.odd) else replace(seen, odd=tuple(odd)))
        if cut:
            raise overflow(seen.window or reply.usage.prompt, counted.least)
        self._notice(counted, reply.usage.prompt)
        # what it was not shown it has not answered
        return await self.think(call) if seen.folded and not manners.folded else reply

    async def _breaks_on_role(self, request: dict[str, Any], manners: Manners) -> bool:
        """Whether a server that never answered yet takes the system's words in the user's message alone, and breaks on their role."""
        if self._answered or manners.folded or all(message["role"] != "system" for message in request["messages"]):
            return False
        for folded in (True, False):
            asked = dressed(request | {"max_tokens": 1}, replace(manners, folded=folded))
            try:
                reply_in(await self._complete(asked), 0.0)
            except NightError as error:
                return not folded and isinstance(error, Wordless)
        return False  # it was an outage, and is over

    def learn(self, manners: Manners) -> None:
        """Ask like this from now on, and tell who heeds."""
        if manners != self.manners:
            before, self.manners = self.manners, manners
            self.heed(manners, [words for words in manners.in_words() if words not in before.in_words()])

    def _notice(self, sent: Counted, told: int) -> None:
        """How many tokens this engine counts at the least for each that there is: known after a few replies, and kept then."""
        if told and sent.least >= SHORT and self.manners.per_run == 1.0:
            self._ratios.append(told / sent.least)
            if len(self._ratios) == HABIT:
                self.learn(replace(self.manners, per_run=min(self._ratios)))

    async def _weighed(self, request: dict[str, Any]) -> int:
        """How many tokens of a request the engine says that it has read."""
        return reply_in(await self._complete(request | {self.manners.limit: 1}), 0.0).usage.prompt

    @guarded
    async def pulse(self, *, deep: bool = False) -> None:
        """Is the engine there? Returns if so, else raises EngineDown (or Fatal: a key is wanted).

        Cheap: `/health` where there is one (503 while a model loads, or once vLLM's core has died), and the list of models.
        `deep` has it make one token: servers exist whose list stays up when the model behind it is gone.
        """
        health = await self.get("/health", root=True)
        if health.status_code >= 500 and health.status_code != 501:  # 501: it has no such page
            raise refusal(health.status_code, health.headers, health.text)
        try:
            await self.models()
            if deep:
                frame = await self._frame([{"role": "user", "content": "Hello"}], 1)
                reply_in(
                    await self._complete(dressed(frame, self.manners), DEEP_TIMEOUT), 0.0
                )  # a web page is no token
        except EngineDown as error:
            if error.status != 429:
                raise
        except (RequestRejected, ContextOverflow):
            return  # to refuse takes an engine

    @guarded
    async def models(self) -> list[dict[str, Any]]:
        """The entries of `/v1/models`; empty where a server has no such list. Raises EngineDown or Fatal."""
        answer = await self.get("/models")
        if answer.status_code in (404, 405, 501):
            return []
        if answer.status_code != 200:
            raise refusal(answer.status_code, answer.headers, answer.text)
        try:
            body = answer.json()
        except (ValueError, RecursionError) as error:
            raise EngineDown("the engine's list of models is not JSON; something else answers in its place") from error
        # OpenAI's form; that of Ollama and LocalAI; a bare list
        entries = body.get("data") or body.get("models") if isinstance(body, dict) else body
        found = [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
        named = [entry | {"id": entry.get("id") or entry.get("model") or entry.get("name")} for entry in found]
        return [entry for entry in named if isinstance(entry["id"], str)]

    async def get(self, path: str, *, root: bool = False) -> httpx2.Response:
        """GET a path under the API's root, or (`root`) under the server's own. Any status is an answer. Raises EngineDown."""
        base = self.base_url.removesuffix("/v1") if root else self.base_url
        return await self._guarded(self._http.get(base + path, headers=self._headers), PULSE_TIMEOUT)

    async def post(self, path: str, body: dict[str, Any]) -> httpx2.Response:
        """POST JSON to a path under the server's root; for what servers tell of themselves. Raises EngineDown."""
        base = self.base_url.removesuffix("/v1")
        return await self._guarded(self._http.post(base + path, json=body, headers=self._headers), PULSE_TIMEOUT)

    async def _request(self, call: Call) -> dict[str, Any]:
        request = await self._frame(call.messages, call.max_tokens, call.attempt)
        if call.wire == "tools":
            return request | {"tools": tools_of(call.acts), "tool_choice": "required", "parallel_tool_calls": True}
        name = f"{call.kind}_{call.acts[0].name}" if call.acts else call.kind
        schema = {"name": name[:64], "schema": schema_of(call.acts), "strict": True}
        return request | {"response_format": {"type": "json_schema", "json_schema": schema}}

    async def _frame(self, messages: list[dict[str, Any]], max_tokens: int, attempt: int = 0) -> dict[str, Any]:
        """What every request holds. A question asked anew, because the answer was no good, gets other dice; else the answer is the same."""
        if self.model is None:
            listed = await self.models()
            if not listed:
                raise Fatal(f"The engine at {self.base_url} lists no model; name one with --model.", Exit.NO_ENGINE)
            self.model = listed[0]["id"]
        return {
            "model": self.model,
            "messages": messages,
            "max_tokens": max_tokens,
            "temperature": min(0.2 * attempt, WARMEST),
            "seed": SEED + attempt,
        }

    async def _complete(self, request: dict[str, Any], seconds: float | None = None) -> str:
        """The raw body of a completion. One clock runs over the whole call: a server that sends a byte a minute is down too."""
        known = {name: request[name] for name in ("model", "messages")}
        # not all that servers understand is known to the SDK
        rest = {name: value for name, value in request.items() if name not in known}
        create = self._client.chat.completions.with_raw_response.create(**known, extra_body=rest)
        try:
            answer: Any = await self._guarded(create, seconds or self.timeout)
        except openai.APIStatusError as error:
            raise await self._refused(error.response) from error
        except openai.OpenAIError as error:
            raise EngineDown(f"the client could not make sense of the answer: {error}") from error
        return str(answer.http_response.text)

    async def _guarded(self, request: Awaitable[T], seconds: float) -> T:
        """Await a request; what the network does to it becomes EngineDown."""
        try:
            async with asyncio.timeout(seconds):
                return await request
        except TimeoutError as error:
            raise EngineDown(f"the engine did not answer within {seconds:.0f} s") from error
        except (openai.APIConnectionError, httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            cause = error.__cause__ if isinstance(error, openai.APIConnectionError) and error.__cause__ else error
            words = f"{type(cause).__name__}: {cause}".rstrip(": ")
            if isinstance(cause, httpx2.ConnectError | httpx2.ConnectTimeout):
                what = next((told for mark, told in SEALED.items() if mark in words), "no engine at {}").format(
                    self.base_url
                )
                raise Unreached(f"{what} ({words})") from error
            raise EngineDown(f"the connection to the engine broke ({words})") from error

    async def _refused(self, answer: httpx2.Response) -> NightError:
        meant = refusal(answer.status_code, answer.headers, answer.text)
        if answer.status_code in (405, 501) and type(meant) in (EngineDown, RequestRejected) and not self._answered:
            told = f"What answers at {self.base_url} takes no questions ({meant})"
            return Fatal(f"{told}: it is another program, or the path is another.", Exit.NO_ENGINE)
        # MLX's server says 404 to whatever its template refuses
        if answer.status_code != 404 or not isinstance(meant, Fatal):
            return meant
        words = said(answer.text)
        if names_a_model(words):
            there = some([entry["id"] for entry in await self.models()]) or "none that it lists"
            return Fatal(
                f"The engine has no model {self.model!r}; it has: {there}. Name one with --model.", Exit.NO_ENGINE
            )
        if self._answered and not words.is_json:
            return EngineDown("a page without the engine answers in its place (404)", status=404)
        return meant
