"""How fast the reference card is, by how many conversations it has at once and how deep they are: Gemma 4 31B in BF16 on one RTX PRO 6000.

Owns: the figures published of it as one function, for `plan` and for what it is held to. Alone, by depth, is the ladder of the engine room.
Many at once, `vllm bench serve` gave 642 tokens a second at 32 with speculation and 356 without, with as many tokens read as written. In
between, the time of a step grows with the number in it. That depth costs many at once as it costs one alone is an assumption. Pure.
"""

from __future__ import annotations

from agent.engine.ladder.figures import REFERENCE_OFF, REFERENCE_ON
from agent.night.level import PREFILL

MOST = 32  # at once; nothing is published beyond
_AT_MOST = {True: 642.0, False: 356.0}


def work(streams: int, depth: float, *, speculation: bool = True) -> float:
    """Tokens a second, all conversations together: one written counts as one, one read afresh as a PREFILLth."""
    ladder = REFERENCE_ON if speculation else REFERENCE_OFF
    alone, at_most = ladder.decode_at(0), _AT_MOST[speculation] * (1 + 1 / PREFILL)
    streams = min(streams, MOST)
    slower = (alone * MOST / at_most - 1) / (MOST - 1)  # what each conversation more adds to the time of a step
    return streams * ladder.decode_at(depth) / (1 + slower * (streams - 1))


def costs(completion: float, fresh: float) -> float:
    """What so many tokens written and so many read afresh are, in the same measure."""
    return completion + fresh / PREFILL
