"""Our nights and a person's edits, in any order, with kills and with edits in the middle of publishing, against a model."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from agent.knowledge.model import Citation
from agent.known.lines import Line
from agent.known.slices import whole
from agent.state.sources import SourceRecord
from agent.state.state import State
from agent.wiki.folder import carry, owned, places, settle
from agent.wiki.folder.carry import Outcome
from agent.wiki.folder.publish import publishing
from agent.wiki.lint import lint
from agent.wiki.matter import identity_of
from agent.wiki.render import render
from agent.wiki.view import Page, WikiView
from tests.wiki.test_publish import killed
from tests.wiki.wikis import DATE, document

MANY = "NIGHTWIKI_KILL_STEP" in os.environ
NAMES = ["Kettle", "Ada Holm", "Retry policy", "Oslo"]
FACTS = document(
    "facts", "Facts", *(f"{NAMES[n % 4]} goes with {NAMES[(n * 3 + 1) % 4]}, by fact {n}." for n in range(24))
)
MEMORY = Path("/dev/shm")
TOKEN = re.compile(r"mine-\d+")
COPIED = "a copy"
PAGES = st.integers(0, 3)
PICK = st.integers(0, 10**6)


class Edits(RuleBasedStateMachine):
    """`mine` are the words that a person wrote and did not take back; `deleted` the pages that are to stay away."""

    def __init__(self) -> None:
        super().__init__()
        self.bed = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
        self.wiki = self.bed / "wiki"
        self.titles = list(NAMES)
        self.claims: list[list[int]] = [[0, 4], [1], [], []]
        self.into: list[int | None] = [None] * 4
        self.mine: set[str] = set()
        self.deleted: set[str] = set()
        self.count = 0
        self.unfinished = False

    def teardown(self) -> None:
        shutil.rmtree(self.bed)

    def view(self) -> WikiView:
        pages = []
        for n, title in enumerate(self.titles):
            lines = tuple(
                Line(FACTS.sentence(f + 1), (Citation(FACTS.id, f + 1, f + 1),), (f"c{f}",)) for f in self.claims[n]
            )
            into = self.into[n]
            page = Page(f"p{n}", title, "concept", (), lines[:1], lines[1:], created=DATE)
            if into is not None and self.claims[into] and self.into[into] is None:
                pages.append(replace(page, lead=(), lines=(), redirect=self.titles[into]))
            elif lines and into is None:
                pages.append(page)
        return WikiView(
            DATE, tuple(pages), (FACTS,), (SourceRecord("facts", FACTS.resource, "file", "", 0, "done"),), ()
        )

    def night(self) -> Outcome:
        with State.to_write(self.wiki) as state:
            there = places.survey(self.wiki, state.published)
            return whole(publishing(self.wiki, render(self.view(), there), state.published))

    def files(self) -> list[Path]:
        return sorted(
            path for path in self.wiki.rglob("*.md") if ".nightwiki" not in path.parts and "sources" not in path.parts
        )

    def tree(self) -> dict[str, bytes]:
        files = (path for path in self.wiki.rglob("*") if path.is_file() and ".nightwiki" not in path.parts)
        return {path.relative_to(self.wiki).as_posix(): path.read_bytes() for path in files}

    def pages(self) -> list[Path]:
        return [path for path in self.files() if path.name not in {"AGENTS.md", "log.md", "conflicts.md", "index.md"}]

    def token(self) -> str:
        self.count += 1
        self.mine.add(f"mine-{self.count}")
        return f"mine-{self.count}"

    # What we do.

    @initialize()
    def first_night(self) -> None:
        self.night()

    @rule(page=PAGES, fact=st.integers(0, 23))
    def a_claim_appears_or_goes(self, page: int, fact: int) -> None:
        claims = set(self.claims[page]) ^ {fact}
        self.claims[page] = sorted(claims)

    @rule(page=PAGES, title=st.sampled_from(["Kettle (software)", "Ada", "ada holm", "Retrying"]))
    def a_title_changes(self, page: int, title: str) -> None:
        self.titles[page] = NAMES[page] if title in self.titles else title

    @rule(page=PAGES, into=PAGES)
    def two_pages_merge_or_part(self, page: int, into: int) -> None:
        self.into[page] = into if self.into[page] is None and into != page else None

    @rule()
    def a_whole_night(self) -> None:
        self.night()
        again = self.tree()
        outcome = self.night()
        assert (outcome.written, outcome.merged, outcome.removed) == ([], [], [])
        assert self.tree() == again
        self.unfinished = False
        self.check()

    @rule(point=st.integers(1, 120))
    def a_killed_night(self, point: int) -> None:
        if killed(self.night, NIGHTWIKI_KILL_AT=str(point)):
            self.unfinished = True

    @rule(point=st.integers(1, 40), which=PICK, data=st.data())
    def an_edit_in_the_middle(self, point: int, which: int, data: st.DataObject) -> None:
        act = data.draw(st.sampled_from([self.append, self.edit, self.delete, self.rename, self.move, self.convert]))
        reached = 0

        def reach(_: str) -> None:
            nonlocal reached
            reached += 1
            if reached == point:
                act(which)

        with ExitStack() as stack:
            for module in (carry, owned, places, settle):
                stack.enter_context(patch.object(module, "reach", reach))
            self.unfinished = True
            self.night()

    # What a person does.

    def changed(self, which: int, change: Callable[[str], str]) -> None:
        if paths := self.pages():
            path = paths[which % len(paths)]
            before = path.read_bytes().decode()
            after = change(before)
            path.write_bytes(after.encode())
            self.mine -= set(TOKEN.findall(before)) - set(TOKEN.findall(after))

    def append(self, which: int) -> None:
        self.changed(which, lambda text: f"{text}\n## Mine\n\nWords: {self.token()}" + "\n" * (which % 2))

    def edit(self, which: int) -> None:
        def change(text: str) -> str:
            lines = text.split("\n")
            fences = [n for n, line in enumerate(lines) if line.rstrip() == "---"]
            start = fences[1] + 1 if fences[:1] == [0] else 0
            at = start + which % max(1, len(lines) - start)
            if at < len(lines):
                old, end = lines[at].removesuffix("\r"), "\r" if lines[at].endswith("\r") else ""
                lines[at] = (
                    f"{old} {self.token()}{end}" if which % 3 or "[^" in lines[at][:2] else f"- {self.token()}{end}"
                )
            return "\n".join(lines)

        self.changed(which, change)

    def convert(self, which: int) -> None:
        self.changed(which, lambda text: text.replace("\r\n", "\n").replace("\n", "\r\n"))

    def rename(self, which: int) -> None:
        if paths := self.pages():
            path = paths[which % len(paths)]
            self.count += 1
            path.rename(path.with_name(f"Named {self.count}.md"))

    def move(self, which: int) -> None:
        if paths := self.pages():
            path = paths[which % len(paths)]
            self.count += 1
            folder = self.wiki / f"Folder {self.count % 3}"
            folder.mkdir(exist_ok=True)
            if not (folder / path.name).exists():
                path.rename(folder / path.name)

    def delete(self, which: int) -> None:
        if paths := self.pages():
            path = paths[which % len(paths)]
            text = path.read_bytes().decode()
            path.unlink()
            self.mine -= set(TOKEN.findall(text))
            page = identity_of(text)
            others = {identity_of(other.read_bytes().decode()) for other in self.pages()}
            if page == self.ours().get(path.relative_to(self.wiki).as_posix()) and page not in others:
                self.deleted.add(page)

    def ours(self) -> dict[str, str]:
        """Which page each file of ours is; none while a killed night may have made one that no row tells of."""
        if self.unfinished:
            return {}
        with State.to_read(self.wiki) as state:
            return {path: row.page for path, row in state.published.heads().items()}

    @rule(which=PICK)
    def they_append(self, which: int) -> None:
        self.append(which)

    @rule(which=PICK)
    def they_edit(self, which: int) -> None:
        self.edit(which)

    @rule(which=PICK)
    def they_convert(self, which: int) -> None:
        self.convert(which)

    @rule(which=PICK)
    def they_rename(self, which: int) -> None:
        self.rename(which)

    @rule(which=PICK)
    def they_move(self, which: int) -> None:
        self.move(which)

    @rule(which=PICK)
    def they_delete(self, which: int) -> None:
        self.delete(which)

    @rule(which=PICK)
    def they_copy(self, which: int) -> None:
        if paths := self.pages():
            path = paths[which % len(paths)]
            self.count += 1
            copy = path.with_name(f"Copy {self.count}.md")
            copy.write_bytes(path.read_bytes() + f"\n{self.token()} {COPIED}\n".encode())

    # What must hold.

    @invariant()
    def nothing_of_a_persons_is_lost(self) -> None:
        if not self.wiki.is_dir():
            return
        notes = [path for path in self.wiki.rglob("*") if path.is_file() and "state" not in path.name]
        there = {token for path in notes for token in TOKEN.findall(path.read_bytes().decode())}
        assert self.mine <= there
        assert [path.name for path in self.bed.iterdir()] == ["wiki"]

    def check(self) -> None:
        texts = [path.read_bytes().decode() for path in self.files()]
        found = {identity_of(text) for text in texts}
        assert not found & self.deleted
        with State.to_read(self.wiki) as state:
            gone, tracked = set(state.published.gone()), state.published.heads().keys()
        assert {page.id for page in self.view().pages} <= found | gone
        assert self.deleted <= gone
        for finding in lint(self.wiki):
            if finding.rule in {"broken-link", "undefined-footnote"} and finding.page in tracked:
                text = (self.wiki / finding.page).read_bytes().decode()
                lines = [line for line in text.splitlines() if finding.detail in line]
                # A copy that took the place of its original holds links of the day that it was made.
                assert COPIED in text or all(TOKEN.search(line) for line in lines), finding


TestEdits = Edits.TestCase
TestEdits.settings = settings(
    max_examples=400 if MANY else 20,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
