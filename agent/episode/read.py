"""read: one window of one document: which things it speaks of, which numbered sentences state a fact about each, and what it says in all.

Owns: the stages and effects of reading. What a reader files stands as it filed it; a doubt of ours is an observation that it can answer.
A read prompt holds nothing of other documents of the same pass, so what a window yields depends on neither order nor company.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pydantic import BaseModel

from agent.engine.wire import ActSpec
from agent.episode import acts
from agent.episode.script import FINISH, Script, Stage, Turn, wrong_numbers
from agent.episode.window import numbered
from agent.knowledge.ids import claim_id, short_hash
from agent.knowledge.model import Claim, NameUse
from agent.knowledge.support.check import cited_in, faults, readable
from agent.knowledge.text.names import CAPITALS, candidates, of_several_words
from agent.knowledge.text.normal import key, tokens
from agent.knowledge.things.titles import LONGEST, counted, good_alias, good_title
from agent.known.untold import untold
from agent.state.journal import ActRecord
from agent.state.queue import EpisodeRecord
from agent.state.state import State
from agent.state.written import Summary

FEW, MANY = 12, 24  # things that one reply may name: one of two bounds, so that a server compiles few grammars
PASSED_BY = 4  # sentences that are not asked about again
AGAIN = 3  # times that a window is asked for what did not fit into one reply
LEFT = 30  # sentences that are asked about again at once


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
        self.text = "\n".join(self.document.sentence(n) for n in self.shown)
        self.around = f"{self._above()}\n{self.text}"

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
        """Names for a reader's eye to fall on, where capitals tell names; of German, where every noun has one, those of several words."""
        language, known = self.document.language, self.subject.get("known", [])
        if language not in CAPITALS and language != "de":
            return []
        headings = list(dict.fromkeys(part for n in self.shown for part in self.document.sentences[n - 1].heading))
        found = candidates([self.document.sentence(n) for n in self.shown], headings, known)
        return found if language in CAPITALS else [name for name in found if name in known or of_several_words(name)]

    def stage(self, turns: Sequence[Turn]) -> Stage | None:
        """Name, and name on while the reply was full; assign; look once more at what holds figures or names and was not assigned."""
        titles, naming = _titles(turns), [turn for turn in turns if _has(turn, "name_pages")]
        if not naming:
            return self._naming(turns, with_assign=bool(self.subject.get("at_once")))
        looks = [turn for turn in turns if not turn.acts or _has(turn, "assign", "finish")]
        full = len(naming[-1].accepted("name_pages")) >= self.most() and len(naming) < AGAIN
        nothing = not titles and len(naming) < 2
        if not looks and (full or nothing):
            return self._naming(turns, with_assign=False)
        if not looks:
            return self._assigning(turns, titles or [self.own_subject()])
        left = self._left(turns)
        refused = [
            act.observation or ""
            for act in turns[-1].acts
            if not act.accepted and act.name != "summarise" and len(looks) == 1
        ]
        if (len(left) > self._passed_by() or refused) and len(looks) < 2:
            return self._looking_again(titles or [self.own_subject()], left[:LEFT], refused)
        return None

    def _passed_by(self) -> int:
        """How many sentences a reader may leave unassigned without being asked: one that reads all at once has seen them."""
        return PASSED_BY if self.subject.get("at_once") else 0

    def most(self) -> int:
        """How many things one reply may name."""
        return MANY if len(self._candidates()) > FEW or len(self.shown) > MANY else FEW

    def _naming(self, turns: Sequence[Turn], *, with_assign: bool) -> Stage:
        named = _titles(turns)
        say = [f"Refused: {reason}" for turn in turns for reason in turn.refused()]
        say += [f"Named already: {'; '.join(named)}. Name the others, or finish."] if named else []
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

    def _assigning(self, turns: Sequence[Turn], titles: list[str]) -> Stage:
        say = [f"Refused: {reason}" for turn in turns for reason in turn.refused()]
        named = (act.observation or "" for turn in turns for act in turn.accepted("name_pages"))
        say += [f"Doubtful: {noted.partition('; ')[2]}" for noted in named if ";" in noted]
        say.append("Pages: " + "; ".join(titles))
        room = 300 + len(titles) * (30 + 4 * min(len(self.shown), 40)) + 120 * self._summaries()
        return Stage((self._assign(len(titles), 1), *self._summarise()), min(room, 4000), "\n".join(say))

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
        return untold(self.document, filed, self.shown)

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
        title = _clean(arguments.title)
        if title in _titles(before):
            return f"“{title}” is named already", False
        if fault := good_title(title, self.around):
            return f"“{title}”: {fault}", False
        aliases = sorted({a for a in map(_clean, arguments.aliases) if key(a) != key(title)})
        wrong = {a: why for a in aliases if (why := good_alias(title, a, self.around, _titles(before)))}
        right = [alias for alias in aliases if alias not in wrong]
        definition = arguments.definition_cite if arguments.definition_cite in self.shown else None
        use = NameUse(title, arguments.kind, self.document.id, tuple(right), definition)
        self.state.facts.put_name(short_hash(self.record.id, title), act.id, use)
        said = [f"“{alias}” is not kept: {why}" for alias, why in wrong.items()]
        if often := counted(title, self.text, self.document.language):
            said.append(f"“{title}” is only counted here (“{often}”): assign nothing to it if it is a common noun")
        return "; ".join(["named", *said]), True

    def _above(self) -> str:
        """The title, the file's name and the headings over the window."""
        headings = (part for n in self.shown for part in self.document.sentences[n - 1].heading)
        return "\n".join(dict.fromkeys([self.document.title, self.document.file_name, *headings]))

    def own_subject(self) -> str:
        """The title of the page for what a document is about that names nothing in particular."""
        title = _clean(self.document.title)
        return title if len(title) <= LONGEST else title[:LONGEST].rpartition(" ")[0] or title[:LONGEST]

    def _file(self, act: ActRecord, arguments: acts.Assign, before: Sequence[Turn]) -> tuple[str, bool]:
        titles = _titles(before)
        title = _page(arguments.page, titles or [self.own_subject()])
        if not title:
            return f"“{arguments.page}” is not one of the pages: {'; '.join(titles)}", False
        wrong = wrong_numbers(arguments.sentences, self.shown)
        right = sorted(set(arguments.sentences) - set(wrong))
        if not titles:
            own = NameUse(title, "other", self.document.id)
            self.state.facts.put_name(short_hash(self.record.id, title), act.id, own)
        for n in right:
            row = claim_id(title, self.document.id, n, n)
            self.state.facts.put_claim(Claim(row, title, self.document.id, n, n), act.id)
        return f"not shown here: {wrong}" if wrong else "assigned", bool(right)

    def _sum_up(self, act: ActRecord, arguments: acts.Summarise) -> tuple[str, bool]:
        cites = sorted(set(arguments.cites) & set(self.shown))
        cited = [cited_in(self.document, n, n) for n in cites]
        if not cites:
            return f"not shown here: {sorted(arguments.cites)}", False
        if found := faults(arguments.text, cited, [self.document.title], self.document.language):
            return f"“{arguments.text[:80]}”: {found[0]}", False
        self.state.written.put(act.id, Summary(self.document.id, arguments.text, tuple(cites)))
        return "kept", True


