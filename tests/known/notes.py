"""A real state with documents of given sentences, and what a reader named and filed there."""

from __future__ import annotations

from collections.abc import Sequence

from agent.engine.wire import Reply, Usage
from agent.episode import acts
from agent.episode.identify import Identify
from agent.knowledge.model import Claim, Document, NameUse, PageKind, claim_id
from agent.known.pages import Known
from agent.night.identifying import Identifying
from agent.sources.extract import extract
from agent.state.journal import ActRecord
from agent.state.state import State
from tests.knowledge.pages import document


def extracted(state: State, text: str, name: str, media: str) -> Document:
    """A document as the night stores it."""
    found = extract(text.encode(), media, name)
    made = Document(name, name, found.title or name, name, media, found.text, found.sentences)
    with state.transaction("document"):
        state.documents.write(made, text.encode())
    return made


class Notes:
    """A state with documents of given sentences, and what a reader named and filed there."""

    def __init__(self, state: State) -> None:
        self.state = state

    def store(self, slug: str, *sentences: str, language: str = "en", title: str = "") -> Document:
        made = document(slug, *sentences)
        made = Document(made.id, slug, title or slug, slug, "text/plain", made.text, made.sentences, language=language)
        with self.state.transaction("document"):
            self.state.documents.write(made, made.text.encode())
        return made

    def name(
        self, found: Document, title: str, kind: PageKind, numbers: Sequence[int], *aliases: str, window: str = "w"
    ) -> None:
        """What one reader named, and the sentences that they filed there."""
        reply = Reply("{}", "", (), "", "stop", Usage(1, 0, 1, 0.1), "written")
        step = self.state.journal.record_reply(f"read:{found.slug}:{window}", 0, 1, "", "schema", "", reply)
        with self.state.transaction("act"):
            use = NameUse(title, kind, found.id, aliases, numbers[0] if numbers else None)
            self.state.facts.put_name(f"{found.id}:{window}:{title}", f"{step}:0", use)
            for n in numbers:
                self.state.facts.put_claim(Claim(claim_id(title, found.id, n, n), title, found.id, n, n), "")

    def pages(self) -> dict[str, list[str]]:
        """The sentences on each page."""
        found = {}
        for page in Known.of(self.state).pages:
            found[page.title] = [self.state.documents.get(c.document).sentence(c.first) for c in page.claims]
        return found

    def identifying(self, *, judges: bool = True) -> Identifying:
        return Identifying(self.state, Known.of(self.state), judges)

    def decide(self) -> None:
        with self.state.transaction("plan"):
            for record in self.identifying().decided():
                self.state.facts.put_decision(record)

    def answer(self, *, yes: bool) -> list[str]:
        """Answer all that is asked; the tasks."""
        tasks = []
        for number, record in enumerate(list(self.identifying().episodes())):
            script = Identify(record, self.state)
            tasks.append(script.task())
            with self.state.transaction("act"):
                script.do(
                    ActRecord(f"9:{number}", 9, number, "same_thing", {}, None, False), acts.SameThing(yes=yes), []
                )
        return tasks
