"""What a server means when it does not answer with a reply: its status and words, turned into our errors.

Owns: the wordings of vLLM, llama.cpp, Ollama, LM Studio, SGLang, TGI and OpenAI. Pure: it decides from status, headers and body alone.
May import errors and manners, and of the clock how a wish to wait is read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agent.clock import retry_after
from agent.engine.manners import teaches
from agent.errors import ContextOverflow, EngineDown, Exit, Fatal, NightError, RequestRejected

PASSING = frozenset({408, 409, 421, 425, 429})  # besides all of 5xx: worth the same request again

# Each wording was read in a server's source or in a report of its users: vLLM (three generations), llama.cpp and its Python bindings,
# LM Studio, SGLang, TGI, OpenAI, text-generation-webui, TabbyAPI, MLC, TensorRT-LLM, Mistral, Google, LiteLLM.
_OVERFLOW = re.compile(
    r"""maximum\ context\ length | context_?(?:length|window|size)_?exceeded | exceed_context_size
    | exceed\w*\ (?:the\ )?(?:available\ |configured\ |model'?s?\ |max\w*\ |input\ |prompt\ |sequence\ )*
      (?:context|limit\ of\ \d+|length\b|max_model_len)
    | must\ have\ less\ than\ \d+\ tokens
    | exceeds\ the\ maximum\ number\ of\ tokens | token\ count\ exceeds | larger\ than\ the\ (?:model|context)
    | (?:greater|longer|larger)\ than\ (?:the\ )?(?:max_seq_len|max\ sequence|max\w*\ session|n_ctx) | too\ large\ for\ (?:the\ )?model
    | context\ (?:size|length|window)\ (?:has\ been\ |is\ |was\ )?exceeded | reached\ context\ length
    | longer\ than\ the\ (?:maximum\ )?model | greater\ than\ the\ context\ length | greater\ than\ max_model_len
    | too\ many\ tokens | prompt\ (?:is\ )?too\ long | input\ is\ too\ (?:long|large) | requested\ (?:about\ )?\d+\ (?:total\ )?tokens
    | keep\ the\ first\ \d+\ tokens | n_keep\D{0,4}\d+\D{0,8}n_ctx | reduce\ the\ length\ of\ the
    | `inputs`\ tokens\ \+ | max_tokens\ must\ be\ at\ least\ 1,\ got\ -\d""",
    re.IGNORECASE | re.VERBOSE,
)
_LIMIT = re.compile(
    r"""(?:context\ (?:length|size|window)|model\ length|max_model_len|max_seq_len|input\ length|length\ limit
    |maximum\ length|sequence\ length|exceeds\ limit|less\ than|allowed|n_ctx|must\ be\ <=|limit\ of)
    (?:\ of|\ is|\ only|\ tokens|[\s(=:])*(\d[\d,]*) | >\ (\d+)\ maximum""",
    re.IGNORECASE | re.VERBOSE,
)
_PROMPT = re.compile(
    r"""(?<!\d)(\d{1,12})\ (?:in\ the\ messages|input\ tokens|tokens\ from\ the\ input|`inputs`)
    | (?:resulted\ in(?:\ over)?|request\ \(|input\ \(|prompt\ \(length\ |Input\ length\ \(|keep\ the\ first|n_keep:?\ \(?|too\ long:
    |requested\ tokens\ \(|(?:prompt|input|context)\ length\ (?:of\ |\()?|has|prompt\ \(|number\ of\ tokens\ \(|given:|prompt\ contains
    |token\ count\ \()\ ?(\d+)""",
    re.IGNORECASE | re.VERBOSE,
)
_WIRE = re.compile(
    r"response_format|json_schema|guided|grammar|tool_choice|tool-call-parser|auto-tool-choice|--jinja"
    r"|structured.?output|\btools\b.*support|support.*\btools\b|tool choice|\bjson schema\b",
    re.IGNORECASE,
)
# A model that is on its way, whatever the status: LM Studio, TabbyAPI, llama.cpp, KoboldCpp and their proxies.
_LOADING = re.compile(
    r"""\b(?:model|server|engine|backend|worker|weights)s?\b.{0,60}\b(?:loading|warming\ up|initiali[sz]ing|starting(?:\ up)?
    |not\ (?:yet\ )?(?:ready|loaded)|un-?loaded|being\ loaded)\b
    | \b(?:loading|initiali[sz]ing|warming\ up)\ (?:the\ |a\ |this\ )?(?:model|engine|server)\b
    | \bno\ models?\ (?:\w+\ ){0,2}loaded\b | \bserver\ (?:is\ )?busy\b | try\ again\ (?:in\ a\ (?:few|moment)|later|shortly)""",
    re.IGNORECASE | re.VERBOSE,
)


class WireUnsupported(RequestRejected):
    """The engine is well, but does not take this form of asking (`response_format` or `tools`)."""


class Wordless(EngineDown):
    """500 with a page, or words that are no JSON: an outage, or all that a server says of what it does not take."""


@dataclass(frozen=True, slots=True)
class Said:
    """The words of an error body. `fields` is the error object itself, empty if there was none; `is_json` if the body was JSON."""

    message: str
    kind: str
    fields: Mapping[str, Any]
    is_json: bool


def said(text: str) -> Said:
    """Read an error body: OpenAI's `{"error": {…}}`, vLLM's flat one, `{"error": "…"}`, FastAPI's `{"detail": …}`, or plain text."""
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return Said(_clip(re.sub(r"<[^>]*>", " ", text)), "", {}, is_json=False)
    inner = body.get("error", body) if isinstance(body, dict) else body
    if not isinstance(inner, dict):
        return Said(_clip(inner if isinstance(inner, str) else json.dumps(inner)), "", {}, is_json=True)
    message = inner.get("message") or inner.get("detail") or inner.get("error") or inner
    kind = f"{inner.get('type') or ''} {inner.get('code') or ''}".strip()
    return Said(_clip(message if isinstance(message, str) else json.dumps(message)), kind, inner, is_json=True)


def _clip(text: str) -> str:
    return " ".join(text.split())[:600]


def overflow_in(words: Said) -> ContextOverflow | None:
    """ContextOverflow with the figures that the server gave, if that is what it complains of."""
    if not _OVERFLOW.search(f"{words.kind} {words.message}"):
        return None
    limit = whole(words.fields.get("n_ctx")) or min(_figures(_LIMIT, words.message), default=None)
    prompt = whole(words.fields.get("n_prompt_tokens")) or max(_figures(_PROMPT, words.message), default=None)
    return ContextOverflow(words.message, limit=limit, prompt_tokens=prompt)


def whole(value: object) -> int | None:
    """A count as a server told it; None for what is no whole number above 0."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def _figures(pattern: re.Pattern[str], text: str) -> list[int]:
    found = [next(group for group in match.groups() if group) for match in pattern.finditer(text)]
    return [int(digits.replace(",", "")) for digits in found if len(digits) < 13]


def names_a_model(words: Said) -> bool:
    """Whether a 404 speaks of the model, not of the address."""
    return words.is_json and "model" in f"{words.kind} {words.message}".lower()


def some(names: Sequence[str]) -> str:
    """The names of models as a line tells them: a dozen of them, each shortened, and how many others there are."""
    told = ", ".join(name[:80] for name in names[:12])
    return told + (f" and {len(names) - 12:,} others" if len(names) > 12 else "")


def refusal(status: int, headers: Mapping[str, str], text: str) -> NightError:
    """The error that a status other than 2xx stands for. 404 is the caller's to refine: only it knows which models there are."""
    words = said(text)
    told = f"the engine answered {status}: {words.message or 'nothing'}"
    if status in (400, 413, 422, 500):
        overflow = overflow_in(words)
        if overflow:
            return overflow
    if status == 413:
        return ContextOverflow(told)
    whole_words = f"{words.kind} {words.fields.get('param') or ''} {words.message}".strip()
    if status not in (401, 403) and status >= 400 and _LOADING.search(words.message):
        return EngineDown(told, retry_after=retry_after(headers), status=status)
    # a proxy's page may say anything
    if status >= 400 and not text.lstrip().startswith("<") and teaches(words.message):
        return RequestRejected(told, whole_words)
    if status in (401, 403):
        return Fatal(f"The engine wants a key, or another one ({told}). Give it as NIGHTWIKI_API_KEY.", Exit.NO_ENGINE)
    if status == 404:
        return Fatal(f"Nothing answers at that address ({told}). It should end in /v1.", Exit.NO_ENGINE)
    if status < 400:
        where = headers.get("location", "elsewhere")
        return EngineDown(f"the engine's address sends us on to {where}; give that one", status=status)
    if status in (400, 422, 500, 501) and _WIRE.search(words.message):
        return WireUnsupported(
            f"the engine does not take this form of asking; try the other --wire ({told})", whole_words
        )
    if status >= 500 or status in PASSING:
        kind = Wordless if status == 500 and not words.is_json else EngineDown
        return kind(told, retry_after=retry_after(headers), status=status)
    return RequestRejected(told, whole_words)
