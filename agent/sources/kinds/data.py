"""Data and settings (JSON, YAML, XML and the like), which are no prose: refused by name, with what to do. Asked last: exports that somebody
reads are JSON too. Imports the signs.
"""

from __future__ import annotations

import re
from typing import NoReturn

from agent.errors import SourceFailed
from agent.sources.kinds.kind import Kind, Raw
from agent.sources.kinds.signs import head, named

_SAID = {
    **dict.fromkeys((".json", ".jsonl", ".ndjson", ".geojson", ".har"), "JSON"),
    **dict.fromkeys((".yaml", ".yml"), "YAML"),
    **dict.fromkeys((".toml", ".ini", ".cfg", ".conf", ".env", ".properties", ".lock"), "settings"),
    **dict.fromkeys((".xml", ".xsd", ".xsl", ".plist", ".kml", ".gpx"), "XML"),
    **dict.fromkeys((".svg",), "a drawing (SVG)"),
}
_MEDIA = re.compile(r"(?:application|text|image)/(?:[\w.+-]*\+)?(json|xml|javascript|css|x-yaml|yaml|toml)")
_JSON = re.compile(rb"\s*(?:\{\s*(?:\"|\})|\[\s*(?:[\[{\"\]]|-?\d))")


def _said(raw: Raw) -> str:
    """What these bytes are called if they are data, else nothing; a name may say it, and what it begins with."""
    if named(raw, _SAID):
        return _SAID[raw.suffix]
    start = head(raw.data)
    if _JSON.match(start) and start[-1:] != b"" and (raw.data.rstrip()[-1:] in b"]}"):
        return "JSON"
    if (found := _MEDIA.fullmatch(raw.media)) and named(raw, (), (raw.media,)) and raw.media != "application/xhtml+xml":
        return found[1].upper()
    return "XML" if start.lstrip().startswith(b"<?xml") and named(raw, (raw.suffix,)) else ""


def _looks(raw: Raw) -> bool:
    return bool(_said(raw))


def _read(raw: Raw) -> NoReturn:
    raise SourceFailed(
        f"This is data ({_said(raw)}), not a text to read. Export what matters of it as text, markdown or CSV and list that."
    )


DATA = Kind("data", "data", "application/json", (), _looks, _read)
