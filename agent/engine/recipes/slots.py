"""How many conversations llama.cpp, and Ollama, which stands on it, hold beside weights of 4 bits on a card.

Owns: that arithmetic. What does not fit they put into the machine's own memory, or do not start: a night is then ten times as long.
"""

from __future__ import annotations

from agent.engine.recipes.recipe import GIB, NIGHT, Recipe
from agent.errors import Exit, Fatal

SLOTS = 4
BITS = 4.9  # a weight of Q4_K, on the mean over its tensors (18.81 GiB for 32.8 billion, by llama.cpp itself)
REST = 2.0  # GiB: the graph, CUDA itself, and the one that llama.cpp leaves free
BATCH = 512  # tokens that it reads in one step, which layers with a span keep beside that


def held(recipe: Recipe) -> tuple[int, int, list[str]]:
    """(conversations at once, tokens of each, the arithmetic in lines). Raises Fatal (exit 2) where not even one fits the card."""
    window, model, card = recipe.window or 2 * NIGHT, recipe.known, recipe.card
    if model is None:
        return SLOTS, window, []
    weights, kept = model.checkpoints[0].gib * BITS / 16, model.kept
    each = (2 * (kept.whole * window + kept.sliding * min(window, kept.span + BATCH)) + kept.fixed) / GIB
    takes = (
        f"the weights take about {weights:.1f} GiB, a conversation of {window:,} tokens {each:.1f}, all else {REST:.0f}"
    )
    if card is None:
        all_of_it = weights + SLOTS * each + REST
        return SLOTS, window, [f"{takes}: {all_of_it:.0f} for {SLOTS} at once; for another card name it (--card)"]
    most = min(SLOTS, int((card.gib - weights - REST) / each))
    if most < 1:
        raise Fatal(
            f"{model.name} in 4 bits does not fit a {card.name} of {card.gib:.0f} GiB with a window of {window:,} ({takes}); take a "
            "smaller --window (a night uses up to 16,384), or another --model",
            Exit.USAGE,
        )
    return most, window, [f"{card.name}, {card.gib:.0f} GiB: {takes}. {most} at once"]
