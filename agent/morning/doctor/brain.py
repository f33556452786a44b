"""The brain as it is asked: forms that are honoured, schemas that are enforced, blanks without end, what the audition finds, speculation.

Owns: those checks. Most are read from replies that were asked for anyway.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from agent.engine.client import Engine
from agent.engine.metrics import Counts, Speculated, speculated, speculates
from agent.engine.trial import Assigned, Think, wire_fault
from agent.engine.wire import CUT_OFF, ActSpec, Call, Reply, Wire, acts_in
from agent.episode.capability import FEW, NONE, ONE, PAGE, Capability
from agent.errors import BadReply, ContextOverflow, EngineDown, RequestRejected
from agent.morning.doctor.findings import Grade, Report

# Forty blanks in a row, as a body has them in which JSON stands in a string; of a reply that was cut off they are at its end.
_ENDLESS = re.compile(r"(?: |\\[ntr]){40}")
PAUSE = 30.0  # seconds
POOR = 0.3  # acceptance below which guessing costs more than it brings: prose has 0.6 and more with a fitting drafter
FEWEST = 50  # guesses, of less nothing is concluded
WORDS = {
    PAGE: "a whole page at once",
    FEW: "six claims at once",
    ONE: "one claim at a time",
    NONE: "no claim well: pages will be quotations",
}


@dataclass(slots=True)
class Heard:
    """Asks as `think` does, and keeps the replies. `waits` is told each half minute for how many seconds a reply has been waited for."""

    think: Think
    waits: Callable[[float], None] = lambda seconds: None
    replies: list[Reply] = field(default_factory=list)

    async def __call__(self, call: Call) -> Reply:
        """One reply to one call."""
        asked = asyncio.ensure_future(self.think(call))
        waited = 0.0
        try:
            while not (await asyncio.wait({asked}, timeout=PAUSE))[0]:
                waited += PAUSE
                self.waits(waited)
        finally:
            asked.cancel()
        self.replies.append(asked.result())
        return self.replies[-1]


async def look_at_forms(report: Report, engine: Engine, think: Think, wire: Wire, warning: str | None) -> None:
    """Add which forms of asking are honoured, after one was chosen: `warning` tells that none did well."""
    held = engine.manners.form == "json_schema"
    if warning:
        report.add(
            "forms", "bad", warning, "try another model, or another server; `nightwiki run --wire` keeps to one form"
        )
    elif wire == "schema":
        say = (
            "replies are held to a JSON schema"
            if held
            else "the schema is only said in words; replies are checked here"
        )
        report.add("forms", "good" if held else "note", f"asked by schema: {say}")
    else:
        report.add("forms", "good", "asked by tool calls")
    if wire == "schema":
        await _enforced(report, engine, think)
        chosen = engine.manners
        try:
            fault = await wire_fault(engine, "tools")
        except EngineDown as error:
            fault = str(error)
        engine.manners, engine.wire = chosen, wire
        report.add(
            "tool calls",
            "note" if fault else "good",
            fault or "honoured too",
            "not needed for a night; Pi needs them" if fault else "",
        )


async def _enforced(report: Report, engine: Engine, think: Think) -> None:
    """Asked for a word, with a schema that permits none: who answers with the word does not hold replies to it."""
    messages = [
        {"role": "system", "content": "You answer with one plain word and nothing else, never with JSON."},
        {"role": "user", "content": "What is the capital of Norway?"},
    ]
    call = Call("doctor", messages, (ActSpec("assign", "A page.", Assigned, 1, 1, 4),), 120, "schema")
    if engine.manners.form != "json_schema":
        report.add("schema", "note", "not enforced: a reply may come in any form, and costs another call then")
        return
    try:
        reply = await think(call)
        kept = all(set(act.arguments) == {"page", "sentences"} for act in acts_in(reply, call))
    except BadReply as bad:
        kept = bad.cut_off
        if not "".join(reply.content.split()).startswith('{"assign"'):
            report.add(
                "schema",
                "bad",
                f"taken and not enforced ({bad})",
                "vLLM: leave --structured-outputs-config as the recipe has it",
            )
            return
    except (RequestRejected, ContextOverflow) as refused:
        report.add("schema", "note", str(refused))
        return
    report.add(
        "schema",
        "good" if kept else "note",
        "enforced, also against what is asked" if kept else "enforced in part: objects are, their bounds are not",
    )


def look_at_blanks(report: Report, replies: list[Reply]) -> None:
    """Add whether a reply was filled with white space until it was cut off."""
    endless = [reply for reply in replies if reply.finish in CUT_OFF and _ENDLESS.search(reply.raw)]
    if endless:
        says = f"{len(endless)} of {len(replies)} replies ended in blanks until they were cut off"
        change = (
            """start vLLM with --structured-outputs-config '{"backend":"xgrammar","disable_any_whitespace":true}'"""
        )
        report.add("white space", "bad", says, change)
    else:
        report.add("white space", "good", f"no reply of {len(replies)} ran into blanks without end")


def look_at_brain(report: Report, found: Capability) -> None:
    """Add what the audition found, and how the server wants to be asked."""
    grade: Grade = "good" if found.at_once >= FEW else "note"
    says = f"at_once {found.at_once}: it words {WORDS[found.at_once]}"
    report.add(
        "audition", grade, says, "" if grade == "good" else "a larger model writes better pages; --at-once overrides"
    )
    if found.judges:
        report.add("audition", "good", "judges: its verdicts on what cannot both be true count")
    else:
        report.add(
            "audition", "note", "judges no: its verdicts on contradictions are not asked for", "--judges yes overrides"
        )


def look_at_manners(report: Report, engine: Engine) -> None:
    """Add what is unusual about how the server wants to be asked, and what is done about it."""
    words = replace(engine.manners, window=None).in_words()  # of the window is told by itself
    if not engine.manners.folded:
        report.add("system role", "good", "taken")
    for sentence in words:
        report.add("system role" if "system role" in sentence else "manners", "note", sentence)


def look_at_speculation(report: Report, before: Counts, after: Counts, replies: list[Reply]) -> None:
    """Add whether the engine guesses ahead, and how well it did in the calls that were just made."""
    on, done = speculates(after), speculated(before, after)
    if on is None:
        done = told_in(replies)
        on = True if done.guessed else None
    if not on:
        says = "off" if on is False else "the engine does not tell of it"
        report.add(
            "speculation",
            "note",
            says,
            "`nightwiki engine recipe` has it on; `nightwiki engine ladder` tells what it brings",
        )
        return
    if not 0 <= done.accepted <= done.guessed:
        says = f"on; what it tells of its guesses cannot be so ({done.accepted:,.0f} right of {done.guessed:,.0f})"
        report.add("speculation", "note", says, "look whether another server answers at /metrics")
        return
    if done.guessed < FEWEST:
        report.add("speculation", "note", "on; too little was written just now to tell how well it guesses")
        return
    length = f", {1 + done.accepted / done.times:.1f} tokens a step" if done.times else ""
    says = f"on; {done.acceptance:.0%} of {done.guessed:,.0f} guesses were right just now{length}"
    change = (
        "switch it off, or give it the drafter that was made for this model; with quantized weights try them whole (vllm#41789)"
        if done.acceptance < POOR
        else ""
    )
    report.add("speculation", "bad" if change else "good", says, change)


def told_in(replies: list[Reply]) -> Speculated:
    """What llama.cpp's replies tell of its guesses."""
    guessed = accepted = 0.0
    for reply in replies:
        try:
            timings = json.loads(reply.raw).get("timings") or {}
            guessed += float(timings.get("draft_n") or 0)
            accepted += float(timings.get("draft_n_accepted") or 0)
        except (ValueError, AttributeError, TypeError):
            continue
    return Speculated(guessed, accepted)
