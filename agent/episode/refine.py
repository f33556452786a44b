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
from agent.episode.script import Script, Stage, Turn, wrong_numbers
from agent.episode.window import numbered_claims
from agent.knowledge.aboutness import first_named, states
from agent.knowledge.fidelity import coined, left_out
from agent.knowledge.ids import short_hash
from agent.knowledge.normal import key, tokens
from agent.knowledge.support import unsupported
from agent.state.facts import Wording
from agent.state.journal import ActRecord
from agent.state.queue import EpisodeRecord
from agent.state.state import State

RUN = 20  # words in a row that a wording may share with its source
_ENDS = re.compile(r"[.!?…][\"'”’)\]]*\Z")
_WORD = re.compile(r"\w+(?:['’]\w+)*")
BATCH = 6  # claims worded in one reply: asked for twenty at once, a weak model writes one sentence about the first few
TRIES = 2
LEADS = 4  # lines from which on a page is worth an opening of its own


class Refine(Script):
    """Subject: `page` (id), `title`, `kind`, `aliases`, `sentences` (a list of lines, each `{text, claims}`), `related`, `lead`."""

    kind = "refine"

    def __init__(self, record: EpisodeRecord, state: State) -> None:
        super().__init__(record, state)
        self.lines: list[dict[str, list[str] | str]] = self.subject["sentences"]
        self.texts = [str(line["text"]) for line in self.lines]
        self.sayable = [n for n, text in enumerate(self.texts, start=1) if _is_sentence(text) and states(text)]

    def task(self) -> str:
        """The page and its numbered claims."""
        head = [f"Page: {self.subject['title']} ({self.subject['kind']})"]
        if related := self.subject.get("related"):
            head.append("Related pages: " + "; ".join(related))
        return "\n".join(head) + "\n\n" + numbered_claims(self.texts) + "\n"

    def stage(self, turns: Sequence[Turn]) -> Stage | None:
        """Condense, a few claims at a time; once more what was refused or left out; then the lead and the links."""
        asked = 0
        for _ in range(TRIES):
            batches = self._batches(turns[:asked])
            if len(turns) < asked + len(batches):
                batch = batches[len(turns) - asked]
                return self._condensing(batch, self._refusals(turns[:asked], batch))
            asked += len(batches)
        if len(turns) == asked and self.subject.get("lead", True) and len(self.sayable) >= LEADS:
            return self._leading()
        return None

    def _batches(self, turns: Sequence[Turn]) -> list[list[int]]:
        """What is not said after these turns, a few claims each."""
        accepted = (act.observation or "" for turn in turns for act in turn.accepted("condense"))
        said = {int(n) for observation in accepted for n in re.findall(r"\d+", observation)}
        left = [n for n in self.sayable if n not in said]
        return [left[at : at + BATCH] for at in range(0, len(left), BATCH)]

    def _condensing(self, batch: Sequence[int], refused: str) -> Stage:
        spec = ActSpec("condense", "A claim said briefly.", acts.Condense, len(batch), len(batch))
        words = sum(len(self.texts[n - 1].split()) for n in batch)
        say = "Say: " + " ".join(f"[{n}]" for n in batch)
        return Stage((spec,), 100 + 40 * len(batch) + 3 * words, f"{refused}\n{say}" if refused else say)

    def _leading(self) -> Stage:
        lead = ActSpec("write_lead", "A sentence of the opening.", acts.WriteLead, 1, 2)
        if not self.subject.get("related"):
            return Stage((lead,), 300)
        return Stage((lead, ActSpec("link", "A page to read next.", acts.Link, 0, 5)), 500)

    def _refusals(self, turns: Sequence[Turn], batch: Sequence[int]) -> str:
        """Why the claims of this batch were refused before, or were given numbers of no claim."""
        others = set(range(1, len(self.lines) + 1)) - set(batch)
        acts_before = (act for turn in turns for act in turn.acts if act.name == "condense" and not act.accepted)
        reasons = [act.observation or "" for act in acts_before if not others & _numbers(act.arguments)]
        return "Refused: " + "; ".join(dict.fromkeys(reasons[:3])) if reasons else ""

    def do(self, act: ActRecord, arguments: BaseModel, before: Sequence[Turn]) -> tuple[str, bool]:
        """Store a wording that its claims support, or a link."""
        match arguments:
            case acts.Condense():
                first = len(before) < len(self._batches([]))
                return self._word("condensed", act, arguments.text, arguments.cites, copies=not first)
            case acts.WriteLead():
                names = [(self.subject["title"], *self.subject.get("aliases", []))]
                if first_named(names, arguments.text) is None:
                    return f"“{arguments.text[:80]}” does not name {self.subject['title']}", False
                return self._word("leads", act, arguments.text, arguments.cites, copies=True)
            case acts.Link():
                return self._link(act, arguments)
        raise TypeError(type(arguments))

    def _word(self, table: str, act: ActRecord, text: str, cites: Sequence[int], *, copies: bool) -> tuple[str, bool]:
        """`copies`: whether the source's own words will do, as they would stand there anyway."""
        numbers = range(1, len(self.lines) + 1)
        right = sorted(set(cites) - set(wrong_numbers(cites, numbers)))
        if not right:
            return f"not shown here: {sorted(cites)}", False
        if not _ENDS.search(text):
            return f"“{text[:80]}” is no whole sentence", False
        found, faults = self._carried(text, right)
        if faults:
            return f"unsupported: “{text[:80]}”: {faults[0]}", False
        quotes = [self.texts[n - 1] for n in found]
        if missing := left_out(text, quotes) if table == "condensed" else "":
            return f"“{text[:80]}” leaves out “{missing}”", False
        if short := coined(text, [*quotes, self.subject["title"], *self.subject.get("aliases", [])]):
            return f"“{text[:80]}” has the short form “{short}”, which does not stand in the claim", False
        if not copies and _copies(text, quotes):
            return f"“{text[:80]}” is the source's own wording: say it shorter", False
        claims = tuple(sorted({claim for n in found for claim in self.lines[n - 1]["claims"]}))
        wording = Wording(f"{act.id}:{short_hash(text)}", self.subject["page"], text, claims)
        self.state.facts.put_wording(table, act.id, wording)
        return f"accepted for {found}", True

    def _carried(self, text: str, cites: list[int]) -> tuple[list[int], list[str]]:
        """The claims that carry a wording, and what is wrong if none do: those cited, else the one that is likest.

        A weak model words well what it then gives a wrong number. Never more than one is looked for: two claims may hold all the names
        and figures of what neither says.
        """
        wrong = self._faults(text, cites)
        if not wrong:
            return cites, []
        wanted = set(tokens(text))
        likest = min(self.sayable, key=lambda n: (-len(wanted & set(tokens(self.texts[n - 1]))), n), default=0)
        if likest and not self._faults(text, [likest]):
            return [likest], []
        return cites, wrong

    def _faults(self, text: str, numbers: Sequence[int]) -> list[str]:
        """What these claims do not carry. The page's own names may be used where one of them names it, and not for a "she".

        A weak model files what it reads on the wrong page and then puts that page's name for the pronoun: of a ship it was said that her
        builder "was sold at auction for a small part of her cost". Whose "she" it is no rule of ours can tell.
        """
        quotes = [self.texts[n - 1] for n in numbers]
        names = [self.subject["title"], *self.subject.get("aliases", [])]
        named = any(first_named([names], quote) for quote in quotes)
        return unsupported(text, quotes, names if named else ())

    def _link(self, act: ActRecord, arguments: acts.Link) -> tuple[str, bool]:
        to = next((title for title in self.subject.get("related", []) if key(title) == key(arguments.to)), "")
        if not to:
            return f"“{arguments.to}” is not one of the related pages", False
        page = self.subject["page"]
        self.state.facts.put_link(short_hash(act.id, page, to), act.id, page, to, arguments.why)
        return "linked", True


def _numbers(arguments: dict[str, Any]) -> set[int]:
    """The numbers cited, whatever a refused reply holds in their place."""
    cites = arguments.get("cites")
    return {n for n in cites if isinstance(n, int)} if isinstance(cites, list) else set()


def _is_sentence(text: str) -> bool:
    """Whether a claim can be worded: not a block of code, a row of a table or a heading."""
    return "\n" not in text and bool(_ENDS.search(text))


def _copies(text: str, sources: Sequence[str]) -> bool:
    """Whether a wording has a long run of words from a source, so that it is no wording of ours."""
    ours = _WORD.findall(text.casefold())
    for source in sources:
        theirs = _WORD.findall(source.casefold())
        same = SequenceMatcher(None, ours, theirs, autojunk=False).find_longest_match()
        if same.size > RUN:
            return True
    return False
