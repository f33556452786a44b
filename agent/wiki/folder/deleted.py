"""Pages that a person deleted: which they are, and how one comes back when somebody asks for it.

Owns: finding them by title, and their return. Imports `agent.knowledge`, `agent.state` and this room.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from agent.knowledge.text.normal import key
from agent.state.state import State
from agent.wiki.folder import disk
from agent.wiki.folder.owned import digest_of, placed


def deleted_pages(state: State) -> dict[str, str]:
    """What a person deleted and nobody asked for since: the page's title (or its path, if it has none), to its id."""
    titles = {record.id: record.title for record in state.pages.all()}
    return {titles.get(page, path): page for page, path in sorted(state.published.gone().items())}


def bring_back(state: State, folder: Path, title: str) -> str | None:
    """Let what a person deleted be written again by the next publish, with what they had written on it.

    `title` is the page's title, its file's name or its path. Returns its path as it was, or None if no such page was deleted.
    """
    gone = state.published.gone()
    named = deleted_pages(state) | {path: page for page, path in gone.items()}
    named |= {PurePosixPath(path).stem: page for page, path in gone.items()}
    page = named.get(title) or {key(name): page for name, page in named.items()}.get(key(title))
    if page is None:
        return None
    row = state.published.deleted_row(page)
    data = (row.adopted_text or "").encode() if row else b""
    if row and row.adopted_hash == digest_of(data) and _stood_up(folder, row.path, data):
        state.published.restored(page, row.path)
    else:
        state.published.wanted_again(page)
    return gone[page]


def _stood_up(folder: Path, path: str, data: bytes) -> bool:
    """Write a person's text where it was, unless something else stands there by now."""
    try:
        with placed(folder, path, make=True) as place:
            disk.write(place.work, place.aside("new"), data)
            disk.flush(place.work, place.aside("new"))
            disk.create(place.work, place.aside("new"), place.at, place.name)
    except (FileExistsError, disk.NotPlainError):
        return False
    return True
