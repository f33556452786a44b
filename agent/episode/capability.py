"""What a brain was seen to do, as it is kept and read again: by the night, and by commands that meet no engine.

Owns: `Capability`. Apart from the audition, whose client of an engine takes longer to load than `status` to tell.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

from agent.engine.manners import Manners
from agent.engine.wire import Wire

PAGE, FEW, ONE, NONE = 40, 6, 1, 0


@dataclass(frozen=True, slots=True)
class Capability:
    """What a brain was seen to do. `at_once` is how many claims it words at once: 40 (a page), 6, 1, or 0: then pages are quotations.

    `judges`: its verdicts on whether two statements can both be true are worth having. `compares`: so is its word on which claims to ask
    about; of pairs that a 1.5B named 1 of 7 was right in `data/corpora` and 4 of 11 in RAMDocs, where code's own were 5 of 7 and 23 of 43.
    `manners`: how its server wants to be asked.
    """

    wire: Wire
    at_once: int
    judges: bool
    model: str = ""
    compares: bool = False
    manners: Manners = field(default_factory=Manners)

    def as_text(self) -> str:
        """For keeping."""
        return json.dumps(asdict(self))

    @classmethod
    def from_text(cls, text: str) -> Capability | None:
        """What was kept, or None if nothing was."""
        if not text:
            return None
        kept = json.loads(text)
        return cls(**{"compares": kept["judges"]} | kept | {"manners": Manners.of(kept.get("manners", {}))})


REHEARSAL = Capability("schema", NONE, judges=False, model="rehearsal", compares=True)
