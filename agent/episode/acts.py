"""The acts: what a model may ask for, as pydantic models, flat and bounded. The same models make the schema and check the reply.

Owns: names, shapes and bounds of the acts. What they do, and which of them a step permits, is in the script of each kind.
"""

from __future__ import annotations

from textwrap import shorten
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)]
# what only tells why costs nothing where it is too long
Remark = Annotated[str, AfterValidator(lambda text: shorten(text, 80, placeholder="…"))]
Statement = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
LONGEST = 600  # characters of a wording: it may have to name all that a long claim names
Wording = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST)]
Question = Annotated[str, StringConstraints(strip_whitespace=True, min_length=8, max_length=160)]
Number = Annotated[int, Field(ge=1)]
Numbers = Annotated[list[Number], Field(min_length=1, max_length=48)]  # a whole window may be of one page
Cites = Annotated[list[Number], Field(min_length=1, max_length=6)]
Kind = Literal[
    "person", "organisation", "place", "work", "software", "product", "method", "concept", "event", "dataset", "other"
]


class Act(BaseModel):
    """Base of all acts: unknown fields are a fault of the reply, not of the night."""

    model_config = ConfigDict(extra="forbid")


class NamePages(Act):
    """read: one entity that this window says something about. `definition_cite` is the sentence that says what it is."""

    title: Title
    kind: Kind
    definition_cite: Annotated[int, Field(ge=0)]  # 0: no sentence says it
    aliases: Annotated[list[Title], Field(max_length=4)]


class Assign(Act):
    """read: these sentences state a fact about this page."""

    page: Title
    sentences: Numbers


class SameThing(Act):
    """identify: whether both descriptions are of one and the same thing."""

    yes: bool


class OneThing(Act):
    """pair: two pages of a list that are likely one thing."""

    a: Number
    b: Number


class AnswerAct(Act):
    """question: the value that the shown sentences give, as short as it can be said."""

    value: Title
    unit: Short
    scope: Short
    cites: Numbers


class NotStated(Act):
    """question: the shown sentences do not tell."""


class Finish(Act):
    """Nothing more is to be done."""


class Summarise(Act):
    """read: one sentence of what this part says."""

    text: Statement
    cites: Annotated[list[Number], Field(min_length=1, max_length=6)]


class CannotBothBeTrue(Act):
    """compare: two claims that cannot both be true, and the question that they answer differently."""

    a: Number
    b: Number
    question: Question


class Changed(Act):
    """release: a pair in which what was so is so no more, what both answer, and what each says."""

    pair: Number
    question: Question
    was: Title
    now: Title


class BothTrue(Act):
    """verdict: whether two answers can both be true."""

    yes: bool
    why: Remark


class Write(Act):
    """write: one sentence of the page, in its order. Without a section it belongs to the opening."""

    section: Short
    text: Wording
    cites: Cites


class LeaveOut(Act):
    """write: claims that the page does not tell, and why."""

    claims: Numbers
    why: Remark


class SeeAlso(Act):
    """write: a related page that a reader wants next."""

    title: Title
    why: Remark


class Mend(Act):
    """write: a sentence of one's own said anew, by its number."""

    row: Number
    text: Wording
    cites: Cites


class Reply(Act):
    """ask: one sentence of the answer. `cites` are sentences as they are shown, the document's short name and the number: `handbook 7`."""

    text: Wording
    cites: Annotated[list[Title], Field(min_length=1, max_length=6)]


class NotTold(Act):
    """ask: nothing that was shown or found answers the question."""


class Search(Act):
    """tend, ask: sentences of the sources that hold these words."""

    query: Title


class OpenPage(Act):
    """tend, ask: what a page says."""

    title: Title


class ReadSentences(Act):
    """tend, ask: consecutive sentences of a document, named by its short name."""

    document: Title
    first: Number
    last: Number


class AssignFrom(Act):
    """tend: these sentences of a document state a fact about the page."""

    page: Title
    document: Title
    sentences: Numbers


class Ask(Act):
    """tend: a question that the sources may answer differently."""

    question: Question
