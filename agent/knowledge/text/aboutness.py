"""What a sentence is about: whether it states anything at all, which names stand in it, and what it goes on about if none does.

Owns: `states`, `first_named` and `topics`. Promises: no model; a pure function of the texts. A weak reader files whole runs of sentences
under every page, and files what a text commands as if it were told; both are seen here. Imports normalisation and word lists.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.knowledge.text.english import FINITE, listed
from agent.knowledge.text.names import proper_names
from agent.knowledge.text.normal import tokens

WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
# Base forms with which a text tells its reader to do something.
_COMMANDS = listed(
    """act add adopt augment break advise analyse analyze announce answer append apply ask assume avoid begin bring build calculate
    call change check choose cite classify click combine compare compile complete compose compute concatenate conclude consider
    construct convert copy count craft create decode define delete deliver demonstrate describe design determine develop discard
    discuss disregard divide do download draft draw edit elaborate emit encode enhance ensure end enter enumerate evaluate examine
    execute explain export express extract fetch fill find finish fix follow forget format forward gather generate get give guess
    help highlight identify ignore illustrate imagine implement include increase inform insert inspect incorporate install
    instruct integrate interpret introduce jumble invent invoke keep label learn leave let list load leverage look make mention
    merge misspell modify name navigate note obey observe omit open order organise organize outline output override paraphrase
    paste perform pick plan play point post pretend print produce propose provide publish put quote rank rate read rearrange
    reason recall recite recommend record refer refuse remember remove rename render repeat rephrase replace reply report reset
    respond restart return reveal review revise rewrite run save say scramble search select send set share show simulate solve
    sort specify speak start state stop store substitute suggest summarise summarize switch take tell think transform translate
    treat try turn type update upload use utter verify visit wait watch write"""
)
# Of these a noun may begin a sentence too (`Record rainfall fell`): what follows tells.
_NOUNS_TOO = listed(
    """act answer ask build call change check click combine complete compound concern copy count craft cut design discard divide
    download draft draw edit encode end finish fix format forward gather guess help highlight increase label leave list load look
    mention name note open order output paste pick plan play point post pretend print process produce program quote rank rate read
    reason recall record refuse rename repeat reply report reset return review run save search set share show sort speak start
    state stop store switch take talk test translate treat try turn type update upload use utter visit wait watch work"""
)
_OBJECTS = listed(
    """a an the this that these those all any each every your my me us our it its them him her his their to for in into about how why
    what which who whether if with from out up down on off as only another some more no not now again like by at one two three
    both"""
)
_PRELUDE = re.compile(
    r"""\A(?:\W|(?:please|kindly|also|and|but|so|then|now|next|first|second|finally|instead|lastly|afterwards?|just|never|always
    |do\ not|don['’]t|you\ (?:must|should|have\ to|need\ to|will|are\ to)|i\ want\ you\ to|make\ sure\ (?:to|that\ you)|be\ sure\ to
    |remember\ to|(?:step\ |task\ )?\d+\s*[:.)-])(?=\W|\Z))*""",
    re.IGNORECASE | re.VERBOSE,
)
# Whoever is spoken to is to write something, so this is no account of the world.
_TO_A_WRITER = re.compile(
    r"\byour (?:\w+ )?(?:answer|response|reply|output|completion|summary|elucidation|wiki|pages?)\b", re.IGNORECASE
)
# What a text is going to tell is not told yet.
_ANNOUNCES = re.compile(
    r"""\b(?:(?:we|i|this\ (?:essay|article|chapter|section|post|page|guide|tutorial))\ (?:will|shall|(?:am|are|is)\ going\ to)
    |in\ this\ (?:essay|article|chapter|section|post|guide|tutorial),?\ (?:we|i))\ (?:now\ |also\ |briefly\ )?
    (?:explore|examine|discuss|look\ (?:at|into|closely)|delve|consider|describe|cover|investigate|review|outline|focus|turn\ to)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_GREETS = re.compile(
    r"""\A\W*(?:good\ (?:morning|afternoon|evening|night)|hello|hi|welcome|thank\ you|thanks|ladies\ and\ gentlemen|dear(?=\ ))
    (?:\W+(?:all|everyone|everybody|friends|colleagues|readers?|listeners|and|welcome|back|very|much|so|again|for|listening|reading|coming
    |ladies|gentlemen|having|me|us|to))*\W*\Z""",
    re.IGNORECASE | re.VERBOSE,
)
_ASKS = re.compile(r"\?[\"'”’)\]*_`\s]*\Z")
_PRONOUN = re.compile(r"\W*(?:he|she|it|they|his|her|its|their|this|these|that|those|here|there)\b", re.IGNORECASE)
_COMMON_NOUN = re.compile(r"\W*[Tt]he [a-z]+")


