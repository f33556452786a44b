"""The taxonomy of what can go wrong in a night. Each class says what the night does about it; nobody else decides that.

Owns: the exceptions that cross a room's border, and the exit codes. May import nothing of ours.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of the command."""

    DONE = 0
    BUG = 1  # a bug, or a broken machine: disk full, damaged or newer database
    USAGE = 2
    STOPPED = 3  # work is left: deadline, Ctrl-C, SIGTERM; `resume` goes on
    LOCKED = 4  # another process has this wiki
    NO_ENGINE = 5  # nobody there, 401, no such model
    STRICT = 6  # a source failed as a fact, and --strict was given
    SET_ASIDE = 7  # finished, but episodes were set aside or no usable reply ever came


class NightError(Exception):
    """Base of all errors that we raise on purpose."""


class EngineDown(NightError):
    """The engine did not answer as a healthy one does. Waited out; never recorded as a result.

    `retry_after` is the server's own wish in seconds, if it gave one. `status` is the HTTP status, if there was one.
    """

    def __init__(self, message: str, *, retry_after: float | None = None, status: int | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.status = status


class RequestRejected(NightError):
    """The engine is well, but refuses or breaks on this one request again and again: the request is set aside.

    `words` are the server's own, all that it said of the fault.
    """

    def __init__(self, message: str, words: str = "") -> None:
        super().__init__(message)
        self.words = words


class ContextOverflow(NightError):
    """The request is longer than the engine's window. `limit` and `prompt_tokens` are set when the server said them."""

    def __init__(self, message: str, *, limit: int | None = None, prompt_tokens: int | None = None) -> None:
        super().__init__(message)
        self.limit = limit
        self.prompt_tokens = prompt_tokens


class BadReply(NightError):
    """A reply that was paid for and cannot be acted on. `faults` names each fault in one line; `cut_off` if it hit the token limit."""

    def __init__(self, faults: list[str], *, cut_off: bool = False) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults
        self.cut_off = cut_off


class SourceFailed(NightError):
    """A source that cannot be read, as a fact: stored and reported, not tried again tonight."""


class SourceUnavailable(NightError):
    """An outage of a source (5xx, time-out): tried again later. `retry_after` in seconds, if the server said so.

    `nobody`: no server was reached at all.
    """

    def __init__(self, message: str, *, retry_after: float | None = None, nobody: bool = False) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.nobody = nobody


class BudgetSpent(NightError):
    """Deadline, tokens, or a request to stop: a clean stop, and `resume` goes on."""


class Fatal(NightError):
    """The night cannot go on. `code` is the exit code; the message says what to do."""

    def __init__(self, message: str, code: Exit = Exit.BUG) -> None:
        super().__init__(message)
        self.code = code


_TOO_MANY_FILES = frozenset({errno.EMFILE, errno.ENFILE})
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def fatal_of(error: BaseException) -> Fatal | None:
    """What an error that ended the command means, where it is one of ours or the machine's (no memory, no files, no room).

    Of a group it is the first of its causes that is fatal, or else the first that is known. None for what must be a bug.
    """
    causes = list(_causes(error))
    fatal = next((cause for cause in causes if isinstance(cause, Fatal)), None)
    return fatal or next(filter(None, map(_meaning, causes)), None)


def bug(error: BaseException) -> str:
    """What is said of an error that nobody raised on purpose."""
    return f"this is a bug of nightwiki ({type(error).__name__}: {error})"


def _causes(error: BaseException) -> Iterator[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _causes(inner)
    else:
        yield error


def _meaning(error: BaseException) -> Fatal | None:
    if isinstance(error, NightError):
        return Fatal(str(error))
    if isinstance(error, MemoryError) or (isinstance(error, RuntimeError) and "new thread" in str(error)):
        return Fatal(
            "this machine gives us too little memory or too few processes (see `ulimit -a`); mend that and run the same again"
        )
    if not isinstance(error, OSError):
        return None
    if error.errno in _TOO_MANY_FILES:
        return Fatal(
            "this machine lets us open too few files at once (see `ulimit -n`); mend that and run the same again"
        )
    if error.errno in _NO_ROOM:
        return Fatal(f"the disk is full ({error.filename or error.strerror}); make space and run the same again")
    return Fatal(f"{error.strerror or error}: {error.filename or ''}".rstrip(": "))
