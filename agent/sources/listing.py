"""From what the user named to a list of sources: list files, folders, globs, paths and URLs, each once, with a short name.

Touches the disk only to look (and to read list files); fetches nothing. What cannot be a source becomes one of kind
`unsupported` with its reason, so that one bad line never costs the others. Imports the decoding of text, what
lies below a folder, and shortcuts.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from agent.errors import SourceFailed
from agent.sources import shortcuts
from agent.sources.charset import decode
from agent.sources.folders import NO_NAME, Below, Found, fixed_part
from agent.sources.ours import NOT_READ, is_page
from agent.sources.schemes import ADDRESSES, LISTS, address_of
from agent.sources.slugs import slugs, stem
from agent.sources.sniff import READABLE
from agent.sources.specs import SourceSpec, unsupported, web_source

_LONGEST_LIST = 2**20  # bytes: a .txt over this is a source
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]+):")
_SENTENCE = re.compile(r"\S\s+\S.*[.!?…。！？:]\W*$")
_PATH_LIKE = re.compile(r"/|\.\w{1,8}$")
_SHOWN = 80  # characters of a word that is told
NO_LINE = "This line of the list is neither a path nor an address."
_NAMED = re.compile(rf"({'|'.join((*ADDRESSES, *LISTS))}):", re.IGNORECASE)


def resolve(
    specs: Sequence[str],
    base: Path,
    home: Path | None = None,
    tell: Callable[[str], None] = lambda line: None,
    leave: Callable[[str], None] = lambda line: None,
) -> list[SourceSpec]:
    """The sources that `specs` name, in order, each once; relative paths are relative to the folder `base`.

    `home`, if another, is the folder that the resources are told from: the one in which the wiki was first run. `tell` is told, in one
    line, what each of the words was taken for; then, a line each, what was passed over that is no source at all.
    `leave` is told, a line for each folder, how many of its files are of no kind that is read, by suffix.

    A spec is `-` (a list on standard input), a list file, a folder, a glob, a path or a URL. A file is taken for a list if
    its name ends in `.list`, or if it ends in `.txt` and most lines of it (blank lines and comments apart) are URLs,
    existing paths or globs, or single words that look like a path, or if it is bookmarks. In a list a path is relative to
    the list's folder, `#` starts a comment, and ` | Title` may follow. A line of it that is none of these fails alone.
    A shortcut is the page that it leads to.
    """
    base, home = (Path(os.path.abspath(each)) for each in (base, home or base))  # noqa: PTH100 - links stay as the user wrote them
    found: dict[str, SourceSpec] = {}
    taken: list[str] = []
    passed: list[str] = []
    left: list[str] = []
    for spec in specs:
        word = _Word(spec.strip(), base, home, passed.append, left.append)
        for source in map(_storable, word.sources()):
            known = found.get(source.resource)
            if known is None:
                found[source.resource] = source
            elif known.title is None and source.title:
                found[source.resource] = replace(known, title=source.title)
        taken.append(word.taken)
    tell("Reading " + "; ".join(taken))
    for line in dict.fromkeys(passed):
        tell(line)
    for line in dict.fromkeys(left):
        leave(line)
    names = slugs(resource for resource, source in found.items() if source.kind != "list")
    lists = {resource: f"{resource.partition(':')[0]}-{stem(resource)}" for resource in found.keys() - names.keys()}
    return [replace(source, slug=(names | lists)[resource]) for resource, source in found.items()]


def _storable(source: SourceSpec) -> SourceSpec:
    """A source whose name can be stored and shown: one that is not UTF-8 costs itself."""
    try:
        f"{source.resource}{source.origin}{source.title}".encode()
    except UnicodeEncodeError:
        shown = os.fsencode(source.resource).decode("utf-8", "backslashreplace")
        origin = os.fsencode(source.origin).decode("utf-8", "backslashreplace")
        return SourceSpec("", shown, "unsupported", None, NO_NAME, origin)
    return source


@dataclass(slots=True)
class _Word:
    """One word of the command line. `taken` says what it was taken for, once its sources were asked for."""

    word: str
    folder: Path
    home: Path
    tell: Callable[[str], None]
    leave: Callable[[str], None]
    taken: str = ""

    def sources(self) -> list[SourceSpec]:
        """Its sources, in order."""
        path = _path(self.word, self.folder)
        text = sys.stdin.read() if self.word == "-" else _list_text(path) if os.path.isfile(path) else None  # noqa: PTH113
        if text is None:
            found = list(_of_entry(self.word, None, self, "", self.folder))
            self.taken = f"{_clipped(self.word)} as {_taken_for(self.word, path, found)}"
            return found
        folder, origin = (self.folder, "-") if self.word == "-" else (path.parent, _told(path, self.home))
        found = [source for name, title in entries(text) for source in _of_entry(name, title, self, origin, folder)]
        shown = "standard input" if self.word == "-" else _clipped(self.word)
        bad = sum(source.reason == NO_LINE for source in found)
        named = len({source.resource for source in found if source.reason != NO_LINE})
        self.taken = f"{shown} as a list of {_count(named, 'source')}"
        self.taken += f" ({again} named again)" if (again := len(found) - bad - named) else ""
        self.taken += f" and {_count(bad, 'line')} that name{'s' if bad == 1 else ''} none" if bad else ""
        return found

    def below(self, folder: Path) -> Below:
        """What lies below a folder."""
        return Below(folder, self.tell, self.leave, lambda path: _told(path, self.home))


def _taken_for(word: str, path: Path, found: Sequence[SourceSpec]) -> str:
    if _exists(path):
        files = sum(source.kind == "file" for source in found)
        if not path.is_dir() and found[0].kind == "url":
            return f"a shortcut to {_clipped(found[0].resource)}"
        return f"a folder of {_count(files, 'file')}" if path.is_dir() else "a file to read"
    if scheme := _SCHEME.match(word):
        return "many pages, found when it is fetched" if scheme[1].lower() in LISTS else "an address"
    if not _is_glob(word):
        return "a file, which is not there"
    files = sum(source.kind == "file" for source in found)
    return f"a pattern for {_count(files, 'file')}"


def _clipped(word: str) -> str:
    return word if len(word) <= _SHOWN else f"{word[:_SHOWN]}…"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def entries(text: str) -> Iterator[tuple[str, str | None]]:
    """(name, title or None) for each line of a list that is neither blank nor a comment."""
    for line in text.splitlines():
        bare = re.sub(r"(^|\s)#.*", "", line).strip()
        name, _, title = (part.strip() for part in bare.partition(" | "))
        if name:
            yield name, title or None


def _list_text(path: Path) -> str | None:
    """The text of a list file; None if the file is no list."""
    suffix = path.suffix.lower()
    if suffix not in {".txt", ".list"}:
        return shortcuts.listed(path)
    try:
        if path.stat().st_size > _LONGEST_LIST:
            return None
        text = decode(path.read_bytes())
    except (OSError, SourceFailed):
        return None
    names = [name for name, _ in entries(text)]
    return text if suffix == ".list" or _is_list(names, path.parent) else None


def _is_list(names: Sequence[str], folder: Path) -> bool:
    """Whether the lines of a `.txt` are a list's: more than half name a source, or half where no other line is a sentence."""
    others = [name for name in names if not _looks_like_source(name, folder)]
    if not names or len(others) * 2 > len(names):
        return False
    return len(others) * 2 < len(names) or not any(_SENTENCE.search(name) for name in others)


