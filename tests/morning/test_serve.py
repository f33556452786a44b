"""The reader over HTTP: what stands on its pages, what it does while a night runs, and that it is quick in a large wiki."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agent.cli import app
from agent.errors import Exit, Fatal
from agent.morning.serve.facts import Facts
from agent.morning.serve.shelf import Leaf
from agent.morning.serve.site import Site
from agent.state.state import State
from tests.morning.served import ENTRY, ROOT, Reader, a_wiki, served
from tests.night.nights import in_child, rehearsal_process


@pytest.fixture
def wiki(tmp_path: Path) -> Path:
    return a_wiki(tmp_path)


@pytest.fixture
def reader(wiki: Path) -> Iterator[Reader]:
    with served(wiki) as one:
        yield one


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html.partition("<main")[2]).split())


def test_the_first_page_answers_what_one_asks_in_the_morning(reader: Reader, wiki: Path) -> None:
    home = reader.get("/index.html")
    assert "The three pages to read first" in home
    assert home.count('class="cards"') == 1
    assert len(re.findall(r"<li>", home.split('class="cards"')[1].split("</ol>")[0])) == 3
    assert "1,896 nautical miles" in words(home)
    assert "All were read." in words(home)
    assert "this is the first night" in words(home)


def test_a_source_that_failed_is_named_on_the_first_page(tmp_path: Path) -> None:
    gone, good = tmp_path / "gone.txt", tmp_path / "good.txt"
    gone.write_bytes(b"\x00" * 50)
    good.write_text("The bell of Ilver was cast in 1702 by Anna Merk. It weighs 900 kilograms.\n", encoding="utf-8")
    with rehearsal_process() as engine:
        in_child(tmp_path / "wiki", [str(gone), str(good)], engine, workers=1)
    with served(tmp_path / "wiki") as reader:
        assert "gone" in words(reader.get("/index.html")).partition("could not be read")[2].partition("Missing")[0]


def test_a_page_has_its_links_what_links_to_it_and_its_footnotes(reader: Reader) -> None:
    page = reader.get("/pages/1866%20cable.html")
    assert 'data-page="Newfoundland.md"' in page
    assert "Linked from" in page
    assert f'href="../conflicts.html#c-{ENTRY}"' in page
    assert re.search(r'href="../documents/atlantic-telegraph-company\.html#s16"', page)
    assert "callout-warning" in page


def test_the_report_of_the_night_leads_to_pages_of_the_reader(reader: Reader) -> None:
    assert 'href="./report.html"' in reader.get("/index.html")
    report = reader.get("/report.html")
    assert f'href="./conflicts.html#c-{ENTRY}"' in report
    assert 'href="./pages/1866%20cable.html"' in report


def test_a_line_that_points_to_a_dispute_leads_to_its_two_sides(reader: Reader, wiki: Path) -> None:
    (wiki / "Mine.md").write_text(f"*Disputed: [[conflicts#How long {ENTRY}|How long?]]*\n", encoding="utf-8")
    assert f'Disputed: <a href="../conflicts.html#c-{ENTRY}"' in reader.get("/pages/Mine.html")
    (wiki / ".nightwiki" / "state.db").unlink()
    assert f'<a href="../conflicts.html#h-how-long-{ENTRY}"' in reader.get("/pages/Mine.html")


def test_a_sentence_opens_in_its_document_and_is_marked(reader: Reader) -> None:
    context = reader.get("/context?document=atlantic-telegraph-company&n=16")
    assert "<mark>The cable of 1866 was 1,852 nautical miles long.</mark>" in context
    assert "sentence 16" in context
    several = reader.get("/context?document=atlantic-telegraph-company&n=16&last=17")
    assert several.count("<mark>") == 2
    whole = reader.get("/documents/atlantic-telegraph-company.html")
    assert 'id="s16" class="s cited" title="Cited on: 1866 cable' in whole
    for bad in ("n=0", "n=99999", "n=-1", "n=x", "n=9999999999999", ""):
        assert reader.ask(f"/context?document=atlantic-telegraph-company&{bad}")[0] == 404
    assert reader.ask("/context?document=nothing&n=1")[0] == 404


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("great east", "Great Eastern"),
        ("graet eastern", "Great Eastern"),
        ("Telegrpah", "Telegraph"),
        ("foilhommerum", "1866 cable"),
        ("FOILHOMM", "1866 cable"),
        ("1,852 nautical", "1866 cable"),
    ],
)
def test_search_by_name_by_typo_and_by_text(reader: Reader, sought: str, found: str) -> None:
    assert found in words("<main" + reader.get("/find?q=" + sought.replace(" ", "+").replace(",", "%2C")))


@pytest.mark.parametrize("sought", ["", "%20", "%22", "*", "NEAR(", "a%00b", "'%3B--", "%F0%9F%98%80", "x" * 5000])
def test_whatever_is_sought_is_answered(reader: Reader, sought: str) -> None:
    assert reader.ask(f"/find?q={sought}")[0] == 200
    assert reader.ask(f"/search.html?q={sought}")[0] == 200


def test_what_a_person_wrote_is_shown_at_once_and_found(reader: Reader, wiki: Path) -> None:
    page = wiki / "1866 cable.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n\nI saw the xylophonist there.\n", encoding="utf-8")
    assert "xylophonist" in reader.get("/pages/1866%20cable.html")
    assert "1866 cable" in reader.get("/find?q=xylophonist")
    (wiki / "Mine.md").write_text("# My own\n\n[[1866 cable]]\n", encoding="utf-8")
    assert "My own" in reader.get("/pages/1866%20cable.html").partition("Linked from")[2]
    (wiki / "Mine.md").unlink()
    assert reader.ask("/pages/Mine.html")[0] == 404


def test_settling_and_reopening_over_http(reader: Reader, wiki: Path) -> None:
    fields = {"token": reader.token(), "id": ENTRY, "act": "settle", "note": "Measured <b>again</b>."}
    status, answer = reader.post(fields, HX_Request="true")
    assert status == 200
    assert answer.lstrip().startswith("<article")
    assert "Measured &lt;b&gt;again&lt;/b&gt;." in answer
    assert "Settled by a person" in (wiki / "1866 cable.md").read_text(encoding="utf-8")
    assert "callout-success" in reader.get("/pages/1866%20cable.html")
    status, answer = reader.post(fields | {"act": "reopen"})
    assert status == 200
    assert "open again" in words(answer), "a browser without scripts gets the whole page"
    assert "Settled by" not in (wiki / "1866 cable.md").read_text(encoding="utf-8")


def test_what_is_settled_is_counted_where_it_stood_and_where_it_stands_from_then_on(reader: Reader) -> None:
    fields = {"token": reader.token(), "id": ENTRY, "act": "settle", "note": "Measured."}
    told = re.findall(r'hx-swap-oob="innerHTML:\.count-(\w+)">(\d*)<', reader.post(fields, HX_Request="true")[1])
    assert dict(told) == {"open": "", "changed": "", "resolved": "1"}


@pytest.mark.parametrize("address", ["/graph.html", "/report.html"])
def test_the_first_link_of_the_graph_and_of_the_report_leads_back_to_the_wiki(reader: Reader, address: str) -> None:
    assert re.findall(r'<a href="([^"]+)"', reader.get(address))[0] == "./index.html"


def test_settled_while_a_night_runs_it_says_so(reader: Reader, wiki: Path) -> None:
    with State.to_write(wiki) as night:
        night.nights.start(_night(wiki))
        time.sleep(0.1)
        assert "A night is at work" in reader.get("/conflicts.html")
        fields = {"token": reader.token(), "id": ENTRY, "act": "settle", "note": "Found it."}
        status, answer = reader.post(fields, HX_Request="true")
        assert status == 200
        assert "when it next publishes" in answer
        assert "Found it." in reader.get("/conflicts.html")


def _night(wiki: Path) -> dict[str, str | int]:
    now = "2026-11-29T23:00:00+00:00"
    return {"date": "2026-11-30", "started": now, "until": "", "engine": "x", "prompts": "", "pid": os.getpid()}


def test_a_night_is_followed_while_it_runs_and_its_end_is_told(reader: Reader, wiki: Path) -> None:
    def event(stream: http.client.HTTPResponse) -> str:
        lines = iter(lambda: stream.readline().decode().rstrip("\n"), "")
        return "\n".join(lines)

    connection = http.client.HTTPConnection("127.0.0.1", reader.port, timeout=20)
    connection.request("GET", "/progress")
    stream = connection.getresponse()
    assert stream.getheader("content-type", "").startswith("text/event-stream")
    assert event(stream).startswith("event: over")
    with State.to_write(wiki) as night:
        night.nights.start(_night(wiki))
        told = event(stream)
        assert told.startswith("event: night")
        assert "A night is at work" in json.loads(told.split("data: ", 1)[1])
    assert event(stream).startswith("event: over"), "its process is gone"
    connection.close()


def test_without_a_database_it_is_for_reading_only() -> None:
    with served(ROOT / "wiki") as reader:
        home = reader.get("/index.html")
        assert "Reading only" in home
        place = re.search(r'href="./conflicts.html#([^"]+)">Who was the first chairman of Telcon\?<', home)
        assert place
        assert f'id="{place[1]}"' in reader.get("/conflicts.html")
        assert "Who was the first chairman of Telcon?" in words(reader.get("/conflicts.html"))
        assert 'href="../pages/sources/great-eastern.html#%5Es7"' in reader.get("/pages/Telcon.html")
        assert 'id="^s7"' in reader.get("/pages/sources/great-eastern.html")
        assert '<form class="settle"' not in reader.get("/conflicts.html")
        assert "Telcon" in reader.get("/find?q=telegraph+construction")


def test_a_damaged_database_does_not_keep_one_from_reading(wiki: Path) -> None:
    for name in ("state.db-wal", "state.db-shm"):
        (wiki / ".nightwiki" / name).unlink(missing_ok=True)
    (wiki / ".nightwiki" / "state.db").write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)
    with served(wiki) as reader:
        assert "Reading only" in reader.get("/index.html")
        assert "1,852" in reader.get("/pages/1866%20cable.html")


def test_the_graph_opens_the_readers_pages(reader: Reader) -> None:
    graph = reader.get("/graph.html")
    assert '"page":"./pages/{stem}.html"' in graph  # opened in a browser in test_serve_browser
    assert '"1866 cable"' in graph
    assert '"./conflicts.html"' in graph
    assert "Content-Security-Policy" in graph


def test_a_wiki_of_five_thousand_pages_is_quick(tmp_path: Path) -> None:
    page = (ROOT / "wiki" / "Telcon.md").read_text(encoding="utf-8")
    for n in range(5000):
        text = page.replace("Telcon", f"Firm {n}").replace("Great Eastern", f"Firm {(n * 7) % 5000}")
        (tmp_path / f"Firm {n}.md").write_text(text, encoding="utf-8")
    site = Site(tmp_path)
    began = time.process_time()
    site.look()
    assert time.process_time() - began < 20
    began = time.process_time()
    for n in range(10):
        site.look()
        assert f"Firm {n}" in str(site.page(f"Firm {n}.md"))
    assert (time.process_time() - began) / 10 < 1, "what is not asked for is not parsed again"
    began = time.process_time()
    assert "Firm 4321" in site.found("frim 4321")
    assert time.process_time() - began < 2


def test_a_port_that_is_taken_and_a_folder_that_is_not_there_are_said(reader: Reader, wiki: Path) -> None:
    taken = CliRunner().invoke(app, ["serve", "--wiki", str(wiki), "--port", str(reader.port)])
    assert isinstance(taken.exception, Fatal)
    assert taken.exception.code is Exit.USAGE
    missing = CliRunner().invoke(app, ["serve", "--wiki", str(wiki / "no")])
    assert isinstance(missing.exception, Fatal)


def test_the_command_serves_and_ends_at_ctrl_c(wiki: Path) -> None:
    command = [sys.executable, "-c", "from agent.cli import main; main()", "serve", "--wiki", str(wiki), "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    url = process.stdout.readline().split(" at ")[1].split()[0]
    assert url.startswith("http://127.0.0.1:")
    assert b"three pages" in urllib.request.urlopen(url + "index.html", timeout=20).read()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert (process.returncode, said) == (0, "")


def test_what_is_vendored_is_what_its_table_says() -> None:
    vendor = ROOT / "agent" / "morning" / "serve" / "vendor"
    rows = re.findall(
        r"^\| `([\w.-]+)` .*?`([0-9a-f]{64})`.*`(licences/[\w.]+)`", (vendor / "VENDOR.md").read_text(), re.MULTILINE
    )
    assert {name for name, _, _ in rows} == {path.name for path in vendor.glob("*.js")}
    for name, digest, licence in rows:
        assert hashlib.sha256((vendor / name).read_bytes()).hexdigest() == digest
        assert (vendor / licence).is_file()


def test_of_two_nights_of_one_date_the_last_ones_pages_are_new(wiki: Path) -> None:
    leaves = [Leaf(f"{name}.md", name, created="2026-11-30", updated="2026-11-30") for name in ("Old", "New", "Mended")]
    new, made = Facts().fresh(leaves)
    assert (len(new), len(made)) == (3, 3)
    with State.to_read(wiki) as state:
        night = state.nights.last()
    assert night is not None
    nights = {"Old": (night.id - 1, night.id - 1), "New": (night.id, night.id), "Mended": (night.id - 1, night.id)}
    new, made = Facts(night=night, nights=nights).fresh(leaves)
    assert ([leaf.title for leaf in new], made) == (["New", "Mended"], {"New.md"})


def test_a_callout_without_a_question_leads_to_its_entry(tmp_path: Path) -> None:
    """Its title would be made of the answers that stand right below it."""
    wiki = tmp_path / "wiki"
    with rehearsal_process() as engine:
        sources = [str(ROOT / "examples" / name) for name in ("pages/cable-glossary.html", "notes/thomson.md")]
        assert in_child(wiki, sources, engine, workers=1) == 0
    assert "> [!warning] Sources disagree\n" in (wiki / "William Thomson.md").read_text()
    with served(wiki) as reader:
        page = reader.get("/pages/William%20Thomson.html")
        (entry,) = re.findall(r'href="\.\./conflicts\.html#(c-\w+)" class="settle-link"', page)
        assert f'id="{entry}"' in reader.get("/conflicts.html")
