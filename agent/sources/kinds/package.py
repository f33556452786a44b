"""What books and Office files are: a zip with XML inside, opened within bounds and by nobody else's leave.

Owns: `Package`, and `packed`, which makes a kind of one of its forms. Promises: not more than MOST_BYTES are unpacked of one package,
nothing outside it is read, no entity of an XML is expanded. Imports the shape of kinds.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from functools import cached_property

from lxml import etree

from agent.errors import SourceFailed
from agent.sources.blocks import Read
from agent.sources.kinds.kind import Kind, Raw

MOST_BYTES = 50 * 2**20  # unpacked: as much as a body may be
_MOST_MEMBERS = 20_000
_XML = (".xml", ".rels")
_LOCKED = "It is locked with a password; save it without one and list that."
OFFICE_OPEN = "application/vnd.openxmlformats-officedocument"
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError, KeyError, IndexError, etree.LxmlError
)  # fmt: skip
# by the content type of their main part, what Office Open XML files are
_MAIN = {
    b"wordprocessingml": "docx",
    b"presentationml": "pptx",
    b"spreadsheetml": "xlsx",
    b"ms-excel.sheet.binary": "xlsb",
}
_MAIN |= {b"ms-word": "docx", b"ms-powerpoint": "pptx", b"ms-excel": "xlsx"}  # those with macros
_MIMETYPES = {
    b"application/epub+zip": "epub",
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.presentation": "odp",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}


def form_of(data: bytes) -> str:
    """What a zip is: `docx`, `odt`, `epub`, …; `zip` for any other, `broken` for one that does not open; empty for no zip."""
    if not data.startswith(b"PK\x03\x04"):
        return ""
    try:
        return Package(data).form
    except SourceFailed:
        return "broken"


def packed(form: str, said: str, media: str, suffixes: tuple[str, ...], read: Callable[[Raw], Read]) -> Kind:
    """The kind of the zips that are of a form; one that does not open is of the form that its name says."""

    def looks(raw: Raw) -> bool:
        found = form_of(raw.data)
        return found == form or (found == "broken" and raw.suffix in suffixes)

    return Kind(form, said, media, suffixes, looks, read)


class Package:
    """An opened zip. Raises SourceFailed, here and in every method, for what is damaged, locked or too large."""

    def __init__(self, data: bytes) -> None:
        self._left = MOST_BYTES
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self.names = self._zip.namelist()
        except (*_DAMAGED, RuntimeError) as fault:
            raise SourceFailed("It is damaged or not complete: the zip that it is does not open.") from fault
        if len(self.names) > _MOST_MEMBERS:
            raise SourceFailed(f"It has more than {_MOST_MEMBERS:,} parts, more than any document.")

    def read(self, name: str) -> bytes:
        """A part, unpacked. What was unpacked before counts too."""
        try:
            with self._zip.open(name) as part:
                data = part.read(self._left + 1)
        except RuntimeError as fault:  # also NotImplementedError, of a way of packing that is unknown
            raise SourceFailed(_LOCKED if "encrypted" in str(fault) else f"It is damaged: {fault}.") from fault
        except _DAMAGED as fault:
            raise SourceFailed(f"It is damaged: its part {name[:80]} is missing or cannot be unpacked.") from fault
        self._left -= len(data)
        if self._left < 0:
            raise SourceFailed(f"Too large: more than {MOST_BYTES / 2**20:g} MB once it is unpacked.")
        return data

    def xml(self, name: str) -> etree._Element:
        """The root of a part that is XML; its entities stay as they are, and nothing that it names is fetched."""
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
        )
        try:
            return etree.fromstring(self.read(name), parser)
        except (etree.LxmlError, ValueError) as fault:
            raise SourceFailed(f"It is damaged: its part {name[:80]} is no XML that can be read.") from fault

    def maybe(self, name: str) -> etree._Element | None:
        """The root of a part that a document can do without: nothing where it is missing or damaged."""
        try:
            return self.xml(name) if name in self.names else None
        except SourceFailed:
            return None

    def stated(self, name: str, what: str) -> str:
        """The words of the first element called `what` in a part with metadata; nothing where the part is missing or damaged."""
        root = self.maybe(name)
        found = root.iter(f"{{*}}{what}") if root is not None else iter(())
        return next((" ".join((each.text or "").split()) for each in found), "")

    @cached_property
    def form(self) -> str:
        """What it is by what is inside; `zip` if we know no name for it."""
        if "mimetype" in self.names:
            return _MIMETYPES.get(self.read("mimetype")[:100].strip().removesuffix(b"-template"), "zip")
        if "META-INF/container.xml" in self.names:
            return "epub"
        if "[Content_Types].xml" in self.names:
            types = self.read("[Content_Types].xml")
            return next((form for part, form in _MAIN.items() if part in types and b".main+xml" in types), "zip")
        return "zip"

    def repacked(self, also: tuple[str, ...] = (), changed: dict[str, bytes] | None = None) -> io.BytesIO:
        """The package for a library that opens zips by itself: its XML as we unpacked it, or as `changed`; all else empty.

        `also` are suffixes of parts that are kept too. No part may define entities: no program writes such a one.
        """
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as zipped:
            for name in dict.fromkeys(self.names):
                kept = name.lower().endswith((*_XML, *also)) and not name.lower().endswith("vbaproject.bin")
                data = (changed or {}).get(name) or (self.read(name) if kept else b"")
                if name.lower().endswith(_XML) and b"<!DOCTYPE" in data.replace(b"\0", b""):
                    raise SourceFailed(
                        "It defines entities of its own, which no Office program does, so it is not read."
                    )
                zipped.writestr(zipfile.ZipInfo(name), data)
        made.seek(0)
        return made
