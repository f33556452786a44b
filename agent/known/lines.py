"""The lines of a page: sentences of ours with the claims that they rest on, and what none of them tells as quotations.

Owns: which claims are one statement, which of the sentences written stand, and what is quoted. Nothing here depends on another page.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from agent.knowledge.model import Citation, Claim, Document
from agent.knowledge.support.check import readable
from agent.knowledge.text.english import COMMANDS, FINITE
from agent.knowledge.text.normal import norm
from agent.knowledge.text.polarity import asks, states
from agent.knowledge.values.readings import statement_of
from agent.state.written import LeftOut, WrittenRow

TABLE = 8  # rows of one table on one page from which on they stay a table
ALSO = "Also in the sources"  # the section of what no sentence of a written page tells
FRAGMENT = 3  # words of what says nothing by itself if none of them is a verb
LONGEST = 600  # characters of a sentence that is asked to be worded: what is longer is quoted
Find = Callable[[str], Document]
Place = tuple[str, int]  # a document and a sentence of it


@dataclass(frozen=True, slots=True)
class Line:
    """One statement as it stands on a page: its words, and every citation that carries it. `claims` are claim ids.

    `quoted`: the words are a source's own, and stand in quotation marks; `speaker` says them, if somebody does. `place` names the source,
    and its heading if there is one, of what stands under `ALSO`.
    """

    text: str
    citations: tuple[Citation, ...]
    claims: tuple[str, ...] = ()
    heading: str = ""
    quoted: bool = False
    speaker: str = ""
    place: str = ""

    @property
    def told(self) -> str:
        """Its words after who says them, if somebody does."""
        return f"{self.speaker}: {self.text}" if self.speaker else self.text


@dataclass(frozen=True, slots=True)
class Statement:
    """Claims of one page that say one thing, the first in the order of documents and sentences foremost."""

    claims: tuple[Claim, ...]

    @property
    def first(self) -> Claim:
        """The claim whose sentence stands for it."""
        return self.claims[0]

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of its claims."""
        return tuple(claim.id for claim in self.claims)

    @property
    def places(self) -> frozenset[Place]:
        """The sentences (document, number) that its claims begin with."""
        return frozenset((claim.document, claim.first) for claim in self.claims)

    def text(self, find: Find) -> str:
        """Its sentence, as it is stored."""
        return find(self.first.document).quote(self.first.first, self.first.last)


def statements(claims: Iterable[Claim], find: Find) -> list[Statement]:
    """The claims of a page in the order of documents and sentences; the same statement from a second document adds a citation."""
    found: list[Statement] = []
    said: dict[Hashable, dict[str, int]] = defaultdict(dict)  # for each document the first statement that says it
    # of one document only the same words under the same headings ("It opened in 1904.") are surely of one thing
    repeated: dict[tuple[str, str, tuple[str, ...]], int] = {}
    for claim in sorted(claims, key=lambda c: (find(c.document).slug, c.first, c.last, c.id)):
        document = find(claim.document)
        text = document.quote(claim.first, claim.last)
        same, place = said[statement_of(text)], (document.id, text, _heading(document, claim.first))
        others = [n for other, n in same.items() if other != document.id]
        at = min((*others, *([repeated[place]] if place in repeated else [])), default=None)
        if at is None:
            same.setdefault(document.id, len(found))
            repeated[place] = len(found)
            found.append(Statement((claim,)))
        else:
            found[at] = Statement((*found[at].claims, claim))
    return found


def _heading(document: Document, n: int) -> tuple[str, ...]:
    return document.sentences[n - 1].heading


def to_word(found: Sequence[Statement], find: Find, disputed: Set[Place] = frozenset()) -> list[Statement]:
    """The statements that can be said in words of ours: no code, no long table, no command, in a language that we can read.

    What is `disputed` (sentences of documents) can be told only with both its sides, so a row of a table that is one is said too.
    """
    rows: dict[tuple[str, tuple[str, ...]], int] = defaultdict(int)
    for statement in found:
        document, n = find(statement.first.document), statement.first.first
        if document.sentences[n - 1].kind == "row":
            rows[document.id, _heading(document, n)] += 1
    return [statement for statement in found if _sayable(statement, rows, find, disputed)]


def _sayable(
    statement: Statement, rows: Mapping[tuple[str, tuple[str, ...]], int], find: Find, disputed: Set[Place]
) -> bool:
    document, n = find(statement.first.document), statement.first.first
    unit = document.sentences[n - 1]
    listed = unit.kind == "row" and rows[document.id, unit.heading] >= TABLE
    if unit.kind == "code" or (listed and disputed.isdisjoint(statement.places)):
        return False
    text = statement.text(find)
    told = states(text) or (unit.kind == "item" and asks(text) and introduction(document, n) > 0)
    return len(text) <= LONGEST and told and readable(document.language)


def introduction(document: Document, n: int) -> int:
    """The number of the English statement with a colon that introduces the list in which an item stands (`A rating asks:`); 0 if none."""
    at, section = n - 1, document.sentences[n - 1].section
    while at and (unit := document.sentences[at - 1]).section == section:
        if unit.kind != "item":
            text = document.sentence(at)
            return at if document.language == "en" and text.endswith(":") and states(text) else 0
        at -= 1
    return 0


@dataclass(frozen=True, slots=True)
class Text:
    """What a page says: its opening, its sections (lines with their headings), what stands as quotation among them."""

    lead: tuple[Line, ...]
    lines: tuple[Line, ...]


