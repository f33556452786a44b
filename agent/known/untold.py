"""What of a document no page tells: sentences that state something, hold a figure or a name, and are cited nowhere.

Owns: that list, for the night that goes there last and for the source's own page. Pure.
"""

from __future__ import annotations

from collections.abc import Container, Set

from agent.knowledge.model import Document
from agent.knowledge.text.names import proper_names
from agent.knowledge.text.polarity import states
from agent.knowledge.values.quantities import quantities


def untold(document: Document, cited: Set[int], among: Container[int] | None = None) -> list[int]:
    """Numbers of the sentences (of those in `among`, if given) that state something with a figure or a name and are not `cited`."""
    looked_at = (unit for unit in document.sentences if among is None or unit.n in among)
    left = [unit.n for unit in looked_at if unit.n not in cited and unit.kind != "code"]
    texts = {n: document.sentence(n) for n in left}
    # figures last, as they take the longest to find
    return [n for n, text in texts.items() if states(text) and (proper_names(text) or quantities(text))]
