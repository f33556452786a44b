"""release: what of two releases of one manual is so no more, as pairs of statements that stand in one place.

Owns: the stage and effects of going through the pairs, and the dispute that a change becomes: both sides told at once, as they are one text
that went on, and nobody asked again.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from pydantic import BaseModel

from agent.engine.wire import ActSpec
from agent.episode import acts
from agent.episode.claims_shown import leaning
from agent.episode.script import Script, Stage, Turn
from agent.episode.window import heading_line, one_line, text_shown
from agent.knowledge.disagreement.editions import unchanged
from agent.knowledge.model import Answer, Document, dispute_id, short_hash
from agent.knowledge.text.digits import hand
from agent.knowledge.values.readings import where_it_stands
from agent.state.disputes import RELEASE, DisputeRecord, DisputeSide, ReplyRecord
from agent.state.journal import ActRecord
from agent.state.queue import EpisodeRecord


class Release(Script):
    """Subject: `pairs`, each with `page` (id), `title`, and `was` and `now`: rows `{"document", "first", "last", "release", "page"}`, whose
    `page` is the page that holds the statement, "" if it is the pair's.
    """

    kind = "release"

    def task(self) -> str:
        """The pairs, numbered from 1, under the older release's pages and headings."""
        blocks, number = [], 0
        for _, group in groupby(
            self.subject["pairs"], key=lambda pair: (pair["was"]["document"], pair["now"]["document"])
        ):
            lines: list[str] = []
            heading = ""
            for pair in group:
                old, new = self._document(pair["was"]), self._document(pair["now"])
                lines = lines or [f"# {one_line(old.title or new.title)}"]
                if (above := heading_line(old.sentences[pair["was"]["first"] - 1])) != heading:
                    heading = above
                    lines.append(heading)
                number += 1
                lines += [f"[{number}]", *self._shown(pair)]
            blocks.append("\n".join(lines))
        return "\n\n".join(blocks) + "\n"

    def _shown(self, pair: dict[str, Any]) -> list[str]:
        """Both statements, each after the sentence that it leans on, the later one with its headings if they are others."""
        lines: list[str] = []
        paths = []
        for row in (pair["was"], pair["now"]):
            document = self._document(row)
            paths.append(" > ".join(map(one_line, document.sentences[row["first"] - 1].section)))
            before = leaning(document, row["first"], [pair["title"]])
            lines += [before] if before and before not in lines else []
            under = f" ({paths[-1]})" if paths[-1] != paths[0] else ""
            lines.append(f"{row['release']}{under}: {text_shown(document.quote(row['first'], row['last']))}")
        return lines

    def stage(self, turns: Sequence[Turn]) -> Stage | None:
        """All changes at once; once more if some were refused."""
        if len(turns) > 1 or (turns and not turns[0].refused()):
            return None
        most = len(self.subject["pairs"])
        spec = ActSpec("changed", "Pairs in which what is so is another now.", acts.Changed, 0, most)
        say = "\n".join(f"Refused: {reason}" for reason in turns[0].refused()[:5]) if turns else ""
        return Stage((spec,), 200 + 90 * most, say, dice=len(turns))

    def do(self, act: ActRecord, arguments: BaseModel, before: Sequence[Turn]) -> tuple[str, bool]:
        """Store the change as a dispute with what both sides tell."""
        assert isinstance(arguments, acts.Changed)
        if not 1 <= arguments.pair <= len(self.subject["pairs"]):
            return f"there is no pair [{arguments.pair}]", False
        pair = self.subject["pairs"][arguments.pair - 1]
        question = " ".join(arguments.question.split())
        told = [
            self._told(question, pair[side], value, pair["title"])
            for side, value in (("was", arguments.was), ("now", arguments.now))
        ]
        if fault := next((fault for _, fault in told if fault), "") or unchanged(*(answer for answer, _ in told)):
            return f"[{arguments.pair}] {fault}", False
        sides = tuple(self._side(pair[side]) for side in ("was", "now"))
        identity = dispute_id(pair["page"], question, [f"{side.document}:{side.sentences}" for side in sides])
        self.state.disputes.put(DisputeRecord(identity, pair["page"], "", question, sides, RELEASE))
        for n, (answer, _) in enumerate(told):
            row = short_hash(self.record.id, act.id, str(n))
            reply = ReplyRecord(identity, n, answer.document, answer.value, "", "", answer.cites)
            self.state.disputes.put_reply(row, act.id, reply)
        return "noted", True

    def _told(self, question: str, row: dict[str, Any], value: str, title: str) -> tuple[Answer, str]:
        """What a statement says, and why it does not, or nothing."""
        document = self._document(row)
        numbers = tuple(range(row["first"], row["last"] + 1))
        written = hand(document.text, document.language)
        text = document.quote(row["first"], row["last"])
        stands = where_it_stands(
            value, "", question, {row["first"]: text}, [row["first"]], [title], written, trusted=True
        )
        answer = Answer(question, document.id, value, "", "", numbers, written)
        return answer, "" if stands else f"“{value}” does not stand in what {row['release']} says"

    @staticmethod
    def _side(row: dict[str, Any]) -> DisputeSide:
        numbers = tuple(range(row["first"], row["last"] + 1))
        return DisputeSide(row["document"], numbers, numbers, row["page"])

    def _document(self, row: dict[str, Any]) -> Document:
        return self.state.documents.get(row["document"])

    def _divisible(self) -> list[Any]:
        return list(self.subject["pairs"])

    def _part(self, shown: list[Any]) -> EpisodeRecord:
        return self.part({**self.subject, "pairs": shown}, shown)
