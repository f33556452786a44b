"""The tools that are set side by side: how each is installed, set up, run, and run again after a kill. Words of a shell, for all to read.

Owns: these. A script is run by bash in the tool's folder, with the documents in `docs/` there, a home of its own, and in its
environment TOOL (where it is installed), ENGINE (a base URL that ends in /v1), MODEL, SLOTS (requests that the engine takes at once),
PORT (a free one), PYTHON (this one). Set is what it takes to reach the engine and to fit its window and its speed; all else is each
tool's own default.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Tool:
    """`again` is what a person would give after a kill. `wiki` is the folder whose links are counted, `pages` are its pages of content."""

    name: str
    version: str
    install: str
    prepare: str
    run: str
    again: str
    wiki: str
    pages: tuple[str, ...]
    besides: tuple[str, ...] = ()
    sources: str = "docs"  # where the documents lie whose lines it numbers


# What a script may use beside its environment.
PREAMBLE = """
nightwiki() { "$PYTHON" -c "from agent.cli import main; main()" "$@"; }
llmwiki() { "$TOOL/node_modules/.bin/node" "$TOOL/node_modules/llm-wiki-compiler/dist/cli.js" "$@"; }
export LLMWIKI_PROVIDER=openai LLMWIKI_MODEL="$MODEL" OPENAI_BASE_URL="$ENGINE" OPENAI_API_KEY=none
export LLMWIKI_COMPILE_CONCURRENCY="$SLOTS" LLMWIKI_REQUEST_TIMEOUT_MS=1800000
"""
VENV = '"$PYTHON" -m venv "$TOOL" && "$TOOL/bin/pip" install --quiet '

NIGHTWIKI = Tool(
    "nightwiki", "this tree", "true", "true",
    'nightwiki run docs --wiki wiki --engine "$ENGINE" --model "$MODEL"',
    'nightwiki resume --wiki wiki --engine "$ENGINE" --model "$MODEL"',
    "wiki", ("*.md",), ("index.md", "log.md", "overview.md", "conflicts.md", "timeline.md", "AGENTS.md"),
)  # fmt: skip

SYNTO = Tool(
    "synto", "0.8.0", VENV + "synto==0.8.0",
    '"$TOOL/bin/synto" init --non-interactive vault && cp docs/* vault/raw/ && '
    r"""sed -i -e 's/^name = "ollama"/name = "custom"/' -e "s|^url = .*|url = \"$ENGINE\"|" """
    r"""-e "s|^model = .*|model = \"$MODEL\"|" -e 's/^ctx = .*/ctx = 8192/' vault/synto.toml""",
    '"$TOOL/bin/synto" run --auto-approve --vault vault',
    '"$TOOL/bin/synto" run --auto-approve --vault vault && "$TOOL/bin/synto" approve --all --vault vault',
    "vault/wiki", ("*.md",), ("index.md", "log.md"),
)  # fmt: skip

COMPILER = Tool(
    "llm-wiki-compiler", "1.3.0",
    'mkdir -p "$TOOL" && cd "$TOOL" && npm init -y >/dev/null && npm install --silent --ignore-scripts node@24 llm-wiki-compiler@1.3.0 '
    "&& npm rebuild --silent node && node_modules/.bin/node --version",
    "true",
    'for each in docs/*; do llmwiki ingest "$each" || exit; done; llmwiki compile',
    "llmwiki compile",
    "wiki", ("concepts/*.md",),
    sources="sources",
)  # fmt: skip

_SERVE = (
    '"$TOOL/bin/synthadoc" serve -w W >>serve.log 2>&1 & server=$!; '
    "for i in $(seq 60); do curl -sf localhost:$PORT/health >/dev/null && break; sleep 1; done; "
)
_DONE = (
    'while "$TOOL/bin/synthadoc" jobs list -w W | tee jobs.txt | grep -qE "pending|in_progress|running"; do sleep 1; done; '
    '"$TOOL/bin/synthadoc" lint run --wait -w W; '
)
_STOP = "kill $server; wait"
_BATCH = _SERVE + '"$TOOL/bin/synthadoc" ingest --batch W/raw_sources/ -w W; ' + _DONE + _STOP
_SINGLY = (
    _SERVE + 'for each in W/raw_sources/*; do "$TOOL/bin/synthadoc" ingest "$each" -w W; ' + _DONE + "done; " + _STOP
)

SYNTHADOC = Tool(
    "synthadoc", "1.4.3", VENV + "synthadoc==1.4.3",
    '"$TOOL/bin/synthadoc" install W --target "$PWD" --domain "A funicular railway and the town around it" --port "$PORT" && '
    "cp docs/* W/raw_sources/ && "
    r"""sed -i -e "s|^default = .*|default = { provider = \"openai\", model = \"$MODEL\", base_url = \"$ENGINE\" }|" """
    r"""-e "s|^job_timeout_seconds = .*|job_timeout_seconds = 3600|" W/.synthadoc/config.toml""",
    _BATCH, _BATCH, "W/wiki", ("*.md",), ("index.md", "dashboard.md", "purpose.md", "overview.md", "log.md"),
)  # fmt: skip
# One source at a time, each linted, so that the next one is shown its page: more work for whoever feeds it.
SINGLY = replace(SYNTHADOC, name="synthadoc-singly", run=_SINGLY, again=_SINGLY)

TOOLS = {tool.name: tool for tool in (NIGHTWIKI, SYNTO, COMPILER, SYNTHADOC, SINGLY)}
