"""What was made last time, taken again as long as what it was made from is the same: in one process, and some of it in the next one too.

Owns: `Lasting`. It decides nothing: a new one without rows gives the same values, only more slowly. What is kept as a row is marked with
what it was made from and with the code that made it, so that a newer nightwiki takes nothing of an older one's for its own.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from agent.knowledge.model import short_hash
from agent.state.kept import Kept, KeptRow

T = TypeVar("T")
YES = TypeAdapter(bool)
_ROOMS = ("knowledge", "known", "wiki", "night")  # on whose code a value may depend


class Lasting:
    """Values by what they are and whose, each with what it was made from. `made` counts those that had to be made.

    `rows` are those of earlier processes; without them nothing outlasts this one.
    """

    def __init__(self, rows: Kept | None = None) -> None:
        self._kept: dict[tuple[str, str], tuple[object, object]] = {}
        self._now: dict[tuple[str, str], tuple[object, object]] = {}
        self._rows = rows
        self._new: dict[tuple[str, str], KeptRow] = {}
        self._gone: set[tuple[str, str]] = set()
        self._there: dict[str, set[str]] = {}  # of whom there are rows, once they were asked for
        self._held: dict[str, object] = {}
        self.made = 0

    def begin(self) -> None:
        """Start another round: what was not asked for in the last one is forgotten."""
        self._kept, self._now = self._now, {}

    def of(
        self, what: str, whose: str, source: object, make: Callable[[], T], shape: TypeAdapter[T] | None = None
    ) -> T:
        """The value that `make` gives, which is a function of `source` alone.

        With a `shape` it may be kept as a row: then the repr of `source` must be the same in every process.
        """
        name = what, whose
        kept = self._now.get(name) or self._kept.get(name)
        if kept is None or kept[0] != source:
            kept = source, self._make(make) if shape is None else self._row(name, source, make, shape)
        self._now[name] = kept
        return kept[1]  # type: ignore[return-value]  # what was put under this name

    def last(self, what: str, none: Callable[[], T]) -> T:
        """What was held under this name, else `none`."""
        return self._held[what] if what in self._held else none()  # type: ignore[return-value]  # what was put there

    def hold(self, what: str, value: object) -> None:
        """Have a value at hand the next time, in this process; whoever takes it sees for himself what of it still holds."""
        self._held[what] = value

    def keep(self) -> None:
        """Commit as rows what was made since the last time."""
        if self._rows is not None:
            self._rows.put(self._new.values(), self._gone)
            for what, whose in self._new:
                if what in self._there:
                    self._there[what].add(whose)
        self._new, self._gone = {}, set()

    def _make(self, make: Callable[[], T]) -> T:
        self.made += 1
        return make()

    def row(self, what: str, whose: str, source: object, shape: TypeAdapter[T]) -> T | None:
        """The value that was kept as a row, if one was made from this source."""
        if self._rows and what not in self._there:  # asked once, and not for each of many that are new
            self._there[what] = self._rows.whose(what)
        kept = self._rows.get(what, whose, _mark(source)) if self._rows and whose in self._there[what] else None
        try:
            return shape.validate_json(kept) if kept else None
        except ValidationError:
            return None  # no value of ours: it is made again

    def _row(self, name: tuple[str, str], source: object, make: Callable[[], T], shape: TypeAdapter[T]) -> T:
        found = self.row(*name, source, shape)
        if found is None:
            found = self._make(make)
            self.note(*name, source, found, shape)
        return found

    def note(self, what: str, whose: str, source: object, value: T, shape: TypeAdapter[T]) -> None:
        """Have a value kept as a row, the next time that rows are."""
        if self._rows:
            self._new[what, whose] = what, whose, _mark(source), shape.dump_json(value).decode()

    def drop(self, *what: str) -> None:
        """Have no values of these kinds kept as rows that were noted since rows were kept last."""
        self._new = {name: row for name, row in self._new.items() if name[0] not in what}

    def only(self, what: str, whose: Set[str]) -> None:
        """Have all other rows of this kind go, the next time that rows are kept."""
        if self._rows:
            self._gone |= {(what, other) for other in self._rows.whose(what) - whose}


def _mark(source: object) -> str:
    return short_hash(_code(), repr(source))


@cache
def _code() -> str:
    """What tells this code from any other, its templates too."""
    digest = sha256()
    for room in _ROOMS:
        for path in sorted((Path(__file__).parents[1] / room).rglob("*")):
            if path.suffix in {".py", ".j2"}:
                digest.update(path.read_bytes())
    return digest.hexdigest()
