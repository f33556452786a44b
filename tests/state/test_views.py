"""The database reads well in a reader of SQLite: views say in words what the tables hold in keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlite_utils import Database

from agent.state.state import State
from agent.state.store import database_path
from agent.state.views import VIEWS
from tests.morning.served import a_wiki


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Database:
    return Database(database_path(a_wiki(tmp_path_factory.mktemp("views"))))


def rows(db: Database, view: str) -> list[dict[str, object]]:
    return list(db.query(f"SELECT * FROM {view}"))


def test_each_view_has_rows_and_says_what_the_state_says(db: Database) -> None:
    assert set(db.view_names()) == set(VIEWS)
    path = str(db.conn.execute("PRAGMA database_list").fetchone()[2])
    with State.to_read(Path(path).parents[1]) as state:
        documents = state.documents.all()
        assert {(row["source"], row["n"]): row["text"] for row in rows(db, "wiki_sentences")} == {
            (document.slug, unit.n): document.sentence(unit.n) for document in documents for unit in document.sentences
        }
        by_slug = {document.slug: document for document in documents}
        claims = rows(db, "wiki_claims")
        assert len(claims) == len(state.facts.claims())
        assert all(
            row["text"] == by_slug[str(row["source"])].sentence(int(str(row["first"])))
            for row in claims
            if row["first"] == row["last"]
        )
    pages = rows(db, "wiki_pages")
    assert ("1866 cable", "product", "1866 cable.md") in [(row["title"], row["type"], row["path"]) for row in pages]
    assert [row["state"] for row in rows(db, "wiki_sources")] == ["done", "done"]
    assert sum(int(str(row["completion_tokens"])) for row in rows(db, "wiki_calls")) > 0


def test_a_disagreement_has_a_row_for_each_side_with_its_sentence(db: Database) -> None:
    found = [(row["source"], row["value"], row["sentences"]) for row in rows(db, "wiki_disagreements")]
    assert found == [
        (
            "1866-reading-notes",
            "1,896",
            "The 1866 cable as laid measured 1,896 nautical miles from Foilhommerum Bay to the Newfoundland shore.",
        ),
        ("atlantic-telegraph-company", "1,852", "The cable of 1866 was 1,852 nautical miles long."),
    ]


def test_no_view_walks_a_whole_table_for_each_row(db: Database) -> None:
    for view in VIEWS:
        plan = [str(row["detail"]) for row in db.query(f"EXPLAIN QUERY PLAN SELECT * FROM {view}")]
        scans = [step for step in plan if step.startswith("SCAN") and "json_each" not in step]
        assert len(scans) <= 1, (view, plan)
