"""What each rule of lint means to who reads it: how much it matters, and what to do."""

from __future__ import annotations

from dataclasses import dataclass

SEVERITIES = ("error", "warning", "hint")
"""What is broken; what misleads a reader; what a better page would have."""


@dataclass(frozen=True, slots=True)
class Rule:
    """`do` says what to do about a finding."""

    severity: str
    do: str


RULES = {
    "unreadable": Rule("error", "Mend the YAML between the two lines of ---."),
    "missing-type": Rule("error", "Give it a `type` in its front matter; `note` for notes of your own."),
    "broken-link": Rule("error", "Write the page, link one that exists, or take the brackets away."),
    "undefined-footnote": Rule("error", "Write the line [^…]: that it means, or take the mark away."),
    "no-citation": Rule("error", "Put the footnote of a source behind it, or move it to a section of your own."),
    "scaffolding": Rule("error", "Take it out: it comes from a prompt or a reply, not from a source."),
    "log-order": Rule("error", "Put the newest day first, each as `## YYYY-MM-DD`."),
    "duplicate-title": Rule("warning", "Merge the two, or add to each title in brackets what tells it apart."),
    "claims-waiting": Rule("warning", "Put them where you want them, or give the page its old lines back."),
    "unused-footnote": Rule("warning", "Cite it where it belongs, or take the line out."),
    "one-thing": Rule("warning", "If they are one thing, make the one an alias of the other, and merge the text."),
    "filed-elsewhere": Rule(
        "warning", "Move it to the page that it speaks of, or say what it has to do with this one."
    ),
    "repeated": Rule("warning", "Keep one of the two."),
    "leaked-mark": Rule("warning", "Take it out: it is the source's markup, not its words."),
    "no-definition": Rule("hint", "Begin with a sentence that says what it is."),
    "thin": Rule("hint", "Add what the sources say, or tell it on the page that links here."),
    "orphan": Rule("hint", "Link it from a page that speaks of it."),
    "wanted": Rule("hint", "Write a page with this name, or leave it."),
}
