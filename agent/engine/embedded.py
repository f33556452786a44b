"""The embedded engine: llama.cpp over a GGUF file of the user's, for a machine without a server (the extra `embedded`).

Owns: the child process that holds it, and its end. It is llama.cpp's own server on loopback, from xllamacpp's wheels, so that schemas,
tools, counts and caches are as with any llama.cpp; in a process of its own, so that a model that takes all memory does not take the night
with it.
Run as a program it is that child: `python -m agent.engine.embedded MODEL.gguf WINDOW SLOTS PARENT`.
"""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from agent.errors import Exit, Fatal

WINDOW, SLOTS = 16_384, 1  # a laptop reads one prompt at a time: a second slot would halve its window and its speed
LOADING = 600.0  # seconds
MAGIC = b"GGUF"
_ERROR = re.compile(r"[\d.]+ E (.*)")


@contextmanager
def running(model: str | None, *, window: int = WINDOW, slots: int = SLOTS) -> Iterator[str]:
    """The engine for the length of the block; yields its base URL. `window` in tokens, for each slot.

    Raises Fatal if the extra is missing or `model` is no GGUF file (exit 2), or if it cannot be loaded (exit 5).
    """
    path = _gguf(model)
    if importlib.util.find_spec("xllamacpp") is None:
        raise Fatal("the embedded engine is not installed: pip install 'nightwiki[embedded]'", Exit.USAGE)
    words = [sys.executable, "-m", "agent.engine.embedded", str(path), str(window), str(slots), str(os.getpid())]
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as child:
        try:
            yield _address(child, path)
        finally:
            child.terminate()
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                child.kill()


def _gguf(model: str | None) -> Path:
    if not model:
        raise Fatal("the embedded engine needs a model: --model path/to/model.gguf", Exit.USAGE)
    path = Path(model).expanduser().absolute()
    try:
        with path.open("rb") as file:
            found = file.read(4)
    except OSError as error:
        raise Fatal(f"the model {path} cannot be read: {error.strerror}", Exit.USAGE) from error
    if found != MAGIC:
        raise Fatal(f"{path} is no GGUF file; the embedded engine reads no other", Exit.USAGE)
    return path


def _address(child: subprocess.Popen[str], path: Path) -> str:
    """What the child says once its model is loaded. Raises Fatal with its last words if it ends, or takes too long."""
    assert child.stdout
    last: list[str] = []
    wrong: list[str] = []  # what llama.cpp calls an error: the first tells why, those after it what became of that

    def listen() -> None:
        assert child.stderr
        for line in child.stderr:  # read to the end of the night, else the child stops when nobody reads
            last[:] = [*last[-5:], line.strip()]
            if len(wrong) < 2 and (error := _ERROR.match(line)):
                wrong.append(error[1].strip())

    listening = threading.Thread(target=listen, daemon=True, name="embedded-engine")
    listening.start()
    impatient = threading.Timer(LOADING, child.kill)
    impatient.start()
    try:
        told = child.stdout.readline().strip()
    finally:
        impatient.cancel()
    if not told.startswith("http"):
        child.wait()
        listening.join(2)
        why = " / ".join(wrong or last) or f"ended with {child.returncode}"
        raise Fatal(f"{path.name} cannot be loaded ({why})", Exit.NO_ENGINE)
    return f"{told}/v1"


def _cores() -> int:
    """The cores that this process may use, those that are two by name counted once.

    llama.cpp's threads wait for the slowest at each of a token's steps: with as many as there are cores, one that the pilot or anything
    else takes a core from slows down all (2 threads of 2 cores at a load of 9 wrote 0.8 tokens a second, one wrote 68).
    """
    mine = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set(range(os.cpu_count() or 1))
    twins = {number: Path(f"/sys/devices/system/cpu/cpu{number}/topology/thread_siblings_list") for number in mine}
    return len({file.read_text() if file.is_file() else str(number) for number, file in twins.items()})


def serve(model: str, window: int, slots: int, parent: int) -> None:
    """Serve until the process `parent`, which started it, is gone. Prints the address once the model is loaded."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = model
    params.n_ctx, params.n_parallel = window * slots, slots
    params.port, params.use_jinja, params.endpoint_metrics = 0, True, True
    params.n_gpu_layers = 999  # as many as there are, where the wheel knows a card or Metal; else none
    for threads in (params.cpuparams, params.cpuparams_batch):
        threads.poll = 0  # waiting threads of llama.cpp keep their cores busy otherwise, which the pilot needs too
        threads.n_threads = max(1, _cores() - 1)
    try:
        server = xllamacpp.Server(params)
    except RuntimeError as error:  # what is wrong it has written itself
        sys.exit(str(error))
    sys.stdout.write(f"{server.listening_address}\n")
    sys.stdout.flush()
    while os.getppid() == parent:  # a night that is killed leaves no model in memory, however soon it is
        time.sleep(1)


if __name__ == "__main__":
    serve(sys.argv[1], *map(int, sys.argv[2:5]))
