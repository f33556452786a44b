"""Pages that are pictures, read by the program tesseract where it is installed: each page is drawn in grey and given to it.

No library of Python does this lightly; the program is Apache-2.0 and in every distribution. Owns: `read_pictures`. Imports the taxonomy of
errors.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator

import pypdfium2

from agent.errors import SourceFailed
from agent.sources.lexicon import HYPHEN

PROGRAM = shutil.which("tesseract", path="/usr/local/bin:/opt/homebrew/bin:/usr/bin:/bin")
_DPI = 300  # what tesseract asks for
_WIDEST = 5000  # pixels of a page's longer side
_MOST_S = 900.0  # for all pages of a file
_PAGE_S = 120.0
_HOW = "Make it readable with `ocrmypdf in.pdf out.pdf` and list that"
NO_TEXT = (
    f"There is no text in this PDF: a scan, or pictures only. {_HOW}; "
    "or install tesseract (`apt install tesseract-ocr`), and it is read here."
)


def read_pictures(data: bytes) -> list[tuple[int, str]]:
    """(page from 1, paragraph) in order, hyphens at line ends as U+FFFE. Raises SourceFailed if tesseract is missing, or finds no text."""
    if PROGRAM is None:
        raise SourceFailed(NO_TEXT)
    languages = _languages(PROGRAM)
    began = time.monotonic()
    found: list[tuple[int, str]] = []
    document = pypdfium2.PdfDocument(data)
    try:
        for number in range(len(document)):
            if time.monotonic() - began > _MOST_S:
                raise SourceFailed(f"Reading the pictures of this PDF took over {_MOST_S / 60:g} minutes. {_HOW}.")
            picture = _drawn(document[number])
            found += ((number + 1, each) for each in _paragraphs(_told(PROGRAM, picture, languages)))
    finally:
        document.close()
    if not found:
        raise SourceFailed("There is no text in this PDF, and tesseract finds none in its pictures.")
    return found


def _languages(program: str) -> str:
    """All languages that are installed, English first: `eng+deu`."""
    lines = (
        subprocess.run([program, "--list-langs"], capture_output=True, timeout=30, check=False)
        .stdout.decode()
        .split("\n")[1:]
    )
    named = sorted(
        {each.strip() for each in lines if each.strip() and each.strip() not in {"osd", "equ"}},
        key=lambda each: each != "eng",
    )
    return "+".join(named[:4]) or "eng"


def _drawn(page: pypdfium2.PdfPage) -> bytes:
    """A page as a grey picture (PGM)."""
    scale = min(_DPI / 72, _WIDEST / max(*page.get_size(), 1.0))
    bitmap = page.render(scale=scale, grayscale=True)
    rows = bytes(bitmap.buffer)
    lines = (rows[at * bitmap.stride : at * bitmap.stride + bitmap.width] for at in range(bitmap.height))
    return b"P5 %d %d 255\n" % (bitmap.width, bitmap.height) + b"".join(lines)


def _told(program: str, picture: bytes, languages: str) -> str:
    command = [program, "-", "-", "-l", languages, "--dpi", str(_DPI), "--psm", "3"]
    try:
        done = subprocess.run(
            command, input=picture, capture_output=True, timeout=_PAGE_S, check=False, env={"OMP_THREAD_LIMIT": "1"}
        )
    except (subprocess.TimeoutExpired, OSError) as fault:
        raise SourceFailed(f"tesseract could not read a page of this PDF ({type(fault).__name__}). {_HOW}.") from fault
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()[:200]
        raise SourceFailed(f"tesseract could not read this PDF: {said}")
    return done.stdout.decode(errors="replace")


def _paragraphs(text: str) -> Iterator[str]:
    for part in text.replace("\f", "\n\n").split("\n\n"):
        lines = [line.strip() for line in part.split("\n") if line.strip()]
        joined = " ".join(line[:-1] + HYPHEN if line.endswith("-") else line for line in lines)
        if sum(each.isalpha() for each in joined) > 2:
            yield joined.replace(f"{HYPHEN} ", HYPHEN)
