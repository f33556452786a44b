"""Large wikis to look at: communities of unlike sizes, hubs, a few very wide pages, disagreements, wanted and lonely pages.

By hand: `python -m tests.morning.vaults FOLDER PAGES`.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

KINDS = ("person", "organisation", "place", "software", "method", "concept", "event", "work")
_STEMS = (
    "mar",
    "vel",
    "tor",
    "quin",
    "has",
    "ber",
    "lun",
    "dor",
    "fen",
    "gal",
    "nis",
    "cas",
    "wen",
    "pol",
    "rud",
    "sil",
)
_ENDS = ("ford", "wick", "ton", "gate", "mere", "stone", "field", "worth", "ham", "dale", "bridge", "combe")


def generate(folder: Path, pages: int, *, seed: int = 11, ours: bool = True) -> None:
    """Write a wiki of so many pages: sizes of communities and numbers of links fall by a power law; 1 page in 40 is alone."""
    dice = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    titles = _titles(dice, pages)
    home = _homes(dice, pages)
    members: dict[int, list[int]] = {}
    for page, community in enumerate(home):
        members.setdefault(community, []).append(page)
    sources = [f"source-{n}" for n in range(max(3, pages // 60))]
    for page, title in enumerate(titles):
        links = sorted(_links(dice, page, home, members, pages)) if page % 40 != 39 else []
        text = _page(dice, page, title, [titles[link] for link in links], sources[home[page] % len(sources) :][:4])
        (folder / f"{title}.md").write_text(text, encoding="utf-8")
    (folder / "sources").mkdir(exist_ok=True)
    for source in sources:
        (folder / "sources" / f"{source}.md").write_text(
            f"---\ntype: source\ntitle: The book of {source}\n---\n", encoding="utf-8"
        )
    if ours:
        (folder / "conflicts.md").write_text("---\ntype: conflicts\n---\n\n# Conflicts\n", encoding="utf-8")


def _titles(dice: random.Random, count: int) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < count:
        words = [
            "".join(dice.choices(_STEMS, k=dice.choice((1, 1, 2)))) + dice.choice(_ENDS)
            for _ in range(dice.choice((1, 2)))
        ]
        found[" ".join(words).title()] = None
    return list(found)


def _homes(dice: random.Random, pages: int) -> list[int]:
    """The community of each page; the greatest has about an eighth of all."""
    number = max(4, round(pages**0.5 * 0.7))
    weights = [1 / (rank + 2) ** 0.9 for rank in range(number)]
    return dice.choices(range(number), weights, k=pages)


def _links(dice: random.Random, page: int, home: list[int], members: dict[int, list[int]], pages: int) -> set[int]:
    wide = page % 1100 == 7  # lists and the like: links to everything
    wanted = dice.randint(150, 400) if wide else min(40, int(2 + dice.paretovariate(1.4)))
    wanted = min(wanted, pages // 3)
    near = members[home[page]]
    found = set()
    for _ in range(wanted):
        inside = dice.random() < (0.1 if wide else 0.85)
        pool = near if inside else range(pages)
        # A square leans to the first: those are the hubs.
        found.add(pool[int(len(pool) * dice.random() ** 2.4)])
    return found - {page}


def _page(dice: random.Random, page: int, title: str, links: list[str], sources: list[str]) -> str:
    kind = KINDS[int(len(KINDS) * dice.random() ** 1.5)]
    disputed = page % 17 == 3
    year = 1700 + page % 300
    lines = ["---", f"id: {page:016x}", f"title: {title}", f"type: {kind}"]
    lines += [
        f"description: {title} is a {kind} near the river, known since {year}.",
        "aliases:",
        f"- The {title}",
        "tags:",
    ]
    lines += [f"- {kind}", "sources:"]
    for source in sources:
        lines += [f"- id: {source}", f"  resource: texts/{source}.txt", f"  title: 'The book of {source}'"]
    lines += [
        f"claims: {3 + len(links)}",
        f"conflicts: {int(disputed)}",
        "created: '2026-03-01'",
        "updated: '2026-03-01'",
        "---",
    ]
    first = sources[0]
    lines += ["", f"# {title}", "", f"{title} is a {kind} near the river.[^{first}-1]", ""]
    if disputed:
        lines += [f"> [!warning] Sources disagree: When did {title} open?"]
        lines += [
            f"> - **{year}**: “It opened in {year}.”[^{first}-2]",
            f"> - **{year + 3}**: “It opened in {year + 3}.”[^{sources[-1]}-4]",
            "",
        ]
    lines += [
        f"It is told together with [[{link}]], and was so in {year + n}.[^{first}-3]" for n, link in enumerate(links)
    ]
    lines += ["Of [[Nobody Wrote This]] little is told."] if page % 50 == 1 else []
    lines += [
        "",
        f'[^{first}-1]: [[sources/{first}#^s1|The book of {first}]], Part one: "{title} stands near the river."',
    ]
    lines += [f'[^{first}-2]: [[sources/{first}#^s2|The book of {first}]], Part two: "It opened in {year}."']
    lines += [
        f'[^{sources[-1]}-4]: [[sources/{sources[-1]}#^s4|The book of {sources[-1]}]], Part two: "It opened in {year + 3}."'
    ]
    lines += [
        f'[^{first}-3]: [[sources/{first}#^s3|The book of {first}]], Part three: "They are told together with it, year by year."'
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    generate(Path(sys.argv[1]), int(sys.argv[2]))
