"""Every wording of a refusal that was met, and what it means."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.clock import LONGEST_RETRY_AFTER, retry_after
from agent.engine.refusals import WireUnsupported, refusal, said
from agent.errors import ContextOverflow, EngineDown, Exit, Fatal, NightError, RequestRejected

OVERFLOWS = [
    # (status, body, limit, prompt tokens)
    ("vllm 0.5", ("This model's maximum context length is 16384 tokens. However, you requested 122946 tokens "
     "(112946 in the messages, 10000 in the completion). Please reduce the length of the messages or completion."), 16384, 112946),
    ("vllm 0.10", ("This model's maximum context length is 4096 tokens. However, your request has 5150 input tokens. Please reduce the "
     "length of the input messages."), 4096, 5150),
    ("vllm 0.33", ("This model's maximum context length is 4096 tokens. However, your prompt contains at least 4097 input tokens. Please "
     "reduce the length of the input prompt or the number of requested output tokens."), 4096, 4097),
    ("vllm decoder", "The decoder prompt (length 5000) is longer than the maximum model length of 4096.", 4096, 5000),
    ("vllm reply", ("'max_tokens' or 'max_completion_tokens' is too large: 5000. This model's maximum context length is 4096 tokens and "
     "your request has 100 input tokens (5000 > 4096 - 100)."), 4096, 100),
    ("vllm negative", "max_tokens must be at least 1, got -186.", None, None),
    ("openai", "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.", 8192, 9000),
    ("llama.cpp", "request (5150 tokens) exceeds the available context size (4096 tokens), try increasing it", 4096, 5150),
    ("llama.cpp old", "the request exceeds the available context size. try increasing the context size", None, None),
    ("llama.cpp 500", "Context size has been exceeded.", None, None),
    ("lm studio", ("Trying to keep the first 15857 tokens when context the overflows. However, the model is loaded with context length "
     "of only 4096 tokens, which is not enough. Try to load the model with a larger context length, or provide a shorter input"), 4096,
     15857),
    ("lm studio 0.4", ("The number of tokens to keep from the initial prompt is greater than the context length (n_keep: 13055>= "
     "n_ctx: 4096). Try to load the model with a larger context length, or provide a shorter input."), 4096, 13055),
    ("lm studio keep", "Cannot truncate prompt with n_keep (15028) >= n_ctx (7424)", 7424, 15028),
    ("sglang", "The input (5000 tokens) is longer than the model's context length (4096 tokens).", 4096, 5000),
    ("tgi", ("Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 4500 `inputs` tokens and 500 "
     "`max_new_tokens`"), 4096, 4500),
    ("anthropic", "prompt is too long: 213462 tokens > 200000 maximum", 200000, 213462),
    ("other", "too many tokens", None, None),
    ("llama-cpp-python", "Requested tokens (5150) exceed context window of 4096", 4096, 5150),
    ("text-generation-webui", "This model maximum context length is 4096 tokens. However, your messages resulted in over 5150 tokens.",
     4096, 5150),
    ("tabbyapi", "Prompt length 5150 is greater than max_seq_len 4096", 4096, 5150),
    ("mlc", "Request prompt has 5150 tokens in total, larger than the model input length limit 4096.", 4096, 5150),
    ("mistral", "Prompt contains 5150 tokens and 0 draft tokens, too large for model with 4096 maximum context length", None, 5150),
    ("google", "The input token count (5150) exceeds the maximum number of tokens allowed (4096).", 4096, 5150),
    ("tensorrt-llm", "Prompt length (5150) exceeds maximum input length (4096).", 4096, 5150),
    ("litellm", "litellm.ContextWindowExceededError: litellm.BadRequestError: OpenAIException", None, None),
    ("ollama", "the prompt is too long: 5150, model maximum context length: 4096", 4096, 5150),
    ("tgi inputs", "Input validation error: `inputs` must have less than 4096 tokens. Given: 5150", 4096, 5150),
    ("gpt4all", "The prompt size exceeds the context window size and cannot be processed.", None, None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "limit", "prompt"), [case[1:] for case in OVERFLOWS], ids=[case[0] for case in OVERFLOWS]
)
@pytest.mark.parametrize("form", ["openai", "flat", "string", "plain"])
def test_an_overflow_is_known_in_every_wording_and_form(
    words: str, limit: int | None, prompt: int | None, form: str
) -> None:
    bodies = {
        "openai": json.dumps({"error": {"message": words, "type": "BadRequestError", "code": 400}}),
        "flat": json.dumps({"object": "error", "message": words}),
        "string": json.dumps({"error": words}),
        "plain": words,
    }
    error = refusal(500 if "been exceeded" in words else 400, {}, bodies[form])
    assert isinstance(error, ContextOverflow)
    assert (error.limit, error.prompt_tokens) == (limit, prompt)


def test_figures_in_fields_go_before_those_in_words() -> None:
    body = {
        "error": {
            "code": 400,
            "message": "too long",
            "type": "exceed_context_size_error",
            "n_prompt_tokens": 5150,
            "n_ctx": 4096,
        }
    }
    error = refusal(400, {}, json.dumps(body))
    assert isinstance(error, ContextOverflow)
    assert (error.limit, error.prompt_tokens) == (4096, 5150)


@pytest.mark.parametrize(
    ("status", "words", "kind"),
    [
        (500, "EngineCore encountered an issue. See stack trace for the root cause.", EngineDown),
        (500, "llama runner process has terminated: exit status 2", EngineDown),
        (502, "Bad Gateway", EngineDown),
        (503, "Loading model", EngineDown),
        (504, "upstream request timeout", EngineDown),
        (408, "Request timed out", EngineDown),
        (429, "Rate limit reached: Requested 9000 tokens, limit of 8000 tokens per minute", EngineDown),
        (302, "", EngineDown),
        (400, "temperature must be non-negative", RequestRejected),
        (422, "messages.0.role: Input should be 'system'", RequestRejected),
        (400, "'response_format.type' must be 'json_schema' or 'text'", WireUnsupported),
        (
            400,
            '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set',
            WireUnsupported,
        ),
        (500, "tools param requires --jinja flag", WireUnsupported),
        (400, "Failed to parse grammar", WireUnsupported),
        (400, "registry.ollama.ai/library/gemma2 does not support tools", WireUnsupported),
        (413, "Request Entity Too Large", ContextOverflow),
        (401, "Unauthorized", Fatal),
        (403, "Forbidden", Fatal),
        (404, "Not Found", Fatal),
    ],
)
def test_what_a_status_and_its_words_mean(status: int, words: str, kind: type[NightError]) -> None:
    error = refusal(status, {"location": "http://elsewhere/v1"}, json.dumps({"error": {"message": words}}))
    assert type(error) is kind
    if isinstance(error, Fatal):
        assert error.code is Exit.NO_ENGINE


def test_a_page_is_told_without_its_marks() -> None:
    assert said("<html><h1>502  Bad\nGateway</h1></html>").message == "502 Bad Gateway"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after": "999999"}, LONGEST_RETRY_AFTER),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "Tue, 03 Nov 2026 22:00:30 GMT", "date": "Tue, 03 Nov 2026 22:00:00 GMT"}, 30.0),
        ({"retry-after": "Tue, 03 Nov 2026 21:00:00 GMT", "date": "Tue, 03 Nov 2026 22:00:00 GMT"}, 0.0),
    ],
)
def test_retry_after_in_seconds_and_dates(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers) == seconds


def test_a_date_without_the_servers_own_is_taken_against_ours() -> None:
    found = retry_after({"retry-after": format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)})
    assert found == pytest.approx(100, abs=5)


@given(
    st.integers(300, 599), st.text(), st.dictionaries(st.sampled_from(["retry-after", "date", "location"]), st.text())
)
def test_any_refusal_is_one_of_our_errors(status: int, body: str, headers: dict[str, str]) -> None:
    assert isinstance(refusal(status, headers, body), NightError)


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(
    st.sampled_from(["error", "message", "type", "code", "detail", "n_ctx", "x"]), inner)))  # fmt: skip
def test_any_json_refusal_is_one_of_our_errors(body: object) -> None:
    assert isinstance(refusal(400, {}, json.dumps(body)), NightError)
