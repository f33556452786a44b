"""The cards that recipes are for, and which one is in this machine.

Owns: what of a card decides a launch: its memory and its family. May import errors only.
"""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from typing import Literal

from agent.errors import Exit, Fatal

Family = Literal["blackwell", "hopper", "ada", "older"]
MIB = 1024


@dataclass(frozen=True, slots=True)
class Card:
    """A card. `gib` is what `nvidia-smi` tells of its memory, in GiB; `family` tells which arithmetic it does in hardware."""

    name: str
    gib: float
    family: Family

    @property
    def batched(self) -> int:
        """The tokens that vLLM takes into one step there unless it is told otherwise (`get_batch_defaults`)."""
        if self.gib < 70 or "a100" in self.name.lower():
            return 2048
        return 8192 if self.gib < 160 else 16_384


CARDS = {
    "rtx5090": Card("RTX 5090", 32607 / MIB, "blackwell"),
    "rtx-pro-6000": Card("RTX PRO 6000 Blackwell", 97887 / MIB, "blackwell"),
    "h100": Card("H100 80 GB", 81559 / MIB, "hopper"),
    "h200": Card("H200", 143771 / MIB, "hopper"),
}
# Of 24 GB: vLLM has no room there for these models and many conversations, llama.cpp has for a few.
SMALL = {
    "rtx4090": Card("RTX 4090", 24564 / MIB, "ada"),
    "rtx3090": Card("RTX 3090", 24576 / MIB, "older"),
}
# By compute capability: 8.9 is Ada (FP8, no FP4), 9.x Hopper (FP8), 10.x and 12.x Blackwell (FP4 too).
FAMILIES: tuple[tuple[float, Family], ...] = ((10.0, "blackwell"), (9.0, "hopper"), (8.9, "ada"))


def card(name: str) -> Card:
    """The card of this name; `auto` asks `nvidia-smi`. Raises Fatal (exit 2) if there is none, with what there is."""
    if name != "auto":
        if name not in CARDS | SMALL:
            names = ", ".join(CARDS | SMALL)
            raise Fatal(f"there is no recipe for a card {name!r}; there are: {names}, auto", Exit.USAGE)
        return (CARDS | SMALL)[name]
    smi = shutil.which("nvidia-smi")
    if smi is None:
        raise Fatal(f"there is no nvidia-smi here; name the card with --card: {', '.join(CARDS | SMALL)}", Exit.USAGE)
    asked = [smi, "--query-gpu=name,memory.total,compute_cap", "--format=csv,noheader,nounits"]
    told = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=30)
    found = told.stdout.splitlines()
    if told.returncode or not found:
        raise Fatal(
            f"nvidia-smi tells of no card ({told.stderr.strip() or told.stdout.strip()}); name it with --card",
            Exit.USAGE,
        )
    return told_by_smi(found[0])


def told_by_smi(line: str) -> Card:
    """A card from a line `name, MiB, compute capability`. Raises Fatal (exit 2) for any other line."""
    try:
        name, memory, capability = (part.strip() for part in line.rsplit(",", 2))
        family: Family = next((family for least, family in FAMILIES if float(capability) >= least), "older")
        return Card(name, int(memory) / MIB, family)
    except ValueError as error:
        raise Fatal(
            f"nvidia-smi tells of the card what cannot be read: {line!r}; name it with --card", Exit.USAGE
        ) from error
