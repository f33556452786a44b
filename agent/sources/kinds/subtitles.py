"""Subtitles (SubRip, WebVTT, SubStation, SBV) as the text that is spoken: sentences whole across cues, a paragraph for whoever speaks.

What captions that roll say twice is said once. The clock of a paragraph's first words stands before it. srt and webvtt-py stop at the first
damaged cue, and neither knows who speaks nor joins sentences, so the cues are read here. Imports block shapes.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

from agent.errors import SourceFailed
from agent.sources.blocks import Block, Read, block
from agent.sources.charset import decode
from agent.sources.kinds.kind import Kind, Raw

_CLOCK = r"(?:\d{1,3}:)?\d{1,2}:\d{1,2}[.,]\d{1,3}"
_CUE = re.compile(rf"\s*(?P<start>{_CLOCK})(?:\s+-->\s+|,)(?P<end>{_CLOCK})(?:\s|\Z)")
_EVENT = re.compile(
    rf"Dialogue:[^,]*,(?P<start>{_CLOCK}),(?P<end>{_CLOCK}),[^,]*,(?P<name>[^,]*),[^,]*,[^,]*,[^,]*,[^,]*,(?P<words>.*)"
)
_VOICE = re.compile(r"<v(?:\.[\w.]+)?\s+([^<>]{1,60})>")
_TAG = re.compile(r"</?[a-z][^<>]{0,60}>|<\d[\d:.]{4,14}>|\{\\[^{}]{1,80}\}", re.IGNORECASE)
_NOISE = re.compile(r"\s*[\[(♪][^\[\]()]{0,60}[\])♪]\s*\Z")
_LABEL = re.compile(r"\s*(?:>>\s?|[-–—]\s?)?(?P<who>[^\W\d_a-z][^:.!?]{0,38}):(?:\s|\Z)")
_BRACKETED = re.compile(r"(?:[-–—]\s?)?\[(?P<who>[^\W\d_a-z][^\W\d_A-Z][^\[\]\d]{0,30})\]\s+(?=\S)")
_OPENS = re.compile(r"\s*(?:>>|[-–—]\s)")
_ENDS = re.compile(r"[.!?…。！？][\"'”’)\]]*\Z")
_TAIL = 20  # characters at the end of a line in which a sentence may end
LEAST = 2  # cues that make a text subtitles
_PAUSE = 4.0  # seconds of silence after a sentence that end a paragraph
_LONG = 600  # characters after which the end of a sentence ends one too
_ENDLESS = 6000  # characters after which one ends in any case: some captions have no full stops
MOST_LINES = 100_000  # some two days of talk; a film has 1,500


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is shown: when it appears and is gone, in seconds, who speaks if the format says so, and its words."""

    start: float
    end: float
    who: str
    words: str


@dataclass(slots=True)
class _Paragraph:
    """What one says at a stretch. `told` if the format itself says who it is, so that what it does not say is nobody's."""

    start: float
    end: float
    who: str
    told: bool
    lines: list[str] = field(default_factory=list)
    length: int = 0  # characters

    def add(self, words: str, end: float) -> None:
        """One line more, gone at `end`."""
        self.lines.append(words)
        self.length += len(words) + 1
        self.end = end

    def block(self, *, told: bool) -> Block | None:
        """With the label of who speaks, or else only the clock, which is no words of anybody's. `told`: of a text in which any is."""
        clock, words = f"[{_clock(self.start)}] ", " ".join(self.lines)
        if self.who and not told:  # whether a label is a speaker's shows in the whole text
            return block("prose", f"{clock}{self.who}: {words}")
        made = block("prose", words)
        return replace(made, speaker=self.who, label=f"{clock}{self.who}: " if self.who else clock) if made else None


def _form(raw: Raw) -> str:
    """Which form of subtitles these bytes are; empty if none."""
    head = (
        raw.data[:8192].replace(b"\0", b"").removeprefix(b"\xff\xfe").decode("utf-8", "replace").lstrip("\ufeff \r\n")
    )
    if head.startswith("WEBVTT"):
        return "vtt"
    if head.startswith("[Script Info]"):
        return "ass"
    cues = [found for line in head.splitlines() if (found := _CUE.match(line))]
    named = any(raw.suffix in each.suffixes for each in SUBTITLES)
    if len(cues) < (1 if named else LEAST) or not (named or raw.suffix in ("", ".txt")):  # a manual shows cues too
        return ""
    return "srt" if "-->" in cues[0].group() else "sbv"


