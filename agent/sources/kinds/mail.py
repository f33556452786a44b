"""A mail (.eml, .emlx): its subject is the title, its sender says what is in it, attachments are named and not read.

Parsed by the standard library's `email`, in its old policy: the new one raises on heads that real mails have. HTML goes through the tree
of our reader of pages. Imports that, the rules of replies, and plain text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from typing import TypeVar

from agent.errors import SourceFailed
from agent.knowledge.values.quantities import quantities
from agent.sources.blocks import Block, Read, block, one_line
from agent.sources.charset import decode
from agent.sources.from_html import load
from agent.sources.kinds.kind import Kind, Raw
from agent.sources.kinds.replies import Unit, html_units, plain_units, told
from agent.sources.marks import settle
from agent.sources.metadata import day_in
from agent.sources.speakers import LONGEST

Answer = TypeVar("Answer")
_HEAD = re.compile(rb"\A(?:\s*\d{1,12}\s*\n)?(?:[!-9;-~]{1,80}:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){2,}", re.MULTILINE)
_SENT = re.compile(
    rb"^(?:message-id|received|return-path|delivered-to|mime-version|x-mailer|content-type):",
    re.IGNORECASE | re.MULTILINE,
)
_WHO = re.compile(rb"^(?:from|sender|return-path|received):", re.IGNORECASE | re.MULTILINE)
_FIELD = re.compile(rb"^([!-9;-~]{1,80}):", re.MULTILINE)
# The head of a mail that somebody copied out of a program, in its words.
_COPIED = {"from": ("from", "von"), "to": ("to", "an"), "cc": ("cc", "kopie"), "subject": ("subject", "betreff"),
           "date": ("date", "sent", "datum", "gesendet")}  # fmt: skip
_COUNTED = re.compile(rb"\A\s*\d{1,12}\s*\n")  # Apple's .emlx begin with their length
_REPLY = re.compile(
    r"\A\s*(?:(?:re|fwd?|aw|wg|antw|sv|vs|tr|rif|rv|enc|res|ynt|odp|回复|转发|答复)(?:\[\d{1,3}\])?\s?[:：]\s*)+",
    re.IGNORECASE,
)
_VIA = re.compile(r"\s+(?:via|durch|über)\s.{1,60}\Z")
_TAG = re.compile(r"<[^<>]{0,2000}>")
_DEEPEST = 12  # parts within parts
_MOST_NAMED = 20  # attachments and receivers that are named
_THIN = 0.3  # a text part with less of the words of the HTML part than this is no whole one
ENCRYPTED = "This mail is encrypted. Save it decrypted, or copy its text into a file."


@dataclass(slots=True)
class Mail:
    """What is in one mail. `sent` is its date, `author` who sent it (a name, else an address), `left` what is named and not read."""

    subject: str
    author: str
    to: list[str]
    sent: datetime | None
    units: list[Unit] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    inner: list[Mail] = field(default_factory=list)

    def blocks(self, level: int) -> list[Block]:
        """The words, each by whose they are, after who wrote to whom and when; then what was attached; then the mails inside it."""
        fields = {"From": self.author, "To": ", ".join(self.to), "Date": self.day or ""}
        head = "".join(f"{name}: {value}\n" for name, value in fields.items() if value)
        blocks = told(self.units, self.author, f"{head}\n" if head else "")
        if row := block("row", f"Attached, not read: {', '.join(self.left[:_MOST_NAMED])}") if self.left else None:
            blocks.append(row)
        for mail in self.inner:
            blocks += [*mail.heading(level), *mail.blocks(level + 1)]
        return blocks

    def heading(self, level: int) -> list[Block]:
        """Its subject, and its day: by that one knows what "yesterday" is in it."""
        made = block(
            "heading", f"{self.subject or 'A mail without a subject'}{f' ({self.day})' if self.day else ''}", level
        )
        return [made] if made else []

    @property
    def day(self) -> str | None:
        """The ISO day on which it was sent."""
        return self.sent.date().isoformat() if self.sent else None


def _looks(raw: Raw) -> bool:
    head = _HEAD.match(raw.data[:65536])
    if head is None:
        return False
    fields = {name.decode().lower() for name in _FIELD.findall(head.group())}
    if fields <= {word for words in _COPIED.values() for word in words}:
        told = {field for field, words in _COPIED.items() if not fields.isdisjoint(words)}
        return {"from", "date"} < told
    marks = len(set(_SENT.findall(head.group()))) + (raw.suffix in MAIL.suffixes or raw.media == MAIL.media)
    return marks > 0 and (raw.suffix in MAIL.suffixes or _WHO.search(head.group()) is not None)


def _read(raw: Raw) -> Read:
    mail = parsed(_COUNTED.sub(b"", raw.data))
    blocks = mail.blocks(1)
    if not any(unit.block for each in (mail, *mail.inner) for unit in each.units):
        names = ", ".join(mail.left[:_MOST_NAMED])
        raise SourceFailed(
            f"There is no text in this mail, only {names}. Save that and list it."
            if names
            else "There is no text in this mail."
        )
    # who sent it and the address at which it stands (List-Archive, Message-ID) belong to the metadata, once Read has them
    return Read(tuple(blocks), mail.subject, mail.day)


def parsed(data: bytes, depth: int = 0) -> Mail:
    """A mail from its bytes. Raises SourceFailed for one that is encrypted, or nested without end."""
    try:
        return _mail(message_from_bytes(data, policy=policy.compat32), depth)
    except RecursionError as fault:
        raise SourceFailed("This mail is nested too deeply to be read.") from fault


def _mail(message: Message, depth: int) -> Mail:
    mail = Mail(
        _REPLY.sub("", header(message, "subject")),
        next(iter(_people(message, "from")), "") or next(iter(_people(message, "sender")), ""),
        [*_people(message, "to"), *_people(message, "cc")][:_MOST_NAMED],
        _date(message),
    )
    _part(message, mail, depth)
    return mail


def _part(part: Message, mail: Mail, depth: int) -> None:
    """What one part of a mail adds to it."""
    kind = part.get_content_type()
    sealed = kind == "multipart/encrypted" or kind.endswith("pkcs7-mime")
    if sealed and "signed" not in _parameter(part, "smime-type"):
        raise SourceFailed(ENCRYPTED)
    inside = [each for each in part.get_payload() if isinstance(each, Message)] if part.is_multipart() else []
    name = one_line(_decoded(_asked(part.get_filename, None) or ""))
    attached = _asked(part.get_content_disposition, None) == "attachment"
    if depth > _DEEPEST:
        mail.left.append("what is nested too deeply")
    elif kind == "message/rfc822":
        mail.inner += [_mail(each, depth + 1) for each in inside]
    elif inside:
        for each in _chosen(kind, inside):
            _part(each, mail, depth + 1)
    elif kind in ("text/plain", "text/html") and not attached and not name:
        mail.units += _units(part, mail.author)
    elif attached or part.get_content_maintype() not in ("image", "multipart"):
        mail.left.append(name or kind)


def _chosen(kind: str, parts: list[Message]) -> list[Message]:
    """The parts that are read: of alternatives the plain one, if it is whole, and what else is in the other but no text."""
    if kind != "multipart/alternative":
        return parts
    plain = next((each for each in parts if each.get_content_type() == "text/plain"), None)
    rich = next((each for each in parts if each is not plain and each.get_content_type() != "text/calendar"), None)
    if plain is None or rich is None:
        return [each for each in (plain, rich) if each] or parts[:1]
    page = next((each for each in rich.walk() if each.get_content_type() == "text/html"), None)
    whole = sum(len(unit.block.text) for unit in _units(page, "")) if page else 0
    if len(_text(plain)) < _THIN * whole:
        return [rich]
    return [plain, *(each for each in rich.walk() if each.get_content_maintype() not in ("text", "multipart"))]


def _units(part: Message, author: str) -> list[Unit]:
    text = _text(part)
    if part.get_content_subtype() == "html":
        if not text.strip():
            return []
        try:
            tree = load(text.encode(), "utf-8")
        except SourceFailed:
            return plain_units(_TAG.sub(" ", text), author)
        settle(tree)
        return html_units(tree)
    if "-----BEGIN PGP MESSAGE-----" in text:
        raise SourceFailed(ENCRYPTED)
    return plain_units(text, author, flowed=_parameter(part, "format") == "flowed")


def _text(part: Message) -> str:
    payload = _asked(lambda: part.get_payload(decode=True), None)
    return (
        decode(payload, _asked(part.get_content_charset, None))
        if isinstance(payload, bytes) and payload.strip()
        else ""
    )


def _parameter(part: Message, name: str) -> str:
    return _asked(lambda: str(part.get_param(name)), "").lower()


def _asked(ask: Callable[[], Answer], otherwise: Answer) -> Answer:
    """What the library says of a part; `otherwise` where it breaks on it."""
    try:
        return ask()
    except (LookupError, ValueError, TypeError, AttributeError, HeaderParseError):
        return otherwise


def header(message: Message, name: str) -> str:
    """A field of the head as one line of text; "" if it is not there."""
    return one_line(_decoded(_field(message, name)))


def _field(message: Message, name: str) -> str:
    return next((str(message[each]) for each in _COPIED.get(name, (name,)) if each in message), "")


def _decoded(value: str) -> str:
    """A field with its encoded words read; as it stands where they cannot be."""
    try:
        parts = decode_header(value[:10_000])
    except (HeaderParseError, ValueError):
        return value
    return "".join(
        decode(each, charset)
        if isinstance(each, bytes) and each.strip()
        else each
        if isinstance(each, str)
        else each.decode("ascii", "replace")
        for each, charset in parts
    )


def _people(message: Message, name: str) -> list[str]:
    return list(_names(_field(message, name)[:10_000]))


def _names(value: str) -> Iterator[str]:
    """The names in a field of addresses; an address where there is no name."""
    bare = [("", each) for each in re.split(r"[;,]", value)] if "@" not in value and value.count(",") != 1 else []
    for named, address in bare or ([(value, "")] if "@" not in value else getaddresses([value])):
        shown = one_line(_VIA.sub("", _decoded(named).strip(" '\"")))
        if shown.count(",") == 1 and "@" not in shown:
            shown = " ".join(part.strip() for part in reversed(shown.split(",")))  # Holm, Ada
        if shown or address:
            yield (shown or one_line(address))[:LONGEST]


def _date(message: Message) -> datetime | None:
    said = _field(message, "date")
    try:
        return parsedate_to_datetime(said)
    except (TypeError, ValueError, IndexError, OverflowError):
        days = [
            each.value for language in ("en", "de") for each in quantities(said[:200], language) if each.kind == "date"
        ]
        return next((datetime.fromisoformat(day) for day in days if day_in(day)), None)


MAIL = Kind("mail", "a mail", "message/rfc822", (".eml", ".emlx"), _looks, _read)
