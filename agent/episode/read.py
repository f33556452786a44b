"""read: one window of one document. First its entities are named, then its sentences are assigned to them by number.

Owns: the stages and effects of reading. A read prompt holds nothing of other documents of the same pass, so what a window yields
depends on neither order nor company.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pydantic import BaseModel

from agent.engine.wire import ActSpec
from agent.episode import acts
from agent.episode.script import Script, Stage, Turn, wrong_numbers
from agent.episode.window import numbered
from agent.knowledge.ids import claim_id, short_hash
from agent.knowledge.model import Claim, NameUse
from agent.knowledge.text.aboutness import leans, refers, states, topics
from agent.knowledge.text.names import candidates, proper_names
from agent.knowledge.text.normal import key, tokens
from agent.knowledge.text.shown import stands
from agent.knowledge.things.entities import good_title, plausible_alias
from agent.knowledge.things.kinds import kind_of_name
from agent.knowledge.values.quantities import quantities
from agent.state.journal import ActRecord
from agent.state.queue import EpisodeRecord
from agent.state.state import State

ASSIGN = "Sentences that state a fact about a page."
LOOKS = 2  # one assignment, and one second look at what nobody assigned
FEW, MANY = 6, 12  # pages that one reply may name
LOOSE = 2  # sentences without its name that a page is given on a reader's word alone


class Read(Script):
    """Subject: `document` (id), `sentences` (numbers shown), `known` (titles that occur in the window)."""

    kind = "read"

    def __init__(self, record: EpisodeRecord, state: State) -> None:
        super().__init__(record, state)
        self.document = state.documents.get(self.subject["document"])
        self.shown: list[int] = self.subject["sentences"]
        self.text = "\n".join(self.document.sentence(n) for n in self.shown)
        self.told = [n for n in self.shown if states(self.document.sentence(n))]

    def task(self) -> str:
        """Title, known pages, candidates, then the numbered window."""
        head = [f"Document: {self.document.title}"]
        known: list[str] = self.subject.get("known", [])
        if known:
            head.append("Known pages: " + "; ".join(known))
        if seen := self._candidates():
            head.append("Names seen here: " + "; ".join(seen))
        return "\n".join(head) + "\n\n" + numbered(self.document, self.shown) + "\n"

    def _candidates(self) -> list[str]:
        units = [self.document.sentences[n - 1] for n in self.shown]
        headings = list(dict.fromkeys(part for unit in units for part in unit.heading))
        return candidates([self.document.sentence(n) for n in self.told], headings, self.subject.get("known", []))

    def stage(self, turns: Sequence[Turn]) -> Stage | None:
        """Name, assign, look once more at what holds figures or names and was not assigned."""
        titles = _titles(turns)
        looks = sum(any(act.name in ("assign", "nominate") for act in turn.acts) or not turn.acts for turn in turns)
        if len(turns) < 2 and not looks and len(titles) < self._least():
            return self._naming(turns)
        if not titles:
            return None
        if looks == 0:
            return self._assigning(titles, self._saying(turns[-1], titles))
        left = self._left(turns)
        if left and looks < LOOKS:
            return self._looking_again(titles, left[:30])
        return None

    def _least(self) -> int:
        """How many pages a window of this length is asked for, if it names so many."""
        return max(1, min(5, len(self.shown) // 4, len(self._candidates())))

    def _naming(self, turns: Sequence[Turn]) -> Stage | None:
        named = _titles(turns)
        most = _bound(self._candidates())
        line = "An entity that this part says something about."
        spec = ActSpec("name_pages", line, acts.NamePages, max(1, self._least() - len(named)), most)
        say = [f"Refused: {reason}" for turn in turns for reason in turn.refused()]
        say += [f"Named already: {'; '.join(named)}. Name others."] if named else []
        return Stage((spec,), 1100, "\n".join(say))

    def _saying(self, turn: Turn, titles: list[str]) -> str:
        refused = [f"Refused: {reason}" for reason in turn.refused()]
        return "\n".join([*refused, "Pages: " + "; ".join(titles)])

    def _assigning(self, titles: list[str], say: str) -> Stage:
        many = len(self.shown)
        assign = ActSpec("assign", ASSIGN, acts.Assign, 1, _bound(titles), many)
        contested = ActSpec("nominate", "Sentences that others may put differently.", acts.Nominate, 0, 3, many)
        return Stage((assign, contested), 300 + len(titles) * (30 + 4 * min(many, 40)), say)

    def _looking_again(self, titles: list[str], left: list[int]) -> Stage:
        say = f"Pages: {'; '.join(titles)}\nNot assigned yet: " + " ".join(f"[{n}]" for n in left)
        spec = ActSpec("assign", ASSIGN, acts.Assign, 1, _bound(titles), len(left))
        return Stage((spec,), 300 + len(left) * 60, say)

    def _left(self, turns: Sequence[Turn]) -> list[int]:
        """What holds figures, names or what it is about, and was not filed."""
        titles, topic = _titles(turns), self._topics(turns)
        filed = [act.arguments for turn in turns for act in turn.accepted("assign")]
        taken = {n for said in filed for n in said["sentences"] if topic.get(n)}
        for said in filed:
            if title := _page(said["page"], titles):
                taken.update(self._about(title, said["sentences"], turns)[0])
        texts = {n: self.document.sentence(n) for n in self.told if n not in taken}
        return [n for n, text in texts.items() if quantities(text) or proper_names(text) or self._holds(n, topic[n])]

    def do(self, act: ActRecord, arguments: BaseModel, before: Sequence[Turn]) -> tuple[str, bool]:
        """Store a name, claims or a nomination."""
        match arguments:
            case acts.NamePages():
                return self._name(act, arguments)
            case acts.Assign():
                return self._assign(act, arguments, before)
            case acts.Nominate():
                return self._nominate(act, arguments)
        raise TypeError(type(arguments))

    def _name(self, act: ActRecord, arguments: acts.NamePages) -> tuple[str, bool]:
        title = _clean(arguments.title)
        around = "\n".join([*(self.document.sentence(n) for n in self.told), self._above()])
        if fault := good_title(title, around):
            return f"“{title}” {fault}", False
        definition: int | None = arguments.definition_cite
        if definition is None or definition not in self.shown or not self._names(title, definition):
            definition = next((n for n in self.shown if self._names(title, n)), None)
        aliases = tuple(
            sorted(
                {
                    alias
                    for alias in arguments.aliases
                    if key(alias) != key(title)
                    and plausible_alias(title, alias, self.text)
                    and stands(alias, around, 1.0)
                }
            )
        )
        use = NameUse(title, kind_of_name(title) or arguments.kind, self.document.id, aliases, definition)
        self.state.facts.put_name(short_hash(self.record.id, title), act.id, use)
        return "named", True

    def _above(self) -> str:
        """The title and the headings over the window."""
        headings = (part for n in self.shown for part in self.document.sentences[n - 1].heading)
        return "\n".join(dict.fromkeys([self.document.title, *headings]))

    def _names(self, title: str, n: int) -> bool:
        return key(title) in key(self.document.sentence(n))

    def _assign(self, act: ActRecord, arguments: acts.Assign, before: Sequence[Turn]) -> tuple[str, bool]:
        title = _page(arguments.page, _titles(before))
        if not title:
            return f"“{arguments.page}” is not one of the pages", False
        wrong = wrong_numbers(arguments.sentences, self.shown)
        about, stray = self._about(title, arguments.sentences, before)
        topic = self._topics(before)
        again = any(turn.accepted("assign") for turn in before)
        left = self._left(before) if again else []  # shown twice, and filed by nobody
        over = [n for n in left if self._holds(n, topic[n])]
        for n, page in [*((n, title) for n in about), *((n, topic[n]) for n in (*stray, *over) if n in self.told)]:
            if page:  # what a reader found worth filing is told, if not where it was filed then where it belongs
                row = claim_id(key(page), self.document.id, n, n)
                self.state.facts.put_claim(Claim(row, page, self.document.id, n, n), act.id)
        faults = [f"not shown here: {wrong}"] if wrong else []
        faults += [f"these state nothing about “{title}”: {stray}"] if stray else []
        return "; ".join(faults) or "assigned", bool(about or any(topic[n] for n in stray if n in self.told))

    def _about(self, title: str, numbers: Sequence[int], before: Sequence[Turn]) -> tuple[list[int], list[int]]:
        """Which of these sentences are about the page, and which are not: a weak model assigns whole runs of numbers.

        One that names the page is, and one that goes on about it from the sentence before; one that commands or asks is not. Of the rest
        a few are taken at the reader's word, if they may mean the page without its name; of many nobody chose any.
        """
        shown = sorted(set(numbers) & set(self.shown))
        told = set(shown) & set(self.told)
        topic, named = self._topics(before), set(tokens(title))
        mine = {n for n in told if topic[n] == title or named & set(tokens(self.document.sentence(n)))}
        loose = [n for n in sorted(told - mine) if self._open(n, before)]
        if len(loose) <= max(LOOSE, len(mine) // 2):
            mine.update(n for n in loose if not (topic[n] and self._leans(n)))
        return [n for n in shown if n in mine], [n for n in shown if n not in mine]

    def _holds(self, n: int, title: str | None) -> bool:
        """Whether a sentence has a word of the title."""
        return title is not None and not set(tokens(title)).isdisjoint(tokens(self.document.sentence(n)))

    def _leans(self, n: int) -> bool:
        """Whether a sentence begins with a pronoun: then it is about what was spoken of before, whatever a reader says."""
        return leans(self.document.sentence(n))

    def _open(self, n: int, before: Sequence[Turn]) -> bool:
        """Whether a sentence names no page, or has a word that may stand for any ("its", "the ship")."""
        text = self.document.sentence(n)
        return refers(text) or not any(set(tokens(other)) & set(tokens(text)) for other in _titles(before))

    def _topics(self, before: Sequence[Turn]) -> dict[int, str | None]:
        """For each sentence shown the title of the page that it is about, by the names in it and before it."""
        titles = _titles(before)
        aliases = {
            _clean(act.arguments["title"]): act.arguments.get("aliases", [])
            for turn in before
            for act in turn.accepted("name_pages")
        }
        names = [[title, *(a for a in aliases[title] if plausible_alias(title, a, self.text))] for title in titles]
        found = topics(names, [self.document.sentence(n) for n in self.shown], self.document.title)
        return {n: None if at is None else titles[at] for n, at in zip(self.shown, found, strict=True)}

    def _nominate(self, act: ActRecord, arguments: acts.Nominate) -> tuple[str, bool]:
        wrong = wrong_numbers(arguments.sentences, self.shown)
        right = sorted(set(arguments.sentences) - set(wrong))
        if not right:
            return f"not shown here: {wrong}", False
        row = short_hash(act.id, *map(str, right))
        self.state.facts.put_nomination(row, act.id, self.document.id, right, arguments.why)
        return "nominated", True


class Wanted(Read):
    """A name that pages mention and nobody wrote. Subject: `document`, `sentences` that hold the name, `only` (the name)."""

    def _candidates(self) -> list[str]:
        return [self.subject["only"]]

    def _naming(self, turns: Sequence[Turn]) -> Stage | None:
        if turns:
            return None
        line = "The name seen here, if it is an entity worth a page."
        return Stage((ActSpec("name_pages", line, acts.NamePages, 0, 1),), 300, f"Name only: {self.subject['only']}")

    def _name(self, act: ActRecord, arguments: acts.NamePages) -> tuple[str, bool]:
        if key(arguments.title) != key(self.subject["only"]):
            return f"“{arguments.title}” is not the name that is asked about", False
        return super()._name(act, arguments)

    def _left(self, turns: Sequence[Turn]) -> list[int]:
        return []


def _bound(names: Sequence[str]) -> int:
    """How many of these may be named in one reply: one of two bounds, so that a server compiles few grammars."""
    return MANY if len(names) > FEW else FEW


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
