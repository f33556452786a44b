"""A wiki full of hostility, and a hostile page beside it: nothing of it runs, nothing outside the wiki is read, nothing foreign posts."""

from __future__ import annotations

import asyncio
import os
import re
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from starlette.datastructures import Headers
from typer.main import get_command

from agent.cli import app
from agent.morning.glance import Tokens
from agent.morning.serve import app as serving
from agent.morning.serve.guard import refusal
from agent.morning.serve.prose import Goal, draw
from agent.morning.serve.site import Site
from tests.morning.served import ENTRY, Reader, a_wiki, served

ATTACK = "<script>window.pwned=1</script><img src=x onerror=window.pwned=1>"
LINKS = [
    "javascript:window.pwned=1",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "&#106;avascript:alert(1)",
    "data:text/html,<script>1</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "//evil.test/x",
    "\\\\evil.test\\x",
    "http:javascript:1 ",
    "blob:x",
    "ftp://x/",
]
PAGE = f"""---
title: '{ATTACK}'
type: '{ATTACK}'
description: '{ATTACK}'
aliases: ['{ATTACK}', '"><script>1</script>']
---

# {ATTACK}

{ATTACK}

<iframe src="https://evil.test"></iframe> <style>body{{display:none}}</style> <base href="https://evil.test/">

{chr(10).join(f"[x]({link}) <{link}>" for link in LINKS)}

![x](https://evil.test/pixel.png) ![y](javascript:1) ![[../../secret.png]] ![["><script>1</script>.png]]

[[1866 cable|{ATTACK}]] [["onmouseover="window.pwned=1]] [[1866 cable#"><script>1</script>]]

> [!{"x" * 30}] {ATTACK}
> [!warning" onclick="1] x

| a | {ATTACK} |
|---|---|
| b | {ATTACK} |

text[^"><script>]

[^"><script>]: [[sources/x#^s1|{ATTACK}]] {ATTACK}
"""
ALLOWED = {
    "a",
    "abbr",
    "article",
    "aside",
    "blockquote",
    "body",
    "b",
    "br",
    "button",
    "code",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "img",
    "input",
    "kbd",
    "label",
    "li",
    "link",
    "main",
    "mark",
    "meta",
    "nav",
    "ol",
    "p",
    "pre",
    "progress",
    "s",
    "script",
    "section",
    "small",
    "span",
    "strong",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "textarea",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "ul",
}


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wiki full of it, beside a secret that links of its point to."""
    wiki = a_wiki(tmp_path_factory.mktemp("hostile"))
    (wiki / "Hostile.md").write_text(PAGE, encoding="utf-8")
    (wiki / "Linking.md").write_text("[[Hostile]]\n", encoding="utf-8")
    secret = wiki.parent / "secret"
    for suffix in (".txt", ".md", ".png"):
        secret.with_suffix(suffix).write_text("TOPSECRET zebrafinch", encoding="utf-8")
    (wiki / "link.md").symlink_to(secret.with_suffix(".md"))
    (wiki / "link.png").symlink_to(secret.with_suffix(".png"))
    (wiki / "folder").symlink_to(wiki.parent)
    (wiki / ".nightwiki" / "x.png").write_text("TOPSECRET", encoding="utf-8")
    (wiki / "evil.svg").write_text("<svg onload='1'/>TOPSECRET", encoding="utf-8")
    (wiki / "evil.html").write_text("<script>1</script>TOPSECRET", encoding="utf-8")
    os.mkfifo(wiki / "pipe.md")
    return wiki


@pytest.fixture(scope="module")
def reader(wiki: Path) -> Iterator[Reader]:
    with served(wiki) as one:
        yield one


def tags(html: str) -> set[str]:
    return set(re.findall(r"<([a-zA-Z][\w-]*)", html))


@pytest.mark.parametrize(
    "address",
    [
        "/pages/Hostile.html",
        "/pages/Linking.html",
        "/index.html",
        "/find?q=pwned",
        "/search.html?q=%3Cscript%3E",
        "/preview?page=Hostile.md",
        "/conflicts.html",
    ],
)
def test_nothing_of_a_page_becomes_an_element_or_a_handler(reader: Reader, address: str) -> None:
    html = reader.get(address)
    assert tags(html) <= ALLOWED
    assert not re.search(r"<[^>]*\son\w+\s*=", html)
    assert re.findall(r"<script(?! src=\"[./]*static/)", html) == []
    for href in re.findall(r'(?:href|src|action)="([^"]*)"', html):
        assert re.match(r"(\.|#|pages/|documents/|https?://|mailto:)", href), href
    assert "evil.test" not in "".join(re.findall(r'src="([^"]*)"', html))


@pytest.mark.parametrize("link", LINKS)
def test_a_link_leads_into_the_wiki_to_the_web_or_nowhere(link: str) -> None:
    for text in (f"[x]({link})", f"[x](<{link}>)", f"<{link}>", f"[x]\n\n[x]: {link}", f"![x]({link})", f"[[{link}]]"):
        html = draw(text, lambda target, heading: Goal("")).html
        assert not re.search(r'(?:href|src)="(?!https?://|mailto:)', html), html


def test_every_answer_forbids_what_a_script_would_need(reader: Reader) -> None:
    for address in ("/index.html", "/pages/Hostile.html", "/nothing", "/static/reader.js", "/graph.html"):
        _, _, headers = reader.ask(address)
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["referrer-policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
    assert "script-src 'self';" in reader.ask("/index.html")[2]["content-security-policy"]


PATHS = [
    "/../secret.txt",
    "/pages/../../secret.html",
    "/pages/..%2f..%2fsecret.html",
    "/pages/%2e%2e/%2e%2e/secret.html",
    "/files/../../secret.png",
    "/files/..%2f..%2fsecret.png",
    "/files/%2fetc%2fpasswd",
    "/files//etc/passwd",
    "/files/.nightwiki/state.db",
    "/files/.nightwiki%2fx.png",
    "/pages/.nightwiki/x.html",
    "/pages/link.html",
    "/files/link.png",
    "/pages/folder/secret.html",
    "/files/folder/secret.png",
    "/static/..%2fapp.py",
    "/static/../app.py",
    "/files/1866%20cable.md",
    "/files/evil.svg",
    "/files/evil.html",
    "/pages/pipe.html",
    "/files/a%00b.png",
    "/documents/..%2f..%2fx.html",
    "/documents/x.part0.html",
    "/documents/atlantic-telegraph-company.part9.html",
    "/pages/.html",
    "/files/",
]


@pytest.mark.parametrize("path", PATHS)
def test_nothing_outside_the_wiki_is_read(reader: Reader, path: str) -> None:
    status, body, _ = reader.ask(path)
    assert status in (404, 307), (status, body[:200])
    assert "TOPSECRET" not in body
    assert "root:" not in body


def test_what_a_symlink_holds_is_not_found_either(reader: Reader) -> None:
    assert "Nothing of that name" in reader.get("/find?q=zebrafinch")


def good(reader: Reader) -> dict[str, str]:
    return {"token": reader.token(), "id": ENTRY, "act": "settle", "note": "pwned"}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.test"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://127.0.0.1"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Content_Type": "text/plain"},
        {"Content_Type": "multipart/form-data; boundary=x"},
        {"Content_Type": ""},
    ],
)
def test_a_foreign_page_cannot_post_even_with_the_token(reader: Reader, wiki: Path, headers: dict[str, str]) -> None:
    assert reader.post(good(reader), **headers)[0] == 403
    assert "pwned" not in (wiki / "conflicts.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("token", ["", "x", "é"])
def test_nobody_posts_without_the_token(reader: Reader, wiki: Path, token: str) -> None:
    assert reader.post(good(reader) | {"token": token})[0] == 403
    assert not (wiki / ".nightwiki" / "waiting").exists()


@pytest.mark.parametrize(
    "host",
    [
        "evil.test",
        "evil.test:80",
        "127.0.0.1.evil.test",
        "localhost.evil.test",
        "",
        "[::1",
        "10.0.0.1",
        "a@127.0.0.1@evil.test",
    ],
)
def test_a_name_that_was_pointed_here_is_answered_nothing(reader: Reader, host: str) -> None:
    status, body, _ = reader.ask("/index.html", Host=host)
    assert status in (400, 403)
    assert "cable" not in body
    status, _, _ = reader.ask("/settle", "POST", "x=1", Host=host, Origin=f"http://{host}")
    assert status in (400, 403)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "127.0.0.2"])
def test_this_machines_own_names_are_answered(reader: Reader, host: str) -> None:
    assert reader.ask("/index.html", Host=f"{host}:{reader.port}")[0] == 200


def test_a_foreign_page_embeds_nothing_but_may_link_here(reader: Reader) -> None:
    assert reader.ask("/index.html", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="no-cors")[0] == 403
    assert reader.ask("/progress", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="cors")[0] == 403
    assert reader.ask("/index.html", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate")[0] == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_do_nothing(reader: Reader, method: str) -> None:
    for path in ("/settle", "/index.html"):
        assert reader.ask(path, method, "x")[0] in (403, 405)


def test_too_long_a_form_is_not_read(reader: Reader) -> None:
    assert reader.post(good(reader) | {"note": "x" * 200_000})[0] == 403


def test_half_a_form_and_noise_leave_it_standing(reader: Reader) -> None:
    for said in (
        b"POST /settle HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nx",
        b"\x16\x03\x01noise\r\n\r\n",
        b"GET / HTTP/1.1\r\n",
    ):
        with socket.create_connection(("127.0.0.1", reader.port)) as one:
            one.sendall(said)
    assert reader.ask("/index.html")[0] == 200


@pytest.mark.parametrize(
    ("host", "ours"), [("192.168.1.5", True), ("evil.test", False), ("box.local", True), ("localhost", True)]
)
def test_where_it_was_asked_to_listen_further_a_foreign_name_is_none_of_its(host: str, ours: bool) -> None:
    told = Headers({"host": f"{host}:8808"})
    assert (refusal(told, "GET", "box.local") == "") is ours


def test_it_listens_on_loopback_unless_asked() -> None:
    command = get_command(app).commands["serve"]  # type: ignore[attr-defined]
    assert next(one.default for one in command.params if one.name == "host") == "127.0.0.1"


def test_a_hundred_who_follow_the_night_cost_one_look_a_second(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[float] = []
    look = serving._Reader._glance

    def counted(self: serving._Reader, tokens: Tokens) -> str:
        looks.append(time.monotonic())
        return look(self, tokens)

    monkeypatch.setattr(serving._Reader, "_glance", counted)
    asked = f"GET /progress HTTP/1.1\r\nHost: {reader.host}\r\n\r\n".encode()
    with ExitStack() as held:
        streams = [held.enter_context(socket.create_connection(("127.0.0.1", reader.port), 20)) for _ in range(100)]
        for one in streams:
            one.sendall(asked)
        assert all(one.recv(4096).startswith(b"HTTP/1.1 200") for one in streams)
        began = time.monotonic()
        time.sleep(3)
        assert reader.ask("/index.html")[0] == 200
    during = [at for at in looks if at > began]
    assert 1 <= len(during) <= 2 * (time.monotonic() - began) / serving.EVERY + 1


def test_a_look_that_takes_long_is_one_for_all_who_wait_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []

    def slow(self: serving._Reader, tokens: Tokens) -> str:
        time.sleep(0.6 * serving.EVERY)
        looks.append(1)
        return "data: {}\n\n"

    async def ten() -> list[str]:
        reader = serving._Reader(Site(tmp_path))
        return await asyncio.gather(*(reader._look() for _ in range(10)))

    monkeypatch.setattr(serving._Reader, "_glance", slow)
    assert len(asyncio.run(ten())) == 10
    assert len(looks) == 1


def test_who_asks_for_the_head_of_the_stream_of_a_night_is_not_held(reader: Reader) -> None:
    with socket.create_connection(("127.0.0.1", reader.port), timeout=5) as one:
        for path in ("/progress", "/static/reader.js"):
            one.sendall(f"HEAD {path} HTTP/1.1\r\nHost: {reader.host}\r\n\r\n".encode())
            assert one.recv(4096).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("words", ["[", "![[", "[[a]] ", "*a **b ", "<!--"])
def test_a_paragraph_as_long_as_a_book_is_shown_as_it_is_written(words: str) -> None:
    began = time.process_time()
    html = draw("# A\n\n" + words * (400_000 // len(words)), lambda target, heading: Goal("")).html
    assert time.process_time() - began < 3
    assert tags(html) <= {"p"}