def _read(raw: Raw) -> Read:
    shown = _lines(decode(raw.data, raw.charset))
    paragraphs = list(_paragraphs(_named(list(islice(shown, MOST_LINES)))))
    told = any(each.told for each in paragraphs)
    blocks = tuple(made for each in paragraphs if (made := each.block(told=told)))
    if not blocks:
        raise SourceFailed("Nothing is spoken in these subtitles.")
    rest = next(shown, None)
    left = rest and block(
        "row", f"Not read: what is said from {_clock(rest.start)} on, as {MOST_LINES:,} lines are read at most."
    )
    return Read((*blocks, left) if left else blocks)


def _named(lines: list[_Line]) -> Iterator[_Line]:
    """The lines; a name in brackets that stands before words more than once says who speaks, any other (`[laughs]`) is as it was."""
    names = Counter(found["who"] for line in lines if (found := _BRACKETED.match(line.words)))
    for line in lines:
        found = _BRACKETED.match(line.words)
        spoken = found is not None and names[found["who"]] > 1 and not line.who
        yield replace(line, who=found["who"], words=line.words[found.end() :]) if found and spoken else line


def _paragraphs(lines: Iterator[_Line]) -> Iterator[_Paragraph]:
    """A new one where a line says who speaks, or that somebody else does, or after a sentence and a pause."""
    now: _Paragraph | None = None
    for line in lines:
        label = _LABEL.match(line.words)
        who = line.who or (label["who"] if label else "")
        words = line.words[label.end() :] if label and not line.who else re.sub(r"\A\s*(?:>>|[-–—])\s*", "", line.words)
        if now and not _begins(now, line, who):
            now.add(words, line.end)
            continue
        if now:
            yield now
        now = _Paragraph(line.start, line.end, who, bool(line.who))
        now.add(words, line.end)
    if now:
        yield now


def _begins(now: _Paragraph, line: _Line, who: str) -> bool:
    if who or (now.who and _OPENS.match(line.words)):
        return who != now.who or _OPENS.match(line.words) is not None
    done = _ENDS.search(now.lines[-1][-_TAIL:]) is not None
    return (
        _OPENS.match(line.words) is not None
        or now.length > _ENDLESS
        or (done and (now.told or line.start - now.end >= _PAUSE or now.length > _LONG))
    )


def _lines(text: str) -> Iterator[_Line]:
    """What is shown, without noises, and what stood there a moment ago already."""
    last = ""
    for line in _events(text) if "[Script Info]" in text[:2000] else _cues(text):
        words = " ".join(html.unescape(_TAG.sub("", line.words)).split())
        if words and not _NOISE.match(words) and words != last:
            yield replace(line, words=words)
        last = words or last


def _cues(text: str) -> Iterator[_Line]:
    """The lines of the cues; what stands before the first cue and notes left out."""
    start = end = 0.0
    inside, who, first = False, "", False
    for line in text.splitlines():
        if cue := _CUE.match(line):
            inside, first, who, start, end = True, True, "", _seconds(cue["start"]), _seconds(cue["end"])
            continue
        if not line.strip():
            inside = inside and first and line != ""  # captions that roll begin with a line of one space
        elif inside:
            voice = _VOICE.search(line)
            who = voice[1].strip() if voice else who
            yield _Line(start, end, who, line)
        first = False


def _events(text: str) -> Iterator[_Line]:
    """The dialogue of SubStation's."""
    for line in text.splitlines():
        if event := _EVENT.match(line):
            words = re.sub(r"\\[Nnh]", " ", event["words"])
            yield _Line(_seconds(event["start"]), _seconds(event["end"]), event["name"].strip()[:60], words)


def _seconds(clock: str) -> float:
    parts = clock.replace(",", ".").split(":")
    return sum(float(part) * 60.0**power for power, part in enumerate(reversed(parts)))


def _clock(seconds: float) -> str:
    minutes, hours = int(seconds) // 60 % 60, int(seconds) // 3600
    return f"{hours:02}:{minutes:02}:{int(seconds) % 60:02}"


def _kind(form: str, media: str, *suffixes: str) -> Kind:
    return Kind(form, "subtitles", media, suffixes, lambda raw: _form(raw) == form, _read)


SUBTITLES = (
    _kind("srt", "application/x-subrip", ".srt"),
    _kind("vtt", "text/vtt", ".vtt"),
    _kind("ass", "text/x-ssa", ".ass", ".ssa"),
    _kind("sbv", "text/x-sbv", ".sbv"),
)
