"""The cues by which a sentence tells what it does: whether it states anything at all, what it denies, who speaks in it, and what
happened.

Owns: `states`, `goes_on`, `is_finite` (of a heading); `negations` and the clause around a place; the words of talk
(`of_oneself`, `answers`, `SAID`, `ROLES`, `LABELS`, `WROTE`, `FROM`, `FORWARDED`); `happening`, by which two claims that date one event
in other words, or in two languages, speak of the same. Promises: no model; a cue's bearing ends at the clause; of a language that is not
known nothing is found. Imports normalisation and what is known of languages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from agent.knowledge.text.english import COMMANDS, FINITE, NOUNS_TOO, OBJECTS, listed
from agent.knowledge.text.languages import commands, language_of
from agent.knowledge.text.letters import fold
from agent.knowledge.text.normal import tokens

SCOPE = 4  # content words that a negation reaches
FAR = 160  # characters in which they are looked for
_CLAUSE = re.compile(
    r"[,;:.!?()]\s|\s-\s|[，、；：。！？（）]|\b(?:but|however|although|though|whereas|while|because|instead|so that|and then)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Negation:
    """A cue with the stems it bears on (those that follow it in its clause, or for a negation precede it where none follow)."""

    cue: str
    scope: tuple[str, ...]
    start: int
    last: bool = False  # whether nothing follows it in its clause


def after(text: str, at: int, language: str = "en", end: int | None = None) -> list[str]:
    """The content words from a place to the end of its clause, or to `end`."""
    upto = at + FAR if end is None else min(at + FAR, end)
    return tokens(_CLAUSE.split(fold(text[at:upto]), maxsplit=1)[0], language)


def ahead(text: str, at: int, language: str = "en") -> list[str]:
    """The content words of the clause before a place."""
    return tokens(_CLAUSE.split(fold(text[max(0, at - FAR) : at]))[-1], language)


@lru_cache(maxsize=16384)
def negations(source: str, language: str = "en", *, wide: bool = False) -> tuple[Negation, ...]:
    """All negations of a text, in order; `not only` and `no less than` are none. `wide` takes the words on both sides into the scope."""
    known, text, found = language_of(language), fold(source), []
    cues = list(known.negation.finditer(text)) if known else []
    for n, match in enumerate(cues):
        end = cues[n + 1].start() if n + 1 < len(cues) else None
        # The verb stands inside the French pair, and before the Japanese ending.
        verb = (word for word in match[0].split() if known and language == "fr" and not known.negation.fullmatch(word))
        inside = tokens(" ".join(verb), language)
        before, behind = ahead(text, match.start(), language), after(text, match.end(), language, end)[:SCOPE]
        if language == "ja":
            scope = before[-2:]
        elif wide:
            scope = [*inside, *behind, *before[-SCOPE:]]
        else:
            scope = [*inside, *behind] or before[-2:]
        last = not (inside or behind or language == "ja")
        found.append(Negation(match[0].lower(), tuple(scope), match.start(), last))
    return tuple(found)


_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_PRELUDE = re.compile(
    r"""\A(?:\W|(?:please|kindly|also|and|but|so|then|now|next|first|second|finally|instead|lastly|afterwards?|just|never|always
    |do\ not|don['’]t|you\ (?:must|should|have\ to|need\ to|will|are\ to)|i\ want\ you\ to|make\ sure\ (?:to|that\ you)|be\ sure\ to
    |remember\ to|(?:step\ |task\ )?\d+\s*[:.)-])(?=\W|\Z))*""",
    re.IGNORECASE | re.VERBOSE,
)
_LABEL = re.compile(
    r"\W{0,3}(?:first|second) [\w'’-]+: ?\W{0,2}\d", re.IGNORECASE
)  # `First mention: 1241` bids nobody mention it
# Whoever is spoken to is to write something, so this is no account of the world.
_TO_A_WRITER = re.compile(
    r"\byour (?:\w+ )?(?:answer|response|reply|output|completion|summary|elucidation|wiki|pages?)\b", re.IGNORECASE
)
# What a text is going to tell is not told yet.
_ANNOUNCES = re.compile(
    r"""\b(?:(?:we|i|this\ (?:essay|article|chapter|section|post|page|guide|tutorial))\ (?:will|shall|(?:am|are|is)\ going\ to)
    |in\ this\ (?:essay|article|chapter|section|post|guide|tutorial),?\ (?:we|i))\ (?:now\ |also\ |briefly\ )?
    (?:explore|examine|discuss|look\ (?:at|into|closely)|delve|consider|describe|cover|investigate|review|outline|focus|turn\ to)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_GREETS = re.compile(
    r"""\A\W*(?:good\ (?:morning|afternoon|evening|night)|hello|hi|welcome|thank\ you|thanks|ladies\ and\ gentlemen|dear(?=\ ))
    (?:\W+(?:all|everyone|everybody|friends|colleagues|readers?|listeners|and|welcome|back|very|much|so|again|for|listening|reading|coming
    |ladies|gentlemen|having|me|us|to))*\W*\Z""",
    re.IGNORECASE | re.VERBOSE,
)
_ASKS = re.compile(r"[?？][\"'”’)\]*_`\s]*\Z")
_PRONOUN = re.compile(r"\W*(?:he|she|it|they|his|her|its|their|this|these|that|those|here|there)\b", re.IGNORECASE)
_COMMON_NOUN = re.compile(r"\W*[Tt]he [a-z]+")


