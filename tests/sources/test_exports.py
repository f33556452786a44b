"""What programs export: chats, references, highlights, logs, clipped pages; who says what in them; and the same damaged or hostile."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from agent.errors import SourceFailed
from agent.sources.extract import Extracted, extract
from agent.sources.listing import resolve

Said = list[tuple[str, str]]


def read(data: str | bytes | list[Any] | dict[str, Any], name: str) -> Extracted:
    made = data if isinstance(data, bytes) else (data if isinstance(data, str) else json.dumps(data)).encode()
    return extract(made, "", name)


def said(found: Extracted) -> Said:
    return [(each.speaker, found.text[each.start : each.end]) for each in found.sentences]


def node(parent: str | None, role: str, text: str, **fields: Any) -> dict[str, Any]:
    message = {
        "author": {"role": role},
        "create_time": 1714723200.5,
        "content": {"content_type": "text", "parts": [text]},
    }
    return {"parent": parent, "children": [], "message": {**message, **fields}}


TABLE = "\n\n| Pump | Pressure |\n|---|---|\n| new | 60 bar |\n"
CHATGPT: list[dict[str, Any]] = [
    {
        "title": "Pumps",
        "create_time": 1714723200.1,
        "current_node": "e",
        "mapping": {
            "r": {"parent": None, "message": None, "children": ["s"]},
            "s": node(
                "r", "system", "You are helpful to all.", metadata={"is_visually_hidden_from_conversation": True}
            ),
            "a": node("s", "user", "When was the pump built? I live in Bergen."),
            "b": node("a", "assistant", "It was built in 1920."),  # asked for anew
            "c": node("a", "assistant", 'search("pump")', recipient="browser"),
            "d": node("c", "tool", "Results of the search."),
            "e": node(
                "d",
                "assistant",
                "# Answer\n\nIt was built in **1931**\u30104\u2020source\u3011.\n\n- It is 40 m high." + TABLE,
            ),
        },
    }
]
CLAUDE = [
    {
        "uuid": "1",
        "name": "Pumps",
        "chat_messages": [
            {"sender": "human", "text": "When was it built?", "created_at": "2024-05-03T10:00:00.1Z"},
            {
                "sender": "assistant",
                "text": "",
                "content": [
                    {"type": "thinking", "thinking": "Hm, a pump."},
                    {"type": "text", "text": "It was built in 1931."},
                ],
                "created_at": "2024-05-03T10:00:10Z",
            },
        ],
    }
]


def test_chatgpt_says_what_it_said_and_only_the_branch_that_was_read_last() -> None:
    found = read(CHATGPT, "conversations.json")
    assert (found.title, found.date, found.media) == ("Pumps", "2024-05-03", "application/json")
    assert said(found) == [
        ("You", "When was the pump built?"),
        ("You", "I live in Bergen."),
        ("ChatGPT", "It was built in 1931."),
        ("ChatGPT", "It is 40 m high."),  # an item or a row of an answer is said by it too
        ("ChatGPT", "Pump: new | Pressure: 60 bar"),
    ]
    assert {each.section for each in found.sentences if each.speaker == "ChatGPT"} == {("Answer",)}
    assert "1920" not in found.text
    assert "helpful" not in found.text
    assert "search" not in found.text.lower()


def test_several_conversations_are_told_apart() -> None:
    found = read([*CHATGPT, {**CHATGPT[0], "title": "Mills", "current_node": "a"}], "conversations.json")
    assert {each.heading[0] for each in found.sentences} == {"Pumps", "Mills"}


def test_claude_says_what_it_said_and_not_what_it_thought() -> None:
    assert said(read(CLAUDE, "conversations.json")) == [
        ("You", "When was it built?"),
        ("Claude", "It was built in 1931."),
    ]


TURNS: Said = [("Ada Holm", "The pump is broken."), ("Otto Lund", "It runs again.")]
CHATS: list[tuple[str, Any, Said]] = [
    (
        "slack",
        [
            {"type": "message", "user": "U1", "ts": "1714723200", "text": "The pump is broken.", "user_profile": {"real_name": "Ada Holm"}},
            {"type": "message", "subtype": "channel_join", "user": "U2CD", "ts": "1714723201.0", "text": "<@U2CD> has joined"},
            {"type": "message", "user": "U2CD", "ts": "1714723202.0", "text": "It runs again.", "user_profile": {"real_name": "Otto Lund"}},
        ],
        TURNS,
    ),
    (
        "discord",
        {
            "guild": {"name": "Mill"},
            "channel": {"name": "pumps"},
            "messages": [
                {"type": "Default", "content": "The pump is broken.", "author": {"name": "ada", "nickname": "Ada Holm"}},
                {"type": "Reply", "timestamp": "2024-05-03T10:01:00+00:00", "content": "It runs again.", "author": {"name": "Otto Lund"}},
            ],
        },
        TURNS,
    ),
    (
        "telegram",
        {
            "name": "Mill",
            "type": "private_group",
            "messages": [
                {"id": 1, "type": "service", "actor": "Ada Holm", "action": "create_group"},
                {"id": 2, "date": "2024-05-03", "from": "Ada Holm", "text": ["The ", {"type": "bold", "text": "pump"}, " is broken."]},
                {"id": 3, "type": "message", "date": "2024-05-03T10:01:00", "from": "Otto Lund", "text": "It runs again."},
            ],
        },
        TURNS,
    ),
    (
        "by role",
        {
            "messages": [
                {"role": "system", "content": "Be brief."},
                {"role": "user", "content": "Is it broken?"},
                {"role": "assistant", "content": [{"type": "text", "text": "It runs again."}]},
            ]
        },
        [("You", "Is it broken?"), ("Assistant", "It runs again.")],
    ),
    (
        "sharegpt",
        [{"conversations": [{"from": "human", "value": "Is it broken?"}, {"from": "gpt", "value": "It runs again."}]}],
        [("You", "Is it broken?"), ("Assistant", "It runs again.")],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("data", "turns"), [each[1:] for each in CHATS], ids=[each[0] for each in CHATS])
def test_other_chats(data: Any, turns: Said) -> None:
    assert said(read(data, "export.json")) == turns


def test_one_object_a_line() -> None:
    lines = "\n".join(
        json.dumps({"role": role, "content": text})
        for role, text in (("user", "Is it broken?"), ("assistant", "It runs again."))
    )
    assert said(read(lines, "chat.jsonl")) == [("You", "Is it broken?"), ("Assistant", "It runs again.")]


BIBTEX = r"""% exported
@string{nat = {Nature}}
@article{holm_pump_2021,
	title = {The {Pump} of {Bj\o rvika}},
	author = {Holm, Ada and Lund, Otto and {World Health Organization}},
	journal = nat, date = {2021-05-03}, doi = {10.1/x},
	abstract = {The pump runs at 40~bar. That is 5\% more than before.},
	annote = {I doubt the 40 bar.},
}
"""
RIS = """TY  - JOUR
TI  - The Pump of Bjørvika
AU  - Holm, Ada
AU  - Lund, Otto
AU  - World Health Organization
T2  - Nature
PY  - 2021
AB  - The pump runs at 40 bar. That is 5% more than before.
N1  - <p>I doubt the 40 bar.</p>
DO  - 10.1/x
ER  -\x20
"""
CSL = [
    {
        "id": "a", "type": "article-journal", "title": "The Pump of Bjørvika", "container-title": "Nature", "DOI": "10.1/x",
        "author": [{"family": "Holm", "given": "Ada"}, {"family": "Lund", "given": "Otto"}, {"literal": "World Health Organization"}],
        "issued": {"date-parts": [["2021", 5, 3]]}, "note": "I doubt the 40 bar.",
        "abstract": "<jats:p>The pump runs at 40 bar. That is 5% more than before.</jats:p>",
    }
]  # fmt: skip


@pytest.mark.parametrize(("data", "name"), [(BIBTEX, "a.bib"), (BIBTEX, "a.txt"), (RIS, "a.ris"), (CSL, "a.json")])
def test_a_reference_is_its_title_a_row_its_abstract_and_its_readers_note(data: Any, name: str) -> None:
    found = read(data, name)
    row = "Title: The Pump of Bjørvika | Authors: Ada Holm; Otto Lund; World Health Organization | Year: 2021 | In: Nature | At: 10.1/x"
    assert found.title == "The Pump of Bjørvika"
    assert said(found) == [
        ("", row),
        ("", "The pump runs at 40 bar."),
        ("", "That is 5% more than before."),
        ("You", "I doubt the 40 bar."),
    ]


def test_a_damaged_entry_costs_itself_and_is_counted() -> None:
    found = read(BIBTEX + "@book{cut, title = {A mill", "a.bib")
    assert "Not read: 1 damaged" in found.text
    assert len(found.sentences) == 4


KINDLE = """\ufeffThe Great Pump (Ada Holm)
- Your Highlight on page 7 | location 114-115 | Added on Monday, 30 December 2024 14:22:03

