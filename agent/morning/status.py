"""How a night stands, or stood: the figures of `status --json`, and the same in words.

Owns: counting. The shape of the JSON is stable and documented in the README.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from agent.config import command
from agent.episode.capability import Capability
from agent.known.standing import standing
from agent.state.nights import NightRecord, Outage
from agent.state.state import State
from agent.wiki.text import shorten

WHY = 160  # characters of why a night failed
_IN_WORDS = {"waiting": "waiting for the engine"}


def status(state: State, links: int) -> dict[str, Any]:
    """The figures. `links` is counted from the wiki's files by whoever asks."""
    night, stands = state.nights.last(), standing(state)
    sources = state.sources.counts()
    counts = state.queue.counts()
    usage = state.journal.usage()
    outage_seconds = sum(outage.seconds for outage in state.nights.outages())
    return {
        "state": _state(state, night),
        "sources": {"total": sum(sources.values())} | {name: sources.get(name, 0) for name in ("done", "failed", "pending")},
        "documents": len(state.documents.ids()),
        "pages": stands.pages,
        "claims": state.facts.count(),
        "links": links,
        "conflicts": sum(entry.state == "open" for entry in stands.disagreements),
        "episodes": {
            "done": counts.get("done", 0),
            "pending": counts.get("pending", 0) + counts.get("running", 0),
            "set_aside": counts.get("set_aside", 0),
        },
        "engine": {
            "calls": usage["calls"], "repaid": int(state.nights.meta("repaid") or 0),
            "prompt_tokens": usage["prompt_tokens"], "cached_tokens": usage["cached_tokens"],
            "completion_tokens": usage["completion_tokens"], "seconds": round(usage["seconds"], 1),
            "outage_seconds": round(outage_seconds, 1),
        },
        "brain": _brain(state),
        "deadline": night.until if night and night.until else None,
    }  # fmt: skip


def _brain(state: State) -> dict[str, Any] | None:
    """What the last audition found the brain to do, and what the user said of it; None before the first."""
    found = Capability.from_text(state.nights.meta("brain"))
    if found is None:
        return None
    told = {"model": found.model, "wire": found.wire, "at_once": found.at_once, "judges": found.judges}
    return told | {"manners": found.manners.in_words()}


def _brain_in_words(brain: dict[str, Any]) -> str:
    said = {0: "makes pages of quotations", 1: "words one claim at a time", 6: "words six claims at once"}
    words = said.get(brain["at_once"], "writes whole pages")
    return f"Brain: {brain['model']} {words}; its verdicts {'count' if brain['judges'] else 'do not count'}"


def _state(state: State, night: NightRecord | None) -> str:
    """new, running, waiting (for the engine), stopped, failed or done.

    A night whose process was killed has no outcome; that it does not run any more is known from the lock.
    """
    if night is None:
        return "new"
    if night.outcome or not state.is_held:
        return night.outcome or "stopped"
    return "waiting" if _open_outage(state) else "running"


def in_words(figures: dict[str, Any], state: State) -> str:
    """The status as a person reads it."""
    sources, episodes, engine = figures["sources"], figures["episodes"], figures["engine"]
    outage = _open_outage(state) if figures["state"] == "waiting" else None
    stands = _IN_WORDS.get(figures["state"], figures["state"])
    if figures["state"] == "stopped":
        stands = f"stopped ({'the process is gone; ' if is_gone(state) else ''}{goes_on(state.wiki)})"
    if figures["state"] == "failed" and (night := state.nights.last()):
        stands = f"failed ({shorten(night.reason, WHY)}); `{command('report', state.wiki)}` says more"
    lines = [
        f"Night: {stands}" + (f", until {figures['deadline']}" if figures["deadline"] else ""),
        f"Sources: {sources['done']} of {sources['total']} read, {sources['failed']} failed{_before(state)}, {sources['pending']} to come",
        f"Wiki: {figures['pages']} pages, {figures['claims']} claims, {figures['links']} links, {figures['conflicts']} disagreements",
        f"Episodes: {episodes['done']} done, {episodes['pending']} to do, {episodes['set_aside']} set aside",
        _engine(engine),
        *([_brain_in_words(figures["brain"]), *figures["brain"]["manners"]] if figures["brain"] else []),
    ]
    if outage:
        lines.append(f"The engine has been away since {outage.started[11:16]}: {outage.reason}")
    return "\n".join(lines)


def _before(state: State) -> str:
    """How many of those that failed were read before, so that their pages stand."""
    known = sum(row.state == "failed" and bool(row.document) for row in state.sources.all())
    return f" ({known} of them read before)" if known else ""


def _engine(engine: dict[str, Any]) -> str:
    read, cached, written = (f"{engine[name]:,}" for name in ("prompt_tokens", "cached_tokens", "completion_tokens"))
    return f"Engine: {engine['calls']} calls, {read} tokens read ({cached} cached), {written} written"


def goes_on(wiki: Path) -> str:
    """What goes on with a night."""
    return f"`{command('resume', wiki)}` goes on"


def is_gone(state: State) -> bool:
    """Whether a night that has not ended has no process any more: it was killed, or the power failed."""
    night = state.nights.last()
    return night is not None and not night.outcome and not state.is_held


def _open_outage(state: State) -> Outage | None:
    night = state.nights.last()
    return state.nights.open_outage() if night and not night.outcome else None