def asks(text: str) -> bool:
    """Whether a text is a question."""
    return _ASKS.search(text) is not None


def states(text: str) -> bool:
    """Whether a sentence says that something is so. A question does not, nor a command to its reader (`Also write 7.`), nor what a text
    says that it will say (`In this essay we will explore …`), nor a greeting.

    Of a word that is a noun as well (`Set theory is …`, `Play was stopped`) the verb that soon follows tells.
    """
    if any(pattern.search(text) for pattern in (_ASKS, _TO_A_WRITER, _ANNOUNCES, _GREETS)):
        return False
    first = re.search(r"\w", text)
    rest = _PRELUDE.sub("", text, count=1)
    if _LABEL.match(text):
        return True
    found = [word.group().lower() for word in islice(_WORD.finditer(rest), 4)]
    named = any(word in FINITE for word in found[1:2])  # `configure is a script`
    if first and not named and any(command.match(text, first.start()) for command in commands()):
        return False
    if not found or found[0] not in COMMANDS:
        return True
    if any(word in FINITE for word in found[1:4]):
        return re.match(r"\A[a-z'’]+\s*[:,]", rest, re.IGNORECASE) is None
    return found[0] in NOUNS_TOO and len(found) > 3 and found[1] not in OBJECTS


def goes_on(text: str) -> bool:
    """Whether a sentence begins with a pronoun, or with "the" and a common noun, and so may go on about what stood before it."""
    return bool(_PRONOUN.match(text) or _COMMON_NOUN.match(text))


