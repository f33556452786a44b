"""What turns a sentence round without a "not": words that became their opposites, and who does and who suffers exchanged.

Owns: `turned`, a doubt, which only a reader can settle, and `acted`, a check. Promises: no model; each names the words that it is about.
Imports the case, the reader of names and what is known of languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from rapidfuzz.distance import Postfix, Prefix

from agent.knowledge.support.case import Case
from agent.knowledge.text.english import CONTRARIES, EXCLUSIVE, OPPOSITES, STOP, listed
from agent.knowledge.text.names import proper_names
from agent.knowledge.text.normal import stem

LONG = 4  # letters that two words share which differ in their beginning alone
ROOT = 5  # letters by which the forms of a verb are known
NEAR = 16  # characters before a name in which a "by" stands
_ENDS = re.compile(r"[,;:.!?](?:\s|\Z)")
_NO_PARTICIPLE = re.compile(r"(?:[eo]r|ing|ist|ant|eure?|euse|ora)s?\Z")  # `is designer of`
_WORD = re.compile(r"[^\W\d_]{3,}")
_NOT = re.compile(r"(?:un|im|ir|il|in|dis|non|contr[ae]|kontra|miss?|anti|counter|dés|des|de|a)(?=\w)")
_PAIRS = frozenset(frozenset((stem(a), stem(b))) for a, b in (*OPPOSITES, *EXCLUSIVE, *CONTRARIES))
_BEGINNINGS = frozenset(
    frozenset(pair.split("/"))
    for pair in listed(
        """hyper/hypo over/under up/down in/out in/ex im/ex in/de ac/de ap/de en/dis pre/post pro/anti super/sub intra/extra macro/micro
        zu/ab ein/aus auf/ab auf/zu an/ab vor/nach ober/unter über/unter be/ent hin/her sur/sous sobre/sub aug/dim maxi/mini"""
    )
)


def opposite(a: str, b: str, pairs: Iterable[tuple[str, str]] = ()) -> bool:
    """Whether two words are opposites: by the lists, by a beginning that denies (`contraindicated`), or by beginnings (`hyper`, `hypo`).

    `pairs` are beginnings of words that are opposites in their language.
    """
    if frozenset((stem(a), stem(b))) in _PAIRS:
        return True
    if any((a.startswith(x) and b.startswith(y)) or (a.startswith(y) and b.startswith(x)) for x, y in pairs):
        return True
    short, long = sorted((a, b), key=len)
    if {a, b} & STOP:
        return False
    if len(short) >= LONG and (no := _NOT.match(long)) and _like(long[no.end() :], short):
        return True
    end = Postfix.similarity(a, b)
    return end >= LONG and frozenset((a[: len(a) - end], b[: len(b) - end])) in _BEGINNINGS


def _like(a: str, b: str) -> bool:
    """Whether two words are forms of one, as far as letters tell."""
    return Prefix.similarity(a, b) >= max(LONG, len(a) - 2, len(b) - 2)


def turned(case: Case) -> list[str]:
    """No word of a cited sentence has become its opposite; a "not" more on one side makes it right again."""
    pairs = case.language.opposites if case.language else ()
    mine, whole = _words(case, case.text, pairs), _words(case, " ".join(case.sources), pairs)
    for source in case.sources:
        theirs = _words(case, source, pairs)
        for a, b in product(sorted(mine - whole), sorted(theirs - mine)):
            if opposite(a, b, pairs) and _denies(case, case.text, a) == _denies(case, source, b):
                return [f'it says "{a}" where a cited sentence has "{b}"']
    return []


def _words(case: Case, text: str, pairs: Iterable[tuple[str, str]]) -> set[str]:
    """The words of a text; where they stand without spaces those of which opposites are known."""
    if case.language and not case.language.spaced:
        return {word for pair in pairs for word in pair if word in text}
    return {word.lower() for word in _WORD.findall(text)}


def _denies(case: Case, text: str, word: str) -> bool:
    """Whether a text denies in another word than this."""
    return any(n.cue != word for n in case.denials(text))


@dataclass(frozen=True, slots=True)
class _Act:
    """What a name does in a text, or what is done to it: the root of the verb, the name's words, what follows up to the clause's end."""

    verb: str
    who: frozenset[str]
    suffers: bool
    behind: frozenset[str]


def acted(case: Case) -> list[str]:
    """Whose doing the cited sentences tell does not suffer it, and the other way round: where a name stands right before the verb."""
    theirs = [act for source in case.sources for act in _acts(case, source)]
    for mine in _acts(case, case.text):
        like = [act for act in theirs if act.verb == mine.verb]
        if any(act.who & mine.who and act.suffers == mine.suffers for act in like):
            continue
        for act in like:
            other = act.suffers != mine.suffers and act.who & mine.who and (act.behind or act.suffers)
            crossed = act.suffers == mine.suffers and act.who & mine.behind and mine.who & act.behind
            if other or crossed:
                return [f'who does and who suffers what "{mine.verb}…" tells is exchanged']
    return []


def _acts(case: Case, text: str) -> Iterator[_Act]:
    """What names do or suffer right where they stand; of German, where a participle ends the clause, too."""
    language = case.language
    if language is None or not language.spaced:
        return
    for name in proper_names(text):
        who = frozenset(case.there(name.text))
        helped = language.passive.match(text, name.end + 1)
        verb = _WORD.match(text, (helped.end() if helped else name.end) + 1)
        if case.code == "de" and (helped or not verb):
            verb = _last_word(text, name.end)
        before = text[max(0, name.start - NEAR) : name.start].rstrip()
        if any(by.end() == len(before) for by in language.agent.finditer(before)):
            last = _last_word(text, name.end) if case.code == "de" else None
            done = [*case.ahead(text, name.start)[-2:], *(case.stems(last[0]) if last else ())]
            yield from (_Act(_root(case, word), who, False, frozenset(done)) for word in done)
        elif helped and verb and _NO_PARTICIPLE.search(verb[0]):
            continue
        elif verb and verb[0][0].islower() and (stems := case.stems(verb[0])):
            behind = frozenset(word for word in case.after(text, verb.end()) if not any(map(str.isdigit, word)))
            yield _Act(_root(case, stems[0]), who, helped is not None, behind)


def _last_word(text: str, at: int) -> re.Match[str] | None:
    """The last word of the clause that goes on at a place."""
    end = _ENDS.search(text, at)
    last: re.Match[str] | None
    *_, last = (None, *_WORD.finditer(text, at, end.start() if end else len(text)))
    return last


def _root(case: Case, verb: str) -> str:
    return verb.removeprefix("ge")[: ROOT - 1] if case.code == "de" else verb[:ROOT]
