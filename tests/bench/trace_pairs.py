"""Where the nights of the bench lose a conflict, and what lets a false alarm through: the last stage that each pair of passages reached.

`python -m tests.bench.trace_pairs RUNS [--set ramdocs] [--show]` reads the wikis that `quality --sets disagreements --keep` left in
`RUNS` (a folder of runs, or several). The stages, in the order of the night:
  page        some page has evidence from both passages (of a pair in conflict: the sentences that hold its answers)
  candidate   code found those two sentences unlike, and a question was made
  asked       both passages were asked it
  answered    both answered (of a pair in conflict: out of sentences that hold its answers)
  differ      compared in code, the answers differ
  stands      no wording of the question agrees, and both passages speak of one thing
  entry       the entry is one that the bench counts
Pairs with answers of yes and no, or without any, are followed by the question's words, as the bench does.
"""

from __future__ import annotations

import argparse
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

from agent.knowledge.disagreement.verdict import compare
from agent.knowledge.model import Answer, Document
from agent.known.disagreements import disagreements
from agent.known.pages import Known
from agent.night.asking import Asking
from agent.state.facts import QuestionRecord
from agent.state.state import State
from tests.bench.measure_pairs import ANSWERED, ON_QUESTION, Pair, gold_idf
from tests.bench.measure_words import Idf, holds
from tests.bench.quality_sets import load_pairs, neutral, runs_of_pairs

STAGES = ("nothing", "page", "candidate", "asked", "answered", "differ", "stands")


@dataclass(frozen=True, slots=True)
class Lost:
    """How far one pair came, and a line that shows it."""

    pair: Pair
    stage: str
    shown: str


