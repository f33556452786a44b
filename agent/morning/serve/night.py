"""The report of the last night, as a page of the reader.

Owns: where its names lead there.
"""

from __future__ import annotations

from agent.morning.report import report
from agent.morning.report_html import lead_of, report_html
from agent.morning.serve import addresses
from agent.morning.serve.site import Site
from agent.state.state import State

_AROUND = (
    (f"./{addresses.HOME}", "the wiki"),
    (f"./{addresses.CONFLICTS}", "disagreements"),
    (f"./{addresses.GRAPH}", "graph"),
)


def report_page(site: Site) -> str | None:
    """What the last night brought; None where no database tells it."""
    if site.source.now().why:
        return None
    with State.to_read(site.wiki) as state:
        found = report(state, 0)
    lead = lead_of(site.shelf, lambda path: f"./{addresses.href(path)}", f"./{addresses.CONFLICTS}#c-{{id}}")
    return report_html(found, site.name, lead, _AROUND) if found else None
