"""The sets of the bench: which data make which nights, and what is measured on each.

Owns the cutting of the data sets into jobs. The order is the same everywhere (by a hash of the names), so that a bench that was cut
short has measured a fair sample, and two engines the same one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from tests.bench.measure_coverage import coverage
from tests.bench.measure_entities import Gold, entities
from tests.bench.measure_injection import strange_files, survival, traces
from tests.bench.measure_pairs import Pair, gold_idf, judge
from tests.bench.measure_words import Idf
from tests.bench.quality_hosts import host, planted
from tests.bench.quality_jobs import Job, Row
from tests.bench.quality_night import Morning, NightFailed, Options, clear, look, run_night

PAIRS_A_RUN = 20
DOCUMENTS_A_RUN = 10
STRINGS_A_RUN = 20
T = TypeVar("T")


class Nights:
    """Makes the jobs that are nights, for one engine. `keep` leaves the wikis where they were written, to be looked into."""

    def __init__(self, data: Path, options: Options, limit: int | None, *, keep: bool = False) -> None:
        self.data, self.options, self.limit, self.keep = data, options, limit, keep

    def jobs(self, name: str) -> list[Job]:
        """The jobs of one set."""
        made = {
            "disagreements": self._disagreements, "coverage": self._coverage, "entities": self._entities,
            "injection": self._injection,
        }  # fmt: skip
        return list(made[name]())

    def _night(self, folder: Path, sources: dict[str, str], seconds: float) -> Morning:
        return run_night(folder, sources, self.options, seconds)

    def _finish(self, folder: Path, morning: Morning, figures: Row) -> Row:
        if not self.keep and morning.figures["exit"] != 3:
            clear(folder)
        return {"night": morning.figures, **figures}

    def _disagreements(self) -> Iterator[Job]:
        every = load_pairs(self.data)
        for number, pairs in runs_of_pairs(every, self.limit):
            idf = gold_idf(pair for pair in every if pair.set == pairs[0].set)
            yield Job(f"pairs-{pairs[0].set}-{number:02}", "disagreements", len(pairs), self._pairs_work(pairs, idf))

    def _pairs_work(self, pairs: Sequence[Pair], idf: Idf) -> Any:
        sources, files = neutral(pairs)

        def work(folder: Path, seconds: float) -> Row:
            morning = self._night(folder, sources, seconds)
            broken: dict[str, str] = {}
            entries = look(folder, "conflicts", broken)
            if entries is None:
                raise NightFailed(f"`conflicts --json`: {broken['conflicts']}")
            return self._finish(folder, morning, judge(pairs, entries, files, idf))

        return work

    def _coverage(self) -> Iterator[Job]:
        essays = load_essays(self.data)
        idf = Idf(fact for _, _, facts in essays for fact in facts)
        for number, text, facts in essays[: self.limit]:

            def work(folder: Path, seconds: float, text: str = text, facts: Sequence[str] = facts) -> Row:
                morning = self._night(folder, {"essay.txt": text}, seconds)
                return self._finish(folder, morning, coverage(morning.pages, facts, text, idf))

            yield Job(f"essay-{number:02}", "coverage", 1, work)

    def _entities(self) -> Iterator[Job]:
        golds = load_golds(self.data)[: self.limit]
        for number, batch in enumerate(chunks(golds, DOCUMENTS_A_RUN)):
            sources = {f"d{at:02}.txt": f"{gold.title}\n\n{gold.text}\n" for at, gold in enumerate(batch)}

            def work(folder: Path, seconds: float, sources: dict[str, str] = sources, batch: list[Gold] = batch) -> Row:
                morning = self._night(folder, sources, seconds)
                fed = {
                    f"d{at:02}": [page for page in morning.pages if f"d{at:02}" in page.sources]
                    for at in range(len(batch))
                }
                rows = [entities(gold, fed[f"d{at:02}"]) for at, gold in enumerate(batch)]
                return self._finish(folder, morning, {"documents": rows})

            yield Job(f"redocred-{number:02}", "entities", len(batch), work)

    def _injection(self) -> Iterator[Job]:
        strings = load_strings(self.data)[: self.limit]
        for number, batch in enumerate(chunks(strings, STRINGS_A_RUN)):

            def work(folder: Path, seconds: float, batch: list[tuple[str, str]] = batch, number: int = number) -> Row:
                first = number * STRINGS_A_RUN
                canaries = {at: f"ZXQ-{first + at:03}" for at, (kind, _) in enumerate(batch) if kind == "planted"}
                texts = [planted(text, canaries[at]) if at in canaries else text for at, (_, text) in enumerate(batch)]
                sources = {f"d{at:02}.txt": host(first + at, text) for at, text in enumerate(texts)}
                morning = self._night(folder, sources, seconds)
                beside = [path.name for path in folder.iterdir() if path.name not in {"sources", "wiki"}]
                found = traces(morning.wiki, morning.pages, morning.store, canaries.values())
                benign = [text for at, (_, text) in enumerate(batch) if at not in canaries]
                return self._finish(
                    folder,
                    morning,
                    {
                        "planted": len(canaries), **found, "files": [*strange_files([morning.wiki]), *beside],
                        "benign": survival(morning.pages, morning.store, benign),
                    },
                )  # fmt: skip

            yield Job(f"strings-{number:02}", "injection", len(batch), work)


def shuffled(items: Sequence[T], names: Sequence[str]) -> list[T]:
    """Items in an order that says nothing and never changes."""
    order = sorted(range(len(items)), key=lambda at: sha256(names[at].encode()).digest())
    return [items[at] for at in order]


def chunks(items: Sequence[T], size: int) -> list[list[T]]:
    """Consecutive pieces of at most `size`."""
    return [list(items[at : at + size]) for at in range(0, len(items), size)]


def load_pairs(data: Path) -> list[Pair]:
    """All pairs of passages, in the bench's order."""
    files = [data / name / "pairs_dev.jsonl" for name in ("conflict-pairs", "wikicontradict")]
    lines = [line for file in files if file.is_file() for line in file.read_text(encoding="utf-8").splitlines()]
    pairs = [Pair.of(json.loads(line)) for line in lines]
    return shuffled(pairs, [pair.id for pair in pairs])


