"""Comma, semicolon or tab separated values, by Python's own csv. Formulas in them (`=cmd|…`) are only text. Imports the tables."""

from __future__ import annotations

import csv
import io

from agent.errors import SourceFailed
from agent.sources.blocks import Read, plain_rows
from agent.sources.charset import decode
from agent.sources.kinds.kind import Kind, Raw
from agent.sources.kinds.signs import named
from agent.sources.kinds.tables import bounded


def _read(raw: Raw) -> Read:
    text = decode(raw.data, raw.charset)
    try:
        dialect: type[csv.Dialect] | csv.Dialect = csv.Sniffer().sniff(text[:8192], ",;\t|")
    except csv.Error:
        dialect = csv.excel
    try:
        rows = [row for row in bounded(csv.reader(io.StringIO(text), dialect)) if row]
    except csv.Error as fault:
        raise SourceFailed(f"This table cannot be read: {fault}.") from fault
    return Read(tuple(plain_rows(rows, header=len(rows) > 1)))


def _kind(name: str, media: str) -> Kind:
    suffixes = (f".{name}",)
    return Kind(name, "a table", media, suffixes, lambda raw: named(raw, suffixes, (media,)), _read)


CSV = _kind("csv", "text/csv")
TSV = _kind("tsv", "text/tab-separated-values")
