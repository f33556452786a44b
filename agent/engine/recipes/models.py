"""The models that recipes are for: their checkpoints, what of a conversation they keep in memory, and what they want of a server.

Owns: a table. Sizes are as servers reported them or as the number of weights gives them, each with its source. Imports nothing of ours
but the cards' families.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from agent.engine.recipes.cards import Family

Weights = Literal["bf16", "fp8", "nvfp4"]

# Which weights each family computes with, the best first. Hopper reads FP8 twice as fast as BF16 at a loss that nobody measures; the 96 GB
# of a Blackwell hold BF16; only Blackwell multiplies in FP4.
PREFERRED: dict[Family, tuple[Weights, ...]] = {
    "blackwell": ("bf16", "fp8", "nvfp4"),
    "hopper": ("fp8", "bf16"),
    "ada": ("fp8", "bf16"),
    "older": ("bf16",),
}


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Weights to load. `gib` is what they take on the card; `quantize` makes vLLM do it while it loads; `note` says what is to be known."""

    weights: Weights
    name: str
    gib: float
    quantize: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """What one token of a conversation leaves in the cache, in values (of 2 bytes, or of 1 with an FP8 cache).

    `whole`: of the layers that look at everything, for each token. `sliding`: of those that look at the last `span` tokens only.
    `fixed`: bytes of the states of linear attention, of which a conversation keeps several whatever its length.
    """

    whole: int
    sliding: int = 0
    span: int = 0
    fixed: int = 0


@dataclass(frozen=True, slots=True)
class Model:
    """A model. `longest` window in tokens. `drafter` (None: its own head) and `guesses` are for speculation, which `drafter_gib` pays for.

    `parsers`: flags that read its tool calls and thoughts. `quiet`: what its template is told so that it does not think aloud.
    """

    name: str
    checkpoints: tuple[Checkpoint, ...]
    kept: Kept
    longest: int
    guesses: int
    drafter: str | None
    drafter_gib: float
    parsers: tuple[tuple[str, str], ...]
    experts: bool = False
    wide: bool = False  # heads of 512
    quiet: dict[str, Any] = field(default_factory=dict)
    gguf: str = ""
    ollama: str = ""


# Layers, heads and head sizes: the models' own config.json, as llama.cpp and vLLM print them. vLLM keeps keys and values apart even where
# a model has one for both (gemma4.py: "load K weights into both K and V slots").
GEMMA = (("--tool-call-parser", "gemma4"), ("--reasoning-parser", "gemma4"))
QWEN = (("--tool-call-parser", "qwen3_coder"), ("--reasoning-parser", "qwen3"))

MODELS = {
    "gemma-4-31b": Model(
        "Gemma 4 31B",
        (
            Checkpoint("bf16", "google/gemma-4-31B-it", 58.9),
            Checkpoint("fp8", "google/gemma-4-31B-it", 30.6, "fp8", "quantized while it loads: 62 GB are read"),
            # nvidia/Gemma-4-31B-IT-NVFP4 keeps attention in BF16: 31 GiB, out of memory on 32 (vllm#40291). This one has it in FP4 too.
            Checkpoint(
                "nvfp4", "LilaRest/gemma-4-31B-it-NVFP4-turbo", 18.5, None,
                "text only; nvidia/Gemma-4-31B-IT-NVFP4 keeps attention in BF16, takes 31 GiB and does not fit 32",
            ),
        ),
        Kept(10 * 4 * 512 * 2, 50 * 16 * 256 * 2, 1024), 262_144, 4, "google/gemma-4-31B-it-assistant", 1.0, GEMMA,
        wide=True, gguf="unsloth/gemma-4-31B-it-GGUF:UD-Q4_K_XL", ollama="gemma4:31b",
    ),
    "gemma-4-26b-a4b": Model(
        "Gemma 4 26B-A4B",
        (
            Checkpoint("bf16", "google/gemma-4-26B-A4B-it", 48.0),
            Checkpoint("fp8", "google/gemma-4-26B-A4B-it", 25.5, "fp8", "quantized while it loads: 52 GB are read"),
            Checkpoint("nvfp4", "nvidia/Gemma-4-26B-A4B-NVFP4", 17.5),
        ),
        Kept(5 * 2 * 512 * 2, 25 * 8 * 256 * 2, 1024), 262_144, 4, "google/gemma-4-26B-A4B-it-assistant", 0.8, GEMMA,
        experts=True, wide=True, gguf="unsloth/gemma-4-26B-A4B-it-GGUF:UD-Q4_K_XL", ollama="gemma4:26b",
    ),
    "qwen-3.6-27b": Model(
        "Qwen 3.6 27B",
        (
            Checkpoint("bf16", "Qwen/Qwen3.6-27B", 51.8),
            Checkpoint("fp8", "Qwen/Qwen3.6-27B-FP8", 28.5),
            Checkpoint("nvfp4", "nvidia/Qwen3.6-27B-NVFP4", 20.0, None, "vLLM's own recipes have it on an RTX 5090 (recipes#663)"),
        ),
        # 16 of 64 layers keep every token; the other 48 keep states of 48 heads of 128 by 128 in 4 bytes, and three steps of a convolution
        Kept(16 * 4 * 256 * 2, fixed=48 * (48 * 128 * 128 * 4 + 3 * 10_240 * 2)), 262_144, 2, None, 0.0, QWEN,
        quiet={"enable_thinking": False}, gguf="unsloth/Qwen3.6-27B-GGUF:UD-Q4_K_XL", ollama="qwen3.6:27b",
    ),
}  # fmt: skip
