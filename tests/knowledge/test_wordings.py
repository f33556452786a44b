"""Wordings of our own in six languages: a right one is hardly ever refused, of the wrong ones most are caught."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from agent.knowledge.support.check import Cited, faults

FILE = Path(__file__).parent / "data" / "wordings.txt"


def items() -> Iterator[tuple[bool, str, list[str]]]:
    """Whether a sentence is right, the sentence, and its faults."""
    right = True
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            right = line != "## wrong"
            continue
        language, page, claims, text = line.split("|")
        yield right, text, faults(text, [Cited(claim) for claim in claims.split("~")], [page], language)


def test_right_ones_pass_and_wrong_ones_are_caught() -> None:
    found = list(items())
    refused = {text: reasons for right, text, reasons in found if right and reasons}
    wrong = [reasons for right, _, reasons in found if not right]
    assert len(refused) <= 0.05 * sum(right for right, *_ in found), refused
    assert sum(map(bool, wrong)) >= 0.7 * len(wrong)
