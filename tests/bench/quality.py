"""`python -m tests.bench.quality`: one command that measures the whole of nightwiki on material of others, with any engine.

No judge model: the measures are those of the data sets' README. Every run writes its row as it ends, so a bench that was
cut short goes on where it was; what failed or found no time is said in the table.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench.quality_jobs import Clock, Job, Row, run_jobs
from tests.bench.quality_night import Options, package
from tests.bench.quality_plain import Plain
from tests.bench.quality_sets import Nights
from tests.bench.quality_sum import sections, shortfall
from tests.bench.quality_table import as_json, markdown

SETS = ("disagreements", "coverage", "grounding", "entities", "links", "injection", "plain")
ON_EVERY_NIGHT = {"grounding", "links"}  # measured on the wikis of the other sets; alone, on the essays


def main(words: list[str] | None = None) -> int:
    """Run the bench; 0 if all was measured, 3 if something was not."""
    asked = _parser().parse_args(words)
    # A night runs in a folder of its own, where a relative path would lead elsewhere.
    prompts = asked.prompts.resolve() if asked.prompts else None
    options = Options(asked.engine, asked.model, asked.workers, asked.wire, prompts)
    names = list(dict.fromkeys(asked.sets.split(",")))
    if unknown := set(names) - set(SETS):
        raise SystemExit(f"there is no set {', '.join(sorted(unknown))}; there are: {', '.join(SETS)}")
    jobs, code = _jobs(names, asked, options), code_hash()
    rows = run_jobs(jobs, asked.work / f"{_slug(options)}-{code}", asked.jobs, Clock(asked.budget, asked.run_seconds))
    result = summary(rows, asked, options, code)
    beside = [json.loads(path.read_text(encoding="utf-8")) for path in asked.beside]
    text = markdown([*beside, result])
    print(text)
    if asked.json:
        asked.json.write_text(json.dumps({**result, "rows": rows}, indent=1, ensure_ascii=False), encoding="utf-8")
    if asked.markdown:
        asked.markdown.write_text(text, encoding="utf-8")
    return 0 if all(row["state"] == "done" for row in rows) else 3


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.quality", description=__doc__)
    add = parser.add_argument
    add("--engine", required=True, help="URL of an OpenAI-compatible server, or `rehearsal`")
    add("--data", type=Path, required=True, help="the folder of data sets")
    add("--model", help="the model's name; without it, the first that the engine lists")
    add("--sets", default=",".join(SETS), help=f"which of {', '.join(SETS)}")
    add("--limit", type=int, help="at most so many pairs (of each set), essays, documents, strings")
    add("--only", metavar="REGEX", help="only the runs whose names this matches (`pairs-ramdocs`, say)")
    add("--workers", type=int, default=8, help="episodes at once in each night")
    add("--jobs", type=int, default=1, help="nights at once")
    add("--wire", choices=("auto", "schema", "tools"))
    add("--prompts", type=Path, help="a folder of prompts to measure instead of those that ship")
    add("--budget", type=float, metavar="SECONDS", help="stop beginning runs, and end those in flight, after this time")
    add("--run-seconds", type=float, default=3600.0, help="the most that one run may take")
    add("--work", type=Path, default=Path(tempfile.gettempdir()) / "nightwiki-quality", help="where rows and wikis lie")
    add("--keep", action="store_true", help="keep the wikis")
    add("--json", type=Path, metavar="F", help="write figures and rows")
    add("--markdown", type=Path, metavar="F", help="write the table")
    add(
        "--beside",
        type=Path,
        metavar="F",
        action="append",
        default=[],
        help="an earlier --json, to stand in the same table",
    )
    return parser


def _jobs(names: list[str], asked: argparse.Namespace, options: Options) -> list[Job]:
    nights = Nights(asked.data, options, asked.limit, keep=asked.keep)
    wanted = [name for name in names if name not in ON_EVERY_NIGHT | {"plain"}]
    if not wanted and set(names) & ON_EVERY_NIGHT:
        wanted = ["coverage"]
    jobs = [job for name in wanted for job in nights.jobs(name)]
    if "plain" in names and options.engine == "rehearsal":
        print("plain: left out; the rehearsal engine answers acts and nothing else", file=sys.stderr)
    elif "plain" in names:
        jobs += Plain(asked.data, options, asked.limit).jobs()
    return [job for job in jobs if not asked.only or re.search(asked.only, job.name)]


def summary(rows: list[Row], asked: argparse.Namespace, options: Options, code: str) -> dict[str, Any]:
    """The result as it stands in the JSON file, without its rows. `code` is the hash that the code had at the start."""
    changed = [] if code == code_hash() else ["the package's code changed while it was measured"]
    nights = [row["night"] for row in rows if "night" in row]
    night = nights[0] if nights else {}
    return {
        "model": night.get("model") or options.model or "?",
        "engine": options.engine,
        "wire": night.get("wire", ""),
        "prompts": night.get("prompts", "?"),
        "code": code,
        "date": datetime.now(UTC).date().isoformat(),
        "workers": options.workers,
        "limit": asked.limit,
        "jobs": len(rows),
        "shortfall": changed + shortfall(rows),
        "sections": {
            name: {figure: as_json(value) for figure, value in section.items()}
            for name, section in sections(rows).items()
        },
    }


def code_hash() -> str:
    """Eight hex digits that change with the package's code and prompts, so that no row of another version is taken for one of this."""
    folder = package()
    prompts = [path for place in (folder / "_prompts", folder.parent / "prompts") for path in place.glob("*.md")]
    digest = hashlib.sha256()
    for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.j2"), *prompts]):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:8]


def _slug(options: Options) -> str:
    own = hashlib.sha256("".join(_texts(options.prompts)).encode()).hexdigest()[:6] if options.prompts else ""
    parts = [options.engine, options.model or "", options.wire or "", own]
    return re.sub(r"[^\w.]+", "-", " ".join(filter(None, parts))).strip("-")[:80]


def _texts(folder: Path) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.md"))]


if __name__ == "__main__":
    sys.exit(main())