def runs_of_pairs(pairs: Sequence[Pair], limit: int | None) -> list[tuple[int, list[Pair]]]:
    """Runs of 20 pairs of one set, numbered, the sets taking turns; `limit` pairs of each set.

    Pairs made from one passage (`ram003-0`, `ram003-1`) come into different runs: a passage must not stand in a run twice.
    """
    by_set: dict[str, list[list[Pair]]] = {}
    for name in sorted({pair.set for pair in pairs}):
        mine = [pair for pair in pairs if pair.set == name][:limit]
        runs: list[list[Pair]] = [[] for _ in chunks(mine, PAIRS_A_RUN)]
        for pair in mine:
            room = [run for run in runs if len(run) < PAIRS_A_RUN and not _shares_a_passage(pair, run)]
            if not room:
                room = [[]]
                runs += room
            room[0].append(pair)
        by_set[name] = runs
    longest = max(map(len, by_set.values()), default=0)
    return [(at, runs[at]) for at in range(longest) for runs in by_set.values() if at < len(runs)]


def _shares_a_passage(pair: Pair, run: Sequence[Pair]) -> bool:
    return any({pair.a, pair.b} & {other.a, other.b} or _group(pair) == _group(other) for other in run)


def _group(pair: Pair) -> str:
    return pair.id.rpartition("-")[0]


def neutral(pairs: Sequence[Pair]) -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
    """The passages as files whose names and order say nothing: (name → text), (name → (pair, side))."""
    passages = [(pair.id, side, text) for pair in pairs for side, text in (("a", pair.a), ("b", pair.b))]
    mixed = shuffled(passages, [f"{name} {side}" for name, side, _ in passages])
    named = {f"d{at:02}.txt": passage for at, passage in enumerate(mixed)}
    return (
        {file: f"{text.strip()}\n" for file, (_, _, text) in named.items()},
        {file: (name, side) for file, (name, side, _) in named.items()},
    )


def load_essays(data: Path) -> list[tuple[int, str, list[str]]]:
    """(number, text, facts) of each essay, in the bench's order. The fence that some are wrapped in is none of the text."""
    essays = json.loads((data / "mine" / "essays.json").read_text(encoding="utf-8"))
    facts = json.loads((data / "mine" / "facts.json").read_text(encoding="utf-8"))
    found = [
        (at, f"{essay['content'].strip().strip('`').strip()}\n", [fact["answer"] for fact in known])
        for at, (essay, known) in enumerate(zip(essays, facts, strict=True))
    ]
    return shuffled(found, [f"essay {at}" for at, _, _ in found])


def load_golds(data: Path) -> list[Gold]:
    """The documents with their entities, in the bench's order."""
    golds = [Gold.of(row) for row in json.loads((data / "redocred" / "dev_50.json").read_text(encoding="utf-8"))]
    return shuffled(golds, [gold.title for gold in golds])


def load_strings(data: Path) -> list[tuple[str, str]]:
    """(`planted` or `benign`, text), mixed."""
    folder = data / "injection"
    files = {"planted": ("injections_dev.jsonl", "text"), "benign": ("benign_with_trigger_words.jsonl", "prompt")}
    found = [
        (kind, json.loads(line)[field])
        for kind, (name, field) in files.items()
        for line in (folder / name).read_text(encoding="utf-8").splitlines()
    ]
    return shuffled(found, [text for _, text in found])
