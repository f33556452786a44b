"""A page that a browser saved: MHTML, Safari's web archive, SingleFile, "save as". It is read as the page of the address it was saved from.

`email` and `plistlib` of the standard library take it apart. Imports the reader of pages and what looks like a refusal.
"""

from __future__ import annotations

import plistlib
import re
from email import message_from_bytes, policy
from email.message import Message

from agent.errors import SourceFailed
from agent.sources.blocks import Read
from agent.sources.from_html import read_html
from agent.sources.kinds.kind import Kind, Raw
from agent.sources.kinds.mail import header
from agent.sources.refused import looks_refused

_RELATED = re.compile(
    rb"\A\s*(?:[!-9;-~]{1,80}:[^\n]*\n(?:[ \t][^\n]*\n)*)*?content-type:\s*(?:multipart/related|text/html)",
    re.IGNORECASE,
)
_SNAPSHOT = re.compile(
    rb"^(?:snapshot-content-location|content-location|from:\s*<?\s*(?:saved|gespeichert|enregistr)|x-maf)",
    re.IGNORECASE | re.MULTILINE,
)
_SENT = re.compile(rb"^(?:message-id|received|return-path|delivered-to):", re.IGNORECASE | re.MULTILINE)
_FROM = re.compile(
    rb"Page saved with SingleFile\s*\n\s*url:\s*(https?://[^\s<>\"]{1,2000})|<!--\s*saved from url=\(\d+\)(https?://[^\s<>\"]{1,2000})"
)
_INLINED = re.compile(rb"data:[\w/+.-]{0,60}(?:;[\w=-]{1,40}){0,3};base64,[A-Za-z0-9+/=\s%]{200,}")
_APPLE = "WebMainResource"


def _looks_mhtml(raw: Raw) -> bool:
    head = raw.data[:16384]
    if _RELATED.match(head) is None:
        return False
    sent = (
        _SENT.search(head.replace(b"\r", b"").partition(b"\n\n")[0]) is not None
    )  # a mail can hold pictures with their places
    return raw.suffix in MHTML.suffixes or (_SNAPSHOT.search(head) is not None and not sent)


def _read_mhtml(raw: Raw) -> Read:
    message = message_from_bytes(raw.data, policy=policy.compat32)
    page = next(
        (each for each in message.walk() if each.get_content_type() in ("text/html", "application/xhtml+xml")), None
    )
    data = page.get_payload(decode=True) if page is not None else None
    if page is None or not isinstance(data, bytes) or not data.strip():
        raise SourceFailed(
            "There is no page in this saved page: it was cut off, or holds only pictures. Save it again."
        )
    return _page(data, _address(message, page) or raw.resource, page.get_content_charset())


def _address(message: Message, page: Message) -> str:
    places = (
        header(message, "snapshot-content-location"),
        header(page, "content-location"),
        header(message, "content-location"),
    )
    return next((each for each in places if each.startswith(("http://", "https://"))), "")


def _looks_webarchive(raw: Raw) -> bool:
    return raw.data.startswith(b"bplist00") and _APPLE.encode() in raw.data


def _read_webarchive(raw: Raw) -> Read:
    try:
        main = plistlib.loads(raw.data)[_APPLE]
        data = bytes(main["WebResourceData"])
    except Exception as fault:  # whatever plistlib lets escape on odd bytes
        raise SourceFailed(
            "This web archive is damaged. Save the page again, as a web archive or as a page."
        ) from fault
    address, charset = main.get("WebResourceURL"), main.get("WebResourceTextEncodingName")
    return _page(
        data, address if isinstance(address, str) else raw.resource, charset if isinstance(charset, str) else None
    )


def _looks_page(raw: Raw) -> bool:
    head = raw.data[:4096]
    return _FROM.search(head) is not None and re.search(rb"<(?:!doctype|html)", head, re.IGNORECASE) is not None


def _read_page(raw: Raw) -> Read:
    found = _FROM.search(raw.data[:4096])
    return _page(raw.data, (found[1] or found[2]).decode("utf-8", "replace") if found else raw.resource, raw.charset)


def _page(data: bytes, address: str, charset: str | None) -> Read:
    """The page as of its `address`, which belongs to the metadata too, once Read has a canonical address."""
    read = read_html(_INLINED.sub(b"data:,", data), address, charset)
    if reason := looks_refused(read.title, "\n".join(each.text for each in read.blocks)):
        raise SourceFailed(reason)
    return read


MHTML = Kind("mhtml", "a saved page (MHTML)", "multipart/related", (".mhtml", ".mht"), _looks_mhtml, _read_mhtml)
WEBARCHIVE = Kind(
    "webarchive", "a web archive", "application/x-webarchive", (".webarchive",), _looks_webarchive, _read_webarchive
)
SAVED_PAGE = Kind("saved page", "a saved page", "text/html", (), _looks_page, _read_page)
