"""Who speaks: turns of transcripts, chats, logs and subtitles; what only looks like a label is nobody."""

from __future__ import annotations

import re

import pytest

from agent.knowledge.model import Document
from agent.knowledge.support.check import cited_in, faults
from agent.sources.extract import Extracted, extract


def said(text: str, name: str = "talk.md") -> list[tuple[str, str]]:
    """Each sentence with the last heading above it if it is speech, else with "—"."""
    found = extract(text.encode(), "", name)
    return [
        (unit.speaker or (f"({unit.heading[-1]})" if unit.heading else "—"), found.text[unit.start : unit.end])
        for unit in found.sentences
    ]


CALL = """# Call

**Ada Holm:** I was born in Bergen.

**Otto Lund:** The pump is broken. I called the works.

**Ada Holm:** No, the pump runs.

Guest 3: We saw it.
"""


def test_a_transcript_is_told_by_its_speakers() -> None:
    assert said(CALL) == [
        ("Ada Holm", "I was born in Bergen."),
        ("Otto Lund", "The pump is broken."),
        ("Otto Lund", "I called the works."),
        ("Ada Holm", "No, the pump runs."),
        ("Guest 3", "We saw it."),
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("[00:12] ADA: The pump is broken.\n[00:15] OTTO: It runs.\n", "log.txt"),
        ("ADA (00:12): The pump is broken.\nOTTO (00:15): It runs.\n", "log.txt"),
        ("12/03/2026, 10:14 - ADA: The pump is broken.\n12/03/2026, 10:15 - OTTO: It runs.\n", "chat.txt"),
        ("ADA  0:12\nThe pump is broken.\n\nOTTO  0:15\nIt runs.\n", "otter.txt"),
        ("1\n00:00:12,000 --> 00:00:14,000\nADA: The pump\nis broken.\n\n2\n00:00:15,000 --> 00:00:16,000\nOTTO: It runs.\n", "a.srt"),
        ("WEBVTT\n\n00:12.000 --> 00:14.000\n<v ADA>The pump is broken.\n\n00:15.000 --> 00:16.000\n<v OTTO>It <i>runs</i>.\n", "a.vtt"),
    ],
    ids=["log", "clock behind", "messenger", "otter", "subrip", "webvtt"],
)  # fmt: skip
def test_a_clock_tells_a_speaker(text: str, name: str) -> None:
    assert said(text, name) == [("ADA", "The pump is broken."), ("OTTO", "It runs.")]


def test_a_chat_is_told_by_who_said_it_with_the_headings_of_an_answer() -> None:
    text = """#### You said:

When was it built?

##### ChatGPT said:

It was built in 1931.

### Sizes

- It is 40 m high.

#### You said:

I live in Bergen.
"""
    found = extract(text.encode(), "", "chat.md")
    assert found.title == "chat"
    assert [unit.heading for unit in found.sentences] == [("You",), ("ChatGPT",), ("Sizes", "ChatGPT"), ("You",)]
    assert "ChatGPT said:" in found.text


def test_one_who_says_i_speaks_though_nobody_else_does() -> None:
    text = "# News\n\nThe head is gone.\n\n**Jonas Peel:** I resigned in January. It was time.\n\nThe firm grew.\n"
    assert [who for who, _ in said(text)] == ["(News)", "Jonas Peel", "Jonas Peel", "(News)"]


@pytest.mark.parametrize(
    "text",
    [
        "# Kettle\n\n**Note:** We recommend tea.\n\n**Price:** 49 euros.\n\n**Note:** My tea is hot.\n\n**Price:** 50 euros.\n",
        "# Terms\n\nAnode: a part that carries.\n\nCathode: a part that rests.\n\nAnode ring: our own part.\n",
        "# Round\n\nMoth: the lamp is late.\n\nPebble: Rafe leads it. We show it at the fair.\n\nOtter: nothing new.\n",
        "# Kettle\n\nAbstract: We show a scheduler.\n\nResults: Our jobs end sooner.\n",
    ],
    ids=["notes", "glossary", "topics", "paper"],
)
def test_a_label_that_nobody_is_is_no_speaker(text: str) -> None:
    assert all(who.startswith("(") for who, _ in said(text))


