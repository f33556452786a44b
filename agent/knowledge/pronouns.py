"""A pronoun put back where a wording has the page's name for it: whose "he" it is, is known to the text only.

Owns: `with_pronoun`. Promises: pure; changes a text only where the claim has a pronoun, "this process" or "the game" and the
text the page's name. English.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.knowledge.text.aboutness import first_named
from agent.knowledge.text.beside import BE, SKIPPED, WORD, alike, around, named, stems
from agent.knowledge.text.english import FINITE, IRREGULAR, STOP, listed
from agent.knowledge.text.stems import stem

FIRST = re.compile(r"\W*(he|she|it|they|his|her|its|their)\b", re.IGNORECASE)
CLEFT = re.compile(r"\W*[Ii]t (?:is|was)\s+(?:(?:the|in|on)\s+)?(?:[A-Z\d][\w'’.-]*\s+){1,5}(?:who|whom|that|which)\b")
_NOUN = re.compile(r"\W*(the|this|that|these|those)\s+([\w-]+)\s+([\w-]+)", re.IGNORECASE)
# Another clause, with a subject of its own.
_MORE = re.compile(r"[,;]\s+(?:and\s+|but\s+)?(?:the|it|he|she|they)\s", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:he|him|his|she|her|it|its|they|them|their)\b", re.IGNORECASE)
_SINGULAR, _PLURAL = listed("is was has does"), listed("are were have do")
_OWN = {"he": "his", "she": "her", "it": "its", "they": "their"}
_OBJECT = {"he": "him", "she": "her", "it": "it", "they": "them"}
_BARE = {form: bare for forms in (_OWN, _OBJECT) for bare, form in forms.items()}


def with_pronoun(text: str, claim: str, names: Sequence[str]) -> str:
    """`Kettle retries a job` as a wording of `It retries a job` is `It retries a job` again.

    So is `A fire damaged Kettle` of `A fire damaged it`, and `Holm wrote Kettle` of `It was written by Holm`.
    """
    if CLEFT.match(claim) and first_named([list(names)], claim) is not None:
        return text  # `It was Field who …` is about Field; `It was built by Field` and `He was knighted, together with Field` are not
    begun = _at_the_beginning(text, claim, names)
    if begun != text or first_named([list(names)], claim) is not None:
        return begun
    return _in_its_place(text, claim, names)


def _at_the_beginning(text: str, claim: str, names: Sequence[str]) -> str:
    """The text with the pronoun, or noun, with which the claim begins for the name with which the text does."""
    first = FIRST.match(claim)
    if first is None:
        return _with_noun(text, claim, names)
    bare = _BARE.get(first[1].lower(), first[1].lower())
    own = first_named([list(names)], claim) is None
    for found in named(text, names):
        rest = text[found.end() :]
        if text[: found.start()].strip():
            continue
        its_deed = _does(rest, claim) if own else _next(text, found) == _next(claim, first)
        if found["own"] or (its_deed and _agrees(bare, rest)):
            return (_OWN[bare] if found["own"] else bare).capitalize() + rest
    return text


def _in_its_place(text: str, claim: str, names: Sequence[str]) -> str:
    """The text with a pronoun of the claim for the one name of the page in it, if it does there what the pronoun does in the claim."""
    spots = list(named(text, names))
    if len(spots) != 1 or _is_one_of_several(text, spots[0]):
        return text
    found = spots[0]
    for pronoun in _PRONOUN.finditer(claim):
        form = _form(text, found, claim, pronoun)
        if form:
            before = text[: found.start()]
            back = before + (form if before.strip() else form.capitalize()) + text[found.end() :]
            return back if first_named([list(names)], back) is None else text
    return text


def _is_one_of_several(text: str, found: re.Match[str]) -> bool:
    """Whether "and" joins a name with another: what both do is not what "he" does."""
    return (
        re.search(r"\band\s+\Z", text[: found.start()]) is not None
        or re.match(r"\s+and\b", text[found.end() :]) is not None
    )


def _form(text: str, found: re.Match[str], claim: str, pronoun: re.Match[str]) -> str:
    """How a pronoun of the claim stands in the place of a name in the text, or "" if they are not one part of the sentence."""
    word = pronoun.group().lower()
    bare = _BARE.get(word, word)
    before, after = around(text, found)
    there_before, there_after = around(claim, pronoun)
    if found["own"]:
        return _OWN[bare] if word == _OWN[bare] and after[:1] == there_after[:1] else ""
    if word == _OWN[bare] and word != "her":
        return ""
    if alike(after, there_after):
        return bare if _agrees(bare, text[found.end() :]) else ""
    passive = [w for w in there_after if not w.endswith("ly")][:2]
    built = passive[1:] if passive and passive[0] in BE and re.search(r"\bby\b", claim[pronoun.end() :]) else []
    return _OBJECT[bare] if alike(before, there_before) or (built and before[:1] == built) else ""


def _agrees(bare: str, rest: str) -> bool:
    """Whether a pronoun agrees with the verb that follows: of `They have` no `Field has` is a wording, but of somebody else."""
    verb = WORD.search(rest)
    others = _SINGULAR if bare == "they" else _PLURAL
    return verb is None or verb.group().lower() not in others


def _next(text: str, found: re.Match[str]) -> str:
    return next(iter(around(text, found)[1]), "")


def _does(rest: str, claim: str) -> bool:
    """Whether what follows a name is what it does, and not more of a longer name (`South Korean music`): a verb, or a pause."""
    words = [word.lower() for word in WORD.findall(rest)]
    if not words or not re.match(r"\s+\w", rest):
        return True
    words = [word for word in words if word not in SKIPPED and not word.endswith("ly")] or words
    word = words[0]
    if word in FINITE or word in STOP or word in IRREGULAR or word.endswith("ed") or stem(word) in stems(claim):
        return True
    return word.endswith("s") and not (len(words) > 1 and words[1] in FINITE)


def _with_noun(text: str, claim: str, names: Sequence[str]) -> str:
    """`Sleep helps` and `Sleep process helps` as wordings of `This process helps` are `It helps` and `This process helps`.

    `Senet was a game of fate` as one of `The game was one of fate` is `The game was a game of fate`.
    """
    this = _NOUN.match(claim)
    if this is None or first_named([list(names)], claim) is not None:
        return text
    article, noun, verb = this[1].capitalize(), this[2].lower(), this[3].lower()
    for found in named(text, names):
        next_ = WORD.match(text[found.end() :].lstrip())
        if text[: found.start()].strip() or found["own"] or next_ is None:
            continue
        after, rest = next_.group().lower(), text[found.end() :].lstrip()
        if after == noun:
            return f"{article} {rest}"
        if article == "The":
            done = verb in FINITE or verb in IRREGULAR or verb.endswith("ed")
            alone = noun not in STOP and not _MORE.search(claim)
            return f"The {this[2]} {rest}" if done and alone and after == verb else text
        if after in FINITE or (after == verb and after.endswith(("s", "ed"))):
            return f"{'They' if article in ('These', 'Those') else 'It'} {rest}"
    return text
