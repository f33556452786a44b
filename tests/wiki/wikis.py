"""Small wikis for the tests of this room, made by hand and by hypothesis."""

from __future__ import annotations

from hashlib import sha256

from hypothesis import strategies as st

from agent.knowledge.model import PAGE_KINDS, Citation, Disagreement, Document, Sentence, SentenceKind, Side
from agent.known.lines import Line
from agent.state.sources import SourceRecord
from agent.wiki.view import NightEntry, OverviewLine, Page, SeeAlso, Theme, WikiView

DATE = "2026-11-23"


def document(
    slug: str, title: str, *texts: str, kind: SentenceKind = "prose", heading: tuple[str, ...] = ()
) -> Document:
    """A document whose sentences are `texts`, one a line. What differs in anything has another id, as stored documents have."""
    sentences, at = [], 0
    for n, text in enumerate(texts, 1):
        sentences.append(Sentence(n, at, at + len(text), kind, heading))
        at += len(text) + 1
    whole = "\n".join(texts)
    return Document(
        id=sha256(repr((slug, title, kind, heading, whole)).encode()).hexdigest(),
        slug=slug,
        title=title,
        resource=f"https://example.org/{slug}.html",
        media="text/html",
        text=whole,
        sentences=tuple(sentences),
        date="2024-05-03",
        fetched=DATE,
    )


def kettle() -> WikiView:
    """Two documents about a job scheduler, that disagree on its time-out."""
    handbook = document(
        "handbook",
        "The Kettle handbook",
        "Kettle is a job scheduler written by Ada Holm.",
        "It retries a failed job three times.",
        "The default timeout is 30 seconds.",
        heading=("Kettle handbook", "Retries"),
    )
    notes = document("notes", "Notes", "Kettle times out after 60 seconds.", "Ada Holm lives in Oslo.")
    code = document("code", "Code", 'if [[ -f kettle ]]; then\n\n  echo "`hi`"\nfi', kind="code")

    def cite(source: Document, first: int, last: int | None = None) -> Citation:
        return Citation(source.id, first, last or first)

    disagreement = Disagreement(
        id="d-1f2e",
        page="p-kettle",
        kind="figure",
        state="open",
        about="Default timeout of Kettle?",
        sides=(
            Side("30 seconds", "The default timeout of Kettle is 30 seconds.", cite(handbook, 3), "q", "2024-05-03"),
            Side("60 seconds", "Kettle times out after 60 seconds.", cite(notes, 1), "q", "2025-01-01"),
        ),
    )
    pages = (
        Page(
            id="p-kettle",
            title="Kettle (software)",
            kind="software",
            aliases=("Kettle",),
            lead=(Line("Kettle is a job scheduler by Ada Holm.", (cite(handbook, 1),), ("c1",)),),
            lines=(
                Line("It retries a failed job three times.", (cite(handbook, 2),), ("c2",), "Retries"),
                Line("It times out, by its retry policy.", (cite(handbook, 2, 3), cite(notes, 1)), ("c3",), "Retries"),
                Line('if [[ -f kettle ]]; then\n\n  echo "`hi`"\nfi', (cite(code, 1),), ("c4",)),
                Line("Run `kettle up` [[now]]!", (cite(code, 1),), ("c5",)),
            ),
            see_also=(SeeAlso("Ada Holm", "who wrote it"), SeeAlso("Nobody")),
            disagreements=(disagreement,),
            created=DATE,
            updated=DATE,
        ),
        Page(
            id="p-ada",
            title="Ada Holm",
            kind="person",
            aliases=("Holm",),
            lead=(Line("Ada Holm wrote Kettle.", (cite(handbook, 1),), ("c6",)),),
            lines=(Line("She lives in Oslo.", (cite(notes, 2),), ("c7",)),),
            created=DATE,
        ),
        Page("p-old", "Kettle scheduler", "software", (), (), (), created=DATE, redirect="Kettle (software)"),
    )
    return WikiView(
        date=DATE,
        pages=pages,
        documents=(handbook, notes, code),
        sources=(SourceRecord("gone", "https://example.org/gone", "url", "", 0, "failed", "404: not found"),),
        disagreements=(disagreement,),
        nights=(NightEntry("2026-11-23", ("Read 3 sources.",)), NightEntry("2026-11-22", ("Read nothing.",))),
        rehearsed=True,
    )


