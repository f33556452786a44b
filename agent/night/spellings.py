"""spellings: names that differ only in how they are spelt: what the texts tell of them without asking, and where they leave a doubt.

Owns: `one_by_use`, `doubts` and whether two definitions can be of one thing. Promises: functions of pages and documents. Nothing is merged
or told apart here: it is said what speaks for either.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from agent.knowledge.model import Document
from agent.knowledge.text.normal import key, tokens
from agent.knowledge.things.identity import Account
from agent.knowledge.things.kinds import sort_of
from agent.knowledge.things.spelling import spelt
from agent.known.pages import KnownPage
from agent.sources.lexicon import lexicon

Find = Callable[[str], Document]
_HUMPED = re.compile(
    r"[^\W\d_a-z][a-z]+(?:[A-Z]+[a-z]+|[A-Z]{2,})+"
)  # `GitHub`, `OpenAI`; no acronym in the plural, no `FunC`
COINED = 4  # letters of a word: with less, another capital makes another abbreviation


def one_by_use(a: KnownPage, b: KnownPage, find: Find) -> str:
    """Why two pages whose titles are spellings of one key are one, by how their documents write them; "" if that does not tell.

    A common noun is one with its plural: each text has its own in small letters too. Capitals throughout tell nothing of a name that
    stands only in lines that are all capitals.
    """
    titles = (a.title, b.title)
    if all(_plain(title) and _in_small(title, page, find) for title, page in zip(titles, (a, b), strict=True)):
        return "a common noun in both texts"
    if a.title.casefold() == b.title.casefold() and any(
        title.isupper() and _shouted(title, page, find) for title, page in zip(titles, (a, b), strict=True)
    ):
        return "only in lines of capitals"
    if coined(*titles) and not any(_holds(title, page, find) for title, page in zip(titles, (b, a), strict=True)):
        return "one coined word, and no text has both spellings"
    return ""


def coined(a: str, b: str) -> bool:
    """Whether two titles are one but for a capital inside a word that is no word of a dictionary and no name: `GitHub`, `Github`.

    `React` is a word, and so `ReAct` may be another thing; so are `Roberta` and `RoBERTa`, `Latex` and `LaTeX`, `Palm` and `PaLM`.
    """
    one, two = a.split(), b.split()
    if a.casefold() != b.casefold() or len(one) != len(two):
        return False
    unlike = [pair for pair in zip(one, two, strict=True) if pair[0] != pair[1]]
    return bool(unlike) and all(
        len(x) >= COINED and _HUMPED.fullmatch(x) and y.istitle() and x.lower() not in lexicon("en")
        for x, y in (sorted(pair) for pair in unlike)  # a capital sorts before a small letter
    )


def _holds(title: str, page: KnownPage, find: Find) -> bool:
    """Whether a document of a page has this very spelling."""
    return any(title in line for line in _lines(title, page, find))


def _plain(title: str) -> bool:
    return all(word[1:] == word[1:].lower() for word in re.findall(r"[^\W\d_]+", title))


def _lines(title: str, page: KnownPage, find: Find) -> Iterator[str]:
    """The sentences, headings and titles of a page's documents that hold the title as whole words, in whatever case."""
    whole = re.compile(rf"(?<!\w){re.escape(title)}(?!\w)", re.IGNORECASE)
    for document in map(find, page.documents):
        headings = {part for unit in document.sentences for part in unit.heading}
        sentences = (document.sentence(unit.n) for unit in document.sentences)
        yield from (line for line in (document.title, *sorted(headings), *sentences) if whole.search(line))


def _in_small(title: str, page: KnownPage, find: Find) -> bool:
    small = re.compile(rf"(?<!\w){re.escape(title.lower())}(?!\w)")
    return any(small.search(line) for line in _lines(title, page, find))


def _shouted(title: str, page: KnownPage, find: Find) -> bool:
    lines = [line for line in _lines(title, page, find) if title in line]
    return bool(lines) and all(len(line.split()) > len(title.split()) and line.isupper() for line in lines)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two spellings on one page, by the keys of their names, that may be of two things: how they are spelt, and the documents of each."""

    a: str
    b: str
    titles: tuple[str, str]
    documents: tuple[tuple[str, ...], tuple[str, ...]]
    reason: str


def doubts(page: KnownPage, accounts: Mapping[str, Account]) -> Iterator[Doubt]:
    """The spellings of a page that different documents define as different things. `accounts` are those of its documents, by id."""
    said: dict[str, dict[str, dict[str, str]]] = defaultdict(
        lambda: defaultdict(dict)
    )  # key, document, spelling → title
    for use in page.entity.uses:
        said[key(use.title)][use.document][spelt(use.title)] = use.title
    for k, by_document in sorted(said.items()):
        told: dict[str, list[str]] = defaultdict(list)
        titles: dict[str, str] = {}
        for document, spellings in sorted(by_document.items()):
            if len(spellings) == 1 and document in accounts:
                told[next(iter(spellings))].append(document)
                titles |= spellings
        for one, other in combinations(sorted(told), 2):
            what = [defined(accounts[document].said[0] for document in told[spelling]) for spelling in (one, other)]
            if all(what) and not of_one(*what):
                a, b = (f"{k}|{s}" if f"{k}|{s}" in page.keys else k for s in (one, other))
                documents = (tuple(told[one]), tuple(told[other]))
                yield Doubt(a, b, (titles[one], titles[other]), documents, "what: " + " / ".join(what))


def defined(said: Iterable[str]) -> str:
    """What the first account that says what a thing is says of it."""
    return next(filter(None, said), "")


def of_one(a: str, b: str) -> bool:
    """Whether two definitions can be of one thing by their words: of one sort, or with a content word in common."""
    return (sort_of(a) != "" and sort_of(a) == sort_of(b)) or bool({*tokens(a)} & {*tokens(b)})
