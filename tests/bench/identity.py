"""Namesakes: how many pairs of passages code tells apart, by label. `python -m tests.bench.identity pairs_dev.jsonl [--list]`

The page is the name that both passages share, as a reader would file them; the kind is what each passage says the thing is.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import Any

from agent.knowledge.model import PAGE_KINDS, Document, PageKind
from agent.knowledge.things.identity import Account, Against, against
from agent.knowledge.things.kinds import sort_of
from agent.sources.extract import extract


def shared_name(row: dict[str, Any]) -> str:
    """The name of a pair: of its first entity without what tells it apart, else the last run of capitals in the question."""
    names = [re.split(r" \(|,", name)[0] for name in row.get("entities") or []]
    if names:
        return min(names, key=lambda name: (not (name in row["a"] and name in row["b"]), len(name)))
    found = re.findall(r"[A-Z][\w'’-]*(?: (?:of |the )?[A-Z][\w'’-]*)*", row["question"][1:])
    return max(found, key=len) if found else ""


_NOUNS = tomllib.loads(files("agent.knowledge.things").joinpath("nouns.toml").read_text(encoding="utf-8"))
_KINDS: dict[str, PageKind] = {sort: kind for kind in reversed(PAGE_KINDS) for sort in _NOUNS[kind]}


def account(name: str, text: str, slug: str) -> Account:
    """The account of a passage, with the kind that it says."""
    found = extract(text.encode(), "text/plain", f"{slug}.txt")
    document = Document(slug, slug, found.title or slug, slug, "text/plain", found.text, found.sentences)
    numbers = [s.n for s in document.sentences]
    blank = Account.of([name], document, numbers, [])
    person = blank.birth and re.search(r"\b(?:[Hh]e|[Ss]he|[Hh]is|[Hh]er) ", text)
    kind: PageKind = "person" if person else _KINDS.get(sort_of(blank.said[0]), "other")
    return Account.of([name], document, numbers, [kind])


def judged(row: dict[str, Any]) -> Against | None:
    """What speaks against the two passages of a pair being of one thing."""
    name = shared_name(row)
    return against(account(name, row["a"], "a"), account(name, row["b"], "b"))


def main(path: str, *flags: str) -> None:
    """Print what was told apart, sure and in doubt, by set and label."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for line in Path(path).read_text().splitlines():
        row = json.loads(line)
        found = judged(row)
        outcome = "one" if found is None else "apart" if found.sure else "ask"
        counts[row["set"], row["label"], outcome] += 1
        if all(shared_name(row) in row[side] for side in "ab"):
            counts[row["set"], row["label"] + " (name in both)", outcome] += 1
        if found and "--list" in flags:
            print(f"{row['id']} {row['label']} {shared_name(row)!r} {outcome}: {found.reason}")
    for group in sorted({(s, label) for s, label, _ in counts}):
        said = {outcome: counts[(*group, outcome)] for outcome in ("apart", "ask", "one")}
        print(*group, said, f"of {sum(said.values())}")


if __name__ == "__main__":
    main(*sys.argv[1:])
