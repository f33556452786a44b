"""What lies below a folder that somebody named, or matches a pattern: what can be read, and what is left out and why.

Nothing outside the folder is reached: a link that leads out of it is not followed, and what is no plain file is not opened. Touches the
disk only to look. Imports the marks of our own wikis and the suffixes of what can be read.
"""

from __future__ import annotations

import glob
import os
import re
import stat
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from agent.sources.kinds.exported import EXPORTED, LOOKED_AT, may_be
from agent.sources.ours import STATE, is_page, is_wiki
from agent.sources.sniff import READABLE

OUTSIDE = "It is a link that leads out of {root}, so it is not followed; list what it leads to, if you mean that."
NO_FILE = "This is not an ordinary file (a pipe, a socket or a device, say), so it is not read."
NO_NAME = "Its name is not UTF-8, so it cannot be kept; rename it."

_NAMED = 12  # suffixes that a line names

Found = tuple[Path, str | None]  # a path below the folder, and why it is no source, if it is none


class Below:
    """The files of one folder. `tell` is told, in one line each, what is passed over that is no source at all: wikis of ours. `leave` is
    told, in a line, how many files of which suffix are of no kind that is read.

    `shown` is how a path is told to the user.
    """

    def __init__(
        self, root: Path, tell: Callable[[str], None], leave: Callable[[str], None], shown: Callable[[Path], str]
    ) -> None:
        self._root, self._tell, self._leave, self._shown = root, tell, leave, shown
        self._real = os.path.realpath(root)
        self._pages = self._data = 0
        self._passed: Counter[str] = Counter()

    def files(self) -> Iterator[Found]:
        """Those whose names say that they can be read, in the order of their paths; hidden ones are passed by."""
        found = sorted(self._walked(), key=lambda each: os.fsencode(each[0].relative_to(self._root).as_posix()))
        yield from found
        self._say_pages()
        self._say_passed()

    def matching(self, pattern: str) -> Iterator[Found]:
        """Those that match a pattern, told from the root; `**` is any number of folders. Hidden ones are passed by."""
        wikis: set[Path] = set()
        for name in sorted(glob.glob(pattern, root_dir=self._root, recursive=True)):  # noqa: PTH207 - passes hidden ones by
            path = Path(os.path.normpath(self._root / name))
            wiki = next((each for each in self._folders_above(path) if each in wikis or is_wiki(each)), None)
            if wiki is not None and wiki not in wikis:
                wikis.add(wiki)
                self._say_wiki(wiki)
            elif wiki is None and not path.is_dir():
                yield from self._one(path)
        self._say_pages()

    def _folders_above(self, path: Path) -> Iterator[Path]:
        """The folders between the root and a path, both left out."""
        return (each for each in path.parents if each != self._root and each.is_relative_to(self._root))

    def _walked(self) -> Iterator[Found]:
        def unreadable(fault: OSError) -> None:
            refused.append(Path(fault.filename))

        refused: list[Path] = []
        for parent, folders, files in os.walk(self._root, onerror=unreadable):
            self._passed["hidden"] += sum(each.startswith(".") and each != STATE for each in (*folders, *files))
            folders[:] = [each for each in folders if not each.startswith(".")]
            for each in list(folders):
                path = Path(parent, each)
                if path.is_symlink():
                    folders.remove(each)  # one that stays inside is walked where it leads
                    if not self._inside(path):
                        yield path, OUTSIDE.format(root=self._root.name)
                elif is_wiki(path):
                    folders.remove(each)
                    self._say_wiki(path)
            for each in files:
                suffix = Path(each).suffix.lower()
                if each.startswith("."):
                    continue
                if suffix in READABLE:
                    yield from self._one(Path(parent, each), named=False)
                else:
                    self._passed[suffix if suffix.isprintable() and suffix else "without a suffix"] += 1
        yield from ((path, "This folder may not be read: its permissions forbid it.") for path in refused)

    def _one(self, path: Path, *, named: bool = True) -> Iterator[Found]:
        """One file, as a source or not; nothing if it is a page of ours, or JSON that nobody named and no export."""
        if fault := fault_of(path):
            yield path, fault
        elif not self._inside(path):
            yield path, OUTSIDE.format(root=self._root.name)
        elif is_page(path):
            self._pages += 1
        elif not named and not _may_be_read(path):
            self._data += 1
        else:
            yield path, None

    def _inside(self, path: Path) -> bool:
        return leads_into(path, self._real)

    def _say_wiki(self, wiki: Path) -> None:
        self._tell(f"{self._shown(wiki)} is a wiki of ours and no source; it is not read.")

    def _say_pages(self) -> None:
        if self._pages:
            pages = "a page" if self._pages == 1 else f"{self._pages} pages"
            self._tell(f"{pages} of a wiki of ours in {self._shown(self._root)}: no source, and not read.")
        if self._data:
            files = "a JSON file" if self._data == 1 else f"{self._data} JSON files"
            self._tell(f"{files} in {self._shown(self._root)}: no export that we know, and not read.")

    def _say_passed(self) -> None:
        """What is neither read nor failed is named with its count, the most first."""
        counted = sorted(self._passed.items(), key=lambda each: (-each[1], each[0]))
        named = [f"{count:,} {what}" for what, count in counted if count]
        if named:
            rest = f" and {len(named) - _NAMED} suffixes more" if len(named) > _NAMED else ""
            self._leave(f"passed by in {self._shown(self._root)}: {', '.join(named[:_NAMED])}{rest}")


def _may_be_read(path: Path) -> bool:
    """Whether a plain file that nobody named is no JSON, or may be an export. Why one cannot be opened is said when it is read."""
    if path.suffix.lower() not in EXPORTED.suffixes:
        return True
    try:
        with path.open("rb") as file:
            return may_be(file.read(LOOKED_AT))
    except OSError:
        return True


def leads_into(path: Path, real: str) -> bool:
    """Whether a path, all its links followed, lies in the folder `real`, which is without links."""
    return Path(os.path.realpath(path)).is_relative_to(real)


def fault_of(path: Path) -> str | None:
    """Why there can be no source at this path, seen without opening it; None if there may be one."""
    try:
        how = os.stat(path)  # noqa: PTH116 - says of each fault which it is
    except (FileNotFoundError, NotADirectoryError):
        return "It is a link that leads nowhere." if path.is_symlink() else "There is no such file."
    except (OSError, ValueError) as fault:
        return f"There is no such file ({getattr(fault, 'strerror', None) or 'not a valid path'})."
    if stat.S_ISDIR(how.st_mode):
        return "This is a folder, not a file."
    return None if stat.S_ISREG(how.st_mode) else NO_FILE


def fixed_part(pattern: str) -> tuple[str, str]:
    """A pattern as (the folder that stands before its first sign, the rest)."""
    parts = re.split(r"(/+)", pattern)
    signs = next(number for number, part in enumerate(parts) if re.search(r"[*?\[]", part))
    return "".join(parts[:signs]), "".join(parts[signs:])