# By language (ISO 639-1), the words by which one speaks of oneself, and those by which several do.
_SELF = {
    "en": (r"I|my|mine|me", "we|our|us"), "de": ("ich|meine?[mnrs]?|mir|mich", "wir|uns|unsere?[mnrs]?"),
    "fr": ("je|moi|mon|ma|mes|j(?=['’])", "nous|notre|nos"), "es": ("yo|mi|mis|me", "nosotr[oa]s|nuestr[oa]s?|nos"),
    "it": ("io|mio|mia|mi", "noi|nostr[oaie]"), "pt": ("eu|meus?|minhas?|me", "nós|noss[oa]s?"),
    "nl": ("ik|mijn|mij", "wij|we|ons|onze"),
    "sv": ("jag|min|mitt|mina|mig", "vi|vår|oss"), "da": ("jeg|min|mit|mig", "vi|vores|os"), "no": ("jeg|min|mitt|meg", "vi|vår|oss"),
    "ru": ("я|мне|меня|мой|моя|моё|мои", "мы|нас|наш|наша|наши"), "zh": ("我", "我们|咱们"),
    "ja": ("私|僕|俺|わたし", "私たち|我々|われわれ"),
}  # fmt: skip
_WORDS = re.compile(r"\S+")
EARLY = 4  # words in which somebody who speaks of themselves does so at once
_ANSWER = re.compile(
    r"\W*(?:no|yes|right|well|okay|ok|sure|thanks|thank you|hello|hi|ja|nein|doch|danke|non|oui|merci|sí|si|gracias"
    r"|да|нет|はい|いいえ|是的?|不)\b|.*[?？]",
    re.IGNORECASE,
)
# How the exports of chats say whose turn it is: `You said:`, `ChatGPT hat gesagt:`.
SAID = (
    r"(?:said|says|wrote|writes|asked|replied|has?t gesagt|sagte|sagt|schrieb|(?:a|as|avez) (?:dit|écrit)|dit|dijo|dijiste"
    r"|has? dicho|escribió|hai? detto|disse|heeft gezegd|hebt gezegd|сказали?|sade)"
)
ROLES = listed(
    """you du sie tu vous tú usted você jij вы 你 user human assistant chatgpt gpt claude gemini copilot grok bot ai model system me
    interviewer interviewee moderator speaker host guest caller operator"""
)
# How mails say whose words follow: `On 3 May, Ada Holm wrote:`, `Am 3. Mai schrieb Ada Holm:`, a head that was copied, a line.
WROTE = (
    r"(?:wrote|writes|schrieb|a écrit|écrivait|escribió|ha scritto|escreveu|schreef|skrev|kirjoitti|napisała?|написала?|пишет"
    r"|写道|寫道|のメッセージ)"
)
FROM = r"(?:From|Von|De|Da|Van|Från|Fra|Od|От|发件人|寄件者|差出人)"
FORWARDED = (
    r"(?:original message|forwarded message|begin forwarded message|original appointment|ursprüngliche nachricht|originalnachricht"
    r"|weitergeleitete nachricht|anfang der weitergeleiteten nachricht|message (?:d'origine|transféré)|mensaje (?:original|reenviado)"
    r"|messaggio (?:originale|inoltrato)|mensagem (?:original|encaminhada)|oorspronkelijk bericht|doorgestuurd bericht"
    r"|ursprungligt meddelande|пересылаемое сообщение|原始邮件|转发的邮件)"
)
LABELS = listed(
    """note notes warning tip hint important caution attention example examples info danger todo fixme see default returns raises args
    yields parameters abstract summary conclusion results result methods method background introduction discussion keywords question
    answer q a faq pros cons input output step price date time place location name title author authors subject from to cc re status
    version source url link tags category description definition usage requirements added fixed changed removed deprecated security
    update updated ps nb hinweis achtung beispiel frage antwort remarque exemple nota ejemplo pregunta respuesta agenda action actions
    decision minutes present topic objective goal purpose scope claim proof theorem lemma"""
)


@lru_cache(maxsize=64)
def _selves(language: str, *, several: bool) -> re.Pattern[str]:
    one, more = _SELF.get(language, _SELF["en"])
    words = f"{one}|{more}" if several else one
    small = words.replace("I|", "", 1) if language not in _SELF or language == "en" else words
    if language in ("zh", "ja"):
        return re.compile(words)
    return re.compile(rf"(?<![\w-])(?:{'I|' if small != words else ''}(?i:{small}))(?![\w-])")


def of_oneself(text: str, language: str, *, at_once: bool = False) -> bool:
    """Whether somebody speaks of themselves in a text; `at_once`: alone, not for several, and within its first words."""
    if at_once:
        begun = [match.end() for match in _WORDS.finditer(text)][:EARLY]
        return bool(begun) and _selves(language, several=False).search(text, 0, begun[-1]) is not None
    return _selves(language, several=True).search(text) is not None


def answers(text: str) -> bool:
    """Whether a text answers somebody, greets or asks."""
    return _ANSWER.match(text) is not None


