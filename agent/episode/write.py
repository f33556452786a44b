"""write: a page at once from all its claims, or several short ones together; read over and mended where something is amiss.

Owns: the stages and effects of writing. Which claims a sentence rests on is stored with the act. What is refused is asked for once more,
with its fault; what no sentence tells in the end stands on the page as a quotation, so nothing is lost by wording.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel

from agent.engine.wire import ActSpec
from agent.episode import acts
from agent.episode.claims_shown import ShownPage, shown
from agent.episode.script import FINISH, Script, Stage, Turn, write_in
from agent.knowledge.support.check import cited_in, doubts, faults, missing_names
from agent.knowledge.text.normal import key, words
from agent.knowledge.text.polarity import states
from agent.state.journal import ActRecord
from agent.state.queue import EpisodeRecord
from agent.state.state import State
from agent.state.written import LeftOut, SeeAlso, WrittenRow

_ENDS = re.compile(r"[.!?…。！？][\"'”’»)\]」』]*\Z")
_MARKS = re.compile(r"\s*\[\d+(?:\s*[,;–-]\s*\d+)*\]")  # numbers of claims, which belong into `cites`
_OURS = re.compile(
    r"(?:Not told yet|Refused|Your text|Related pages|Also called|Disputed|Page|Do):|.*\bnot among these claims\b"
)
SHORT, LONG, LONGEST = 4, 16, 64  # sentences that one reply may hold
KEPT = "kept"  # how the observation of a sentence begins that is taken; then what is doubtful
ALSO = 6  # sentences that are cited besides, for a name or for what only the sentence before tells
TOKENS = 110  # that a sentence with its section and numbers takes at most, on the mean


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence as it was last said: its number, what was refused of it and what is doubtful ("" if nothing), section, text, claims."""

    number: int
    refused: str
    doubtful: str
    section: str
    text: str
    cites: tuple[int, ...]


