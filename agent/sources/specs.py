"""One thing to read, as a list names it: a file, an address, or what stands for many; or none, with the reason.

Owns: its shape, and how an address is written in one way. Pure. Imports the schemes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

from agent.sources.schemes import ADDRESSES, LISTS


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """One thing to read.

    `resource` is the URL, or the path: relative to the base folder (with `/`) when inside it, else absolute. `slug` is short
    and unique in its list. `title` is what the list calls it. `reason` says why an `unsupported` one is none. `origin` is the folder or
    list file that it was found in, told as `resource` is (`-` for standard input); empty for what the user named by itself. One of kind
    `list` (`site:`, `sitemap:`, `feed:`, `git:`) stands for many, which are found when it is fetched.
    """

    slug: str
    resource: str
    kind: Literal["file", "url", "list", "unsupported"]
    title: str | None = None
    reason: str | None = None
    origin: str = ""


def web_source(name: str, title: str | None = None) -> SourceSpec:
    """The source that an address is, written in one way; `unsupported`, with the reason, for one that is not read."""
    scheme = name.partition(":")[0].lower()
    if scheme not in {"http", "https", "file"}:
        more = ", ".join(f"{each}:" for each in (*ADDRESSES, *LISTS))
        return unsupported(name, title, f"{scheme}: is not read; files, http, https, {more} are.")
    try:
        parts = urlsplit(name)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return unsupported(name, title, "This is not a valid web address.")
    if scheme == "file":
        return SourceSpec("", name.partition("#")[0], "url", title)
    if not host:
        return unsupported(name, title, "This is not a valid web address: it names no host.")
    if parts.username is not None or parts.password is not None:
        hidden = urlunsplit((scheme, f"…@{host}", parts.path, parts.query, ""))
        return unsupported(hidden, title, "Addresses with a password inside are not read: it would end up in the wiki.")
    shown = f"[{host}]" if ":" in host else host
    default = port in {None, 443 if scheme == "https" else 80}
    place = shown if default else f"{shown}:{port}"
    return SourceSpec("", urlunsplit((scheme, place, parts.path or "/", parts.query, "")), "url", title)


def unsupported(name: str, title: str | None, reason: str, origin: str = "") -> SourceSpec:
    """What cannot be read, and why."""
    return SourceSpec("", name, "unsupported", title, reason, origin)
