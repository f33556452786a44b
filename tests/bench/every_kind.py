"""A folder with one file of every kind that is read, each written by a program of its kind, about one small invented station.

    python -m tests.bench.every_kind OUT_DIR

Needs pandoc, soffice (LibreOffice), chromium and openpyxl, and what the tests need. `PLANTED` in the texts lists the four things that two
files tell otherwise. A shortcut, bookmarks, data and a picture lie there too: they are to be passed by or refused by name.
"""

from __future__ import annotations

import csv
import json
import mailbox
import plistlib
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from email.message import EmailMessage
from pathlib import Path

from openpyxl import Workbook
from pptx import Presentation

from tests.bench import every_kind_texts as texts
from tests.morning.chromium import Browser, find

Rows = Sequence[Sequence[object]]
PANDOC = {  # file, its text, pandoc's name of the form
    "report.docx": (texts.REPORT, "docx"),
    "handbook.epub": (texts.HANDBOOK, "epub"),
    "survey.odt": (texts.SURVEY, "odt"),
    "members.rst": (texts.GUIDE, "rst"),
    "yield.tex": (texts.PAPER, "latex"),
    "control.org": (texts.CONTROL, "org"),
    "flood.adoc": (texts.FLOOD, "asciidoc"),
    "mill.ipynb": (texts.HISTORY, "ipynb"),
    "walk.md": (texts.NOTES, "markdown"),
}


def _pandoc(text: str, form: str, to: Path) -> None:
    title = text.split("\n", 1)[0].lstrip("# ")
    asked = ["pandoc", "--from", "markdown", "--to", form, "--standalone", "--output", str(to), "--metadata"]
    subprocess.run([*asked, f"title={title}"], input=text, text=True, check=True, stderr=subprocess.DEVNULL)


def _office(source: Path, form: str, to: Path) -> None:
    """Convert by LibreOffice, in a profile of its own."""
    with tempfile.TemporaryDirectory() as folder:
        profile = f"-env:UserInstallation=file://{folder}/profile"
        asked = ["soffice", profile, "--headless", "--convert-to", form, "--outdir", folder, str(source)]
        subprocess.run(asked, check=True, capture_output=True, timeout=180)
        to.write_bytes((Path(folder) / source.with_suffix("." + form.split(":")[0]).name).read_bytes())