class Write(Script):
    """Subject: `pages`, each `{page, plan, title, kind, aliases, related, disputed, claims}`; `part`, `parts`, `opening`; `over`.

    A claim is `{id, document, first, last, more}`; `more` are ids of the same statement elsewhere. `part` 0 is the opening alone,
    written last. With `over` what is doubtful is asked. `write_in` is a language that was asked for.
    """

    kind = "write"
    steps = 6

    def __init__(self, record: EpisodeRecord, state: State) -> None:
        super().__init__(record, state)
        self.pages: list[dict[str, Any]] = self.subject["pages"]
        self.claims = [(page, claim) for page in self.pages for claim in page["claims"]]

    def task(self) -> str:
        """The pages with their claims, and of a long page which part it is."""
        say = write_in(self.subject)
        if self.subject.get("part") == 0:
            say += "Write its opening only.\n"
        elif not self.subject.get("opening", True):
            say += f"This is part {self.subject['part']} of {self.subject['parts']} of a long page: no opening.\n"
        return shown([self._shown(page) for page in self.pages], self.state.documents.get) + "\n" + say

    def _shown(self, page: dict[str, Any]) -> ShownPage:
        names = (tuple(page[name]) for name in ("aliases", "related", "disputed"))
        return ShownPage(page["title"], page["kind"], page["claims"], *names)

    def heard(self, turns: Sequence[Turn]) -> Sequence[Turn]:
        """Nothing: its text is shown to it anew, with what was found."""
        return ()

    def stage(self, turns: Sequence[Turn]) -> Stage | None:
        """Write; then, if code refused or doubts something or a claim is untold, read over, mend and tell that."""
        if not turns:
            return Stage(tuple(self._writing()), min(6000, 300 + TOKENS * (len(self.claims) + 3)))
        if len(turns) > 1:
            return None
        rows = self._rows(turns)
        refused, untold = [row for row in rows if row.refused], self._untold(turns)
        if not (refused or untold or any(row.doubtful for row in rows)):
            return None
        say = "\n".join(self._text(rows, refused, untold))
        mend = ActSpec("mend", "A sentence of yours said anew.", acts.Mend, 0, _bound(len(rows)), 6)
        more = ActSpec("write", "One sentence more.", acts.Write, 0, _bound(len(untold)), 6)
        leave = ActSpec("leave_out", "Claims that are not told.", acts.LeaveOut, 0, 4)
        room = min(6000, 400 + TOKENS * (len(refused) + len(untold) + 4))
        return Stage((mend, more, leave, FINISH), room, say)

    def _writing(self) -> Iterator[ActSpec]:
        most = SHORT if self.subject.get("part") == 0 else len(self.claims) + 2
        yield ActSpec("write", "One sentence of the page.", acts.Write, 1, _bound(most), 6)
        if self.subject.get("part") == 0:
            return
        yield ActSpec("leave_out", "Claims that are not told.", acts.LeaveOut, 0, 4)
        if any(page["related"] for page in self.pages):
            yield ActSpec("see_also", "A related page to read next.", acts.SeeAlso, 0, 5)

    def _text(self, rows: Sequence[Row], refused: Sequence[Row], untold: Sequence[int]) -> Iterator[str]:
        yield "Your text:"
        for row in rows:
            if not row.refused:
                section = f"({row.section}) " if row.section else ""
                yield f"{{{row.number}}} {section}{row.text} {list(row.cites)}"
        yield from (f"Refused: {{{row.number}}} {row.refused}" for row in refused)
        yield from (f"Doubtful: {{{row.number}}} {row.doubtful}" for row in rows if row.doubtful)
        if untold:
            yield "Not told yet: " + " ".join(f"[{n}]" for n in untold)
        yield "Read it over against the claims: mend what says more or other than they do, and what was refused."

    def _rows(self, turns: Sequence[Turn]) -> list[Row]:
        """The sentences as they stand after these turns, by number."""
        found: dict[int, Row] = {}
        for act in (act for turn in turns for act in turn.acts if act.name in ("write", "mend")):
            number = len(found) + 1 if act.name == "write" else int(act.arguments.get("row", 0))
            old = found.get(number)
            section = str(act.arguments.get("section", old.section if old else ""))
            if act.name == "mend" and (old is None or not (act.accepted or old.refused)):
                continue
            said, cites = _MARKS.sub("", str(act.arguments.get("text", ""))), tuple(act.arguments.get("cites", ()))
            observed = act.observation or ""
            refused, doubtful = ("", observed.removeprefix(KEPT).removeprefix(": ")) if act.accepted else (observed, "")
            found[number] = Row(number, refused, doubtful, section, said, cites)
        return list(found.values())

    def _untold(self, turns: Sequence[Turn]) -> list[int]:
        """Numbers of the claims that no sentence tells and that were not left out."""
        if self.subject.get("part") == 0:
            return []
        told = {n for row in self._rows(turns) if not row.refused for n in row.cites}
        told |= {n for turn in turns for act in turn.accepted("leave_out") for n in act.arguments["claims"]}
        return [n for n in range(1, len(self.claims) + 1) if n not in told]

    def do(self, act: ActRecord, arguments: BaseModel, before: Sequence[Turn]) -> tuple[str, bool]:
        """Keep a sentence that its claims hold, what is left out, or a page to read next."""
        match arguments:
            case acts.Write():
                return self._say(act, len(self._rows(before)) + 1, arguments.section, arguments.text, arguments.cites)
            case acts.Mend():
                old = next((row for row in self._rows(before) if row.number == arguments.row), None)
                if old is None:
                    return f"there is no sentence {{{arguments.row}}}", False
                return self._say(act, arguments.row, old.section, arguments.text, arguments.cites)
            case acts.LeaveOut():
                return self._leave(act, arguments, before)
            case acts.SeeAlso():
                return self._see(act, arguments)
            case acts.Finish():
                return "finished", True
        raise TypeError(type(arguments))

    def _say(self, act: ActRecord, number: int, section: str, text: str, cites: Sequence[int]) -> tuple[str, bool]:
        """Keep a sentence, or say what is wrong with it."""
        bare = _MARKS.sub("", text).strip()
        said = bare if _ENDS.search(bare) else f"{bare}."
        if _OURS.match(said):
            return f"“{said[:80]}” is a line of this conversation, no sentence of a page", False
        right = sorted({n for n in cites if n <= len(self.claims)})
        if not right:
            return f"“{said[:80]}” cites {sorted(cites)}: there is no such claim", False
        pages = {self.claims[n - 1][0]["page"] for n in right}
        if len(pages) > 1:
            return f"“{said[:80]}” cites claims of {len(pages)} pages: a sentence is of one page", False
        page = self.claims[right[0] - 1][0]
        if not states(said):
            return f"“{said[:80]}” asks or commands: say what is so", False
        found, doubtful, also = self._held(said, right)
        if found:
            return f"“{said[:160]}”: {'; '.join(found[:2])}", False
        claims = tuple(sorted({one for n in right for one in self._ids(n)}))
        heading = " ".join(section.strip(" #*_").split())
        heading = "" if key(heading) == key(page["title"]) else heading
        part = int(self.subject.get("part", 1))
        row = WrittenRow(act.id, self.record.id, page["page"], page["plan"], part, number, heading, said, claims, also)
        self.state.written.put_row(act.id, row)
        return ": ".join((KEPT, *doubtful[:1])), True

    def _held(self, text: str, numbers: Sequence[int]) -> tuple[list[str], list[str], tuple[tuple[str, int], ...]]:
        """What the claims of these numbers do not hold of a sentence, what is doubtful, and what is cited besides.

        A brain that reads its text over decides what is doubtful; of one that does not, it is not taken.

        A good writer names what its claim only calls "the bridge": the nearest sentence before it in the same document that has the name
        is cited too, so that a reader sees who or what is meant; and so is the sentence before a claim where something else of it is told.
        """
        page = self.claims[numbers[0] - 1][0]
        names = [page["title"], *page["aliases"]]
        claims = [self.claims[n - 1][1] for n in numbers]
        cited = [
            cited_in(self.state.documents.get(claim["document"]), claim["first"], claim["last"]) for claim in claims
        ]
        language = self._language(page)
        also: list[tuple[str, int]] = []
        for name in missing_names(text, [replace(each, before="") for each in cited], names, language):
            spot = next((spot for claim in claims if (spot := self._named(name, claim))), None)
            if spot and spot not in also:
                also.append(spot)
                cited.append(cited_in(self.state.documents.get(spot[0]), spot[1], spot[1]))
        bare = [replace(each, before="") for each in cited]
        shown = {(claim["document"], n) for claim in claims for n in range(claim["first"], claim["last"] + 1)}
        before = [spot for spot in dict.fromkeys((c["document"], c["first"] - 1) for c in claims)
                  if spot[1] and spot not in shown]  # fmt: skip
        for more in ((), *((spot,) for spot in before), tuple(before)):
            told = [*bare, *(cited_in(self.state.documents.get(document), n, n) for document, n in more)]
            beside = list(dict.fromkeys([*also, *more]))
            if len(beside) <= ALSO and not faults(text, told, names, language, page["related"]):
                also = beside
                break
        else:  # what only the sentences before seem to hold, and do not when they are cited, is not held
            wrong = faults(text, cited, names, language, page["related"])
            return wrong or faults(text, bare, names, language, page["related"]), [], ()
        doubtful = doubts(text, told, names, language, page["related"])
        if self.subject.get("over"):
            return [], doubtful, tuple(also)
        return doubtful, [], tuple(also)

    def _language(self, page: dict[str, Any]) -> str:
        """The language that was asked for, or else that of most claims of a page."""
        if asked := self.subject.get("write_in"):
            return str(asked)
        return Counter(self.state.documents.get(c["document"]).language for c in page["claims"]).most_common(1)[0][0]

    def _named(self, name: str, claim: dict[str, Any]) -> tuple[str, int] | None:
        """The sentence of a claim's document that has this name, the nearest before the claim first."""
        document = self.state.documents.get(claim["document"])
        wanted = set(words(name))
        order = [*range(claim["first"], 0, -1), *range(claim["last"] + 1, len(document.sentences) + 1)]
        return next(((document.id, n) for n in order if wanted <= set(words(document.sentence(n)))), None)

    def _ids(self, n: int) -> list[str]:
        claim = self.claims[n - 1][1]
        return [claim["id"], *claim.get("more", [])]

    def _leave(self, act: ActRecord, arguments: acts.LeaveOut, before: Sequence[Turn]) -> tuple[str, bool]:
        gone = {n for turn in before for past in turn.accepted("leave_out") for n in past.arguments["claims"]}
        right = {n for n in arguments.claims if n <= len(self.claims)}
        most = max(1, len(self.claims) // 3)
        if not right or len(gone | right) > most:
            return f"at most {most} of {len(self.claims)} claims may be left out", False
        for page in self.pages:
            mine = [n for n in sorted(right) if self.claims[n - 1][0]["page"] == page["page"]]
            if mine:
                ids = tuple(one for n in mine for one in self._ids(n))
                self.state.written.put(
                    f"{act.id}:{page['page']}", LeftOut(page["page"], page["plan"], ids, arguments.why)
                )
        return "left out", True

    def _see(self, act: ActRecord, arguments: acts.SeeAlso) -> tuple[str, bool]:
        for page in self.pages:
            title = next((title for title in page["related"] if key(title) == key(arguments.title)), "")
            if title:
                self.state.written.put(act.id, SeeAlso(page["page"], page["plan"], title, arguments.why))
                return "noted", True
        return f"“{arguments.title}” is not one of the related pages", False

    def _divisible(self) -> list[Any]:
        return self.pages if len(self.pages) > 1 else list(self.pages[0]["claims"])

    def _part(self, shown: list[Any]) -> EpisodeRecord:
        whole = super()._part([str(one.get("page") or one["id"]) for one in shown])
        pages = shown if len(self.pages) > 1 else [{**self.pages[0], "claims": shown}]
        subject = {name: value for name, value in whole.subject.items() if name != "sentences"}
        return EpisodeRecord(whole.id, self.kind, {**subject, "pages": pages}, whole.phase, whole.rank)


def _bound(many: int) -> int:
    """How many sentences one reply may hold: one of three bounds, so that a server compiles few grammars."""
    return next((bound for bound in (SHORT, LONG) if many <= bound), LONGEST)
