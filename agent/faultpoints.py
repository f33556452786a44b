"""Named points in the night at which a test can stop the process, so that "killed anywhere" is a thing one can count.

Owns: the two variables `NIGHTWIKI_KILL_AT` and `NIGHTWIKI_KILL_LOG`. Promises to do nothing when neither is set.
May import nothing of ours.
"""

from __future__ import annotations

import os
import signal
from collections import Counter

_reached: Counter[str] = Counter()


def reach(name: str) -> None:
    """Say that the point `name` was reached; names look like `publish:intended`.

    `NIGHTWIKI_KILL_LOG` names a file that gets one line for each point. `NIGHTWIKI_KILL_AT=N` kills this process, as
    `kill -9` does, at the Nth point since it started (from 1, all names counted together); `NIGHTWIKI_KILL_AT=NAME#N` at the
    Nth of that name, which is the same one however the points of other names fall.
    """
    log, at = os.environ.get("NIGHTWIKI_KILL_LOG"), os.environ.get("NIGHTWIKI_KILL_AT")
    if not log and not at:
        return
    if log:
        descriptor = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            os.write(descriptor, f"{name}\n".encode())
        finally:
            os.close(descriptor)
    _reached[name] += 1
    if at in (str(_reached.total()), f"{name}#{_reached[name]}"):
        os.kill(os.getpid(), signal.SIGKILL)
