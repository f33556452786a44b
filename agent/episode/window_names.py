"""What a window says of names: the text around it, and the names for a reader's eye to fall on.

Owns: `WindowNames`. A title is checked against it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from agent.knowledge.model import Document
from agent.knowledge.text.names import CAPITALS, candidates, of_several_words
from agent.knowledge.things.titles import good_title
from agent.knowledge.values.units import is_unit


class WindowNames:
    """A document and the numbers of its sentences that are shown."""

    def __init__(self, document: Document, shown: Sequence[int]) -> None:
        self._document, self._shown = document, shown

    @cached_property
    def text(self) -> str:
        """The sentences, a line each."""
        return "\n".join(map(self._document.sentence, self._shown))

    @cached_property
    def around(self) -> str:
        """The title, the file's name and the headings over the window, then its text."""
        return f"{self._above}\n{self.text}"

    def fault(self, title: str) -> str | None:
        """What is wrong with a title that was given to something here, or None."""
        return good_title(title, self.around, self._document.text)

    def seen(self, known: Sequence[str]) -> list[str]:
        """Names that stand there, `known` ones among them, where capitals tell names; of German, where every noun has one, those of
        several words."""
        language = self._document.language
        if language not in CAPITALS and language != "de":
            return []
        offered = candidates(list(map(self._document.sentence, self._shown)), self._headings, known)
        found = [name for name in offered if name in known or not is_unit(name)]
        return found if language in CAPITALS else [name for name in found if name in known or of_several_words(name)]

    @cached_property
    def _headings(self) -> list[str]:
        return list(dict.fromkeys(part for n in self._shown for part in self._document.sentences[n - 1].heading))

    @property
    def _above(self) -> str:
        return "\n".join(dict.fromkeys([self._document.title, self._document.file_name, *self._headings]))
