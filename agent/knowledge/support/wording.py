"""The checks of a sentence's words: names, "not", "may", what is first or only, causes, before and after, who did it to whom, who said it.

Owns: those checks. Promises: each is a general rule over the cues of a language (`languages`); where nothing is known of one, it is silent.
Imports the case and the readers of names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from agent.knowledge.support.case import Case
from agent.knowledge.text.english import (
    CONVERSE,
    FINITE,
    IRREGULAR,
    NEGATIONS,
    OPENERS,
    OPPOSITES,
    PRONOUNS,
    SAME_IN_PAST,
    STOP,
)
from agent.knowledge.text.letters import fold, plain
from agent.knowledge.text.names import proper_names
from agent.knowledge.text.normal import initials, key, words
from agent.knowledge.text.stems import stem

ROOT = 4  # letters that a name and the adjective of it share: `Cornwall`, `Cornish`
_NO_NAMES = OPENERS | PRONOUNS | NEGATIONS
_ADJECTIVES = (
    "ish",
    "an",
    "ese",
    "ch",
    "ic",
    "ais",
    "aise",
    "ois",
    "oise",
    "ien",
    "ienne",
    "eño",
    "eña",
    "és",
    "ano",
    "ana",
    "ino",
    "ina",
)
_LIMITED = re.compile(
    r"\b(?:before|until|till|unless|except|bis|avant|hasta|antes)\b", re.IGNORECASE
)  # it is denied only up to there
_CODE = re.compile(r"(?<![\w-])--?[a-z][\w-]+|[A-Za-z_][\w.]*(?:_\w+|\(\))|\b[A-Za-z]+\d[\w-]*|\b[a-z]+[A-Z]\w*")
_ADDRESS = re.compile(
    r"\b[a-z][a-z0-9+.-]*://[^\s\"'<>()]+|\bwww\.[^\s\"'<>()]+|[^\s\"'<>()@]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE
)
_CAPITAL = re.compile(r"(?<![\w'’-])[^\W\d_a-z][\w'’-]*")
_START = re.compile(r"(?:\A|[.!?:;…][\"')\]]*\s+|\n\s*|[\"'(\[]\s*)\Z")
_GERMAN_NAME = re.compile(r"\b(?:Herrn?|Frau|Dr\.|Prof\.)\s+(?P<name>[A-ZÄÖÜ]\w+)")
_LETTERS = re.compile(r"[^\W\d_]")


def _names(case: Case) -> Iterator[str]:
    """The names that a text is checked for: a German noun is none, nor a capital that merely begins a sentence."""
    text = case.text
    if case.code == "de":
        yield from (match["name"] for match in _GERMAN_NAME.finditer(text))
        yield from (word for word in re.findall(r"[^\W_]{2,}", text) if word.isupper() and word.isalpha())
        return
    if case.language and not case.language.spaced:
        yield from (word for word in re.findall(r"[A-Za-z][A-Za-z0-9]+", text) if not word.islower())
        return
    for name in proper_names(text):
        starts = bool(_START.search(fold(text[max(0, name.start - 12) : name.start])))
        alone = starts and " " not in name.text and name.text[1:].islower()
        if alone and (name.text.lower() in _NO_NAMES or not (case.code == "en" and _is_subject(text[name.end :]))):
            continue
        yield name.text


def _is_subject(rest: str) -> bool:
    """Whether a verb or an "'s" follows a word that begins a sentence."""
    after = re.match(r"['’]s\s|\s+([a-z]+)\b", rest)
    return after is not None and (after[1] is None or after[1] in FINITE or after[1].endswith("ed"))


def _stands(name: str, case: Case, there: set[str], roots: set[str], joined: Sequence[str]) -> bool:
    low = plain(re.sub(r"['’]s?\Z", "", name))
    if low in STOP or low.isdigit() or len(low) < 2 or low in there or stem(low) in there:
        return True
    if len(low) > 3 and any(key(low) in text for text in joined):
        return True
    if len(low) > ROOT and low.endswith(_ADJECTIVES) and low[:ROOT] in roots:
        return True
    return name.isupper() and any(
        low in initials(text) or low in "".join(re.findall(r"[A-Z]", text)).lower() for text in case.around
    )


def unheld_names(case: Case) -> list[str]:
    """The proper names of which some word stands neither in the cited sentences, nor in those before them, nor in the page's names."""
    there = {
        word for text in case.around for found in re.findall(r"[^\W_]+", plain(text)) for word in (found, stem(found))
    }
    roots = {plain(word)[:ROOT] for text in case.around for word in _CAPITAL.findall(text) if len(word) > 3}
    joined = [key(text) for text in case.around]
    return [
        name
        for name in _names(case)
        if not all(
            _stands(part, case, there, roots, joined) for part in re.findall(r"[^\W_]+(?:['’][^\W_]+)*[+#]*", name)
        )
    ]


