"""The sample in examples/expected/ is what the rehearsal engine writes from the examples today."""

from __future__ import annotations

import os
from pathlib import Path

from tests.sample import EXPECTED, differing, write


def test_the_sample_is_what_the_rehearsal_engine_writes(tmp_path: Path) -> None:
    before = Path.cwd()
    try:
        write(tmp_path / "fresh")
    finally:
        os.chdir(before)
    assert differing(tmp_path / "fresh", EXPECTED) == []
