"""The morning report: what the night brought, what it cost, what to look at first; the same figures in words, as JSON and as a page.

Owns: its values and its words. One screen of text, the verdict last. Reads rows only.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from agent.config import command
from agent.engine.address import shown
from agent.knowledge.model import Disagreement
from agent.known.disagreements import by_value
from agent.known.nightly import Nightly, named
from agent.known.standing import standing, wanted
from agent.morning.glance import length
from agent.morning.status import goes_on, is_gone, status
from agent.state.nights import NightRecord, Outage
from agent.state.state import State
from agent.wiki.text import shorten
from agent.wiki.told import Told, told

FAILED, ASKED, REFUSED, FIRST = 6, 6, 3, 3  # how many of each are named
VALUE = 40  # characters of a side's value
_WHY = re.compile(r"“[^”]{0,400}”:? ?|\"[^\"]{0,400}\"|\[[^\]]{0,400}\]|[^ ]{0,40}\d[^ ]{0,200}")


@dataclass(frozen=True, slots=True)
class Report:
    """One night. `figures` are `status --json`'s, of all nights; `tonight` the same kinds of figures of this night alone.

    `course` is what the engine did, ten minutes a row: (time, tokens read, of these from the cache, tokens written, calls).
    `refused` are the commonest reasons for which acts were refused, with how often.
    `passed` are the files that are of no kind that is read, a line for each folder. `toward` says of each of `first` what it is about:
    ("entry", its id), ("source", its resource), ("page", its title), or nothing.
    """

    wiki: Path
    night: NightRecord
    gone: bool
    figures: dict[str, Any]
    tonight: dict[str, Any]
    nightly: Nightly
    failed: tuple[tuple[str, str], ...]
    aside: tuple[tuple[str, str], ...]
    waits: tuple[str, ...]
    outages: tuple[Outage, ...]
    course: tuple[tuple[str, int, int, int, int], ...]
    refused: tuple[tuple[str, int], ...]
    first: tuple[str, ...]
    passed: tuple[str, ...] = ()
    toward: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The shape of `report --json`."""
        keep = ("id", "date", "started", "ended", "until", "outcome", "reason", "engine", "model")
        return {
            "night": {name: getattr(self.night, name) for name in keep},
            "verdict": self.verdict(), "tonight": self.tonight, "in_all": self.figures,
            "pages_new": list(self.nightly.new), "pages_changed": list(self.nightly.changed),
            "disagreements_new": [{"id": d.id, "page": d.page, "about": d.about, "title": d.title} for d in self.nightly.disagreements],
            "failed": [{"source": source, "reason": reason} for source, reason in self.failed],
            "passed_by": list(self.passed),
            "set_aside": [{"episode": episode, "reason": reason} for episode, reason in self.aside],
            "waits_for": list(self.waits), "outages": [asdict(outage) for outage in self.outages],
            "course": [dict(zip(("at", "read", "cached", "written", "calls"), row, strict=True)) for row in self.course],
            "refused": [{"why": why, "times": times} for why, times in self.refused], "look_first": list(self.first),
        }  # fmt: skip

    def command(self, words: str) -> str:
        """A command of ours for this wiki."""
        return command(words, self.wiki)

    def verdict(self) -> str:
        """How it ended, in a line."""
        began = datetime.fromisoformat(self.night.started).strftime("%H:%M")
        if not self.night.outcome:
            return (
                f"Began at {began} and was broken off: the process is gone; {goes_on(self.wiki)}."
                if self.gone
                else f"Began at {began} and has not ended."
            )
        ended = datetime.fromisoformat(self.night.ended).strftime("%H:%M")
        because = f" ({self.night.reason})" if self.night.reason else ""
        return f"Began at {began}, ended at {ended}: {self.night.outcome}{because}."


