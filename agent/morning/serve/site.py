"""The pages of the reader, as HTML: the same for the server and for the exported folder.

Owns: what stands on which page. What the pages need they ask of the shelf, the facts and the graph.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from agent.config import command
from agent.knowledge.model import Document
from agent.known.asked import SILENT, Answered
from agent.known.disagreements import by_value
from agent.morning.answer import disputed, sentences, sources
from agent.morning.serve import addresses
from agent.morning.serve.facts import Facts, Source
from agent.morning.serve.finding import Finder, Hit
from agent.morning.serve.prose import Goal, anchor, draw
from agent.morning.serve.ranks import Ranks
from agent.morning.serve.shelf import PICTURES, Leaf, Shelf
from agent.state.state import State
from agent.state.texts import MARKS

CONTEXT = 4  # sentences on either side of one that is opened
OWN = ("overview.md", "index.md", "timeline.md", "log.md")
SPAN = 40  # sentences that are opened at once, at most
STATES = (("open", "Open"), ("changed", "Changed over time"), ("resolved", "Settled"))
FOUND = 6  # sentences of the sources that a search shows
_BLOCK = re.compile(r"\^s(\d{1,9})\Z")
_ENTRY = re.compile(r"^### (.+) `([0-9a-f]+)`$", re.MULTILINE)
_TEMPLATES = Path(__file__).parent / "templates"


class Site:
    """One wiki. `static` is the exported folder, in which nobody answers: no settling, no progress."""

    def __init__(self, wiki: Path, *, static: bool = False, token: str = "") -> None:
        self.wiki, self.static, self.token = wiki, static, token
        self.name = wiki.resolve().name
        self.shelf, self.source = Shelf(wiki), Source(wiki)
        self.finder, self.ranks = Finder(self.shelf), Ranks(self.shelf)
        self._lock = threading.Lock()
        self._templates = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
        )
        self._templates.globals["command"] = lambda words: command(words, wiki)

    def look(self) -> None:
        """Take over what changed on the disk."""
        with self._lock:
            if self.shelf.look():
                self.finder.refresh()
                self.ranks.stale()

    def home(self) -> str:
        """What happened, and where to begin."""
        facts, entities = self.source.now(), self.shelf.entities
        latest = facts.night.date if facts.night else max((leaf.updated for leaf in entities), default="")
        new, made = facts.fresh(entities)
        return self._whole(
            "home", addresses.HOME, self.name,
            facts=facts, latest=latest, new=new, made=made, entities=entities,
            first=bool(entities) and len(new) == len(entities),
            important=self.ranks.first(3), own=list(filter(None, map(self.shelf.leaves.get, OWN))),
            failed=[row for row in facts.failed if row["kind"] == "source"], aside=[row for row in facts.failed if row["kind"] != "source"],
            sources=sum(leaf.kind == "source" for leaf in self.shelf.leaves.values()),
            disputed=self._asked() if facts.why else [], wanted=self.ranks.wanted(),
        )  # fmt: skip

    def page(self, path: str, address: str = "") -> str | None:
        """A note, at its own address or another; None if there is none."""
        leaf = self.shelf.leaves.get(path)
        if leaf is None:
            return None
        address, facts = address or addresses.page(path), self.source.now()
        up = addresses.root(address)
        # a title that is made of the answers is not said above them
        answers = {row["id"]: " ".join(value for value, _ in row["values"]) for row in facts.rows}
        settled = {_same(r["title"] if r["title"] == r["about"] else answers[r["id"]]): r["id"] for r in facts.rows}

        def entry(title: str) -> Goal | None:
            found = settled.get(_same(title.partition(": ")[2]))
            return Goal(f"{up}{addresses.CONFLICTS}#c-{found}") if found else None

        drawn = draw(leaf.body, lambda target, heading: self._lead(up, target, heading), entry)
        back = [self.shelf.leaves[one] for one in self.shelf.backlinks.get(path, ())]
        slug = path.removeprefix("sources/").removesuffix(".md") if leaf.kind == "source" else ""
        return self._whole(
            "page", address, leaf.title, leaf=leaf, html=Markup(drawn.html), outline=drawn.outline,  # noqa: S704 - made by `prose`
            heading=drawn.title or leaf.title, anchor=drawn.anchor,
            back=sorted(back, key=lambda one: one.title.casefold()), theirs=path in facts.theirs,
            document=addresses.document(slug) if slug in facts.documents else "",
        )  # fmt: skip

    def document(self, slug: str, part: int = 0) -> str | None:
        """A part of a document's stored text, sentence by sentence; None if it is not there."""
        document = self.source.document(slug)
        count = -(-len(document.sentences) // addresses.PART) if document else 0
        if document is None or not 0 <= part < max(count, 1):
            return None
        first = part * addresses.PART
        last = min(first + addresses.PART, len(document.sentences))
        return self._whole(
            "document", addresses.document(slug, part), document.title, document=document, part=part, parts=count,
            blocks=list(self._blocks(document, first + 1, last)), about=self._about(slug),
        )  # fmt: skip

    def parts(self, slug: str) -> int:
        """Of how many parts a document is."""
        document = self.source.document(slug)
        return max(1, -(-len(document.sentences) // addresses.PART)) if document else 0

    def context(self, slug: str, n: int, last: int = 0) -> str | None:
        """A sentence, or some as far as `last`, with those around, as a part of a page; None if it is not there."""
        document = self.source.document(slug)
        if document is None or not 1 <= n <= len(document.sentences):
            return None
        here = range(n, min(max(n, last), n + SPAN, len(document.sentences)) + 1)
        first, end = max(1, n - CONTEXT), min(len(document.sentences), here[-1] + CONTEXT)
        return self._part(
            "context", document=document, here=here, blocks=list(self._blocks(document, first, end)),
            href=addresses.sentence(slug, n), heading=document.sentences[n - 1].heading, first=first, end=end,
        )  # fmt: skip

    def conflicts(self, said: str = "") -> str | None:
        """The disagreements, both sides beside each other; what conflicts.md says where there is no database."""
        facts = self.source.now(fresh=bool(said))
        if facts.why:
            return self.page("conflicts.md", addresses.CONFLICTS)
        groups = [(s, heading, [self._entry(row) for row in facts.rows if row["state"] == s]) for s, heading in STATES]
        return self._whole("conflicts", addresses.CONFLICTS, "Disagreements", groups=groups, facts=facts, said=said)

    def entry(self, id_: str, said: str) -> str | None:
        """One disagreement, as a part of a page, with what was just said about it."""
        row = next((row for row in self.source.now(fresh=True).rows if row["id"] == id_), None)
        if row is None:
            return None
        rows = self.source.now().rows
        counted = {state: sum(each["state"] == state for each in rows) for state, _ in STATES}
        return self._part("entry", entry=self._entry(row), said=said, counted=counted)

    def search(self, words: str) -> str:
        """A page of what was found."""
        return self._whole(
            "search", addresses.SEARCH, "Search", words=words, question="", said="", answer=None, **self._found(words)
        )

    def found(self, words: str) -> str:
        """The same as a part of a page."""
        return self._part("found", words=words, **self._found(words))

    def asked(self, question: str, answer: Answered | None, said: str, *, whole: bool) -> str:
        """An answer with its sources, or what is `said` of why there is none; as the `whole` page of the search or a part of it."""
        values: dict[str, Any] = {"question": question, "answer": answer, "said": said, "silent": SILENT}
        if answer:
            with State.to_read(self.wiki) as state:
                cited = sources(answer, state)
                values |= {"cited": list(cited.values()), "disputed": disputed(answer, state), "by_value": by_value}
                values["reply"] = sentences(answer, cited)
        if not whole:
            return self._part("answer", **values)
        return self._whole("search", addresses.SEARCH, "Answer", words=question, **values, **self._found(question))

    def preview(self, path: str) -> str | None:
        """A few words on a page."""
        leaf = self.shelf.leaves.get(path)
        return self._part("preview", leaf=leaf) if leaf else None

    def gone(self, title: str, said: str) -> str:
        """A page that says what is not there. Its links are from the root, as nobody knows how deep its address is."""
        return self._part("gone", up="/", title=title, address="", said=said)

    def live(self, **glance: Any) -> str:
        """How a night stands, as a part of a page."""
        return self._part("live", **glance)

    def _found(self, words: str) -> dict[str, Any]:
        hits = self.finder.find(words)
        sentences = self.source.sentences(words, FOUND) if words.strip() and not self.static else []
        return {"hits": hits, "sentences": [(found, n, found.sentence(n)) for found, n in sentences]}

    def _entry(self, row: dict[str, Any]) -> dict[str, Any]:
        slugs = {id_: slug for slug, id_ in self.source.now().documents.items()}
        leaf = self.shelf.resolve(row["page"]) or next(
            (one for one in self.shelf.leaves.values() if one.title == row["page"]), None
        )
        sides = [
            side
            | {
                "slug": slug,
                "about": self._about(slug),
                "href": addresses.sentence(slug, side["first"]) if slug else "",
            }
            for side in row["sides"]
            for slug in (slugs.get(side["document"], ""),)
        ]
        return row | {"leaf": leaf, "sides": sides}

    def _asked(self) -> list[tuple[str, str]]:
        """The questions that are headings of conflicts.md, with their addresses on that page: for where there is no database."""
        leaf = self.shelf.leaves.get("conflicts.md")
        found = _ENTRY.findall(leaf.body) if leaf else []
        asked = [(re.sub(r"\\(?=\W)", "", question), id_) for question, id_ in found]
        return [(question, anchor(f"{question} {id_}")) for question, id_ in asked]

    def _about(self, slug: str) -> Leaf | None:
        """The page of a source."""
        return self.shelf.leaves.get(f"sources/{slug}.md")

    def _blocks(self, document: Document, first: int, last: int) -> Iterator[dict[str, Any]]:
        """The sentences as they stand in their text: (kind, heading if it is a new one, sentences) of each paragraph, item, row."""
        heading: tuple[str, ...] | None = None
        block: dict[str, Any] | None = None
        end = 0
        for unit in document.sentences[first - 1 : last]:
            gap = document.text[end : unit.start]
            end = unit.end
            new = unit.heading != heading
            if block is None or new or unit.kind != "prose" or block["kind"] != "prose" or gap.count("\n") > 1:
                if block:
                    yield block
                block = {
                    "kind": unit.kind,
                    "heading": unit.heading[-1] if new and unit.heading else "",
                    "sentences": [],
                }
            heading = unit.heading
            pages = self.shelf.cited.get((f"sources/{document.slug}.md", unit.n), ())
            cited = ", ".join(self.shelf.leaves[page].title for page in pages if page in self.shelf.leaves)
            block["sentences"].append((unit.n, document.sentence(unit.n), cited))
        if block:
            yield block

    def _lead(self, up: str, target: str, heading: str) -> Goal:
        """Where a link of a page leads."""
        if not target:
            return Goal(f"#{_fragment(heading)}")
        path = self.shelf.index.resolve(target)
        if path in self.shelf.others:
            return (
                Goal(up + quote(addresses.file(path)), picture=True)
                if Path(path).suffix.lower() in PICTURES
                else Goal("")
            )
        leaf = self.shelf.resolve(target)
        if leaf is None:
            return Goal("")
        slug = leaf.path.removeprefix("sources/").removesuffix(".md")
        if leaf.kind == "source" and (block := _BLOCK.search(heading)) and slug in self.source.now().documents:
            return Goal(up + addresses.sentence(slug, int(block[1])))
        if leaf.path == "conflicts.md":
            at = f"c-{heading.rpartition(' ')[2]}" if heading and not self.source.now().why else _fragment(heading)
            return Goal(f"{up}{addresses.CONFLICTS}#{at}" if heading else up + addresses.CONFLICTS, leaf.path)
        return Goal(up + addresses.href(leaf.path) + (f"#{_fragment(heading)}" if heading else ""), leaf.path)

    def _whole(self, template: str, address: str, title: str, **values: Any) -> str:
        return self._part(template, up=addresses.root(address), title=title, address=address, **values)

    def _part(self, template: str, **values: Any) -> str:
        facts: Facts = self.source.now()
        shared = {
            "site": self, "up": "./", "open_conflicts": facts.open, "href": _href, "count": _count, "marked": _marked, "token": self.token,
            "live": not self.static and not facts.why, "addresses": addresses, "running": facts.running,
        }  # fmt: skip
        return self._templates.get_template(f"{template}.html.j2").render(shared | values)


def _href(up: str, leaf: Leaf) -> str:
    """A link to a note."""
    return up + addresses.href(leaf.path)


def _count(n: int, one: str, many: str) -> str:
    return f"{n:,} {one if n == 1 else many}"


def _marked(hit: Hit) -> Markup:
    """An excerpt with the words that were found."""
    text = str(escape(hit.excerpt))
    return Markup(text.replace(MARKS[0], "<mark>").replace(MARKS[1], "</mark>"))  # noqa: S704 - escaped above


def _fragment(heading: str) -> str:
    return quote(heading) if heading.startswith("^") else anchor(heading)


def _same(words: str) -> str:
    return " ".join(re.findall(r"\w+", words.casefold()))
