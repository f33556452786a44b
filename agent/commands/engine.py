"""`nightwiki engine …`: launch commands for a card, the built-in engine, how fast an engine is."""

from __future__ import annotations

import asyncio
import json
import logging
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agent.clock import Clock
from agent.config import load
from agent.errors import EngineDown, Exit, Fatal
from agent.morning.out import say

if TYPE_CHECKING:
    from agent.engine.ladder.figures import Ladder, Rung, Speculation
    from agent.engine.ladder.measure import Plan

log = logging.getLogger("nightwiki")
engines = typer.Typer(
    no_args_is_help=True, help="Launch an engine, measure it; and the built-in ones that need no card."
)


@engines.command("serve")
def serve(
    name: Annotated[str, typer.Argument(help="rehearsal")] = "rehearsal",
    host: Annotated[str, typer.Option("--host")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port")] = 8000,
    rate: Annotated[
        float | None, typer.Option("--tokens-per-second", help="Answer at the pace of a real engine.")
    ] = None,
) -> None:
    """Serve the rehearsal engine: no language model, the same acts by rules, over the real wire."""
    from agent.engine.rehearsal.serve import serve as forever

    if name != "rehearsal":
        raise Fatal(f"there is no built-in engine {name!r}; there is: rehearsal", Exit.USAGE)
    forever(host, port, tokens_per_second=rate)


CARD = "rtx5090, rtx-pro-6000, h100, h200; rtx4090, rtx3090 for llama.cpp and Ollama; or auto: the one in this machine."
FORM = "docker, compose, command, llama.cpp, ollama, or pi (for ~/.pi/agent/models.json)."


@engines.command("recipe")
def recipe(
    card: Annotated[str, typer.Option("--card", help=CARD)] = "auto",
    model: Annotated[str, typer.Option("--model", help="gemma-4-31b, gemma-4-26b-a4b, qwen-3.6-27b, or any other's name.")] = "gemma-4-31b",
    form: Annotated[str, typer.Option("--format", help=FORM)] = "docker",
    window: Annotated[int | None, typer.Option("--window", min=2048, help="The window in tokens.  [32768]")] = None,
    depth: Annotated[int, typer.Option("--depth", min=0, help="How deep calls will be, in tokens.")] = 16_384,
    cards: Annotated[int, typer.Option("--cards", min=1, help="Cards of this kind in the machine.")] = 1,
) -> None:  # fmt: skip
    """How to launch a model on a card, every flag explained, with the arithmetic of its memory."""
    from agent.engine.ladder.kept import kept
    from agent.engine.recipes.cards import card as of_this_name
    from agent.engine.recipes.formats import FORMATS
    from agent.engine.recipes.recipe import known
    from agent.engine.recipes.recipe import recipe as made_of

    if form not in FORMATS:
        raise Fatal(f"there is no format {form!r}; there are: {', '.join(FORMATS)}", Exit.USAGE)
    vllm = form not in ("llama.cpp", "ollama")
    # vLLM's recipe is one for a card; the others tell what they take where none is known
    asked = known(model) is not None and (vllm or card != "auto" or bool(shutil.which("nvidia-smi")))
    made_for = of_this_name(card) if asked else None
    made = made_of(model, made_for, window=window, depth=depth, cards=cards, vllm=vllm)
    on, off = kept(made.model, "on"), kept(made.model, "off")
    if on and off and vllm:
        made = made_of(model, made_for, window=window, depth=depth, cards=cards, ladders=(on, off))
    say(FORMATS[form](made))


Address = Annotated[str | None, typer.Option("--engine", help="The engine's address.  [http://localhost:8000/v1]")]
Name = Annotated[str | None, typer.Option("--model", help="The model's name.  [the first that the engine lists]")]


@engines.command("ladder")
def ladder(
    engine: Address = None, model: Name = None,
    depths: Annotated[str, typer.Option("--depths", help="Tokens before the prompt.")] = "0,5000,10000,20000,50000,100000,120000",
    prompt: Annotated[int, typer.Option("--prompt", min=16, help="Tokens of the prompt above each depth.")] = 2048,
    answer: Annotated[int, typer.Option("--answer", min=16, help="Tokens of each answer.")] = 256,
    runs: Annotated[int, typer.Option("--runs", min=1, help="How often each depth; the median counts.")] = 1,
    text: Annotated[Path | None, typer.Option("--text", help="A text to read and go on with.  [Python's manual]")] = None,
    speculation: Annotated[str | None, typer.Option("--speculation", help="on or off, where the engine does not tell.")] = None,
    benchy: Annotated[bool, typer.Option("--llama-benchy", help="Have llama-benchy measure (extra `bench`).")] = False,
    tokenizer: Annotated[str | None, typer.Option("--tokenizer", help="llama-benchy's: a folder, or a hub's name.")] = None,
    report: Annotated[Path | None, typer.Option("--report", help="Take llama-benchy's JSON.")] = None,
    picture: Annotated[Path | None, typer.Option("--svg", help="Draw it into this file.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, in a shape that stays.")] = False,
) -> None:  # fmt: skip
    """Tokens a second against depth, reading and writing; kept, and compared with the other run (speculation on, off) of the model."""
    from agent.engine.ladder import benchy as tool
    from agent.engine.ladder import draw
    from agent.engine.ladder.figures import REFERENCE_OFF, REFERENCE_ON, crossover
    from agent.engine.ladder.kept import kept
    from agent.engine.ladder.measure import Plan
    from agent.engine.long_text import own

    if speculation not in (None, "on", "off"):
        raise Fatal("--speculation is on or off", Exit.USAGE)
    said: Speculation | None = "on" if speculation == "on" else "off" if speculation else None
    try:
        plan = Plan([int(depth) for depth in depths.split(",")], prompt, answer, runs, own(text) if text else None)
    except ValueError as error:
        raise Fatal(f"--depths are whole numbers with commas, --text is a text ({error})", Exit.USAGE) from error
    made, ended = (
        (tool.read(report, said), "")
        if report
        else asyncio.run(_measured(engine, model, plan, said, tokenizer, by_tool=benchy))
    )
    file = _kept(made)
    other = None if made.speculation == "unknown" else kept(made.model, "off" if made.speculation == "on" else "on")
    if not as_json:
        lines = [
            draw.table(made, other),
            "",
            draw.sentence(made, other),
            draw.at_once(made),
            f"Kept in {file}" if file else "",
        ]
        say("\n".join(line for n, line in enumerate(lines) if line or n == 1))
    both = draw.pair(made, other)
    told = {
        "ladder": made.as_json(), "other": other.as_json() if other else None,
        "reference": [REFERENCE_ON.as_json(), REFERENCE_OFF.as_json()],
        "crossover": crossover(*both) if both else None, "advice": draw.sentence(made, other), "kept": str(file) if file else None,
        "ended": ended or None,
    }  # fmt: skip
    if as_json:
        say(json.dumps(told, indent=1, ensure_ascii=False))
    if picture:
        picture.write_text(draw.svg(made, other), encoding="utf-8")


def _kept(made: Ladder) -> Path | None:
    """The file; None, which is said, if it could not be written: what was measured for an hour is told all the same."""
    from agent.engine.ladder.kept import folder, keep

    try:
        return keep(made)
    except OSError as error:
        log.warning("not kept for `plan` and the next run: %s cannot be written (%s)", folder(), error.strerror)
        return None


async def _measured(
    address: str | None,
    model: str | None,
    plan: Plan,
    said: Speculation | None,
    tokenizer: str | None,
    *,
    by_tool: bool,
) -> tuple[Ladder, str]:
    """The ladder, and why it ends before its last depth, or nothing. The engine is looked at first; a line to the log at each depth."""
    from agent.engine.built_in import engine_url, model_name
    from agent.engine.client import Engine
    from agent.engine.ladder import benchy as tool
    from agent.engine.ladder.measure import measure
    from agent.engine.probe import probe

    settings, clock = load(Path("wiki"), {"engine": address, "model": model}), Clock()
    with engine_url(settings.engine, settings.model) as url:
        async with Engine(
            url, model_name(settings.engine, settings.model), "schema", settings.api_key, clock
        ) as engine:
            try:
                facts = await probe(engine)
                if by_tool:
                    return await asyncio.to_thread(
                        tool.measure, engine.base_url, facts.model, tokenizer, plan, said
                    ), ""
                made, why = await measure(
                    engine, facts, plan, settings.api_key, f"{clock.now():%Y-%m-%d}", _progress, said
                )
            except EngineDown as error:
                raise Fatal(str(error), Exit.NO_ENGINE) from error
    if why:
        log.warning("it ends at %s tokens: %s", f"{made.rungs[-1].depth:,}", why)
    return made, why


def _progress(rung: Rung) -> None:
    reading = f"{rung.prefill:,.0f}" if rung.prefill else "?"
    typer.echo(f"at {rung.depth:,} tokens: {reading} tok/s read, {rung.decode:,.1f} written", err=True)


@engines.command("bench")
def bench(
    engine: Address = None, model: Name = None,
    at_once: Annotated[int, typer.Option("--at-once", min=1, help="Requests at once.")] = 32,
    prompts: Annotated[int, typer.Option("--prompts", min=1, help="Requests in all.")] = 100,
    run: Annotated[bool, typer.Option("--run", help="Run it, where vLLM is installed; else it is printed.")] = False,
) -> None:  # fmt: skip
    """vLLM's own load test against the engine in hand: 1,024 random tokens in, 1,024 out. Once with speculation, once without."""
    from agent.engine.address import api_root

    settings = load(Path("wiki"), {"engine": engine, "model": model})
    name = settings.model or asyncio.run(_first_model(settings.engine, settings.api_key))
    words = [
        "vllm", "bench", "serve", "--backend", "openai-chat", "--endpoint", "/v1/chat/completions",
        "--base-url", api_root(settings.engine).removesuffix("/v1"), "--model", name,
        "--dataset-name", "random", "--random-input-len", "1024", "--random-output-len", "1024",
        "--num-prompts", str(prompts), "--max-concurrency", str(at_once),
    ]  # fmt: skip
    if not run:
        say(shlex.join(words))
        say(
            "# The reference (Gemma 4 31B BF16, RTX PRO 6000, 32 at once): 642 tokens a second with speculation, 356 without."
        )
        return
    if shutil.which("vllm") is None:
        raise Fatal("vllm is not installed here; without --run the command is printed, for where it is", Exit.USAGE)
    raise typer.Exit(subprocess.run(words, check=False).returncode)


async def _first_model(address: str, key: str | None) -> str:
    from agent.engine.client import Engine
    from agent.engine.probe import probe

    async with Engine(address, None, "schema", key, Clock()) as engine:
        try:
            return (await probe(engine)).model
        except EngineDown as error:
            raise Fatal(f"{error}; name the model with --model, or start the engine", Exit.NO_ENGINE) from error
