"""Where a text names what is known: by runs of words, without a model, in time that does not grow with the wiki.

Owns: the look-up of names in sentences. A sentence that names a page is evidence about it, whether or not a reader filed it there.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from agent.knowledge.ids import claim_id
from agent.knowledge.model import Claim, Document
from agent.knowledge.text.normal import key
from agent.knowledge.things.short_names import full_names
from agent.knowledge.things.titles import is_surname, other_order
from agent.known.pages import Known, KnownPage

LONGEST = 6  # words of a name
KNOWN = 16  # names shown to a reader
_WORD = re.compile(r"[\w’'.&-]*\w")
_POSSESSIVE = re.compile(r"[’']s$")
_PLACING = re.compile(r"\b(?:in|at|near|into|from|to|off)\s+(?:the\s+)?(?:[A-Z][\w’'-]*(?:,| and| or)\s+)*\Z")


class Names:
    """Names to look for: entity key → whatever the name stands for (a title, an id)."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names
        self._first = {name.split()[0][:4] for name in names if name.split()}

    def found_in(self, text: str) -> Iterator[str]:
        """What the names in the text stand for, in order, the longest name at each place; a single word by its capital."""
        words = _WORD.findall(text)
        place = 0
        while place < len(words):
            taken = 1
            if self._may_begin(words[place]):
                for length in range(min(LONGEST, len(words) - place), 0, -1):
                    run = [*words[place : place + length - 1], _POSSESSIVE.sub("", words[place + length - 1])]
                    if length == 1 and not (run[0][0].isupper() or any(map(str.isdigit, run[0]))):
                        continue  # "bright" is not Bright; a "siphon recorder" is a siphon recorder
                    if value := self._names.get(key(" ".join(run))):
                        yield value
                        taken = length
                        break
            place += taken

    def _may_begin(self, word: str) -> bool:
        folded = key(word)
        return bool(folded) and folded.split()[0][:4] in self._first


def known_in(text: str, names: Mapping[str, str], most: int = KNOWN) -> list[str]:
    """Titles of the pages whose names (entity key → title) occur in the text, in the order of their first mention."""
    return list(dict.fromkeys(Names(names).found_in(text)))[:most]


def mentions(known: Known, documents: Iterable[Document]) -> dict[str, list[Claim]]:
    """For each page id, a claim for every sentence of the documents that names the page; in the order of documents and sentences."""
    by_title = {page.title: page for page in known.pages}
    names = {key(other): page.id for page in known.pages if (other := other_order(page.title))}
    names |= {name: by_title[title].id for name, title in known.names.items() if title in by_title}
    lasts = {name: page for name, page in _last_names(known).items() if name not in names}
    found: dict[str, list[Claim]] = defaultdict(list)
    here = _meant_here(known, by_title)
    everywhere = Names(names)
    for document in documents:
        meant = here.get(document.id, {})
        own = {name: page.id for name, page in lasts.items() if _may_be_called(page, document)}
        looked = Names({**own, **names}) if own else everywhere
        for unit in document.sentences:
            for named in dict.fromkeys(looked.found_in(document.sentence(unit.n))):
                identity = meant.get(named, named)
                title = known.by_id[identity].title
                row = claim_id(key(title), document.id, unit.n, unit.n)
                found[identity].append(Claim(row, title, document.id, unit.n, unit.n))
    return found


def _last_names(known: Known) -> dict[str, KnownPage]:
    """Entity key of a last name → the only page that has the word in a name of its own, if that is a person."""
    held = Counter(
        word for page in known.pages for word in {key(w) for n in (page.title, *page.aliases) for w in n.split()}
    )
    people = ((page.title.split()[-1], page) for page in known.pages if page.kind == "person")
    return {key(last): page for last, page in people if is_surname(last, page.title) and held[key(last)] == 1}


def _may_be_called(page: KnownPage, document: Document) -> bool:
    """Whether a document may mean this person by the last name alone: it has the name, and nobody else's first name before it."""
    last = page.title.split()[-1]
    bearers = {key(name) for name in full_names(last, document.text)} if last in document.text else None
    return bearers is not None and bearers <= {key(name) for name in (page.title, *page.aliases)}


def _meant_here(known: Known, by_title: Mapping[str, KnownPage]) -> dict[str, dict[str, str]]:
    """For each document whose reader meant another thing by a name: page id that the name stands for elsewhere → the one meant there."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for page in known.pages:
        for use in page.entity.uses:
            other = by_title.get(known.names.get(key(use.title), page.title))
            if other is not None and other.id != page.id:
                found[use.document][other.id] = page.id
    return found


def sentences_naming(document: Document, name: str) -> list[int]:
    """Numbers of the sentences that hold the name as whole words; where its first letter alone is a capital, it need be none."""
    first = (
        f"[{name[0]}{name[0].lower()}]"
        if " " in name and name[0].isalpha() and name[1:].islower()
        else re.escape(name[0])
    )
    pattern = re.compile(rf"(?<!\w){first}{re.escape(name[1:])}(?!\w)")
    return [unit.n for unit in document.sentences if pattern.search(document.sentence(unit.n))]


def is_subject(names: Iterable[str], text: str) -> bool:
    """Whether a sentence may say something of what goes by these names, and does not only place something else there ("born in Oslo").

    A sentence without the name goes on about it from the sentence before.
    """
    spots = [m for name in names for m in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)]
    return not spots or any(not _PLACING.search(text[: m.start()]) for m in spots)
