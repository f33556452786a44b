"""The least window that a night can do with: that in which a small source is read, by the night's own prompts, plan and bounds.

Owns: that reckoning, and what is said of a smaller one. Reading is what a night cannot be without, and cut down to one sentence it still
takes more than a page of one claim does. Of six texts of `examples/`, with the rehearsal engine (least: 1,978), 85 of 282 windows were set
aside at 2,000 tokens, 11 of 237 at 2,048, 4 at 2,100, none at 2,400.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from agent.config import Settings
from agent.engine.manners import Manners
from agent.engine.tokens import least
from agent.episode.audition import CLAIMS
from agent.episode.capability import FEW, PAGE, Capability
from agent.episode.fold import conversation
from agent.episode.loop import taken
from agent.episode.prompts import Prompts
from agent.episode.read import Read
from agent.knowledge.model import Document, Sentence
from agent.known.mentions import Names
from agent.night.plan import read_episodes
from agent.state.state import State

DEEPEST = 16_384  # tokens; no call of a night goes deeper
SET = (
    "give the engine a larger window: --max-model-len for vLLM, -c for llama.cpp (for all slots together), OLLAMA_CONTEXT_LENGTH or "
    "num_ctx for Ollama, the context length in LM Studio"
)
CUTS = "; --contextsize for KoboldCpp, --ctx-size for text-generation-webui"  # of those that do it in silence


@dataclass(frozen=True, slots=True)
class Least:
    """What the reading of a small source takes, in tokens: with its reply, as a night estimates it; its prompt, at the very least."""

    call: int
    prompt: int

    @classmethod
    def of(cls, prompts: Prompts, brain: Capability) -> Least:
        """For this brain, asked with these prompts. Reckoned in a state that is thrown away."""
        said = CLAIMS[0]
        small = Document(
            "small", "dams", "Dams of the north", "dams", "text/plain", said, (Sentence(1, 0, len(said), "prose"),)
        )
        with tempfile.TemporaryDirectory(prefix="nightwiki-least-") as folder, State.to_write(Path(folder)) as state:
            with state.transaction("document"):
                state.documents.write(small, said.encode())
            (record,) = read_episodes(small, 0, Names({}), at_once=brain.at_once == PAGE)
            script = Read(record, state)
            stage = script.stage(())
            assert stage is not None
            messages = conversation(prompts["read"], script, (), stage, (), brain.wire)
        return cls(taken(messages, stage), sum(least(str(message["content"])) for message in messages))


def too_small(
    settings: Settings, told: int | None, manners: Manners, prompts: Prompts, brain: Capability
) -> tuple[str, str] | None:
    """What is wrong with a window in which no night could run, and what to change; None where one could.

    `told` is what the engine says or was found to take, None if that is not known. Of one that drops in silence what is too long only the
    prompt counts.
    """
    window, cut = settings.window or told, manners.window
    if all(known is None or known >= DEEPEST for known in (window, cut)):
        return None
    lowest = Least.of(prompts, brain)
    want = f"a night needs {lowest.call:,} at the least, to read a small source and reply, and uses up to {DEEPEST:,}"
    if window is not None and window < lowest.call:
        says, change = (
            f"the engine has a window of {window:,} tokens; {want}",
            f"{SET}. If it has more than it says, set NIGHTWIKI_WINDOW to that",
        )
        if settings.window:
            says, change = (
                f"`window` is set to {window:,} tokens; {want}",
                "set it in nightwiki.toml or NIGHTWIKI_WINDOW to what the engine has",
            )
        if brain.at_once == PAGE and window >= Least.of(prompts, replace(brain, at_once=FEW)).call:
            change += "; or run with --at-once six, which reads in smaller steps"
        return says, change
    if cut is not None and cut < lowest.prompt:
        says = f"the engine reads about {cut:,} tokens of a prompt and drops the rest without a word; {want}"
        return says, f"{SET}{CUTS}"
    return None
