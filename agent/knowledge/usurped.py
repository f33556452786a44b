"""Deeds that a wording gives to another than its claim does: a name where the claim has a pronoun.

Owns: `usurped`. Promises: pure; a text usurps nothing of itself. English.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.knowledge.pronouns import CLEFT, FIRST
from agent.knowledge.text.aboutness import first_named, leans, pronoun_before
from agent.knowledge.text.beside import alike, around, named, stems
from agent.knowledge.text.names import proper_names

_OWNED = re.compile(r"\W*(?:this|that|these|those|his|her|its|their)\s", re.IGNORECASE)
_HE, _SHE = (re.compile(rf"\b(?:{forms})\b", re.IGNORECASE) for forms in ("he|him|his", "she|her|hers"))


def usurped(text: str, claim: str, names: Sequence[str]) -> str:
    """What is wrong with a text that gives somebody's deed, or thing, to another than the claim does, or "": it has a name where the claim
    has only a pronoun, or another "he" or "she".

    `It was built in 2072 by Penrose` does not say that Penrose was built. Of `Once it has seen a grub, the aye-aye uses its finger` the
    aye-aye may use its finger, and of `These cables broke` cables may break.
    """
    if _mixes(text, claim):
        return "has a “he” or “she” that the claim has not"
    if name := _takes_its_deed(text, claim):
        return f"puts {name} where the claim has only a pronoun"
    there, here = first_named([list(names)], claim), first_named([list(names)], text)
    if there is None or here is None or CLEFT.match(claim):
        return ""
    if not (leans(claim) or pronoun_before(claim, there[1])) or leans(text) or pronoun_before(text, here[1]):
        return ""
    if _is_owned(claim, names) or _is_in_place(text, claim, names):
        return ""
    return f"puts {names[0]} where the claim has only a pronoun"


def _takes_its_deed(text: str, claim: str) -> str:
    """The name with which a text begins if it does there what the claim's first pronoun does: `China condemns` for `It condemns`."""
    first, name = FIRST.match(claim), next(iter(proper_names(text)), None)
    if first is None or name is None or CLEFT.match(claim):
        return ""
    begins = re.fullmatch(r"\W*(?:[Tt]he\s+)?", text[: name.start]) is not None
    return (
        name.text if begins and name.text in claim and alike(stems(text[name.end :]), around(claim, first)[1]) else ""
    )


def _mixes(text: str, claim: str) -> bool:
    """Whether a text has a "he" or "she" that its claim has not, or more of one where the claim has both: whose it is was not said.

    `Her regret for being unkind to her` is not `his regret for being unkind to her`.
    """
    counts = [[len(kind.findall(part)) for part in (text, claim)] for kind in (_HE, _SHE)]
    both = all(there for _, there in counts)
    return any(here > there and (both or not there) for here, there in counts)


def _is_owned(claim: str, names: Sequence[str]) -> bool:
    """Whether a claim's pronoun only points at the page's name, which comes next: `These cables broke`."""
    named = first_named([list(names)], claim)
    return named is not None and named[1] == 0 and _OWNED.match(claim) is not None


def _is_in_place(text: str, claim: str, names: Sequence[str]) -> bool:
    """Whether the page's name has the same words beside it in a text as in the claim, down to the first that is no function word."""
    there = [around(claim, found) for found in named(claim, names)]
    here = next((around(text, found) for found in named(text, names)), None)
    if here is None:
        return False
    return any(
        alike(mine, theirs) for before, after in there for mine, theirs in zip(here, (before, after), strict=True)
    )
