"""The words of talk: by which somebody speaks of themselves or answers, what a chat's export or a mail says before what somebody said, and
labels that nobody is.

Owns: `of_oneself`, `answers`, `SAID`, `ROLES`, `LABELS`, `WROTE`, `FROM`, `FORWARDED`. Word lists of the languages that capitals and
colons are written in; of a language that is not here nothing is found. Imports nothing of ours but the lists' reader.
"""

from __future__ import annotations

import re
from functools import lru_cache

from agent.knowledge.text.english import listed

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
    r"(?:said|says|wrote|writes|asked|replied|hat gesagt|sagte|sagt|schrieb|a dit|a écrit|dit|dijo|escribió|ha detto"
    r"|disse|heeft gezegd)"
)
ROLES = listed(
    """you user human assistant chatgpt gpt claude gemini copilot grok bot ai model system me interviewer interviewee moderator speaker host
    guest caller operator"""
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
