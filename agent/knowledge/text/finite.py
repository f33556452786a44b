"""Whether a heading in another language than English holds a finite verb: one of the common ones, or a form that is nothing else.

Owns: `is_finite`. Pure. Imports the making of word lists.
"""

from __future__ import annotations

from collections.abc import Sequence

from agent.knowledge.text.english import listed

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
