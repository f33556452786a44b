"""The browser that the tests of pages look through. Skipped, and said, where no Chromium is on the path."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.morning import chromium
from tests.morning.chromium import Browser


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    program = chromium.find()
    if program is None:
        pytest.skip("no Chromium on the path: NOBODY LOOKED AT THE GRAPH PAGE")
    with chromium.browser(program, tmp_path_factory.mktemp("profile")) as one:
        yield one
