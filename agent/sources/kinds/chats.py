"""Exports of chats as JSON: ChatGPT, Claude, what keeps messages by role, Slack, Discord, Telegram. Each turn is said by whoever said it.

What a model said is said by it, and is no fact by itself. A shape is a function that knows its own data and gives its talks, or None: to
add one, add it to `SHAPES`. Pure; imports block shapes, markdown and plain text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from agent.sources.blocks import Block, Read, block, one_line
from agent.sources.from_markdown import blocks_of
from agent.sources.from_text import prose
from agent.sources.speakers import LONGEST

YOU = "You"
_USERS = frozenset(("user", "human", "you", "me"))
_MODELS = frozenset(("assistant", "gpt", "model", "bot", "ai", "chatgpt"))
_CITED = re.compile("【[^【】]{1,80}】|\ue200[^\ue200\ue201]{0,400}\ue201|[\ue200-\ue2ff]")  # where ChatGPT found it
_SLACK_LINK = re.compile(r"<(?:[@#!][^<>|]{0,80}|https?:[^<>|]{0,2000}|mailto:[^<>|]{0,200})(?:\|([^<>]{1,300}))?>")
_SLACK_USER = re.compile(r"<@(U\w{2,20})(?:\|[^<>]{1,80})?>")
_HIDDEN = "is_visually_hidden_from_conversation"


@dataclass(frozen=True, slots=True)
class Turn:
    """What one said: its words, and the ISO day (or "")."""

    who: str
    text: str
    day: str = ""


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation: its title, its turns in order, and whether their words are markdown."""

    title: str
    turns: Sequence[Turn]
    marked: bool = True


def read_talks(talks: Sequence[Talk]) -> Read:
    """The talks, each under its title if there are several."""
    blocks: list[Block] = []
    for talk in talks:
        if len(talks) > 1 and (head := block("heading", talk.title or "A conversation without a title", 1)):
            blocks.append(head)
        blocks += _told(talk)
    one = talks[0] if len(talks) == 1 else None
    day = next((turn.day for turn in one.turns if turn.day), None) if one else None
    return Read(tuple(blocks), one_line(one.title) if one else "", day)


def _told(talk: Talk) -> Iterator[Block]:
    """The blocks of a talk, headings of an answer below its title; before each turn stands who says it, and the day if it is another."""
    before = ""
    for turn in talk.turns:
        who = one_line(turn.who)[:LONGEST].strip() or "Somebody"
        day, before = (f"[{turn.day}] " if turn.day and turn.day != before else ""), turn.day or before
        label = f"{day}{who}:\n"
        for each in blocks_of(turn.text) if talk.marked else prose(turn.text):
            level = min(6, each.level + 1) if each.kind == "heading" else 0
            yield replace(each, level=level, speaker=who, label=label)
            label = ""


def _chatgpt(data: Any) -> list[Talk] | None:
    found = [each for each in _listed(data) if isinstance(each.get("mapping"), dict)]
    return [Talk(_text(each.get("title")), list(_branch(each))) for each in found] or None


def _branch(talk: dict[str, Any]) -> Iterator[Turn]:
    """The turns that its reader saw last: an answer that was asked for anew is in the tree too."""
    nodes = {key: node for key, node in talk["mapping"].items() if isinstance(node, dict)}
    at = talk.get("current_node")
    if not isinstance(at, str) or at not in nodes:
        at = max(nodes, key=lambda key: _number(_dict(nodes[key].get("message")).get("create_time")), default=None)
    path: list[dict[str, Any]] = []
    while isinstance(at, str) and at in nodes:
        node = nodes.pop(at)
        path.append(_dict(node.get("message")))
        at = node.get("parent")
    for message in reversed(path):
        role, content = _text(_dict(message.get("author")).get("role")), _dict(message.get("content"))
        shown = not _dict(message.get("metadata")).get(_HIDDEN) and message.get("recipient", "all") == "all"
        if shown and role in ("user", "assistant") and content.get("content_type") in ("text", "multimodal_text"):
            words = "\n\n".join(filter(None, map(_text, _all(content.get("parts")))))
            yield Turn(YOU if role == "user" else "ChatGPT", _CITED.sub("", words), _day(message.get("create_time")))


def _claude(data: Any) -> list[Talk] | None:
    found = [each for each in _listed(data) if isinstance(each.get("chat_messages"), list)]
    return [Talk(_text(each.get("name")), list(_of_claude(each["chat_messages"]))) for each in found] or None


def _of_claude(messages: list[Any]) -> Iterator[Turn]:
    for message in map(_dict, messages):
        parts = [
            _text(_dict(each).get("text")) for each in _all(message.get("content")) if _dict(each).get("type") == "text"
        ]
        words = "\n\n".join(filter(None, parts)) or _text(message.get("text"))
        yield Turn(YOU if message.get("sender") == "human" else "Claude", words, _day(message.get("created_at")))


