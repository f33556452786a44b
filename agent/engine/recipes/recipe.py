"""A recipe: which weights on which card, what is left of its memory for conversations, and every flag with its reason.

Owns: those decisions. The formats only write them down. Pure; may import this room, the ladder's figures and errors.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from agent.engine.ladder.figures import HOPPER_OFF, HOPPER_ON, REFERENCE_OFF, REFERENCE_ON, Ladder, crossover
from agent.engine.recipes.cards import Card
from agent.engine.recipes.models import MODELS, PREFERRED, Checkpoint, Model, Weights
from agent.errors import Exit, Fatal

VLLM = "0.33.0"
SHARE = 0.92  # of the card's memory that vLLM takes, its own default
OVERHEAD = 3.0  # GiB for activations, CUDA graphs and CUDA itself: what vLLM reports for models of this size is 2 to 3
NIGHT = 8_192  # tokens of a usual call of a night; nineteen of twenty stay under twice that
WINDOW = 32_768
ANSWER = 4_096  # tokens of the longest answer
STREAMS = 4  # whole windows at once, at the least, or the weights are too large for the card
# Steps on their way at once: vLLM schedules one while another runs, and layers with a span keep all that is on its way.
STEPS = 2
AT_ONCE = 32
GIB = 2**30


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag of the server, its value (empty: it has none), and why it is there."""

    name: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class Memory:
    """The card's memory in GiB, and a conversation's share of it at the length of the window and at that of a usual call.

    `reserved`: what vLLM sets aside for one at the length of the window while it is read; it does not start if there is less.
    """

    usable: float
    weights: float
    drafter: float
    whole: float
    usual: float
    reserved: float

    @property
    def cache(self) -> float:
        """What is left for conversations."""
        return self.usable - self.weights - self.drafter - OVERHEAD


@dataclass(frozen=True, slots=True)
class Recipe:
    """What is to be launched. `speculation` tells why it is on or off; `memory` is None for a model that we know nothing of."""

    model: str
    window: int
    cards: int
    flags: tuple[Flag, ...]
    arithmetic: tuple[str, ...]
    speculation: str
    known: Model | None = None
    memory: Memory | None = None
    card: Card | None = None


def recipe(
    name: str, card: Card | None, *, window: int | None = None, depth: int = 2 * NIGHT, cards: int = 1,
    ladders: tuple[Ladder, Ladder] | None = None, vllm: bool = True,
) -> Recipe:  # fmt: skip
    """The recipe for a model on a card; not `vllm`: for another server, whose format sees to the rest. `depth` in tokens is how deep calls
    will be; `ladders` (on, off) tell if speculation pays: the user's, or what was measured on such a card.

    Raises Fatal (exit 2) if no weights of it fit the card. A model that is not in the table, or no card, gets what any model takes.
    """
    model = known(name)
    if model is None or card is None or not vllm:
        return _plain(name, window, cards, model, card)
    kept_window = min(window or max(WINDOW, depth + ANSWER), model.longest)
    on, why = _speculates(depth, ladders or _measured(model, card), own=ladders is not None)
    if on and model.experts:
        why += " A mixture of experts gains less by it: measure."
    checkpoint, memory = _fitting(model, card, kept_window, speculates=on)
    flags = (
        *_sizes(kept_window, cards, checkpoint, small_cache=_small_cache(model, card, checkpoint.weights)),
        *([_speculation(model, card)] if on else []),
        *_manners(model),
    )
    return Recipe(
        checkpoint.name,
        kept_window,
        cards,
        flags,
        _told(model, card, checkpoint, memory, kept_window),
        why,
        model,
        memory,
        card,
    )


def known(name: str) -> Model | None:
    """The model of this name in the table: its key, its name, or one of its checkpoints; None for any other."""
    plain = name.lower().rsplit("/", 1)[-1].removesuffix("-it").replace("qwen3", "qwen-3")
    if name in MODELS or plain in MODELS:
        return MODELS.get(name) or MODELS[plain]
    return next((model for model in MODELS.values() for weights in model.checkpoints if weights.name == name), None)


def _small_cache(model: Model, card: Card, weights: Weights) -> bool:
    """FP8 halves what conversations take; where the weights are BF16 there is room, and nothing is rounded."""
    return weights != "bf16" and card.family != "older" and not _unread(model, card)


