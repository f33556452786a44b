"""What happened, by whatever word: births, deaths, buildings, openings, ends and foundings, in the languages that are read.

Owns: `happening`. Two claims that date one event in other words, or in two languages, speak of the same. Imports nothing of ours.
"""

from __future__ import annotations

import re
from functools import lru_cache

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