def documents(out: Path) -> None:
    """What pandoc writes, and a PDF by LibreOffice."""
    for name, (text, form) in PANDOC.items():
        _pandoc(text, form, out / name)
    (out / "trust.txt").write_text("\n\n".join(texts.TRUST.replace("# ", "", 1).split("\n\n")), encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "the-flood.docx"
        _pandoc(texts.FLOOD.replace("The flood of 2019", "Minutes of the flood"), "docx", made)
        _office(made, "pdf", out / "flood-minutes.pdf")


def pages(out: Path) -> None:
    """A page, and the same station's pages as browsers save them."""
    _pandoc(texts.CO_OP, "html5", out / "co-op.html")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        _pandoc(texts.TRUST, "html5", page)
        program = find()
        assert program, "chromium is not here"
        browser = Browser(program, Path(folder) / "profile")
        browser.call("Page.navigate", url=page.as_uri())
        browser.wait_for("document.readyState === 'complete' && !!document.body.innerText")
        (out / "trust.mhtml").write_text(browser.call("Page.captureSnapshot", format="mhtml")["data"], newline="")
        browser.close()
    _pandoc(texts.HISTORY, "html5", saved := out / "mill-saved.html")
    mark = "<!--\n Page saved with SingleFile \n url: https://ollerby.example/mill \n saved date: Sat May 04 2024\n-->"
    saved.write_text(saved.read_text().replace("<html", f"{mark}<html", 1), encoding="utf-8")
    main = {"WebResourceMIMEType": "text/html", "WebResourceURL": "https://ollerby.example/control"}
    main |= {"WebResourceTextEncodingName": "UTF-8"}
    _pandoc(texts.CONTROL, "html5", page := out / "control.html")
    archive = {"WebMainResource": {**main, "WebResourceData": page.read_bytes()}}
    (out / "control.webarchive").write_bytes(plistlib.dumps(archive, fmt=plistlib.FMT_BINARY))
    page.unlink()


def tables(out: Path) -> None:
    """Workbooks by openpyxl and LibreOffice, a table with commas, and slides with notes."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Yearly figures"
    for row in texts.YEARS:
        sheet.append(list(row))
    book.save(out / "yearly.xlsx")
    _csv(texts.GAUGE, out / "gauges.csv")
    with tempfile.TemporaryDirectory() as folder:
        _csv(texts.PARTS, parts := Path(folder) / "parts.csv")
        _office(parts, "ods", out / "parts.ods")
    _slides(texts.SLIDES[:2], out / "talk.pptx")
    with tempfile.TemporaryDirectory() as folder:
        _slides(texts.SLIDES[2:], plans := Path(folder) / "plans.pptx")
        _office(plans, "odp", out / "plans.odp")


def _slides(slides: Sequence[tuple[str, Sequence[str], str]], to: Path) -> None:
    show = Presentation()
    for title, points, note in slides:
        slide = show.slides.add_slide(show.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = "\n".join(points)
        slide.notes_slide.notes_text_frame.text = note
    show.save(str(to))


def _csv(rows: Rows, to: Path) -> None:
    with to.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)


def mails(out: Path) -> None:
    """A mail, a mailbox and what two chat programs keep."""
    minutes = _mail("Ingrid Marsh", "Minutes of 14 March", texts.MINUTES, 14)
    (out / "minutes.eml").write_bytes(bytes(minutes))
    box = mailbox.mbox(out / "silt.mbox")
    for day, (who, subject, words) in enumerate(texts.MAILS, start=2):
        box.add(_mail(who, subject, words + "\n", day))
    box.close()
    log = [f"[2024-02-11 21:{n:02}:00] <{who}> {words}" for n, (who, words) in enumerate(texts.ROOM)]
    (out / "weir.log").write_text("\n".join(log) + "\n", encoding="utf-8")
    turns = [{"sender": "human" if who == "user" else who, "text": words} for who, words in texts.CHAT]
    talk = {"uuid": "1", "name": "Gearbox oil", "created_at": "2024-05-02T08:00:00Z", "chat_messages": turns}
    (out / "conversations.json").write_text(json.dumps([talk], indent=1), encoding="utf-8")


def _mail(who: str, subject: str, words: str, day: int) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"] = f"{who} <{who.split()[0].lower()}@ollerby.example>", "members@ollerby.example"
    mail["Subject"], mail["Date"] = subject, f"Thu, {day} Mar 2024 20:15:00 +0000"
    mail["Message-ID"] = f"<{day}@ollerby.example>"
    mail.set_content(words)
    return mail


def subtitles(out: Path) -> None:
    """What is said in two films."""
    srt = [
        f"{n}\n{_at(n, ',')} --> {_at(n + 1, ',')}\n{who}: {words}\n" for n, (who, words) in enumerate(texts.SPOKEN, 1)
    ]
    (out / "tour.srt").write_text("\n".join(srt), encoding="utf-8")
    vtt = [
        f"{_at(n, '.')} --> {_at(n + 1, '.')}\n<v {who}>{words}\n"
        for n, (who, words) in enumerate(texts.LOOKED_BACK, 1)
    ]
    (out / "ten-years.vtt").write_text("\n".join(["WEBVTT\n", *vtt]), encoding="utf-8")


def _at(n: int, point: str) -> str:
    return f"00:00:{5 * n:02}{point}000"


def references(out: Path) -> None:
    """Books as BibTeX and RIS, and passages marked in them on a Kindle and in Readwise."""
    bib = [
        f"@book{{b{n},\n  author = {{{who}}},\n  title = {{{title}}},\n  year = {{{year}}},\n  publisher = {{{house}}},\n"
        f"  abstract = {{{about}}}\n}}\n"
        for n, (who, title, year, house, about) in enumerate(texts.BOOKS)
    ]
    (out / "books.bib").write_text("\n".join(bib[:1]), encoding="utf-8")
    who, title, year, house, about = texts.BOOKS[1]
    ris = f"TY  - BOOK\nAU  - {who}\nTI  - {title}\nPY  - {year}\nPB  - {house}\nAB  - {about}\nER  - \n"
    (out / "books.ris").write_text(ris, encoding="utf-8")
    marks = [
        f"{work}\n- Your Highlight on page {n} | Location {n}0-{n}2 | Added on Monday, 6 May 2024 21:0{n}:00\n\n{words}\n==========\n"
        for n, (work, words) in enumerate(texts.PASSAGES[:2], start=1)
    ]
    (out / "My Clippings.txt").write_text("".join(marks), encoding="utf-8")
    work, words = texts.PASSAGES[2]
    title, _, author = work.rstrip(")").partition(" (")
    _csv((("Highlight", "Book Title", "Book Author", "Note"), (words, title, author, "")), out / "readwise.csv")


def passed_by(out: Path) -> None:
    """What holds nothing to read, and code, which is read where it is named singly."""
    (out / "weir.url").write_text("[InternetShortcut]\r\nURL=http://10.0.0.7/weir\r\n", encoding="utf-8")
    links = '<DL><p>\n<DT><A HREF="https://ollerby.example/">Ollerby</A>\n</DL>\n'
    (out / "bookmarks.html").write_text(f"<!DOCTYPE NETSCAPE-Bookmark-file-1>\n{links}", encoding="utf-8")
    (out / "otter.json").write_text('{"level_seconds": 15, "open_first": "Greta"}\n', encoding="utf-8")
    (out / "weir.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    (out / "yield.py").write_text(texts.SCRIPT, encoding="utf-8")


def made(out: Path) -> list[str]:
    """The folder; returns the names of its files."""
    out.mkdir(parents=True, exist_ok=True)
    for make in (documents, pages, tables, mails, subtitles, references, passed_by):
        make(out)
    return sorted(file.name for file in out.iterdir())


if __name__ == "__main__":
    print(*made(Path(sys.argv[1])), sep="\n")
