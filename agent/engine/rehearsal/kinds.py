"""What is said to be what: defining sentences, the kind of a thing, and its other names.

Owns: the nouns of each kind, and words that are written with a capital and name nothing. Imports nothing of ours but its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from agent.engine.rehearsal.words import STOP, key_of, listed, plain, words

# Capitalised words that open sentences, sort documents or point inside them, and name nothing.
NO_NAMES = listed(
    """
    changelog data documentation docs readme license licence section figure fig table chapter appendix part page pages note notes example
    version release volume number item question questions answer answers todo warning tip important abstract introduction conclusion
    conclusions results methods references contents summary overview background index home next previous yes default defaults new changed
    removed true false usage installation however although because therefore moreover finally later yesterday tomorrow perhaps sometimes
    often usually first second third last another several many much little every everybody everything let make use using please given like
    despite since once unless whether within welcome dear hello hi thank thanks good best kind regards love say ask compare drove guide
    handbook manual memories minutes reading report review talk interview lecture letter mail memo text diary list sheet registry entry
    protocol reference glossary chronology history timeline rules rulebook faq announcement facts present planned bake mix title type
    reason price cost date time name position model launch lead status field value wheel opening money half one two three four kleine
    chronik rede handbuch notizen protokoll chère cher liebe lieber querida moi aus geschichte ma mon mes notre cahier ficha apuntes el
    hoy american british english scottish irish french german dutch spanish italian european african asian indian chinese japanese russian
    roman greek latin christian ltd inc ok am pm tv ad bc q a
    """
)
_KINDS = {
    "person": "person man woman engineer electrician surgeon physicist chemist inventor merchant captain author writer poet "
    "novelist painter artist architect director politician president minister king queen lawyer general explorer astronomer "
    "historian philosopher teacher founder pilot doctor nurse professor composer singer actor manager mathematician scientist "
    "banker financier editor journalist",
    "organisation": "company corporation firm organisation institute institution agency bank society association union "
    "party club league ministry department council commission board foundation trust university college school academy team band "
    "orchestra museum group verein laboratory observatory",
    "place": "city town village hamlet suburb capital country state province county region island river lake sea ocean bay "
    "strait canal mountain hill valley desert forest park cape coast building house church cathedral castle palace tower bridge "
    "footbridge station airport theatre hall hospital hotel street road square railway tunnel dam mill factory harbour planet "
    "moon crater galaxy brücke puente pont sternwarte telescope reflector",
    "software": "software library framework server database app application program tool compiler scheduler runtime browser "
    "plugin protocol queue cache package language",
    "product": "ship steamship steamer boat vessel frigate battleship cruiser schooner submarine liner brig car train "
    "locomotive machine engine instrument device lamp light cable drug tablet phone",
    "work": "novel book film poem play opera symphony song album painting game article paper series map soup cake soupe "
    "tarte",
    "method": "method algorithm technique process procedure theorem",
    "concept": "idea concept theory principle branch field term law disease condition basin",
    "event": "war battle treaty festival conference trial fire flood storm election exhibition race study",
    "dataset": "dataset corpus survey",
}
KIND_OF = {noun: kind for kind, nouns in _KINDS.items() for noun in nouns.split()}
LETTER = re.compile("[B-HJ-Z]")  # a letter that may be a name
_ALIASES = "aliases: "
_BEGINS_SMALL = re.compile(r"[a-z][\w.+#-]*(?= )")
_COMMON = re.compile(r"\b(?:[Tt]h(?:e|is|ese)|[Aa]n?) ([a-z][\w.+#-]*)")
_DEFINED = re.compile(
    r"(?:(?!\.\w)\W){0,3}(?:(?P<label>[^\n:|.]{2,40}): )?(?:(?:The|An?|Der|Die|Das|El|La|"
    r"Le)\s+)?(?P<subject>\.?[^\n,.;:|()]{1,60}?)(?:\s*\([^()\n]{1,40}\))?(?:,[^,\n]{1,60},)?\s+"
    r"(?:is|was|are|were|ist|war|est|était|es|era)\s+(?:(?:also|still|then|now)\s+)?(?P<article>an?|the|"
    r"one of|eine?|une?|una)\s+(?P<what>[^\n.;]{3,160})"
)
_CJK_DEFINED = re.compile(
    r"「?(?P<subject>[^\s，。、「」]{2,12})」?(?:在[^。]{0,20}，[^。]{0,20}，)?(?:是一|は[^。]{0,30}です)"
)
_ALIAS = re.compile(
    r"(?:also (?:known|called)(?: as)?|known as|nicknamed|short(?: for)?|abbreviated(?: "
    r"as)?)\s+(?:the\s+)?[\"“'‘*_]*([A-Z][\w.\-]*(?: [A-Z][\w.\-]*){0,3})"
)
_DOES = (
    "was born|died|wrote|said|says|married|founded|joined|became|studied|taught|drew|"
    "led|leads|designed|invented|knew|thought|proposed|helps|joined|wants|runs|asks|told"
)


@lru_cache(maxsize=2048)
def definition(text: str) -> tuple[str, str, bool] | None:
    """The subject of a defining sentence, what it is said to be, and whether a label says the subject too."""
    if found := _CJK_DEFINED.match(text[:200]):
        return found["subject"], found[0], False
    found = _DEFINED.match(text[:400]) if "|" not in text[:12] else None
    parts = plain(found["subject"]).split() if found else []
    if (
        not found
        or not parts
        or len(parts) > 6
        or (parts[0] in STOP and not LETTER.fullmatch(found["subject"]))
        or "and" in parts
        or " ".join(parts) in NO_NAMES
    ):
        return None
    return found["subject"], found["what"], bool(found["label"]) and key_of(found["label"]) == key_of(found["subject"])


def named_small(texts: Sequence[str]) -> frozenset[str]:
    """Names that are written small where a sentence begins ("iptables is a …"), if all else that begins one is not."""
    began = {match[0] for text in texts if (match := _BEGINS_SMALL.match(text))}
    names = {made[0] for text in texts if (made := definition(text)) and text.startswith(f"{made[0]} ")} & began
    return frozenset(names.difference(*map(_COMMON.findall, texts))) if began <= names else frozenset()


def also_called(text: str) -> list[str]:
    """What a note's front matter says that it is called besides, where a sentence is that."""
    return text.removeprefix(_ALIASES).split(", ") if text.startswith(_ALIASES) else []


