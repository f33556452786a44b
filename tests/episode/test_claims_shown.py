"""How claims are shown: numbered over all pages, under documents and headings, with the sentence before one that leans on it."""

from __future__ import annotations

from agent.episode.claims_shown import ShownPage, asked_of, shown
from agent.knowledge.model import Document, Sentence


def document(identity: str, sentences: list[tuple[str, tuple[str, ...]]], date: str | None = None) -> Document:
    text, units = "", []
    for n, (sentence, heading) in enumerate(sentences, start=1):
        units.append(Sentence(n, len(text), len(text) + len(sentence), "prose", heading))
        text += sentence + "\n"
    return Document(identity, identity, identity.title(), identity, "text/plain", text, tuple(units), date)


BOOK = document(
    "handbook",
    [("Kettle is a scheduler.", ()), ("It waits 30 seconds.", ()), ("It was written in 2019.", ("History",))],
    "2024-05-03",
)
NOTES = document("notes", [("Ada Holm wrote Kettle.\n# Not a heading", ()), ("She lives in Bergen.", ())])
FIND = {"handbook": BOOK, "notes": NOTES}.__getitem__


def row(name: str, n: int) -> dict[str, object]:
    return {"id": f"{name}{n}", "document": name, "first": n, "last": n}


def test_claims_stand_under_their_documents_and_numbers_run_on_over_pages() -> None:
    pages = [
        ShownPage("Kettle", "software", [row("handbook", 2), row("handbook", 3), row("notes", 1)], disputed=["Who?"]),
        ShownPage("Ada Holm", "person", [row("notes", 1), row("notes", 2)], aliases=["A. Holm"]),
    ]
    assert shown(pages, FIND).split("\n") == [
        "Page: Kettle (software)",
        "Disputed: Who?",
        "# Handbook (2024-05-03)",
        "… Kettle is a scheduler.",
        "[1] It waits 30 seconds.",
        "## History",
        "[2] It was written in 2019.",
        "# Notes",
        "[3] Ada Holm wrote Kettle.",
        "  # Not a heading",
        "",
        "Page: Ada Holm (person)",
        "Also called: A. Holm",
        "# Notes",
        "[4] Ada Holm wrote Kettle.",
        "  # Not a heading",
        "[5] She lives in Bergen.",
    ]


def test_a_document_keeps_its_own_numbers_and_the_sentence_before_has_none() -> None:
    assert asked_of(NOTES, [2]).split("\n") == ["… Ada Holm wrote Kettle. # Not a heading", "[2] She lives in Bergen."]


def test_what_leans_on_the_sentence_before_by_it_or_an_item_by_his_is_shown_with_that() -> None:
    told = document("tobin", [("The strike begins in June.", ()), ("Tobin wants nothing to do with it.", ())])
    assert asked_of(told, [2], ["Tobin"]).split("\n")[0] == "… The strike begins in June."
    listed = document("cast", [("Tobin Ashe, tram driver", ()), ("Lena Ashe, his sister", ()), ("Noor, a cook", ())])
    items = Document(
        "cast", "cast", "Cast", "cast", "text/plain", listed.text,
        tuple(Sentence(u.n, u.start, u.end, "item", u.heading) for u in listed.sentences),
    )  # fmt: skip
    assert asked_of(items, [2, 3], ["Lena Ashe"]).split("\n") == [
        "… Tobin Ashe, tram driver", "[2] Lena Ashe, his sister", "[3] Noor, a cook",
    ]  # fmt: skip


def test_a_question_in_a_list_is_shown_with_what_introduces_the_list() -> None:
    said = ["The rating of Ada Holm asks:", "Does it retry a job?", "Does it need a database?"]
    units, text = [], ""
    for n, each in enumerate(said, start=1):
        units.append(Sentence(n, len(text), len(text) + len(each), "prose" if n == 1 else "item", ("Rating",)))
        text += f"{each}\n"
    told = Document("a", "a", "A", "a", "text/plain", text, tuple(units))
    assert asked_of(told, [3]).split("\n")[-2:] == [f"… {said[0]}", "[3] Does it need a database?"]
