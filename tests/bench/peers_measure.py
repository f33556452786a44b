"""What a folder of markdown says and shows, counted by the same rules whatever tool wrote it.

Owns: statements and whether what they cite can be looked up, figures that no source has, and which planted disagreements are told.
Links are counted by `nightwiki graph`.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import frontmatter
from sentencex import segment

from tests.bench.peers_tools import Tool

WORDS = 4  # from which on a sentence is a statement, and quoted words can be told from a title
QUOTED = re.compile(r"“([^”]+)”|\"([^\"]+)\"")
RANGE = re.compile(r"([\w./ -]+)[:#]L?(\d+)-L?(\d+)")
NAMED = re.compile(r"\^\[[^\]]+\]|\[\^[^\]]+\]|\[\[sources?/[^\]]+\]\]")
FOOTNOTE = re.compile(r"^\[\^([^\]]+)\]:\s*(.*)$", re.MULTILINE)
NUMBER = re.compile(r"\d+(?:,\d{3})*")
DISAGREE = re.compile(
    r"contradict|disagree|conflict|disput|inconsisten|discrepan|differ|disagrees|\bby another\b|other sources?",
    re.IGNORECASE,
)


def measured(tool: Tool, folder: Path, planted: Mapping[str, Any]) -> dict[str, Any]:
    """All figures of the wiki that the tool left under `folder`; none but `pages` where it left nothing."""
    wiki = folder / tool.wiki
    pages = _pages(tool, wiki)
    if not pages:
        return {"pages": 0}
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted((folder / tool.sources).glob("*.md"))}
    bodies = [frontmatter.loads(page.read_text(encoding="utf-8", errors="replace")).content for page in pages]
    found = {"pages": len(pages), "words": sum(len(FOOTNOTE.sub("", body).split()) for body in bodies), **links(wiki)}
    told = [blocks(page.read_text(encoding="utf-8", errors="replace")) for page in pages]
    return found | statements(bodies, texts) | disagreements([one for each in told for one in each], bodies, planted)


def _pages(tool: Tool, wiki: Path) -> list[Path]:
    found = {path for pattern in tool.pages for path in wiki.glob(pattern)}
    return sorted(path for path in found if path.name not in tool.besides)


def links(wiki: Path) -> dict[str, int]:
    """Distinct links and broken ones, of the folder as a whole."""
    words = [sys.executable, "-c", "from agent.cli import main; main()", "graph", str(wiki), "--json"]
    graph = json.loads(subprocess.run(words, capture_output=True, text=True, check=True).stdout)
    return {"links": graph["links"], "broken": len(graph["broken"]), "orphans": len(graph["orphans"])}


def statements(bodies: Iterable[str], sources: Mapping[str, str]) -> dict[str, int]:
    """How many sentences there are, of how many a source is named, of how many the words or lines can be looked up, and in how many a
    number stands that no source has. A citation covers the sentences before it in its paragraph that have none.
    """
    every, named, checkable, invented = 0, 0, 0, 0
    flat = {name: _flat(text) for name, text in sources.items()}
    numbers = {number for text in sources.values() for number in NUMBER.findall(text)}
    for body in bodies:
        notes = dict(FOOTNOTE.findall(body))
        for paragraph in _paragraphs(FOOTNOTE.sub("", body)):
            cited = ""
            for sentence in reversed(_sentences(paragraph)):
                cited = sentence if NAMED.search(sentence) or _quotes(sentence) else cited
                bare = _bare(sentence)
                if len(bare.split()) < WORDS:
                    continue
                every += 1
                named += bool(cited)
                checkable += _checkable(cited, notes, flat, sources)
                invented += any(number not in numbers for number in NUMBER.findall(bare))
    return {"statements": every, "source_named": named, "checkable": checkable, "invented_figures": invented}


def _paragraphs(body: str) -> list[str]:
    """Prose and list items; no headings, code, tables, callouts, pointers to them, or lists that are links alone."""
    body = re.sub(r"```.*?(```|\Z)|<!--.*?-->|%%.*?%%", "", body, flags=re.DOTALL)
    lines = [
        "" if re.match(r"\s*(#|>|\||---|\[[^\]]+\]:|\*Disputed: )", line) or _is_link(line) else line
        for line in body.splitlines()
    ]
    return re.split(r"\n\s*\n|\n(?=\s*(?:[-*+]|\d+\.)\s)", "\n".join(lines))


def _is_link(line: str) -> bool:
    return bool(re.match(r"\s*[-*+]\s*(\[\[[^\]]+\]\]|\[[^\]]+\]\([^)]+\))\s*(?:[:—–-].*)?$", line))


def _sentences(paragraph: str) -> list[str]:
    """Sentences, with the citations that stand behind the full stop."""
    text = re.sub(r"\s+", " ", paragraph).strip().removeprefix("- ").removeprefix("* ")
    found: list[str] = []
    for each in segment("en", text):
        begun = re.match(r"(?:\s*(?:\^\[[^\]]+\]|\[\^[^\]]+\]))+", each)
        if begun and found:
            found[-1] += begun[0]
            each = each[begun.end() :]
        if each.strip():
            found.append(each.strip())
    return found


def _bare(sentence: str) -> str:
    text = re.sub(r"\[\[(?:[^\]|]*\|)?([^\]]*)\]\]", r"\1", NAMED.sub("", sentence))
    return re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text)


def _quotes(text: str) -> list[str]:
    return [quote for found in QUOTED.findall(text) if len((quote := found[0] or found[1]).split()) >= WORDS]


def _checkable(cited: str, notes: Mapping[str, str], flat: Mapping[str, str], sources: Mapping[str, str]) -> bool:
    """A quotation, of the sentence or of its footnote, that stands in a source; or lines of a source that are there."""
    texts = [cited, *(notes.get(name, "") for name in re.findall(r"\[\^([^\]]+)\]", cited))]
    for quote in (quote for text in texts for quote in _quotes(text)):
        if any(_flat(quote) in text for text in flat.values()):
            return True
    return any(
        (name := Path(file.strip()).name) in sources and 1 <= int(first) <= int(last) <= len(sources[name].splitlines())
        for text in texts
        for cited_at in re.findall(r"\^\[([^\]]+)\]", text)
        for file, first, last in RANGE.findall(cited_at)
    )


def _flat(text: str) -> str:
    """Letters and digits alone, so that neither quotes nor spaces nor links part what is the same."""
    return " ".join(re.findall(r"\w+", _bare(text).lower()))


def blocks(page: str) -> list[str]:
    """What is read in one go: the front matter, and each paragraph or callout under the heading that it stands under."""
    parts = re.split(r"^---\s*$", page, maxsplit=2, flags=re.MULTILINE)
    head, body = (parts[1], parts[2]) if len(parts) == 3 and not parts[0].strip() else ("", page)
    found, heading = [head], ""
    for paragraph in re.split(r"\n\s*\n", FOOTNOTE.sub("", body)):
        first = paragraph.strip().split("\n")[0]
        heading = first if first.startswith("#") else heading
        found.append(f"{heading}\n{paragraph}")
    return found


def disagreements(told: Iterable[str], bodies: Iterable[str], planted: Mapping[str, Any]) -> dict[str, int]:
    """`found`: both sides stand in one block that says that there is a disagreement. `kept`: both stand somewhere. `near`: a near miss is
    told as one, in one sentence or one callout, as a paragraph may well tell of both.
    """
    said = [_bare(block) for block in told if DISAGREE.search(block)]
    parts = (part for block in said for part in ([block] if "\n>" in block else _sentences(block)))
    close = [part for part in parts if DISAGREE.search(part)]
    whole = "\n".join(_bare(FOOTNOTE.sub("", body)) for body in bodies)

    def both(item: Mapping[str, Any], text: str) -> bool:
        return all(re.search(side, text, re.IGNORECASE) for side in item["sides"].values())

    return {
        "planted": len(planted["disagreements"]),
        "found": sum(any(both(item, block) for block in said) for item in planted["disagreements"]),
        "kept": sum(both(item, whole) for item in planted["disagreements"]),
        "near": sum(any(both(item, one) for one in close) for item in planted["near misses"]),
    }
