"""Pages that browsers saved (MHTML by a real one where there is one, web archives, SingleFile), shortcuts and bookmarks."""

from __future__ import annotations

import plistlib
import re
import time
from collections.abc import Callable
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest

from agent.errors import SourceFailed
from agent.sources.extract import Extracted, extract
from agent.sources.listing import resolve
from agent.sources.ours import is_page
from agent.sources.shortcuts import LONGEST, is_shortcut, target
from agent.sources.specs import SourceSpec
from tests.morning.chromium import browser, find

TEXT = "".join(
    f"<p>The alder mill number {n} stands on the river below the town, and it has ground corn for 6{n} years.</p>"
    for n in range(5)
)
HEAD = "<!doctype html><html lang='en'><head><title>Alder Mill</title></head>"
PAGE = f"{HEAD}<body><article><h1>Alder Mill</h1>{TEXT}</article></body></html>"


def read(data: bytes, name: str) -> Extracted:
    return extract(data, "", name)


def mhtml(page: str = PAGE, **fields: str) -> bytes:
    made = MIMEMultipart("related", type="text/html")
    made["From"], made["Subject"], made["Date"] = "<Saved by Blink>", "Alder Mill", "Fri, 3 May 2024 10:14:00 -0000"
    made["Snapshot-Content-Location"] = "https://mill.example/a"
    part = MIMEText(page, "html", "utf-8")
    made.attach(part)
    return made.as_bytes()


def snapshot(page: str, drawn: str, folder: Path) -> bytes:
    """A page as Chromium saves it in one file, once what is `drawn` holds."""
    (folder / "shown.html").write_text(page)
    with browser(find() or "", folder / "home") as one:
        one.call("Page.navigate", url=(folder / "shown.html").as_uri())
        one.wait_for(drawn)
        return str(one.call("Page.captureSnapshot", format="mhtml")["data"]).encode()


@pytest.mark.skipif(find() is None, reason="there is no Chromium here")
def test_a_page_that_chromium_saved(tmp_path: Path) -> None:
    saved = snapshot(PAGE, "document.querySelectorAll('p').length == 5", tmp_path)
    found = read(saved, "page.mhtml")
    assert (found.title, found.date, found.media, len(found.sentences)) == ("Alder Mill", None, "multipart/related", 5)


OURS = (Path(__file__).parents[2] / "examples" / "expected" / "graph.html").read_text(encoding="utf-8")[:9000]


@pytest.mark.skipif(find() is None, reason="there is no Chromium here")
def test_a_page_of_ours_that_chromium_saved_is_ours(tmp_path: Path) -> None:
    (tmp_path / "graph.mhtml").write_bytes(snapshot(OURS, "document.querySelectorAll('meta').length > 2", tmp_path))
    assert is_page(tmp_path / "graph.mhtml")


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("a.mht", lambda page: mhtml(page)),
        ("a.html", lambda page: page.replace("<html", "<!-- saved from url=(0022)http://127.0.0.1:8808/ -->\n<html").encode()),
        ("a.html", lambda page: re.sub(r'="([\w-]+)"', r"=\1", page).replace("doctype", "DOCTYPE").encode()),
        ("a.webarchive", lambda page: plistlib.dumps({"WebMainResource": {"WebResourceData": page.encode()}}, fmt=plistlib.FMT_BINARY)),
    ],
    ids=["mhtml", "saved as", "SingleFile", "web archive"],
)  # fmt: skip
def test_a_page_of_ours_is_ours_however_it_was_saved(tmp_path: Path, name: str, made: Callable[[str], bytes]) -> None:
    (tmp_path / name).write_bytes(made(OURS))
    assert is_page(tmp_path / name)
    (tmp_path / name).write_bytes(made(PAGE.replace("Alder Mill", "nightwiki")))
    assert not is_page(tmp_path / name)


@pytest.mark.parametrize("name", ["a.mhtml", "a.mht", "MIME-Version", "a.eml"])
def test_a_saved_page_is_a_page_and_no_mail_whatever_its_name(name: str) -> None:
    found = read(mhtml(), name)
    assert (found.title, found.date, len(found.sentences)) == ("Alder Mill", None, 5)


def test_a_web_archive_of_safari() -> None:
    main = {
        "WebResourceData": PAGE.encode(),
        "WebResourceURL": "https://mill.example/a",
        "WebResourceTextEncodingName": "UTF-8",
    }
    data = plistlib.dumps({"WebMainResource": main}, fmt=plistlib.FMT_BINARY)
    assert len(read(data, "a.webarchive").sentences) == 5
    with pytest.raises(SourceFailed, match="damaged"):
        read(data[:-40], "a.webarchive")


def test_singlefile_with_pictures_inside() -> None:
    picture = f"<img src='data:image/png;base64,{'iVBOR' * 3_000_000}'>"
    page = PAGE.replace(
        "<head>", "<!--\n Page saved with SingleFile \n url: https://mill.example/a \n saved date: x\n--><head>"
    )
    found = read(page.replace("<h1>", f"{picture}<h1>").encode(), "a.html")
    assert (found.title, found.media, len(found.sentences)) == ("Alder Mill", "text/html", 5)


def test_a_saved_refusal_is_no_page_and_an_empty_one_is_said() -> None:
    with pytest.raises(SourceFailed, match="captcha"):
        read(
            mhtml("<html><head><title>Just a moment...</title></head><body><p>Verify you are human.</p></body></html>"),
            "a.mhtml",
        )
    with pytest.raises(SourceFailed, match="Save it again"):
        read(mhtml("")[:200], "a.mhtml")


