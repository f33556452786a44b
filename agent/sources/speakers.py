"""Who speaks: the turns of transcripts, interviews, chats and subtitles, found in the blocks of any format.

Owns: what a speaker's label looks like, and which labels are of speakers. Promises: not a word is lost: a label stands in the stored text
before the sentences of its turn. A label (`Price: 49`, `Note: we …`) is somebody only if the document shows it: by clocks, by what chats
write, by somebody who says "I", or by two who take turns. Pure; imports block shapes and the words of talk.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from agent.knowledge.text.polarity import LABELS, ROLES, SAID, answers, of_oneself
from agent.sources.blocks import Block

LONGEST = 40  # characters of a speaker's name
_CLOCK = r"[\[(]?(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?\s)?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?(?:\s?[AaPp]\.?[Mm]\.?)?[\])]?"
_WORD = r"(?:[^\W\d_a-z][\w.'’-]*|\d{1,3}|de|da|di|van|von|der|den|of|al|el|bin|la|le)"
_NAME = rf"(?P<name>[^\W\d_a-z][\w.'’-]*(?:\s{_WORD}){{0,4}})"
_ROLE = r"(?:\s?\((?!\d)[^()]{1,40}\))?"
_LABEL = re.compile(
    rf"(?:(?:>>|[-–—*])\s?)?(?P<before>{_CLOCK}\s?[-–—|]?\s?)?{_NAME}{_ROLE}(?P<after>,?\s?{_CLOCK})?\s?(?::(?=\s|\Z)|：)\s*"
)
_STAMPED = re.compile(
    rf"{_NAME}{_ROLE}\s+(?P<after>{_CLOCK})\Z|(?P<before>{_CLOCK})\s+[-–—|]?\s?(?P<other>{_NAME.replace('name', 'last')})\Z"
)
_CHAT = re.compile(rf"(?:(?P<name>[^\W\d_][\w.' -]{{0,30}}?)\s{SAID}|(?P<role>[^\W\d_]\w{{1,15}}))\s?(?P<mark>:?)\Z")
_MACHINES = frozenset(
    ("assistant", "chatgpt", "gpt", "claude", "gemini", "copilot", "grok")
)  # roles that are no things
_BUNDLED = re.compile(rf"(?P<label>(?P<name>[^\W\d_]\w{{1,15}})\s{SAID}\s?:)\s+(?=\S)")
_INNER = re.compile(r"(?<=[.!?…。！？\"”'’])\s+(?=\S)|(?<!\s)\s+(?=[\[(]\d{1,2}:\d{2})")
_ENDS = re.compile(r"[.!?…。！？\"”'’)\]]\s*\Z")
_SPOKEN = ("prose", "item")
_REACH = 120  # characters in which a label ends
LEAST = 3  # words of what is said


@dataclass(frozen=True, slots=True)
class _Turn:
    """A labelled piece of a block: the label as it stands, whose it is, whether a clock stands with it, and what follows it."""

    label: str
    name: str
    clocked: bool
    text: str


def turns(blocks: Sequence[Block], language: str = "en") -> list[Block]:
    """The blocks with those that somebody says told by whom (`speaker`), each turn in blocks of its own. `language` is ISO 639-1."""
    if any(block.speaker for block in blocks):  # the format itself says who speaks
        return list(blocks)
    blocks = _freed(blocks)
    chat = _chat(blocks)
    if chat:
        return list(_told_of_chat(blocks, chat))
    texts = [block.text for block in blocks if block.kind in _SPOKEN]
    opened = [turn for text in texts for piece in _pieces(text) if (turn := _turn(piece))]
    found = _speakers(opened, language)
    if not found:
        return list(blocks)
    told = [turn for turn in opened if turn.name in found]
    talk = len(found) > 1 and (len(told) > 2 or all(turn.clocked for turn in told))
    return list(_told(blocks, found, talk=talk))


def _turn(text: str) -> _Turn | None:
    match = _LABEL.match(text)
    if match is None or len(match["name"]) > LONGEST:
        stamped = _STAMPED.match(text)
        if stamped is None:
            return None
        return _Turn(text, stamped["name"] or stamped["last"], True, "")
    clocked = bool(match["before"] or match["after"])
    return _Turn(match.group(), match["name"], clocked, text[match.end() :])


def _speakers(opened: Sequence[_Turn], language: str) -> set[str]:
    """The names of those who speak, of all labels: all that clocks stand with; all who take turns in a talk; else who says "I" at once."""
    clocked = [turn.name for turn in opened if turn.clocked]
    if len(clocked) > 1:
        return set(clocked)
    named = [turn for turn in opened if turn.name.casefold() not in LABELS]
    telling = [turn for turn in named if _is_said(turn.text)]
    selves = {turn.name for turn in telling if of_oneself(turn.text, language, at_once=True)}
    alternate = any(
        one.name == other.name and between.name != one.name
        for one, between, other in zip(named, named[1:], named[2:], strict=False)
    )
    talk = alternate and any(of_oneself(turn.text, language) or answers(turn.text) for turn in telling)
    if (talk or len(selves) > 1) and 2 * len(telling) >= len(named):
        return {turn.name for turn in named}
    return selves


def _is_said(text: str) -> bool:
    return not text or (len(text.split()) >= LEAST and _ENDS.search(text) is not None) or text[:1] >= "\u3000"


def _told(blocks: Sequence[Block], speakers: set[str], *, talk: bool) -> Iterator[Block]:
    """The blocks by who says them; in a talk a turn goes on until somebody else speaks or a heading comes."""
    now, waiting = "", ""
    for block in blocks:
        if block.kind == "heading":
            now = ""
        if block.kind not in _SPOKEN:
            yield replace(block, label=waiting + block.label)
            waiting = ""
            continue
        for piece in _pieces(block.text, speakers):
            turn = _turn(piece)
            if turn is None or turn.name not in speakers:
                yield replace(block, text=piece, speaker=now if talk or waiting else "", label=waiting)
                waiting = ""
                continue
            now = turn.name
            if turn.text:
                yield replace(block, text=turn.text, speaker=now, label=waiting + turn.label)
                waiting = ""
            else:
                waiting += f"{turn.label.strip()}\n"


def _pieces(text: str, speakers: Collection[str] | None = None) -> Iterator[str]:
    """A block's text cut where a label (of one of the speakers) stands inside it, as where each turn has a line of its own."""
    start, turn = 0, _turn(text)
    begun = len(turn.label) if turn else 0
    for gap in _INNER.finditer(text, begun):
        turn = _turn(text[gap.end() : gap.end() + _REACH])
        if gap.start() >= begun and turn and (speakers is None or turn.name in speakers):
            yield text[start : gap.start()]
            start, begun = gap.end(), gap.end() + len(turn.label)
    yield text[start:]


