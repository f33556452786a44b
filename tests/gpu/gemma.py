"""Gemma 4 31B and its drafter by their published figures, without their weights: folders that `vllm serve --load-format dummy` starts
from.

    gemma.py SMALL OUT [--scale N]    SMALL: a small model's folder, whose tokenizer is taken; writes OUT/31b and OUT/assistant

What such a server writes means nothing, and neither does how many guesses of its drafter are taken; how long a step takes is real, as it
depends on shapes alone. Sixty layers, each sixth looks at everything; 30.7 thousand million weights, and 0.47 of the drafter, which is
what their makers tell. The small tokenizer's table is filled up to Gemma's size, so that each token that comes out is some text. `--scale
8` makes all an eighth as wide, to try it without a card. Python's own library alone.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path
from typing import Any

VOCABULARY = 262_144
# what vLLM's readers of Gemma's tool calls and thoughts look for
MARKS = ["<|channel>", "<channel|>", "<|tool>", "<tool|>", "<|tool_call>", "<tool_call|>", "<|tool_response>", "<tool_response|>",
         '<|"|>', "<|turn>", "<turn|>", "<|think|>"]  # fmt: skip


def text_config(hidden: int, inner: int, layers: list[str], scale: int) -> dict[str, Any]:
    """The text model's: 32 heads of 256 with 16 for keys, or of 512 with 4 in layers that look at everything."""
    return {
        "model_type": "gemma4_text", "vocab_size": VOCABULARY, "hidden_size": hidden // scale, "intermediate_size": inner // scale,
        "num_hidden_layers": len(layers), "layer_types": layers, "num_attention_heads": 32 // scale,
        "num_key_value_heads": max(1, 16 // scale), "head_dim": 256, "global_head_dim": 512,
        "num_global_key_value_heads": max(1, 4 // scale), "attention_k_eq_v": True, "sliding_window": 1024,
        "max_position_embeddings": 262_144, "hidden_size_per_layer_input": 0, "vocab_size_per_layer_input": 0,
        "hidden_activation": "gelu_pytorch_tanh", "rms_norm_eps": 1e-6, "tie_word_embeddings": True, "dtype": "bfloat16",
        "bos_token_id": 2, "eos_token_id": 151645, "pad_token_id": 0,
        "rope_parameters": {
            "sliding_attention": {"rope_type": "default", "rope_theta": 10_000.0},
            "full_attention": {"rope_type": "proportional", "partial_rotary_factor": 0.25, "rope_theta": 1_000_000.0},
        },
    }  # fmt: skip


def target(scale: int) -> dict[str, Any]:
    """The 31B's config.json."""
    layers = ["full_attention" if n % 6 == 5 else "sliding_attention" for n in range(60 if scale == 1 else 6)]
    told = {"architectures": ["Gemma4ForCausalLM"], "final_logit_softcapping": 30.0}
    return told | text_config(5376, 21_504, layers, scale)


def assistant(scale: int) -> dict[str, Any]:
    """Its drafter's: four layers of width 1,024, whose keys and values are the 31B's own."""
    layers = ["sliding_attention"] * 3 + ["full_attention"]
    inner = text_config(1024, 8192, layers, scale) | {"num_kv_shared_layers": len(layers)}
    return {
        "architectures": ["Gemma4AssistantForCausalLM"], "model_type": "gemma4_assistant", "backbone_hidden_size": 5376 // scale,
        "use_ordered_embeddings": False, "tie_word_embeddings": True, "dtype": "bfloat16", "text_config": inner,
    }  # fmt: skip


def filled_up(tokenizer: dict[str, Any]) -> dict[str, Any]:
    """A tokenizer with as many tokens as Gemma has, its marks the last of them; it cuts text as before."""
    words: dict[str, int] = tokenizer["model"]["vocab"]
    added = tokenizer["added_tokens"]
    words |= {token["content"]: token["id"] for token in added}
    first = max(words.values()) + 1
    words |= {f"tok{n}": n for n in range(first, VOCABULARY - len(MARKS))}
    for n, mark in enumerate(MARKS, start=VOCABULARY - len(MARKS)):
        words[mark] = n
        added.append(
            {
                "id": n,
                "content": mark,
                "single_word": False,
                "lstrip": False,
                "rstrip": False,
                "normalized": False,
                "special": True,
            }
        )
    return tokenizer


def write(folder: Path, config: dict[str, Any], small: Path) -> None:
    """A folder that a server can be started on."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config, indent=1))
    (folder / "tokenizer.json").write_text(
        json.dumps(filled_up(json.loads((small / "tokenizer.json").read_text())), ensure_ascii=False)
    )
    for name in ("tokenizer_config.json", "chat_template.jinja"):
        if (small / name).exists():
            shutil.copy(small / name, folder / name)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("small", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--scale", type=int, default=1)
    given = parser.parse_args()
    write(given.out / "31b", target(given.scale), given.small)
    write(given.out / "assistant", assistant(given.scale), given.small)
