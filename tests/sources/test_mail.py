"""Mails and mailboxes: who says what in them, what is quoted, what is left out; and what is damaged or hostile."""

from __future__ import annotations

import mailbox
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path

import pytest

from agent.errors import SourceFailed
from agent.sources.extract import Extracted, extract
from agent.sources.kinds.replies import name_in

BODY = """Hi Otto,

I had the pump looked at. It runs at 40 bar, and was built in 1931 by the Alder Works.

Best regards,

Ada
Holm Works
+47 22 00 00 00

On Fri, May 3, 2024 at 9:02 AM Otto Lund <otto@lund.example> wrote:
> I saw the pump in April. It was broken then.
>
> On Thu, 2 May 2024, Ida Berg <ida@berg.example> wrote:
>> The pump costs 4,000 euros.
>>
>> -- 
>> Ida Berg, sales
"""  # noqa: W291 - the mark of a signature ends with a space


def mail(
    body: str = BODY, subject: str = "Re: AW: The pump", sender: str = "Ada Holm <ada@holm.example>"
) -> EmailMessage:
    """As the standard library writes it."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "Otto Lund <otto@lund.example>", subject
    made["Date"], made["Message-ID"] = "Fri, 3 May 2024 10:14:00 +0200", "<1@holm.example>"
    made.set_content(body)
    return made


def read(made: EmailMessage | bytes, name: str = "a.eml") -> Extracted:
    return extract(made if isinstance(made, bytes) else made.as_bytes(), "", name)


def said(found: Extracted) -> list[tuple[str, str]]:
    return [(each.speaker, found.text[each.start : each.end]) for each in found.sentences]


def test_a_mail_is_told_by_who_wrote_what() -> None:
    found = read(mail())
    assert (found.title, found.date, found.media) == ("The pump", "2024-05-03", "message/rfc822")
    assert found.text.startswith("From: Ada Holm\nTo: Otto Lund\nDate: 2024-05-03\n\nHi Otto,")
    assert said(found) == [
        ("Ada Holm", "Hi Otto,"),
        ("Ada Holm", "I had the pump looked at."),
        ("Ada Holm", "It runs at 40 bar, and was built in 1931 by the Alder Works."),
        ("Otto Lund", "I saw the pump in April."),
        ("Otto Lund", "It was broken then."),
        ("Ida Berg", "The pump costs 4,000 euros."),
    ]


@pytest.mark.parametrize(
    ("line", "who"),
    [
        ("On Fri, May 3, 2024 at 9:02 AM Otto Lund <otto@lund.example> wrote:", "Otto Lund"),
        ("On 03/05/2024 09:02, Otto Lund wrote:", "Otto Lund"),
        ("Otto Lund <otto@lund.example> writes:", "Otto Lund"),
        ("Am 03.05.24 um 09:02 schrieb Otto Lund:", "Otto Lund"),
        ("Am Fr., 3. Mai 2024 um 09:02 Uhr schrieb Otto Lund <\notto@lund.example>:", "Otto Lund"),
        ("Le ven. 3 mai 2024 à 09:02, Otto Lund <otto@lund.example> a écrit :", "Otto Lund"),
        ("El vie, 3 may 2024 a las 9:02, Otto Lund (<otto@lund.example>) escribió:", "Otto Lund"),
        ("On 3 May 2024, otto@lund.example wrote:", "otto@lund.example"),
    ],
)
def test_the_line_above_a_quotation_says_whose_it_is(line: str, who: str) -> None:
    answer = "> The pump is broken now.\n\nNo, it runs again.\n\n> It costs too much.\n\nThat is true.\n"
    text = f"I do not think so at all.\n\n{line}\n\n{answer}"
    assert said(read(mail(text))) == [
        ("Ada Holm", "I do not think so at all."),
        (who, "The pump is broken now."),
        ("Ada Holm", "No, it runs again."),
        (who, "It costs too much."),
        ("Ada Holm", "That is true."),
    ]


def test_a_head_that_outlook_copied_says_whose_the_rest_is() -> None:
    text = """See below, please.

-----Original Message-----
From: Otto Lund [mailto:otto@lund.example]
Sent: Friday, May 3, 2024 9:02 AM
To: Ada Holm
Subject: The pump

The pump is broken now.

From: Ida Berg <ida@berg.example>
Sent: Thursday, May 2, 2024 8:00 AM
To: Otto Lund
Subject: The pump

