"""Writes examples/expected/ again: what the rehearsal engine makes of the examples, with a fixed clock.

`python -m tests.sample` writes it; with `--check` it writes nothing, exits with 1 and names the files that differ.
"""

from __future__ import annotations

import filecmp
import os
import shutil
import sys
import tempfile
from pathlib import Path

from agent.morning.look import draw
from tests.night.nights import in_child, rehearsal_process

ROOT = Path(__file__).parent.parent
EXPECTED = ROOT / "examples" / "expected"


def write(folder: Path) -> None:
    """Run the night over the examples into `folder`, without its state."""
    os.chdir(ROOT)
    with tempfile.TemporaryDirectory() as scratch, rehearsal_process() as engine:
        wiki = Path(scratch) / "wiki"
        code = in_child(wiki, ["examples/sources.txt"], engine, workers=1)
        assert code == 0, f"the night ended with {code}"
        draw(wiki)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(wiki, folder, ignore=shutil.ignore_patterns(".nightwiki"))


def differing(a: Path, b: Path) -> list[str]:
    """Paths that are not the same bytes in both folders."""
    names = {str(p.relative_to(root)) for root in (a, b) for p in root.rglob("*") if p.is_file()}
    return sorted(
        n for n in names if not ((a / n).is_file() and (b / n).is_file() and filecmp.cmp(a / n, b / n, shallow=False))
    )


def main() -> int:
    """The command."""
    if "--check" not in sys.argv:
        write(EXPECTED)
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        fresh = Path(scratch) / "fresh"
        write(fresh)
        changed = differing(fresh, EXPECTED)
    print("\n".join(changed))
    return 1 if changed else 0


if __name__ == "__main__":
    raise SystemExit(main())
