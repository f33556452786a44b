"""Short ways to name what the web has: `arxiv:`, `doi:`, `isbn:`, `wikipedia:` are one address each; the others stand for many pages.

Owns: what each of them means. Pure; imports the errors.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

from agent.errors import SourceFailed

LISTS = ("site", "sitemap", "feed", "git")  # what stands for many pages, which are found when the night fetches it
_ARXIV = re.compile(r"(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?")
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_LANGUAGE = re.compile(r"([a-z]{2,3}(?:-[a-z]+)*|simple):(?=\S)")


def _arxiv(name: str) -> str:
    if not _ARXIV.fullmatch(name):
        raise SourceFailed("This is no number of arXiv's, such as arxiv:2309.06180.")
    return f"https://arxiv.org/pdf/{name}"


def _doi(name: str) -> str:
    if not _DOI.fullmatch(name):
        raise SourceFailed("This is no DOI, such as doi:10.1000/182.")
    return f"https://doi.org/{quote(name, safe='/:;()._-+')}"


def _isbn(name: str) -> str:
    """The book's page in the Open Library, where a page can be had for an ISBN."""
    digits = re.sub(r"[\s-]", "", name).upper()
    if not _is_isbn(digits):
        raise SourceFailed("This is no ISBN: it has not 10 or 13 digits, or its last one does not fit the others.")
    return f"https://openlibrary.org/isbn/{digits}"


def _is_isbn(digits: str) -> bool:
    """Whether the last digit is what the others make it (ISO 2108)."""
    if re.fullmatch(r"\d{13}", digits):
        return sum(int(digit) * (1, 3)[n % 2] for n, digit in enumerate(digits)) % 10 == 0
    if not re.fullmatch(r"\d{9}[\dX]", digits):
        return False
    return sum((10 - n) * (10 if digit == "X" else int(digit)) for n, digit in enumerate(digits)) % 11 == 0


def _wikipedia(name: str) -> str:
    """`Title`, or `de:Title` for another language than English."""
    found = _LANGUAGE.match(name)
    language, title = (found[1], name[found.end() :]) if found else ("en", name)
    if not title:
        raise SourceFailed("This names no article; write wikipedia:Title, or wikipedia:de:Title.")
    return f"https://{language}.wikipedia.org/wiki/{quote(re.sub(r'[ _]+', '_', title), safe='/:(),')}"


ADDRESSES: dict[str, Callable[[str], str]] = {
    "arxiv": _arxiv,
    "doi": _doi,
    "isbn": _isbn,
    "wikipedia": _wikipedia,
}


def address_of(scheme: str, name: str) -> str:
    """The web address that `scheme:name` is short for. Raises SourceFailed, saying why, for what it cannot be."""
    return ADDRESSES[scheme](name.strip())
