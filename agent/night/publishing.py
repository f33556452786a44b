"""Publishing during the night: the wiki on disk is whole at every moment, and catching up never becomes the night's main work.

Owns: when to publish, and that a page which cannot be rendered costs only itself. What is written follows from the rows; how, is
`agent.wiki.folder.publish`.
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
from agent.state.state import State
from agent.state.store import database_path
from agent.wiki.drawings import Drawings
from agent.wiki.folder import obsidian
from agent.wiki.folder.carry import Outcome
from agent.wiki.folder.places import Places, Seen, look, survey
from agent.wiki.folder.publish import Digests, publish
from agent.wiki.project import project, remember
from agent.wiki.render import page_paths, render
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
    """Publishes one wiki. `now` publishes whatever changed; `soon` only if the last time is long enough ago for what it took."""

    state: State
    wiki: Path
    clock: Clock
    tell: Callable[[str], None] = log.warning
    _last: float = float("-inf")
    _kept_at: float = float("-inf")
    _took: float = 0.0
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

    def soon(self) -> None:
        """Publish, unless that would take more than its share of the night."""
        if self.clock.monotonic() - self._last >= max(self._took / SHARE, PAUSE if self._took else 0):
            keeps = self.clock.monotonic() - self._kept_at >= KEPT
            self.now(keeps=keeps, drafts=not keeps)

    def now(self, *, keeps: bool = True, drafts: bool = False) -> Outcome:
        """Publish everything that changed; `keeps` what was made for the next process; `drafts`: see `project`. Raises Fatal if the wiki's
        folder is gone: it is not made anew.
        """
        if not database_path(self.wiki).exists():
            raise Fatal(f"the wiki's folder {self.wiki} was removed or moved while the night ran")
        began = self.clock.monotonic()
        self.state.take_up()
        view = project(self.state, self.lasting, drafts=drafts)
        remember(self.state, view, self.lasting)
        files, leave = self._rendered(view, self._survey())
        outcome = publish(self.wiki, files, self.state.published, leave, self._digested)
        if keeps:
            keep(self.state, view, self.lasting)
            self._keep_seen(again=True)
            self._kept_at = self.clock.monotonic()
        if not self.state.nights.meta(_GRAPH):
            obsidian.write_once(self.wiki)
            self.state.nights.set_meta(_GRAPH, "written")
        self._last = self.clock.monotonic()
        self._took = self._last - began
        self.state.nights.set_meta(_TOOK, f"{self._took:.0f}")
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

    def _rendered(self, view: WikiView, places: Places) -> tuple[dict[str, str], set[str]]:
        """Every file's text, and the paths of pages that crash the renderer: each keeps the file that it had."""
        try:
            return render(view, places, self._drawings), set()
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
