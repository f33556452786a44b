"""Subtitles (SubRip, WebVTT) as the text that is spoken: no numbers, a paragraph for whoever speaks, with the clock of its first words.

Pure; imports nothing of ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_CUE = re.compile(r"\s*(?P<at>(?:\d{1,3}:)?\d{1,2}:\d{2})[.,]\d{3}\s+-->\s+(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{3}")
_VOICE = re.compile(r"<v(?:\.[\w.]+)?\s+([^<>]{1,60})>")
_TAG = re.compile(r"</?[a-z][^<>]{0,60}>|\{\\[^{}]{1,20}\}", re.IGNORECASE)
_NOISE = re.compile(r"\s*[\[(♪][^\[\]()]{1,60}[\])♪]\s*\Z")
_LABEL = re.compile(r"\s*(?:>>\s?|[-–—]\s?)?[^\W\d_a-z][^:.!?]{0,38}:(?:\s|\Z)")
_OPENS = re.compile(r"\s*(?:>>|[-–—]\s|\[\d)")
LEAST = 2  # cues that make a text subtitles


def is_subtitles(text: str) -> bool:
    """Whether a text is subtitles: its first lines hold cues."""
    return text[:8].lstrip("\ufeff").startswith("WEBVTT") or len(_cues(text[:4000])) >= LEAST


def _cues(text: str) -> list[str]:
    return [line for line in text.splitlines() if _CUE.match(line)]


def spoken(text: str) -> str:
    """What is spoken, in paragraphs: a new one where a line says who speaks, or that somebody else does."""
    paragraphs: list[list[str]] = []
    for line in _lines(text):
        if not paragraphs or _OPENS.match(line):
            paragraphs.append([])
        paragraphs[-1].append(re.sub(r"\A\s*(?:>>|[-–—])\s*", "", line))
    return "\n\n".join(" ".join(" ".join(lines).split()) for lines in paragraphs)


def _lines(text: str) -> Iterator[str]:
    """The lines of the cues, what stands before the first cue and notes left out, a voice tag as a label."""
    inside, at = False, ""
    for line in text.splitlines():
        if cue := _CUE.match(line):
            inside, at = True, cue["at"]
        elif not line.strip():
            inside = False
        elif inside and not _NOISE.match(line):
            words = _TAG.sub("", _VOICE.sub(r"\1: ", line))
            yield f"[{at}] {words.lstrip(' >–—-')}" if _LABEL.match(words) else words
