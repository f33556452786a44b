"""The examination: the engine behind an address and the machine here, in the order in which one would look.

Owns: that order, and what ends it early. Reads and writes nothing of a wiki.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from agent.clock import Clock
from agent.config import Settings
from agent.engine.built_in import model_name
from agent.engine.circuit import Brain
from agent.engine.client import Engine
from agent.engine.faulty import faults_of
from agent.engine.metrics import Counts, counts, speculates
from agent.engine.probe import EngineFacts, NoSuchModel, probe, version_of
from agent.episode.audition import audition
from agent.episode.capability import REHEARSAL, Capability
from agent.episode.prompts import Prompts
from agent.errors import BudgetSpent, Fatal, RequestRejected
from agent.morning.doctor import brain as look
from agent.morning.doctor.findings import Report
from agent.morning.doctor.machine import look_at_clocks, look_at_machine
from agent.morning.doctor.window import look_at_window
from agent.night.least import too_small

# seconds that somebody is waited for at all, and an engine that was there; and between two looks at it: somebody sits and waits
NOBODY, PATIENCE, BETWEEN = 5.0, 120.0, 4.0
PORTS = "give --engine an engine's address: vLLM listens at http://localhost:8000, llama.cpp at :8080, Ollama at :11434, LM Studio at :1234"
SOMETHING = "something is there: wait until it has loaded its model, or check --engine (http or https, port, path)"
START = "start it (`nightwiki engine recipe` prints how), and check --engine"
KEY = "set NIGHTWIKI_API_KEY to the key that the engine was started with (vLLM: --api-key)"
SEAL = "give --engine its address with http:// (through `ssh -L` from another machine), or it a certificate that this machine trusts"
MODEL = "give --model a name that the engine lists, or load that model into it"
ELSE = "check --engine and --model, and see what the engine wrote to its own log"


async def examine(report: Report, url: str, settings: Settings, wiki: Path, clock: Clock) -> None:
    """Add all findings about the engine at `url` and this machine to the report, as they are found."""
    look_at_machine(report, wiki, clock)
    async with (
        Engine(
            url,
            model_name(settings.engine, settings.model),
            "schema",
            settings.api_key,
            clock,
            timeout=settings.call_timeout,
        ) as engine,
        Brain(engine, clock, patience=PATIENCE, longest=BETWEEN) as brain,
    ):
        try:
            await _engine(report, engine, brain, settings)
        except (Fatal, RequestRejected, BudgetSpent) as error:
            _ended(report, error)


def _ended(report: Report, error: Exception) -> None:
    """What could not be gone on with. Of an engine that was reached at all, how it is asked is what is wrong."""
    reached = any(finding.check == "reachable" for finding in report.findings)
    check = "model" if isinstance(error, NoSuchModel) else "engine" if reached else "reachable"
    says = str(error).split(" Start it and run")[0]
    known = {
        "no engine at": START, "another program": PORTS, "wants a key": KEY, "not trusted here": SEAL,
        "and not https": "give --engine the same address with http://",
    }  # fmt: skip
    change = next((todo for words, todo in known.items() if words in says), ELSE if reached else SOMETHING)
    report.add(check, "bad", says, MODEL if check == "model" else change, blocks=True)


async def _engine(report: Report, engine: Engine, brain: Brain, settings: Settings) -> None:
    await brain.ready(NOBODY)

    def reached() -> None:
        report.add("reachable", "good", f"an engine answers at {engine.base_url}")

    try:
        facts = await brain.through(lambda: probe(engine))
    except NoSuchModel:
        reached()
        raise
    report.model, report.server = facts.model, facts.server
    if facts.listed:
        reached()
        report.add("model", "good", f"{facts.model}, named by {'--model' if settings.model else 'its own list'}")
    before = await counts(engine)
    heard = look.Heard(brain.ask, report.waits)
    found, warning = await _auditioned(engine, heard, facts, settings)
    if not facts.listed and heard.replies:  # before that, who can tell what it is
        reached()
        report.add("model", "note", f"{facts.model}, named by --model; the engine lists none")
    if facts.server != "rehearsal" and not heard.replies:
        why = (warning or "").partition("wiki. ")[2]
        report.add("forms", "bad", f"answered in no form: {why}", ELSE, blocks=True)
        return
    await look.look_at_forms(report, engine, heard, found.wire, warning)
    if facts.window is None:  # some tell only of a model that has been asked
        facts = await brain.through(lambda: probe(engine))
    prompts = Prompts(settings.prompts)
    await look_at_window(
        report, engine, heard, found.wire, facts.window,
        lambda told: too_small(settings, told, engine.manners, prompts, found),
    )  # fmt: skip
    look.look_at_manners(report, engine)
    look.look_at_blanks(report, heard.replies)
    look.look_at_brain(report, found)
    after = await counts(engine)
    look.look_at_speculation(report, before, after, heard.replies)
    await _version(report, engine, facts, after)
    answer: Any = await engine.get("/models")
    look_at_clocks(report, engine.clock, answer.headers.get("date"))


async def _auditioned(
    engine: Engine, heard: look.Heard, facts: EngineFacts, settings: Settings
) -> tuple[Capability, str | None]:
    if facts.server == "rehearsal":
        return REHEARSAL, None
    return await audition(engine, Prompts(settings.prompts), facts.model, settings.wire, heard)


async def _version(report: Report, engine: Engine, facts: EngineFacts, found: Counts) -> None:
    told = await version_of(engine, facts.server)
    faults = faults_of(facts.server, told, facts.model, speculating=bool(speculates(found)))
    for fault in faults:
        report.add("version", "bad", f"{facts.server} {told}: {fault.says}", fault.change)
    if not faults:
        known = (
            "it tells {}; nothing is known here of this server"
            if facts.server == "other"
            else f"{facts.server} {{}}: no known fault"
        )
        report.add("version", "good", known.format(told) if told else "the engine does not tell its version")
