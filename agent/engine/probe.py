"""What is there: the server behind an address, its models, and how much one of them can read at once.

Owns: telling servers apart by what they say of themselves. Promises: asks with GETs only, and takes a strange answer for none.
May import this room and errors.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from agent.engine.boundary import guarded
from agent.engine.client import Engine
from agent.engine.refusals import some, whole
from agent.errors import EngineDown, Exit, Fatal, NightError

log = logging.getLogger("nightwiki")

Server = Literal["vllm", "llama.cpp", "ollama", "rehearsal", "other"]


@dataclass(frozen=True, slots=True)
class EngineFacts:
    """What a probe found. `window` in tokens, None if the server does not tell; `listed`: it has a list of models; `slots`: how many
    requests it serves at once, None if it does not tell."""

    model: str
    window: int | None
    server: Server
    listed: bool = True
    slots: int | None = None


class NoSuchModel(Fatal):
    """An engine is there, and has not the model that was asked for, or none at all."""


@guarded
async def probe(engine: Engine) -> EngineFacts:
    """Look at an engine, and settle its model: the named one, else the first that can chat.

    Raises EngineDown if nobody answers, Fatal if a key is wanted or the model is not there.
    """
    entries = await engine.models() or await _elsewhere(engine)
    names = tuple(str(entry["id"]) for entry in entries)
    props = await _told(engine, "/props")
    version = await _told(engine, "/version")
    server = _server(entries, props, version)
    ollama = {} if server in ("vllm", "llama.cpp", "rehearsal") else await _told(engine, "/api/version")
    if ollama.get("version") and not version.get("version"):
        server = "ollama"
    if engine.model is None and not names:
        raise await _none_listed(engine)
    model = _chosen(engine, names, server)
    engine.model = model
    window, slots = await _window(engine, entries, props, model), whole(props.get("total_slots"))
    return EngineFacts(model, window, server, bool(entries), slots or None)


async def version_of(engine: Engine, server: Server) -> str:
    """The version as the server tells it; empty if it does not."""
    if server == "llama.cpp":
        return str((await _told(engine, "/props")).get("build_info") or "")
    return str((await _told(engine, "/api/version" if server == "ollama" else "/version")).get("version") or "")


def _other_roots(root: str) -> list[str]:
    """Where the API may be instead, if nothing answers at this address: below it, beside it, at the server's own root."""
    parts = urlsplit(root)
    server = f"{parts.scheme}://{parts.netloc}"
    others = (f"{root}/v1", root.removesuffix("/v1"), f"{server}/v1", f"{server}/api/v1")
    return [other for other in dict.fromkeys(others) if other not in (root, server)] + [server] * (root != server)


async def _elsewhere(engine: Engine) -> list[dict[str, Any]]:
    """The models of the same server at another path, which is the engine's address from then on; none where there are none."""
    given = engine.base_url
    if (await engine.get("/chat/completions")).status_code != 404:
        return []  # it is here, and lists nothing: what is listed elsewhere is another engine's
    for root in _other_roots(given):
        engine.base_url = root
        try:
            if entries := await engine.models():
                log.warning("no models are listed at %s; they are at %s, which is asked from now on", given, root)
                return entries
        except (NightError, ValueError):
            continue
    engine.base_url = given
    return []


async def _none_listed(engine: Engine) -> Fatal:
    """Why no model can be chosen: an engine has none, or what is there is no engine."""
    answer = await engine.get("/models")
    body = answer.json() if answer.status_code == 200 else None
    if isinstance(body, list) or (isinstance(body, dict) and not {"data", "models"}.isdisjoint(body)):
        words = f"The engine at {engine.base_url} lists no model; load one into it, or name one with --model."
        return NoSuchModel(words, Exit.NO_ENGINE)
    return Fatal(
        f"What answers at {engine.base_url} lists no model (GET /models: {answer.status_code}): it is another program, or its path is "
        "another. An engine without a list wants --model.",
        Exit.NO_ENGINE,
    )


async def _told(engine: Engine, path: str) -> dict[str, Any]:
    """The JSON object at a path of the server; empty if there is none."""
    try:
        answer = await engine.get(path, root=True)
        body = answer.json() if answer.status_code == 200 else {}
    except (EngineDown, ValueError, RecursionError):
        return {}
    # LM Studio answers what it does not know with 200 and a complaint.
    return body if isinstance(body, dict) and "error" not in body else {}


def _server(entries: list[dict[str, Any]], props: dict[str, Any], version: dict[str, Any]) -> Server:
    owners = {str(entry.get("owned_by")) for entry in entries}
    if "rehearsal" in str(version.get("version")):
        return "rehearsal"
    if "llamacpp" in owners or "default_generation_settings" in props:
        return "llama.cpp"
    if "vllm" in owners:
        return "vllm"
    return "other"


def _chosen(engine: Engine, names: tuple[str, ...], server: Server) -> str:
    wanted = engine.model
    if wanted is None:
        # Ollama and LM Studio list all that was ever downloaded, embedding models too.
        return next((name for name in names if "embed" not in name.lower()), names[0])
    if not names or wanted in names or f"{wanted}:latest" in names or server == "llama.cpp":
        return wanted  # llama.cpp's server has one model, whatever it is called
    raise NoSuchModel(
        f"The engine has no model {wanted!r}; it has: {some(names)}. Name one with --model.", Exit.NO_ENGINE
    )


async def _window(engine: Engine, entries: list[dict[str, Any]], props: dict[str, Any], model: str) -> int | None:
    """The window in tokens, as far as it is told: vLLM and SGLang in the list, llama.cpp in /props, LM Studio and Ollama elsewhere."""
    mine = [entry for entry in entries if entry["id"] == model] or entries[:1]
    for entry in mine:
        meta = entry.get("meta")
        for told in (
            entry.get("max_model_len"),
            _at(props, "default_generation_settings", "n_ctx"),
            _at(meta, "n_ctx"),
        ):
            if whole(told):
                return whole(told)
    if any(whole(entry.get("max_model_len")) for entry in entries) or props:
        return None
    for path, key in (("/api/v0/models", "data"), ("/api/ps", "models")):
        for entry in (await _told(engine, path)).get(key) or []:
            if model in (_at(entry, "id"), _at(entry, "name"), _at(entry, "model")):
                return whole(_at(entry, "loaded_context_length")) or whole(_at(entry, "context_length"))
    return None


def _at(value: object, *path: str) -> object:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value
