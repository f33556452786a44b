"""From bytes to a title, a text and its numbered sentences: picks the reader by what the bytes are.

Pure: the same bytes, media type and resource give the same result, and nothing is fetched. Run it in a process of its own
(`sandbox`): the libraries below it may crash or run wild. Imports the readers of this room.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from agent.errors import SourceFailed
from agent.knowledge.model import Sentence
from agent.knowledge.text.letters import detected
from agent.sources.blocks import Block, Read, clean, one_line
from agent.sources.charset import declared_in, decode
from agent.sources.from_html import read_html
from agent.sources.from_markdown import read_markdown
from agent.sources.from_pdf import read_pdf
from agent.sources.from_text import read_text
from agent.sources.head import byline, day_of
from agent.sources.kinds.kind import Kind, Raw
from agent.sources.refused import looks_refused
from agent.sources.sentences import LONGEST_HEADING, assemble
from agent.sources.slugs import EMPTY_STEMS, NOTION_ID, stem
from agent.sources.sniff import MEDIA, Format, kind_of, sniff
from agent.sources.speakers import turns


@dataclass(frozen=True, slots=True)
class Extracted:
    """What was in a source. `date` is the ISO day that the source itself states; `media` is what the bytes turned out to be.

    `language` (ISO 639-1) is what it declares, or what its script and its words say. `authors`, `address` and `dated` are as in `Read`.
    """

    title: str
    text: str
    sentences: tuple[Sentence, ...]
    date: str | None
    media: str
    language: str = "en"
    authors: tuple[str, ...] = ()
    address: str = ""
    dated: str = ""


def extract(data: bytes, media: str, resource: str) -> Extracted:
    """Read `data`; `media` is the declared type with its parameters (may be empty), `resource` the URL or path.

    Raises SourceFailed, with a reason in plain words, for what holds no text that can be read.
    """
    raw = Raw(data, media.partition(";")[0].strip().lower(), _suffix(resource), resource, declared_in(media))
    kind = kind_of(raw)
    form = None if kind else sniff(data, media, resource)
    read = _by(kind, raw) if kind else _read(form or "text", data, media, resource)
    language = detected("\n".join(block.text for block in read.blocks if block.kind != "code"), read.language)
    blocks = turns(read.blocks, language)
    text, sentences = assemble(blocks, language)
    day, dated = (read.date, read.dated)
    authors = tuple(map(clean, read.authors))  # what a format says of itself comes past the making of blocks
    if form in ("text", "markdown"):
        day, dated = (day, dated) if day else day_of(read.blocks, language, _stem(resource))
        authors = authors or byline(read.blocks)
    title = "" if read.title in _headings(read.blocks) - _headings(blocks) else read.title  # whose turn it is
    extracted = Extracted(
        clean(title or _name(resource))[:LONGEST_HEADING].rstrip(),
        text,
        sentences,
        day,
        kind.media if kind else MEDIA[form or "text"],
        language,
        authors,
        clean(read.address),
        dated,
    )
    if form == "html" and (reason := looks_refused(extracted.title, text)):
        raise SourceFailed(reason)
    if not sentences:
        raise SourceFailed("There is no text in it to read.")
    return extracted


def _by(kind: Kind, raw: Raw) -> Read:
    """What a kind's own reader finds. Whatever a library raises says that the bytes are not what they look like."""
    try:
        return kind.read(raw)
    except (SourceFailed, MemoryError, RecursionError):
        raise
    except Exception as fault:
        words = f"{type(fault).__name__}: {one_line(str(fault))[:200]}"
        raise SourceFailed(
            f"This is {kind.said}, and it is damaged or of a form that is not read ({words})."
        ) from fault


def _read(form: Format, data: bytes, media: str, resource: str) -> Read:
    if form == "pdf":
        return read_pdf(data)
    if form == "html":
        return read_html(data, resource, declared_in(media))
    text = decode(data, declared_in(media))
    return read_markdown(text, _stem(resource)) if form == "markdown" else read_text(text)


def _headings(blocks: Iterable[Block]) -> set[str]:
    return {block.text for block in blocks if block.kind == "heading"}


def _suffix(resource: str) -> str:
    """The suffix of a path or URL, lower case with its dot."""
    path = re.sub(r"[?#].*", "", resource) if "://" in resource else resource
    return posixpath.splitext(path)[1].lower()


def _stem(resource: str) -> str:
    """The last part of a path, without its suffix and Notion's mark."""
    path = re.sub(r"^[^:]+://[^/]*|[?#].*", "", resource) if "://" in resource else resource
    return NOTION_ID.sub("", posixpath.splitext(posixpath.basename(unquote(path).rstrip("/")))[0])


def _name(resource: str) -> str:
    """A title for what has none: its file's name, or of `page.html` what tells more, its folder's."""
    own = _stem(resource)
    return one_line(re.sub(r"[-_]+", " ", stem(resource) if own.lower() in EMPTY_STEMS else own)) or one_line(resource)