def _looks_like_source(name: str, folder: Path) -> bool:
    """Whether a line of a `.txt` is a source rather than prose."""
    if re.match(r"https?://\S+$|file:\S+$", name) or _NAMED.match(name):
        return True
    if _exists(_path(name, folder)):
        return True
    one_word = not re.search(r"\s", name)
    return one_word and ("/" in name or _is_glob(name) or Path(name).suffix.lower() in READABLE)


def _of_entry(name: str, title: str | None, word: _Word, origin: str, folder: Path) -> Iterator[SourceSpec]:
    """The sources of one entry of a list, or of a word: a URL is one, a folder or glob may be many."""
    path = _path(name, folder)
    scheme = _SCHEME.match(name)
    if os.path.isdir(path):  # noqa: PTH112 - asks, raises nothing
        found = list(_of_folder(word.below(path).files(), title, path, word.home))
        yield from found or [unsupported(name, title, "There is no file in this folder that can be read.", origin)]
    elif is_page(path):
        yield unsupported(_told(path, word.home), title, NOT_READ, origin)
    elif _exists(path):
        yield _file(path, title, word.home, origin)
    elif scheme:
        yield replace(_of_address(name, scheme[1].lower(), title, word.home, folder), origin=origin)
    elif _is_glob(name):
        start, pattern = fixed_part(os.path.expanduser(name))  # noqa: PTH111 - fails softly for an unknown user
        root = _path(start or ".", folder)
        found = list(_of_folder(word.below(root).matching(pattern), title, root, word.home))
        yield from found or [unsupported(name, title, "No file matches this pattern.", origin)]
    elif name.startswith("www."):
        yield unsupported(name, title, "Is this a web address? Then write https:// before it.", origin)
    elif origin and re.search(r"\s", name) and not _PATH_LIKE.search(name):
        yield unsupported(name, title, NO_LINE, origin)
    else:
        yield _file(path, title, word.home, origin)


