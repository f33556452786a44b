"""What no order of a night's calls can beat, and where its empty places are.

A card that all who write share gives `n` of them 52 n ÷ (1 + s (n - 1)) tokens a second in all (`paced`). So a night that never stands
still takes (s W + (1 - s) L) ÷ 52 seconds for W tokens, where L is how many tokens somebody who wrote all the time would have had; and L is
no less than the longest chain of replies of which each needs the one before it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from agent.known.pages import Known
from agent.state.queue import EpisodeRecord
from agent.state.state import State
from tests.bench.paced import ALONE, SHARED, rate

Span = tuple[float, float, int, str]
SHOWN = 6  # kinds of moments in which places were empty


def least(tokens: int, chain: int, workers: int) -> float:
    """Seconds that so many at once need at the least for these tokens, of which so many hang on each other."""
    return max(tokens / (workers * rate(workers)), (SHARED * tokens + (1 - SHARED) * chain) / ALONE)


def chain(state: State) -> int:
    """The tokens of the longest chain of a finished night: a document read, a page of it compared, asked about and judged, then written,
    then the overview. Only what a page itself needs counts, so that no other order has a shorter chain.
    """
    done = state.queue.by_state("done")
    took = {record.id: _took(state, record) for record in done}
    of: dict[str, dict[str, int]] = defaultdict(
        lambda: defaultdict(int)
    )  # kind → document, page or dispute → tokens of the longest
    for record in done:
        for name in _about(record):
            kind = "opening" if record.kind == "write" and record.subject.get("part") == 0 else record.kind
            of[kind][name] = max(of[kind][name], took[record.id])
    settled: dict[str, int] = defaultdict(int)
    for dispute in state.disputes.all():
        settled[dispute.page] = max(settled[dispute.page], of["question"][dispute.id] + of["verdict"][dispute.id])
    longest = {
        page.id: max((of["read"][document] for document in page.documents), default=0)
        + of["compare"][page.id] + settled[page.id] + of["write"][page.id] + of["opening"][page.id]
        for page in Known.of(state).pages
    }  # fmt: skip
    ends = [
        took[record.id] + max(longest.get(page["page"], 0) for group in record.subject["groups"] for page in group)
        for record in done
        if record.kind == "overview"
    ]
    return max([*longest.values(), *ends], default=0)


def _took(state: State, record: EpisodeRecord) -> int:
    return sum(step.reply.usage.completion for step in state.journal.steps(record.id, record.fails))


def _about(record: EpisodeRecord) -> list[str]:
    """The document, the pages or the dispute that an episode is about."""
    subject = record.subject
    pages = [page["page"] for page in subject.get("pages", [])]
    return pages or [subject[name] for name in ("dispute", "document") if name in subject][:1]


def lost(spans: Sequence[Span], workers: int) -> dict[str, float]:
    """The share of all places that stood empty, by what was in flight beside them; the most first."""
    ticks = sorted(
        [(began, 1, name) for began, _, _, name in spans] + [(ended, -1, name) for _, ended, _, name in spans]
    )
    running: dict[str, int] = defaultdict(int)
    empty: dict[str, float] = defaultdict(float)
    for (at, step, name), (later, _, _) in pairwise(ticks):
        running[name] += step
        there = sorted({kind.partition("_")[0] for kind, n in running.items() if n})
        empty["+".join(there) or "nothing"] += (later - at) * (workers - sum(running.values()))
    whole = workers * max(1e-9, ticks[-1][0] - ticks[0][0])
    shares = sorted(((round(seconds / whole, 3), name) for name, seconds in empty.items()), reverse=True)
    return {name: share for share, name in shares[:SHOWN] if share > 0}
