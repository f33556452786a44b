"""axe-core, which knows what a page owes to people who hear or feel it. From npm, for these tests alone:

`npm install --no-save --no-package-lock axe-core@4.14.1` in the root of the repository.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.morning.chromium import Browser

SCRIPT = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"


def violations(page: Browser) -> list[str]:
    """What axe finds wrong with the page as it stands now. Skips, and says so, where it is not installed."""
    if not SCRIPT.exists():
        pytest.skip(
            "no axe-core in node_modules: NOBODY LOOKED WHETHER THE GRAPH PAGE IS ACCESSIBLE (tests/morning/axe.py)"
        )
    page.script(f"{SCRIPT.read_text(encoding='utf-8')};1")
    found = page.script(
        "axe.run(document, {resultTypes: ['violations']}).then(({violations}) => JSON.stringify("
        "violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target).join(', ')}`)))"
    )
    return [str(one) for one in json.loads(found)]