class Night:
    """The rows of one kept night, looked up by document."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.known = Known.of(state)
        asking = Asking(state, self.known)
        self.evidence_of = {page.id: asking.evidence(page) for page in self.known.pages}
        self.by_name: dict[str, Document] = {PurePath(d.title).name: d for d in state.documents.all()}
        self.by_name |= {f"{d.slug}.txt": d for d in state.documents.all()}
        self.questions = [q for q in state.facts.questions() if q.page in self.known.by_id]
        self.answers: dict[str, list[Answer]] = defaultdict(list)
        for answer in state.facts.answers():
            self.answers[answer.question].append(answer)
        self.standing = disagreements(state, self.known)

    def evidence(self, documents: tuple[str, str]) -> Iterator[dict[str, set[int]]]:
        """For each page, the sentences of the two documents that are evidence about it."""
        for page in self.known.pages:
            found: dict[str, set[int]] = {document: set() for document in documents}
            for claim in self.evidence_of[page.id]:
                if claim.document in found:
                    found[claim.document].update(range(claim.first, claim.last + 1))
            yield found


class Trace:
    """Follows pairs through one night."""

    def __init__(self, night: Night, idf: Idf) -> None:
        self.night, self.idf = night, idf

    def lost(self, pair: Pair, documents: tuple[Document, Document]) -> Lost:
        """The last stage that the pair reached."""
        ids = documents[0].id, documents[1].id
        good = self._good(pair, documents)
        stage, shown = "nothing", ""
        if any(all(there[d] & g for d, g in zip(ids, good, strict=True)) for there in self.night.evidence(ids)):
            stage = "page"
        for question in self._questions(pair, ids):
            reached, text = self._reached(pair, question, ids, good)
            if STAGES.index(reached) > STAGES.index(stage):
                stage, shown = reached, text
        return Lost(pair, stage, shown)

    def _good(self, pair: Pair, documents: tuple[Document, Document]) -> tuple[set[int], set[int]]:
        """The sentences that hold the answer of each side; all of them where there is none to look for."""
        sides = []
        for document, answer in zip(documents, pair.answers, strict=True):
            units = range(1, len(document.sentences) + 1)
            told = pair.label == "conflict" and answer
            sides.append({n for n in units if not told or self._says(answer, document.sentence(n))})
        return sides[0], sides[1]

    def _says(self, answer: str, text: str) -> bool:
        return holds(text, answer) or self.idf.recall(answer, text) >= ANSWERED

    def _questions(self, pair: Pair, ids: tuple[str, str]) -> list[QuestionRecord]:
        return [q for q in self.night.questions if set(ids) <= set(q.documents)]

    def _reached(
        self, pair: Pair, question: QuestionRecord, ids: tuple[str, str], good: tuple[set[int], set[int]]
    ) -> tuple[str, str]:
        answers = self.night.answers[question.id]
        told = [next((a for a in answers if a.document == d), None) for d in ids]
        values = [f"{a.value} {a.cites}" if a else "–" for a in told]
        text = f"{question.text} → {' | '.join(values)}"
        if not self._on_question(pair, question, ids, good):
            return "nothing", text
        if any(a is None for a in told):
            return "candidate", text
        if any(
            a is None or a.value is None or (pair.label == "conflict" and pair.answers[0] and not set(a.cites) & g)
            for a, g in zip(told, good, strict=True)
        ):
            return "asked", text
        verdict = compare([a for a in told if a], question.text)
        if verdict.outcome != "disagree":
            return "answered", f"{text} ({verdict.outcome})"
        for entry in self.night.standing:
            if entry.state == "open" and set(ids) <= {side.citation.document for side in entry.sides}:
                about = {q.topic for q in self.night.questions if q.about.replace("[?]", "…") == entry.about}
                if question.topic in about:
                    return "stands", text
        return "differ", text

    def _on_question(
        self, pair: Pair, question: QuestionRecord, ids: tuple[str, str], good: tuple[set[int], set[int]]
    ) -> bool:
        spans = self._spans(question)
        if pair.label == "conflict" and all(pair.answers):
            return all(spans[d] & g for d, g in zip(ids, good, strict=True))
        find = self.night.state.documents.get
        said = " ".join(find(d).sentence(n) for d in ids for n in sorted(spans[d]))
        return (
            self.idf.recall(pair.question, f"{self.night.known.by_id[question.page].title} {question.text} {said}")
            >= ON_QUESTION
        )

    def _spans(self, question: QuestionRecord) -> Mapping[str, set[int]]:
        spans: dict[str, set[int]] = defaultdict(set)
        for claim in self.night.evidence_of[question.page]:
            if claim.id in question.claims:
                spans[claim.document].update(range(claim.first, claim.last + 1))
        return spans


def trace(run: Path, pairs: list[Pair], idf: Idf) -> list[Lost]:
    """Every pair of one kept run."""
    _, files = neutral(pairs)
    with State.to_read(run / "wiki") as state:
        night = Night(state)
        of = {place: night.by_name.get(name) for name, place in files.items()}
        both = [(pair, of[pair.id, "a"], of[pair.id, "b"]) for pair in pairs]
        return [Trace(night, idf).lost(pair, (a, b)) for pair, a, b in both if a and b]


def table(lost: Iterable[Lost]) -> str:
    """Counts by label and last stage."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for one in lost:
        counts[one.pair.label][one.stage] += 1
    rows = [f"{'last stage reached':<20}" + "".join(f"{label:>18}" for label in sorted(counts))]
    rows += [f"{stage:<20}" + "".join(f"{counts[label][stage]:>18}" for label in sorted(counts)) for stage in STAGES]
    return "\n".join(rows)


def main() -> int:
    """Print the table, and with --show the pairs."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.trace_pairs")
    parser.add_argument("runs", type=Path, nargs="+")
    parser.add_argument("--set", default="ramdocs")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("NIGHTWIKI_DATA", ".")))
    parser.add_argument("--show", action="store_true")
    asked = parser.parse_args()
    every = load_pairs(asked.data)
    idf = gold_idf(pair for pair in every if pair.set == asked.set)
    lost: list[Lost] = []
    for number, pairs in runs_of_pairs([pair for pair in every if pair.set == asked.set], asked.limit):
        for run in (folder / f"pairs-{asked.set}-{number:02}" for folder in asked.runs):
            if (run / "wiki" / ".nightwiki" / "state.db").exists():
                lost += trace(run, pairs, idf)
    print(table(lost))
    if asked.show:
        for one in sorted(lost, key=lambda one: (one.pair.label, STAGES.index(one.stage), one.pair.id)):
            print(
                f"{one.pair.label} {one.pair.id} {one.stage}: {one.pair.question} {one.pair.answers}\n    {one.shown}"
            )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
