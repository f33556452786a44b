"""Subtitles as programs write them: sentences whole, each line once, with who speaks; what is damaged costs its cue."""

from __future__ import annotations

import time

import pytest

from agent.sources.extract import Extracted, extract
from agent.sources.kinds.subtitles import MOST_LINES


def read(text: str | bytes, name: str = "a.vtt") -> Extracted:
    return extract(text if isinstance(text, bytes) else text.encode(), "", name)


def said(found: Extracted) -> list[tuple[str, str]]:
    return [(each.speaker, found.text[each.start : each.end]) for each in found.sentences]


# As yt-dlp writes the captions that a video site makes: each line rolls up and stands there twice.
ROLLING = """WEBVTT
Kind: captions
Language: en

00:00:00.000 --> 00:00:02.000 align:start position:0%
\x20
the<00:00:00.400><c> pump</c><00:00:00.800><c> was</c>

00:00:02.000 --> 00:00:02.010 align:start position:0%
the pump was
\x20

00:00:02.010 --> 00:00:04.000 align:start position:0%
the pump was
built<00:00:02.400><c> in</c><00:00:02.800><c> 1931 &amp; runs</c>

00:00:04.000 --> 00:00:04.010 align:start position:0%
built in 1931 &amp; runs
\x20
"""


def test_captions_that_roll_are_said_once() -> None:
    assert said(read(ROLLING)) == [("", "the pump was built in 1931 & runs")]


def test_a_sentence_goes_on_over_cues_of_one_voice() -> None:
    text = """WEBVTT

NOTE made by hand

00:12.000 --> 00:14.000
<v Anna Berg>The pump was built

00:14.000 --> 00:15.500
<v Anna Berg>in 1931 by Alder.

00:15.500 --> 00:16.000
<v Otto Lund>I doubt that very much.
"""
    assert said(read(text)) == [
        ("Anna Berg", "The pump was built in 1931 by Alder."),
        ("Otto Lund", "I doubt that very much."),
    ]


def test_a_name_in_brackets_speaks_and_a_noise_does_not() -> None:
    cues = (
        "[Ada] The pump runs.",
        "- [Otto] I doubt it.\n- [Ada] It does run.",
        "[Laughs] So it is.",
        "[Otto] I see it now.",
    )
    text = "".join(f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{words}\n\n" for n, words in enumerate(cues, 1))
    assert said(read(text, "a.srt")) == [
        ("Ada", "The pump runs."),
        ("Otto", "I doubt it."),
        ("Ada", "It does run."),
        ("", "[Laughs] So it is."),  # whoever says that
        ("Otto", "I see it now."),
    ]


def test_a_pause_after_a_sentence_ends_a_paragraph_and_the_clock_stands_before_it() -> None:
    text = "1\n00:00:01,000 --> 00:00:03,000\nThe pump was\nbuilt in 1931.\n\n2\n00:01:20,000 --> 00:01:22,000\n[music]\nIt runs.\n"
    found = read(text, "a.srt")
    assert found.text == "[00:00:01] The pump was built in 1931.\n\n[00:01:20] It runs."
    assert said(found) == [("", "The pump was built in 1931."), ("", "It runs.")]


SUBSTATION = r"""[Script Info]
Title: x

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:01.00,0:00:03.00,Default,Ada,0,0,0,,{\i1}The pump, it\Nruns.{\i0}
Dialogue: 0,0:00:03.00,0:00:04.00,Default,Otto,0,0,0,,I know.
"""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (SUBSTATION, "a.ass"),
        ("0:00:01.000,0:00:03.000\nADA: The pump, it runs.\n\n0:00:03.000,0:00:04.000\nOTTO: I know.\n", "a.sbv"),
        (
            "1\n00:00:01,000 --> 00:00:03,000\nADA: The pump, it runs.\n\n2\n00:00:03,000 --> 00:00:04,000\nOTTO: I know.\n",
            "a.txt",
        ),
    ],
    ids=["substation", "sbv", "subrip in a .txt"],
)
def test_other_forms(text: str, name: str) -> None:
    assert [(who.lower(), words) for who, words in said(read(text, name))] == [
        ("ada", "The pump, it runs."),
        ("otto", "I know."),
    ]


def test_a_manual_that_shows_cues_is_no_subtitles() -> None:
    cue = "00:00:01,000 --> 00:00:03,000\nThe pump runs.\n\n"
    found = read(
        f"# SubRip\n\nA file of it looks so:\n\n```\n1\n{cue}2\n{cue}```\n\nThe clock stands first.\n", "srt.md"
    )
    assert ("", "The clock stands first.") in said(found)
    assert found.media == "text/markdown"


def test_utf_16_as_windows_writes_it() -> None:
    text = "1\r\n00:00:01,000 --> 00:00:03,000\r\nDie Mühle steht.\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\nSie läuft.\r\n"
    assert said(read(text.encode("utf-16"), "a.srt")) == [("", "Die Mühle steht."), ("", "Sie läuft.")]


def test_a_damaged_cue_costs_itself_and_marks_without_end_cost_no_night() -> None:
    broken = "1\n00:00:01,000 -> 00:00:03,000\nLost words.\n\n"
    text = f"{broken}2\n00:00:03,000 --> 00:00:04,000\nThe pump runs.\n\n3\n00:00:04,000 --> 00:00:05,000\nIt is red.\n"
    assert said(read(text, "a.srt"))[-2:] == [("", "The pump runs."), ("", "It is red.")]
    wild = (
        text + "\n4\n00:00:05,000 --> 99:99:99,999\n" + "<v " * 20_000 + "{\\" * 20_000 + "[" * 20_000 + "\nIt ends.\n"
    )
    assert said(read(wild, "a.srt"))[1][1] == "It is red."


def cues(count: int, words: str) -> bytes:
    clock = [f"{n // 1800:03}:{n // 30 % 60:02}:{n % 30 * 2:02},000" for n in range(count + 1)]
    return "\n".join(f"{n}\n{clock[n]} --> {clock[n + 1]}\n{words} {n}\n" for n in range(count)).encode()


def test_captions_without_a_full_stop_are_paragraphs_and_take_no_longer_the_more_there_are() -> None:
    """Each cue was once appended to a paragraph without end: 20,000 took half a minute, 500,000 were never read."""
    taken = []
    for count in (4000, 32_000):
        began = time.process_time()
        found = read(cues(count, "and the mill stands by the river"), "a.srt")
        taken.append(time.process_time() - began)
        assert all(len(found.text[each.start : each.end]) < 1300 for each in found.sentences)
        assert found.text.count("\n\n[") > count / 300  # the clock stands before each
    assert taken[1] < 24 * taken[0] + 0.5


def test_of_subtitles_without_end_so_many_are_read_and_what_is_left_out_is_said() -> None:
    found = read(cues(MOST_LINES + 500, "The mill stands. It has doors:"), "a.srt")
    *_, last = said(found)
    assert last == ("", "Not read: what is said from 55:33:20 on, as 100,000 lines are read at most.")
    assert "Not read" not in read(cues(500, "The mill stands. It has doors:"), "a.srt").text