def report(state: State, links: int) -> Report | None:
    """The report of the last night; None before the first. `links` is counted from the wiki's files by whoever asks."""
    night = state.nights.last()
    if night is None:
        return None
    figures, stands, pages = status(state, links), standing(state), told(state)
    nightly = Nightly.of(state, night, [page[:3] for page in pages.pages], stands.disagreements)
    sources = state.sources.all()
    failed = tuple((row.resource, row.why) for row in sources if row.state == "failed")
    waits = [
        f"{row.resource} ({row.reason}), tried again at {row.not_before[11:16]}"
        for row in sources
        if row.state == "pending" and row.not_before
    ]
    if (away := state.nights.open_outage()) and not night.outcome:
        until = f"until {night.until[11:16]}" if night.until else "until it is back"
        waits.insert(
            0, f"the engine at {shown(night.engine)}, away since {away.started[11:16]} ({away.reason}), {until}"
        )
    refused = Counter(_why(reason) for reason in state.journal.refusals(night.id))
    first = _first(nightly, failed, pages, wanted(state))
    return Report(
        state.wiki, night, is_gone(state), figures, _tonight(state, night, nightly, pages, sum(refused.values())), nightly, failed,
        tuple((record.id, record.reason) for record in state.queue.by_state("set_aside")), tuple(waits),
        tuple(outage for outage in state.nights.outages() if outage.night == night.id),
        tuple(state.journal.course(night.id)), tuple(refused.most_common(REFUSED)),
        tuple(said for said, *_ in first), tuple(state.nights.meta("passed").splitlines()), tuple((kind, name) for _, kind, name in first),
    )  # fmt: skip


def _tonight(state: State, night: NightRecord, nightly: Nightly, told: Told, refused: int) -> dict[str, Any]:
    """The figures of this night alone; of the whole wiki how much of its sources is cited."""
    usage = state.journal.usage(night.id)
    rows = [row for row in state.sources.all() if row.night == night.id]
    median, high = state.journal.depths(night.id)
    return {
        "sources": {"read": state.journal.documents_read(night.id), "failed": sum(row.state == "failed" for row in rows)},
        "pages": {"new": len(nightly.new), "changed": len(nightly.changed)}, "disagreements": len(nightly.disagreements),
        "engine": usage | {
            "cached_share": round(usage["cached_tokens"] / usage["prompt_tokens"], 3) if usage["prompt_tokens"] else 0.0,
            "depth_median": median, "depth_95": high,
            "tokens_per_second": round(usage["completion_tokens"] / usage["seconds"], 1) if usage["seconds"] else 0.0,
        },
        "refused": refused, "sentences": told.sentences, "cited": told.cited,
    }  # fmt: skip


def _first(
    nightly: Nightly, failed: tuple[tuple[str, str], ...], pages: Told, wanting: Sequence[tuple[str, Sequence[str]]]
) -> list[tuple[str, str, str]]:
    """What to look at first, and what it is about: the weightiest new disagreement, a source that is missing, the fullest new page, a name
    unwritten.
    """
    told = {title: lines for title, _, _, lines in pages.pages}
    fresh = set(nightly.new) | set(nightly.changed)
    by_weight = sorted(
        nightly.disagreements, key=lambda entry: (-len(entry.sides), -told.get(entry.page, 0), entry.page)
    )
    looks = [(f"conflicts.md: {entry.named}", "entry", entry.id) for entry in by_weight[:1]]
    looks += [(f"a source that could not be read: {name}: {reason}", "source", name) for name, reason in failed[:1]]
    looks += [
        (f"{title}: the page that most was found for", "page", title)
        for title in sorted(fresh & told.keys(), key=lambda t: (-told[t], t))[:1]
    ]
    looks += [(f"{name}: named on {len(on)} pages, and nobody tells what it is", "", name) for name, on in wanting[:1]]
    return looks[:FIRST]


def answers(entry: Disagreement) -> str:
    """What its sides say, in a line: `1962 (2 sources) or March 1963`; nothing if its title says that."""
    if entry.title != entry.about:
        return ""
    by = [(value, len({entry.sides[n].citation.document for n in numbers})) for value, numbers in by_value(entry.sides)]
    return " or ".join(f"{shorten(value, VALUE)}{f' ({many} sources)' if many > 1 else ''}" for value, many in by)


