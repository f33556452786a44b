"""Where a text names what is known: by runs of words, without a model, in time that does not grow with the wiki.

Owns: the look-up of names in a text. Where a script puts no spaces between words a name is looked for as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from agent.knowledge.model import Document
from agent.knowledge.text.normal import key
from agent.knowledge.things.spelling import spelt

LONGEST = 6  # words of a name
OPENING = 200  # characters in which a name that opens a text ends
KNOWN = 16  # names shown to a reader
_WORD = re.compile(r"(?<![\w’'.&+#-])[\w’'.&+#-]*[\w+#]")
_POSSESSIVE = re.compile(r"[’']s$")
# Scripts without spaces between words: Thai to Khmer, kana, Chinese characters.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


class Names:
    """Names to look for: entity key → whatever the name stands for (a title, an id).

    Where pages differ only in how a name is spelt (`key|spelling` → what it stands for) a spelling that none of them has is nobody's.
    """

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names
        self._spelt = {name.split("|")[0] for name in names if "|" in name}
        self._first = {name.split()[0][:4] for name in names if name.split()}
        self._unspaced = [name for name in names if _UNSPACED.search(name) and "|" not in name]

    def found_in(self, text: str) -> Iterator[str]:
        """What the names in the text stand for, in order, the longest name at each place; a single word by its capital."""
        words = _WORD.findall(text)
        place = 0
        while place < len(words):
            value, taken = self._at(words, place)
            if value:
                yield value
            place += taken
        if self._unspaced and _UNSPACED.search(text):
            there = sorted((text.find(name), name) for name in self._unspaced if name in text)
            yield from (self._names[name] for _, name in there)

    def opening(self, text: str) -> str:
        """What the name stands for that the text begins with, after an article or not; "" if it begins with none."""
        words = _WORD.findall(text[:OPENING])
        value, _ = self._at(words, 0) if words else ("", 1)
        if not value and words and words[0].lower() in ("the", "a", "an") and len(words) > 1:
            value, _ = self._at(words, 1)
        return value or next((self._names[name] for name in self._unspaced if text.startswith(name)), "")

    def _at(self, words: list[str], place: int) -> tuple[str, int]:
        """What the longest name at a place stands for, and how many words it has; ("", 1) if there is none."""
        if self._may_begin(words[place]):
            for length in range(min(LONGEST, len(words) - place), 0, -1):
                run = [*words[place : place + length - 1], _POSSESSIVE.sub("", words[place + length - 1])]
                if length == 1 and not (run[0][:1].isupper() or any(map(str.isdigit, run[0]))):
                    continue  # "bright" is not Bright; a "siphon recorder" is a siphon recorder
                name = " ".join(run)
                k = key(name)
                if value := self._names.get(f"{k}|{spelt(name)}" if k in self._spelt else k):
                    return value, length
        return "", 1

    def _may_begin(self, word: str) -> bool:
        folded = key(word)
        return bool(folded) and folded.split()[0][:4] in self._first


def known_in(text: str, names: Names) -> list[str]:
    """Titles of the pages whose `names` (entity key → title) occur in the text, in the order of their first mention."""
    found: dict[str, None] = {}
    for title in names.found_in(text):
        found[title] = None
        if len(found) == KNOWN:
            break
    return list(found)


def sentences_naming(document: Document, name: str) -> list[int]:
    """Numbers of the sentences that hold the name as whole words; where its first letter alone is a capital, it need be none."""
    small = " " in name and name[0].isalpha() and name[1:].islower()
    first = f"[{name[0]}{name[0].lower()}]" if small else re.escape(name[0])
    before, after = (
        r"" if _UNSPACED.match(end) else border for end, border in ((name[0], r"(?<!\w)"), (name[-1], r"(?!\w)"))
    )
    pattern = re.compile(f"{before}{first}{re.escape(name[1:])}{after}")
    return [unit.n for unit in document.sentences if pattern.search(document.sentence(unit.n))]