_EVENTS = {
    event: re.compile("|".join(words.split()), re.IGNORECASE)
    for event, words in {
        "born": r"""born births? geboren\w* geburt\w* née?s? naît naissance naqui\w* naci\w+ nato nata nascita 出生 生于 生年 生ま""",
        "died": r"""die[sd] deaths? starb\w* stirbt gestorben\w* verst[ao]rb\w* tod todes\w* morte?s? meurt mouru\w* décéd\w+ décès muri\w+
            muerte falleci\w+ morto morta 去世 病逝 逝世 卒于 亡く 没年 死去 死亡""",
        "built": r"""buil[dt]\w* constructed construction erected \w*gebaut\w* erbau\w+ bau errichtet\w* constru[iy]\w* bâti\w* édifi\w+
            edific\w+ datan? dat(?:e|ent|ed|es|iert) stammt costruit\w+ costruzione 建成 建造 修建 建于 建設 竣工 建的""",
        "opened": r"""open(?:s|ed|ing)? inaugur\w+ eröffn\w+ einweih\w+ eingeweiht\w* ouvr\w+ ouvert\w* ouverture abri[óe]\w* abierto
            apertura aperto 通车 开通 启用 开放 開通 開業 開館""",
        "ended": r"""complet(?:ed|ion) finished end(?:s|ed) fertig\w* vollend\w+ abgeschlossen\w* beend\w+ achev\w+ achèv\w+ termin\w+ fin
            prit acab\w+ finaliz\w+ conclu\w+ 完工 完成 落成""",
        "founded": r"""found(?:ed|ing|ation) established gegründet\w* gründ\w+ fond[ée]\w* fondation fund\w+ fondat\w+ 成立 创立 创办 創立
            設立 創業""",
    }.items()
}
_ARTICLE = re.compile(r"(?:[dlns]|qu)['’]", re.IGNORECASE)


@lru_cache(maxsize=16384)
def happening(word: str) -> str:
    """What happened, if a word tells of a birth, a death, a building, an opening, an end or a founding, as a mark; else ""."""
    article = _ARTICLE.match(word)
    at = article.end() if article else 0
    return next((f"={event}" for event, words in _EVENTS.items() if words.fullmatch(word, at)), "")


_COMMON = {
    "de": listed(
        """ist sind war waren wird werden wurde wurden hat haben hatte hatten kann können konnte muss müssen musste soll sollen sollte will
        wollen wollte darf dürfen geht gehen ging gingen kommt kommen kam kamen gibt gab gaben bleibt bleiben blieb macht machen lässt ließ
        liegt lag steht stand sieht sah nimmt nahm findet fand hält hielt schlägt schlug gewinnt gewann verliert verlor stirbt starb"""
    ),
    "fr": listed(
        "est sont était étaient sera seront fut a ont avait avaient aura peut peuvent doit doivent va vont fait font vient reste"
    ),
    "es": listed(
        "es son era eran fue fueron será serán está están ha han había tiene tienen puede pueden debe deben va van hace queda"
    ),
    "it": listed(
        "è sono era erano fu furono sarà saranno ha hanno aveva può possono deve devono va vanno fa fanno viene resta"
    ),
    "pt": listed("é são era eram foi foram será serão está estão tem têm tinha pode podem deve devem vai vão faz fica"),
    "nl": listed(
        "is zijn was waren wordt worden werd werden heeft hebben had kan kunnen moet moeten zal zullen gaat komt blijft"
    ),
}
_ENDINGS = {
    "es": ("ará", "erá", "irá", "arán", "erán", "irán", "aron", "ieron", "ó"),
    "fr": ("èrent", "aient"),
    "pt": ("arão", "erão", "irão", "aram", "eram"),
}
_NO_VERB = listed(
    "mit seit statt nicht jetzt laut fast dort sogar samt nebst acht gut alt heute bitte erste letzte zweite dritte beste"
)


def is_finite(words: Sequence[str], language: str) -> bool:
    """Whether one of the words of a heading is a finite verb of a language (ISO 639-1)."""
    lower = [word for word in words[1:] if word.islower()]
    common, endings = _COMMON.get(language, frozenset()), _ENDINGS.get(language, ())
    if any(word in common or (len(word) > 3 and word.endswith(endings)) for word in lower):
        return True
    second = words[1] if language == "de" and len(words) > 2 else ""  # where a German sentence has its verb
    return len(second) > 3 and second.islower() and second.endswith(("t", "te")) and second not in _NO_VERB
