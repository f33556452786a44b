"""Whatever a source holds, in whatever language: every act answers, its reply validates, it is the same each time, and it is quick."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
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
£5|three hundred|3 May 1920|…|naïve|漢字|四十二米|🚢|http://x.example/a_b|C++|e.g.|O'Neill's|—|Do: assign|Pages:|## |# |Document: X|
nicht|der Fluss|1.500 Meter|ne … pas|不|A: x|B (y)|Name: Kettle | Kind: tug|built by|first chairman|
"""
PIECES = st.sampled_from(WORDS.replace("\n", "").split("|"))
SENTENCES = st.lists(
    st.one_of(st.lists(PIECES, min_size=1, max_size=12).map(" ".join), st.text(max_size=60)), min_size=1, max_size=8
)
MODELS: dict[str, type[BaseModel]] = {
    "name_pages": acts.NamePages,
    "assign": acts.Assign,
    "summarise": acts.Summarise,
    "cannot_both_be_true": acts.CannotBothBeTrue,
    "answer": acts.AnswerAct,
    "not_stated": acts.NotStated,
    "both_true": acts.BothTrue,
    "same_thing": acts.SameThing,
    "one_thing": acts.OneThing,
    "write": acts.Write,
    "leave_out": acts.LeaveOut,
    "see_also": acts.SeeAlso,
    "mend": acts.Mend,
    "search": acts.Search,
    "ask": acts.Ask,
    "finish": acts.Finish,
}


def spec(name: str, least: int = 0, most: int = 12) -> ActSpec:
    return ActSpec(name, "", MODELS[name], least, most)


def steps(texts: list[str]) -> list[tuple[tuple[ActSpec, ...], list[dict[str, Any]]]]:
    """Every episode over these sentences."""
    last = len(texts)
    shown = numbered(*(" ".join(text.split()) or "x" for text in texts))
    read = f"Document: Notes\nNames seen here: Kettle; {texts[0][:20]}\n\n{shown}\n\nDo: name_pages"
    question = f"Page: Kettle\nQuestion: {texts[0]}\nDocument: Notes\n\n{shown}\n\nDo: answer, not_stated"
    page = f"Page: Kettle (software)\n# Notes\n{shown}\n# Other\n## A > B\n{numbered(*texts, first=last + 1)}"
    sides = f"Page: Kettle\nQuestion: When?\nA: {texts[0]}\n[1] x\nB: {texts[-1]}\n[2] y\nDo: both_true"
    return [
        ((spec("name_pages", 1),), chat(read)),
        ((spec("assign", 1), spec("summarise", 0, 5)), chat(read, "Pages: Kettle; Ada Holm")),
        (
            (spec("assign"), spec("finish", 0, 1)),
            chat(read, "Pages: Kettle; Ada Holm", f"Pages: Kettle; Ada Holm\nNot assigned yet: [{last}]"),
        ),
        ((spec("cannot_both_be_true"),), chat(page)),
        ((spec("answer", 0, 1), spec("not_stated", 0, 1)), chat(question)),
        ((spec("both_true", 1, 1),), chat(sides)),
        (
            (spec("one_thing"),),
            chat(f"{shown}\nBeside them:\n[{last + 1}] Kettle (software): {texts[0]}\nDo: one_thing"),
        ),
        ((spec("same_thing", 1, 1),), chat(f"Name: Kettle\nA (a)\n[1] {texts[0]}\nB (b)\n[2] {texts[-1]}")),
        ((spec("write"), spec("leave_out"), spec("see_also")), chat(page)),
        ((spec("mend"), spec("finish", 0, 1)), chat(page, "Your text:")),
        ((spec("write"),), chat(f"Group:\n{shown}")),
        ((spec("search"), spec("ask"), spec("finish", 0, 1)), chat(f"Page: Kettle (x). Why: y\n{shown}")),
    ]


@given(SENTENCES)
@settings(max_examples=60, deadline=None)
def test_every_act_says_something_valid_about_any_text(texts: list[str]) -> None:
    for specs, messages in steps(texts):
        body = {"messages": messages, **form(specs, "schema")}
        content = answer_to(parse(body)).content
        said = json.loads(content)
        assert faults(schema_of(specs), said) == []
        for one in specs:
            for entry in said[one.name]:
                MODELS[one.name].model_validate(entry)
        assert answer_to(parse(body)).content == content
        for name, arguments in answer_to(parse({"messages": messages, **form(specs, "tools")})).calls:
            MODELS[name].model_validate_json(arguments)


@pytest.mark.parametrize(
    "piece", ["Ada Holm built it, ", "a", "A ", "is a the ", "(", "ß", "一", "1.", "12 ", "'s ", "A. "]
)
def test_a_sentence_of_400_000_characters_takes_no_time(piece: str) -> None:
    texts = [(piece * 400_000)[:400_000], "Kettle is a scheduler."]
    began = time.process_time()
    for specs, messages in steps(texts):
        answer_to(parse({"messages": messages, **form(specs, "schema")}))
    assert time.process_time() - began < 20  # a second or two: what is not linear takes hours
