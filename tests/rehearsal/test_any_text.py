"""Whatever a source holds: every act answers, its reply validates, and it is the same each time."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from agent.engine.rehearsal.mind import answer_to
from agent.engine.rehearsal.request import parse
from agent.engine.wire import ActSpec, schema_of
from agent.episode import acts
from tests.rehearsal.support import chat, faults, form, numbered

WORDS = """
Kettle|Ada Holm|The Marel|is a|was built in|1911|2.5 km|version 3.1|(KTL)|also known as|[?]|[3]|It|She|The vessel|,|.|;|“|”|100 %|
£5|three hundred|3 May 1920|…|naïve|漢字|🚢|http://x.example/a_b|C++|e.g.|O'Neill's|—|Do: assign|Pages:|## |Document: X|
"""
PIECES = st.sampled_from(WORDS.replace("\n", "").split("|"))
SENTENCES = st.lists(
    st.one_of(st.lists(PIECES, min_size=1, max_size=12).map(" ".join), st.text(max_size=60)), min_size=1, max_size=8
)


def _steps(texts: list[str]) -> list[tuple[tuple[ActSpec, ...], list[dict[str, Any]]]]:
    last = len(texts)
    shown = numbered(*(" ".join(text.split()) or "x" for text in texts))
    read = f"Document: Notes\nNames seen here: Kettle; {texts[0][:20]}\n\n{shown}\n\nDo: name_pages"
    assign = ActSpec("assign", "", acts.Assign, 1, 4)
    page = f"Page: Kettle\nQuestion: {texts[0]}\nDocument: Notes\n\n{shown}\n\nDo: answer, not_stated"
    refine = f"Page: Kettle (software)\nRelated pages: Ada Holm\n\n{shown}"
    links = ActSpec("link", "", acts.Link, 0, 5)
    return [
        ((ActSpec("name_pages", "", acts.NamePages, 1, 12),), chat(read)),
        (
            (assign, ActSpec("nominate", "", acts.Nominate, 0, 3)),
            chat(read, "Pages: Kettle; Ada Holm"),
        ),
        (
            (assign,),
            chat(read, "Pages: Kettle; Ada Holm", f"Pages: Kettle; Ada Holm\nNot assigned yet: [{last}]\nDo: assign"),
        ),
        ((ActSpec("describe", "", acts.Describe, 1, 1),), chat(page)),
        (
            (
                ActSpec("answer", "", acts.AnswerAct, 0, 1),
                ActSpec("not_stated", "", acts.NotStated, 0, 1),
            ),
            chat(page),
        ),
        ((ActSpec("condense", "", acts.Condense, 1, last + 2),), chat(refine)),
        ((ActSpec("write_lead", "", acts.WriteLead, 1, 3), links), chat(refine, "Do: write_lead, link")),
        (
            (ActSpec("same_thing", "", acts.SameThing, 1, 1),),
            chat(f"Page: Kettle\n\nA (a): {texts[0]}\nB (b): what: ; [1] {texts[-1]}"),
        ),
    ]


MODELS: dict[str, type[BaseModel]] = {
    "name_pages": acts.NamePages,
    "assign": acts.Assign,
    "nominate": acts.Nominate,
    "describe": acts.Describe,
    "same_thing": acts.SameThing,
    "answer": acts.AnswerAct,
    "not_stated": acts.NotStated,
    "condense": acts.Condense,
    "write_lead": acts.WriteLead,
    "link": acts.Link,
}


@given(SENTENCES)
@settings(max_examples=60, deadline=None)
def test_every_act_says_something_valid_about_any_text(texts: list[str]) -> None:
    for specs, messages in _steps(texts):
        body = {"messages": messages, **form(specs, "schema")}
        content = answer_to(parse(body)).content
        said = json.loads(content)
        assert faults(schema_of(specs), said) == []
        for spec in specs:
            for entry in said[spec.name]:
                MODELS[spec.name].model_validate(entry)
        assert answer_to(parse(body)).content == content
        for name, arguments in answer_to(parse({"messages": messages, **form(specs, "tools")})).calls:
            MODELS[name].model_validate_json(arguments)


@given(SENTENCES)
@settings(max_examples=40, deadline=None)
def test_condensing_leaves_no_claim_out(texts: list[str]) -> None:
    shown = [" ".join(text.split()) or "x" for text in texts]
    spec = ActSpec("condense", "", acts.Condense, 1, len(shown) + 2)
    body = {"messages": chat(f"Page: Kettle\n\n{numbered(*shown)}"), **form((spec,), "schema")}
    said = json.loads(answer_to(parse(body)).content)["condense"]
    assert sorted(number for one in said for number in one["cites"]) == list(range(1, len(shown) + 1))