def names(case: Case) -> list[str]:
    """Every word of a proper name stands in the cited sentences, those before them or the page's names."""
    return [f'"{name}" stands in none of the cited sentences: leave it out, or cite the sentence that has it' for name in unheld_names(case)[:1]]


def addresses(case: Case) -> list[str]:
    """A web or mail address leads where a reader clicks: it stands in a cited sentence letter for letter."""
    if "://" not in case.text and "@" not in case.text and "www." not in case.text.lower():
        return []
    there = {match.group().rstrip(".,;:!?") for source in case.sources for match in _ADDRESS.finditer(source)}
    found = (match.group().rstrip(".,;:!?") for match in _ADDRESS.finditer(case.text))
    return [
        f'"{address}" does not stand in the cited sentences: leave it out' for address in found if address not in there
    ]


def codes(case: Case) -> list[str]:
    """Identifiers, options and the like stand in the cited sentences letter for letter."""
    there = plain(" ".join(case.around))
    for match in _CODE.finditer(case.text):
        if plain(match.group()).strip("-().") not in there and key(match.group()) not in key(there):
            return [
                f'"{match.group()}" stands in none of the cited sentences: leave it out, or cite the sentence that has it'
            ]
    return []


def _denials(case: Case, text: str, *, wide: bool = False) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each negation of a text with the stems that it bears on, the surest first."""
    if case.language is None:
        return
    for match in case.language.negation.finditer(text):
        inside = tuple(
            w
            for w in case.stems(match.group())
            if case.code == "fr" and w not in ("pas", "jamai", "aucun", "perso", "rien", "plus")
        )
        following = case.language.negation.search(text, match.end())
        upto = text[: following.start()] if following else text
        after, before = case.after(upto, match.end()), case.ahead(text, match.start())
        if case.code == "ja":
            after, before = before[-2:], ()
        scope = (*inside, *after[:4], *before[-4:]) if wide else (*inside, *after[:4]) or before[-2:]
        if scope:
            yield match.group(), scope


def _told(case: Case, scope: Sequence[str], text: str) -> bool:
    """Whether a text speaks of what a cue bears on: of its first word, and of half of the others."""
    there = set(case.stems(text))
    if case.language and not case.language.spaced:
        return scope[0] in there
    return scope[0] in there and sum(word in there for word in scope) * 2 >= len(scope)


def _affirmed(case: Case, scope: Sequence[str], texts: Sequence[str]) -> bool:
    """Whether one of the texts says it without any negation."""
    return any(_told(case, scope, text) and not any(True for _ in _denials(case, text)) for text in texts)


def denied(case: Case) -> list[str]:
    """What the cited sentences deny is not affirmed."""
    mine = [word for _, scope in _denials(case, case.text, wide=case.code != "en") for word in scope]
    for source in case.sources:
        for cue, scope in _denials(case, source):
            if _LIMITED.search(source):
                continue
            if (
                not set(scope) & set(mine)
                and _told(case, scope, case.text)
                and not _affirmed(case, scope, case.sources)
            ):
                return [f'the cited sentences deny this ("{cue} …"): say the same, or leave it out']
    return []


def denies(case: Case) -> list[str]:
    """Nothing is denied that the cited sentences affirm; where they tell of a lack in other words, a "not" may come of it."""
    for cue, scope in _denials(case, case.text):
        theirs = any(True for source in case.sources for _ in _denials(case, source))
        implied = case.language is None or any(case.language.implied.search(source) for source in case.sources)
        if not theirs and not implied and any(_told(case, scope, source) for source in case.sources):
            return [f'"{cue}" is not what the cited sentences say of this: leave it out']
    return []


def hedged(case: Case) -> list[str]:
    """What a source only supposes, plans or reports is not told as a fact."""
    language = case.language
    if language is None or language.hedge.search(case.text) or language.soft.search(case.text):
        return []
    elsewhere = {word for source in case.sources if not language.hedge.search(source) for word in case.stems(source)}
    for source in case.sources:
        for match in language.hedge.finditer(source):
            scope = case.after(source, match.end())[:6]
            if case.code != "en" or not scope:
                scope = (*case.ahead(source, match.start())[-6:], *scope)
            scope = tuple(word for word in scope if word not in elsewhere)
            if scope and case.shares(scope, case.text) >= 0.5:
                return [f'the cited sentences only say so with "{match.group()}": keep that']
    return []


def _sort(cue: str) -> str:
    """The sort of a superlative: of those by degree any may be told as another (`deepest point`, `greatest depth`)."""
    last = plain(cue).split()[-1]
    return "most" if last.endswith(("est", "most", "plus", "más", "ste", "sten", "ster", "stes")) else last[:4]


def superlatives(case: Case) -> list[str]:
    """Nothing is the first, the only or the most that is not so in the cited sentences."""
    if case.language is None:
        return []
    cue = case.language.superlative
    there = {_sort(m.group()) for text in (*case.sources, *case.page) for m in cue.finditer(text)}
    for match in cue.finditer(case.text):
        if _sort(match.group()) not in there and plain(match.group()) not in plain(" ".join(case.sources)):
            return [f'"{match.group()}" is not in the cited sentences: leave it out']
        if (
            not _ONE_OF.search(case.text)
            and all(_ONE_OF.search(source) for source in case.sources if cue.search(source))
            and there
        ):
            return [f'the cited sentences only say "one of" with "{match.group()}": keep that']
    return []


_ONE_OF = re.compile(r"\b(?:one of|among|eine[rs]? der|un[ea]? des|un[oa] de l[oa]s)\b", re.IGNORECASE)


def causes(case: Case) -> list[str]:
    """No cause is told where the cited sentences only tell one thing after another."""
    language = case.language
    found = language.cause.search(case.text) if language else None
    if language is None or found is None or any(language.reason.search(text) for text in case.sources):
        return []
    return [f'the cited sentences do not say "{found.group()}": tell the two things side by side']


def _order(case: Case, text: str) -> Iterator[tuple[set[str], set[str]]]:
    """What is earlier and what is later in a text, for each "before" and "after"."""
    if case.language is None:
        return
    for cue, before in ((case.language.before, True), (case.language.after, False)):
        for match in cue.finditer(text):
            behind, ahead = (
                set(case.after(text, match.end())[:8]),
                set(case.ahead(text, len(text[: match.start()].rstrip(" ,")))[-8:]),
            )
            if case.language.spaced and not text[: match.start()].strip():  # `After C, M`
                clause = re.search(r"[,;]\s", text[match.end() :])
                ahead = set(case.after(text, match.end() + clause.end())[:8]) if clause else set()
            if not case.language.spaced:
                behind, ahead = ahead, behind
            yield (ahead, behind) if before else (behind, ahead)


def order(case: Case) -> list[str]:
    """What is before another thing in the cited sentences is not after it."""
    for early, late in _order(case, case.text):
        for source in case.sources:
            for first, then in _order(case, source):
                kept, crossed = len(early & first) + len(late & then), len(early & then) + len(late & first)
                if early & then and late & first and crossed > 2 * kept:
                    return ["the cited sentences have these in the other order of time: keep theirs"]
    return []


_NOTS = ("un", "non", "dis", "im", "in", "ir")
_OPPOSED = [(stem(a), stem(b)) for pair in OPPOSITES if not set(pair) & CONVERSE for a, b in (pair, pair[::-1])]


def opposites(case: Case) -> list[str]:
    """No word is put for its opposite, where no "not" and no "than" turns it round again."""
    texts = (case.text, *case.sources)
    if case.code != "en" or any(" than " in text or any(True for _ in _denials(case, text)) for text in texts):
        return []
    mine = {stem(word) for word in words(case.text)}
    theirs = {stem(word) for source in case.sources for word in words(source)}
    for a, b in _OPPOSED:
        if a in mine - theirs and b in theirs - mine:
            return [f'the cited sentences say the opposite ("{b}", not "{a}")']
    for one, other in ((mine, theirs), (theirs, mine)):
        for word in sorted(one - other):
            if any(word.startswith(p) and len(word) > len(p) + 3 and word[len(p) :] in other - one for p in _NOTS):
                return [f'the cited sentences say the opposite of what it says with "{word}"']
    return []


_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being)\s+(?:\w+ly\s+)?\Z", re.IGNORECASE)
_NOT_A_VERB = re.compile(
    r"(?:\b(?:an?|the|of|in|on|at|for|to|its|his|her|their|and|or|with|from|by|between|after|before|than|over|under|about|into|per|this|that|these|those|no|all|some)|['’]s)\s+\Z",
    re.IGNORECASE,
)
_NO_OBJECT = re.compile(r"\s+(?:of|is|are|was|were|has|have|had|will|can|may|must)\b|[,.;:]")
_WORDS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def _roles(case: Case, text: str) -> Iterator[tuple[str, set[str], set[str]]]:
    """Verbs that stand between two things, with the stems of who does it and of whom it is done to; English."""
    for match in _WORDS.finditer(text):
        word = match.group().lower()
        ahead, behind = text[max(0, match.start() - 60) : match.start()], text[match.end() : match.end() + 60]
        if word in STOP or not word[0].islower() or match.group()[0].isupper() or _NO_OBJECT.match(behind):
            continue
        passive = bool(_PASSIVE.search(ahead))
        if not passive and (
            _NOT_A_VERB.search(ahead) or not (word.endswith(("s", "ed")) or word in IRREGULAR or word in SAME_IN_PAST)
        ):
            continue
        by = re.search(r"\bby\b", behind) if passive else None
        if passive and (by is None or len(case.stems(behind[: by.start()])) > 4):
            continue
        left = {w for w in case.ahead(text, match.start())[-2:] if not w[0].isdigit()}
        right = {w for w in case.after(text, match.end() + (by.end() if by else 0))[:3] if not w[0].isdigit()}
        yield (stem(word), right, left) if passive else (stem(word), left, right)


def roles(case: Case) -> list[str]:
    """Who does something and whom it is done to have not changed places."""
    if case.code != "en":
        return []
    found = list(_roles(case, case.text))
    for source in case.sources:
        for verb, who, whom in _roles(case, source):
            for same, mine, other in found:
                if same == verb and mine & whom and other & who and not mine & who:
                    return [
                        f'who does it and whom it is done to have changed places ("{verb}…"): keep the order of the cited sentences'
                    ]
    return []


_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]{12,})[\"”“»]|「([^「」]{8,})」")


def quotes(case: Case) -> list[str]:
    """What stands in quotation marks stands so in a cited sentence, and whoever is named for it is named there."""
    for match in _QUOTED.finditer(case.text):
        said = words(match[1] or match[2])
        joined = " ".join(said)
        holding = [each for each in case.cited if joined and joined in " ".join(words(each.text))]
        if len(said) > 2 and not holding:
            return [
                f'the words in quotation marks ("{(match[1] or match[2])[:40]}…") are not those of a cited sentence'
            ]
        outside = case.text[: match.start()] + " " + case.text[match.end() :]
        mine = {key(part) for name in proper_names(outside) for part in name.text.split()}
        speakers = {
            key(part) for each in holding for name in proper_names(_outside(each.text)) for part in name.text.split()
        }
        if mine and speakers and not mine & speakers:
            return ["the cited sentences have somebody else say this: name who does"]
    return []


def _outside(text: str) -> str:
    """A text without what stands in quotation marks."""
    return _QUOTED.sub(" ", text)


_VOICE = re.compile(r"(?<!\w)(?:by|von|vom|par|por)(?!\w)|[由被]|れ[るた、て]", re.IGNORECASE)
ALIKE = 0.7
WIDE = 3
FEW = 4  # content words of which a share says nothing
LEAST = 0.25  # share of the content words
_LONGEST = 400  # stems of two texts that are laid side by side


def _sides(case: Case, text: str) -> list[str]:
    """The stems and figures of a text in order; of one without spaces its characters."""
    if case.language and not case.language.spaced:
        return re.findall(
            r"[\u30a1-\u30ff]+|[a-z]+|\d+|[\u3400-\u9fff]+" if case.code == "ja" else r"[a-z]+|\d+|[\u3400-\u9fff]",
            plain(text),
        )
    return list(case.stems(text))


def crossed(case: Case) -> list[str]:
    """Two words that have changed places in what is otherwise told alike."""
    mine = _sides(case, case.text)
    for source in dict.fromkeys((*case.sources, " ".join(case.sources))):
        theirs = _sides(case, source)
        if max(len(mine), len(theirs)) > _LONGEST or len(_VOICE.findall(case.text)) != len(_VOICE.findall(source)):
            continue
        matcher = SequenceMatcher(None, theirs, mine, autojunk=False)
        if matcher.ratio() < ALIKE:
            continue
        blocks = matcher.get_opcodes()
        changed = [
            (set(theirs[a:b]), set(mine[c:d]))
            for kind, a, b, c, d in blocks
            if kind == "replace" and max(b - a, d - c) <= WIDE
        ]
        for n, (was, now) in enumerate(changed):
            for was_too, now_too in changed[n + 1 :]:
                if now & was_too and was & now_too and not was & now and not was_too & now_too:
                    one, two = min(now & was_too), min(was & now_too)
                    return [
                        f'"{one}…" and "{two}…" have changed places: the cited sentences have them the other way round'
                    ]
    return []


def strange(case: Case) -> list[str]:
    """Most of the content words stand in what is cited."""
    given = {word for text in case.around for word in case.stems(text)}
    wanted = case.stems(case.text)
    share = sum(word in given for word in wanted) / len(wanted) if len(wanted) > FEW else 1.0
    return [f"only {share:.0%} of its words stand in the cited sentences: say it in theirs"] if share < LEAST else []


def script(case: Case) -> list[str]:
    """The sentence is in the script of what it cites."""
    here, there = (_eastern(text) for text in (case.text, " ".join(case.sources)))
    if here is None or there is None or here == there:
        return []
    return ["it is in another language than the cited sentences: write it in theirs"]


def _eastern(text: str) -> bool | None:
    letters = _LETTERS.findall(text)
    share = sum(c > "\u2e80" for c in letters) / len(letters) if letters else 0.5
    return None if 0.2 < share < 0.6 else share >= 0.6