@pytest.mark.parametrize("name", ["options.txt", "terms.md"])
def test_a_word_that_heads_a_section_is_no_speaker_though_it_is_a_role_in_chats(name: str) -> None:
    mark = "## " if name.endswith(".md") else ""
    text = f"# Terms of the relay\n\nIt has two parts.\n\n{mark}Host\n\nThe relay runs on it.\n\n{mark}User\n\nIt is named at login.\n"
    assert [unit.speaker for unit in extract(text.encode(), "", name).sentences if unit.speaker] == []


@pytest.mark.parametrize("other", ["Assistant", "Human"])
def test_bare_roles_are_told_by_a_machine_that_answers_or_by_coming_back(other: str) -> None:
    again = "" if other == "Assistant" else "\n\n## User\n\nIt was mended."
    text = f"## User\n\nHow old is it?\n\n## {other}\n\nIt is 40 years old.{again}\n"
    told = [unit.speaker for unit in extract(text.encode(), "", "chat.md").sentences]
    assert told == ["User", other, *(["User"] if again else [])]


def test_speakers_of_other_languages() -> None:
    assert [who for who, _ in said("Anna Berg: Ich wohne in Bonn.\n\nOtto Lund: Nein, das ist alt.\n\nAnna Berg: Ja.\n")] == [
        "Anna Berg", "Otto Lund", "Anna Berg",
    ]  # fmt: skip
    assert [who for who, _ in said("田中：私は東京で生まれました。\n\n佐藤：私は大阪で生まれました。\n", "a.txt")] == [
        "田中",
        "佐藤",
    ]


def test_no_word_of_a_talk_is_lost() -> None:
    found = extract(CALL.encode(), "", "call.md")
    assert re.findall(r"\w+", CALL) == re.findall(r"\w+", found.text)


def of(found: Extracted) -> Document:
    return Document("d", "d", found.title, "d", "text/markdown", found.text, found.sentences)


def test_i_is_who_speaks_and_nobody_else() -> None:
    document = of(extract(CALL.encode(), "", "call.md"))
    assert faults("Ada Holm was born in Bergen.", [cited_in(document, 1, 1)], ["Bergen"]) == []
    assert faults("Otto Lund was born in Bergen.", [cited_in(document, 1, 1)], ["Bergen"])


def test_a_chat_whose_labels_stand_in_the_paragraph_of_what_is_said() -> None:
    text = "**You said:**\nHow old is Plinth?\n\n**ChatGPT said:**\nPlinth is 40 years old. I like it.\n\nIt is red.\n"
    found = extract(text.encode(), "text/markdown", "chat.md")
    told = [(each.speaker, found.text[each.start : each.end]) for each in found.sentences]
    answers = ["Plinth is 40 years old.", "I like it.", "It is red."]
    assert told == [("You", "How old is Plinth?"), *(("ChatGPT", answer) for answer in answers)]
    assert "ChatGPT said:" in found.text


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("Du hast gesagt", "ChatGPT hat gesagt"),
        ("Vous avez dit ", "ChatGPT a dit "),
        ("Tu as dit ", "Claude a dit "),
        ("Jij hebt gezegd", "ChatGPT heeft gezegd"),
        ("Вы сказали", "ChatGPT сказал"),
    ],
)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_chat_whose_labels_are_in_another_language(asked: str, answered: str, gap: str) -> None:
    text = f"{asked}:{gap}Plinth 40 is here.\n\n{answered}:{gap}Plinth 50 is there.\n"
    found = extract(text.encode(), "text/markdown", "chat.md")
    told = [(each.speaker, found.text[each.start : each.end]) for each in found.sentences]
    assert told == [
        (asked.split()[0], "Plinth 40 is here."),
        (answered.split()[0], "Plinth 50 is there."),
    ]


def test_somebody_who_is_quoted_by_name_is_no_chat() -> None:
    found = extract(b"Anna said: the mill is old.\n\nBen said: it is not.\n", "text/markdown", "mill.md")
    assert not any(each.speaker for each in found.sentences)
