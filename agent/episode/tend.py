"""tend: an open loop over one page that is weak or has gaps. The brain chooses the next tool, within a budget.

Owns: what it assigns and asks, which becomes claims and questions like a reader's. The tools that only look are `tools`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

from agent.engine.wire import ActSpec
from agent.episode import acts
from agent.episode.compare import raised
from agent.episode.script import FINISH, Script, Stage, Turn
from agent.episode.tools import LOOKING, Tools
from agent.knowledge.disagreement.told import alike
from agent.knowledge.model import Claim, Document, NameUse, claim_id, short_hash
from agent.knowledge.text.normal import key
from agent.known.pages import Known
from agent.state.journal import ActRecord
from agent.state.queue import EpisodeRecord
from agent.state.state import State

STEPS = 6  # model calls for one page

TOOLS = (
    *LOOKING,
    ActSpec("assign", "Sentences that state a fact about the page.", acts.AssignFrom, 0, 6),
    ActSpec("ask", "A question that sources may answer differently.", acts.Ask, 0, 2),
    FINISH,
)


class Tend(Script):
    """Subject: `page` (id), `title`, `kind`, `why`, `left` (a list of `{document, n}` that no page tells)."""

    kind = "tend"
    steps = STEPS + 4

    def __init__(self, record: EpisodeRecord, state: State) -> None:
        super().__init__(record, state)
        self.left: list[dict[str, Any]] = self.subject["left"]
        self.tools = Tools(state)

    def task(self) -> str:
        """The page, why it is tended, and what no page tells."""
        lines = [f"Page: {self.subject['title']} ({self.subject['kind']}). Why: {self.subject['why']}"]
        if self.left:
            lines.append("Not told on any page:")
        lines += [self.tools.line(self.state.documents.get(one["document"]), int(one["n"])) for one in self.left]
        return "\n".join(lines) + "\n"

    def stage(self, turns: Sequence[Turn]) -> Stage | None:
        """The next tool, until it finishes, does nothing more, or has had its steps."""
        if turns and (not turns[-1].acts or turns[-1].accepted("finish")):
            return None
        if len(turns) >= STEPS:
            return None
        seen = [f"{act.name}: {act.observation}" for act in turns[-1].acts] if turns else []
        return Stage(TOOLS, 500, "\n".join(seen))

    def do(self, act: ActRecord, arguments: BaseModel, before: Sequence[Turn]) -> tuple[str, bool]:
        """Look something up, or keep what was assigned or asked."""
        if looked := self.tools.do(arguments):
            return looked
        match arguments:
            case acts.AssignFrom():
                return self.tools.of(arguments.document, lambda d: self._assign(act, arguments, d))
            case acts.Ask():
                return self._ask(act, arguments.question)
            case acts.Finish():
                return "finished", True
        raise TypeError(type(arguments))

    def _assign(self, act: ActRecord, arguments: acts.AssignFrom, document: Document) -> tuple[str, bool]:
        title = self.subject["title"]
        if key(arguments.page) != key(title):
            return f"this is about the page “{title}” only", False
        right = [n for n in sorted(set(arguments.sentences)) if n <= len(document.sentences)]
        if not right:
            return f"{document.slug} has {len(document.sentences)} sentences", False
        name = self.subject["name"]
        use = NameUse(name, self.subject["kind"], document.id)
        self.state.facts.put_name(short_hash(self.record.id, name, document.id), act.id, use)
        for n in right:
            row = claim_id(name, document.id, n, n)
            self.state.facts.put_claim(Claim(row, name, document.id, n, n), act.id)
        return "assigned", True

    def _ask(self, act: ActRecord, question: str) -> tuple[str, bool]:
        asked = (d.question for d in self.state.disputes.all() if d.page == self.subject["page"])
        if same := next((other for other in asked if alike(question, other, [self.subject["title"]])), None):
            return f"that was asked already: “{same}”", False
        page = Known.of(self.state).by_id.get(self.subject["page"])
        rows = [(claim, self.state.documents.get(claim.document)) for claim in page.claims] if page else []
        if page is None or len({claim.document for claim, _ in rows}) < 2:
            return "only one document speaks of this page", False
        dispute = raised(page.id, [page.title, *page.aliases], question, [], rows, "tend")
        self.state.disputes.put(dispute)
        return "it will be asked", True

    def _divisible(self) -> list[Any]:
        return []