It costs 4,000 euros.
"""
    assert said(read(mail(text))) == [
        ("Ada Holm", "See below, please."),
        ("Otto Lund", "The pump is broken now."),
        ("Ida Berg", "It costs 4,000 euros."),
    ]


def test_a_quotation_without_a_name_is_not_the_writers() -> None:
    found = said(read(mail("> Does it still leak?\n\nNo, it does not.\n")))
    assert found == [("somebody quoted", "Does it still leak?"), ("Ada Holm", "No, it does not.")]


HTML = """<html><body><div>I think it was built in <b>1934</b>, and I have the drawings.</div><br>
<div class="gmail_quote"><div class="gmail_attr">On Fri, May 3, 2024 at 10:14 AM Otto Lund &lt;<a>otto@lund.example</a>&gt; wrote:<br></div>
<blockquote class="gmail_quote"><div>It was built in 1931, I believe.</div></blockquote></div>
<div class="gmail_signature">Ada, Holm Works</div></body></html>"""


def test_a_mail_of_html_alone_and_its_quotation() -> None:
    made = mail()
    made.set_content(HTML, subtype="html")
    assert said(read(made)) == [
        ("Ada Holm", "I think it was built in 1934, and I have the drawings."),
        ("Otto Lund", "It was built in 1931, I believe."),
    ]


def test_tables_that_only_lay_out_are_no_tables() -> None:
    inner = "<table role='presentation'><tr><td><p>The wheel is of oak.</p></td><td><p>The miller is Ada Holm.</p></td></tr></table>"
    data = "<table><tr><th>Year</th><th>Corn</th></tr><tr><td>1931</td><td>12 t</td></tr></table>"
    made = mail(sender="Mill News <news@mill.example>")
    made.set_content(
        f"<html><body><div style='display:none'>A preview of it.</div><table><tr><td><table><tr><td><h1>May</h1>{inner}</td></tr>"
        f"<tr><td>{data}</td></tr></table></td></tr></table></body></html>",
        subtype="html",
    )
    assert [text for _, text in said(read(made))] == [
        "The wheel is of oak.",
        "The miller is Ada Holm.",
        "Year: 1931 | Corn: 12 t",
    ]


def test_of_two_forms_the_whole_one_is_read_once() -> None:
    made = mail("Your program shows no HTML.\n")
    made.add_alternative(HTML, subtype="html")
    assert "no HTML" not in read(made).text
    made = mail("I think it was built in 1934, and I have the drawings.\n")
    made.add_alternative(HTML.replace("<b>", "<i>"), subtype="html")
    assert [text for who, text in said(read(made)) if who] == ["I think it was built in 1934, and I have the drawings."]


def test_a_mail_with_pictures_that_have_a_place_is_no_saved_page() -> None:
    made = mail()
    made.set_content(HTML, subtype="html")
    made.add_related(
        b"GIF89a", maintype="image", subtype="gif", headers=["Content-Location: https://holm.example/a.gif"]
    )
    assert read(made).media == "message/rfc822"


def test_attachments_are_named_and_mails_inside_are_read() -> None:
    made, inner = (
        mail("See the plan, please.\n"),
        mail("The plan is from 1931.\n", "Plan", "Otto Lund <otto@lund.example>"),
    )
    made.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="plän.pdf")
    made.add_attachment(inner)
    found = read(made)
    assert "Attached, not read: plän.pdf" in found.text
    assert said(found)[-1] == ("Otto Lund", "The plan is from 1931.")
    assert found.sentences[-1].heading == ("Plan (2024-05-03)", "Otto Lund")


def test_a_line_in_no_charset_and_encoded_words_in_the_head() -> None:
    head = b"From: =?utf-8?q?=C3=85se?= Holm <a@x.example>\nSubject: =?koi8-nope?q?x?= pump\nMessage-ID: <1@x>\nDate: yesterday\n"
    found = read(head + b"Content-Type: text/plain; charset=latin-1\n\nThe pump of Bj\xf8rvika runs.\n")
    assert said(found)[-1] == ("Åse Holm", "The pump of Bjørvika runs.")
    assert found.date is None


def test_a_mailbox_is_a_heading_for_each_mail_and_says_nothing_twice(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "a.mbox")
    box.add(
        mail(
            "The pump of the alder mill below the town runs at 40 bar. It was built in 1931.\n\nFrom what I heard it leaks.\n",
            "Pump",
        )
    )
    box.add(
        mail(
            "No.\n\nOn Fri, Ada Holm wrote:\n> The pump of the alder mill below the town runs at\n"
            "> 40 bar. It was built in 1931.\n>\n> Also, it is red.\n",
            "Re: Pump",
            "Otto Lund <otto@lund.example>",
        )
    )
    box.close()
    found = read((tmp_path / "a.mbox").read_bytes(), "a.mbox")
    assert [(each.heading, found.text[each.start : each.end]) for each in found.sentences if each.speaker] == [
        (("Pump (2024-05-03)", "Ada Holm"), "The pump of the alder mill below the town runs at 40 bar."),
        (("Pump (2024-05-03)", "Ada Holm"), "It was built in 1931."),
        (("Pump (2024-05-03)", "Ada Holm"), "From what I heard it leaks."),
        (("Pump (2024-05-03)", "Otto Lund"), "No."),
        (("Pump (2024-05-03)", "Ada Holm"), "Also, it is red."),
    ]


def test_by_its_bytes_whatever_its_name() -> None:
    assert read(mail(), "download").media == "message/rfc822"
    assert read(mail(), "note.txt").media == "message/rfc822"
    memo = b"From: Ada Holm\nTo: all\nSubject: Pump\n\nThe pump runs at 40 bar.\n"
    assert read(memo, "memo.txt").media == "text/plain"


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (mail("").as_bytes(), "no text in this mail"),
        (mail("-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----\n").as_bytes(), "encrypted"),
        (
            b"From: a@x.example\nMIME-Version: 1.0\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nMIIB\n",
            "encrypted",
        ),
        (b"From: a@x.example\nMIME-Version: 1.0\nContent-Type: application/pdf; name=a.pdf\n\nJVBER\n", "only a.pdf"),
    ],
    ids=["empty", "pgp", "smime", "only attached"],
)
def test_what_cannot_be_read_is_said(made: bytes, why: str) -> None:
    with pytest.raises(SourceFailed, match=why):
        read(made)


def test_in_a_mailbox_it_costs_its_mail_and_is_counted() -> None:
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000))
    box = b"From x Sun Nov 29 22:28:56 2026\nFrom: a@x.example\nMIME-Version: 1.0\n" + deep
    found = read(box + b"\nFrom x Sun Nov 29 22:28:56 2026\n" + mail("The pump runs again.\n").as_bytes(), "a.mbox")
    assert said(found) == [("Ada Holm", "The pump runs again.")]
    assert "Not read: 1 damaged" in found.text


def test_what_is_hostile_costs_nothing_but_itself() -> None:
    deep = b"From: a@x.example\nMIME-Version: 1.0\n" + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(300)
    )
    heads = b"From: " + b"<" * 50_000 + b"\nMessage-ID: <1>\nTo: " + b"a@x, " * 50_000 + b"\n\nThe pump runs again.\n"
    marks = mail(">" * 5000 + " deep\n" + "> " * 3000 + "The pump runs again.\n").as_bytes()
    quoted = (
        b"From: a@x.example\nMIME-Version: 1.0\nContent-Type: text/html\n\n"
        + b"<blockquote type=cite>" * 3000
        + b"The pump runs."
    )
    for made in (deep + b"x", heads, marks, quoted):
        with suppress(SourceFailed):  # said, or read: either way is right
            assert len(read(made).sentences) < 50


@pytest.mark.parametrize(
    ("line", "who"),
    [
        ("On Monday Bernd wrote:", "Bernd"),
        ("On Tuesday, Ada Holm wrote:", "Ada Holm"),
        ("Monday Okafor wrote:", "Monday Okafor"),
    ],
)
def test_the_day_on_which_somebody_wrote_is_no_part_of_their_name(line: str, who: str) -> None:
    assert name_in(line.removesuffix(" wrote:")) == who


COPIED = """From: Marit Keane
To: Sorcha Dempsey
Date: Tuesday, 3 September 2024
Subject: Re: The flood