def _by_role(data: Any) -> list[Talk] | None:
    """`messages` of `role` and `content`, as most programs keep them; `conversations` of `from` and `value`."""
    bare = isinstance(data, list) and data and all("role" in _dict(each) for each in data)
    talks = [{"messages": data}] if bare else list(_listed(data))
    found = []
    for talk in talks:
        messages = _all(talk.get("messages")) or _all(talk.get("conversations"))
        turns = [turn for each in map(_dict, messages) if (turn := _of_role(each))]
        if turns:
            found.append(Talk(_text(talk.get("title")) or _text(talk.get("name")), turns))
    return found or None


def _of_role(message: dict[str, Any]) -> Turn | None:
    role = _text(message.get("role") or message.get("from")).lower()
    if role not in _USERS | _MODELS:
        return None
    content = message.get("content", message.get("value"))
    parts = [_text(each) or _text(_dict(each).get("text")) for each in _all(content)] or [_text(content)]
    return Turn(
        YOU if role in _USERS else "Assistant", "\n\n".join(filter(None, parts)), _day(message.get("created_at"))
    )


def _slack(data: Any) -> list[Talk] | None:
    messages = [each for each in _listed(data) if each.get("type") == "message" and "ts" in each]
    if not messages or not isinstance(data, list):
        return None
    names = {_text(each.get("user")): _slack_name(each) for each in messages if each.get("user_profile")}
    turns = [
        Turn(_slack_name(each, names), _of_slack(_text(each.get("text")), names), _day(each["ts"]))
        for each in messages
        if each.get("subtype") in (None, "thread_broadcast", "me_message", "bot_message", "file_comment")
    ]
    return [Talk("", turns, marked=False)]


def _slack_name(message: dict[str, Any], names: dict[str, str] | None = None) -> str:
    profile, user = _dict(message.get("user_profile")), _text(message.get("user"))
    told = [
        profile.get("real_name"),
        profile.get("display_name"),
        message.get("username"),
        (names or {}).get(user),
        user,
    ]
    return next(filter(None, map(_text, told)), "")


def _of_slack(text: str, names: dict[str, str]) -> str:
    text = _SLACK_USER.sub(lambda found: f"@{names.get(found[1], found[1])}", text)
    text = _SLACK_LINK.sub(lambda found: found[1] or found.group().strip("<>!"), text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _discord(data: Any) -> list[Talk] | None:
    found = _dict(data)
    if not isinstance(found.get("channel"), dict) or not isinstance(found.get("messages"), list):
        return None
    turns = []
    for message in map(_dict, found["messages"]):
        author = _dict(message.get("author"))
        if message.get("type") in ("Default", "Reply", None) and author:
            who = _text(author.get("nickname")) or _text(author.get("name"))
            turns.append(Turn(who, _text(message.get("content")), _day(message.get("timestamp"))))
    return [Talk(_text(found["channel"].get("name")), turns)]


def _telegram(data: Any) -> list[Talk] | None:
    chats = [_dict(each) for each in _all(_dict(_dict(data).get("chats")).get("list"))] or [_dict(data)]
    talks = []
    for chat in chats:
        messages = [each for each in map(_dict, _all(chat.get("messages"))) if "from" in each and "text" in each]
        turns = [Turn(_text(each["from"]), _of_telegram(each["text"]), _day(each.get("date"))) for each in messages]
        if turns and "type" in chat:
            talks.append(Talk(_text(chat.get("name")), turns, marked=False))
    return talks or None


def _of_telegram(text: Any) -> str:
    return "".join(_text(each) or _text(_dict(each).get("text")) for each in _all(text)) or _text(text)


SHAPES: tuple[Callable[[Any], list[Talk] | None], ...] = (_chatgpt, _claude, _discord, _telegram, _slack, _by_role)


def _listed(data: Any) -> Iterator[dict[str, Any]]:
    """One object, or the objects of a list; ChatGPT and others also keep theirs under `conversations`."""
    inside = data.get("conversations") if isinstance(data, dict) else data
    whole = inside if isinstance(inside, list) and not (inside and "from" in _dict(inside[0])) else [data]
    return (each for each in whole if isinstance(each, dict))


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _all(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _day(value: Any) -> str:
    """The ISO day of a time as these exports write it: seconds, also as text, or ISO; "" if it is none."""
    if isinstance(value, str) and re.match(r"\d{4}-\d{2}-\d{2}(?:T|\s|\Z)", value):
        return value[:10]
    try:
        return datetime.fromtimestamp(float(value), UTC).date().isoformat() if value else ""
    except (ValueError, TypeError, OverflowError, OSError):
        return ""