class Wanted(Read):
    """A name that pages mention and nobody wrote. Subject: `document`, `sentences` that hold the name, `only` (the name)."""

    def _candidates(self) -> list[str]:
        return [self.subject["only"]]

    def stage(self, turns: Sequence[Turn]) -> Stage | None:
        """Whether it is worth a page; then what is said of it."""
        if not turns:
            spec = ActSpec("name_pages", "The name seen here, if it is a thing worth a page.", acts.NamePages, 0, 1)
            return Stage((spec, FINISH), 300, f"Name only: {self.subject['only']}")
        titles = _titles(turns)
        return self._assigning(turns, titles) if len(turns) == 1 and titles else None

    def _name(self, act: ActRecord, arguments: acts.NamePages, before: Sequence[Turn]) -> tuple[str, bool]:
        if key(arguments.title) != key(self.subject["only"]):
            return f"“{arguments.title}” is not the name that is asked about", False
        return super()._name(act, arguments, before)


def _has(turn: Turn, *names: str) -> bool:
    return any(act.name in names for act in turn.acts)


def _clean(title: str) -> str:
    return re.sub(r"\s+", " ", title).strip(" .,:;\"'")


def _titles(turns: Sequence[Turn]) -> list[str]:
    """The titles that this episode named, in order, each once."""
    return list(dict.fromkeys(_clean(act.arguments["title"]) for turn in turns for act in turn.accepted("name_pages")))


def _page(said: str, titles: Sequence[str]) -> str:
    """The page that is meant by what was written for its title: itself, another spelling of it, or the only one that shares its words."""
    wanted = _clean(said)
    if wanted in titles:
        return wanted
    same = [title for title in titles if key(title) == key(wanted)] or [
        title for title in titles if set(tokens(title)) & set(tokens(wanted))
    ]
    return same[0] if len(same) == 1 else ""
