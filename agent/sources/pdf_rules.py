"""The lines that are drawn level on a PDF's page: printed tables have one under their heads, and short ones under heads of several columns.

Owns: `Rule`, `rules`, `under_head`, `framed`. Imports nothing of ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

import pypdfium2
import pypdfium2.raw as pdfium

_THICK = 2.0  # points: what is higher is a box
_SHORT = 15.0  # points: what is shorter is a mark
_MOST = 3000  # drawn things of a page that are looked at: a plot has more
_SAME = 3.0  # points by which the ends of a table's lines may differ
_WHOLE = 0.8  # of a table's width: what is shorter stands under some columns


@dataclass(frozen=True, slots=True)
class Rule:
    """A level line: its height on the page and its ends, in points."""

    height: float
    left: float
    right: float


def rules(page: pypdfium2.PdfPage) -> list[Rule]:
    """The level lines of a page."""
    found = []
    for each in islice(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=2), _MOST):
        left, bottom, right, top = each.get_bounds()
        if top - bottom < _THICK and right - left > _SHORT:
            found.append(Rule((top + bottom) / 2, left, right))
    return found


def under_head(drawn: Sequence[Rule], bases: Sequence[float], left: float, right: float) -> int:
    """How many of a table's first rows (their baselines, from above) stand over the one line that parts its heads from the rest; 0 if
    there is none, or a line under several rows, as in a grid.
    """
    whole = [rule for rule in drawn if min(rule.right, right) - max(rule.left, left) >= _WHOLE * (right - left)]
    parted = {
        at for at, (above, below) in enumerate(pairwise(bases), 1) if any(below < rule.height < above for rule in whole)
    }
    return min(parted) if 0 < 2 * len(parted) < len(bases) else 0


def framed(drawn: Sequence[Rule], bases: Sequence[float], left: float, right: float) -> Rule | None:
    """The line at the foot of a table whose first row lies there, if there is one over that row and another under its heads, as long."""
    over = [
        rule for rule in drawn if rule.height > bases[0] and rule.left - _SAME < left and right < rule.right + _SAME
    ]
    top = min(over, key=lambda rule: rule.height, default=None)
    if top is None:
        return None
    alike = (rule for rule in drawn if abs(rule.left - top.left) < _SAME and abs(rule.right - top.right) < _SAME)
    below = sorted((rule for rule in alike if rule.height < bases[0]), key=lambda rule: -rule.height)
    near = below and sum(base > below[0].height for base in bases) <= 2
    return below[1] if near and len(below) > 1 else None
