"""What a night needs of the machine: said before it begins, as what fails for want of it later fails in a hundred places.

Owns: those bounds. Changes this process's own limit of open files, as far as the system lets it. Imports the errors.
"""

from __future__ import annotations

import resource

from agent.errors import Fatal

FILES, ENOUGH_FILES = 40, 1024  # open at once: a database, readers with three pipes each, connections
MEMORY = 400 * 2**20  # bytes of address space: what the libraries take, and as much again


def check_machine() -> None:
    """Raises Fatal if this process may open too few files, or have too little memory."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < ENOUGH_FILES:
        soft = ENOUGH_FILES if hard == resource.RLIM_INFINITY else min(hard, ENOUGH_FILES)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    if soft != resource.RLIM_INFINITY and soft < FILES:
        raise Fatal(
            f"a night opens {FILES} files at once, and this process may open {soft}; raise `ulimit -n` and run the same again"
        )
    memory, _ = resource.getrlimit(resource.RLIMIT_AS)
    if memory != resource.RLIM_INFINITY and memory < MEMORY:
        raise Fatal(
            f"a night takes {MEMORY // 2**20} MB of memory, and this process may have {memory // 2**20}; raise `ulimit -v` and run the "
            "same again"
        )
