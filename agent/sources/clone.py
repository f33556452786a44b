"""A git repository as a folder of files: a shallow clone, made by git itself, that runs nothing of the repository's.

No hooks, no submodules, no filters, no settings of the user or the machine; over https or from a folder of this machine only; stopped at
a size and a time. Imports the guard of addresses and the errors.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import shutil
import socket
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from agent.errors import SourceFailed, SourceUnavailable
from agent.sources.addresses import is_public, refused

LARGEST = 500 * 2**20  # bytes of a clone
LONGEST = 600.0  # seconds
_LOOK = 0.25  # seconds between two looks at its size
_SAFE = (
    "core.hooksPath=/dev/null", "core.fsmonitor=false", "protocol.allow=never", "protocol.https.allow=always",
    "protocol.file.allow=always", "http.followRedirects=false", "submodule.recurse=false", "credential.helper=",
    "transfer.fsckObjects=true",
)  # fmt: skip


def clone_folder(clones: Path, repository: str) -> Path:
    """Where the clone of a repository lies, in the folder of all clones."""
    return clones / hashlib.sha256(repository.encode("utf-8", "surrogateescape")).hexdigest()[:16]


async def clone(repository: str, folder: Path, *, allow_private: bool) -> None:
    """Clone an https address, or the path of a folder, into `folder`, anew. Raises SourceFailed or SourceUnavailable, saying why."""
    pins = await _pins(repository, allow_private=allow_private)
    await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    address = repository if "://" in repository else Path(repository).as_uri()
    options = [word for setting in (*_SAFE, *pins) for word in ("-c", setting)]
    command = [
        "clone",
        "--depth=1",
        "--single-branch",
        "--no-tags",
        "--no-recurse-submodules",
        "--template=",
        "--quiet",
    ]
    environment = {
        "PATH": os.environ.get("PATH", os.defpath), "HOME": os.devnull, "LANG": "C.UTF-8", "GIT_TERMINAL_PROMPT": "0",
        "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_ASKPASS": "false", "GIT_LFS_SKIP_SMUDGE": "1",
        "GIT_ALLOW_PROTOCOL": "https:file",
    }  # fmt: skip
    try:
        process = await asyncio.create_subprocess_exec(
            "git", *options, *command, "--", address, str(folder), env=environment, stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
    except OSError as fault:
        raise SourceFailed(
            f"git cannot be started on this machine ({fault.strerror}); install it, or list a folder."
        ) from fault
    try:
        said = await _watched(process, folder)
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, 9)
            await process.wait()
    if process.returncode:
        _say(said)


async def _watched(process: asyncio.subprocess.Process, folder: Path) -> str:
    """What git said, once it has ended. Raises SourceFailed where it takes too much room or time."""
    assert process.stderr is not None
    saying = asyncio.create_task(process.stderr.read())
    try:
        async with asyncio.timeout(LONGEST):
            while not (await asyncio.wait({saying}, timeout=_LOOK))[0]:
                if await asyncio.to_thread(_size, folder) > LARGEST:
                    raise SourceFailed(f"Too large: its newest state alone has more than {LARGEST // 2**20} MB.")
            await process.wait()
    except TimeoutError as fault:
        raise SourceUnavailable(f"git did not get it within {LONGEST / 60:g} minutes.") from fault
    finally:
        saying.cancel()
    return saying.result().decode(errors="replace")


def _size(folder: Path) -> int:
    found = 0
    for parent, _, files in os.walk(folder):
        for name in files:
            with contextlib.suppress(OSError):  # git moves its files while we look
                found += os.lstat(os.path.join(parent, name)).st_size  # noqa: PTH118 - many, and fast
    return found


def _say(said: str) -> None:
    """Raises what git's complaint means."""
    words = " ".join(
        line.partition(": ")[2] or line for line in said.splitlines() if line.startswith(("fatal", "error"))
    )[:300]
    if any(sign in words for sign in ("Could not resolve", "Failed to connect", "timed out", "early EOF", "50")):
        raise SourceUnavailable(f"git cannot get it just now: {words}.", nobody="resolve" in words)
    raise SourceFailed(f"git cannot get it: {words or 'it did not say why'}.")


async def _pins(repository: str, *, allow_private: bool) -> list[str]:
    """Settings by which git connects to the addresses that were checked, and to no other. Raises SourceFailed for a refused one."""
    if "://" not in repository:
        return []
    parts = urlsplit(repository)
    host, port = parts.hostname or "", parts.port or 443
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as fault:
        raise SourceUnavailable(f"{host} cannot be found ({fault}).", nobody=True) from fault
    addresses = [str(place[0]).partition("%")[0] for *_, place in found]
    allowed = [each for each in addresses if allow_private or is_public(ip_address(each))]
    if not allowed:
        raise refused(host, addresses[0])
    shown = ",".join(f"[{each}]" if ":" in each else each for each in dict.fromkeys(allowed))
    return [f"http.curloptResolve={host}:{port}:{shown}"]
