"""Publishing during the night: the wiki on disk is whole at every moment, and catching up never becomes the night's main work.

Owns: when to publish; that it holds up nobody who waits for the engine, as it is done in slices; and that a page which cannot be rendered
costs only itself. What is written follows from the rows; how, is `agent.wiki.folder.publish`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from agent.clock import Clock
from agent.errors import Fatal, NightError
from agent.known.lasting import Lasting
from agent.known.slices import Sliced, by_turns, whole
from agent.known.standing import facts_of
from agent.state.state import State
from agent.state.store import database_path
from agent.wiki.drawings import Drawings
from agent.wiki.folder import obsidian
from agent.wiki.folder.carry import Outcome
from agent.wiki.folder.places import Places, Seen, look, survey
from agent.wiki.folder.publish import Digests, publishing
from agent.wiki.project import projecting, remember
from agent.wiki.render import page_paths, render, rendering
from agent.wiki.told import keep
from agent.wiki.view import Page, WikiView

P = TypeVar("P", bound=Page)
KEPT = 600  # seconds between two times that what was made is kept for another process, within a night
PAUSE = 10.0  # seconds at least between two times within a night
SHARE = 0.04  # of the night that publishing may take before its end
_GRAPH = "obsidian graph"
_TOOK = "seconds to publish"
log = logging.getLogger("nightwiki")


@dataclass(slots=True)
class Publisher:
    """Publishes one wiki: whatever changed, `now`, or `in_slices` between the turns of others."""

    state: State
    wiki: Path
    clock: Clock
    tell: Callable[[str], None] = log.warning
    _last: float = float("-inf")
    _kept_at: float = float("-inf")
    _took: float = 0.0
    _work: Sliced[Outcome] | None = None  # what is under way, in slices
    _seen: Seen | None = None
    _kept: Seen = field(default_factory=dict)
    _digested: Digests = field(default_factory=dict)
    _drawings: Drawings = field(init=False)
    lasting: Lasting = field(init=False)

    def __post_init__(self) -> None:
        self.lasting = Lasting(self.state.kept)
        self._drawings = Drawings(self.lasting, self.state.kept.text)

    def begin(self) -> None:
        """Settle what a killed publish left behind, and see what a person did since.

        How long publishing took an earlier process counts here too: what is to be done next waits for no wiki that stands already.
        """
        self._survey()
        self._keep_seen()
        self._last, self._took = self.clock.monotonic(), float(self.state.nights.meta(_TOOK) or 0)
        self._kept_at = self._last

    def is_due(self) -> bool:
        """Whether it takes no more than its share of the night if it is done now."""
        return self.clock.monotonic() - self._last >= max(self._took / SHARE, PAUSE if self._took else 0)

    async def in_slices(self) -> None:
        """Publish between the turns of others. One at a time."""
        now = self.clock.monotonic
        keeps = now() - self._kept_at >= KEPT
        self._work = work = self._slices(keeps=keeps, drafts=not keeps)
        try:
            took = await by_turns(work, now)
        finally:
            if mine := self._work is work:
                self._work = None
        if mine:
            self._ended(took)

    def now(self, *, keeps: bool = True, drafts: bool = False) -> Outcome:
        """Publish everything that changed; `keeps` what was made for the next process; `drafts`: see `project`.

        Raises Fatal if the wiki's folder is gone: it is not made anew. What is under way in slices is broken off: it is as if the process
        had been killed there.
        """
        if self._work is not None:
            self._work.close()
            self._work = None
        began = self.clock.monotonic()
        outcome = whole(self._slices(keeps=keeps, drafts=drafts))
        self._ended(self.clock.monotonic() - began)
        return outcome

    def _ended(self, took: float) -> None:
        self._last, self._took = self.clock.monotonic(), took
        self.state.nights.set_meta(_TOOK, f"{self._took:.0f}")

    def _slices(self, *, keeps: bool, drafts: bool = False) -> Sliced[Outcome]:
        """One publishing, of the wiki as the rows are when it begins."""
        if not database_path(self.wiki).exists():
            raise Fatal(f"the wiki's folder {self.wiki} was removed or moved while the night ran")
        self.state.take_up()
        seen, before = {record.id: record for record in self.state.pages.all()}, facts_of(self.state)
        view = yield from projecting(self.state, self.lasting, drafts=drafts)
        yield
        same = facts_of(self.state) == before
        remember(self.state, view, self.lasting, seen)
        facts = facts_of(self.state) if same else before  # what is remembered changes them too
        yield
        places = self._survey()
        yield
        files, leave = yield from self._rendered(view, places)
        yield
        outcome = yield from publishing(self.wiki, files, self.state.published, leave, self._digested)
        if keeps:
            yield
            keep(self.state, view, self.lasting, facts)
            yield
            self._keep_seen(again=True)
            self._kept_at = self.clock.monotonic()
        if not self.state.nights.meta(_GRAPH):
            obsidian.write_once(self.wiki)
            self.state.nights.set_meta(_GRAPH, "written")
        return outcome

    def _survey(self) -> Places:
        """See what a person did; of the files only those are read that are not as they were, in an earlier process too."""
        if self._seen is None:
            self._kept = self.state.notes.all()
            self._seen = dict(self._kept)
        return survey(self.wiki, self.state.published, self._seen)

    def _keep_seen(self, *, again: bool = False) -> None:
        """Keep what the files say, for whoever looks next; looked at `again` where they were written since."""
        assert self._seen is not None
        seen = self._seen
        if again:
            look(self.wiki, seen)
        changed = {path: row for path, row in seen.items() if self._kept.get(path) is not row}
        self.state.notes.put(changed, self._kept.keys() - seen.keys())
        self._kept = dict(seen)

    def _rendered(self, view: WikiView, places: Places) -> Sliced[tuple[dict[str, str], set[str]]]:
        """Every file's text, and the paths of pages that crash the renderer: each keeps the file that it had."""
        try:
            return (yield from rendering(view, places, self._drawings)), set()
        except NightError:
            raise
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"
            bad = _crashing(view, (*view.pages, *view.questions))
            if not bad:
                raise
        files, paths = render(_emptied(view, bad), places, self._drawings), page_paths(view, places)
        for page in bad:
            self.tell(f"{page.title} could not be drawn ({reason}); its file stays as it was.")
        leave = {paths[page.id] for page in bad if page.id in paths}
        return {path: text for path, text in files.items() if path not in leave}, leave


def _crashing(view: WikiView, pages: Sequence[Page]) -> list[Page]:
    """Those of `pages` that cannot be drawn, found by halving; none if the fault lies elsewhere."""
    others = [page for page in (*view.pages, *view.questions) if page not in pages]
    try:
        render(_emptied(view, others))
    except NightError:
        raise
    except Exception:  # noqa: BLE001 - that is what is looked for
        if len(pages) == 1:
            return list(pages)
        middle = len(pages) // 2
        return [*_crashing(view, pages[:middle]), *_crashing(view, pages[middle:])] if pages else []
    return []


def _emptied(view: WikiView, pages: Sequence[Page]) -> WikiView:
    """The same wiki with nothing on these pages but their titles, so that links to them still lead somewhere."""
    ids = {page.id for page in pages}

    def bare(page: P) -> P:
        return replace(page, lead=(), lines=(), see_also=(), disagreements=()) if page.id in ids else page

    return replace(view, pages=tuple(map(bare, view.pages)), questions=tuple(map(bare, view.questions)))
