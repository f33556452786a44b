"""How long the graph of a large wiki takes, and how long its page takes to answer the mouse.

`python -m tests.bench.measure_graph [PAGES]`: CPU seconds of `graph --html`, size of the file, seconds until the map stands, and for
60 moves of the mouse the milliseconds from the event to the end of the frame that it caused (script only; a browser without a card
composes the frame in software besides).
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from tests.morning import chromium
from tests.morning.vaults import generate

COMMAND = [sys.executable, "-c", "from agent.cli import main; main()", "graph"]
LISTEN = """window.took = []; document.getElementById('stage').addEventListener('mousemove', () => {
  const begun = performance.now();
  requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => took.push(performance.now() - begun);
    channel.port2.postMessage(0);
  });
}, { capture: true }); 1"""


def measure(pages: int) -> None:
    """Print the figures for a generated wiki of so many pages."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        generate(folder / "w", pages)
        subprocess.run([*COMMAND, str(folder / "w"), "--html", str(folder / "graph.html")], check=True)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        print(f"{pages} pages: graph --html {used.ru_utime + used.ru_stime:.1f} CPU s", end=", ")
        print(f"{(folder / 'graph.html').stat().st_size / 1e6:.2f} MB, {used.ru_maxrss / 1024:.0f} MiB at most")
        program = chromium.find()
        if program is None:
            return print("no Chromium: nothing more measured")
        with chromium.browser(program, folder / "profile") as page:
            page.look()
            print(f"  the map stands after {page.open((folder / 'graph.html').as_uri()):.1f} s")
            page.script(LISTEN)
            for spot in page.script(
                "graphView.wiki.nodes.slice(0, 1200).filter((_, i) => i % 20 === 0).map((n) => graphView.seen(n))"
            ):
                page.move(spot["x"], spot["y"])
                page.script("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))")
            took = page.script("took")
            print(
                f"  mouse: median {median(took):.0f} ms, 95 % under {sorted(took)[int(len(took) * 0.95)]:.0f} ms, most {max(took):.0f} ms"
            )
        return None


if __name__ == "__main__":
    measure(int(sys.argv[1]) if len(sys.argv) > 1 else 6600)
