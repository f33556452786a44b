"""asking: which claims of a page may not all be true, and the questions that are put to each document about them.

Owns: the step from a page's evidence to question episodes. Candidates come from code; what a document says, from the document alone.
A document whose own sentence was blanked is not asked: its sentence fills the blank. So every question goes only to the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import permutations

from agent.knowledge.disagreement.candidates import Candidate, candidates
from agent.knowledge.ids import claim_id, short_hash
from agent.knowledge.model import Answer, Claim
from agent.knowledge.text.aboutness import first_named
from agent.knowledge.text.copies import Copies
from agent.knowledge.text.normal import key
from agent.knowledge.values.cloze import BLANK, cloze, related_sentences, span_of
from agent.knowledge.values.scopes import scope_of
from agent.known.mentions import is_subject, mentions
from agent.known.pages import Known, KnownPage
from agent.night.phases import QUESTION, SHOWN
from agent.state.facts import QuestionRecord
from agent.state.queue import EpisodeRecord
from agent.state.state import State

BESIDE = 12  # documents of one page that are looked at for copies of each other
_ITS = re.compile(r"\b(?:its|his|her|their)\b")
WORDINGS = 3  # ways to ask one thing
Owner = tuple[Claim, str]  # a claim whose sentence was blanked, and what the blank hides there


@dataclass(slots=True)
class Asking:
    """The questions that tonight's pages give rise to."""

    state: State
    known: Known
    _named: dict[str, list[Claim]] | None = None
    _found: dict[str, tuple[list[Claim], list[Candidate]]] = field(default_factory=dict)
    _copies: Copies = field(default_factory=Copies)

    def episodes(self, known: Known) -> Iterator[EpisodeRecord]:
        """Claims that may not all be true: the same question to each document alone, in the words of each side."""
        for page in known.pages:
            evidence, found = self._of(page)
            for candidate in found:
                for text, owners in self._texts(candidate).items():
                    yield from self._question(page, evidence, candidate, text, owners)

    def concerned(self, page: KnownPage) -> dict[str, list[int]]:
        """The documents that may disagree about a page, each with its sentences about it, by number."""
        evidence, found = self._of(page)
        documents = {claim.document for candidate in found for claim in candidate.claims}
        return by_document(claim for claim in evidence if claim.document in documents)

    def evidence(self, page: KnownPage) -> list[Claim]:
        """All that is taken to be said of a page: its claims, what names it, and what stands in their place in copies."""
        return self._of(page)[0]

    def _of(self, page: KnownPage) -> tuple[list[Claim], list[Candidate]]:
        """A page's evidence, and the candidates in it; found once."""
        if page.id not in self._found:
            evidence = self._about(page, self.known.evidence(page, self._mentions()))
            evidence += self._its(page, evidence)
            evidence += self._copied(page, evidence)
            several = len({claim.document for claim in evidence}) > 1
            pairs = [(claim, self.state.documents.get(claim.document)) for claim in evidence] if several else []
            self._found[page.id] = (evidence, candidates(pairs))
        return self._found[page.id]

    def _about(self, page: KnownPage, evidence: list[Claim]) -> list[Claim]:
        """Of a place only what is said of it, not what happened there: that has other subjects, which share nothing but the place."""
        if page.kind not in ("place", "other"):
            return evidence
        names = (page.title, *page.aliases)
        return [c for c in evidence if is_subject(names, self.state.documents.get(c.document).quote(c.first, c.last))]

    def _its(self, page: KnownPage, evidence: list[Claim]) -> list[Claim]:
        """What comes next after a sentence that begins with the page and speaks of "its": whatever it names first, it may say something
        of the page (`John Pender was its first chairman`).
        """
        names, there, found = [(page.title, *page.aliases)], {(c.document, c.first) for c in evidence}, []
        for claim in evidence:
            document, n = self.state.documents.get(claim.document), claim.last + 1
            if n > len(document.sentences) or (claim.document, n) in there:
                continue
            before, text = document.sentences[n - 2], document.sentence(n)
            led = first_named(names, document.sentence(n - 1))
            if led and led[1] == 0 and _ITS.search(text) and document.sentences[n - 1].heading == before.heading:
                found.append(Claim(claim_id(key(page.title), claim.document, n, n), page.title, claim.document, n, n))
        return found

    def _copied(self, page: KnownPage, evidence: list[Claim]) -> list[Claim]:
        """What stands in the place of a page's sentences in copies of their documents: it speaks of the same, whoever filed it where.

        Only in documents that speak of the page too: notes of one template are copies of each other, each about another thing. And only
        of a page that a few documents feed: one that very many do says nothing of them.
        """
        here = by_document(evidence)
        if len(here) > BESIDE:
            return []
        found: set[tuple[str, int]] = set()
        for document, other in permutations(here, 2):
            theirs = self._copies.of(self.state.documents.get(document), self.state.documents.get(other))
            found |= {(other, theirs[n]) for n in here[document] if n in theirs and theirs[n] not in here[other]}
        return [Claim(claim_id(key(page.title), d, n, n), page.title, d, n, n) for d, n in sorted(found)]

    def _mentions(self) -> dict[str, list[Claim]]:
        """Every sentence that names a page, by page; looked for once."""
        if self._named is None:
            self._named = mentions(self.known, self.state.documents.all())
        return self._named

    def _texts(self, candidate: Candidate) -> dict[str, list[Owner]]:
        """The question in the words of each side, with what fills its blank there: asked from both ends it must find the same values."""
        own = candidate.claims[candidate.asked]
        texts: dict[str, list[Owner]] = {candidate.question: [(own, candidate.filling)]}
        for claim, value in zip(candidate.claims, candidate.values, strict=True):
            sentence = self.state.documents.get(claim.document).quote(claim.first, claim.last)
            if BLANK in candidate.question and (span := span_of(value, sentence)):
                texts.setdefault(cloze(sentence, span), []).append((claim, value))
        return dict(list(texts.items())[:WORDINGS])

    def _question(
        self, page: KnownPage, evidence: list[Claim], candidate: Candidate, text: str, owners: list[Owner]
    ) -> Iterator[EpisodeRecord]:
        identity = short_hash(page.id, text)
        documents = sorted({claim.document for claim in candidate.claims})
        shown: dict[str, list[int]] = {}
        for document in documents:
            mine = [(c, self.state.documents.get(document)) for c in evidence if c.document == document]
            if numbers := related_sentences(text, mine, SHOWN):
                shown[document] = numbers
        if len(shown) < 2:
            return
        with self.state.transaction("question"):
            claims = tuple(claim.id for claim in candidate.claims)
            self.state.facts.put_question(
                QuestionRecord(
                    identity, page.id, candidate.kind, candidate.about, text, candidate.id, claims, tuple(sorted(shown))
                )
            )
            for claim, value in owners:
                cites = tuple(range(claim.first, claim.last + 1))
                own = Answer(identity, claim.document, value, scope=self._scope(claim, value), cites=cites)
                self.state.facts.put_answer(short_hash(identity, claim.document), "", own)
        known = {claim.document for claim, _ in owners}
        for document, numbers in shown.items():
            if document in known:
                continue
            subject = {
                "question": identity, "about": text, "title": page.title, "aliases": list(page.aliases),
                "document": document, "sentences": numbers,
            }  # fmt: skip
            episode = f"question:{identity}:{short_hash(document, *map(str, numbers))}"
            yield EpisodeRecord(episode, "question", subject, QUESTION, 0)

    def _scope(self, claim: Claim, value: str) -> str:
        """What the claim's sentence limits the value to."""
        sentence = self.state.documents.get(claim.document).quote(claim.first, claim.last)
        span = span_of(value, sentence)
        return scope_of(sentence, *span) if span else ""


def by_document(claims: Iterable[Claim]) -> dict[str, list[int]]:
    """The sentences of claims, by document, sorted."""
    found: dict[str, set[int]] = {}
    for claim in claims:
        found.setdefault(claim.document, set()).update(range(claim.first, claim.last + 1))
    return {document: sorted(found[document]) for document in sorted(found)}
