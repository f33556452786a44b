"""A glance at a night under way: the few figures that are cheap to ask for every second, and their words.

Owns: what is told of a running night, in a log's line and on a terminal. Reads rows, beside the process that writes them or in it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from agent.morning.pace import Pace
from agent.state.nights import NightRecord, Outage
from agent.state.queue import EpisodeRecord
from agent.state.state import State
from agent.wiki.text import shorten

if TYPE_CHECKING:
    from agent.night.reckoning import Cost
    from agent.night.reckoning import Pace as Reckoned

DOING = {
    "read": "reading",
    "wanted": "looking for what has no page yet",
    "filing": "looking for what has no page yet",
    "pair": "looking for one thing under two names",
    "identify": "telling namesakes apart",
    "compare": "looking for what cannot all be true",
    "release": "looking for what a later release says otherwise",
    "question": "asking each source alone",
    "verdict": "judging answers",
    "write": "writing pages",
    "tend": "going over what is thin",
    "overview": "writing the overview",
}
"""Kinds of episodes, as what is being done."""
_SUBJECTS = 3  # named at once
_SUBJECT = 40  # characters


@dataclass(slots=True)
class Tokens:
    """Tokens of one night, added up from where the last look ended."""

    night: int = 0
    step: int = 0
    prompt: int = 0
    completion: int = 0
    pace: Pace = field(default_factory=Pace)

    _known: tuple[Cost, Reckoned | None] | None = None

    def look(self, state: State, night: int) -> None:
        """Add what has come since."""
        if night != self.night:
            self.night, self.step, self.prompt, self.completion, self._known = night, 0, 0, 0, None
        self.step, prompt, completion = state.journal.tokens_after(self.step, night)
        self.prompt += prompt
        self.completion += completion

    def reckoned(self, state: State, night: NightRecord) -> tuple[float, str]:
        """Seconds to the night's end by what was measured before it, and by what that was; 0 where nothing was."""
        from agent.night.reckoning import known, left  # what they import takes longer to load than `status` to tell

        if self._known is None:
            self._known = known(state, night.model, int(state.nights.meta("workers") or 0) or None)
        cost, pace = self._known
        if pace is None:
            return 0.0, ""
        return left(state, night.id, cost, pace, self.prompt, self.completion), pace.source.partition(",")[0]


