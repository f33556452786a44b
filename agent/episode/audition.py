"""The audition: what a brain can do is measured at its first meeting, on six small tasks with known answers, and stored.

Owns: the tasks and what follows from their answers: which wire form is honoured, how many claims it words well at once, whether its
verdicts are worth having. They are asked with the prompts and acts of the night, so that who passes can do the night's work.
"""

from __future__ import annotations

import re
from dataclasses import replace

from agent.engine.client import Engine
from agent.engine.trial import Think, choose_wire
from agent.engine.wire import ActSpec, Call, RawAct, Reply, Wire, acts_in
from agent.episode import acts
from agent.episode.capability import FEW, NONE, ONE, PAGE, Capability
from agent.episode.prompts import Prompts
from agent.errors import BadReply, ContextOverflow, RequestRejected
from agent.knowledge.support.check import Cited, faults

WELL = 0.75  # share of the claims that must be told, and of the sentences that must hold, to word so many at once

# Made up, so that no model knows it. What others did stands between what she did, a pronoun's is whose the sentence before tells, one is
# supposed, one denied.
CLAIMS = (
    "Ida Maro was an engineer from Sund who drew the gates of the Orla Dam, 64 metres high.",
    "Her brother Per built the dam between 1926 and 1931.",
    "He fell ill in 1929 and did not see it opened.",
    "She may have drawn the Holm bridge too, a report of 2015 says.",
    "The Holm works paid 40,000 crowns for her drawings.",
    "Since 1958 her notes have been in the museum of Bergen.",
    "Her house in Sund was closed to visitors in 2004.",
    "The street that leads to it bears her name.",
)
_HIS = re.compile(r"\b(?:buil(?:t|d\w*)|fell ill|(?:did not|never) (?:see|saw|live))\b")
_WHO = re.compile(r"\b(?:(?P<he>Per(?:\s+Maro)?|brother|[Hh]e)|Ida|Maro|[Ss]he)\b")
_BY_HER = re.compile(r"[^.;]{0,80}\bby (?:Ida|Maro|her\b(?! brother))")
PAIRS = (
    ("How long is the Holm tunnel?", "about 3 km", "The Holm tunnel is about 3 km long.", "3,140 metres",
     "With its 3,140 metres it is the longest tunnel of the valley.", True),
    ("Why was the Holm mill given up?", "a flood", "The Holm mill was given up after the flood of 1871 had carried off its wheel.",
     "no more grain", "No flood ever touched the Holm mill: it was given up because nobody brought grain any more.", False),
)  # fmt: skip


async def audition(
    engine: Engine, prompts: Prompts, model: str, wire: str = "auto", asks: Think | None = None
) -> tuple[Capability, str | None]:
    """What this engine's model can do, and a warning if it can do little. Raises EngineDown or Fatal, as any call.

    `asks` asks in the engine's place: with the patience of a night, say.
    """
    ask, replied = asks or engine.think, 0

    async def think(call: Call) -> Reply:
        nonlocal replied
        reply = await ask(call)
        replied += 1
        return reply

    form, warning = await choose_wire(engine, think, wire)
    found = Capability(form, NONE, judges=False, model=model)
    if not replied:  # in no form: each question more would cost its three tries, and tell nothing
        return replace(found, manners=engine.manners), warning
    for size in (len(CLAIMS), FEW, ONE):
        if await _words_well(think, prompts, form, size):
            found = replace(found, at_once={len(CLAIMS): PAGE, FEW: FEW, ONE: ONE}[size])
            break
    judged = [
        await _judges_right(think, prompts, form, pair, swapped=swapped) for pair in PAIRS for swapped in (False, True)
    ]
    return replace(found, judges=all(judged), compares=all(judged), manners=engine.manners), warning


async def _words_well(think: Think, prompts: Prompts, wire: Wire, size: int) -> bool:
    """Whether it tells this many claims in sentences that hold; more than one only if it also joins some."""
    chosen = CLAIMS[:size] if size > ONE else CLAIMS[1:2]
    lines = [
        "Page: Ida Maro (person)",
        "# Dams of the north",
        *(f"[{n}] {text}" for n, text in enumerate(chosen, start=1)),
    ]
    spec = ActSpec("write", "One sentence of the page.", acts.Write, 1, size + 2, 6)
    leave = ActSpec("leave_out", "Claims that are not told.", acts.LeaveOut, 0, 4, size)
    said = await _asked(think, prompts, "write", wire, "\n".join(lines), (spec, leave), 300 + 110 * size)
    rows = [acts.Write.model_validate(act.arguments) for act in said if act.name == "write"]
    if any(_confuses(row.text) for row in rows):
        return False
    right = [row for row in rows if _holds(row, chosen)]
    told = {n for row in right for n in row.cites}
    joins = size == ONE or any(len(row.cites) > 1 for row in right)
    return bool(rows) and joins and len(right) >= WELL * len(rows) and len(told) >= WELL * size


def _holds(row: acts.Write, claims: tuple[str, ...]) -> bool:
    cites = sorted(n for n in set(row.cites) if n <= len(claims))
    cited = [Cited(claims[n - 1], claims[n - 2] if n > 1 else "") for n in cites]
    return bool(cited) and not faults(row.text, cited, ["Ida Maro"], "en")


def _confuses(text: str) -> bool:
    """Whether it has the page's own person do what another did: no check of ours sees that, so such a brain is quoted, not worded.

    Of a 1.5B: "Ida Maro was a dam builder who built a dam between 1926 and 1931."
    """
    for match in _HIS.finditer(text):
        if text[: match.start()].rstrip().endswith((" was", " were", " been", " being")):
            if _BY_HER.match(text, match.end()):
                return True
            continue  # who did it is not said, or by whom
        before = [who["he"] for who in _WHO.finditer(text, 0, match.start())]
        if before and not before[-1]:
            return True
    return False


async def _judges_right(
    think: Think, prompts: Prompts, wire: Wire, pair: tuple[str, str, str, str, str, bool], *, swapped: bool
) -> bool:
    question, a, first, b, second, both = pair
    (one, told), (two, said) = ((b, second), (a, first)) if swapped else ((a, first), (b, second))
    task = f"Page: Holm\nQuestion: {question}\nA: {one}\n[1] {told}\nB: {two}\n[2] {said}"
    spec = ActSpec("both_true", "Whether both can be true.", acts.BothTrue, 1, 1)
    found = await _asked(think, prompts, "verdict", wire, task, (spec,), 160)
    return len(found) == 1 and acts.BothTrue.model_validate(found[0].arguments).yes == both


async def _asked(
    think: Think, prompts: Prompts, kind: str, wire: Wire, task: str, specs: tuple[ActSpec, ...], most: int
) -> list[RawAct]:
    """The acts of one reply; none if it cannot be used, which is an answer too."""
    do = "Do: " + ", ".join(spec.name for spec in specs)
    messages = [{"role": "system", "content": prompts[kind]}, {"role": "user", "content": f"{task}\n{do}"}]
    call = Call(kind, messages, specs, most, wire)
    try:
        found = acts_in(await think(call), call)
        by_name = {spec.name: spec for spec in specs}
        for act in found:
            by_name[act.name].arguments.model_validate(act.arguments)
    except (BadReply, RequestRejected, ContextOverflow, ValueError):
        return []
    return found