def head_of(what: str) -> str:
    """The noun that says the sort in what something is said to be: "ship" of "largest ship in the world"."""
    phrase = re.split(
        r"\b(?:of|by|in|for|that|who|which|with|from|to|on|at|and|set|written|built|made|held)\b|,", what
    )[0]
    found = [plain(word.text) for word in words(phrase)]
    return next((word for word in reversed(found) if word in KIND_OF), found[-1] if found else "")


def kind_of(title: str, texts: Iterable[str], honorific: str = "") -> str:
    """The kind of thing: by its definition, its last word, what it is called beside its name, or how a person is spoken of."""
    own = key_of(title)
    spoken = re.compile(
        rf"(?<![Tt]he )\b{re.escape(title)}\b(?: (?:{_DOES})\b|, who\b|,? (?:the|an?) (?P<after>\w+))"
        rf"|\b(?P<before>[a-z]+) {re.escape(title)}\b|\b(?:by|von|durch|Mr|Mrs|Miss|Dr)\.? (?P<by>{re.escape(title)})\b"
    )
    personal = bool(honorific)
    for text in texts:
        if (made := definition(text)) and key_of(made[0]) == own and (kind := KIND_OF.get(head_of(made[1]))):
            return kind
        for found in spoken.finditer(text[:1200]):
            if near := KIND_OF.get(found["after"]) or KIND_OF.get(found["before"]):
                return near
            personal = personal or (not found["after"] and not found["before"] and (not found["by"] or " " in title))
    last = KIND_OF.get(own.split()[-1] if own else "", "")
    named = last in ("concept", "method", "work", "person") and title.istitle() and " " in title
    return last if last and not named else "person" if personal else "other"


def aliases_of(title: str, texts: Iterable[str], *, person: bool) -> list[str]:
    """Other names of a page: an acronym in brackets after it, "also known as", the surname of a person."""
    last = title.split()[-1]
    found = [last] if person and 2 <= len(title.split()) <= 3 and last[0].isalpha() else []  # `Quay Road 4` is nobody
    long = re.compile(rf"(?:^|: )([A-Z]\w+(?: [a-z]+)?)(?: (?:for|in|of|with) [^()]{{0,60}})? \({re.escape(title)}\)")
    for text in texts:
        if title.isupper() and (match := long.search(text)):
            found.append(match[1])
        at = text.find(title)
        after = text[at + len(title) : at + len(title) + 90] if at >= 0 else ""
        if (match := re.match(r"\s*\((?:the )?[\"“]?([A-Z][A-Za-z0-9\-]{1,9})[\"”]?[,;)]", after)) and match[1][
            0
        ] == title[0]:
            found.append(match[1])
        if match := _ALIAS.search(after):
            found.append(match[1].strip(" ."))
    return [name for name in dict.fromkeys(found) if key_of(name) != key_of(title)][:4]
