"""Bytes to characters, when the declared charset lies as often as not.

UTF-8 that decodes is UTF-8, whatever was declared: no other charset passes that test by chance. Then byte order marks, then
what was declared, then what the bytes look like (charset-normalizer). Imports the taxonomy of errors only.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable

from charset_normalizer import from_bytes

from agent.errors import SourceFailed

_ZERO_IN = 500  # one zero byte in so many is a damage and not another kind of file
_SAMPLE = 100_000  # bytes that the detection looks at
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark starts with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What browsers read under these names, https://encoding.spec.whatwg.org/#names-and-labels
_READ_AS = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932"}
_META = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,200}?encoding=[\"']([\w.:-]{2,40})"
)
_CONTROL = re.compile(r"[\0-\x08\x0e-\x1a\x1c-\x1f]")
_SHIFTED = re.compile(rb"\x1b(\$[@B]|\([BJ])")  # ISO-2022-JP, which is valid UTF-8 and yet is not


def declared_in(media: str) -> str | None:
    """The charset that a Content-Type names, if it names one."""
    found = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", media, re.IGNORECASE)
    return found.group(1) if found else None


def declared_by_page(data: bytes) -> str | None:
    """The charset that an HTML or XML page names in its first 4 kB."""
    found = _META.search(data[:4096])
    return (found.group(1) or found.group(2)).decode("ascii") if found else None


def decode(data: bytes, *declared: str | None) -> str:
    """`data` as text; `declared` are the charsets that somebody declared, best known first.

    Raises SourceFailed if the bytes are no text: more than stray NUL bytes that are not UTF-16 or UTF-32, or mostly control characters.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace").removeprefix("\ufeff")
    wide = _wide(data)
    if wide:
        return data.decode(wide, "replace")
    if data.count(0) > max(1, len(data) // _ZERO_IN):
        raise SourceFailed("This is not text: there are zero bytes in it.")
    data = data.replace(b"\0", b"")
    text = _decode_narrow(data, [name for each in declared if (name := _known(each or ""))])
    if _control_share(text) > 0.05:
        raise SourceFailed("This is not text: too many control characters.")
    return text


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: nearly every other byte is zero, always on the same side."""
    sample = data[:2000]
    if len(sample) < 4 or len(data) % 2:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    most = len(sample) // 2 * 0.7
    if odd > most and not even:
        return "utf-16-le"
    return "utf-16-be" if even > most and not odd else None


def _decode_narrow(data: bytes, declared: list[str]) -> str:
    first = ["iso2022_jp", "utf-8"] if _SHIFTED.search(data[:_SAMPLE]) else ["utf-8"]
    fitting = _first_fit(data, first)
    if fitting is not None:
        return fitting
    text = data.decode("utf-8", "replace")
    if _mostly_utf8(text):
        return text
    fitting = _first_fit(data, declared)
    if fitting is not None:
        return fitting
    guess = from_bytes(data[:_SAMPLE]).best()
    return data.decode(guess.encoding if guess else "cp1252", "replace")


def _first_fit(data: bytes, names: Iterable[str]) -> str | None:
    """`data` in the first charset in which every byte makes sense."""
    for name in names:
        try:
            return data.decode(name)
        except ValueError:
            continue
    return None


def _known(name: str) -> str | None:
    """Python's name for a charset that has been declared; None for one that it does not know, or that is no charset."""
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    if not found._is_text_encoding:
        return None
    return _READ_AS.get(found.name, found.name)


def _mostly_utf8(text: str) -> bool:
    """Whether text decoded with replacements was UTF-8 with a few damaged bytes, and not some other charset."""
    bad = text.count("\ufffd")
    good = sum(character > "\x7f" for character in text[:_SAMPLE]) - text[:_SAMPLE].count("\ufffd")
    return good > 10 * bad


def _control_share(text: str) -> float:
    sample = text[:20_000]
    return len(_CONTROL.findall(sample)) / max(1, len(sample))
