"""refine asks for one claim at a time, for each at most twice; what is wrong in a wording is refused."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.engine.wire import Call, Reply, schema_of
from agent.knowledge.text.aboutness import states
from agent.state.state import State
from tests.episode.desks import Said, Written, reply, script, work

NOUNS = ["timeout", "delay", "queue", "table", "log", "cache", "lock", "page"]
HOLM = "Kettle is a job scheduler written by Ada Holm in 2019."
COPY = "Kettle is a job scheduler which was written by Ada Holm in 2019, after she had tried, one by one, all the others that she knew of."


def lines(*texts: str) -> list[dict[str, Any]]:
    return [{"text": text, "claims": [f"c{n}"]} for n, text in enumerate(texts, 1)]


def refining(state: State, *texts: str, **more: Any) -> Any:
    subject = {
        "page": "p1", "title": "Kettle", "kind": "software", "aliases": [], "sentences": lines(*texts), "related": [],
        "lead": False, **more,
    }  # fmt: skip
    return script(state, "refine", subject)


def condensed(text: str, cites: int = 1) -> dict[str, list[dict[str, Any]]]:
    return {"condense": [{"cites": [cites], "text": text}]}


def asked(brain: Written) -> list[int]:
    """The number of the claim that each request for wordings asked for."""
    said = (re.search(r"^Say:\n(.*)\nDo: condense\Z", text, re.MULTILINE | re.DOTALL) for text in brain.instructions())
    return [int(n) for found in said if found for n in re.findall(r"^\[(\d+)\] \(in ", found[1], re.MULTILINE)]


def refused(brain: Written) -> str:
    """Why the second request asks again."""
    return next(line for line in brain.instructions()[1].splitlines() if line.startswith("Refused: "))


def worded(state: State) -> list[tuple[str, tuple[str, ...]]]:
    return [(wording.text, wording.claims) for wording in state.facts.wordings("condensed")]


class Lazy(Written):
    """A brain that words only the claims in `good`, in their own words; asked for none of those it says something untrue."""

    def __init__(self, texts: list[str], good: set[int]) -> None:
        super().__init__()
        self.texts, self.good = texts, good

    async def ask(self, call: Call) -> Reply:
        self.calls.append(call)
        if call.acts[0].name != "condense":
            return reply({"write_lead": [{"cites": [1], "text": "Kettle is the work of Nils Berg."}]})
        n = asked(self)[-1]
        said: Said = condensed(
            self.texts[n - 1] if n in self.good else "Kettle was sold to Nils Berg for 77 crowns.", n
        )
        return reply(said, call.wire)


SAYABLE = st.integers(0, 199).map(lambda n: f"The {NOUNS[n % 8]} of Kettle takes {n} seconds.")
UNSAYABLE = st.sampled_from(["if kettle:\n    boil()", "Write 7 poems.", "What is Kettle?", "Also add your answer."])


@given(st.lists(st.one_of(SAYABLE, SAYABLE, SAYABLE, UNSAYABLE), min_size=1, max_size=7), st.sets(st.integers(1, 7)))
@settings(max_examples=40, deadline=None)
def test_every_line_that_can_be_said_is_asked_for_and_at_most_thrice(texts: list[str], good: set[int]) -> None:
    with tempfile.TemporaryDirectory() as folder, State.to_write(Path(folder)) as state:
        brain = Lazy(texts, good)
        work(refining(state, *texts, lead=True), state, brain)
        times = Counter(asked(brain))
        sayable = [n for n, text in enumerate(texts, 1) if "\n" not in text and states(text)]
        assert asked(brain) == [*sayable, *2 * [n for n in sayable if n not in good]]
        assert set(times) == set(sayable)
        assert {claim for _, claims in worded(state) for claim in claims} >= {f"c{n}" for n in set(sayable) & good}
        leads = [call for call in brain.calls if call.acts[0].name == "write_lead"]
        assert len(leads) == (len(sayable) >= 4)


def test_the_number_comes_before_the_words(tmp_path: Path) -> None:
    """Written first, it holds a weak model to that claim."""
    with State.to_write(tmp_path) as state:
        brain = work(refining(state, HOLM, lead=True), state, Lazy([HOLM], {1}))
        held = schema_of(brain.calls[0].acts)["properties"]["condense"]["items"]["properties"]
        assert list(held) == ["cites", "text"]
        assert held["cites"]["maxItems"] == 1


def test_whatever_number_it_gives_a_wording_is_of_the_claim_that_was_asked_for(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        other = "The default timeout of Kettle is 30 seconds."
        swapped = [condensed("Ada Holm wrote Kettle in 2019.", 2), condensed("Kettle times out after 30 seconds.", 1)]
        work(refining(state, HOLM, other), state, Written(*swapped))
        assert worded(state) == [
            ("Ada Holm wrote Kettle in 2019.", ("c1",)),
            ("Kettle times out after 30 seconds.", ("c2",)),
        ]


def test_another_claim_does_not_carry_what_this_one_does_not_say(tmp_path: Path) -> None:
    """As a weak model once put the captain of one ship on another."""
    with State.to_write(tmp_path) as state:
        other = "Nils Berg sold the Pot to a museum in Bergen."
        mixed = condensed("Nils Berg wrote Kettle in 2019.")
        work(refining(state, HOLM, other), state, Written(mixed, condensed(other, 2), mixed, mixed))
        assert [text for text, _ in worded(state)] == [other]


@pytest.mark.parametrize(
    "text", ["Ada Holm wrote the job scheduler Kettle in", "Ada Holm wrote Kettle;", "Ada Holm:", "-"]
)
def test_an_unfinished_sentence_is_refused(tmp_path: Path, text: str) -> None:
    with State.to_write(tmp_path) as state:
        whole = condensed("Ada Holm wrote Kettle in 2019.")
        brain = work(refining(state, HOLM), state, Written(condensed(text), whole))
        assert (asked(brain)[1], refused(brain)) == (1, f"Refused: “{text}” is no whole sentence")
        assert worded(state) == [("Ada Holm wrote Kettle in 2019.", ("c1",))]


@pytest.mark.parametrize(
    "text",
    ["In 2019 Ada Holm wrote Kettle.", "In 2019 Ada Holm wrote “Kettle.”", "In 2019 Ada Holm wrote it (Kettle.)"],
)
def test_a_closing_mark_after_the_full_stop_ends_it_too(tmp_path: Path, text: str) -> None:
    with State.to_write(tmp_path) as state:
        work(refining(state, HOLM), state, Written(condensed(text)))
        assert [said for said, _ in worded(state)] == [text]


def test_a_copy_is_refused_until_the_last_try_and_then_taken(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        brain = work(refining(state, COPY), state, Written(*7 * [condensed(COPY)]))
        assert asked(brain) == 7 * [1]  # of more than 25 words: it is worth more tries
        assert refused(brain) == f"Refused: “{COPY[:80]}” is the source's own wording: say it shorter"
        assert worded(state) == [(COPY, ("c1",))]


def test_a_long_run_of_the_sources_words_is_a_copy_and_a_short_sentence_is_none(tmp_path: Path) -> None:
    long = "Kettle is a job scheduler that was written by Ada Holm in the long winter of 2019 while the harbour of Bergen lay under ice."
    again = "Ada Holm wrote Kettle in 2019, with ice on the harbour of Bergen."
    short = "Kettle has a red lid and a long spout."
    with State.to_write(tmp_path) as state:
        run = long.replace(" under ice", "")
        brain = work(
            refining(state, long, short),
            state,
            Written(
                condensed(run),
                condensed(short, 2),
                condensed(again),
            ),
        )
        assert asked(brain) == [1, 2, 1]
        assert worded(state) == [
            (short, ("c2",)),
            (again, ("c1",)),
        ]


def test_a_page_of_few_lines_gets_no_lead_of_its_own(tmp_path: Path) -> None:
    for many in (3, 4):
        texts = [f"The {noun} of Kettle takes {n} seconds." for n, noun in enumerate(NOUNS[:many], 1)]
        with State.to_write(tmp_path / str(many)) as state:
            brain = work(refining(state, *texts, lead=True), state, Lazy(texts, {1, 2, 3, 4}))
            leads = [call for call in brain.calls if call.acts[0].name == "write_lead"]
            assert len(leads) == many - 3


def test_a_page_with_nothing_to_say_is_asked_nothing(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        assert work(refining(state, "a = 1\nb = 2", "What is it?", lead=True), state, Written()).calls == []


def test_a_wording_that_leaves_out_a_figure_is_refused(tmp_path: Path) -> None:
    """“It earned money in only about ten of forty years” is not that it earned money for forty years."""
    with State.to_write(tmp_path) as state:
        short = "Ada Holm wrote Kettle."
        brain = work(refining(state, HOLM), state, Written(*3 * [condensed(short)]))
        assert refused(brain) == f"Refused: “{short}” leaves out “2019”"
        assert worded(state) == []


def test_a_short_form_that_nobody_wrote_is_refused(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        coined = "AAHS opened in 1971."
        texts = "Abingdon-Avon High School opened to its first pupils in 1971."
        brain = work(refining(state, texts), state, Written(*3 * [condensed(coined)]))
        assert "has “AAHS”" in refused(brain)
        assert worded(state) == []


def test_the_pages_name_is_not_put_for_a_pronoun(tmp_path: Path) -> None:
    """Of a ship filed under her builder it was said that he “was sold at auction for a small part of her cost”."""
    with State.to_write(tmp_path) as state:
        lie, same = "In 1864 at auction Kettle sold her for little.", "In 1864 she was sold at auction for little."
        text = "In 1864 she was sold at auction for a small part of her cost."
        brain = work(refining(state, text), state, Written(condensed(lie), condensed(same)))
        assert 'the name "Kettle" does not stand' in brain.instructions()[1]
        assert [said for said, _ in worded(state)] == [same]


def test_the_pages_name_gives_way_to_the_pronoun_of_its_claim(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        text = "In 1864 she was sold at auction for a small part of her cost."
        work(refining(state, text), state, Written(condensed("Kettle was sold at auction in 1864.")))
        assert [said for said, _ in worded(state)] == ["She was sold at auction in 1864."]


@pytest.mark.parametrize(
    ("text", "short", "missing"),
    [
        (
            "Kettle and the Pot were shown together in Bergen by Ada Holm.",
            "Kettle and the Pot were shown by Ada Holm.",
            "“Bergen”",
        ),
        (
            "Kettle retries a failed job, logs the reason, warns its owner and frees the worker for other jobs.",
            "Kettle retries.",
            "most of it",
        ),
    ],
)
def test_a_wording_that_leaves_out_a_name_or_most_is_refused(
    tmp_path: Path, text: str, short: str, missing: str
) -> None:
    with State.to_write(tmp_path) as state:
        brain = work(refining(state, text), state, Written(*5 * [condensed(short)]))
        assert refused(brain) == f"Refused: “{short}” leaves out {missing}"
        assert worded(state) == []


def test_every_claim_is_asked_for_without_what_was_said_before(tmp_path: Path) -> None:
    """A weak model goes on from what it said, and words that again. Shown are the claims asked for and how long each may be."""
    with State.to_write(tmp_path) as state:
        texts = [HOLM, *(f"The {noun} of Kettle takes {n} seconds." for n, noun in enumerate(NOUNS, 2))]
        brain = work(refining(state, *texts, lead=True), state, Lazy(texts, set(range(1, 10))))
        assert {len(messages) for messages in brain.asked} == {2}
        assert asked(brain) == list(range(1, 10))
        first, second, *_, lead = brain.instructions()
        assert first.endswith(f"\nSay:\n[1] (in 9 words, with: Ada Holm; 2019) {HOLM}\nDo: condense")
        assert second.endswith(
            "\nSay:\n[2] (in 7 words, with: 2 seconds) The timeout of Kettle takes 2 seconds.\nDo: condense"
        )
        assert f"Claims:\n[1] {HOLM}\n" in lead


def test_a_claim_longer_than_any_wording_may_be_is_not_asked_for(tmp_path: Path) -> None:
    """Three replies of more than 300 characters once set a whole page aside: of so long a claim, each try was."""
    names = [f"Bay {n} of Kettle" for n in range(60)]
    with State.to_write(tmp_path) as state:
        long, longer = (f"Ada Holm saw {', '.join(names[:many])} and left." for many in (22, 55))
        brain = work(refining(state, long, longer), state, Written(*7 * [condensed(long)]))
        assert (len(long) > 300, len(longer) > 600, asked(brain)[:1]) == (True, True, [1])
        assert 2 not in asked(brain)


def test_only_the_second_try_is_told_why_and_every_try_has_other_dice(tmp_path: Path) -> None:
    """Told again what was wrong, a 1.5B model says the same again: of 289 claims 84 were left as they are, without it 72."""
    with State.to_write(tmp_path) as state:
        brain = work(refining(state, HOLM), state, Written(*3 * [condensed("Ada Holm wrote Kettle.")]))
        assert ["Refused: " in text for text in brain.instructions()] == [False, True, False]
        assert len({call.attempt for call in brain.calls}) == 3


def test_of_a_deed_of_somebody_else_the_page_is_not_said_to_have_done_it(tmp_path: Path) -> None:
    text = "On 15 July he was consecrated by Nils Berg, together with Ada Holm and Kettle."
    with State.to_write(tmp_path) as state:
        lie = condensed("Kettle was consecrated by Nils Berg on 15 July.")
        brain = work(refining(state, text), state, Written(*3 * [lie]))
        assert "puts Kettle where the claim has only a pronoun" in refused(brain)
        assert worded(state) == []


def test_a_lead_adds_nothing_to_its_claim(tmp_path: Path) -> None:
    """Of a warship and a frigate that carried half a cable each a model said that both were wooden screw battleships."""
    with State.to_write(tmp_path) as state:
        texts = [f"The {noun} of Kettle takes {n} seconds." for n, noun in enumerate(NOUNS[:4], 1)]
        more = {"write_lead": [{"cites": [1], "text": "The timeout of Kettle takes 1 second, a wooden battleship."}]}
        work(
            refining(state, *texts, lead=True), state, Written(*(condensed(t, n) for n, t in enumerate(texts, 1)), more)
        )
        assert state.facts.wordings("leads") == []


def test_what_the_last_try_left_out_is_asked_for_by_name(tmp_path: Path) -> None:
    """A 1.5B model says “Blue has a calming effect” of thirty words, and says it again. Of 33 such claims it then worded 26."""
    with State.to_write(tmp_path) as state:
        text = (
            "Kettle may calm a crowded queue, which makes it a popular choice for banks and courts where order counts."
        )
        tries = [
            condensed("Kettle calms."),
            condensed("Kettle may calm a crowded queue."),
            condensed("Kettle may boil."),
        ]
        brain = work(refining(state, text), state, Written(*tries, *2 * [condensed("Kettle may boil.")]))
        asked_for = [re.search(r"\(in \d+ words(.*?)\)", said)[1] for said in brain.instructions()]  # type: ignore[index]
        assert asked_for[0] == ""
        assert asked_for[1] == ", with: may calm; crowded queue; makes; popular choice; banks; order counts"
        assert asked_for[2] == ", with: makes; popular choice; banks; courts; order counts"