def _of_folder(found: Iterator[Found], title: str | None, root: Path, home: Path) -> Iterator[SourceSpec]:
    """What was found below a folder; the title that a list gives is for what is one file."""
    files = list(found)
    origin = _told(root, home)
    for path, fault in files:
        if fault:
            yield unsupported(_told(path, home), None, fault, origin)
        else:
            yield _file(path, title if len(files) == 1 else None, home, origin)


def _of_address(name: str, scheme: str, title: str | None, home: Path, folder: Path) -> SourceSpec:
    """What a word with a scheme is: an address, what is short for one, or what stands for many."""
    rest = name.partition(":")[2].strip()
    if scheme in ADDRESSES:
        try:
            return web_source(address_of(scheme, rest), title)
        except SourceFailed as fault:
            return unsupported(name, title, str(fault))
    if scheme not in LISTS:
        return web_source(name, title)
    inner = _SCHEME.match(rest)
    if scheme == "git" and inner is None:
        return SourceSpec("", f"git:{_told(_path(rest, folder), home)}", "list", title)
    if inner is None or inner[1].lower() not in ({"https"} if scheme == "git" else {"http", "https"}):
        wanted = "a path or an https address" if scheme == "git" else "a web address"
        return unsupported(name, title, f"After {scheme}: comes {wanted}, such as {scheme}:https://example.org/.")
    found = web_source(rest, title)
    return replace(found, resource=f"{scheme}:{found.resource}", kind="list" if found.kind == "url" else found.kind)


def _file(path: Path, title: str | None, home: Path, origin: str) -> SourceSpec:
    if address := shortcuts.leads_to(path):
        return replace(web_source(address, title), origin=origin)
    return SourceSpec("", _told(path, home), "file", title, None, origin)


def _told(path: Path, home: Path) -> str:
    """A path as it is stored: from the folder in which the wiki was first run, if it lies in that."""
    return (path.relative_to(home) if path.is_relative_to(home) else path).as_posix()


def _path(name: str, folder: Path) -> Path:
    """An absolute path, `..` resolved by name alone, links left as they are."""
    return Path(os.path.normpath(folder / os.path.expanduser(name)))  # noqa: PTH111 - fails softly for an unknown user


def _exists(path: Path) -> bool:
    try:
        return os.path.lexists(path)
    except ValueError:
        return False


def _is_glob(name: str) -> bool:
    return bool(re.search(r"[*?\[]", name))
