"""The disagreements that stand: what the documents answered, each alone, compared in code.

Owns: the step from answers to entries. The same question is asked in the words of each side; an entry stands only if no wording of it
finds the sides in agreement, and if both sides can be shown to speak of one thing: what they say it is does not clash, and they agree
on enough besides its name. Its id hangs on page and question; what a person decided about it lasts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from agent.knowledge.disagreement.verdict import Verdict, compare, relation
from agent.knowledge.ids import disagreement_id
from agent.knowledge.model import Answer, Citation, Disagreement, DisagreementState, Document, Side
from agent.knowledge.text.shown import stands
from agent.knowledge.things.headed import Headed, headed, told_apart
from agent.knowledge.things.identity import ENOUGH, agree_on_most, apart, particulars, shared
from agent.knowledge.values.cloze import BLANK
from agent.known.pages import Known, KnownPage
from agent.state.facts import QuestionRecord
from agent.state.state import State

Find = Callable[[str], Document]
_STATES: dict[str, DisagreementState] = {"disagree": "open", "changed": "changed"}


class _Subjects:
    """Whether two documents speak of one thing by a page's name."""

    def __init__(self, state: State) -> None:
        self._find = state.documents.get
        self._said = {(d.page, d.document): (d.what, d.place, d.time, d.version) for d in state.facts.descriptions()}
        self._together = {
            (r.a, document) for r in state.facts.decisions() if r.kind == "together" for document in r.documents
        }
        self._particulars: dict[str, tuple[frozenset[str], frozenset[str]]] = {}

    def one(self, page: KnownPage, a: str, b: str, values: Sequence[str]) -> bool:
        """False if their titles tell two things; else true if they agree on most, or if nothing that the documents say of it clashes
        and they have enough else in common.
        """
        names = (page.title, *page.aliases)
        if told_apart(self._headed(a), self._headed(b)):
            return False
        if agree_on_most(self._of(a), self._of(b), names):
            return True
        said = self._said.get((page.id, a)), self._said.get((page.id, b))
        decided = (page.entity.key, a) in self._together or (page.entity.key, b) in self._together
        if said[0] and said[1] and not decided and apart(said[0], said[1], values):
            return False
        return shared(self._of(a), self._of(b), names) >= ENOUGH

    def _headed(self, document: str) -> Headed | None:
        found = self._find(document)
        return headed(found.title, found.text)

    def _of(self, document: str) -> tuple[frozenset[str], frozenset[str]]:
        if document not in self._particulars:
            self._particulars[document] = particulars(self._find(document).text)
        return self._particulars[document]


def disagreements(state: State, known: Known) -> list[Disagreement]:
    """Every entry, by page and question; sorted, so that the order of sources does not show."""
    answers: dict[str, list[Answer]] = defaultdict(list)
    for answer in state.facts.answers():
        answers[answer.question].append(answer)
    topics: dict[tuple[str, str], list[QuestionRecord]] = defaultdict(list)
    for question in state.facts.questions():
        if question.page in known.by_id:
            topics[question.page, question.topic].append(question)
    entries = []
    subjects = _Subjects(state)
    for (page, _), questions in topics.items():
        if entry := _entry(known.by_id[page], questions, answers, subjects, state.documents.get):
            entries.append(entry)
    return _distinct(entries, {page.title: len(page.claims) for page in known.pages})


def _entry(
    page: KnownPage,
    questions: Sequence[QuestionRecord],
    answers: dict[str, list[Answer]],
    subjects: _Subjects,
    find: Find,
) -> Disagreement | None:
    """One topic: the verdicts on its wordings together, or None if they do not come to a disagreement."""
    verdicts = [(question, _verdict(question, answers[question.id])) for question in questions]
    outcomes = {verdict.outcome for _, verdict in verdicts}
    found = next((outcome for outcome in ("disagree", "changed") if outcome in outcomes), None)
    if found is None or "agree" in outcomes or "scoped" in outcomes:
        return None
    told = [answer for _, verdict in verdicts for group in verdict.groups for answer in group]
    steady = [(q, v) for q, v in ((q, _steadied(v, told)) for q, v in verdicts) if v.outcome == found]
    if not steady:
        return None
    question, verdict = max(steady, key=lambda pair: (_documents(pair[1]), pair[0].text))
    chosen = sorted(
        (answer for group in verdict.groups for answer in group.answers), key=lambda a: find(a.document).slug
    )
    if not _of_one_thing(page, verdict, subjects) or _listed(verdict, find):
        return None
    sides = tuple(_side(answer, find(answer.document)) for answer in chosen)
    identity = disagreement_id(page.id, question.text)
    return Disagreement(identity, page.title, verdict.kind, _STATES[found], question.about.replace(BLANK, "…"), sides)


def _steadied(verdict: Verdict, told: Sequence[Answer]) -> Verdict:
    """The verdict of the documents that say the same when they are asked in other words: the others were asked something else."""
    answers = [answer for group in verdict.groups for answer in group.answers]
    steady = [
        one
        for one in answers
        if not any(one.document == other.document and relation(one, other) == "disagree" for other in told)
    ]
    return verdict if len(steady) == len(answers) else compare(steady)


def _of_one_thing(page: KnownPage, verdict: Verdict, subjects: _Subjects) -> bool:
    """Whether some two documents on different sides speak of the same thing."""
    values = [group.value for group in verdict.groups]
    return any(
        subjects.one(page, a, b, values)
        for number, left in enumerate(verdict.groups)
        for right in verdict.groups[number + 1 :]
        for a in left.documents
        for b in right.documents
        if a != b
    )


def _listed(verdict: Verdict, find: Find) -> bool:
    """Whether one of two sides is the row of a table that holds the other's value as well: a row lists what there is."""
    if len(verdict.groups) != 2:
        return False
    one, other = verdict.groups
    return any(
        find(answer.document).sentences[n - 1].kind == "row"
        and stands(theirs.value, find(answer.document).sentence(n), 1.0)
        for group, theirs in ((one, other), (other, one))
        for answer in group
        for n in answer.cites
    )


def _verdict(question: QuestionRecord, answers: Iterable[Answer]) -> Verdict:
    """The answers to one wording, compared."""
    return compare([replace(answer, question=question.text) for answer in answers if answer.value is not None])


def _documents(verdict: Verdict) -> int:
    return len({document for group in verdict.groups for document in group.documents})


def _side(answer: Answer, document: Document) -> Side:
    first, last = min(answer.cites), max(answer.cites)
    if last - first > 2:
        last = first
    quote = document.quote(first, last)
    apart = answer.unit and answer.unit not in str(answer.value)
    value = f"{answer.value} {answer.unit}" if apart else str(answer.value)
    return Side(value, quote, Citation(document.id, first, last), quote, document.stated)


def _distinct(entries: list[Disagreement], weight: dict[str, int]) -> list[Disagreement]:
    """The same sentences against each other are one entry, on the page that has most to say; sorted by page and question."""
    kept: dict[frozenset[Citation], Disagreement] = {}
    for entry in sorted(entries, key=lambda entry: (-weight[entry.page], entry.page.casefold(), entry.about, entry.id)):
        kept.setdefault(frozenset(side.citation for side in entry.sides), entry)
    return sorted(kept.values(), key=lambda entry: (entry.page.casefold(), entry.about, entry.id))
