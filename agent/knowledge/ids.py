"""Ids that last: each is a hash of the content it names, so it is the same on every machine and after every resume.

Owns: how ids are made. Promises: 16 hex digits, a function of the arguments alone. Imports nothing of ours but `normal`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from agent.knowledge.text.normal import norm


def short_hash(*parts: str) -> str:
    """16 hex digits of the sha256 over the parts; `("ab", "c")` and `("a", "bc")` differ because each part carries its length."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(f"{len(data)}:".encode())
        digest.update(data)
    return digest.hexdigest()[:16]


def claim_id(name_key: str, document: str, first: int, last: int) -> str:
    """The id of a claim: the key of the name it was filed under, the document's id, and its sentences."""
    return short_hash("claim", name_key, document, str(first), str(last))


def disagreement_id(page: str, question: str) -> str:
    """The id of a disagreement: it hangs on the page's key and on the question, however that is spelt or punctuated."""
    return short_hash("disagreement", page, norm(question))


def dispute_id(page: str, question: str, claims: Iterable[str]) -> str:
    """The id of a dispute: the page's id, the question, and the claims that it was raised about, in whatever order."""
    return short_hash("dispute", page, norm(question), *sorted(set(claims)))
