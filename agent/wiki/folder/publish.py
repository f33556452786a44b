"""Publishing: what was rendered becomes files, and what a person wrote is never overwritten or lost, whatever kills us.

Owns: what is to be done with each file; `carry` does it. Touches files under the wiki's folder only. Imports `agent.errors`,
`agent.state` for a shape, and this room.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path

from agent.known.slices import Sliced
from agent.state.pages import Intent, Published, PublishedHead, PublishedRow
from agent.wiki.folder import disk
from agent.wiki.folder.carry import Job, Outcome, carry_out, guarded
from agent.wiki.folder.merge import husk, merge
from agent.wiki.folder.owned import Place, adopt, digest_of, disposable, placed
from agent.wiki.folder.settle import settle
from agent.wiki.matter import identity_of

BATCH = 100
"""Files whose rows are committed at once, and whose folders wait for the disk once."""
_WITHDRAWN = "withdrawn"
"""Stands for the rendering of a page that is no more."""


Digests = dict[str, tuple[str, str]]  # of the text that was rendered for a path last time, by the path


def publishing(
    folder: Path,
    rendered: Mapping[str, str],
    store: Published,
    leave: Collection[str] = frozenset(),
    digested: Digests | None = None,
) -> Sliced[Outcome]:
    """In slices, make the files under `folder` what `rendered` (path to text) says; our changes are merged into what a person changed.

    Where both changed the same lines theirs stands, and the file is reported as held; so are files that a person wrote or
    deleted. Files that we wrote and that are not rendered any more go, but for what a person wrote on them. Those in `leave`
    stay as they are. `digested`, kept from time to time, spares digesting the same objects again.

    Cut short between two slices, it is as if the process had been killed there. Raises Fatal if the disk is full or broken; what concerns
    one file is reported as failed.
    """
    digested = {} if digested is None else digested
    folder.mkdir(parents=True, exist_ok=True)
    outcome = Outcome(kept=settle(folder, store))
    rows = store.heads()
    # Removed first: on a file system blind to case, Kettle.md may be the kettle.md that has to go.
    stale = (path for path, row in rows.items() if path not in rendered and row.ours_hash != _WITHDRAWN)
    for batch in _batches(path for path in stale if path not in leave):
        jobs = [
            job for path in batch for job in guarded(path, outcome, lambda p: _to_withdraw(folder, p, store, outcome))
        ]
        yield from carry_out(folder, jobs, store, outcome)
    for path in digested.keys() - rendered.keys():
        del digested[path]
    for path, text in rendered.items():
        if (known := digested.get(path)) is None or known[0] is not text:
            digested[path] = text, digest_of(text.encode())
    digests = {path: digested[path][1] for path in rendered if path not in leave}
    changed = [path for path, digest in digests.items() if not _is_done(rows.get(path), digest)]
    outcome.unchanged = len(digests) - len(changed)
    gone = store.gone()
    deleted = {path for path in changed if gone and (identity_of(rendered[path]) or path) in gone}
    outcome.held |= dict.fromkeys(deleted, "deleted by hand")
    for batch in _batches(sorted(set(changed) - deleted, key=_order)):
        jobs = [
            job
            for path in batch
            for job in guarded(path, outcome, lambda p: _to_bring(folder, p, rendered[p], store, outcome))
        ]
        yield from carry_out(folder, jobs, store, outcome)
    return outcome


def _order(path: str) -> tuple[int, str]:
    """Sources before the pages that link to them; the index and its like last."""
    return 0 if "/" in path else 2 if path in {
        "index.md",
        "overview.md",
        "conflicts.md",
        "timeline.md",
        "log.md",
    } else 1, path


def _batches(paths: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(paths)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _is_done(row: PublishedHead | None, digest: str) -> bool:
    """Whether this rendering is in the file as far as it can be."""
    if row is None or row.intended_hash is not None:
        return False
    return digest == (row.ours_hash if row.adopted_hash else row.published_hash)


def _to_bring(folder: Path, path: str, text: str, store: Published, outcome: Outcome) -> Job | None:
    """What is to be done so that a file holds `text`; None if nothing is, or nothing may be."""
    with placed(folder, path, make=True) as place:
        row, here, digest = store.row(path), place.digest(), digest_of(text.encode())
        page = identity_of(text) or path
        is_free = here is None and not (row and (row.published_hash or row.adopted_hash))
        if is_free or (here is not None and here in {digest, *disposable(row)}):
            return Job(Intent(path, page, text, digest), here, frozenset(disposable(row) | {digest}))
        if here is None:
            outcome.held[path] = "deleted by hand"
            return None
        adopt(place, store, page)
        return _to_merge(place, store.row(path), page, text, digest, store, outcome)


def _to_merge(
    place: Place, row: PublishedRow | None, page: str, text: str, ours_hash: str, store: Published, outcome: Outcome
) -> Job | None:
    """What is to be done so that our changes are in a person's file; None if nothing is."""
    data = disk.read(place.at, place.name)
    if row is None or data is None or row.adopted_hash != digest_of(data):
        outcome.held[place.path] = "changed by hand just now"
        return None
    theirs = _decoded(data)
    foreign = theirs is not None and identity_of(theirs) not in {"", page}
    if row.base_text is None or theirs is None or foreign:
        store.waits(place.path, row.base_text, ours_hash, None)
        outcome.held[place.path] = "written by hand" if row.base_text is None or foreign else "changed by hand"
        return None
    merged = merge(row.base_text, text, theirs)
    waiting = "\n".join(merged.waiting) or None
    if waiting or (merged.text == theirs and merged.base != text):
        outcome.held[place.path] = "changed by hand"
    if merged.text == theirs:
        store.waits(place.path, merged.base, ours_hash, waiting)
        return None
    new = merged.text.encode()
    intent = Intent(place.path, page, merged.text, digest_of(new), merged.base, ours_hash, waiting)
    return Job(intent, row.adopted_hash, frozenset({row.adopted_hash, digest_of(new)}), merges=True)


def _decoded(data: bytes) -> str | None:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


def _to_withdraw(folder: Path, path: str, store: Published, outcome: Outcome) -> Job | None:
    """What is to be done so that a file of ours that is rendered no more goes. What a person wrote stays."""
    gone = Intent(path)
    try:
        with placed(folder, path, make=False) as place:
            here, row = place.digest(), store.row(path)
            if here is None or here in disposable(row):
                return Job(gone, here, frozenset(disposable(row)))
            adopt(place, store)
            outcome.held[path] = "changed by hand, and no page of ours any more"
            row = store.row(path)
            if row is None or row.base_text is None:
                return Job(gone, None, frozenset())  # it never was ours: no need to know it
            return _to_merge(place, row, row.page, husk(row.base_text), _WITHDRAWN, store, outcome)
    except FileNotFoundError:
        return Job(gone, None, frozenset())