@dataclass(frozen=True, slots=True)
class Glance:
    """How a night stands at one moment. `started` and `until` are ISO times or empty; `outage` lasts still, if there is one; `speed` in
    tokens written a second and `lasts`, the seconds that what is queued will take, are 0 where they are not known. Before a night has a
    pace of its own `lasts` is to its end, and `by` tells whose pace that is.
    """

    doing: str = "starting"
    subjects: tuple[str, ...] = ()
    sources: int = 0
    read: int = 0
    failed: int = 0
    done: int = 0
    pending: int = 0
    aside: int = 0
    pages: int = 0
    prompt: int = 0
    completion: int = 0
    model: str = ""
    outage: Outage | None = None
    windows: tuple[int, int] = (0, 0)
    speed: float = 0.0
    lasts: float = 0.0
    by: str = ""
    started: str = ""
    until: str = ""

    @classmethod
    def at(cls, state: State, tokens: Tokens) -> Glance:
        """Look at the rows. `tokens` is kept from glance to glance."""
        night = state.nights.last()
        if night is None:
            return cls()
        tokens.look(state, night.id)
        sources, episodes = state.sources.counts(), state.queue.counts()
        running = state.queue.by_state("running")
        done, queued = episodes.get("done", 0), episodes.get("pending", 0) + episodes.get("running", 0)
        tokens.pace.look(tokens.completion, done)
        lasts, by = tokens.pace.lasts(queued), ""
        if not lasts and night.model and queued and not sources.get("pending"):
            lasts, by = tokens.reckoned(state, night)
        windows = state.queue.counts("read")
        kind = Counter(episode.kind for episode in running).most_common(1)[0][0] if running else ""
        fetching = "fetching sources" if sources.get("pending") else "putting the pages together"
        return cls(
            doing=DOING.get(kind, kind) or (fetching if night.model else "starting"),
            subjects=tuple(dict.fromkeys(filter(None, (_subject(one) for one in running if one.kind == kind)))),
            sources=sum(sources.values()),
            read=sources.get("done", 0),
            failed=sources.get("failed", 0),
            done=done,
            pending=queued,
            aside=episodes.get("set_aside", 0),
            pages=state.published.count_pages(),
            prompt=tokens.prompt,
            completion=tokens.completion,
            model=night.model,
            outage=state.nights.open_outage(),
            windows=(windows.get("done", 0), sum(windows.values())),
            speed=tokens.pace.speed,
            lasts=lasts,
            by=by,
            started=night.started,
            until=night.until,
        )

    @property
    def doing_in_words(self) -> str:
        """What is being done, and with what."""
        more = f" and {len(self.subjects) - _SUBJECTS} more" if len(self.subjects) > _SUBJECTS else ""
        return self.doing + (f": {', '.join(self.subjects[:_SUBJECTS])}{more}" if self.subjects else "")

    @property
    def sources_in_words(self) -> str:
        """How many are read, and how many could not be."""
        return f"{self.read} of {self.sources} read" + (f", {self.failed} failed" if self.failed else "")

    @property
    def episodes_in_words(self) -> str:
        """Done, to do, set aside."""
        return f"{self.done:,} done, {self.pending:,} to do" + (f", {self.aside} set aside" if self.aside else "")

    @property
    def windows_in_words(self) -> str:
        """How many windows of the sources are read."""
        return f"{self.windows[0]:,} of {self.windows[1]:,} read"

    @property
    def speed_in_words(self) -> str:
        """How many tokens are written a second; nothing where that is not known."""
        return f"{self.speed:,.0f} tokens a second" if self.speed >= 1 else ""

    def rest_in_words(self, now: datetime) -> str:
        """How long what is queued will take, and how much of it fits before the end; nothing where that is not known."""
        if not self.lasts:
            return ""
        about = f"about {length(self.lasts)} {'to the end' if self.by else 'of work queued'}"
        left = (datetime.fromisoformat(self.until) - now).total_seconds() if self.until else 0.0
        if left > 0:
            about += ", which fits" if self.lasts <= left else f"; {100 * left / self.lasts:.0f} % of it fits"
        return about + (f", by {self.by}" if self.by else "")

    @property
    def tokens_in_words(self) -> str:
        """Of this night."""
        return f"{self.prompt:,} tokens read, {self.completion:,} written"

    def until_in_words(self, now: datetime) -> str:
        """When the night must end, and how long that is; nothing without a deadline."""
        if not self.until:
            return ""
        end = datetime.fromisoformat(self.until)
        left = (end - now).total_seconds()
        return f"until {end.strftime('%H:%M')}, " + (f"{length(left)} left" if left > 0 else "which has passed")

    def time_in_words(self, now: datetime) -> str:
        """Since when, and until when."""
        if not self.started:
            return ""
        began = datetime.fromisoformat(self.started)
        return f"since {began.strftime('%H:%M')}" + f", {self.until_in_words(now) or 'no deadline'}"

    def in_a_line(self, now: datetime) -> str:
        """For a log."""
        parts = [
            f"sources {self.sources_in_words}", f"episodes {self.episodes_in_words}", f"{self.pages:,} pages",
            self.tokens_in_words, self.speed_in_words, self.until_in_words(now), self.rest_in_words(now),
        ]  # fmt: skip
        return f"{now.strftime('%H:%M')} {self.doing}: " + "; ".join(part for part in parts if part)


def length(seconds: float) -> str:
    """A length of time in words: `4 h 12 min`, `12 min`, `40 s`."""
    whole = max(0, int(seconds))
    if whole < 60:
        return f"{whole} s"
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"


def _subject(episode: EpisodeRecord) -> str:
    """What an episode is about: the titles of its pages, or the short name of the document in its id; nothing if it is about the whole."""
    subject = episode.subject
    pages = {one["title"]: 1 for one in (*subject.get("pages", ()), *subject.get("pairs", ())) if "title" in one}
    names = "; ".join(subject.get("names") or subject.get("kinds") or ())
    named = subject.get("title") or names or subject.get("name") or "; ".join(pages)
    return shorten(named or ("" if "groups" in subject else "".join(episode.id.split(":")[1:2])), _SUBJECT)
