"""A table of servers and what each does that others do not. One fake server behaves as each (`FaultEngine(server=…)`), with the wrapped
engine for its model.

Each entry was read in a server's issues or documents, or in its source; the comment says where.
"""

from __future__ import annotations

import json
from typing import Any

from agent.engine.rehearsal import tokens
from tests.faults.serving import (
    Server,
    Uncached,
    and_done,
    counting,
    events,
    events_with_one_index,
    first_line,
    form,
    has,
    odd_ids,
    one_event,
    openai,
    role,
    text_of,
    two_in_a_row,
    when,
    without,
)

NO_SYSTEM = when(role("system"), openai("System role not supported"))
NO_FORM = openai("This response_format type is unavailable now")
NO_SCHEMA = when(has("response_format"), NO_FORM)
NO_TOOLS = when(has("tools"), openai("tools is not supported by this model"))
SILENT = (500, "Internal Server Error")
LOADING = (400, {"error": "Model is loading, please wait and try again."})
NONE_LOADED = (404, {"error": {"message": "No models are currently loaded."}})
IN_LM_STUDIO = 'Error rendering prompt with jinja template: "Only user and assistant roles are supported!".'
OTHER_LIMIT = (
    "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
)
ONE_TEMPERATURE = (
    "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported."
)
DROP_PARAMS = (
    "litellm.UnsupportedParamsError: bedrock does not support parameters: ['seed'], for model=x. "
    "To drop these, set `litellm.drop_params=True`"
)
FORBIDDEN = [{"type": "extra_forbidden", "loc": ["body", "seed"], "msg": "Extra inputs are not permitted", "input": 1}]
NINE_LETTERS = "Tool call id was call_0_0 but must be a-z, A-Z, 0-9, with a length of 9."
TOO_LARGE = "max_tokens is too large: 700. This model supports at most 500 completion tokens, whereas you provided 700."
EFFORTS = "Invalid value: 'none'. Supported values are: 'low', 'medium', and 'high'."


def by_tgi(words: str) -> tuple[int, Any]:
    return 422, {"error": f"Input validation error: {words}", "error_type": "validation"}


