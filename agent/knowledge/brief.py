"""A sentence without what ties it to the text it was taken from, and in fewer words where as few say the same.

Owns: `brief`. Promises: pure; says nothing that the sentence does not say, keeps every figure, name, "not" and hedge, never longer, and
the same if done twice. On a page a sentence stands by itself: its "However," answers nothing there. English; the shorter forms are those
that guides to plain writing agree on (plainlanguage.gov, in the public domain: "Use simple words and phrases").
"""

from __future__ import annotations

import re

_TIES = (
    "however|moreover|furthermore|additionally|in addition|also|besides|similarly|likewise|nevertheless|nonetheless|consequently|therefore"
    "|thus|hence|accordingly|as a result|as a consequence|indeed|in fact|for example|for instance|in conclusion|to conclude|in summary"
    "|to sum up|in short|overall|in essence|ultimately|finally|lastly|firstly|secondly|thirdly|meanwhile|notably|importantly"
    "|interestingly|of course|on the other hand|on the contrary|in contrast|by contrast|in particular|in other words|that said"
    "|that being said|needless to say|in turn|instead|yet|still"
)
_LED = re.compile(
    rf"\A(?:(?:{_TIES}),\s+|(?:it (?:is|should be) (?:important to note|important to remember|worth noting|worth mentioning|noted)"
    r" that|it goes without saying that)\s+"
    r"|(?:but|and|so|yet)\s+(?=(?-i:[A-Z])|(?:the|a|an|it|he|she|they|its|his|her|their|this|these|in|on|at)\b))",
    re.IGNORECASE,
)
_WITHIN = re.compile(
    r",\s(?:however|moreover|furthermore|therefore|thus|in turn|of course|indeed|in fact|for example|for instance|as one would expect"
    r"|as it were|so to speak|as is well known|as mentioned (?:above|before|earlier)|as noted (?:above|before|earlier)),\s",
    re.IGNORECASE,
)
_WHICH = re.compile(
    r",\s(?:which|who)\s(?:is|are|was|were)\s(?=(?:an?|the)\s|\w+(?:ed|wn|ught|uilt|ade|old|eld|itten)\s(?:in|by|at|from|on|to|as|for|with)\b)"
)
_SHORTER = {
    "in order to": "to", "so as to": "to", "due to the fact that": "because", "owing to the fact that": "because",
    "because of the fact that": "because", "in view of the fact that": "because", "despite the fact that": "although",
    "in spite of the fact that": "although", "at the present time": "now", "at this point in time": "now", "in the event that": "if",
    "prior to": "before", "subsequent to": "after", "a large number of": "many", "a great number of": "many", "a great many": "many",
    "a wide range of": "many", "a wide variety of": "many", "a variety of": "various", "a number of": "several",
    "the majority of": "most", "has the ability to": "can", "have the ability to": "can", "is able to": "can", "are able to": "can",
    "in addition to": "besides", "with regard to": "about", "with respect to": "about", "in regard to": "about",
    "in close proximity to": "near", "in the vicinity of": "near", "for the purpose of": "for", "by means of": "by",
    "each and every": "every", "makes use of": "uses", "make use of": "use", "made use of": "used", "as a result of": "because of",
    "throughout the course of": "during", "during the course of": "during", "in the course of": "during",
    "over the course of": "over", "whether or not": "whether", "in conjunction with": "with", "in the absence of": "without",
    "on a regular basis": "regularly", "on a daily basis": "daily", "is known as": "is called", "are known as": "are called",
    "utilizes": "uses", "utilized": "used", "utilize": "use", "numerous": "many", "in spite of": "despite",
    "for a period of": "for", "at the time of": "at", "with the exception of": "except", "until such time as": "until",
    "in the near future": "soon", "in many cases": "often", "in most cases": "mostly",
}  # fmt: skip
# `There is a wide range` is no `there is many`, and who `failed in order to` had not `failed to`.
_LONG = re.compile(
    rf"(?<!\bis )(?<!\bwas )(?<!fail (?=in order to))(?<!fails (?=in order to))(?<!failed (?=in order to))"
    rf"\b(?:{'|'.join(sorted(map(re.escape, _SHORTER), key=len, reverse=True))})\b",
    re.IGNORECASE,
)
_BOTH = re.compile(r"\bnot only\s((?:[\w'’-]+\s){1,12}?[\w'’-]+),?\sbut also\b")
_ALSO = re.compile(r"(?<!but)(?<!see)\salso\s(?!known|called|spelled|spelt|referred|written)", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“”«»`]|(?<!\w)['‘]")


def brief(text: str) -> str:
    """The sentence alone: ties to what stood before it and wordy phrases gone. Quoted words are left as they are."""
    shorten = _untied if _QUOTED.search(text) else _once
    while (shorter := shorten(text)) != text:
        text = shorter
    return text


def _untied(text: str) -> str:
    return _capital(_LED.sub("", text), text)


def _once(text: str) -> str:
    rest = _LED.sub("", text)
    rest = _WITHIN.sub(" ", rest)
    rest = _WHICH.sub(", ", rest)
    rest = _BOTH.sub(r"\1 and", rest)
    rest = _LONG.sub(lambda match: _as(match.group(), _SHORTER[match.group().lower()]), rest)
    return _capital(_ALSO.sub(" ", rest), text)


def _as(before: str, after: str) -> str:
    return after[0].upper() + after[1:] if before[0].isupper() else after


def _capital(rest: str, text: str) -> str:
    """The rest of a sentence, begun as the sentence was; the sentence itself if nothing is left."""
    if not re.search(r"\w", rest):
        return text
    return rest[0].upper() + rest[1:] if text[:1].isupper() and rest != text else rest