def standing(rows: Sequence[WrittenRow], live: Mapping[str, Claim]) -> list[WrittenRow]:
    """The sentences that stand, in the order of the page: those of the newest plan whose claims all live; then, of older plans, what tells
    claims that no newer one tells.
    """
    plans: dict[str, list[WrittenRow]] = defaultdict(list)
    for row in rows:
        plans[row.plan].append(row)
    newest = sorted(plans, key=lambda plan: -max(row.step for row in plans[plan]))
    found: list[WrittenRow] = []
    told: set[str] = set()
    for plan in newest:
        chosen = [
            row for row in _last_words(plans[plan]) if set(row.claims) <= live.keys() and told.isdisjoint(row.claims)
        ]
        found += chosen
        told |= {claim for row in chosen for claim in row.claims}
    return found


def _last_words(rows: Sequence[WrittenRow]) -> list[WrittenRow]:
    """Of the sentences of a plan the last that was said at each place, in the order of the page."""
    latest: dict[tuple[str, int], WrittenRow] = {}
    for row in sorted(rows, key=lambda row: row.step):
        latest[row.episode, row.number] = row
    return sorted(latest.values(), key=lambda row: (row.part, row.number, row.episode))


def page_text(
    found: Sequence[Statement],
    rows: Sequence[WrittenRow],
    left: Sequence[LeftOut],
    defined: set[tuple[str, int]],
    find: Find,
) -> Text:
    """The text of a page.

    `defined` are (document, sentence) that readers called its definition: one opens a page that we did not write.
    """
    live = {claim.id: claim for statement in found for claim in statement.claims}
    whole = {claim: statement for statement in found for claim in statement.ids}
    every = standing(rows, live)
    once: dict[str, WrittenRow] = {}  # a weak writer says a thing twice
    for row in every:
        once.setdefault(norm(row.text), row)
    stand = list(once.values())
    ours = [_line(row, whole, find) for row in stand]
    newest = {row.plan for row in stand}
    gone = {claim for one in left if one.plan in newest for claim in one.claims}
    told = {claim for row in every for claim in row.claims} | gone
    untold = [statement for statement in found if told.isdisjoint(statement.ids)]
    if stand:
        quoted = [_beside(statement, find) for statement in untold if _is_worth_a_line(statement, find)]
    else:
        quoted = [_quoted(statement, find) for statement in untold]
    last_part = 0 if any(row.part == 0 for row in stand) else 1
    lead = [line for line, row in zip(ours, stand, strict=True) if not row.section and row.part <= last_part]
    if not lead:  # a definition that is quoted, else the first quotation
        defines = (line for line in quoted if any((c.document, c.first) in defined for c in line.citations))
        lead = ours[:1] or [*defines, *quoted][:1]
    lines = [line for line in (*ours, *quoted) if not any(line is opening for opening in lead)]
    return Text(tuple(replace(line, heading="") for line in lead), tuple(lines))


def _line(row: WrittenRow, whole: Mapping[str, Statement], find: Find) -> Line:
    """A sentence of ours; word for word a source's, it is a quotation."""
    mine = list(dict.fromkeys(whole[claim] for claim in row.claims))
    cited = [claim.citation for statement in mine for claim in statement.claims]
    citations = tuple(dict.fromkeys([*cited, *(Citation(document, n, n) for document, n in row.also)]))
    claims = tuple(sorted({claim for statement in mine for claim in statement.ids}))
    quoted = len(mine) == 1 and row.text == mine[0].text(find)
    return Line(row.text, citations, claims, row.section, quoted, _speaker(mine[0], find) if quoted else "")


def _speaker(statement: Statement, find: Find) -> str:
    return find(statement.first.document).sentences[statement.first.first - 1].speaker


def _quoted(statement: Statement, find: Find) -> Line:
    """A statement as its source says it, under the heading that it has there, or the source's title."""
    document = find(statement.first.document)
    section = document.sentences[statement.first.first - 1].section
    path = [part for part in section if norm(part) != norm(document.title)]
    citations = tuple(dict.fromkeys(claim.citation for claim in statement.claims))
    heading, speaker = path[-1] if path else document.title, _speaker(statement, find)
    return Line(statement.text(find), citations, tuple(sorted(statement.ids)), heading, quoted=True, speaker=speaker)


def _beside(statement: Statement, find: Find) -> Line:
    """The same for a page that is written: with all others of its kind, by source."""
    line, title = _quoted(statement, find), find(statement.first.document).title
    return replace(line, heading=ALSO, place=title if line.heading == title else f"{title}, {line.heading}")


def _is_worth_a_line(statement: Statement, find: Find) -> bool:
    """Whether words that nobody worded tell something: no question, no open item of a list of things to do, no words without a verb."""
    document, n = find(statement.first.document), statement.first.first
    text, kind = statement.text(find), document.sentences[n - 1].kind
    if kind == "item" and (text.startswith("[ ]") or asks(text)):
        return introduction(document, n) > 0 and not text.startswith("[ ]")
    if kind not in ("prose", "speech"):
        return True
    words = [word.casefold() for word in re.findall(r"[\w'’-]+", text)]
    verbless = FINITE.isdisjoint(words) and COMMANDS.isdisjoint(words[:1]) and not any(map(str.isdigit, text))
    return not asks(text) and not (document.language == "en" and len(words) <= FRAGMENT and verbless)
