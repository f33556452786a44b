"""refine: one page's claims said briefly in our own words, its lead, and links to related pages. Once per changed page.

Owns: the stages and effects of wording. What is refused falls back to the stored sentences, so nothing is ever lost by wording.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

from pydantic import BaseModel

from agent.engine.wire import ActSpec
from agent.episode import acts
from agent.episode.neighbours import runs, words
from agent.episode.script import Script, Stage, Turn, wrong_numbers
from agent.episode.window import numbered_claims
from agent.knowledge.displaced import displaced
from agent.knowledge.fidelity import figures, missing, unsaid
from agent.knowledge.ids import short_hash
from agent.knowledge.pronouns import with_pronoun
from agent.knowledge.spelling import respelled
from agent.knowledge.support.check import RECALL, unsupported
from agent.knowledge.text.aboutness import first_named, states
from agent.knowledge.text.names import proper_names
from agent.knowledge.text.normal import key, tokens
from agent.knowledge.text.polarity import hedges, negations
from agent.knowledge.usurped import usurped
from agent.state.facts import Wording
from agent.state.journal import ActRecord
from agent.state.queue import EpisodeRecord
from agent.state.state import State

RUN = 15  # words in a row that a wording may share with its source, as long as there is hope of a better one
_ENDS = re.compile(r"[.!?…][\"'”’)\]]*\Z")
BRIEF = 0.8  # words asked for, of each of the claim's: a 1.5B model writes fewer than it is asked for
TRIES = 3  # times that a claim is asked for
MORE = 2  # times more for a claim of more than RUN words, and again for one of more than LONG
LONG = 25  # words: no run of the source's may be longer on a page
WARMER = 3  # dice by which one more try differs: at the temperature of the next one a small model says the same again
KEPT = 6  # figures and names of a claim that are asked for by name
LEAST = 8  # words: a shorter claim need not be shorter
LEAD = 0.8  # share of a lead's content words that one claim must hold: of eleven 1.5B leads with fewer most said what none of them did
LEADS = 4  # lines from which on a page is worth an opening of its own


class Refine(Script):
    """Subject: `page` (id), `title`, `kind`, `aliases`, `sentences` (a list of lines, each `{text, claims}`), `related`, `lead`."""

    kind = "refine"

    def __init__(self, record: EpisodeRecord, state: State) -> None:
        super().__init__(record, state)
        self.lines: list[dict[str, Any]] = self.subject["sentences"]
        self.texts = [str(line["text"]) for line in self.lines]
        self.follows = [bool(line.get("follows")) for line in self.lines]
        self.steps = 6 + sum(map(self._tries, range(1, len(self.lines) + 1))) + MORE * len(self.lines)
        self.sayable = [n for n, text in enumerate(self.texts, start=1) if _is_sentence(text) and states(text)]

    def task(self) -> str:
        """The page; each stage shows the claims that it is about."""
        head = [f"Page: {self.subject['title']} ({self.subject['kind']})"]
        if related := self.subject.get("related"):
            head.append("Related pages: " + "; ".join(related))
        return "\n".join(head) + "\n"

    def heard(self, turns: Sequence[Turn]) -> Sequence[Turn]:
        """Nothing: each claim is worded by itself. A weak model goes on from what it said before, and words that again."""
        return ()

    def stage(self, turns: Sequence[Turn]) -> Stage | None:
        """Condense, one claim at a time; what was refused again, with other dice; copies in a row; then the lead and the links."""
        order = self._order(turns)
        if len(turns) < len(order):
            n = order[len(turns)]
            return self._condensing(n, [turn for turn, asked in zip(turns, order, strict=False) if asked == n])
        if len(turns) == len(order) and self.subject.get("lead", True) and len(self.sayable) >= LEADS:
            return self._leading()
        return None

    def _order(self, turns: Sequence[Turn]) -> list[int]:
        """The claims in the order in which they are asked for: all of `_waves`, then those of copies that stand in a row."""
        order = self._waves(turns)
        for _ in range(MORE):
            if len(turns) < len(order):
                return order
            order += self._in_a_row(order, turns)
        return order

    def _in_a_row(self, order: Sequence[int], turns: Sequence[Turn]) -> list[int]:
        """Of each long run of copied words over several lines the longest line, if it was not asked for so often already."""
        said, again = self._said(order, turns), order[len(self._waves(turns)) :]
        found = []
        for run in runs(said, self.texts, self.follows):
            mine = [n for n in self.sayable if run.first <= n <= run.last and n not in again]
            if run.words > LONG and run.first < run.last and mine:
                found.append(max(mine, key=lambda n: (len(said[n - 1]), -n)))
        return list(dict.fromkeys(found))

    def _said(self, order: Sequence[int], turns: Sequence[Turn]) -> list[str]:
        """The lines as they stand after these turns."""
        said = list(self.texts)
        for n, turn in zip(order, turns, strict=False):
            for act in turn.accepted("condense"):
                said[n - 1] = with_pronoun(str(act.arguments["text"]), self.texts[n - 1], self._names())
        return said

    def _waves(self, turns: Sequence[Turn]) -> list[int]:
        """Each claim, then each again that was refused so far, as often as `_tries`."""
        order, wave = list(self.sayable), self.sayable
        for again in range(1, TRIES + 2 * MORE):
            answered = turns[len(order) - len(wave) :]
            refused = [n for n, turn in zip(wave, answered, strict=False) if not turn.accepted("condense")]
            wave = [n for n in refused if again < self._tries(n)]
            order += wave
        return order

    def _tries(self, n: int) -> int:
        """How often a claim is asked for at most: a long one, left as it is, would be a long copy."""
        many = len(self.texts[n - 1].split())
        return TRIES + MORE * ((many > RUN) + (many > LONG))

    def _condensing(self, n: int, before: Sequence[Turn]) -> Stage:
        spec = ActSpec("condense", "The claim said briefly.", acts.Condense, 1, 1)
        said = str(before[-1].acts[-1].arguments.get("text", "")) if before and before[-1].acts else ""
        say = "Say:\n" + numbered_claims(self.texts, {n: f"({self._asked(n, said)}) "})
        # Told why a second time, a weak model goes on with what was refused; then only other dice help.
        why = [f"Refused: {reason}" for reason in before[0].refused()[:1]] if len(before) == 1 else []
        return Stage(
            (spec,), 140 + 3 * len(self.texts[n - 1].split()), "\n".join([*why, say]), dice=WARMER * len(before)
        )

    def _asked(self, n: int, said: str) -> str:
        """In how many words a claim is wanted, and what must be in them."""
        text = self.texts[n - 1]
        many = len(text.split())
        kept = [*self._fixed(text)[:KEPT], *(_lacking(said, text)[:KEPT] if said else ())]
        with_ = f", with: {'; '.join(sorted(dict.fromkeys(kept), key=text.find))}" if kept else ""
        return f"in {max(min(many, LEAST), round(BRIEF * many))} words{with_}"

    def _fixed(self, text: str) -> list[str]:
        """The figures and names that a wording must keep besides the page's own: what a weak model is asked for, it keeps."""
        own = {word for name in self._names() for word in tokens(name)}
        names = [name.text for name in proper_names(text) if not set(tokens(name.text)) <= own]
        found = dict.fromkeys([*(q.text for q in figures(text)), *names])
        return sorted((part for part in found if not set(part) & set("()\n")), key=text.find)

    def _leading(self) -> Stage:
        lead = ActSpec("write_lead", "A sentence of the opening.", acts.WriteLead, 1, 2)
        say = "Claims:\n" + numbered_claims(self.texts)
        if not self.subject.get("related"):
            return Stage((lead,), 300, say)
        return Stage((lead, ActSpec("link", "A page to read next.", acts.Link, 0, 5)), 500, say)

    def do(self, act: ActRecord, arguments: BaseModel, before: Sequence[Turn]) -> tuple[str, bool]:
        """Store a wording that its claims support, or a link."""
        match arguments:
            case acts.Condense():
                order = self._order(before)
                n = order[len(before)]
                text = with_pronoun(arguments.text, self.texts[n - 1], self._names())
                if len(before) >= len(self._waves(before)) and self._runs_on(n, text, self._said(order, before)):
                    return f"“{text[:80]}” is the source's own wording, as what stands beside it is", False
                return self._word("condensed", act, text, [n], self._longest(n, order[: len(before)].count(n)))
            case acts.WriteLead():
                if first_named([self._names()], arguments.text) is None:
                    return f"“{arguments.text[:80]}” does not name {self.subject['title']}", False
                return self._word("leads", act, arguments.text, arguments.cites)
            case acts.Link():
                return self._link(act, arguments)
        raise TypeError(type(arguments))

    def _longest(self, n: int, tried: int) -> int | None:
        """How many words in a row of a claim its wording may share at this try; at the last any, as they would stand there anyway."""
        if tried >= self._tries(n) - 1:
            return None
        return RUN if tried < TRIES - 1 else LONG

    def _runs_on(self, n: int, text: str, said: list[str]) -> bool:
        """Whether copied words go on through line `n` for too long if it says this, and for no less than before."""

        def longest(lines: list[str]) -> int:
            through = (run.words for run in runs(lines, self.texts, self.follows) if run.first <= n <= run.last)
            return max(through, default=0)

        now = longest([*said[: n - 1], text, *said[n:]])
        return now > LONG and now >= longest(said)

    def _word(
        self, table: str, act: ActRecord, text: str, cites: Sequence[int], longest: int | None = None
    ) -> tuple[str, bool]:
        """Keep a text as a wording, if it says what its claims say and has no run of more than `longest` words of them."""
        numbers = range(1, len(self.lines) + 1)
        right = sorted(set(cites) - set(wrong_numbers(cites, numbers)))
        if not right:
            return f"not shown here: {sorted(cites)}", False
        if not _ENDS.search(text):
            return f"“{text[:80]}” is no whole sentence", False
        found, faults = self._carried(text, right) if table == "leads" else (right, self._faults(text, right))
        if faults:
            return f"unsupported: “{text[:80]}”: {faults[0]}", False
        quotes = [self.texts[n - 1] for n in found]
        names = self._names()
        if other := respelled(text, [*quotes, *names]):
            return f"“{text[:80]}” has “{other}”, which does not stand so in the claim", False
        if table == "condensed" and (wrong := usurped(text, quotes[0], names)):
            return f"“{text[:80]}” {wrong}", False
        if other := displaced(text, quotes[0], names):
            return f"“{text[:80]}” has “{other}” beside other words than the claim", False
        if lost := missing(text, quotes, names) if table == "condensed" else "":
            return f"“{text[:80]}” leaves out {lost}", False
        if longest is not None and _copies(text, quotes, longest):
            return f"“{text[:80]}” is the source's own wording: say it shorter", False
        claims = tuple(sorted({claim for n in found for claim in self.lines[n - 1]["claims"]}))
        wording = Wording(f"{act.id}:{short_hash(text)}", self.subject["page"], text, claims)
        self.state.facts.put_wording(table, act.id, wording)
        return f"accepted for {found}", True

    def _carried(self, text: str, cites: list[int]) -> tuple[list[int], list[str]]:
        """The one claim that carries a sentence of the lead, and what is wrong if none does: one of those cited, else the likest.

        A weak model words well what it then gives a wrong number. It is never more than one: two claims may hold all the names and
        figures of what neither says.
        """
        wanted = set(tokens(text))
        likest = min(self.sayable, key=lambda n: (-len(wanted & set(tokens(self.texts[n - 1]))), n), default=0)
        faults = {n: self._faults(text, [n], LEAD) for n in (*cites, likest) if n}
        right = [n for n in faults if not faults[n]]
        return right[:1] or cites, [] if right else faults[cites[0]]

    def _faults(self, text: str, numbers: Sequence[int], least: float = RECALL) -> list[str]:
        """What these claims do not carry. The page's own names may be used where one of them names it, and not for a "she".

        A weak model files what it reads on the wrong page and then puts that page's name for the pronoun: of a ship it was said that her
        builder "was sold at auction for a small part of her cost". Whose "she" it is no rule of ours can tell.
        """
        quotes = [self.texts[n - 1] for n in numbers]
        named = any(first_named([self._names()], quote) for quote in quotes)
        return unsupported(text, quotes, self._names() if named else (), least=least)

    def _names(self) -> list[str]:
        """What the page is called, also without what tells it from a namesake, and without its article."""
        whole = str(self.subject["title"])
        bare = whole.split(" (")[0]
        return list(dict.fromkeys([whole, bare, bare.removeprefix("The "), *self.subject.get("aliases", [])]))

    def _link(self, act: ActRecord, arguments: acts.Link) -> tuple[str, bool]:
        to = next((title for title in self.subject.get("related", []) if key(title) == key(arguments.to)), "")
        if not to:
            return f"“{arguments.to}” is not one of the related pages", False
        page = self.subject["page"]
        self.state.facts.put_link(short_hash(act.id, page, to), act.id, page, to, arguments.why)
        return "linked", True


def _is_sentence(text: str) -> bool:
    """Whether a claim can be worded: not a block of code, a row of a table, a heading or what is longer than a wording may be."""
    return "\n" not in text and bool(_ENDS.search(text)) and len(text) <= acts.LONGEST


def _lacking(said: str, text: str) -> list[str]:
    """What a claim says and what was said of it does not: every "may" and "not", then its content, that of the most words first."""
    cues = [cue.cue for cue in (*hedges(text), *negations(text))]
    there = said.casefold()
    return [
        *(cue for cue in cues if cue not in there),
        *sorted(unsaid(said, text), key=lambda part: -len(part.split())),
    ]


def _copies(text: str, sources: Sequence[str], longest: int) -> bool:
    """Whether a wording has a longer run of words from a source, so that it is no wording of ours."""
    ours = words(text)
    for source in sources:
        same = SequenceMatcher(None, ours, words(source), autojunk=False).find_longest_match()
        if same.size > longest:
            return True
    return False
