"""What of a wiki is nearest to a question: the pages that it names, and the sentences that share its words.

Owns: the ranking. Candidates come from the index of all sentences and from the claims of the pages that the question names, so a sentence
that only says "it" is found by its page. They are ranked by the question's words that stand in them or just above; rare ones count most.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from agent.knowledge.model import Document
from agent.knowledge.text.normal import tokens, words
from agent.known.mentions import Names
from agent.known.pages import Known, KnownPage
from agent.state.state import State

FOUND, CLAIMS = 60, 200  # candidates from the index, and from the pages that are named
BESIDE = 0.6  # what a word counts that stands only above a sentence: in its title, its headings, the sentence before it, its page's names
PAGES = 4
FAR = 0.4  # of what the nearest scores: farther ones are noise (examples: 29 of 30 gold sentences are shown at 0.0, 0.4 and 0.6)

Spot = tuple[str, int]  # a document (id) and a sentence of it


def pages_named(known: Known, question: str) -> list[KnownPage]:
    """The pages that a question names, in its order; else those whose titles share a word with it."""
    found = dict.fromkeys(Names(known.names).found_in(question))
    asked = set(tokens(question))
    found |= dict.fromkeys(page.title for page in known.pages if set(tokens(page.title)) <= asked)
    return [page for title in found if (page := known.find(title))][:PAGES]


def nearest(state: State, pages: Sequence[KnownPage], question: str, most: int) -> list[Spot]:
    """The sentences that are nearest to a question, best first. `pages` are those that it names."""
    asked = set(tokens(question))
    searched = " ".join([*words(question), *(stem.removesuffix("i") for stem in asked)])
    spots: dict[Spot, str] = dict.fromkeys(state.documents.nearest(searched, FOUND), "")
    for page in pages:
        names = " ".join((page.title, *page.aliases))
        spots |= {(claim.document, claim.first): names for claim in page.claims[:CLAIMS]}
    found = {spot: _stems(state.documents.get(spot[0]), spot[1], names) for spot, names in spots.items()}
    weights = {
        word: math.log(1 + len(found) / (1 + sum(word in there for there, _ in found.values()))) for word in asked
    }
    scores = {
        spot: sum(
            weight * (1.0 if word in there else BESIDE if word in beside else 0.0) for word, weight in weights.items()
        )
        for spot, (there, beside) in found.items()
    }
    ranked = sorted(scores, key=lambda spot: -scores[spot])  # of like ones that of the index first
    return [spot for spot in ranked if scores[spot] and scores[spot] >= FAR * scores[ranked[0]]][:most]


def _stems(document: Document, n: int, names: str) -> tuple[set[str], set[str]]:
    """The content words of a sentence, and those that stand above it."""
    unit, code = document.sentences[n - 1], document.language
    before = document.sentence(n - 1) if n > 1 and document.sentences[n - 2].section == unit.section else ""
    above = " ".join((document.title, *unit.heading, before, names))
    return set(tokens(document.sentence(n), code)), set(tokens(above, code))
