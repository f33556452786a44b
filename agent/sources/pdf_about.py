"""What a PDF is called and of which day it is: from its first pages, where the file's own word is not borne out there.

The day on which a file was made is no day of what it says, and is not taken. Owns: `title`, `date`. Imports the lines.
"""

from __future__ import annotations

import re
from itertools import pairwise

from agent.sources.blocks import one_line
from agent.sources.pdf_headings import bare
from agent.sources.pdf_lines import Line, Pages

_FILE = re.compile(r"^Microsoft |^untitled|\.\w{2,4}$", re.IGNORECASE)
_LONGEST = 300  # characters
_ARXIV = re.compile(
    r"arXiv:\S{1,40}\s{1,4}\[[\w.-]{1,40}\]\s{1,4}(\d{1,2})\s{1,4}([A-Z][a-z]{2})[a-z]{0,9}\s{1,4}(\d{4})"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def title(pages: Pages) -> str:
    """The title that the file states if it stands on its first pages too; else the largest text of the first, else what is stated."""
    stated = one_line(pages.title)
    stated = "" if " " not in stated or _FILE.search(stated) else stated
    first = [line for line in pages.lines if line.page <= 1]
    if stated and bare(stated) in bare(" ".join(line.text for line in first)):
        return stated
    return _largest([line for line in first if line.page == first[0].page], pages.size) or stated


def _largest(lines: list[Line], size: float) -> str:
    """The lines of the largest text of a page, as far as they stand together; "" if nothing is larger than the text."""
    worth = [line for line in lines if sum(each.isalpha() for each in line.text) > 3 and not line.is_row]
    top = max((line.size for line in worth), default=0.0)
    if top <= 1.1 * size:
        return ""
    run = [next(line for line in worth if line.size == top)]
    for last, line in pairwise(lines[lines.index(run[0]) :]):
        if abs(line.size - top) > 0.02 * top or not 0 <= last.bottom - line.bottom < 2.5 * top:
            break
        run.append(line)
    found = one_line(" ".join(line.text for line in run))
    return found if len(found) <= _LONGEST else ""


def date(pages: Pages) -> str | None:
    """The day (ISO) that an archive printed on the first page's edge, if one did."""
    edge = " ".join(
        [pages.stamp, *(line.text for line in pages.lines[:3]), *(line.text for line in pages.lines if line.page == 0)]
    )
    found = _ARXIV.search(" ".join(edge.split()))
    if not found or found[2].lower() not in _MONTHS:
        return None
    return f"{found[3]}-{_MONTHS.index(found[2].lower()) + 1:02}-{int(found[1]):02}"