HOSTILE = st.one_of(
    st.text(st.sampled_from("\\`*_[]()<>!#^|~=$%&;:-+.1>aB \n\té漢\u202e\"'"), max_size=40),
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            [
                *("[[X]]", "![[X|y]]", "[^a-1]", "\n[^a-1]: x\n", "<b>", "<!--", "&#91;", "\n```\n", "\n---\n"),
                *("> [!note]", "\n# h\n", "Kettle", "](http://x)", " ", "`", "![", "Page one", "page one!"),
            ]
        ),
        max_size=8,
    ).map("".join),
)


@st.composite
def wikis(draw: st.DrawFn) -> WikiView:
    """Wikis whose every text is hostile: what may be chosen by a document or a model is drawn from `HOSTILE`."""
    slugs = draw(st.lists(st.sampled_from(["a", "a-1", "b", "paper-2024"]), min_size=1, max_size=3, unique=True))
    documents = [_document(draw, slug) for slug in slugs]
    citations = st.sampled_from(documents).flatmap(_citations)
    lines = st.builds(
        Line,
        text=HOSTILE,
        citations=st.lists(citations, min_size=1, max_size=3).map(tuple),
        claims=st.just(("c1",)),
        heading=HOSTILE,
        quoted=st.booleans(),
    )
    stored = citations.map(lambda cited: _stored(documents, cited))
    lines = st.one_of(lines, stored)
    sides = st.builds(
        Side,
        value=HOSTILE,
        claim=HOSTILE,
        citation=citations,
        quote=HOSTILE,
        date=st.sampled_from([None, "2024-05-03"]),
    )
    titles = draw(st.lists(st.one_of(HOSTILE, st.sampled_from(["Page one", "Kettle", "X"])), min_size=1, max_size=4))
    pages, disagreements = [], []
    for n, title in enumerate(titles):
        mine = [
            Disagreement(
                f"d-{n}-{k}",
                f"p{n}",
                "figure",
                draw(st.sampled_from(["open", "changed", "resolved"])),
                draw(HOSTILE),
                draw(st.lists(sides, min_size=2, max_size=3).map(tuple)),
            )
            for k in range(draw(st.integers(0, 1)))
        ]
        disagreements += mine
        pages.append(
            Page(
                id=f"p{n}",
                title=title,
                kind=draw(st.sampled_from(PAGE_KINDS)),
                aliases=draw(st.lists(HOSTILE, max_size=2).map(tuple)),
                lead=draw(st.lists(lines, max_size=2).map(tuple)),
                lines=draw(st.lists(lines, max_size=4).map(tuple)),
                see_also=draw(st.lists(st.builds(SeeAlso, st.sampled_from(titles), HOSTILE), max_size=2).map(tuple)),
                disagreements=tuple(mine),
                created=DATE,
                redirect=draw(st.sampled_from([None, None, None, *titles])),
            )
        )
    some = st.lists(st.sampled_from(titles), max_size=3).map(tuple)
    return WikiView(
        date=DATE,
        pages=tuple(pages),
        documents=tuple(documents),
        sources=(SourceRecord("x", draw(HOSTILE), "url", "", 0, "failed", draw(HOSTILE)),),
        disagreements=tuple(disagreements),
        nights=(NightEntry(DATE, (draw(HOSTILE),)),),
        wanted=((draw(HOSTILE), ("p0", "p1")),),
        themes=draw(st.lists(st.builds(Theme, HOSTILE, st.just(tuple(titles))), max_size=3).map(tuple)),
        overview=draw(st.lists(st.builds(OverviewLine, HOSTILE, HOSTILE, some), max_size=3).map(tuple)),
        summaries=tuple((document.id, draw(st.lists(lines, max_size=2).map(tuple))) for document in documents),
    )


def _document(draw: st.DrawFn, slug: str) -> Document:
    texts = draw(st.lists(HOSTILE, min_size=1, max_size=3))
    heading = tuple(draw(st.lists(HOSTILE, max_size=2)))
    kind: SentenceKind = draw(st.sampled_from(["prose", "code", "item", "row"]))
    if kind == "row":
        texts = [f"Ship: {draw(HOSTILE)} | Kind: {text}" for text in texts]
    return document(slug, draw(HOSTILE), *texts, kind=kind, heading=heading)


def _stored(documents: list[Document], cited: Citation) -> Line:
    """The cited sentences, word for word."""
    source = next(document for document in documents if document.id == cited.document)
    return Line(source.quote(cited.first, cited.last), (cited,), ("c1",), quoted=True)


def _citations(source: Document) -> st.SearchStrategy[Citation]:
    return st.tuples(st.integers(1, len(source.sentences)), st.integers(1, len(source.sentences))).map(
        lambda span: Citation(source.id, min(span), max(span))
    )