The pump was built in
==========
Mills (Otto Lund)
- Ihre Markierung auf Seite 3 | Position 12-13 | Hinzugefügt am Montag, 30. Dezember 2024 14:22:04

Die Mühle steht am Fluss.
==========
The Great Pump (Ada Holm)
- Your Bookmark on page 9 | location 130 | Added on Monday, 30 December 2024 14:22:05


==========
The Great Pump (Ada Holm)
- Your Highlight on page 7 | location 114-116 | Added on Monday, 30 December 2024 14:22:06

The pump was built in 1931.
==========
The Great Pump (Ada Holm)
- Your Note on page 7 | location 116 | Added on Monday, 30 December 2024 14:22:09

I doubt this.
==========
""".replace("\n", "\r\n")
READWISE = (
    "Highlight,Book Title,Book Author,Amazon Book ID,Note,Color,Tags,Location Type,Location,Highlighted at,Document tags\n"
    'The pump was built in 1931.,The Great Pump,Ada Holm,,I doubt this.,yellow,,page,7,2024-05-03,\n"Mills, they turn.",Mills,,,,,,,,,\n'
)


def test_passages_are_the_books_and_notes_the_readers() -> None:
    found = read(KINDLE, "My Clippings.txt")
    assert [(each.section, *one) for each, one in zip(found.sentences, said(found), strict=True)] == [
        (("The Great Pump (Ada Holm)",), "", "The pump was built in 1931."),
        (("The Great Pump (Ada Holm)",), "You", "I doubt this."),
        (("Mills (Otto Lund)",), "", "Die Mühle steht am Fluss."),
    ]
    assert said(read(READWISE, "readwise.csv")) == [
        ("", "The pump was built in 1931."),
        ("You", "I doubt this."),
        ("", "Mills, they turn."),
    ]


LOGS = {
    "irssi": """--- Log opened Fri May 03 10:00:00 2024
