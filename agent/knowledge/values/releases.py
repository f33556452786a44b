"""The release that an address is of: `…/docs/2.4/settings.html`, `manual-v3.pdf`. Pure; says nothing of what lies there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

# `2.4`, `v2`, `scrapy-2.4.1`, `python3.11`, `15`, `release-8`, `1.4rc2`, `3.x`; a year or `chapter-2` is none.
_DOTTED = r"\d{1,4}(?:\.(?:\d{1,4}|x)){1,4}(?:[-.]?(?:a|b|rc|alpha|beta|dev|post)\d*)?"
_RELEASE = re.compile(
    rf"(?P<name>(?:[a-z][a-z_]*[-_ ])*?(?:[a-z][a-z_]*?)?)(?:(?:(?<![a-z])(?:v|version|release|rel|r)[-_ ]?)(?P<said>{_DOTTED}|\d{{1,3}})"
    rf"|(?P<dotted>{_DOTTED})|(?<![a-z_ -])(?P<bare>\d{{1,3}}))",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"\.(?!\d)\w{1,5}\Z")


@dataclass(frozen=True, slots=True)
class Release:
    """`work` is what an address has in common with that of another release; `version` as it is written; `page` what comes after it."""

    work: str
    version: str
    page: str = ""


def release(address: str) -> Release | None:
    """The release of what lies at a URL or path, by the outermost folder, or else the file, that is called after one; None if none is."""
    parts = unquote(address).split("?")[0].split("/")
    for n, part in enumerate(parts):
        last = n == len(parts) - 1
        if n < 3 and "//" in address:
            continue  # the host: an address in digits is no version
        if found := _RELEASE.fullmatch(_SUFFIX.sub("", part) if last else part):
            version = found["said"] or found["dotted"] or ("" if last else found["bare"])
            if version:
                return Release(
                    "/".join([*parts[:n], found["name"].rstrip("-_ ").casefold()]), version, "/".join(parts[n + 1 :])
                )
    return None
