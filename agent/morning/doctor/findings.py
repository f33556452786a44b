"""Findings: what was looked at, how it is, and what to change. Owns their form, in words and as JSON."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Grade = Literal["good", "note", "bad"]
LONGEST = 1200  # characters of what is said
MARKS: dict[Grade, str] = {"good": "ok  ", "note": "note", "bad": "BAD "}


@dataclass(frozen=True, slots=True)
class Finding:
    """`change` is empty where nothing is to be done; `blocks`: no night can run like this."""

    check: str
    grade: Grade
    says: str
    change: str = ""
    blocks: bool = False

    def in_words(self) -> str:
        """A line, and what to do below it."""
        line = f"  {MARKS[self.grade]} {self.check}: {self.says}"
        return f"{line}\n       what to do: {self.change}" if self.change else line


@dataclass(slots=True)
class Report:
    """All findings about one engine and this machine."""

    engine: str
    model: str = ""
    server: str = ""
    findings: list[Finding] = field(default_factory=list)
    heed: Callable[[Finding], None] = lambda finding: None  # told of each as it is found
    waits: Callable[[float], None] = lambda seconds: None  # and of how long a reply is waited for

    @property
    def can_run(self) -> bool:
        """Whether a night could run."""
        return not any(finding.blocks for finding in self.findings)

    def add(self, check: str, grade: Grade, says: str, change: str = "", *, blocks: bool = False) -> None:
        """One more finding; whatever a server's words hold, it stays one line of bounded length."""
        self.findings.append(Finding(check, grade, " ".join(says.split())[:LONGEST], change, blocks))
        self.heed(self.findings[-1])

    def as_json(self) -> dict[str, Any]:
        """In a shape that stays."""
        return {
            "can_run": self.can_run, "engine": self.engine, "model": self.model, "server": self.server,
            "findings": [asdict(finding) for finding in self.findings],
        }  # fmt: skip

    def verdict(self) -> str:
        """What it comes to, in a line."""
        bad = sum(finding.grade == "bad" for finding in self.findings)
        if not self.can_run:
            return "No night can run like this."
        return f"A night can run; {bad} thing{'s' * (bad != 1)} should be mended first." if bad else "A night can run."