def _unread(model: Model, card: Card) -> bool:
    """Whether nothing reads an FP8 cache of this model there: FlashInfer, which vLLM takes for it, has heads of 512 for Blackwell alone
    (flashinfer#3576), FlashAttention 4 none (flashinfer#3327); vLLM 0.24 with Gemma 4's shapes on an H200 ended as it started.
    """
    return model.wide and card.family in ("hopper", "ada")


def memory_of(
    model: Model, checkpoint: Checkpoint, card: Card, window: int, *, small: bool, speculates: bool
) -> Memory:
    """What the weights and one conversation take."""

    def taken(tokens: int, on_its_way: int = 0) -> float:
        values = model.kept.whole * tokens + model.kept.sliding * min(tokens, model.kept.span + on_its_way)
        # with a prefix cache the state before and the one after are kept, and one for each guess (`MambaSpec`)
        states = 2 + (model.guesses if speculates else 0)
        return (values * (1 if small else 2) + model.kept.fixed * states) / GIB

    drafter = model.drafter_gib if speculates else 0.0
    reading = taken(window, STEPS * card.batched)
    return Memory(card.gib * SHARE, checkpoint.gib, drafter, taken(window), taken(min(NIGHT, window)), reading)


def _fitting(model: Model, card: Card, window: int, *, speculates: bool) -> tuple[Checkpoint, Memory]:
    if found := _that_fits(model, card, window, speculates=speculates):
        return found
    smaller = (
        "take a smaller --window, another --model, or "
        if _that_fits(model, card, NIGHT, speculates=speculates)
        else "take "
    )
    raise Fatal(
        f"no weights of {model.name} that a {card.name} computes with fit its {card.gib:.0f} GiB with a window of {window:,}; "
        f"{smaller}--format llama.cpp, which has them in 4 bits",
        Exit.USAGE,
    )


def _that_fits(model: Model, card: Card, window: int, *, speculates: bool) -> tuple[Checkpoint, Memory] | None:
    by_weights = {checkpoint.weights: checkpoint for checkpoint in model.checkpoints}
    for weights in PREFERRED[card.family]:
        if checkpoint := by_weights.get(weights):
            small = _small_cache(model, card, weights)
            memory = memory_of(model, checkpoint, card, window, small=small, speculates=speculates)
            if memory.cache >= STREAMS * memory.usual and memory.cache >= memory.reserved:
                return checkpoint, memory
    return None


def _measured(model: Model, card: Card) -> tuple[Ladder, Ladder]:
    """What is known of such a card: on Hopper the drafter pays at every depth, as FlashAttention 4 checks guesses for little."""
    hopper = card.family == "hopper" and model.wide and not model.experts
    return (HOPPER_ON, HOPPER_OFF) if hopper else (REFERENCE_ON, REFERENCE_OFF)


def _speculates(depth: int, ladders: tuple[Ladder, Ladder], *, own: bool) -> tuple[bool, str]:
    on, off = ladders
    turn = crossover(on, off)
    gain = on.decode_at(depth) / off.decode_at(depth)
    pays = gain > 1
    at = (
        f"at {depth:,} tokens it makes decoding {gain:.1f} times as fast"
        if pays
        else f"at {depth:,} tokens it slows decoding down"
    )
    up_to = "" if turn is None else f"; from about {turn:,.0f} tokens on it costs more than it brings"
    source = (
        "your own ladder" if own else "the reference; of yours nothing was measured" if on is REFERENCE_ON else on.by
    )
    return (
        pays,
        f"Speculation is {'on' if pays else 'off'}: {at} ({on.model}, {source}){up_to}. `nightwiki engine ladder` measures yours.",
    )


def _sizes(window: int, cards: int, checkpoint: Checkpoint, *, small_cache: bool) -> tuple[Flag, ...]:
    several = Flag(
        "--data-parallel-size",
        str(cards),
        "a whole model on each card, one address for all; prompts go where there is room",
    )
    return (
        *([Flag("--quantization", checkpoint.quantize, "halves the weights while they are loaded")] if checkpoint.quantize else []),
        Flag("--max-model-len", str(window), "the window in tokens: a night's calls stay under half of it, and a smaller one leaves room"),
        Flag("--gpu-memory-utilization", str(SHARE), "the share of the card's memory that vLLM may take"),
        *([Flag("--kv-cache-dtype", "fp8", "conversations take half the memory: twice as many at once")] if small_cache else []),
        Flag("--max-num-seqs", str(AT_ONCE), "conversations at once; what does not fit waits"),
        *([several] if cards > 1 else []),
    )  # fmt: skip


