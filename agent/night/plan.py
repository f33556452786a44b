"""What comes next in the night, as a function of the rows: when nothing is left to do, the next phase's episodes are made.

Owns: the phases and their order, and what need not wait for the end of one. Every episode's id says what it is about, so planning twice
adds nothing, and planning after a crash adds what the crash left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from agent.episode.capability import NONE, PAGE, Capability
from agent.episode.window import windows
from agent.knowledge.model import Document, short_hash
from agent.known.disagreements import disagreements
from agent.known.lasting import Lasting
from agent.known.mentions import Names, known_in
from agent.known.pages import Known, settle
from agent.night.disputing import Disputing
from agent.night.identifying import Identifying
from agent.night.pairing import Pairing
from agent.night.phases import READ, WRITE
from agent.night.questions import Questions
from agent.night.tending import Tending
from agent.night.writing import Note, Writing
from agent.state.queue import EpisodeRecord
from agent.state.state import State

FIRST_OF_ALL = -(10**9)  # a rank: before every page
# sentences of a summary: of a document of one window; of the first of several, and of each later one
SUMMARY, FIRST, LATER = 4, 2, 1


def read_episodes(document: Document, position: int, names: Names, *, at_once: bool = False) -> Iterator[EpisodeRecord]:
    """The windows of a document, in the order of the list and of the text. `names` are those of pages settled before this pass."""
    cuts = windows(document)
    for number, (first, last) in enumerate(cuts):
        shown = list(range(first, last + 1))
        summary = SUMMARY if len(cuts) == 1 else FIRST if number == 0 else LATER
        subject = {"document": document.id, "sentences": shown, "at_once": at_once, "summary": summary}
        if known := known_in("\n".join(document.sentence(n) for n in shown), names):
            subject["known"] = known
        identity = f"read:{document.slug}:{first}-{last}:{short_hash(document.id)}"
        yield EpisodeRecord(identity, "read", subject, READ, position * 10_000 + number)


@dataclass(frozen=True, slots=True)
class Plan:
    """The planner of one night. `passes` bounds how often what is left is taken up; `brain` is what it was seen to do."""

    state: State
    night: int
    date: str
    passes: int
    brain: Capability
    lasting: Lasting
    _awaited: set[str] = field(default_factory=set)  # the episodes of the pages that the overview is written from

    def next(self) -> int:
        """Make the episodes of the first phase that has any to make; returns how many (0: the night is done).

        What needs nothing of each other is one phase, as each ends in a tail in which places stand empty. What a brain that judges is asked
        while it tends hangs on what was compared before; all others are only shown names without a page, while disputes are settled.
        """
        known, identifying = self._decided()
        disputing = Disputing(self.state, known, self.brain.judges, self.brain.compares)
        tending, writing = self._last(known)
        pairing = Pairing(self.state, known, self.night, self.brain.judges)
        questions = Questions(self.state, known, self.brain.at_once > NONE)
        # tended before pages are written, so that what it brings makes none of them written twice
        before = (disputing.comparing, disputing.asking, disputing.judging, tending.episodes)
        phases: tuple[tuple[Callable[[], Iterable[EpisodeRecord]], ...], ...] = (
            (identifying.episodes,),
            (pairing.episodes,),  # what it brings `identifying` asks about, as the next phase
            *(((make,) for make in before) if self.brain.judges else (before,)),
            (lambda: writing.episodes(disagreements(self.state, known), tending.opened()),),
            (
                lambda: tending.overview(disagreements(self.state, known)),
                lambda: questions.episodes(disagreements(self.state, known)),
            ),
        )
        parts = (pairing, writing, tending, questions)
        for makers in phases:
            made = [record for make in makers for record in make()]
            if added := self._add(made, [note for part in parts for note in part.notes]):
                self._wait_for(made, tending)
                return added
        return 0

    def ended(self, record: EpisodeRecord) -> int:
        """An episode has ended: make what waited for it alone, the overview, while other pages are still written. Returns how many."""
        if record.id not in self._awaited or self.state.queue.get(record.id).state == "pending":
            return 0
        self._awaited.remove(record.id)
        if self._awaited:
            return 0
        known = Known.of(self.state)
        disputes, (tending, writing) = disagreements(self.state, known), self._last(known)
        if (made := writing.again(disputes, tending.opened())) is None:
            return 0
        if not made:
            made = [replace(one, phase=WRITE, rank=FIRST_OF_ALL) for one in tending.overview(disputes)]
        self._wait_for(made, tending)
        return self._add(made, [*writing.notes, *tending.notes])

    def _last(self, known: Known) -> tuple[Tending, Writing]:
        """Who plans the last phases."""
        whole = self.brain.at_once == PAGE
        tending = Tending(self.state, known, self.night, self.passes, self.brain.judges, writes=whole)
        return tending, Writing(self.state, known, self.brain.at_once, self.state.nights.meta("language"))

    def _wait_for(self, made: Iterable[EpisodeRecord], tending: Tending) -> None:
        """Know those among them that write a page which the overview is written from."""
        for record in (record for record in made if record.kind == "write"):
            if not tending.opened().isdisjoint(page["page"] for page in record.subject["pages"]):
                self._awaited.add(record.id)

    def _decided(self) -> tuple[Known, Identifying]:
        """What is known once all that code is sure of is decided; one decision may lead to another."""
        while True:
            known = Known.of(self.state)
            settle(self.state, known, self.date)
            identifying = Identifying(self.state, known, self.brain.judges, self.lasting)
            decided = identifying.decided()
            self.lasting.keep()
            if not decided:
                return known, identifying
            with self.state.transaction("plan"):
                for record in decided:
                    self.state.facts.put_decision(record)

    def _add(self, made: Sequence[EpisodeRecord], notes: Sequence[Note]) -> int:
        """What is planned is noted and queued in one transaction."""
        if not made:
            return 0
        with self.state.transaction("plan"):
            for note in notes:
                self.state.written.plan(*note)
            return self.state.queue.add(made)
