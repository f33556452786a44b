"""A pronoun put back where a wording has the page's name for it: whose "he" it is, is known to the text only.

Owns: `with_pronoun`, `usurped`. Promises: pure; changes a text only if the claim begins with a pronoun or "this process" and the text
with the page's name. English.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.knowledge.aboutness import first_named, leans, pronoun_before
from agent.knowledge.lexicon import FINITE

_FIRST = re.compile(r"\W*(he|she|it|they|his|her|its|their)\b", re.IGNORECASE)
_CLEFT = re.compile(r"\W*[Ii]t (?:is|was)\s+(?:(?:the|in|on)\s+)?(?:[A-Z\d][\w'’.-]*\s+){1,5}(?:who|whom|that|which)\b")
_THIS = re.compile(r"\W*(this|that|these|those)\s+([\w-]+)\s+([\w-]+)", re.IGNORECASE)
_OWN = {"he": "his", "she": "her", "it": "its", "they": "their"}
_BARE = {own: bare for bare, own in _OWN.items()}


def with_pronoun(text: str, claim: str, names: Sequence[str]) -> str:
    """`Kettle retries a job` as a wording of `It retries a job` is `It retries a job` again."""
    first = _FIRST.match(claim)
    if first is None:
        return _with_this(text, claim, names)
    bare = _BARE.get(first[1].lower(), first[1].lower())
    if _CLEFT.match(claim) and first_named([list(names)], claim) is not None:
        return text  # `It was Field who …` is about Field; `It was built by Field` and `He was knighted, together with Field` are not
    for name in sorted(names, key=len, reverse=True):
        found = re.match(rf"(?:the\s+)?{re.escape(name)}(?P<own>['’]s|(?<=s)['’])?(?!\w)", text, re.IGNORECASE)
        if found and not re.match(r"\s+[A-Z]", text[found.end() :]):  # else it is part of a longer name
            pronoun = _OWN[bare] if found["own"] else bare
            return pronoun.capitalize() + text[found.end() :]
    return text


def usurped(text: str, claim: str, names: Sequence[str]) -> bool:
    """Whether a text puts the page's name where the claim has a pronoun before it: somebody else's deed, or thing, becomes the page's.

    `It was built in 2072 by Penrose` does not say that Penrose was built.
    """
    there, here = first_named([list(names)], claim), first_named([list(names)], text)
    if there is None or here is None or _CLEFT.match(claim):
        return False
    return (leans(claim) or pronoun_before(claim, there[1])) and not (leans(text) or pronoun_before(text, here[1]))


def _with_this(text: str, claim: str, names: Sequence[str]) -> str:
    """`Sleep helps` and `Sleep process helps` as wordings of `This process helps` are `It helps` and `This process helps`."""
    this = _THIS.match(claim)
    if this is None or first_named([list(names)], claim) is not None:
        return text
    noun, verb = this[2].lower(), this[3].lower()
    for name in sorted(names, key=len, reverse=True):
        found = re.match(
            rf"(?:the\s+)?{re.escape(name)}\s+(?P<rest>(?P<next>[\w-]+).*)", text, re.IGNORECASE | re.DOTALL
        )
        if found is None:
            continue
        after = found["next"].lower()
        if after == noun:
            return f"{this[1].capitalize()} {found['rest']}"
        if after in FINITE or (after == verb and after.endswith(("s", "ed"))):
            return f"{'They' if this[1].lower() in ('these', 'those') else 'It'} {found['rest']}"
    return text