def _speculation(model: Model, card: Card) -> Flag:
    asked: dict[str, str | int] = {"method": "mtp"}
    if model.drafter:
        asked["model"] = model.drafter
    asked["num_speculative_tokens"] = model.guesses
    if model.experts and card.family == "blackwell":
        asked["moe_backend"] = "triton"  # the default of these cards does not know the drafter's experts
    who = "a small model of the same maker" if model.drafter else "the model's own second head"
    return Flag(
        "--speculative-config", json.dumps(asked, separators=(",", ":")),
        f"{who} guesses {model.guesses} tokens ahead, the model checks them in one go; what it writes stays the same",
    )  # fmt: skip


COMMON = (
    Flag(
        "--structured-outputs-config", '{"backend":"xgrammar","disable_any_whitespace":true}',
        "replies are held to a schema; without the second word some models fill them with blanks to the end (vllm#40080)",
    ),
    Flag("--enable-prompt-tokens-details", "", "tells how much of a prompt was cached; `doctor` and `status` show it"),
)  # fmt: skip


def _manners(model: Model) -> tuple[Flag, ...]:
    quiet = json.dumps(model.quiet, separators=(",", ":"))
    tools, thoughts = (value for _, value in model.parsers)
    return (
        *COMMON,
        Flag("--enable-auto-tool-choice", "", "tool calls, for Pi and for a night whose engine does better with them"),
        Flag("--tool-call-parser", tools, "reads this model's way of writing them"),
        Flag("--reasoning-parser", thoughts, "keeps its thoughts apart from its answers"),
        *([Flag("--default-chat-template-kwargs", quiet, "it thinks aloud unless told not to")] if model.quiet else []),
        Flag("--language-model-only", "", "leaves out the part that sees pictures: its memory goes to conversations"),
    )  # fmt: skip


def _plain(name: str, window: int | None, cards: int, model: Model | None, card: Card | None) -> Recipe:
    sizes = (Flag("--max-model-len", str(window), "the window in tokens"),) if window else ()
    several = (
        (Flag("--data-parallel-size", str(cards), "a whole model on each card, one address for all"),)
        if cards > 1
        else ()
    )
    told = "nothing is known here of this model; vLLM prints `GPU KV cache size` when it starts" + (
        ""
        if window
        else ", and where the model's whole window does not fit it says so: name a smaller one (--window 32768)"
    )
    return Recipe(
        name,
        window or 0,
        cards,
        (*sizes, *several, *COMMON),
        (told,),
        "Speculation is off: no drafter is known for it.",
        model,
        card=card,
    )


def _told(model: Model, card: Card, checkpoint: Checkpoint, memory: Memory, window: int) -> tuple[str, ...]:
    small = _small_cache(model, card, checkpoint.weights)
    why = " (nothing reads an FP8 cache with heads of 512 on this card)" if _unread(model, card) else ""
    note = f" ({checkpoint.note})" if checkpoint.note else ""
    reading = (
        f"reading   while one is read vLLM sets {memory.reserved:.1f} GiB aside: layers that look at {model.kept.span:,} tokens keep "
        "all that is on its way. The `Maximum concurrency` that it prints is by that"
    )
    return (
        f"card      {card.name}: {card.gib:.1f} GiB, of which vLLM takes {memory.usable:.1f}",
        f"weights   {memory.weights:.1f} GiB: {model.name} in {checkpoint.weights.upper()}{note}",
        *([f"drafter   {memory.drafter:.1f} GiB"] if memory.drafter else []),
        f"overhead  {OVERHEAD:.1f} GiB, about: activations, CUDA graphs",
        f"cache     {memory.cache:.1f} GiB is left, in {'FP8' if small else 'BF16'}{why}",
        f"window    {window:,} tokens take {memory.whole:.2f} GiB: {int(memory.cache / memory.whole)} at once",
        *([reading] if memory.reserved > 1.5 * memory.whole else []),
        (
            f"night     a call of {min(NIGHT, window):,} tokens takes {memory.usual:.2f} GiB: {int(memory.cache / memory.usual)} at once "
            f"have room; --max-num-seqs lets {AT_ONCE} in"
        ),
    )