SHORTCUTS = {
    "a.url": b"[InternetShortcut]\r\nURL=https://mill.example/a\r\nIconIndex=0\r\n",
    "b.webloc": plistlib.dumps({"URL": "https://mill.example/b"}),
    "c.webloc": plistlib.dumps({"URL": "https://mill.example/c"}, fmt=plistlib.FMT_BINARY),
}
BOOKMARKS = b"""<!DOCTYPE NETSCAPE-Bookmark-file-1>
<!-- This is an automatically generated file. -->
<TITLE>Bookmarks</TITLE>
<DL><p>
    <DT><A HREF="https://mill.example/?a=1&amp;b=2#top" ADD_DATE="1714723200">Mill</A>
    <DT><A HREF="javascript:alert(1)">Script</A>
    <DT><A HREF="https://mill.example/?a=1&amp;b=2#top">Mill again</A>
    <DT><A HREF="http://pump.example/">Pump</A>
</DL><p>
"""
POCKET = b"title,url,time_added,tags,status\nMill,https://mill.example/a,1714723200,,unread\nPump,http://pump.example/,1714723201,,archive\n"


def listed(tmp_path: Path, *words: str) -> tuple[list[SourceSpec], str]:
    told: list[str] = []
    return resolve(words, tmp_path, tell=told.append), told[0]


def test_a_shortcut_is_the_page_that_it_leads_to(tmp_path: Path) -> None:
    for name, data in SHORTCUTS.items():
        (tmp_path / name).write_bytes(data)
    found, _ = listed(tmp_path, ".")
    assert [(each.kind, each.resource) for each in found] == [("url", f"https://mill.example/{each}") for each in "abc"]
    assert listed(tmp_path, "a.url")[1] == "Reading a.url as a shortcut to https://mill.example/a"


@pytest.mark.parametrize("address", ["file:///etc/passwd", "javascript:alert(1)", "", "smb://x/y"])
def test_a_shortcut_to_no_page_is_followed_nowhere(tmp_path: Path, address: str) -> None:
    (tmp_path / "a.url").write_text(f"[InternetShortcut]\nURL={address}\n")
    found, _ = listed(tmp_path, "a.url")
    assert [(each.kind, each.resource) for each in found] == [("file", "a.url")]
    with pytest.raises(SourceFailed, match=r"leads nowhere|only http and https"):
        read((tmp_path / "a.url").read_bytes(), "a.url")


@pytest.mark.parametrize(("name", "data"), [("bookmarks.html", BOOKMARKS), ("pocket.csv", POCKET)])
def test_bookmarks_named_by_themselves_are_a_list_and_in_a_folder_they_are_told(
    tmp_path: Path, name: str, data: bytes
) -> None:
    (tmp_path / name).write_bytes(data)
    found, told = listed(tmp_path, name)
    assert [each.kind for each in found] == ["url", "url"]
    assert told == f"Reading {name} as a list of 2 sources"
    assert [each.kind for each in listed(tmp_path, ".")[0]] == ["file"]
    with pytest.raises(SourceFailed, match="2 addresses and no text"):
        read(data, name)


def test_no_shortcut_ends_the_making_of_a_list(tmp_path: Path) -> None:
    """It is read in the night's own process: an encoding that nobody knows, and a list that holds itself twice, thirty times over."""
    (tmp_path / "a.webloc").write_bytes(SHORTCUTS["b.webloc"].replace(b"UTF-8", b"UT-8"))
    (tmp_path / "b.webloc").write_bytes(twice(30))
    assert [each.kind for each in listed(tmp_path, ".")[0]] == ["file", "file"]
    for name in ("a.webloc", "b.webloc"):
        with pytest.raises(SourceFailed, match=r"damaged|nowhere"):
            read((tmp_path / name).read_bytes(), name)


def twice(deep: int) -> bytes:
    """A binary property list whose URL is a list that holds the next one twice, so many times."""
    objects = [b"\xd1\x01\x02", b"\x53URL", *(b"\xa2" + bytes([n + 3, n + 3]) for n in range(deep)), b"\x51x"]
    body, places = b"bplist00", []
    for each in objects:
        places.append(len(body))
        body += each
    table = b"".join(place.to_bytes(2, "big") for place in places)
    return (
        body
        + table
        + bytes(6)
        + b"\x02\x01"
        + len(objects).to_bytes(8, "big")
        + bytes(8)
        + len(body).to_bytes(8, "big")
    )


def test_a_damaged_shortcut_is_said_and_one_that_expands_is_not_expanded() -> None:
    entities = b'<!DOCTYPE plist [<!ENTITY a "URL"><!ENTITY b "&a;&a;">]>'
    bomb = b'<?xml version="1.0"?>' + entities + b"<plist><dict><key>URL</key><string>&b;</string></dict></plist>"
    for data in (SHORTCUTS["b.webloc"][:-30], bomb):
        with pytest.raises(SourceFailed, match="damaged"):
            read(data, "a.webloc")


@pytest.mark.parametrize("space", [b" ", b"\n", b"\r\n"], ids=["spaces", "lines", "windows"])
def test_white_space_in_a_shortcut_does_not_hold_the_night(space: bytes) -> None:
    long = space * (LONGEST // 3)
    began = time.process_time()
    assert not is_shortcut(long)
    assert target(b"[InternetShortcut]" + long + b"\nURL = https://mill.example/ \r\n") == "https://mill.example/"
    assert target(b"[InternetShortcut]\nURL=https://mill.example/" + b" " * 40000 + b"b") != ""
    assert time.process_time() - began < 1