def _why(observation: str) -> str:
    """A reason without what is particular to it."""
    return shorten(" ".join(_WHY.sub("… ", observation).split()), 90)


def in_words(found: Report, wiki: Path) -> str:
    """One screen; the verdict last."""
    f, t = found.figures, found.tonight
    read = _and(t["sources"]["read"], "read", t["sources"]["failed"], "failed")
    lines = [
        f"# The night of {found.night.date}", "",
        f"{'':14}{'this night':>24}{'in all':>14}",
        f"{'Sources':14}{read:>24}{f['sources']['done']:>8} of {f['sources']['total']}",
        f"{'Pages':14}{_and(t['pages']['new'], 'new', t['pages']['changed'], 'changed'):>24}{f['pages']:>14,}",
        f"{'Disagreements':14}{t['disagreements']:>20} new{f['conflicts']:>14,}",
        f"{'Claims':14}{'':>24}{f['claims']:>14,}",
        f"{'Cited':14}{'':>24}{t['cited']:>8,} of {t['sentences']:,} sentences", "",
    ]  # fmt: skip
    lines += [f"Look first at:\n{_listed(found.first)}\n"] if found.first else []
    lines += [line for line in found.nightly.in_words() if " disagreement" not in line]
    lines += [f"- {entry.named} {answers(entry)}".rstrip() for entry in found.nightly.disagreements[:ASKED]]
    lines += (
        [f"- and {len(found.nightly.disagreements) - ASKED} more in conflicts.md"]
        if len(found.nightly.disagreements) > ASKED
        else []
    )
    lines += (
        [
            "",
            f"Could not be read (`{found.command('retry')}` tries again, `{found.command('forget SOURCE')}` drops one):",
        ]
        if found.failed
        else []
    )
    lines += [f"- {resource}: {reason}" for resource, reason in found.failed[:FAILED]]
    lines += (
        [f"- and {len(found.failed) - FAILED} more: {found.command('status --failed')}"]
        if len(found.failed) > FAILED
        else []
    )
    lines += [f"P{line[1:]} (of no kind that is read)" for line in found.passed[:FAILED]]
    lines += [f"Set aside: {named([name for name, _ in found.aside], 3)} ({found.aside[0][1]})"] if found.aside else []
    lines += [f"Waits for {what}." for what in found.waits]
    lines += ["", engine_in_words(found)]
    lines += [
        f"The engine was away from {o.started[11:16]} for {length(o.seconds)} ({o.reason})." for o in found.outages
    ]
    if found.refused:
        reasons = "; ".join(f"{times} × {why}" for why, times in found.refused)
        lines.append(f"{t['refused']} acts were refused and answered for, most often: {reasons}")
    lines += [
        "",
        f"Open {wiki / 'index.md'}, or {wiki / 'graph.html'} and {wiki / 'report.html'} in a browser.",
        found.verdict(),
    ]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def _and(a: int, of_a: str, b: int, of_b: str) -> str:
    return f"{a:,} {of_a}, {b:,} {of_b}" if b else f"{a:,} {of_a}"


def _listed(things: tuple[str, ...]) -> str:
    return "\n".join(f"{number}. {thing}" for number, thing in enumerate(things, start=1))


def engine_in_words(found: Report) -> str:
    """What the engine did, in a line."""
    night, e = found.night, found.tonight["engine"]
    if not e["calls"]:
        return f"Engine: {night.model or shown(night.engine)}, not called."
    bad = f", {e['bad']:,} replies could not be used" if e["bad"] else ""
    return (
        f"Engine: {night.model or shown(night.engine)}, {e['calls']:,} calls, {e['prompt_tokens']:,} tokens read "
        f"({e['cached_share']:.0%} from its cache), {e['completion_tokens']:,} written, {e['tokens_per_second']:g} a second of a call; "
        f"{e['depth_median']:,} tokens deep, {e['depth_95']:,} at the 95th of 100{bad}."
    )
