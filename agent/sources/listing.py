"""From what the user named to a list of sources: list files, folders, globs, paths and URLs, each once, with a short name.

Touches the disk only to look (and to read list files); fetches nothing. What cannot be a source becomes one of kind
`unsupported` with its reason, so that one bad line never costs the others. Imports the decoding of text.
"""

from __future__ import annotations

import glob
import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

from agent.errors import SourceFailed
from agent.sources.charset import decode
from agent.sources.slugs import slugs
from agent.sources.sniff import SUFFIXES

_LONGEST_LIST = 2**20  # bytes: a .txt over this is a source
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]+):")
_LATER = {
    "arxiv": "list the address of its PDF (https://arxiv.org/pdf/…)",
    "doi": "list the address of the page or PDF that it leads to",
    "sitemap": "list the pages themselves",
    "feed": "list the pages themselves",
}


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """One thing to read.

    `resource` is the URL, or the path: relative to the base folder (with `/`) when inside it, else absolute. `slug` is short
    and unique in its list. `title` is what the list calls it. `reason` says why an `unsupported` one is none.
    """

    slug: str
    resource: str
    kind: Literal["file", "url", "unsupported"]
    title: str | None = None
    reason: str | None = None


def resolve(specs: Sequence[str], base: Path, home: Path | None = None) -> list[SourceSpec]:
    """The sources that `specs` name, in order, each once; relative paths are relative to the folder `base`.

    `home`, if another, is the folder that the resources are told from: the one in which the wiki was first run.

    A spec is `-` (a list on standard input), a list file, a folder, a glob, a path or a URL. A file is taken for a list if
    its name ends in `.list`, or if it ends in `.txt` and every line of it (blank lines and comments apart) is a URL, an
    existing path or a glob, or a single word that looks like a path. In a list a path is relative to the list's folder,
    `#` starts a comment, and ` | Title` may follow.
    """
    base, home = (Path(os.path.abspath(each)) for each in (base, home or base))  # noqa: PTH100 - links stay as the user wrote them
    found: dict[str, SourceSpec] = {}
    for spec in specs:
        for source in _of_spec(spec.strip(), base, home):
            known = found.get(source.resource)
            if known is None:
                found[source.resource] = source
            elif known.title is None and source.title:
                found[source.resource] = replace(known, title=source.title)
    names = slugs(found)
    return [replace(source, slug=names[resource]) for resource, source in found.items()]


def _of_spec(spec: str, folder: Path, base: Path) -> Iterator[SourceSpec]:
    """The sources of one word of the command line."""
    if spec == "-":
        yield from _of_lines(sys.stdin.read(), folder, base)
        return
    path = _path(spec, folder)
    text = _list_text(path) if path.is_file() else None
    if text is None:
        yield from _of_entry(spec, None, folder, base)
    else:
        yield from _of_lines(text, path.parent, base)


def _of_lines(text: str, folder: Path, base: Path) -> Iterator[SourceSpec]:
    for name, title in entries(text):
        yield from _of_entry(name, title, folder, base)


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
        return None
    try:
        if path.stat().st_size > _LONGEST_LIST:
            return None
        text = decode(path.read_bytes())
    except (OSError, SourceFailed):
        return None
    names = [name for name, _ in entries(text)]
    is_list = suffix == ".list" or (names and all(_looks_like_source(name, path.parent) for name in names))
    return text if is_list else None


def _looks_like_source(name: str, folder: Path) -> bool:
    """Whether a line of a `.txt` is a source rather than prose."""
    if re.match(r"https?://\S+$|file:\S+$", name) or name.partition(":")[0].lower() in _LATER:
        return True
    if _exists(_path(name, folder)):
        return True
    one_word = not re.search(r"\s", name)
    return one_word and ("/" in name or _is_glob(name) or Path(name).suffix.lower() in SUFFIXES)


def _of_entry(name: str, title: str | None, folder: Path, base: Path) -> Iterator[SourceSpec]:
    """The sources of one entry: a URL is one, a folder or glob may be many."""
    path = _path(name, folder)
    scheme = _SCHEME.match(name)
    if _exists(path):
        yield from _of_path(path, name, title, base)
    elif scheme:
        yield _of_url(name, scheme[1].lower(), title)
    elif _is_glob(name):
        matches = glob.glob(os.path.expanduser(name), root_dir=folder, recursive=True)  # noqa: PTH111, PTH207 - passes hidden ones by
        files = [each for each in (_path(match, folder) for match in sorted(matches)) if not each.is_dir()]
        yield from (_file(each, title if len(files) == 1 else None, base) for each in files)
        if not files:
            yield _unsupported(name, title, "No file matches this pattern.")
    elif name.startswith("www."):
        yield _unsupported(name, title, "Is this a web address? Then write https:// before it.")
    else:
        yield _file(path, title, base)


def _of_path(path: Path, name: str, title: str | None, base: Path) -> Iterator[SourceSpec]:
    if not path.is_dir():
        yield _file(path, title, base)
        return
    files = sorted(_below(path), key=lambda each: each.relative_to(path).as_posix())
    yield from (_file(each, title if len(files) == 1 else None, base) for each in files)
    if not files:
        yield _unsupported(name, title, "There is no file in this folder that can be read.")


def _below(folder: Path) -> Iterator[Path]:
    """The files below a folder whose names say that they can be read; hidden ones, and links to folders, are passed by."""
    for parent, folders, files in os.walk(folder):
        folders[:] = [each for each in folders if not each.startswith(".")]
        yield from (
            Path(parent, each) for each in files if not each.startswith(".") and Path(each).suffix.lower() in SUFFIXES
        )


def _of_url(name: str, scheme: str, title: str | None) -> SourceSpec:
    if scheme in _LATER:
        return _unsupported(name, title, f"{scheme}: is not read yet; {_LATER[scheme]} instead.")
    if scheme not in {"http", "https", "file"}:
        return _unsupported(name, title, f"{scheme}: is not read; only http, https and files are.")
    try:
        parts = urlsplit(name)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return _unsupported(name, title, "This is not a valid web address.")
    if scheme == "file":
        return SourceSpec("", name.partition("#")[0], "url", title)
    if not host:
        return _unsupported(name, title, "This is not a valid web address: it names no host.")
    if parts.username is not None or parts.password is not None:
        hidden = urlunsplit((scheme, f"…@{host}", parts.path, parts.query, ""))
        return _unsupported(
            hidden, title, "Addresses with a password inside are not read: it would end up in the wiki."
        )
    shown = f"[{host}]" if ":" in host else host
    default = port in {None, 443 if scheme == "https" else 80}
    place = shown if default else f"{shown}:{port}"
    return SourceSpec("", urlunsplit((scheme, place, parts.path or "/", parts.query, "")), "url", title)


def _file(path: Path, title: str | None, base: Path) -> SourceSpec:
    inside = path.is_relative_to(base)
    return SourceSpec("", (path.relative_to(base) if inside else path).as_posix(), "file", title)


def _unsupported(name: str, title: str | None, reason: str) -> SourceSpec:
    return SourceSpec("", name, "unsupported", title, reason)


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
