"""The day and the author that a text's own head tells, where its format has no place for them; and what is no such line."""

from __future__ import annotations

import pytest

from agent.sources.extract import extract


@pytest.mark.parametrize(
    ("text", "name", "day", "where", "authors"),
    [
        ("# A\n\n*Echo, Friday, 19 April 2024. By Aoife Rourke*\n\nHe welded.", "a.md", "2024-04-19", "stated", ("Aoife Rourke",)),
        (
            "# A\n\n*Courier, Tuesday 8 August 2023, page 7. By our reporter Lena Moos.*\n\nIt lifted.",
            "a.md", "2023-08-08", "stated", ("Lena Moos",),
        ),
        ("# Riders\n\nSaturday, 9 March 2024, in the upstairs room\n\nThe pin is sold.", "a.md", "2024-03-09", "stated", ()),
        ("Unterau, den 3. September 2023\n\nDas Haus ist nicht mehr offen, die Mauer ist fertig.", "a.txt", "2023-09-03", "stated", ()),
        ("Published: 2024-05-01\n\nThe dam is open.", "a.txt", "2024-05-01", "stated", ()),
        ("# Minutes\n\nThe pin is sold.", "minutes-2023-10-12.md", "2023-10-12", "address", ()),
    ],
)  # fmt: skip
def test_a_line_of_date_and_a_file_named_after_its_day_date_a_text(
    text: str, name: str, day: str, where: str, authors: tuple[str, ...]
) -> None:
    found = extract(text.encode(), "", f"/notes/{name}")
    assert (found.date, found.dated, found.authors) == (day, where, authors)


@pytest.mark.parametrize(
    "text",
    [
        "# Dam\n\nOpened on 3 May 1931\n\nIt is long.",
        "# Dam\n\nOpened: 3 May 1931\n\nIt is long.",
        "# Dam\n\nIt was opened, on 3 May 1931.\n\nIt is long.",
        "# Dam\n\n3 May 1931, a Sunday, was the day on which it opened.\n\nIt is long.",
        "# Dam\n\nBuilt 3 May 1931, opened 4 June 1932\n\nIt is long.",
        "31 February 2024\n\nIt is long.",
        "DAM, kept by hand\n\n1931-05  Opened.\n1931-06-04  The 7.\n1932-01  Closed. It was wet.\n1932-02-03  Open. It is long.",
        "# Dam\n\nVersion 1.11.29 documentation\n\nIt is long.",
    ],
)
def test_a_day_of_the_world_in_the_head_of_a_text_does_not_date_it(text: str) -> None:
    assert extract(text.encode(), "", "/notes/dam.md").date is None


def test_a_file_named_after_a_day_that_never_was_has_none() -> None:
    assert extract(b"# Dam\n\nIt is long.", "", "/notes/dam-2024-02-31.md").date is None