def _freed(blocks: Sequence[Block]) -> Sequence[Block]:
    """The blocks, of a chat whose labels (`You said:`) stand in the same paragraph as what is said, with those in blocks of their own."""
    found = {
        n: match
        for n, block in enumerate(blocks)
        if block.kind == "prose" and (match := _BUNDLED.match(block.text)) and match["name"].casefold() in ROLES
    }
    if len({match["name"].casefold() for match in found.values()}) < 2:
        return blocks
    freed: list[Block] = []
    for n, block in enumerate(blocks):
        if match := found.get(n):
            freed += [replace(block, text=match["label"]), replace(block, text=block.text[match.end() :], label="")]
        else:
            freed.append(block)
    return freed


def _chat(blocks: Sequence[Block]) -> dict[int, str]:
    """The blocks that only say whose turn it is in an export of a chat, with the name; nothing if the document is none.

    A bare word (`User`, `Host`, `Model`) heads a section or stands in a list of options as well: it is a label where a role comes back, or
    where a machine that answers is among them.
    """
    found: dict[int, str] = {}
    bare = True
    for n, block in enumerate(blocks):
        match = _CHAT.match(block.text) if block.kind in ("heading", "prose") and len(block.text) <= LONGEST else None
        if match and (match["name"] or match["role"].casefold() in ROLES):
            found[n] = match["name"] or match["role"]
            bare = bare and not match["name"] and not match["mark"]
    names = [name.casefold() for name in found.values()]
    if len(set(names)) < 2 or (bare and len(set(names)) == len(names) and _MACHINES.isdisjoint(names)):
        return {}
    return found


def _told_of_chat(blocks: Sequence[Block], names: dict[int, str]) -> Iterator[Block]:
    """The blocks of a chat; the headings and lists of an answer are the answerer's."""
    now, waiting = "", ""
    for n, block in enumerate(blocks):
        if n in names:
            now, waiting = names[n], f"{waiting}{block.text}\n"
            continue
        yield replace(block, speaker=now, label=waiting + block.label)
        waiting = ""
