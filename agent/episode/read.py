"""read: one window of one document: which things it speaks of, which numbered sentences state a fact about each, and what it says in all.

Owns: the stages and effects of reading. What a reader files stands as it filed it; a doubt of ours is an observation that it can answer.
A read prompt holds nothing of other documents of the same pass, so what a window yields depends on neither order nor company.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from pydantic import BaseModel

from agent.engine.wire import ActSpec
from agent.episode import acts
from agent.episode.filing import SPREAD, bare_releases, called_better, clean, page_meant, scattered, titles_of
from agent.episode.script import FINISH, Script, Stage, Turn, wrong_numbers
from agent.episode.window import numbered
from agent.episode.window_names import WindowNames
from agent.errors import ContextOverflow
from agent.knowledge.model import Claim, NameUse, PageKind, claim_id, short_hash
from agent.knowledge.support.check import cited_in, faults, readable
from agent.knowledge.text.normal import key
from agent.knowledge.things.spelling import alike
from agent.knowledge.things.titles import LONGEST, good_alias
from agent.known.untold import untold
from agent.state.journal import ActRecord
from agent.state.queue import EpisodeRecord
from agent.state.state import State
from agent.state.written import Summary

FEW, MANY = 12, 24  # things that one reply may name: one of two bounds, so that a server compiles few grammars
PASSED_BY = 4  # sentences, or names seen, that are not asked about again
NAMINGS = 6  # times that a window is asked for the things it names; one that still names more is cut in two
LEFT = 30  # sentences that are asked about again at once


@dataclass(frozen=True, slots=True)
class _Step:
    """What one reply was asked for; `titles` are the pages that it could assign to, `left` the sentences that were left then."""

    kind: Literal["name", "rename", "assign", "look"]
    titles: tuple[str, ...] = ()
    left: int = 0


class Read(Script):
    """Subject: `document` (id), `sentences` (numbers shown), `known` (titles that occur in the window), `at_once`, `summary`.

    With `at_once` things are named and sentences assigned in one reply: a capable brain needs no second call. `summary` is how many
    sentences of a summary are wanted of this window.
    """

    kind = "read"

    def __init__(self, record: EpisodeRecord, state: State) -> None:
        super().__init__(record, state)
        self.document = state.documents.get(self.subject["document"])
        self.shown: list[int] = self.subject["sentences"]
        self.kinds: dict[str, PageKind] = self.subject.get("kinds", {})  # of pages that need not be named here
        self.names = WindowNames(self.document, self.shown)

    def task(self) -> str:
        """Title, known pages, names seen, then the numbered window."""
        head = [f"Document: {self.document.title}"]
        if self.document.file_name:
            head.append(f"File: {self.document.file_name}")
        if known := self.subject.get("known", []):
            head.append("Known pages: " + "; ".join(known))
        if seen := self._candidates():
            head.append("Names seen here: " + "; ".join(seen))
        return "\n".join(head) + "\n\n" + numbered(self.document, self.shown) + "\n"

    def _candidates(self) -> list[str]:
        """Names for a reader's eye to fall on."""
        return self._seen

    @cached_property
    def _seen(self) -> list[str]:
        return self.names.seen(self.subject.get("known", []))

    def stage(self, turns: Sequence[Turn]) -> Stage | None:
        """Name, and on while replies are full; name anew what a bare number names; assign; look once more at what was left."""
        steps: list[_Step] = []
        while len(steps) <= len(turns):
            step = self._next(turns[: len(steps)], steps)
            if step is None:
                return None
            steps.append(step)
        match steps[-1].kind:
            case "name":
                return self._naming(turns, with_assign=len(steps) == 1 and self._at_once)
            case "rename":
                return self._renaming(turns)
            case "assign":
                first = not self._at_once and all(step.kind != "assign" for step in steps[:-1])
                return self._assigning(turns, list(steps[-1].titles), first=first)
        return self._looking_again(list(steps[-1].titles), self._left(turns)[:LEFT], _refused(turns, steps))

    def _next(self, turns: Sequence[Turn], steps: Sequence[_Step]) -> _Step | None:
        """What is asked for after these turns, the replies to these steps. Raises ContextOverflow if no end of things is named."""
        titles = titles_of(turns)
        naming = [turn for turn, step in zip(turns, steps, strict=True) if step.kind == "name"]
        if not naming or (not titles and len(naming) < 2 and not _looked(turns, steps)):
            return _Step("name")
        renamed = [turn for turn, step in zip(turns, steps, strict=True) if step.kind == "rename"]
        if not renamed and len(naming) == 1 and bare_releases(turns[-1]):
            return _Step("rename")
        if self._full(naming[-1], titles):
            if len(naming) >= NAMINGS and self.halves():
                raise ContextOverflow(f"it names more than {len(titles)} things")
            if len(naming) < NAMINGS:
                return _Step("name")
        asked = {title for step in steps for title in step.titles}
        asked |= set(titles_of([*turns[:1], *renamed])) if self._at_once else set()
        waiting = [title for title in titles if title not in asked]
        if waiting or not _looked(turns, steps):
            return _Step("assign", tuple(waiting[:MANY] or titles or [self.own_subject()]))
        looks = [step for step in steps if step.kind == "look"]
        left = self._left(turns)
        if not looks and len(left) > PASSED_BY and len(naming) < NAMINGS and _many(naming[-1]):
            return _Step("name")  # what is left may be of things that had no room
        more = not looks or (looks[-1].left > LEFT and len(left) < looks[-1].left)
        if more and (len(left) > self._passed_by(naming) or (not looks and _refused(turns, steps))):
            return _Step("look", tuple(titles or [self.own_subject()]), len(left))
        return None

    def _full(self, turn: Turn, titles: Sequence[str]) -> bool:
        """Whether a reply that named things may have had no room for all: it held as many as it may, or many, and names that were seen
        here are not among those named.
        """
        named = {key(title) for title in titles}
        unnamed = sum(key(seen) not in named for seen in self._candidates())
        count = sum(act.name == "name_pages" for act in turn.acts)
        return _many(turn) and (count >= self.most() or unnamed > PASSED_BY)

    @property
    def _at_once(self) -> bool:
        return bool(self.subject.get("at_once"))

    def _passed_by(self, naming: Sequence[Turn]) -> int:
        """How many sentences a reader may leave unassigned without being asked: one that reads all at once, and had room, has seen them."""
        return PASSED_BY if self._at_once and len(naming) == 1 else 0

    def most(self) -> int:
        """How many things one reply may name."""
        return MANY if len(self._candidates()) > FEW or len(self.shown) > MANY else FEW

    def _naming(self, turns: Sequence[Turn], *, with_assign: bool) -> Stage:
        named = titles_of(turns)
        say = [f"Refused: {reason}" for turn in turns for reason in turn.refused()]
        say += [f"Named already: {'; '.join(named)}. Name the others, or finish."] if named else []
        left = self._left(turns)[:LEFT] if named and not with_assign else []
        say += ["Not assigned yet: " + " ".join(f"[{n}]" for n in left)] if left and _looked(turns, ()) else []
        say += ["If it names nothing in particular: what the document itself is about."] if turns and not named else []
        spec = ActSpec(
            "name_pages",
            "A thing that this part says something about.",
            acts.NamePages,
            0 if named else 1,
            self.most(),
        )
        if not with_assign:
            return Stage((spec, *([FINISH] if named else [])), 200 + 75 * self.most(), "\n".join(say))
        most = self.most()
        room = 300 + most * (110 + 4 * min(len(self.shown), 40)) + 120 * self._summaries()
        return Stage((spec, self._assign(most), *self._summarise()), min(room, 4000), "\n".join(say))

    def _renaming(self, turns: Sequence[Turn]) -> Stage:
        """Once more what was called by a bare number, and for who files at once what goes to it."""
        say = [f"Refused: {act.observation}" for act in turns[-1].acts if act.name == "name_pages" and not act.accepted]
        say += [f"Named already: {'; '.join(named)}"] if (named := titles_of(turns)) else []
        spec = ActSpec("name_pages", "A thing that this part says something about.", acts.NamePages, 0, self.most())
        left = self._left(turns)[:LEFT] if self._at_once else []
        say += ["Not assigned yet: " + " ".join(f"[{n}]" for n in left)] if left else []
        filing = (self._assign(self.most()),) if self._at_once else ()
        return Stage((spec, *filing, FINISH), 200 + 150 * self.most(), "\n".join(say))

    def _assigning(self, turns: Sequence[Turn], titles: list[str], *, first: bool = True) -> Stage:
        say = [f"Refused: {reason}" for turn in turns for reason in turn.refused()]
        named = (act.observation or "" for turn in turns for act in turn.accepted("name_pages"))
        say += [f"Doubtful: {noted.partition('; ')[2]}" for noted in named if ";" in noted]
        say.append("Pages: " + "; ".join(titles))
        room = 300 + len(titles) * (30 + 4 * min(len(self.shown), 40)) + 120 * self._summaries()
        summary = self._summarise() if first else ()
        return Stage((self._assign(len(titles), int(first)), *summary), min(room, 4000), "\n".join(say))

    def _assign(self, most: int, least: int = 0) -> ActSpec:
        most = MANY if most > FEW else FEW
        return ActSpec("assign", "Sentences that state a fact about a page.", acts.Assign, least, most, len(self.shown))

    def _summaries(self) -> int:
        return int(self.subject.get("summary", 0)) if readable(self.document.language) else 0

    def _summarise(self) -> tuple[ActSpec, ...]:
        most = self._summaries()
        return (ActSpec("summarise", "A sentence of the summary.", acts.Summarise, 0, most, 6),) if most else ()

    def _looking_again(self, titles: list[str], left: list[int], refused: list[str]) -> Stage:
        say = [f"Refused: {reason}" for reason in refused]
        say.append(f"Pages: {'; '.join(titles)}")
        say += ["Not assigned yet: " + " ".join(f"[{n}]" for n in left)] if left else []
        spec = ActSpec("assign", "Sentences that state a fact about a page.", acts.Assign, 0, MANY, max(1, len(left)))
        return Stage((spec, FINISH), 300 + len(left) * 60, "\n".join(say))

    def _left(self, turns: Sequence[Turn]) -> list[int]:
        """What states something, holds a figure or a name, and was filed nowhere."""
        filed = {n for turn in turns for act in turn.accepted("assign") for n in act.arguments["sentences"]}
        return [n for n in self._telling if n not in filed]

    @cached_property
    def _telling(self) -> list[int]:
        """The sentences that state something and hold a figure or a name."""
        return untold(self.document, frozenset(), self.shown)

    def do(self, act: ActRecord, arguments: BaseModel, before: Sequence[Turn]) -> tuple[str, bool]:
        """Store a name, claims, or a sentence of the summary. `before` holds the acts of this reply that went before this one, too."""
        match arguments:
            case acts.NamePages():
                return self._name(act, arguments, before)
            case acts.Assign():
                return self._file(act, arguments, before)
            case acts.Summarise():
                return self._sum_up(act, arguments)
            case acts.Finish():
                return "finished", True
        raise TypeError(type(arguments))

    def _name(self, act: ActRecord, arguments: acts.NamePages, before: Sequence[Turn]) -> tuple[str, bool]:
        title = clean(arguments.title)
        if title in titles_of(before):
            return f"“{title}” is named already", False
        if fault := self.names.fault(title):
            return f"“{title}”: {fault}{called_better(title)}", False
        aliases = sorted({a for a in map(clean, arguments.aliases) if key(a) != key(title) or not alike(a, title)})
        wrong = {a: why for a in aliases if (why := good_alias(title, a, self.names.around, titles_of(before)))}
        right = [alias for alias in aliases if alias not in wrong]
        definition = arguments.definition_cite if arguments.definition_cite in self.shown else None
        use = NameUse(title, arguments.kind, self.document.id, tuple(right), definition)
        self.state.facts.put_name(short_hash(self.record.id, title), act.id, use)
        said = [f"“{alias}” is not kept: {why}" for alias, why in wrong.items()]
        return "; ".join(["named", *said]), True

    def own_subject(self) -> str:
        """The title of the page for what a document is about that names nothing in particular."""
        title = clean(self.document.title)
        return title if len(title) <= LONGEST else title[:LONGEST].rpartition(" ")[0] or title[:LONGEST]

    def _file(self, act: ActRecord, arguments: acts.Assign, before: Sequence[Turn]) -> tuple[str, bool]:
        titles = titles_of(before) or list(self.kinds)
        title = page_meant(arguments.page, titles or [self.own_subject()])
        if not title:
            return f"“{arguments.page}” is not one of the pages: {'; '.join(titles)}", False
        wrong = wrong_numbers(arguments.sentences, self.shown)
        reply = [*before[-1].acts, act, *before[-1].rest]
        vague = scattered(self.document, title, set(arguments.sentences) - set(wrong), reply)
        right = sorted(set(arguments.sentences) - {*wrong, *vague})
        if right and title not in titles_of(before):
            own = NameUse(title, self.kinds.get(title, "other"), self.document.id)
            self.state.facts.put_name(short_hash(self.record.id, title), act.id, own)
        for n in right:
            row = claim_id(title, self.document.id, n, n)
            self.state.facts.put_claim(Claim(row, title, self.document.id, n, n), act.id)
        said = [f"not shown here: {wrong}"] if wrong else []
        said += (
            [f"{sorted(vague)} go to more than {SPREAD} pages that they do not name: to which do they belong?"]
            if vague
            else []
        )
        return "; ".join(said) or "assigned", bool(right)

    def _sum_up(self, act: ActRecord, arguments: acts.Summarise) -> tuple[str, bool]:
        cites = sorted(set(arguments.cites) & set(self.shown))
        cited = [cited_in(self.document, n, n) for n in cites]
        if not cites:
            return f"not shown here: {sorted(arguments.cites)}", False
        if found := faults(arguments.text, cited, [self.document.title], self.document.language):
            return f"“{arguments.text[:80]}”: {found[0]}", False
        self.state.written.put(act.id, Summary(self.document.id, arguments.text, tuple(cites)))
        return "kept", True


def _many(turn: Turn) -> bool:
    """Whether a reply named so many things that there may have been no room for all."""
    return sum(act.name == "name_pages" for act in turn.acts) >= FEW and bool(turn.accepted("name_pages"))


def _looked(turns: Sequence[Turn], steps: Sequence[_Step]) -> bool:
    """Whether the sentences were asked about already, or the reader said that there is no more to do."""
    answered = any(act.name == "assign" for turn in turns for act in turn.acts)
    return answered or any(step.kind in ("assign", "look") for step in steps) or any(not turn.acts for turn in turns)


def _refused(turns: Sequence[Turn], steps: Sequence[_Step]) -> list[str]:
    """What of the last reply was refused, if sentences were assigned in it for the first time."""
    if not turns or any(step.kind == "look" for step in steps[: len(turns)]):
        return []
    return [act.observation or "" for act in turns[-1].acts if not act.accepted and act.name != "summarise"]
