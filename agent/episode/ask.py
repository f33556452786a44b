"""ask: a person's question, answered from the wiki by an open loop: look (search, open, read), then reply sentence by sentence, each cited.

Owns: the stages and effects of answering. A sentence that its citations do not hold is refused and asked for once more; refused again, the
cited sentences themselves stand as quotations. What the wiki does not say is said with `not_told`, and leaves no sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import groupby
from typing import Any

from pydantic import BaseModel

from agent.engine.wire import ActSpec
from agent.episode import acts
from agent.episode.script import Script, Stage, Turn
from agent.episode.tools import LOOKING, Tools
from agent.episode.window import heading_line, one_line
from agent.knowledge.support.check import cited_in, doubts, faults
from agent.knowledge.text.letters import spoken
from agent.knowledge.text.normal import norm
from agent.knowledge.text.polarity import states
from agent.known.asked import names_at
from agent.known.nearest import Spot
from agent.known.pages import Known
from agent.state.asked import AnswerRow
from agent.state.journal import ActRecord
from agent.state.queue import EpisodeRecord
from agent.state.state import State

STEPS = 6  # model calls for one question
TOKENS = 600  # of a reply: three sentences with their citations, and some looking
QUOTED = 3  # sentences that stand in the place of one that was refused twice
_MARKS = re.compile(r"\s*\[[^\[\]]*\d\](?=[\s.,;]|$)")  # citations, which belong into `cites`
_NUMBERS = re.compile(r"[\d\s,\[\]–-]+")
_NUMBER = re.compile(r"\d{1,6}")
REPLY = ActSpec("reply", "One sentence of the answer.", acts.Reply, 0, 6)
NOT_TOLD = ActSpec("not_told", "Nothing here answers the question.", acts.NotTold, 0, 1)
ANSWERING = (REPLY, NOT_TOLD)


class Ask(Script):
    """Subject: `question`; `shown` (a list of `{document, n}`), `pages` (of `{title, kind, opening}`), `disputed` (questions), `quotes`.

    With `quotes` what it cites is the answer, in the source's words, whatever it says of it.
    """

    kind = "ask"
    steps = STEPS + 4

    def __init__(self, record: EpisodeRecord, state: State) -> None:
        super().__init__(record, state)
        self.shown: list[dict[str, Any]] = self.subject["shown"]
        self.tools = Tools(state)

    @cached_property
    def known(self) -> Known:
        """The pages as they are while it is asked."""
        return Known.of(self.state)

    def task(self) -> str:
        """The question, then what a search for its words finds."""
        lines = [f"Question: {one_line(self.subject['question'], 500)}"]
        if self.subject["pages"]:
            lines.append("Pages:")
        lines += [
            f"- {one_line(page['title'])} ({page['kind']}): {one_line(page['opening'], 300)}"
            for page in self.subject["pages"]
        ]
        lines += [f"Disputed: {one_line(question, 200)}" for question in self.subject["disputed"]]
        return "\n".join([*lines, *self._found()]) + "\n"

    def _found(self) -> Iterator[str]:
        """The sentences found, under their documents and headings."""
        for id_, group in groupby(self.shown, key=lambda one: str(one["document"])):
            document, heading = self.state.documents.get(id_), tuple[str, ...]()
            yield f"# {one_line(document.title)}"
            for n in (int(one["n"]) for one in group):
                unit = document.sentences[n - 1]
                path = tuple(part for part in unit.section if norm(part) != norm(document.title))
                if path != heading and path:
                    yield heading_line(replace(unit, kind="prose", heading=path))
                heading = path
                yield self.tools.line(document, n)

    def stage(self, turns: Sequence[Turn]) -> Stage | None:
        """Look and reply; once more what was refused, or where nothing was done."""
        if turns and (_closing(turns[:-1]) or (_answers(turns) and not _refused(turns[-1]))):
            return None
        say = "\n".join(
            [
                *(f"Refused: {reason}" for reason in _refused(turns[-1])),
                *(f"{act.name}: {act.observation}" for act in turns[-1].acts if act.name not in ("reply", "not_told")),
            ]
            if turns
            else []
        )
        if _closing(turns):
            return Stage(ANSWERING, TOKENS, f"{say}\nReply now, or say not_told.".lstrip(), dice=len(turns))
        return Stage((REPLY, *LOOKING, NOT_TOLD), TOKENS, say, dice=len(turns))

    def do(self, act: ActRecord, arguments: BaseModel, before: Sequence[Turn]) -> tuple[str, bool]:
        """Look something up, or keep a sentence that what it cites holds."""
        if looked := self.tools.do(arguments):
            return looked
        if isinstance(arguments, acts.NotTold):
            beside = [other.name for turn in before for other in turn.acts if other.step == act.step]
            if any(turn.accepted("reply") for turn in before):
                return "a sentence of yours answers it", False
            looks = any(spec.name in beside for spec in LOOKING)
            return ("see first what was found", False) if looks else ("not told", True)
        assert isinstance(arguments, acts.Reply)
        said = " ".join(_MARKS.sub("", arguments.text).split())
        spots = list(dict.fromkeys(spot for cite in arguments.cites for spot in self._spots(cite, before)))
        if not spots:
            return f"“{said[:160]}” cites {arguments.cites}: no such sentence was shown; cite as in “handbook 7”", False
        wrong, cited = self._held(said, spots)
        if not wrong and not self.subject.get("quotes"):
            self._keep(act, 0, said, cited)
            return "kept", True
        if wrong and all(other.step == act.step for turn in before for other in turn.acts if _is_refused(other)):
            return f"“{said[:160]}”: {'; '.join(wrong[:2])}", False
        for number, spot in enumerate(spots[:QUOTED]):
            self._keep(act, number, self.state.documents.get(spot[0]).sentence(spot[1]), [spot])
        return "its citation is quoted instead", True

    def _keep(self, act: ActRecord, number: int, text: str, cites: Sequence[Spot]) -> None:
        whole = self.state.documents.get(cites[0][0]).sentence(cites[0][1])
        quoted = " ".join(text.split()) == " ".join(whole.split())
        at = act.step * 1000 + act.n * 10 + number
        row = AnswerRow(f"{act.id}:{number}", self.record.id, at, whole if quoted else text, tuple(cites), int(quoted))
        self.state.asked.put(act.id, row)

    def _spots(self, cite: str, before: Sequence[Turn]) -> Iterator[Spot]:
        """The sentences that a citation names, as far as they were shown: "handbook 7", or a number alone if only one shown has it."""
        slugs, shown = self.state.documents.slugs(), [(str(one["document"]), int(one["n"])) for one in self.shown]
        slug, _, rest = cite.replace("[", " ").strip().partition(" ")
        if slug not in slugs:
            slug, rest = "", cite
        numbers = [int(n) for n in _NUMBER.findall(found[0])] if (found := _NUMBERS.match(rest)) else []
        seen = "\n".join(act.observation or "" for turn in before for act in turn.acts if not _is_refused(act))
        for n in numbers:
            if not slug:
                mine = [spot for spot in shown if spot[1] == n]
                yield from mine if len(mine) == 1 else ()
            elif 1 <= n <= len(self.state.documents.get(slugs[slug]).sentences):
                told = (slugs[slug], n) in shown or re.search(rf"(?<!\S)\(?{re.escape(slug)} \[?{n}\b", seen)
                yield from [(slugs[slug], n)] if told else []

    def _held(self, said: str, spots: Sequence[Spot]) -> tuple[list[str], list[Spot]]:
        """What the cited sentences do not hold of a sentence, else what it cites: where only the sentence before tells it, that too."""
        if not states(said):
            return ["it asks or commands: say what is so"], []
        document = self.state.documents.get(spots[0][0])
        language = spoken(said) if spoken(said) == spoken(self.subject["question"]) else ""
        language = language or document.language
        before = [(id_, n - 1) for id_, n in spots if n > 1 and (id_, n - 1) not in spots]
        wrong: list[str] = []
        for cited in ([*spots], *([*spots, spot] for spot in before), [*spots, *before]):
            sources = [replace(cited_in(self.state.documents.get(id_), n, n), before="") for id_, n in cited]
            names = names_at(self.known, cited)
            found = faults(said, sources, names, language)
            if not found and language == document.language:
                found = doubts(said, sources, names, language)
            if not found:
                return [], cited
            wrong = wrong or found
        return wrong, []

    def halves(self) -> list[EpisodeRecord]:
        """The same question with the first half of what was found: it is asked once, not twice."""
        fewer = self.shown[: len(self.shown) // 2]
        return [self.part({**self.subject, "shown": fewer}, [one["n"] for one in fewer])] if fewer else []


def _is_refused(act: ActRecord) -> bool:
    return act.name == "reply" and act.observation is not None and not act.accepted


def _refused(turn: Turn) -> list[str]:
    """Why sentences of a turn were refused, each once."""
    return list(dict.fromkeys(act.observation or "" for act in turn.acts if _is_refused(act)))


def _answers(turns: Sequence[Turn]) -> bool:
    return any(turn.accepted("reply") or turn.accepted("not_told") for turn in turns)


def _closing(turns: Sequence[Turn]) -> bool:
    """Whether after these turns only an answer is asked for."""
    return bool(turns) and (not turns[-1].acts or bool(_refused(turns[-1])) or len(turns) >= STEPS - 1)