10:14 -!- ada [x@y] has joined #p
10:14 <@ada> the pump is broken
10:15 < otto> it runs
10:16 < ada> no
""",
    "hexchat": """**** BEGIN LOGGING AT Fri May  3 10:00:00 2024

May 03 10:14:00 *	Now talking on #p
May 03 10:14:01 <ada>	the pump is broken
May 03 10:15:00 <otto>	it runs
May 03 10:15:10 <ada>	no
""",
    "znc": "[10:14:01] <ada> the pump is broken\n[10:15:00] <otto> it runs\n[10:15:10] <ada> no\n",
    "weechat": """2024-05-03 10:14:00	-->	ada (x@y) has joined #p
2024-05-03 10:14:01	@ada	the pump is broken
2024-05-03 10:15:00	otto	it runs
2024-05-03 10:15:10	ada	no
""",
}


@pytest.mark.parametrize("log", LOGS.values(), ids=LOGS)
def test_logs_of_chat_rooms(log: str) -> None:
    assert said(read(log, "pumps.log")) == [("ada", "the pump is broken"), ("otto", "it runs"), ("ada", "no")]


def test_a_text_with_tags_in_it_is_no_log() -> None:
    text = (
        "# Tags\n\n<b> is bold.\n<i> is slanted.\n\nThe rest of this text says what the tags are good for, and when not to use them.\n"
        * 3
    )
    assert read(text, "tags.txt").media == "text/plain"
    assert not any(who for who, _ in said(read(text, "tags.txt")))


def test_a_clipped_page_has_the_day_on_which_it_was_published() -> None:
    note = (
        '---\ntitle: "The alder mill"\nsource: "https://mill.example/a"\nauthor:\n  - "[[Ada Holm]]"\npublished: 2024-05-03\n'
        'created: 2026-01-01\ndescription: "A mill."\ntags:\n  - "clippings"\n---\nThe mill stands on the river.\n'
    )
    found = read(note, "The alder mill.md")
    assert (found.title, found.date) == ("The alder mill", "2024-05-03")


def test_below_a_folder_only_json_that_may_be_an_export_is_a_source(tmp_path: Path) -> None:
    exports = (CHATGPT, CLAUDE, CSL, *(data for _, data, _ in CHATS))
    for n, data in enumerate(exports):
        (tmp_path / f"{n}.json").write_text(json.dumps(data))
    for name in ("package.json", "tsconfig.json"):
        (tmp_path / name).write_text('{"name": "x", "type": "module", "version": "1"}')
    told: list[str] = []
    assert len(resolve(["."], tmp_path, tell=told.append)) == len(exports)
    assert told[1:] == ["2 JSON files in .: no export that we know, and not read."]
    assert [each.resource for each in resolve(["pack*.json"], tmp_path)] == ["package.json"]


@pytest.mark.parametrize("suffix", ["md", "csv", "html"])
def test_notions_mark_is_no_part_of_a_title(suffix: str) -> None:
    text = {
        "md": "The mill stands on the river.\n",
        "csv": "Name,Built\nMill,1931\n",
        "html": "<html><body><p>The mill stands on the river.</p></body></html>",
    }
    assert read(text[suffix], f"x/The alder mill 1429989fe8ac4effbc8f57f56486db54.{suffix}").title == "The alder mill"
    assert read(text["md"], "1429989fe8ac4effbc8f57f56486db54.md").title == "1429989fe8ac4effbc8f57f56486db54"


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        ('{"name": "x", "version": 1}', "package.json", "none of the exports"),
        ('{"name": ', "a.json", "damaged or cut off"),
        ("[" * 100_000, "a.json", "nested too deeply|damaged"),
        ("[]", "conversations.json", "none of the exports"),
        ('[{"title": "x", "mapping": {}}]', "conversations.json", "no text in it"),
        ("@book{a, title = {x", "a.bib", "Export it again"),
        ("TY  - JOUR\n", "a.ris", "cut off"),
        ("WEBVTT\n\n", "a.vtt", "Nothing is spoken"),
        ("a (b)\n- Your Bookmark on page 9 | Added 1\n\n\n==========\n", "My Clippings.txt", "no passage"),
    ],
)
def test_what_is_empty_or_damaged_is_said_with_what_to_do(data: str, name: str, why: str) -> None:
    with pytest.raises(SourceFailed, match=why):
        read(data, name)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        *((json.dumps(each), "a.json") for each in (CHATGPT, CLAUDE, CSL)),
        *((BIBTEX, "a.bib"), (RIS, "a.ris"), (KINDLE, "a.txt"), (READWISE, "a.csv")),
    ],
)
def test_cut_off_anywhere_it_is_read_or_said(data: str, name: str) -> None:
    raw = data.encode()
    for at in range(0, len(raw), max(1, len(raw) // 40)):
        with suppress(SourceFailed):
            read(raw[:at], name)


def test_a_tree_that_goes_in_a_circle_ends_and_values_may_be_anything() -> None:
    talk = {
        "title": 5,
        "current_node": "a",
        "mapping": {"a": node("b", "user", "The pump runs again."), "b": node("a", "assistant", "It does run.")},
    }
    assert len(said(read([talk], "a.json"))) == 2
    odd = [
        {
            "mapping": {
                "a": None,
                "b": [],
                "c": {"message": {"author": [], "content": {"parts": {}}, "create_time": "x"}},
            },
            "current_node": ["c"],
        }
    ]
    with pytest.raises(SourceFailed):
        read(odd, "a.json")


def test_braces_without_end_cost_no_night() -> None:
    for bad in (
        "@article{a, title = " + "{" * 20_000,
        "@article{a, title = {" + "\\x{" * 5_000 + "}" * 5_001 + "}",
        "@a{b,c={d}}\n" * 3_000,
    ):
        with suppress(SourceFailed):
            read(bad, "a.bib")


def test_half_a_character_costs_itself_and_not_the_rest_of_what_was_said() -> None:
    cells = [{"cell_type": "markdown", "source": "The Marl Mill \ud800 opened in 1931."}]
    notebook = json.dumps({"nbformat": 4, "cells": cells})
    chat = [
        {
            "title": "x",
            "mapping": {"a": node(None, "user", "The Marl Mill \ud800 opened in 1931.")},
            "current_node": "a",
        }
    ]
    for data, name in ((notebook, "a.ipynb"), (json.dumps(chat), "conversations.json")):
        text = read(data, name).text
        assert "opened in 1931." in text
        assert text.encode()


def test_half_a_character_in_a_title_or_a_name_can_be_stored_all_the_same() -> None:
    reference = {
        "type": "book",
        "title": "The\ud800 Mill",
        "author": [{"family": "Marl\udc00"}],
        "abstract": "It opened.",
    }
    found = read([reference], "a.json")
    assert (found.title + "".join(found.authors) + found.address + found.text).encode()
