"""What of a page is furniture by its own account: tags, roles, names and what is hidden. Pure. Imports the tree walker's words."""

from __future__ import annotations

import re

from lxml import etree

FURNITURE_TAGS = frozenset({"nav", "aside", "footer", "form", "dialog", "menu"})
FURNITURE_ROLES = frozenset({"navigation", "complementary", "contentinfo", "search", "banner", "dialog", "alert"})
FURNITURE_NAMES = re.compile(
    r"(^|[\s_-])(nav(bar|box|igation)?|sidebar|footer|related|share|sharing|social|breadcrumbs?|cookies?|consent|comments?|"
    r"promo|newsletter|toc|advert\w*|banner|menu|pagination|noprint|editsection|catlinks|skip-link)([\s_-]|$)",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def is_hidden(element: etree._Element) -> bool:
    """Whether an element says that it is not shown."""
    style = element.get("style")
    return element.get("hidden") is not None or (style is not None and _HIDDEN.search(style) is not None)


def names(element: etree._Element) -> str:
    """What an element is called: its classes and its id."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"
