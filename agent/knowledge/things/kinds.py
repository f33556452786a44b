"""What sort of thing a noun names, and of what kind a page about it is: a Company is an organisation, a steamer is a product.

Owns: the words that tell, `sort_of` and the kinds. A *sort* is what excludes another sort (a ship is no river), but for those that one
thing may be at once (a town and a port, a library and a method). English; what is in no list has no sort. The kind of a page is its
readers' word (`kind_of`); a sort only helps to tell namesakes apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from agent.knowledge.model import PageKind
from agent.knowledge.text.english import listed
from agent.knowledge.text.letters import plain

# kind of the pages: sort: nouns
_SORTS: dict[PageKind, dict[str, str]] = {
    "person": {
        "person": """person man woman boy girl engineer physicist chemist mathematician scientist inventor merchant captain author
            writer poet novelist painter artist sculptor composer musician singer songwriter guitarist drummer rapper dancer actor
            actress comedian director producer politician president minister senator governor mayor king queen prince princess emperor
            empress sultan duke earl baron lord lady peer lawyer judge general admiral colonel lieutenant officer soldier sailor
            explorer navigator astronomer biologist botanist zoologist geologist naturalist historian philosopher theologian economist
            businessman businesswoman entrepreneur industrialist financier banker philanthropist journalist printer architect surgeon
            physician doctor nurse professor teacher scholar academic researcher programmer developer founder co-founder footballer
            cricketer golfer boxer wrestler swimmer runner athlete player umpire manager cyclist astronaut cosmonaut aviator priest
            bishop archbishop pope saint monk nun rabbi activist feminist critic translator linguist psychologist sociologist
            anthropologist archaeologist photographer filmmaker screenwriter playwright dramatist cartoonist illustrator designer chef
            farmer electrician telegrapher telegraphist clockmaker watchmaker apprentice ambassador diplomat statesman chancellor
            secretary chairman chairwoman commander murderer criminal pirate wife husband son daughter brother sister father mother
            uncle aunt nephew niece cousin widow heir promoter pioneer contractor shareholder operator clerk volunteer editor""",
    },
    "organisation": {
        "organisation": """company corporation firm organisation organization institute institution agency bank society association
            union party club league federation ministry department bureau committee council commission foundation charity startup
            manufacturer publisher retailer airline broadcaster brewery consortium cooperative partnership conglomerate subsidiary army
            navy regiment brigade parliament congress senate government authority administration police university college school
            academy seminary polytechnic team squad band duo trio quartet orchestra choir ensemble""",
    },
    "place": {
        "settlement": """city town village hamlet suburb neighbourhood neighborhood municipality commune settlement capital borough
            township port parish resort seaport""",
        "territory": """country state nation province county region district territory kingdom republic empire colony island isle
            archipelago peninsula continent prefecture canton emirate governorate constituency""",
        "water": """river lake sea ocean bay gulf strait channel canal creek stream brook waterfall lagoon reservoir tributary fjord
            harbour harbor cove inlet estuary reef""",
        "land": """mountain hill peak volcano valley desert forest park plateau cape cliff beach headland glacier canyon gorge ridge
            cave""",
        "building": """building house church cathedral castle palace tower bridge station airport museum theatre theater stadium
            hospital prison temple mosque monastery abbey lighthouse dam mill factory warehouse hotel street road square avenue highway
            motorway railway tunnel monument cemetery shipyard dockyard wharf quay pier""",
        "celestial": "planet moon galaxy constellation asteroid comet nebula crater exoplanet",
    },
    "software": {
        "software": """software library framework server database application app program toolkit compiler interpreter scheduler runtime
            browser plugin api sdk daemon kernel middleware language filesystem parser chatbot website decorator cli microframework
            linter debugger assembler""",
    },
    "product": {
        "vessel": """ship steamship steamer boat vessel frigate battleship cruiser warship yacht schooner submarine liner barge ferry
            tug tugboat sloop brig corvette clipper whaler destroyer cableship""",
        "vehicle": """car automobile truck motorcycle bicycle aircraft airplane aeroplane helicopter locomotive tank rocket spacecraft
            satellite airship missile spaceship tractor""",
        "device": """product instrument device machine apparatus cable telegraph telephone computer processor chip camera clock watch
            chronometer sextant telescope microscope battery lamp generator motor turbine gun rifle pistol sensor detector receiver
            transmitter galvanometer console smartphone printer drug medicine vaccine drink robot thermometer barometer gauge appliance
            wire conductor insulator gpu cpu hook gear grapnel""",
    },
    "work": {
        "film": "film movie documentary sequel prequel miniseries sitcom series telenovela anime episode",
        "writing": """book novel novella paper article essay poem play story memoir autobiography biography treatise dictionary
            encyclopedia encyclopaedia newspaper magazine journal periodical pamphlet textbook manuscript trilogy comic manga""",
        "music": "song album single opera musical concerto sonata symphony hymn anthem soundtrack ballad mixtape",
        "art": "painting sculpture statue portrait fresco mural photograph",
        "game": "game videogame",
    },
    "event": {
        "event": """war battle expedition conference voyage revolution rebellion revolt uprising siege festival election tournament
            championship olympics earthquake hurricane flood explosion massacre treaty ceremony exhibition strike riot famine epidemic
            pandemic invasion attempt""",
    },
    "method": {
        "method": """method technique algorithm process procedure approach strategy mechanism treatment therapy surgery heuristic
            workflow protocol""",
    },
    "dataset": {
        "dataset": "dataset corpus benchmark",
    },
    "concept": {
        "concept": """concept theory idea principle law theorem unit measure quantity property phenomenon effect discipline branch
            philosophy ideology religion doctrine term genre sport hypothesis blurring""",
        "substance": """element metal chemical compound mineral gas material liquid alloy resin acid gum polymer substance plastic
            rubber latex""",
        "organism": """species genus plant tree animal bird fish insect mammal flower reptile bacterium virus fungus breed""",
        "deity": "god goddess deity nymph titan demon",
        "disease": "disease disorder syndrome illness infection",
    },
    "other": {
        "award": "award prize medal trophy",
    },
}
_SORT_OF = {noun: sort for sorts in _SORTS.values() for sort, nouns in sorts.items() for noun in nouns.split()}

# One thing may be both: a town is a port and the seat of a county, a school is a house, a method is a library.
_AT_ONCE = (
    frozenset(["settlement", "territory", "building", "organisation"]),
    frozenset(["settlement", "territory", "water", "land"]),
    frozenset(["software", "method", "concept", "dataset", "device", "game"]),
    frozenset(["concept", "substance", "disease", "organism"]),
    frozenset(["device", "substance"]),
    frozenset(["device", "vehicle", "vessel"]),
    frozenset(["event", "method", "concept"]),
    frozenset(["organisation", "software", "writing"]),
)

_VAGUE = listed("system project piece thing object one name type kind sort form version part member design work")
# Kinds that one thing may be called by different readers: a university is a place, a library of code a method.
_ALIKE = (
    frozenset(["organisation", "place"]),
    frozenset(["organisation", "software", "product", "work", "dataset", "event"]),
    frozenset(["software", "product", "work", "method", "concept", "dataset"]),
    frozenset(["event", "method", "concept", "work"]),
)
# most general first: a program is a product too
_GENERAL: tuple[PageKind, ...] = ("other", "concept", "product", "work")
_NOUN = re.compile(r"[^\W\d_][\w'-]*")


def singular(word: str) -> str:
    """The word, or what it is the plural of, if that is a noun of the lists."""
    for form in (word, word.removesuffix("s"), word.removesuffix("es"), f"{word.removesuffix('ies')}y"):
        if form in _SORT_OF:
            return form
    return f"{word.removesuffix('men')}man" if f"{word.removesuffix('men')}man" in _SORT_OF else word


def head_of(phrase: str) -> str:
    """The head of a noun phrase, its last noun, in the singular where that is known; the noun before one that says nothing
    ("telegraph system"). "" if there is none.
    """
    parts = [singular(part) for part in _NOUN.findall(plain(phrase))]
    while len(parts) > 1 and parts[-1].removesuffix("s") in _VAGUE:
        parts.pop()
    if not parts or parts[-1].removesuffix("s") in _VAGUE:
        return ""
    return parts[-1] if parts[-1] in _SORT_OF else singular(parts[-1].rpartition("-")[2])


def sort_of(phrase: str) -> str:
    """The sort of thing that a noun phrase names ("wooden screw battleship": vessel), or ""."""
    return _SORT_OF.get(head_of(phrase), "")


def exclude(a: str, b: str) -> bool:
    """Whether nothing is of both sorts. Symmetric; false of one sort twice and where one is unknown."""
    return bool(a and b) and a != b and not any({a, b} <= both for both in _AT_ONCE)


def kind_of_phrase(phrase: str) -> PageKind | None:
    """The kind of a page about a thing that is this, or None if the words do not tell."""
    sort = sort_of(phrase)
    return next((kind for kind, sorts in _SORTS.items() if sort in sorts), None)


def kinds_exclude(a: PageKind, b: PageKind) -> bool:
    """Whether nothing is of both kinds, however loosely readers call it: a person and anything else, a place and a product."""
    return a != b and "other" not in (a, b) and not any({a, b} <= both for both in _ALIKE)


def kind_of(said: Iterable[PageKind]) -> PageKind:
    """The kind that most readers said; of several the more specific, then the first of the alphabet. Raises ValueError if none did."""
    counts = Counter(said)
    return min(counts, key=lambda kind: (-counts[kind], -_GENERAL.index(kind) if kind in _GENERAL else -9, kind))