The Sall came into the workshop on 8 January 2015.

Warmly,
Marit
"""


@pytest.mark.parametrize(
    "text",
    [
        COPIED,
        COPIED.replace("From:", "Von:").replace("To:", "An:").replace("Date:", "Gesendet:").replace("Subject:", "Betreff:")
        .replace("Tuesday, 3 September", "Dienstag, 3. September"),
        COPIED.replace("Marit Keane", "Marit Keane <marit@example.org>").replace("Date:", "Sent:"),
    ],
)  # fmt: skip
def test_a_mail_copied_into_a_text_is_a_mail(text: str) -> None:
    found = extract(text.encode(), "", "/notes/marit.txt")
    assert (found.media, found.title, found.date) == ("message/rfc822", "The flood", "2024-09-03")
    assert [each.speaker for each in found.sentences] == ["Marit Keane"]


@pytest.mark.parametrize(
    "text",
    ["Note: a.\nFrom: b.\nTo: c.\n\nText.", "From: A\nTo: B\n\nThe way is long.", "Date: x\nSubject: y\nTo: z\n\nA."],
)
def test_lines_with_colons_are_no_mail(text: str) -> None:
    assert extract(text.encode(), "", "/notes/a.txt").media != "message/rfc822"


def test_a_copied_mail_of_a_day_that_never_was_is_read_without_one() -> None:
    found = extract(COPIED.replace("3 September", "31 February").encode(), "", "/notes/marit.txt")
    assert (found.title, found.date) == ("The flood", None)
