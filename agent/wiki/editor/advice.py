"""What a careful editor would say of pages that are sound: who is told twice, what defines nothing, what stands in the wrong place.

Owns: these rules, for entity pages. They read files only; each is here because what it found in wikis by a strong brain and by rules was
mostly right. English only: openings and other names of a thing. Imports `agent.knowledge` and this room.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from agent.knowledge.text.english import HONOURS, PRONOUNS
from agent.knowledge.text.letters import detected
from agent.knowledge.things.kinds import said_of
from agent.knowledge.things.spelling import near_matches
from agent.wiki.editor.note import DEFINITION, NO_STATEMENT, Finding, Note, by_section, start
from agent.wiki.editor.renamed import one_thing

LIKE = 40  # characters from which on two equal texts are no chance
_LINK = re.compile(r"\[\[(?:[^\]\[\n|]*\|)?([^\]\[\n]+)\]\]")
_MARKS = re.compile(r"((?:\[\^[^\]\s]+\])+)")
_BRACKETS = re.compile(r" \([^()]*\)$")
_IS = re.compile(
    r",? (?:is|are|was|were|lies|stands|means) (?!(?!formed|founded|established|built)\w+ed\b)|, (?:an?|the) "
)
_SAYS = re.compile(
    r"(?: \([^()]*\))?,? (?!and |or )[^\W\dA-Z]"
)  # after a subject: a sentence goes on, a mere name does not
_ARTICLE = re.compile(r"^(?:The|An?) ")
_OPENS = re.compile(r"[^\s,.;:’']*")  # up to where a name may end
_PILCROW = re.compile(r" ?¶")
_NUMBERED = re.compile(r"(#{2,6}) (?:§ ?)?\d{1,3}(?:\.\d{1,3}){0,4}\\?[.)] +(?=[^\W\d_])")


class Page:
    """An entity page as an editor reads it."""

    def __init__(self, note: Note) -> None:
        self.note = note

    @cached_property
    def names(self) -> list[str]:
        """What it is called, the title without its brackets first."""
        return [name for name in (_BRACKETS.sub("", self.note.title), self.note.title, *self.note.aliases) if name]

    @cached_property
    def statements(self) -> list[tuple[str, int, str]]:
        """(section, line, words) of each cited piece of text, less marks and links."""
        return [
            (section, line, said)
            for section, line, block in by_section(self.note.lines)
            if not NO_STATEMENT.match(block) and section.casefold() != "see also"
            for piece in _MARKS.split(block)[::2]
            if (said := plain(piece))
        ]


def plain(text: str) -> str:
    """The words of a piece of a page."""
    return _LINK.sub(r"\1", text).strip(" “”*-")


def unmarked(line: str) -> str:
    """A line of a page without what leaks of a source's markup: the pilcrow behind its headings, and their numbers. Footnotes stay."""
    if ("¶" not in line and "##" not in line) or DEFINITION.match(line):
        return line
    return _PILCROW.sub("", _NUMBERED.sub(r"\1 ", line))


def advise(notes: Iterable[Note]) -> list[Finding]:
    """Everything found on the entity pages among `notes`, sorted.

    Rules: thin, no-definition, leaked-mark, repeated, filed-elsewhere, one-thing.
    """
    pages = [Page(note) for note in notes if note.is_entity]
    found = [finding for page in pages for rule in (_thin, _undefined, _leaked, _repeated) for finding in rule(page)]
    return sorted({*found, *_elsewhere(pages), *_one_thing(pages)})


def _thin(page: Page) -> Iterator[Finding]:
    if len(page.statements) == 1:
        yield Finding("thin", page.note.path, f"all it says: {start(page.statements[0][2])}", page.statements[0][1])


def _undefined(page: Page) -> Iterator[Finding]:
    opening = [(line, said) for section, line, said in page.statements if not section]
    if not opening or any(_defines(name, said) for _, said in opening for name in page.names):
        return
    if detected(page.note.text) == "en":  # asked last, as it costs most
        yield Finding("no-definition", page.note.path, start(opening[0][1]), opening[0][0])


