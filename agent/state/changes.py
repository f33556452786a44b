"""Which changes of rows are counted, and as what: by triggers, in the transaction of each (see `schema`).

Owns: those lists. What is derived from rows of one kind is as it was as long as their count is.
"""

from __future__ import annotations

_ROWS = (
    *("names", "claims", "decisions", "written", "left_out", "see_also", "summaries", "overview"),
    *("disputes", "replies", "verdicts", "questions", "answers", "documents", "pages"),
)
FACTS = (
    *(f"{event} ON {table}" for table in _ROWS for event in ("INSERT", "DELETE")),
    *(f"UPDATE ON {table}" for table in _ROWS if table not in {"documents", "pages"}),
    "UPDATE OF live, copy_of, resource, date ON documents",
    "UPDATE OF key, title, gone_to ON pages",
    "UPDATE OF state ON episodes WHEN NEW.kind = 'ask'",  # an answer counts once its episode is done
)
"""Changes of rows from which what is known follows, as they were counted first."""


def _any(*tables: str, but: str = "") -> tuple[str, ...]:
    return tuple(f"{e} ON {table}" for table in tables for e in ("INSERT", "DELETE", "UPDATE") if e != but)


_RENAMED = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in ("key", "title", "gone_to"))
CHANGES = {
    "names": ("INSERT ON names",),
    "claims": ("INSERT ON claims",),
    # which names are one, and which count: no row that only came
    "resolved": (
        *_any("names", "claims", but="INSERT"),
        *_any("decisions"),
        "UPDATE OF live ON documents WHEN OLD.live IS NOT NEW.live",
        "DELETE ON documents",
    ),
    "pages": ("INSERT ON pages", "DELETE ON pages", f"UPDATE OF key, title, gone_to ON pages WHEN {_RENAMED}"),
    "documents": ("INSERT ON documents", "UPDATE OF copy_of, resource, date ON documents"),
    "written": _any("written", "left_out", "see_also"),
    "disputed": _any("disputes", "replies", "verdicts"),
    "others": (
        *_any("summaries", "overview", "questions", "answers"),
        "UPDATE OF state ON episodes WHEN NEW.kind = 'ask'",  # an answer counts once its episode is done
    ),
}
"""The same by what they are about; each kind is counted by itself."""
