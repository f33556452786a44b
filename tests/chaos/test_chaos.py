"""Three chaos nights of 200 windows with four workers: the promises hold at their end, whatever befell them."""

from __future__ import annotations

import shutil

import pytest

from tests.chaos.chaos import run
from tests.night.nights import quick_folder


@pytest.mark.timeout(300)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_chaos_night_ends_as_an_undisturbed_one(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    folder = quick_folder(tmp_path_factory, "chaos")
    try:
        tally = run([seed], 200, folder)
    finally:
        shutil.rmtree(folder)
    assert tally.wrong == []
    assert tally.kills + tally.stops + tally.full_disks >= 3
    assert tally.faults > 20
