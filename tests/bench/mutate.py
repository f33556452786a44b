"""Mutates sources of a kind and reads what comes out: `python -m tests.bench.mutate SECONDS FILE…`.

Bits, pieces, signs that formats are made of; whatever is no SourceFailed, and what takes over ten seconds, is printed with the seed that
makes it again, and kept in the temporary folder.
"""

from __future__ import annotations

import random
import signal
import sys
import tempfile
import time
import traceback
from pathlib import Path

from agent.errors import SourceFailed
from agent.sources.extract import extract

SLOW = 10  # seconds
SIGNS = (
    *(b"\n", b"\r\n", b"\0", b">", b"<", b'"', b"{", b"}", b"[", b"]", b":", b",", b"@", b"\\", b"=", b"--", b"\xff\xfe", b"\xe2\x80\xae"),
    *(b"null", b"-1", b"1e999", b"99999999999999999999", b"true", b"From ", b"Content-Type: multipart/mixed; boundary=b\n", b"--b\n"),
    *(b"=?utf-8?q?=ff?=", b"=?x?b?//?=", b"charset=", b"00:00:01,000 --> 99:99:99,999\n", b"<blockquote>", b"==========\n", b"TY  - "),
)  # fmt: skip


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The bytes with one to twelve faults in them."""
    found = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(found) + 1)
        to = min(len(found), at + chance.choice((1, 4, 30, 400)))
        match chance.randrange(6):
            case 0:
                found[at:to] = b""
            case 1:
                found[at:at] = chance.choice(SIGNS) * chance.choice((1, 1, 2, 50, 3000))
            case 2:
                found[at:at] = found[at:to] * chance.choice((1, 2, 40))
            case 3:
                found[at:to] = bytes(chance.randrange(256) for _ in range(to - at))
            case 4:
                other = chance.randrange(len(found) + 1)
                found[other:other] = found[at:to]
            case _:
                del found[at if chance.random() < 0.1 else to :]
    return bytes(found)


def main(seconds: float, files: list[Path]) -> None:
    """Read mutations of the files in turn until the time is over."""

    def late(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, late)
    end, seed, faults = time.monotonic() + seconds, 0, 0
    sources = [(each, each.read_bytes()) for each in files]
    while time.monotonic() < end:
        file, data = sources[seed % len(sources)]
        made = mutated(data, random.Random(seed))
        signal.alarm(SLOW)
        try:
            extract(made, "", file.name)
        except SourceFailed:
            pass
        except Exception:  # noqa: BLE001 - that is what is looked for
            faults += 1
            kept = Path(tempfile.gettempdir(), f"mutated-{seed}-{file.name}")
            kept.write_bytes(made)
            print(f"{kept}\n{traceback.format_exc(limit=-4)}", flush=True)
        finally:
            signal.alarm(0)
        seed += 1
    print(f"{', '.join(each.name for each in files)}: {seed} mutations in {seconds:g} s, {faults} faults", flush=True)


if __name__ == "__main__":
    main(float(sys.argv[1]), [Path(each) for each in sys.argv[2:]])
