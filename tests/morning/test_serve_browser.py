"""The reader and the exported folder in a real browser: no complaint, no request off the machine, and nothing foreign runs or posts.

Skipped, and said, where no Chromium is on the path; the check by axe where its package cannot be had from npm.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from agent.morning.serve.export import export
from agent.state.state import State
from tests.morning import chromium
from tests.morning.axe import violations
from tests.morning.chromium import Browser
from tests.morning.served import ENTRY, ROOT, Reader, a_wiki, served
from tests.morning.test_serve_hostile import PAGE


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    program = chromium.find()
    if program is None:
        pytest.skip("no Chromium on the path: NOBODY LOOKED AT THE READER")
    with chromium.browser(program, tmp_path_factory.mktemp("profile")) as one:
        yield one


@pytest.fixture
def wiki(tmp_path: Path) -> Path:
    return a_wiki(tmp_path)


@pytest.fixture
def reader(wiki: Path) -> Iterator[Reader]:
    with served(wiki) as one:
        yield one


def clean(browser: Browser, home: str) -> None:
    """No complaint on the console, and no request but to where the page is from."""
    assert browser.complaints() == []
    assert [url for url in browser.requests() if not url.startswith((home, "about:", "data:", "blob:"))] == []


def text(browser: Browser, selector: str) -> str:
    return str(browser.script(f"document.querySelector({selector!r})?.innerText ?? ''"))


def badges(browser: Browser) -> list[str]:
    """How many disagreements are open, as the bar and the page say."""
    found = browser.script("[...document.querySelectorAll('nav .badge, h2 .badge')].map((each) => each.innerText)")
    return [str(each) for each in found]


def press(browser: Browser, word: str) -> None:
    for letter in word:
        browser.press(letter)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_kind_of_page_is_clean_and_readable_by_everybody(browser: Browser, reader: Reader, scheme: str) -> None:
    pages = (
        "index.html",
        "pages/1866%20cable.html",
        "pages/index.html",
        "documents/atlantic-telegraph-company.html#s16",
    )
    for address in (
        *pages,
        "conflicts.html",
        "search.html?q=cable",
        "pages/sources/atlantic-telegraph-company.html",
        "nothing",
    ):
        browser.look(scheme=scheme)
        browser.visit(reader.url + address)
        if address != "nothing":  # the browser itself complains of a 404
            clean(browser, reader.url)
        if "1866" in address:
            browser.script("document.querySelector('.fn a').click()")
            browser.wait_for("document.querySelector('#source mark') !== null")
        assert violations(browser) == [], address


def test_a_small_screen_needs_no_scrolling_sideways(browser: Browser, reader: Reader) -> None:
    browser.look(width=390, height=800)
    for address in (
        "index.html",
        "pages/1866%20cable.html",
        "conflicts.html",
        "documents/atlantic-telegraph-company.html",
    ):
        browser.visit(reader.url + address)
        assert browser.script("document.documentElement.scrollWidth") <= 390
    browser.look()


def test_a_footnote_opens_its_sentence_beside_the_text(browser: Browser, reader: Reader) -> None:
    browser.visit(reader.url + "pages/1866%20cable.html")
    browser.script("document.querySelector('.callout .fn a').click()")
    browser.wait_for("!document.getElementById('source').hidden")
    browser.wait_for("document.querySelector('#source mark') !== null")
    assert "1,8" in text(browser, "#source mark")
    assert browser.script("document.activeElement.id") == "source-text"
    href = browser.script("document.querySelector('#source .button').href")
    browser.press("Escape")
    browser.wait_for("document.getElementById('source').hidden")
    assert browser.script("document.activeElement.closest('.fn') !== null"), "the keys go on where they were"
    browser.visit(href)
    assert "1,8" in text(browser, ".s:target")
    clean(browser, reader.url)


def test_a_link_is_previewed_under_the_mouse(browser: Browser, reader: Reader) -> None:
    browser.visit(reader.url + "pages/1866%20cable.html")
    at = "(() => { const r = document.querySelector('.prose a[data-page]').getBoundingClientRect(); return [r.x + 4, r.y + 4]; })()"
    browser.move(*browser.script(at))
    browser.wait_for("!document.getElementById('preview').hidden")
    assert text(browser, "#preview .name") == browser.script("document.querySelector('.prose a[data-page]').innerText")
    browser.move(5, 500)
    browser.wait_for("document.getElementById('preview').hidden")
    clean(browser, reader.url)


def test_search_by_keys_alone(browser: Browser, reader: Reader) -> None:
    browser.visit(reader.url + "documents/atlantic-telegraph-company.html")
    browser.press("/")
    press(browser, "newfuondland")
    browser.wait_for("document.querySelector('#found a') !== null")
    browser.press("ArrowDown")
    browser.press("Enter")
    browser.wait_for("document.querySelector('h1')?.innerText === 'Newfoundland' && document.readyState === 'complete'")
    clean(browser, reader.url)


def test_settling_and_reopening_with_the_mouse(browser: Browser, reader: Reader, wiki: Path) -> None:
    browser.visit(reader.url + "conflicts.html")
    sides = browser.script("[...document.querySelectorAll('.side')].map((side) => side.getBoundingClientRect().top)")
    assert len(sides) == 2
    assert len(set(sides)) == 1, "beside each other"
    browser.script("document.querySelector('.settle summary').click()")
    browser.script("document.querySelector('textarea').focus()")
    press(browser, "I measured it.")
    browser.script("document.querySelector('.settle button').click()")
    browser.wait_for("document.querySelector('.entry.resolved') !== null")
    # they said 1 until the page was loaded again
    assert badges(browser) == ["", ""]
    assert text(browser, ".entry .kind .badge") == "Settled"  # it said so only when the page was loaded again
    assert "I measured it." in text(browser, ".settled")
    assert "I measured it." in (wiki / "1866 cable.md").read_text(encoding="utf-8")
    browser.script("document.querySelector('.settle button').click()")
    browser.wait_for("document.querySelector('.entry.open') !== null")
    assert badges(browser) == ["1", "1"]
    assert browser.script("document.querySelector('.entry .kind .badge')") is None
    clean(browser, reader.url)


def test_the_graph_opens_a_page_of_the_reader(browser: Browser, reader: Reader) -> None:
    browser.visit(reader.url + "pages/1866%20cable.html")
    browser.open(browser.script("document.querySelector('aside a[href*=\"graph.html\"]').href"))
    browser.wait_for("!document.getElementById('panel').hidden")
    told = text(browser, "#panel")
    assert "In the words of its sources" in told  # what the file on the disk tells, the reader's own tells too
    assert browser.script("document.querySelectorAll('#panel .dispute li').length") == 2
    assert browser.script("document.querySelectorAll('#panel cite').length") >= 2
    browser.visit(browser.script("document.querySelector('#panel .open').href"))
    assert text(browser, "h1") == "1866 cable"


def test_a_night_is_followed_live(browser: Browser, reader: Reader, wiki: Path) -> None:
    browser.visit(reader.url + "index.html")
    assert browser.script("document.getElementById('night').hidden")
    now = "2026-11-29T23:00:00+00:00"
    with State.to_write(wiki) as night:
        night.nights.start(
            {"date": "2026-11-30", "started": now, "until": "", "engine": "x", "prompts": "", "pid": os.getpid()}
        )
        browser.wait_for("!document.getElementById('night').hidden")
        assert "A night is at work" in text(browser, "#night")
        night.nights.end(night.nights.last().id, now, "done", "")  # type: ignore[union-attr]
    browser.wait_for("document.getElementById('night')?.hidden && document.readyState === 'complete'")
    clean(browser, reader.url)


@pytest.mark.parametrize(
    "address", ["pages/Hostile.html", "index.html", "pages/Linking.html", "search.html?q=pwned", "graph.html"]
)
def test_a_hostile_wiki_runs_nothing(browser: Browser, wiki: Path, address: str) -> None:
    (wiki / "Hostile.md").write_text(PAGE, encoding="utf-8")
    (wiki / "Linking.md").write_text("[[Hostile]] [[Hostile]]\n", encoding="utf-8")
    with served(wiki) as reader:
        browser.visit(reader.url + address)
        links = "[...document.querySelectorAll('main a[href]')].slice(0, 9)"
        browser.script(links + ".forEach((a) => a.dispatchEvent(new MouseEvent('mouseover', {bubbles: true})))")
        time.sleep(0.6)
        assert browser.script("window.pwned") is None
        clean(browser, reader.url)


FORM = """<!doctype html><form id=f method=post action="{url}settle"><input name=token value="{token}"><input name=id value="{id}">
<input name=act value=settle><input name=note value=pwned></form><iframe src="{url}"></iframe><img src="{url}static/icon.svg">
<script>
fetch("{url}settle", {{method: "POST", mode: "no-cors", body: new URLSearchParams(new FormData(f))}}).catch(() => 0);
fetch("{url}conflicts.html").then((r) => r.text()).then((t) => document.title = t, () => 0);
document.title = "tried";
</script>"""


@pytest.mark.parametrize("own", [False, True])
def test_a_hostile_page_beside_it_posts_and_reads_nothing(
    browser: Browser, reader: Reader, wiki: Path, own: bool
) -> None:
    """From another port of this machine, and from a name that was pointed here, which is then of one origin with the reader."""
    url = f"http://hostile.test:{reader.port}/" if own else reader.url
    body = FORM.format(url=url, token=reader.token(), id=ENTRY).encode()

    class Foreign(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Foreign)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        browser.visit(f"http://hostile.test:{server.server_address[1]}/")
        assert browser.script("document.title") == "tried"
        browser.script("f.submit()")
        browser.wait_for("location.pathname === '/settle' && document.readyState === 'complete'")
        assert "Disagreements" not in text(browser, "body")
        if own:
            browser.visit(url)
            assert text(browser, "body").strip() == "this name is none of this reader's"
    finally:
        server.shutdown()
    assert not (wiki / ".nightwiki" / "waiting").exists()


def test_the_exported_folder_opens_from_the_disk(browser: Browser, wiki: Path, tmp_path: Path) -> None:
    (wiki / "Hostile.md").write_text(PAGE, encoding="utf-8")
    export(wiki, tmp_path / "out & <b>")
    home = (tmp_path / "out & <b>").as_uri() + "/"
    for address in (
        "index.html",
        "pages/1866%20cable.html",
        "conflicts.html",
        "pages/Hostile.html",
        "documents/atlantic-telegraph-company.html#s16",
    ):
        browser.visit(home + address)
        clean(browser, home)
        assert browser.script("window.pwned") is None
    assert "1,852" in text(browser, ".s:target")
    browser.press("/")
    press(browser, "newfuondland")
    browser.wait_for("document.querySelector('#found a') !== null")
    assert text(browser, "#found b") == "Newfoundland"
    browser.press("ArrowDown")
    browser.press("Enter")
    browser.wait_for("document.querySelector('h1')?.innerText === 'Newfoundland' && document.readyState === 'complete'")
    browser.script("document.querySelector('.fn a').click()")
    browser.wait_for("!document.getElementById('source').hidden")
    browser.visit(browser.script("document.querySelector('#source .button').href"))
    assert text(browser, ".s:target") != ""
    clean(browser, home)
    browser.open(home + "graph.html#1866%20cable.md")
    assert browser.script("document.querySelectorAll('#panel cite').length") >= 2
    browser.visit(browser.script("document.querySelector('#panel .open').href"))
    assert text(browser, "h1") == "1866 cable"


def test_the_sample_is_exported_without_a_database(browser: Browser, tmp_path: Path) -> None:
    export(ROOT / "wiki", tmp_path / "out")
    home = (tmp_path / "out").as_uri() + "/"
    for address in ("index.html", "conflicts.html", "pages/Telcon.html"):
        browser.visit(home + address)
        clean(browser, home)
    browser.script("document.querySelector('.fn a').click()")
    browser.visit(browser.script("document.querySelector('#source .button').href"))
    assert browser.script("document.querySelector(':target')?.id").startswith("^s")
