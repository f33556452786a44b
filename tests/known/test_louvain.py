"""Communities are found in a while, whatever the weights are."""

from __future__ import annotations

import pytest

from agent.known.themes import louvain

# By rounding alone two of these nodes gain a little from changing places, each time that they do.
ROUNDING = (
    *((10, 11, 0.3), (7, 8, 0.3), (0, 9, 1.0), (2, 10, 0.3), (2, 7, 1.0), (9, 11, 0.3), (1, 7, 0.3), (2, 6, 1.0)),
    *((1, 6, 0.3), (1, 5, 0.3), (4, 10, 0.3), (3, 7, 1.0), (3, 4, 1.0), (9, 10, 0.3), (4, 5, 1.0)),
)


@pytest.mark.timeout(20)
def test_rounding_moves_no_node_to_and_fro_for_ever() -> None:
    found = louvain(12, ROUNDING, seed=0)
    assert sorted(node for group in found for node in group) == list(range(12))