SERVERS: dict[str, Server] = {
    "vllm": Server(),
    # answers in events whatever `stream` says: kaito#1880; all in one event, or the end of a stream behind a whole body: 9router#3492
    "events": Server(renders=events, does=("server-sent events",)),
    "events, all calls of index 0": Server(
        refuses=(NO_SCHEMA,), renders=events_with_one_index, does=("server-sent events",)
    ),
    "one event": Server(renders=one_event, does=("server-sent events",)),
    "a body and [DONE]": Server(renders=and_done, does=("server-sent events",)),
    # sglang and llama.cpp where the grammar cannot be built: 500 to a schema, and nothing said
    "schema breaks it": Server(refuses=(when(has("response_format"), SILENT),)),
    # LM Studio and TabbyAPI while a model is loaded just in time
    "loading at first": Server(refuses=(when(lambda _: True, LOADING, until=4),)),
    "no model loaded yet": Server(refuses=(when(lambda _: True, NONE_LOADED, until=3),)),
    # Gemma 2 under vLLM; under sglang (#892, #1342: 500 and no word of it); under mlx_lm (404); Mistral in LM Studio (#1054)
    "gemma 2": Server(refuses=(NO_SYSTEM,), does=("system role",)),
    "gemma 2, sglang": Server(refuses=(when(role("system"), SILENT),), does=("system role",)),
    "gemma 2, mlx": Server(
        refuses=(when(role("system"), (404, {"error": "System role not supported"})),), does=("system role",)
    ),
    "mistral, lm studio": Server(
        refuses=(when(role("system"), openai(IN_LM_STUDIO, 500)),),
        does=("system role",),
    ),
    "roles must alternate": Server(
        refuses=(when(two_in_a_row, openai("Conversation roles must alternate user/assistant/user/assistant/...")),),
        does=("system role",),
    ),
    "gemma 3, google": Server(
        refuses=(when(role("system"), openai("Developer instruction is not enabled for models/gemma-3-27b-it")),),
        does=("system role",),
    ),
    "system prompt left out": Server(
        makes=first_line,
        counts=counting(lambda asked, _: tokens.count(text_of(first_line(asked)))),
        does=("system role",),
    ),
    # gpt-oss: llama.cpp#15181, vllm#32633; without the special tokens: mlx servers
    "harmony": Server(twists=("harmony",), does=("harmony",)),
    "harmony, tools": Server(refuses=(NO_SCHEMA,), twists=("harmony",), does=("harmony",)),
    "harmony without its marks": Server(twists=("harmony_bare",), does=("harmony",)),
    # vllm#48863, #50948; LM Studio #1698
    "an answer among the thoughts": Server(twists=("reasoning_only",), does=("as reasoning",)),
    "an answer behind the thoughts": Server(twists=("after_its_thought",), does=("as reasoning",)),
    "parts": Server(twists=("parts",), does=("in parts",)),
    # OpenAI's newer models; Groq; LiteLLM without drop_params
    "openai": Server(
        refuses=(
            when(has("max_tokens"), openai(OTHER_LIMIT, param="max_tokens", code="unsupported_parameter")),
            when(
                lambda body: body.get("temperature", 1) != 1,
                openai(ONE_TEMPERATURE, param="temperature", code="unsupported_value"),
            ),
            when(has("seed"), openai("Unrecognized request argument supplied: seed")),
        ),
        does=("max_completion_tokens", "temperature", "seed"),
    ),
    "litellm": Server(
        refuses=(when(has("seed"), openai(DROP_PARAMS)),),
        twists=("schema_as_tool",),
        does=("seed",),
    ),
    # TGI: temperature 0 is refused, arguments come as an object
    "tgi": Server(
        refuses=(
            when(lambda body: body.get("temperature", 1) <= 0, by_tgi("`temperature` must be strictly positive")),
            when(has("response_format"), by_tgi("grammar is not supported")),
        ),
        twists=("objects",),
        does=("temperature of 0",),
    ),
    # Mistral's own server and templates: no seed, no `required`, ids of nine letters
    "mistral": Server(
        refuses=(
            when(
                has("seed"),
                (422, {"object": "error", "message": {"detail": FORBIDDEN}, "type": "invalid_request_error"}),
            ),
            NO_SCHEMA,
            when(
                lambda body: body.get("tool_choice") == "required",
                openai("tool_choice 'required' is not supported, use 'any'"),
            ),
            when(odd_ids, openai(NINE_LETTERS, type="invalid_function_call", code="3280")),
        ),
        does=("seed", "tool_choice", "tool calls"),
    ),
    "tools without parallel calls": Server(
        refuses=(
            NO_SCHEMA,
            when(has("parallel_tool_calls"), openai("property 'parallel_tool_calls' is unsupported")),
            when(has("tool_choice"), openai("`tool_choice` is not supported")),
        ),
        does=("parallel_tool_calls", "tool_choice"),
    ),
    # DeepSeek and older servers: a JSON object, but no schema and no tools
    "json_object only": Server(refuses=(when(form("json_schema"), NO_FORM), NO_TOOLS), does=("JSON object",)),
    # parsers and templates of Llama 3 ("only supports single tool-calls at once"): half of what was to be done would be missing
    "one call at a time": Server(
        refuses=(when(form("json_schema"), NO_FORM),), twists=("lone_call",), does=("JSON object",)
    ),
    "no form at all": Server(
        refuses=(when(has("response_format"), openai("response_format is not supported")), NO_TOOLS),
        twists=("fence",),
        does=("no form",),
    ),
    "forms taken and ignored": Server(makes=without("response_format", "tools", "tool_choice"), does=("JSON object",)),
    "no bounds in schemas": Server(
        refuses=(
            when(
                lambda body: "minItems" in json.dumps(body),
                openai("Invalid schema for response_format: 'minItems' is not permitted"),
            ),
        ),
        does=("bounds",),
    ),
    # What is left in a reply by parsers, templates and models
    "glued calls": Server(refuses=(NO_SCHEMA,), twists=("glue",)),
    "calls in the text": Server(refuses=(NO_SCHEMA,), twists=("called_in_text",)),
    "calls by name": Server(refuses=(NO_SCHEMA,), twists=("called_by_name",)),
    "calls in tags": Server(refuses=(NO_SCHEMA,), twists=("called_in_tags",)),
    "koboldcpp": Server(twists=("null_finish", "no_usage", "end_marks")),
    "thoughts and fences": Server(twists=("fence", "think")),
    "byte order mark": Server(
        twists=("byte_order_mark",), renders=lambda body: ("application/json", "\ufeff" + json.dumps(body))
    ),
    "words around": Server(twists=("words_around",)),
    "twice": Server(twists=("twice",)),
    "in a string": Server(twists=("in_a_string",)),
    "refuses with 200": Server(
        refuses=(when(role("system"), (200, {"error": {"code": 400, "message": "System role not supported"}})),),
        does=("system role",),
    ),
    "short replies only": Server(
        refuses=(when(lambda body: body["max_tokens"] > 500, openai(TOO_LARGE, param="max_tokens")),),
        does=("at most 500",),
    ),
    # Qwen 3 under vLLM without a word to the contrary; under Ollama; one that cannot be asked
    "thinks aloud": Server(
        cuts=lambda body: body.get("chat_template_kwargs", {}).get("enable_thinking", True), does=("asked not to",)
    ),
    "thinks aloud, ollama": Server(cuts=lambda body: body.get("reasoning_effort") != "none", does=("asked not to",)),
    "thinks aloud, strict": Server(
        refuses=(
            when(has("chat_template_kwargs"), openai("Unknown parameter: 'chat_template_kwargs'.")),
            when(lambda body: body.get("reasoning_effort") == "none", openai(EFFORTS, param="reasoning_effort")),
        ),
        cuts=lambda body: body.get("reasoning_effort") != "low",
        does=("briefly",),
    ),
    "thinks aloud whatever is asked": Server(cuts=lambda body: body["max_tokens"] < 3000, does=("tokens more",)),
    # Counts of prompts
    "counts what is new": Server(counts=counting(Uncached()), does=("count",)),
    "long tokens": Server(counts=counting(lambda _, whole: whole // 3)),
    # Lists of models: Ollama's own and LocalAI's
    "a list of its own": Server(paths={"/v1/models": {"models": [{"name": "rehearsal", "model": "rehearsal"}]}}),
}
