"""The address of an engine as a user gives it: where its paths hang on, and the name and password that may stand in it.

Owns: reading it. Promises: a password in it goes to the engine and to nobody else: what is shown of an address is without it.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from agent.errors import Exit, Fatal

_WHO = re.compile(r"(?<=//)[^/?#]*@|^(?!\w+://)[^/?#]*@")


def shown(url: str) -> str:
    """An address, usable or not, as it may be read by anybody: without the name and the password in it."""
    return _WHO.sub("", url.strip())


def who(url: str) -> tuple[str, str] | None:
    """The name and the password in an address; None if it has none."""
    full = url.strip() if "://" in url else f"http://{url.strip()}"
    name, there, _ = urlsplit(full).netloc.rpartition("@")
    first, _, second = name.partition(":")
    return (unquote(first), unquote(second)) if there else None


def api_root(url: str) -> str:
    """The address that paths like /chat/completions hang on: `host:8000` → `http://host:8000/v1`; a path that is given stays.

    Without a name and password. Raises Fatal (exit 2) for what is no address.
    """
    bare = shown(url)
    full = bare if "://" in bare else f"http://{bare}"
    try:
        parts = urlsplit(full)
        usable = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable:
        raise Fatal(f"{bare!r} is not the address of an engine; give one like http://localhost:8000/v1", Exit.USAGE)
    for end in ("/chat/completions", "/completions", "/models"):
        full = full.rstrip("/").removesuffix(end)
    while full.endswith("/v1/v1"):
        full = full.removesuffix("/v1")
    return full if urlsplit(full).path.strip("/") else f"{full}/v1"
