"""The lines of a page: claims that say one thing are one line with several citations, in our own words where we have them.

Owns: grouping claims into lines and laying the wordings of refine over them. A claim that no wording covers stands as its sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from agent.knowledge.brief import brief
from agent.knowledge.fidelity import missing
from agent.knowledge.model import Claim, Document
from agent.knowledge.spelling import respelled
from agent.knowledge.support.check import unsupported
from agent.knowledge.text.aboutness import leans
from agent.knowledge.text.normal import norm
from agent.knowledge.values.same import same_statement
from agent.known.line import Line
from agent.state.facts import Wording

LINES_WITHOUT_HEADINGS = 8
LONGEST = 2000  # characters of a sentence that is looked at for fewer words: a text may be one sentence
Find = Callable[[str], Document]


def _order(document: Document, claim: Claim) -> tuple[str, int, int]:
    return document.slug, claim.first, claim.last


def _alone(document: Document, claim: Claim) -> str:
    """A sentence without what ties it to its text; a table's row, code and several sentences as they are."""
    text = document.quote(claim.first, claim.last)
    prose = (
        claim.first == claim.last
        and len(text) <= LONGEST
        and document.sentences[claim.first - 1].kind in ("prose", "item")
    )
    return _brief(text) if prose else text


@lru_cache(maxsize=16384)
def _brief(text: str) -> str:
    """The sentence by itself, if it still says what it said by our own check: a menu of a website, say, is no sentence."""
    short = brief(text)
    return text if short == text or unsupported(short, [text]) else short


def base_lines(claims: Sequence[Claim], find: Find) -> list[Line]:
    """The claims as their own sentences, each by itself, in the order of documents and sentences; the same statement is one line."""
    lines: list[Line] = []
    for claim in sorted(claims, key=lambda claim: _order(find(claim.document), claim)):
        document = find(claim.document)
        text = _alone(document, claim)
        heading = [part for part in document.sentences[claim.first - 1].heading if norm(part) != norm(document.title)]
        for number, line in enumerate(lines):
            if same_statement(line.text, text):
                lines[number] = Line(
                    line.text, (*line.citations, claim.citation), (*line.claims, claim.id), line.heading
                )
                break
        else:
            lines.append(Line(text, (claim.citation,), (claim.id,), heading[-1] if heading else ""))
    return lines


def worded(base: Sequence[Line], wordings: Iterable[Wording], step_of: Callable[[Wording], str]) -> list[Line]:
    """The base lines with our wordings over them, each where the first of its claims stood; the newest step's words count."""
    place = {claim: number for number, line in enumerate(base) for claim in line.claims}
    covered: dict[str, str] = {}
    chosen: list[tuple[int, Wording]] = []
    for wording in sorted(wordings, key=lambda wording: -int(step_of(wording))):
        step = step_of(wording)
        if not all(claim in place for claim in wording.claims):
            continue
        if any(covered.get(claim, step) != step for claim in wording.claims):
            continue
        covered.update(dict.fromkeys(wording.claims, step))
        chosen.append((min(place[claim] for claim in wording.claims), wording))
    lines = [
        (number, 1, line) for number, line in enumerate(base) if not any(claim in covered for claim in line.claims)
    ]
    for number, wording in chosen:
        lines.append((number, 0, wording_line(wording, base)))
    return _once(line for _, _, line in sorted(lines, key=lambda entry: (entry[0], entry[1], entry[2].text)))


def wording_line(wording: Wording, base: Sequence[Line]) -> Line:
    """A wording with the citations of the claims that it is a view of."""
    mine = [line for line in base if set(line.claims) & set(wording.claims)]
    pairs = {claim: citation for line in mine for claim, citation in zip(line.claims, line.citations, strict=True)}
    citations = tuple(dict.fromkeys(pairs[claim] for line in mine for claim in line.claims))
    return Line(
        wording.text, citations, tuple(sorted({claim for line in mine for claim in line.claims})), mine[0].heading
    )


def lent(wordings: Iterable[Wording], line: Line, names: Sequence[str]) -> list[Wording]:
    """Those of another page's wordings of a line that say it on the page of these names too: there `It` may be another thing."""
    return [
        replace(wording, claims=line.claims)
        for wording in wordings
        if not (leans(wording.text) and not leans(line.text))
        and not missing(wording.text, [line.text], names)
        and not unsupported(wording.text, [line.text])
        and not respelled(wording.text, [line.text, *names])
    ]


def _once(lines: Iterable[Line]) -> list[Line]:
    """Lines of the same words become one, with the citations of all."""
    found: dict[str, Line] = {}
    for line in lines:
        words = norm(line.text)
        if old := found.get(words):
            citations = tuple(dict.fromkeys((*old.citations, *line.citations)))
            line = Line(old.text, citations, tuple(sorted({*old.claims, *line.claims})), old.heading)
        found[words] = line
    return list(found.values())


def under_headings(lines: Sequence[Line]) -> list[Line]:
    """Headings are for long pages: a short page has none, a long one those of its sources that gather two lines or more."""
    if len(lines) <= LINES_WITHOUT_HEADINGS:
        return [Line(line.text, line.citations, line.claims) for line in lines]
    counts: dict[str, int] = {}
    for line in lines:
        counts[line.heading] = counts.get(line.heading, 0) + 1
    kept = {heading for heading in counts if heading and counts[heading] >= 2}
    order = ["", *(heading for heading in counts if heading in kept)]
    plain = [
        Line(line.text, line.citations, line.claims, line.heading if line.heading in kept else "") for line in lines
    ]
    return sorted(plain, key=lambda line: order.index(line.heading))
