"""By which signs bytes are known whatever their name says: the first bytes of what is no text, and the beginning of a page.

Owns: `page`, `other`, `plain`, `named`. What is refused is said by its name, with what to do. Imports the shape of kinds.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from agent.sources.kinds.kind import Raw

LOOKED_AT = 4096  # bytes at the beginning
_PICTURE = "; list a text that describes it"
_PACKED = "; unpack it, and list the folder"
_HEARD = "; list a transcript of it"
_MAGIC = (
    (b"\x89PNG", f"a picture (PNG){_PICTURE}"),
    (b"\xff\xd8\xff", f"a picture (JPEG){_PICTURE}"),
    (b"GIF8", f"a picture (GIF){_PICTURE}"),
    (b"II*\0", f"a picture (TIFF){_PICTURE}"),
    (b"MM\0*", f"a picture (TIFF){_PICTURE}"),
    (b"8BPS", f"a picture (Photoshop){_PICTURE}"),
    (b"\x1f\x8b", f"a gzip archive{_PACKED}"),
    (b"BZh", f"a bzip2 archive{_PACKED}"),
    (b"7z\xbc\xaf", f"a 7-Zip archive{_PACKED}"),
    (b"Rar!", f"a RAR archive{_PACKED}"),
    (b"\xfd7zXZ", f"an xz archive{_PACKED}"),
    (b"\x28\xb5\x2f\xfd", f"a Zstandard archive{_PACKED}"),
    (b"PK\x03\x04", f"a zip archive{_PACKED}"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"\0asm", "a program"),
    (b"{\\rtf", "a rich-text file; save it as .docx or .odt and list that"),
    (b"%!PS", "PostScript; make a PDF of it (ps2pdf) and list that"),
    (b"AT&TFORM", "a DjVu book; save it as PDF with its text and list that"),
    (b"ID3", f"sound{_HEARD}"),
    (b"fLaC", f"sound{_HEARD}"),
    (b"OggS", f"sound{_HEARD}"),
    (b"\x1aE\xdf\xa3", f"a film{_HEARD}"),
    (b"SQLite format 3\0", "a database; export the table that matters as CSV and list that"),
    (b"PAR1", "a data set (Parquet); export what matters as CSV and list that"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
    (b"OTTO", "a font"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_INSIDE_OLE = (  # names of its streams; a Word file may hold a workbook, so that comes first
    ("WordDocument", "an old Word document (.doc); save it as .docx and list that"),
    ("PowerPoint Document", "an old presentation (.ppt); save it as .pptx and list that"),
    ("EncryptedPackage", "an Office file that is locked with a password; save it without one and list that"),
    ("__substg1.0_", "a mail of Outlook (.msg); save it as .eml and list that"),
)
_SAY_MORE = frozenset(
    ("text/html", "application/xhtml+xml", "text/markdown", "application/pdf")
)  # than a suffix, which may be a program's
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html[\s>]|head[\s>]|body[\s>])",
    re.IGNORECASE | re.DOTALL,
)


def head(data: bytes) -> bytes:
    """The beginning with the zero bytes of UTF-16 left out, so that its tags can be seen."""
    start = data[:LOOKED_AT].removeprefix(b"\xef\xbb\xbf")
    return start.replace(b"\0", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")


def page(data: bytes) -> bool:
    """Whether it begins like an HTML page."""
    return _PAGE.match(head(data)) is not None


def workbook(data: bytes) -> bool:
    """Whether it is an old workbook (.xls)."""
    return data.startswith(_OLE) and other(data) == "an old Office file; save it in a newer format and list that"


def other(data: bytes) -> str | None:
    """What the bytes are, said to a person with what to do, if they are no text and no PDF by their first bytes."""
    if data.startswith(_OLE):
        found = (said for name, said in _INSIDE_OLE if name.encode("utf-16-le") in data)
        return next(found, "an old Office file; save it in a newer format and list that")
    if data[8:12] == b"WEBP" or data[4:8] == b"ftyp" or data[:4] == b"RIFF":
        return f"a picture, a film or sound{_HEARD}"
    if data[60:68] in {b"BOOKMOBI", b"TEXtREAd"}:
        return "a Kindle book; convert it to EPUB (calibre does) and list that"
    return next((said for magic, said in _MAGIC if data.startswith(magic)), None)


def plain(data: bytes) -> bool:
    """Whether nothing at the beginning speaks against a text that is no page."""
    return other(data) is None and b"%PDF-" not in data[:1024] and not page(data)


def named(raw: Raw, suffixes: Collection[str], media: Collection[str] = ()) -> bool:
    """Whether a text says by its name, or by what was declared, that it is of a kind."""
    by_suffix = raw.suffix in suffixes and raw.media not in _SAY_MORE
    return (by_suffix or raw.media in media) and plain(raw.data)
