"""How well the rules alone find where two passages disagree: recall, false alarms, precision and F1 on public pairs of passages.

Reads `conflict-pairs/pairs_dev.jsonl` below the folder that NIGHTWIKI_DATA names; sets are never pooled, intervals are Wilson's at 95 %.
`python -m tests.bench.candidates` prints one row for each rule:
  floor       both passages hold figures that the other lacks, and like words; an entry concerns the question if it shares its words
  any         the generator raises anything at all on the pair
  on the question   it raises an entry that concerns the question (an entry's sides hold the two answers, or its words the question's)
"""

from __future__ import annotations

import json
import math
import os
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

import sentencex

from agent.knowledge.disagreement.candidates import Candidate, candidates
from agent.knowledge.model import Claim, Document, Sentence, claim_id
from agent.knowledge.text.names import candidates as names
from agent.knowledge.text.normal import norm, tokens

Pair = dict[str, Any]


def document(name: str, text: str) -> Document:
    """A passage as a document, cut into sentences as the night cuts it."""
    units: list[Sentence] = []
    for boundary in sentencex.get_sentence_boundaries("en", text):
        start, end = boundary["start_index"], boundary["end_index"]
        if text[start:end].strip():
            units.append(Sentence(len(units) + 1, start, end, "prose"))
    return Document(name, name, name, name, "text/plain", text, tuple(units))


def page(pair: Pair) -> list[tuple[Claim, Document]]:
    """Every sentence of both passages as a claim of one page, named by the entity, or the name that both passages use most."""
    documents = [document("a", pair["a"]), document("b", pair["b"])]
    said = [d.sentence(s.n) for d in documents for s in d.sentences]
    known = re.sub(r"\s*\(.*", "", pair["entities"][0]) if pair.get("entities") else ""
    name = known or next(iter(names(said)), "Page")
    return [(Claim(claim_id(name, d.id, s.n, s.n), name, d.id, s.n, s.n), d) for d in documents for s in d.sentences]


class Words:
    """Inverse document frequency over the gold strings of a set, for `recall`."""

    def __init__(self, texts: Iterable[str]) -> None:
        rows = [set(tokens(text)) for text in texts]
        self.total = len(rows)
        self.spread = Counter(word for row in rows for word in row)

    def recall(self, x: str, y: str) -> float:
        """The weighted share of the words of x that stand in y."""
        wanted = set(tokens(x))
        weight = {word: math.log(1 + self.total / (1 + self.spread[word])) for word in wanted}
        there = set(tokens(y))
        return sum(w for word, w in weight.items() if word in there) / sum(weight.values()) if wanted else 0.0


def sides(candidate: Candidate, pair: Pair) -> tuple[str, str]:
    """What the entry shows of passage a and of passage b."""
    texts = {"a": "", "b": ""}
    docs = {"a": document("a", pair["a"]), "b": document("b", pair["b"])}
    for claim in candidate.claims:
        texts[claim.document] += " " + docs[claim.document].quote(claim.first, claim.last)
    return texts["a"], texts["b"]


def concerns(candidate: Candidate, pair: Pair, words: Words) -> bool:
    """Whether an entry is a hit on the pair's question, by the answers in its sides or by the question's words."""
    a, b = sides(candidate, pair)
    answers = pair.get("answer_a", ""), pair.get("answer_b", "")
    if pair["label"] == "conflict" and all(answers) and norm(answers[0]) not in ("yes", "no"):
        return all(
            f" {norm(x)} " in f" {norm(y)} " or words.recall(x, y) >= 0.6 for x, y in zip(answers, (a, b), strict=True)
        )
    return words.recall(pair["question"], f"{candidate.question} {a} {b}") >= 0.5


def floor(pair: Pair) -> bool:
    """The rule without a generator: figures that the other lacks on both sides, and a quarter of the words alike."""
    a, b = (set(re.findall(r"\d[\d,.]*\d|\d", pair[side])) for side in "ab")
    one, two = set(tokens(pair["a"])), set(tokens(pair["b"]))
    return bool(a - b and b - a) and len(one & two) >= 0.25 * min(len(one), len(two))


def wilson(hits: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    if not total:
        return 0.0, 1.0
    p, z = hits / total, 1.96
    middle, half = p + z * z / (2 * total), z * math.sqrt(p * (1 - p) / total + z * z / (4 * total * total))
    return (middle - half) / (1 + z * z / total), (middle + half) / (1 + z * z / total)


def row(name: str, pairs: list[Pair], raised: Callable[[Pair], bool]) -> str:
    """One line of the table: recall, false alarms by kind of negative, precision, F1."""
    flagged: dict[str, list[bool]] = defaultdict(list)
    for pair in pairs:
        flagged[pair["label"]].append(raised(pair))
    hits, total = sum(flagged["conflict"]), len(flagged["conflict"])
    negatives = {label: values for label, values in flagged.items() if label != "conflict"}
    false = sum(sum(values) for values in negatives.values())
    precision = hits / (hits + false) if hits + false else 0.0
    recall = hits / total if total else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    low, high = wilson(hits, total)
    agreeing = sum(flagged["agree"])
    closer = 2 * hits / (hits + agreeing + total) if hits else 0.0
    alarms = "  ".join(f"{label} {sum(values) / len(values):.2f}" for label, values in sorted(negatives.items()))
    shares = f"precision {precision:.2f}  F1 {f1:.2f}  F1 against agreeing {closer:.2f}"
    return f"{name:<18} recall {recall:.2f} [{low:.2f}, {high:.2f}]  {shares}  false alarms: {alarms}"


def table(name: str, mine: list[Pair]) -> None:
    """Print the rows of one set."""
    words = Words(
        text for pair in mine for text in (pair["question"], pair.get("answer_a", ""), pair.get("answer_b", ""))
    )
    found = {pair["id"]: candidates(page(pair), []) for pair in mine}

    def asked(pair: Pair, most: int | None = None) -> bool:
        return any(concerns(candidate, pair, words) for candidate in found[pair["id"]][:most])

    print(f"{name}: {len(mine)} pairs, {sum(map(len, found.values())) / len(mine):.1f} candidates a pair")
    print("  " + row("floor", mine, floor))
    print("  " + row("any", mine, lambda pair: bool(found[pair["id"]])))
    print("  " + row("on the question", mine, asked))
    for most in (1, 3, 6):
        print("  " + row(f"best {most}", mine, partial(asked, most=most)))


def main() -> int:
    """Print the table; 2 if the data are not there."""
    folder = os.environ.get("NIGHTWIKI_DATA")
    if not folder:
        print("set NIGHTWIKI_DATA to the folder of data sets", file=sys.stderr)
        return 2
    lines = (Path(folder) / "conflict-pairs" / "pairs_dev.jsonl").read_text(encoding="utf-8").splitlines()
    pairs: list[Pair] = [json.loads(line) for line in lines]
    for name in sorted({pair["set"] for pair in pairs}):
        table(name, [pair for pair in pairs if pair["set"] == name])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
