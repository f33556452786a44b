"""Tiny corpora with planted disagreements and near misses: what a night finds, or what code alone would ask about.

`python -m tests.bench.corpora DIR --engine URL [--json] [--out FOLDER] [--only 01,07] [--workers N] [--parallel N] [--model NAME]` runs a
night over each corpus with the `score.py` that lies beside the data, and prints its table. `--candidates` runs no night: every claim of a
corpus is put on one page, and each candidate of code is scored as if it were an entry. That is the upper bound of what code can ask, and
harder than a night on precision, as everything in a corpus is taken to be one thing.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import importlib.util
import io
import json
import sys
import tempfile
from pathlib import Path
from types import ModuleType
from typing import Any

from agent.knowledge.disagreement.candidates import candidates
from agent.knowledge.model import Claim, Document, claim_id
from agent.sources.extract import extract


def scorer(folder: Path) -> ModuleType:
    """The script beside the data. Raises FileNotFoundError if there is none."""
    spec = importlib.util.spec_from_file_location("corpora_score", folder / "score.py")
    if spec is None or spec.loader is None or not (folder / "score.py").is_file():
        raise FileNotFoundError(f"no score.py in {folder}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def documents(folder: Path, language: str) -> list[Document]:
    """The files of a corpus as a night reads them; of those in several languages, English ones where nothing else is known."""
    found = []
    for path in sorted(folder.iterdir()):
        data = path.read_bytes()
        read = extract(data, "", path.name)
        lang = getattr(read, "language", "") or ("en" if language == "mixed" else language)
        identity = hashlib.sha256(data).hexdigest()
        found.append(
            Document(
                identity, path.stem, read.title, path.name, read.media, read.text, read.sentences, read.date, "", lang
            )
        )
    return found


def entries(corpus: Any) -> list[dict[str, Any]]:
    """What code alone would ask about all claims of a corpus, as entries."""
    made = documents(corpus.folder, corpus.lang)
    rows = [(Claim(claim_id("", d.id, s.n, s.n), "", d.id, s.n, s.n), d) for d in made for s in d.sentences]
    by_id = {document.id: document for document in made}

    def side(claim: Claim, value: str) -> dict[str, str]:
        document = by_id[claim.document]
        quote = document.quote(claim.first, claim.last)
        return {"source": document.resource, "quote": quote, "claim": value, "value": value}

    return [
        {
            "id": c.id, "page": "", "kind": c.kind, "state": "open", "about": c.question,
            "sides": [side(claim, value) for claim, value in zip(c.claims, c.values, strict=True)],
        }
        for c in candidates(rows, [""])
    ]  # fmt: skip


def alone(folder: Path, only: set[str], score: ModuleType) -> list[dict[str, Any]]:
    """The scores of code's candidates, a row for each corpus."""
    return [
        score.score(corpus, entries(corpus)) | {"trouble": "", "seconds": 0.0}
        for corpus in score.corpora_of(folder, only or None)
    ]


def main() -> int:
    """Print recall, precision and near misses called, by kind, form and language. Exit codes are those of `score.py`."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.corpora", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--engine", default="")
    parser.add_argument("--candidates", action="store_true", help="run no night: what code alone would ask")
    parser.add_argument("--nightwiki", default=str(Path(sys.executable).with_name("nightwiki")))
    parser.add_argument("--out", type=Path, help="where the wikis are kept; else they are thrown away")
    parser.add_argument("--only", default="")
    parser.add_argument("--json", action="store_true")
    args, more = parser.parse_known_args()
    if not args.engine and not args.candidates:
        parser.error("--engine or --candidates is needed")
    score = scorer(args.folder)
    told = io.StringIO()
    with tempfile.TemporaryDirectory() as thrown, contextlib.redirect_stdout(told if args.json else sys.stdout):
        if args.candidates:
            result = score.tell(alone(args.folder, set(filter(None, args.only.split(","))), score), "-v" in more)
            code = 0
        else:
            out = args.out or Path(thrown)
            sys.argv = [
                "score.py",
                args.nightwiki,
                str(args.folder),
                str(out),
                "--engine",
                args.engine,
                "--only",
                args.only,
                *more,
            ]
            code = score.main()
            written = out / "result.json"
            result = json.loads(written.read_text(encoding="utf-8")) if written.is_file() else {}
    if args.json:
        print(json.dumps(result, ensure_ascii=False))
    return int(code)


if __name__ == "__main__":
    raise SystemExit(main())
