"""axe-core, which knows what a page owes to people who hear or feel it: from npm, for these tests alone, and kept in the user's cache."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from tests.morning.chromium import Browser

AXE = "axe-core@4.14.1"  # MPL-2.0: fetched, not kept here
NOBODY = "NOBODY LOOKED WHETHER EVERYBODY CAN READ IT"


@functools.cache
def script() -> str:
    """The checker's script. Skips, and says so, where it cannot be had."""
    folder = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "nightwiki-tests"
    kept, npm = folder / f"{AXE}.js", shutil.which("npm")
    if not kept.exists():
        if npm is None:
            pytest.skip(f"no npm, so no axe-core: {NOBODY}")
        folder.mkdir(parents=True, exist_ok=True)
        got = subprocess.run(
            [npm, "pack", "--silent", AXE], cwd=folder, capture_output=True, text=True, timeout=100, check=False
        )
        if got.returncode:
            pytest.skip(f"no axe-core from npm: {NOBODY}")
        with tarfile.open(folder / got.stdout.strip()) as archive:
            member = archive.extractfile("package/axe.min.js")
            assert member is not None
            kept.write_bytes(member.read())
    return kept.read_text(encoding="utf-8")


def violations(page: Browser) -> list[str]:
    """What axe finds wrong with the page as it stands now."""
    page.script(f"{script()};1")
    found: list[str] = page.script(
        "axe.run(document, {resultTypes: ['violations']}).then((r) => r.violations.map((v) => v.id + ': ' "
        "+ v.nodes.map((n) => n.html + n.failureSummary).join(' | ')))"
    )
    return found
