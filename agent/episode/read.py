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
from agent.knowledge.entities import good_title, plausible_alias
from agent.knowledge.ids import claim_id, short_hash
from agent.knowledge.kinds import kind_of_name
from agent.knowledge.model import Claim, NameUse
from agent.knowledge.names import candidates, proper_names
from agent.knowledge.normal import key, tokens
from agent.knowledge.quantities import quantities
from agent.knowledge.shown import stands
from agent.state.journal import ActRecord
from agent.state.queue import EpisodeRecord
from agent.state.state import State

ASSIGN = "Sentences that state a fact about a page."
_GOES_ON = re.compile(
    r"(?:[Hh]e|[Ss]he|[Ii]t|[Tt]hey|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|[Tt]his|[Tt]hese|[Tt]hat|[Tt]hose|[Hh]ere|[Tt]here|[Tt]he [a-z]+)\b"
)
LOOKS = 2  # one assignment, and one second look at what nobody assigned


class Read(Script):
    """Subject: `document` (id), `sentences` (numbers shown), `known` (titles that occur in the window)."""

    kind = "read"

    def __init__(self, record: EpisodeRecord, state: State) -> None:
        super().__init__(record, state)
        self.document = state.documents.get(self.subject["document"])
        self.shown: list[int] = self.subject["sentences"]
        self.text = "\n".join(self.document.sentence(n) for n in self.shown)

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
        return candidates([self.document.sentence(n) for n in self.shown], headings, self.subject.get("known", []))

    def stage(self, turns: Sequence[Turn]) -> Stage | None:
        """Name, assign, look once more at what holds figures or names and was not assigned."""
        titles = _titles(turns)
        looks = sum(any(act.name in ("assign", "nominate") for act in turn.acts) or not turn.acts for turn in turns)
        if not titles:
            return self._naming(turns) if len(turns) < 2 else None
        if looks == 0:
            return self._assigning(titles, self._saying(turns[-1], titles))
        left = self._left(turns)
        if left and looks < LOOKS:
            return self._looking_again(titles, left[:30])
        return None

    def _naming(self, turns: Sequence[Turn]) -> Stage | None:
        least = max(1, min(5, len(self.shown) // 4))
        bounds = {"definition_cite": (self.shown[0], self.shown[-1])}
        spec = ActSpec(
            "name_pages", "An entity that this part says something about.", acts.NamePages, least, 12, ranges=bounds
        )
        say = "; ".join(turns[-1].refused()) if turns else ""
        return Stage((spec,), 1100, say)

    def _saying(self, turn: Turn, titles: list[str]) -> str:
        refused = [f"Refused: {reason}" for reason in turn.refused()]
        return "\n".join([*refused, "Pages: " + "; ".join(titles)])

    def _assigning(self, titles: list[str], say: str) -> Stage:
        bounds = {"sentences": (self.shown[0], self.shown[-1])}
        assign = ActSpec("assign", ASSIGN, acts.Assign, 1, 2 * len(titles), enums={"page": titles}, ranges=bounds)
        contested = ActSpec(
            "nominate", "Sentences that others may put differently.", acts.Nominate, 0, 3, ranges=bounds
        )
        return Stage((assign, contested), 1400, say)

    def _looking_again(self, titles: list[str], left: list[int]) -> Stage:
        """Only what is left may be assigned now: a weak model would else say all that it said before once more."""
        say = "Not assigned yet: " + " ".join(f"[{n}]" for n in left)
        enums, choices = {"page": titles}, {"sentences": left}
        return Stage((ActSpec("assign", ASSIGN, acts.Assign, 1, len(left), enums=enums, choices=choices),), 700, say)

    def _left(self, turns: Sequence[Turn]) -> list[int]:
        titles = _titles(turns)
        taken = {
            n
            for turn in turns
            for act in turn.accepted("assign")
            for n in act.arguments["sentences"]
            if not self._strays(_clean(act.arguments["page"]), n, titles)
        }
        texts = {n: self.document.sentence(n) for n in self.shown if n not in taken}
        return [n for n, text in texts.items() if quantities(text) or proper_names(text)]

    def do(self, act: ActRecord, arguments: BaseModel, before: Sequence[Turn]) -> tuple[str, bool]:
        """Store a name, claims or a nomination."""
        match arguments:
            case acts.NamePages():
                return self._name(act, arguments)
            case acts.Assign():
                return self._assign(act, arguments, _titles(before))
            case acts.Nominate():
                return self._nominate(act, arguments)
        raise TypeError(type(arguments))

    def _name(self, act: ActRecord, arguments: acts.NamePages) -> tuple[str, bool]:
        title = _clean(arguments.title)
        around = (
            self.text
            + "\n"
            + self.document.title
            + "\n"
            + "\n".join(part for n in self.shown for part in self.document.sentences[n - 1].heading)
        )
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

    def _names(self, title: str, n: int) -> bool:
        return key(title) in key(self.document.sentence(n))

    def _assign(self, act: ActRecord, arguments: acts.Assign, titles: list[str]) -> tuple[str, bool]:
        title = _clean(arguments.page)
        if title not in titles:
            return f"“{title}” is not one of the pages", False
        wrong = wrong_numbers(arguments.sentences, self.shown)
        shown = sorted(set(arguments.sentences) - set(wrong))
        stray = [n for n in shown if self._strays(title, n, titles)]
        for n in shown:
            if n not in stray:
                row = claim_id(key(title), self.document.id, n, n)
                self.state.facts.put_claim(Claim(row, title, self.document.id, n, n), act.id)
        faults = [f"not shown here: {wrong}"] if wrong else []
        faults += [f"these speak of other pages, not of “{title}”: {stray}"] if stray else []
        return "; ".join(faults) or "assigned", len(stray) < len(shown)

    def _strays(self, title: str, n: int, titles: list[str]) -> bool:
        """Whether a sentence speaks of other pages and in no way of this one: a weak model assigns whole runs of numbers.

        A sentence that begins with a pronoun, or with "the" and a common noun, may go on with any subject.
        """
        if n not in self.shown:
            return False
        text = self.document.sentence(n)
        if _GOES_ON.match(text) or set(tokens(title)) & set(tokens(text)):
            return False
        said = f" {key(text)} "
        return any(f" {key(other)} " in said for other in titles if other != title)

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
        bounds = {"definition_cite": (self.shown[0], self.shown[-1])}
        enums = {"title": [self.subject["only"]]}
        line = "The name seen here, if it is an entity worth a page."
        return Stage((ActSpec("name_pages", line, acts.NamePages, 0, 1, enums=enums, ranges=bounds),), 300)

    def _name(self, act: ActRecord, arguments: acts.NamePages) -> tuple[str, bool]:
        if key(arguments.title) != key(self.subject["only"]):
            return f"“{arguments.title}” is not the name that is asked about", False
        return super()._name(act, arguments)

    def _left(self, turns: Sequence[Turn]) -> list[int]:
        return []


def _clean(title: str) -> str:
    return re.sub(r"\s+", " ", title).strip(" .,:;\"'")


def _titles(turns: Sequence[Turn]) -> list[str]:
    """The titles that this episode named, in order, each once."""
    return list(dict.fromkeys(_clean(act.arguments["title"]) for turn in turns for act in turn.accepted("name_pages")))
