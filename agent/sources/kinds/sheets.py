"""Workbooks (Excel's, also old ones, and OpenDocument's), by python-calamine (MIT, 1 MB of Rust); openpyxl takes ten times as long.

It reads the values that were stored; no formula is computed, no macro runs. Sheets that are hidden are not read. Imports the package.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from agent.errors import SourceFailed
from agent.sources.blocks import Block, Read
from agent.sources.kinds.kind import Kind, Raw
from agent.sources.kinds.package import OFFICE_OPEN, Package, form_of, packed
from agent.sources.kinds.signs import workbook
from agent.sources.kinds.tables import areas, bounded

_Value = int | float | str | bool | time | date | datetime | timedelta


def _read(raw: Raw) -> Read:
    package = Package(raw.data) if form_of(raw.data) else None
    file = package.repacked((".bin", "mimetype")) if package else io.BytesIO(raw.data)
    try:
        sheets = _sheets(CalamineWorkbook.from_filelike(file))
    except CalamineError as fault:
        raise SourceFailed(f"This workbook is damaged or locked with a password: {fault}.") from fault
    except BaseException as fault:
        if type(fault).__name__ != "PanicException":  # Rust's, and no Exception
            raise
        raise SourceFailed("This workbook is damaged: its parts do not fit together.") from fault
    blocks: list[Block] = []
    for name, rows in sheets:
        if any(rows):
            blocks += [Block("heading", name, 1), *areas(rows)] if len(sheets) > 1 else areas(rows)
    title = package.stated("docProps/core.xml", "title") or package.stated("meta.xml", "title") if package else ""
    return Read(tuple(blocks), title)


def _sheets(book: CalamineWorkbook) -> list[tuple[str, list[list[str]]]]:
    """The name and rows of each sheet that is shown."""
    shown = (
        each.name
        for each in book.sheets_metadata
        if each.visible == SheetVisibleEnum.Visible and each.typ == SheetTypeEnum.WorkSheet
    )
    return [(name, bounded(_rows(book, name))) for name in shown]


def _rows(book: CalamineWorkbook, name: str) -> Iterator[list[str]]:
    for row in book.get_sheet_by_name(name).iter_rows():
        yield [_told(each) for each in row]


def _told(value: _Value) -> str:
    """A value as a person writes it: no time of day that is none, no digits that only a computer sees."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, float):
        return f"{value:.15g}" if abs(value) < 1e15 else repr(value)
    return str(value)


XLSX = packed("xlsx", "a workbook", f"{OFFICE_OPEN}.spreadsheetml.sheet", (".xlsx", ".xlsm"), _read)
XLSB = packed("xlsb", "a workbook", "application/vnd.ms-excel.sheet.binary.macroenabled.12", (".xlsb",), _read)
ODS = packed("ods", "an OpenDocument workbook", "application/vnd.oasis.opendocument.spreadsheet", (".ods",), _read)
XLS = Kind("xls", "a workbook", "application/vnd.ms-excel", (".xls",), lambda raw: workbook(raw.data), _read)