def states(text: str) -> bool:
    """Whether a sentence says that something is so. A question does not, nor a command to its reader (`Also write 7.`), nor what a text
    says that it will say (`In this essay we will explore …`), nor a greeting.

    Of a word that is a noun as well (`Set theory is …`, `Play was stopped`) the verb that soon follows tells.
    """
    if any(pattern.search(text) for pattern in (_ASKS, _TO_A_WRITER, _ANNOUNCES, _GREETS)):
        return False
    rest = _PRELUDE.sub("", text, count=1)
    found = [word.lower() for word in WORD.findall(rest)]
    if not found or found[0] not in _COMMANDS:
        return True
    if any(word in FINITE for word in found[1:4]):
        return re.match(r"\A[a-z'’]+\s*[:,]", rest, re.IGNORECASE) is None
    return found[0] in _NOUNS_TOO and len(found) > 3 and found[1] not in _OBJECTS


def leans(text: str) -> bool:
    """Whether a sentence begins with a pronoun (`She is 211 metres long`)."""
    return bool(_PRONOUN.match(text))


def goes_on(text: str) -> bool:
    """Whether a sentence begins with a pronoun, or with "the" and a common noun, and so may go on about what stood before it."""
    return bool(_PRONOUN.match(text) or _COMMON_NOUN.match(text))


def refers(text: str) -> bool:
    """Whether some word of a sentence may stand for what was named before it: a pronoun, or "the" and a common noun."""
    return bool(
        re.search(
            r"\b(?:[Ii]ts?|[Tt]hey|[Tt]heir|[Tt]hem|[Hh]e|[Hh]is|[Hh]im|[Ss]he|[Hh]er|[Tt]h(?:is|ese|e) [a-z]+)\b", text
        )
    )


def _at(name: Sequence[str], text: Sequence[str]) -> int | None:
    """Where the words of a name stand in a text, one after another."""
    n = len(name)
    return next((at for at in range(len(text) - n + 1) if list(text[at : at + n]) == list(name)), None) if n else None


def first_named(names: Sequence[Sequence[str]], text: str) -> tuple[int, int] | None:
    """(number, place) of the thing that is named first in a text; each comes with all its names. None if none is named.

    The place counts content words. At one place the longer name counts: `Kettle Foundation` is not `Kettle`.
    """
    there = tokens(text)
    spots = [
        (at, -len(words), number)
        for number, mine in enumerate(names)
        for words in map(tokens, mine)
        if (at := _at(words, there)) is not None
    ]
    return (min(spots)[2], min(spots)[0]) if spots else None


def topics(names: Sequence[Sequence[str]], texts: Sequence[str], before: str = "") -> list[int | None]:
    """For each text which thing it is about: the one that it names first, else the one that the text before it was about.

    `before` is what stands above the first (a title, a heading). A sentence that goes on stays with what was before, also where it names
    another thing further on (`He went to Oslo`, `The firm built Kettle`); `The Kettle firm` is a new beginning. One that begins with a
    name of none of the things is about what stands above, if that is one of them, and so is what goes on from it. A "he" before the first
    name is still whoever was spoken of (`In England he found John Brett`).
    """
    above = first_named(names, before)
    current = above[0] if above else None
    found = []
    for text in texts:
        named = first_named(names, text)
        begins = named is not None and named[1] == 0 and not _PRONOUN.match(text)
        if named is not None and (current is None or begins or not (goes_on(text) or pronoun_before(text, named[1]))):
            current = named[0]
        elif named is None and not goes_on(text) and _begins_with_a_name(text):
            current = above[0] if above else None
        found.append(current)
    return found


def pronoun_before(text: str, place: int) -> bool:
    """Whether "he" or the like stands as a subject before the content word at `place` (`In England he found John Brett`)."""
    subject = re.search(r"\b(?:[Hh]e|[Ss]he|[Tt]hey|[Ii]t)\s+[a-z]", text)
    return subject is not None and len(tokens(text[: subject.start()])) <= place


def _begins_with_a_name(text: str) -> bool:
    """Whether a name of several words stands first: one word there may be any word (`Rain fell`)."""
    first = next(iter(proper_names(text)), None)
    return (
        first is not None and " " in first.text and not WORD.search(re.sub(r"\A\W*[Tt]he\b", "", text[: first.start]))
    )
