"""reStructuredText, by docutils (public domain and BSD; the reference): the page that it makes is walked.

Nothing is included, inserted raw or taken from another file, whatever a text asks for; no configuration is read. Directives and roles that
docutils does not know (Sphinx has many) give their words. Imports the walk.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any, cast

from docutils import nodes
from docutils.core import publish_parts
from docutils.parsers.rst import Directive, directives, roles
from docutils.parsers.rst.directives import unchanged
from docutils.parsers.rst.languages import en

from agent.errors import SourceFailed
from agent.sources.blocks import Read
from agent.sources.charset import decode
from agent.sources.kinds.kind import Kind, Raw
from agent.sources.kinds.signs import named
from agent.sources.kinds.walked import blocks_in, first_heading, tree_of
from agent.sources.marks import replace

_SETTINGS = {
    "file_insertion_enabled": False, "raw_enabled": False, "_disable_config": True, "report_level": 5, "halt_level": 5,
    "warning_stream": False, "syntax_highlight": "none", "math_output": "LaTeX", "embed_stylesheet": False, "stylesheet_path": None,
    "stylesheet": None, "initial_header_level": 1, "section_self_link": False, "toc_backlinks": False, "smart_quotes": False,
    "footnote_backlinks": False, "doctitle_xform": False, "docinfo_xform": False, "input_encoding": "unicode", "auto_id_prefix": "id",
    "trim_footnote_reference_space": True, "line_length_limit": 20_000, "cloak_email_addresses": False,
    "datestamp": None, "generator": False, "source_link": False,
}  # fmt: skip
_DIRECTIVE = re.compile(r"^[ \t]*\.\. (?:\|[^|\n]{1,80}\| )?([A-Za-z][\w:.+-]{0,60})[ ]?::", re.MULTILINE)
_ROLE = re.compile(r":([A-Za-z][\w:.+-]{0,60}):`|`:([A-Za-z][\w:.+-]{0,60}):")
_TARGETED = re.compile(r"(.*?)\s*<[^<>]*>\Z", re.DOTALL)
# say nothing to a reader
_SILENT = frozenset(
    ("toctree", "index", "currentmodule", "highlight", "contents", "include", "literalinclude", "raw", "meta", "sectnum", "only-if",
     "default-domain", "default-role", "title", "header", "footer", "image", "target-notes", "role", "date")
)  # fmt: skip
_UNSAID = frozenset(
    (
        "only",
        "ifconfig",
        "rst-class",
        "module",
        "py:module",
        "py:currentmodule",
        "tabularcolumns",
        "glossary",
        "cssclass",
    )
)
_SAID = {  # what Sphinx writes before the words
    "versionadded": "Added in version", "versionchanged": "Changed in version", "deprecated": "Deprecated since version",
    "versionremoved": "Removed in version", "seealso": "See also:",
}  # fmt: skip
_CODE = frozenset(
    (
        "code-block",
        "sourcecode",
        "ipython",
        "testcode",
        "doctest",
        "prompt",
        "highlight-block",
        "parsed-literal",
        "code",
    )
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class _Words(Directive):
    """A directive that docutils does not know: what it says, and what stands below it."""

    optional_arguments = 1
    final_argument_whitespace = True
    option_spec = defaultdict(lambda: unchanged, name=unchanged)  # noqa: RUF012 - as docutils declares it
    has_content = True

    def run(self) -> list[nodes.Node]:
        if self.name in _SILENT or self.name.startswith("auto"):
            return []
        said = "" if self.name in _UNSAID else " ".join(" ".join(self.arguments).split())
        if self.name in _SAID:  # the version, and perhaps what was new in it
            version, _, rest = said.partition(" ")
            said = f"{_SAID[self.name]} {version}{': ' if rest else ''}{rest}".strip()
        inner = nodes.definition()
        self.state.nested_parse(self.content, self.content_offset, inner)
        if ":" in self.name and said:  # a thing that is described: `.. py:function:: run(port)`
            item = nodes.definition_list_item("", nodes.term("", said), inner)
            return [nodes.definition_list("", item)]
        if said and inner.children and self.name in _SAID and isinstance(inner[0], nodes.paragraph):
            inner[0].insert(0, nodes.Text(f"{said}: "))
            return list(inner.children)
        return [*([nodes.paragraph("", said)] if said else []), *inner.children]


class _Code(_Words):
    """A block of code with options of Sphinx's."""

    def run(self) -> list[nodes.Node]:
        text = "\n".join(self.content)
        return [nodes.literal_block(text, text)] if text.strip() else []


def _role(_: str, rawtext: str, text: str, *__: Any, **___: Any) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """A role that docutils does not know: its words, without what they lead to."""
    titled = _TARGETED.match(nodes.unescape(text))
    words = titled[1] if titled and titled[1] else nodes.unescape(text).lstrip("~!")
    return [nodes.inline(rawtext, words)], []


def _looks(raw: Raw) -> bool:
    return named(raw, RST.suffixes, (RST.media, "text/prs.fallenstein.rst", "text/restructuredtext"))


def _read(raw: Raw) -> Read:
    text = decode(raw.data, raw.charset)
    if not text.strip():
        raise SourceFailed("There is nothing in it.")
    for name in {each.lower() for each in _DIRECTIVE.findall(text)} - en.directives.keys() | _SILENT | _CODE:
        directives.register_directive(name, _Code if name in _CODE else _Words)
    for name in {(one or other).lower() for one, other in _ROLE.findall(text)} - en.roles.keys() | {"raw"}:
        roles.register_local_role(name, cast("Any", _role))
    parts = publish_parts(text, writer="html5", settings_overrides=_SETTINGS)
    tree = tree_of(parts["fragment"])
    for each in tree.xpath("//p[contains(@class, 'admonition-title')]"):
        if each.text_content().lower() in en.directives:  # "Note" over a note
            replace(each, "")
    blocks = blocks_in(tree)
    stated = next((each.text for each in blocks if each.kind == "item" and each.text.lower().startswith("date:")), "")
    day = _DAY.search(stated)
    return Read(tuple(blocks), first_heading(blocks), day and day[0])


RST = Kind("rst", "reStructuredText", "text/x-rst", (".rst", ".rest"), _looks, _read)
