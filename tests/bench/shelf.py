"""Documents for a night that is measured: `python -m tests.bench.shelf DATA FOLDER COUNT`.

Essays of 590 words first (`mine`), then the notes, letters and papers of `corpora`, then a vault's notes where there are any: so many, in
an order that stays.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path


def documents(data: Path) -> Iterator[tuple[str, str]]:
    """Names of files and their texts."""
    for n, essay in enumerate(json.loads((data / "mine" / "essays.json").read_text(encoding="utf-8"))):
        yield f"essay-{n:02}.md", essay["content"].strip("` \n")
    for file in sorted((data / "corpora").glob("*/*")):
        if file.suffix in (".md", ".txt"):
            yield f"{file.parent.name}-{file.name}", file.read_text(encoding="utf-8")
    for file in sorted(data.glob("vaults/**/*.md")):
        if len(text := file.read_text(encoding="utf-8", errors="replace")) > 500:
            yield f"{'-'.join(file.relative_to(data / 'vaults').parts)}", text


def fill(data: Path, folder: Path, count: int) -> None:
    """Write the first `count` of them into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in islice(documents(data), count):
        (folder / name.replace(" ", "-")).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    fill(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
