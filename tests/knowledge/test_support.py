"""What a cited sentence supports: any copy of itself in any spelling, and nothing in which a value, a name or a "not" was changed."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agent.knowledge.support.check import Cited, faults
from agent.knowledge.values.readings import statement_of


def unsupported(text: str, quotes: Sequence[str], page: Sequence[str] = ()) -> list[str]:
    """The faults of a text that cites these sentences, in English."""
    return faults(text, [Cited(quote) for quote in quotes], page)


NAMES = ["Ada Holm", "Ben Ray", "Kettle", "Vincent van Gogh", "NASA", "PagedAttention", "Marta Lund", "Oslo"]
UNITS = ["seconds", "metres", "kilograms", "workers", "percent", "nautical miles"]
VERBS = ["opened", "measured", "described", "tested"]
NOUNS = ["the harbour", "a cable", "the default limit", "one of the engines", "its largest store"]


@st.composite
def statements(draw: st.DrawFn) -> tuple[str, str, str, int, int, str]:
    """A sentence with two names, two figures of one unit and a date; and those parts."""
    first, second = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=2, unique=True))
    a, b = draw(st.lists(st.integers(2, 9_999), min_size=2, max_size=2, unique=True))
    unit = draw(st.sampled_from(UNITS))
    day, month, year = (
        draw(st.integers(1, 28)),
        draw(st.sampled_from(["May", "July", "October"])),
        draw(st.integers(1500, 2030)),
    )
    verb, noun = draw(st.sampled_from(VERBS)), draw(st.sampled_from(NOUNS))
    text = f"{first} {verb} {noun} of {second} on {day} {month} {year}, which was {a} {unit} long and {b} {unit} deep."
    return text, first, second, a, b, unit


@given(st.text(min_size=1, max_size=100))
def test_any_quote_supports_itself(text: str) -> None:
    assert unsupported(text, [text]) == []


@given(statements())
def test_a_made_quote_supports_itself_among_others(made: tuple[str, str, str, int, int, str]) -> None:
    text = made[0]
    assert unsupported(text, ["Nothing of this is here.", text]) == []
    assert unsupported(text, ["Nothing of this is here."]) != []


@given(statements(), st.data())
def test_a_changed_digit_is_refused(made: tuple[str, str, str, int, int, str], data: st.DataObject) -> None:
    text = made[0]
    place = data.draw(st.sampled_from([m.start() for m in re.finditer(r"\d", text)]))
    digit = data.draw(st.sampled_from([d for d in "123456789" if d != text[place]]))
    changed = text[:place] + digit + text[place + 1 :]
    assume(
        sorted(re.findall(r"\d+", changed)) != sorted(re.findall(r"\d+", text))
        and not set(re.findall(r"\d+", changed)) <= set(re.findall(r"\d+", text))
    )
    _, _, _, a, b, _ = made
    assume(not {str(a + b), str(abs(a - b))} & set(re.findall(r"\d+", changed)))  # a sum and a difference follow
    assert unsupported(changed, [text])
    assert statement_of(changed) != statement_of(text)


@given(statements())
def test_two_values_swapped_are_refused(made: tuple[str, str, str, int, int, str]) -> None:
    text, _, _, a, b, unit = made
    swapped = (
        text.replace(f"{a} {unit} long", f"@ {unit} long")
        .replace(f"{b} {unit} deep", f"{a} {unit} deep")
        .replace("@", str(b))
    )
    assert unsupported(swapped, [text])
    assert statement_of(swapped) != statement_of(text)


@given(statements())
def test_two_names_swapped_are_another_statement(made: tuple[str, str, str, int, int, str]) -> None:
    text, first, second, *_ = made
    swapped = text.replace(first, "@").replace(second, first).replace("@", second)
    assert statement_of(swapped) != statement_of(text)


@given(statements(), st.sampled_from(NAMES))
def test_an_exchanged_name_is_refused(made: tuple[str, str, str, int, int, str], name: str) -> None:
    text, first, second, *_ = made
    assume(name not in (first, second))
    assert unsupported(text.replace(first, name), [text])
    assert unsupported(text.replace(second, name), [text])
    assert statement_of(text.replace(second, name)) != statement_of(text)


@given(statements())
def test_a_not_put_in_or_taken_out_is_refused(made: tuple[str, str, str, int, int, str]) -> None:
    text = made[0]
    denied = text.replace("which was", "which was not")
    assert unsupported(denied, [text])
    assert unsupported(text, [denied])
    assert unsupported(denied, [denied]) == []
    assert statement_of(denied) != statement_of(text)


@given(statements())
def test_another_unit_is_refused(made: tuple[str, str, str, int, int, str]) -> None:
    text, *_, unit = made
    other = next(u for u in UNITS if u != unit and {u, unit} != {"metres", "nautical miles"})
    assert unsupported(text.replace(unit, other), [text])


@given(statements())
def test_another_spelling_is_supported(made: tuple[str, str, str, int, int, str]) -> None:
    text, _, _, a, b, unit = made
    written = re.sub(r"on (\d+) (\w+) (\d+),", r"on \2 \1, \3,", text)
    written = written.replace(f"{a} {unit}", f"{a:,} {unit}").replace(f"{b} {unit}", f"{b:,} {unit}")
    written = written.replace("PagedAttention", "paged-attention").replace("metres", "m").replace("percent", "%")
    assert unsupported(written, [text]) == []
    assert unsupported(text, [written]) == []


QUOTE = (
    "Kettle, written by Ada Holm in July 2019, does not retry a failed job more than three times, "
    "and waits 30 seconds between tries and 5 minutes after the last."
)


@pytest.mark.parametrize(
    "text",
    [
        "Kettle waits 30 s between tries.",
        "Kettle waits half a minute between tries.",
        "Kettle was written by Holm in 2019.",
        "Ada Holm wrote Kettle in July 2019.",
        "After the last try Kettle waits 5 minutes.",
        "Kettle does not retry a failed job more than 3 times.",
        "30",
        "30 seconds",
        "July 2019",
    ],
)
def test_what_a_careful_writer_may_say(text: str) -> None:
    assert unsupported(text, [QUOTE], ["Kettle"]) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Kettle waits 40 seconds between tries.", "40 seconds"),
        ("Kettle waits 30 minutes between tries.", "30 minutes"),
        ("Kettle retries a failed job more than three times.", "deny"),
        ("Kettle was written by Ben Ray in 2019.", "Ben Ray"),
        ("Kettle was written on 3 July 2019.", "3 July 2019"),
        ("Kettle forgives slow engines and lost cables.", "of its words"),
        ("", ""),
    ],
)
def test_what_is_refused_and_why(text: str, reason: str) -> None:
    faults = unsupported(text, [QUOTE], ["Kettle"])
    assert any(reason in fault for fault in faults) if text else faults == []


def test_hedges_must_survive() -> None:
    assert unsupported("Kettle was bought in 2020.", ["Kettle was allegedly bought in 2020."])
    assert unsupported("Kettle is slow.", ["Ben Ray claims that Kettle is slow."])
    assert (
        unsupported("Kettle was allegedly bought in 2020.", ["Kettle was allegedly bought in 2020 by Ben Ray."]) == []
    )
    assert unsupported("Ben Ray claims Kettle is slow.", ["Ben Ray claims that Kettle is slow."]) == []
    assert unsupported("Ben Ray disclaims it: Kettle is slow.", ["Ben Ray claims that Kettle is slow."])


def test_titles_may_lend_names_but_no_citation_is_no_support() -> None:
    assert unsupported("Kettle retries jobs.", ["It retries jobs."], ["Kettle"]) == []
    assert unsupported("Kettle retries jobs.", [], ["Kettle"])
    assert unsupported("RAG was named in 2020.", ["Retrieval-augmented generation was named in 2020."]) == []


def test_a_bare_yes_or_no_holds_nothing_to_look_up() -> None:
    assert unsupported("no", ["Kettle does not retry."]) == []


@pytest.mark.parametrize("address", ["https://kettle.example/x", "www.kettle.example", "ada@kettle.example"])
def test_an_address_stands_in_the_cited_sentence_or_is_refused(address: str) -> None:
    said = "Kettle is a job scheduler written by Ada Holm for small teams"
    assert unsupported(f"{said}, see {address}", [f"{said}."])
    assert unsupported(f"{said}, see {address}.evil", [f"{said}, see {address}."])
    assert not unsupported(f"{said}: see {address}.", [f"{said}, see {address}."])


def test_rows_of_figures_are_compared_in_a_moment() -> None:
    rows = [" | ".join(str(n * 7 + row) for n in range(150)) for row in range(40)]
    began = time.process_time()
    unsupported("There are 7, 14 and 21 kettles", rows)
    assert time.process_time() - began < 20  # it was minutes, and grew with the cube


@pytest.mark.parametrize(
    ("said", "fine"),
    [("in 1795", True), ("in May 1795", True), ("in the late 1790s", False), ("in the 18th century", False)],
)
def test_a_date_is_told_less_precisely_down_to_its_year(said: str, fine: bool) -> None:
    """Of a sketch of 1795 a model said that it was of "the late 1790s"."""
    assert bool(unsupported(f"Ada Holm began the work {said}.", ["Ada Holm began the work on 3 May 1795."])) is not fine


MOON = "In 1961, Gagarin was the first to orbit the Earth, and in 1969, Armstrong and Aldrin were the first to walk on the moon."


@pytest.mark.parametrize(
    ("text", "fine"),
    [
        ("Gagarin orbited the Earth in 1961, and Armstrong and Aldrin walked on the moon in 1969.", True),
        ("In 1961 Gagarin orbited the Earth, and in 1969 Armstrong and Aldrin walked on the moon.", True),
        ("Gagarin orbited the Earth in 1969, and Armstrong and Aldrin walked on the moon in 1961.", False),
        (
            "In 1969, Gagarin was the first to orbit the Earth, and in 1961, Armstrong and Aldrin walked on the moon.",
            False,
        ),
    ],
)
def test_a_date_may_stand_at_either_end_of_its_clause(text: str, *, fine: bool) -> None:
    """A date that had gone to the end of its clause was taken for that of the next one."""
    assert bool(unsupported(text, [MOON])) is not fine


YEARS = st.integers(1100, 2025)


@given(st.lists(st.sampled_from(["Kettle", "Tarn", "Holm", "Oslo"]), min_size=2, max_size=4, unique=True), st.data())
def test_years_of_clauses_exchanged_are_refused_wherever_they_stand(names: list[str], data: st.DataObject) -> None:
    years = data.draw(st.lists(YEARS, min_size=len(names), max_size=len(names), unique=True))
    verbs = data.draw(st.permutations(["failed", "burned", "moved", "opened"]))

    def said(numbers: list[int], *, first: bool) -> str:
        clauses = [
            f"in {year} {name} {verb}" if first else f"{name} {verb} in {year}"
            for name, verb, year in zip(names, verbs, numbers, strict=False)
        ]
        text = ", and ".join(clauses) + "."
        return text[0].upper() + text[1:]

    ways = (True, False)
    for source, mine in ((a, b) for a in ways for b in ways):
        assert not unsupported(said(years, first=mine), [said(years, first=source)])
        turned = [*years[1:], years[0]]
        assert unsupported(said(turned, first=mine), [said(years, first=source)])


@pytest.mark.parametrize(
    ("text", "quote", "fine"),
    [
        ("Music can evoke sorrow.", "A sad song of this music may evoke sorrow.", True),
        ("Music can also be evoking sorrow.", "Music may evoke sorrow.", True),
        ("Music evokes sorrow.", "Music may evoke sorrow.", False),
        ("Music can end sorrow.", "Music can evoke and may end sorrow.", True),
        ("Music ended sorrow.", "Music can evoke and may end sorrow.", False),
        (
            "The Rift lets players dive into virtual worlds.",
            "The Rift lets players dive into virtual worlds like never before.",
            True,
        ),
        ("The Rift lets players dive.", "The Rift never lets players dive.", False),
        ("A tattoo is art.", "Tattoos are art.", True),
    ],
)
def test_what_may_be_can_be_and_like_never_before_denies_nothing(text: str, quote: str, *, fine: bool) -> None:
    assert (unsupported(text, [quote]) == []) == fine


def test_what_two_sources_deny_in_one_sentence_each_is_denied_once() -> None:
    """A line that two copies of a sentence carried was said to leave out the second "not"."""
    quote = "Kettle was unable to reach him, which led to changes."
    assert unsupported("Unable to reach him, Kettle led to changes.", [quote, quote]) == []
    assert unsupported("Kettle was able to reach him, which led to changes.", [quote, quote])
    assert unsupported("It is not red and not blue.", ["It is not red.", "It is not red and not blue."]) == []
    assert unsupported("It is red and not blue.", ["It is not red and not blue.", "It is not blue."])


@pytest.mark.parametrize(
    ("text", "quote", "language"),
    [
        pytest.param("It took 5 h 42 min, 18 seconds less.", "He won in 5 hours and 42 minutes, 18 seconds ahead.", "en", id="compound"),
        pytest.param("The fourth stage was run over 187 kilometres.", "Stage: 4 | km: 187 | Winner: D. Lacombe", "en", id="column"),
        pytest.param("Its beacon was heard on the 5th of that month.", "Its beacon was heard on 5 February 2016.", "en",
                     id="day of the month"),
        pytest.param("The sheets were of 560 by 430 mm.", "Sheets: 56 × 43 cm.", "en", id="measures"),
        pytest.param("Une huile de 54 cm sur 73.", "Une huile de 54 × 73 cm.", "fr", id="sur"),
        pytest.param("洞の総延長は2300メートルである。", "洞の総延長は2.3kmで、大学が測量した。", "ja", id="unit before a particle"),
        pytest.param("年产竹纸约8000刀。", "所产竹纸每年约八千刀。", "zh", id="numeral"),
        pytest.param("面积一万五千亩，共12把。", "面积：1.5万亩；共十二把。", "zh", id="myriad"),
        pytest.param("Four eruptions are listed, in 1702, 1788, 1854 and 1911.", "It erupted in 1702, 1788, 1854 and 1911.", "en",
                     id="list"),
        pytest.param("Open on Wednesdays, April to October.", "open: Wed, April to October", "en", id="weekday"),
        pytest.param("Just under half of the 842 pupils were girls.", "Pupils: 842, of whom 401 girls.", "en", id="half"),
        pytest.param("She served for 38 years, from 1919.", "She served from 1919 to 1957.", "en", id="years between"),
        pytest.param("Lines are no longer than 120 mm.", "Keep lines to 12 cm or less.", "en", id="or less"),
        pytest.param("The timber fell in the space of four hours.", "The storm threw the timber within four hours.", "en", id="within"),
        pytest.param("Des 3 204 électeurs inscrits, 2 517 votèrent.", "Sur 3 204 inscrits, 2 517 ont voté.", "fr", id="des"),
        pytest.param("After a break from 1940 to 1945 the race came back.", "No race was held from 1940 to 1945.", "en", id="break"),
        pytest.param("The register may not have been up to date.", "The register may have been out of date.", "en", id="out of date"),
        pytest.param("The coins number 31, none struck later than 1042.", "It holds 31 coins, the latest struck in 1042.", "en",
                     id="none later"),
        pytest.param("Danko took first place with 11 points.", "Danko won with 11 points.", "en", id="first place"),
        pytest.param("Most of the dead, 90 in all, were fishermen.", "The dead numbered 90; most were fishermen.", "en", id="most"),
        pytest.param("Rowe built it to the drawings of Halloran.", "Rowe built it according to the drawings of Halloran.", "en",
                     id="drawings"),
        pytest.param("It failed because the wire was too thin.", "It failed when the wire was too thin.", "en", id="because"),
        pytest.param(
            "It is still used as a short cut by drivers.", "It is still being used as a short cut by drivers.", "en", id="still being used"
        ),
        pytest.param(
            'It passed, with Piers Halloran, who found "too many words" on it, against.',
            'It passed. Piers Halloran was against: "too many words", he said.', "en", id="who is named said it",
        ),
        pytest.param("Girls made up 48 of the 90 pupils, boys the other 42.", "Pupils: 90, of whom 48 girls and 42 boys.", "en", id="rest"),
    ],
)  # fmt: skip
def test_what_was_refused_although_it_is_right(text: str, quote: str, language: str) -> None:
    assert faults(text, [Cited(quote)], ["Kettle"], language) == []


def test_a_unit_may_be_told_by_the_header_of_a_row() -> None:
    row = Cited("i16 | 16 | -32768 to 32767", "type | bits | range")
    assert faults("Quill has a 16-bit type, i16.", [row], ["Quill"]) == []
    assert faults("Quill has a 17-bit type, i16.", [row], ["Quill"])


def test_what_two_sentences_list_one_after_another_has_not_changed_places() -> None:
    quotes = ["The mirror was re-aluminised in 1974.", "It was done again in 1989 and in 2002."]
    assert unsupported("In 1974, 1989 and 2002 the mirror was re-aluminised.", quotes) == []


@pytest.mark.parametrize(
    ("text", "quote", "language"),
    [
        ("The delay was 11 days on average.", "The median delay was 11 days.", "en"),
        ("Le délai moyen était de 11 jours.", "Le délai médian était de 11 jours.", "fr"),
        ("She was the country's first woman at the bar.", "She was a woman at the bar.", "en"),
        ("It was the first ship to reach the island.", "It was one of the first ships to reach the island.", "en"),
        ("The roof must be 3 m or more.", "The roof must be no higher than 3 m.", "en"),
        ("Nicht mehr als 300 Menschen arbeiteten dort.", "Dort arbeiteten mindestens 300 Menschen.", "de"),
        ("It is open on 6 May.", "It is open on 5 May.", "en"),
    ],
)
def test_what_is_wrong_for_sure(text: str, quote: str, language: str) -> None:
    assert faults(text, [Cited(quote)], ["Kettle"], language)


@pytest.mark.parametrize(
    ("text", "quote", "language"),
    [
        ("The job fails if the file is missing.", "If there is no file the job fails.", "en"),
        (
            "The only bridge over the Tarn was built in 1860.",
            "There was no other bridge over the Tarn; it was built in 1860.",
            "en",
        ),
        ("Visitors must be at least 18.", "Visitors under 18 are not admitted.", "en"),
        ("その博物館は月曜日に休館する。", "その博物館は月曜日には開館しない。", "ja"),
        ("The line has six stations.", "The stations are Aubel, Brey, Corl, Dan, Est and Fell.", "en"),
        ("It weighs just over two tonnes.", "It weighs 2,050 kg.", "en"),
        ("Opened twice a week, on Tuesdays and Fridays.", "Open Tue and Fri.", "en"),
    ],
)
def test_a_lack_a_list_and_a_round_figure_may_be_told_in_other_words(text: str, quote: str, language: str) -> None:
    assert faults(text, [Cited(quote)], ["Kettle"], language) == []


def test_the_title_or_heading_above_a_cited_sentence_may_be_quoted() -> None:
    cited = Cited("I knew it by the sound.", above=("You could hear a good weld",))
    said = "The speaker of “You could hear a good weld” knew it by the sound."
    assert not faults(said, [cited], ["Weld"])
    assert faults(said.replace("good weld", "bad old weld"), [cited], ["Weld"])


def test_what_a_thing_is_to_do_is_a_plan_only_where_something_is_to_be_done() -> None:
    best = Cited("The best way to learn the hinge is to ride with the others on a Saturday.")
    assert not faults("The hinge is learnt best by those who ride with the others on a Saturday.", [best], ["Hinge"])
    planned = Cited("The hinge is to be replaced by a steel one in spring.")
    assert faults("The hinge was replaced by a steel one in spring.", [planned], ["Hinge"])


def test_a_name_of_code_that_ends_like_a_superlative_is_none() -> None:
    said = ["Sends the cookie with one of the replies. Default: True"]
    assert unsupported("By default, KILN_REFRESH_EACH_REQUEST is True.", said, ["KILN_REFRESH_EACH_REQUEST"]) == []
    assert unsupported("It is the tallest kiln.", said, ["KILN_REFRESH_EACH_REQUEST"]) != []


def test_whoever_wishes_to_is_a_condition_and_no_doubt() -> None:
    said = ["If you wish to have your module engage a valve, you need only set the name of the valve."]
    assert unsupported("A module engages a valve by setting its name.", said, ["Valve"]) == []
    assert unsupported("Whoever wishes to have a module engage a valve sets its name.", said, ["Valve"]) == []
    hoped = ["The board wishes to sell the valve works in spring."]
    assert unsupported("The board sold the valve works in spring.", hoped, ["Valve works"]) != []
    told = ["The board, who wish to sell the valve works in spring, met on Monday."]
    assert unsupported("The board sold the valve works in spring.", told, ["Valve works"]) != []


def test_no_other_choice_is_a_choice_that_is_not_made() -> None:
    said = ["This will be the MPM selected if you do not make another choice at compile-time."]
    assert unsupported("This MPM is selected if no other choice is made at compile-time.", said, ["MPM"]) == []
    assert unsupported("This MPM is selected if you make another choice at compile-time.", said, ["MPM"]) != []
    alone = ["Kettle does not supply valves."]
    assert unsupported("No other firm supplies valves than Kettle.", alone, ["Kettle"]) != []


def test_a_participle_behind_a_name_is_nothing_that_the_name_does() -> None:
    said = ["This will be the MPM selected unless another choice is made, and Ada Holm praised Ben Ray."]
    assert unsupported("The MPM is selected unless another choice is made.", said, ["MPM"]) == []
    assert unsupported("Ada Holm was praised by Ben Ray.", said, ["Ada Holm"]) != []


def test_what_is_only_asked_is_told_as_asked() -> None:
    there = [Cited("Does the system retry a failed job?"), Cited("Does it need a database?")]
    assert (
        faults("The rating asks whether a system retries a failed job and needs a database.", there, ["Rating"]) == []
    )
    (fault,) = faults("The system retries a failed job.", there, ["Rating"])
    assert "only asked" in fault
    assert faults("The system retries a failed job.", [*there, Cited("It retries a failed job.")], ["Rating"]) == []