def _defines(name: str, said: str) -> bool:
    """Whether a sentence says what the thing is: anywhere in a form that is known, or from its beginning on."""
    words = _ARTICLE.sub("", said)
    led = words.split(" ")[0].rstrip(".").lower() in HONOURS
    words = words.partition(" ")[2] if led else words
    begins = words.lower().startswith(name.lower())
    return bool(said_of(name, said)) or (begins and bool(_IS.search(words[len(name) : len(name) + 60])))


def _leaked(page: Page) -> Iterator[Finding]:
    for number, line in page.note.lines:
        if unmarked(line) != line:
            yield Finding("leaked-mark", page.note.path, start(line), number)


def _repeated(page: Page) -> Iterator[Finding]:
    """Texts that stand twice: in a callout and below, or in two places below."""
    callouts = [(number, line) for number, line in page.note.lines if line.startswith("> - ")]
    sides = [(number, said) for number, line in callouts for said in re.findall(r"“([^”]*)”", _LINK.sub(r"\1", line))]
    seen: dict[str, tuple[int, str]] = {}
    for number, said, where in [
        *((number, said, f"in the callout on line {number}") for number, said in sides),
        *((number, said, f"on line {number}") for _, number, said in page.statements),
    ]:
        words = " ".join(re.findall(r"\w+", said.casefold()))
        if len(words) >= LIKE and words in seen and not (seen[words][1].startswith("in") and where.startswith("in")):
            yield Finding("repeated", page.note.path, f"stands {seen[words][1]} too: {start(said)}", number)
        seen.setdefault(words, (number, where))


def _elsewhere(pages: Sequence[Page]) -> Iterator[Finding]:
    """Statements that begin with the name of another page and tell nothing of their own."""
    called: dict[str, Page] = {}
    for page in pages:
        for name in page.names:
            called.setdefault(name, page)
    longest = max((len(name) for name in called), default=0)
    first = {_OPENS.match(name)[0] for name in called}  # type: ignore[index]  # it matches anything
    for page in pages:
        for _, line, said in page.statements:
            words = _ARTICLE.sub("", said)
            if _OPENS.match(words)[0] not in first:  # type: ignore[index]
                continue
            ends = (match.start() for match in re.finditer(r"(?=[\s,.;:’']|$)", words[: longest + 1]))
            name = max((words[:end] for end in ends if words[:end] in called), key=len, default="")
            other = called.get(name)
            if not other or other is page or not _SAYS.match(words[len(name) :]):
                continue
            mine = {word for name in page.names for word in re.findall(r"\w{3,}", name.lower())}
            rest = set(re.findall(r"\w+", words.lower()))
            if not rest & (PRONOUNS | {"its", "his", "their", "here", "there"}) and not any(
                w in words.lower() for w in mine
            ):
                yield Finding("filed-elsewhere", page.note.path, f"speaks of {other.note.title}: {start(said)}", line)


def _one_thing(pages: Sequence[Page]) -> Iterator[Finding]:
    """Two pages that may be one: titles that are nearly alike, a name of both, a sentence that gives one as a name of the other."""
    by_title = {page.note.title: page for page in pages}
    found: dict[tuple[str, str], str] = {}
    for one, other, _ in near_matches(by_title):
        found.setdefault((one, other), "the titles are nearly alike")
    for page in pages:
        for alias in page.note.aliases:
            if alias in by_title and by_title[alias] is not page:
                found.setdefault((page.note.title, alias), "the one is an alias of the other")
    for first, second, said in one_thing([(page.note, page.names) for page in pages]):
        found.setdefault((first, second), f"a source says so: “{start(said)}”")
    told = set()
    for (one, other), why in found.items():
        pair = tuple(sorted((one, other)))
        if pair not in told:
            told.add(pair)
            a, b = (by_title[title].note for title in pair)
            yield Finding("one-thing", a.path, f"and {b.path}: {why}", 1)
