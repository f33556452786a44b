"""What is shown on a terminal: the words of sources, engines and file names come out as words, never as commands to the terminal.

Owns: the one cleaning of what is printed. Imports nothing of ours.
"""

from __future__ import annotations

import logging
import re
import sys

# Control characters but tabs and ends of lines, those of C1 too; what turns the direction of reading; half characters.
_COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def plain(text: str) -> str:
    """`text` with what a terminal would obey written out: `\\u001b`, as JSON writes it."""
    return _COMMANDS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def say(text: str) -> None:
    """A result, on standard output."""
    sys.stdout.write(f"{plain(text)}\n")


class PlainFormatter(logging.Formatter):
    """Formats what is logged as words."""

    def format(self, record: logging.LogRecord) -> str:
        """One record."""
        return plain(super().format(record))
