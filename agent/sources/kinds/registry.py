"""The kinds of source that have a file of their own here, in the order in which they are asked. To add one, add a line."""

from __future__ import annotations

from agent.sources.kinds.adoc import ADOC
from agent.sources.kinds.code import CODE
from agent.sources.kinds.data import DATA
from agent.sources.kinds.delimited import CSV, TSV
from agent.sources.kinds.docx import DOCX
from agent.sources.kinds.epub import EPUB
from agent.sources.kinds.exported import EXPORTED
from agent.sources.kinds.highlights import KINDLE, READWISE
from agent.sources.kinds.irc import IRC
from agent.sources.kinds.kind import Kind
from agent.sources.kinds.latex import LATEX
from agent.sources.kinds.links import BOOKMARKS, SHORTCUT
from agent.sources.kinds.mail import MAIL
from agent.sources.kinds.manual import MANUAL
from agent.sources.kinds.mbox import MBOX
from agent.sources.kinds.notebook import NOTEBOOK
from agent.sources.kinds.odt import ODP, ODT
from agent.sources.kinds.org import ORG
from agent.sources.kinds.pptx import PPTX
from agent.sources.kinds.references import BIBTEX, RIS
from agent.sources.kinds.rst import RST
from agent.sources.kinds.saved import MHTML, SAVED_PAGE, WEBARCHIVE
from agent.sources.kinds.sheets import ODS, XLS, XLSB, XLSX
from agent.sources.kinds.subtitles import SUBTITLES

KINDS: tuple[Kind, ...] = (
    DOCX,
    EPUB,
    ODT,
    ODP,
    PPTX,
    XLSX,
    XLSB,
    XLS,
    ODS,
    NOTEBOOK,
    MHTML,  # before mails: it has a mail's head
    WEBARCHIVE,
    SAVED_PAGE,
    MBOX,
    MAIL,
    BIBTEX,
    RIS,
    EXPORTED,
    *SUBTITLES,
    KINDLE,
    READWISE,
    SHORTCUT,
    BOOKMARKS,
    IRC,
    MANUAL,
    CSV,
    TSV,
    RST,
    LATEX,
    ORG,
    ADOC,
    CODE,
    DATA,
)
