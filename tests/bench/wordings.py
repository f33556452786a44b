"""Right sentences refused and wrong ones caught by the check of support, on a file of wordings with their claims.

    python -m tests.bench.wordings FILE [--json] [--list]

Prints both in all, by kind, by language and for each check alone; `--list` names the right ones refused and the wrong ones let through.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from agent.knowledge.support.case import Case
from agent.knowledge.support.check import CHECKS, Cited, faults

Count = dict[str, int]


def read(path: Path) -> list[dict[str, Any]]:
    """The items of a file, one JSON object a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def arguments(item: dict[str, Any]) -> tuple[str, tuple[Cited, ...], tuple[str, ...], str]:
    """What `faults` takes, for one item."""
    cited = tuple(Cited(claim["text"], claim["before"]) for claim in item["claims"] if claim["n"] in item["cites"])
    return item["text"], cited, (item["page"], *item["aliases"]), item["lang"]


def _counted(rows: Iterable[tuple[str, bool, bool]]) -> dict[str, Count]:
    """By group: how many right ones there are and were refused, how many wrong ones there are and were caught."""
    found: dict[str, Count] = defaultdict(lambda: {"right": 0, "refused": 0, "wrong": 0, "caught": 0})
    for group, right, refused in rows:
        found[group]["right" if right else "wrong"] += 1
        found[group]["refused" if right else "caught"] += refused
    return dict(sorted(found.items()))


def measure(items: list[dict[str, Any]]) -> dict[str, Any]:
    """All counts, and the ids of what went wrong with the reasons given."""
    reasons = {item["id"]: faults(*arguments(item)) for item in items}
    checks = []
    for check in CHECKS:
        hits = {item["id"]: bool(check(Case(*arguments(item)))) for item in items}
        checks += [(check.__name__, item["right"], hits[item["id"]]) for item in items]
    return {
        "all": _counted(("all", item["right"], bool(reasons[item["id"]])) for item in items)["all"],
        "languages": _counted((item["lang"], item["right"], bool(reasons[item["id"]])) for item in items),
        "kinds": _counted((item["kind"], item["right"], bool(reasons[item["id"]])) for item in items),
        "checks": _counted(checks),
        "refused": {item["id"]: reasons[item["id"]] for item in items if item["right"] and reasons[item["id"]]},
        "missed": [item["id"] for item in items if not item["right"] and not reasons[item["id"]]],
    }


def _line(name: str, count: Count) -> str:
    return f"{name:<18} {count['refused']:>3} of {count['right']:>3} right refused {count['caught']:>4} of {count['wrong']:>3} wrong caught"


def main() -> None:
    """Print the counts of one file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    found = measure(read(options.file))
    if options.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return
    print(_line("all", found["all"]))
    for part in ("languages", "kinds", "checks"):
        print(f"\n{part}")
        print("\n".join(_line(name, count) for name, count in found[part].items()))
    if options.list:
        print("\nright, refused")
        print("\n".join(f"{id_}: {'; '.join(reasons)}" for id_, reasons in found["refused"].items()))
        print("\nwrong, let through: " + ", ".join(found["missed"]))


if __name__ == "__main__":
    main()
