"""Pages that say no with status 200: login walls, consent pages, captchas, soft 404s.

Conservative: a page is only refused if it is short, one of the tell-tale phrases stands in its title or beginning, and
there is no substantive prose around it. An article *about* captchas is read. Imports nothing of ours.
"""

from __future__ import annotations

import re

_LONGEST = 1500  # characters: what holds more than this is read, whatever it says
_LONG_SENTENCE = 60
_PATTERNS = {
    reason: re.compile(phrases, re.IGNORECASE)
    for reason, phrases in {
        "The server sent a check for robots (a captcha) instead of the page.": (
            r"captcha|are you (a )?(human|robot)|(verify|confirm)(ing)? (that )?you are (a )?human|checking your browser|just a moment"
            r"|unusual traffic|enable javascript and cookies to continue|attention required|access denied|pardon our interruption"
            r"|(bist|sind) (du|sie) ein (mensch|roboter)|kein roboter|êtes-vous un (humain|robot)|pas un robot|no (soy|eres) un robot"
            r"|zugriff verweigert|accès (refusé|interdit)|acceso denegado|request (was )?blocked|you have been blocked"
        ),
        "The page is behind a login or a paywall.": (
            r"(please |you (must|need to) )?(log|sign) ?in to (continue|view|read|access|your account|see)|login required"
            r"|subscribe to (continue|read|keep) |subscribers? only|create (a free |an )?account to"
            r"|(bitte )?(melden sie sich an|loggen sie sich ein)|anmeldung erforderlich|nur für abonnenten"
            r"|connectez-vous|réservé aux abonnés|identifiez-vous|inicia(r)? sesión para|solo para suscriptores"
        ),
        "The server sent its cookie or consent page instead of the page.": (
            r"before you continue( to)?|we (and our partners )?(use|value) (cookies|your privacy)|accept (all )?cookies"
            r"|cookie (consent|settings|preferences)|wir (verwenden|nutzen|benötigen) (cookies|ihre (zustimmung|einwilligung))"
            r"|bevor (sie|du) fortf|alle (cookies )?akzeptieren|nous utilisons des cookies|accepter (tous les )?cookies|tout accepter"
            r"|avant d.accéder|utilizamos cookies|aceptar (todas las )?cookies|antes de continuar"
        ),
        "The page does not exist: the server answered with an error page.": (
            r"^404\b|\berror:? 404\b|\b404 (error|not found|page)|\b404\s*[-–|:]|page (can(no|')t be |was )?not (be )?found"
            r"|(page|article|content) (you (requested|are looking for)|could not be"
            r"|no longer|does(n.t| not) exist)|(seite|artikel|inhalt) (wurde )?(leider )?(nicht gefunden|existiert nicht)"
            r"|diese seite (gibt es|existiert)|page (introuvable|non trouvée)|(cette )?page (n.existe|demandée)"
            r"|página no (encontrada|existe)|no se (encontró|ha encontrado) la página"
        ),
        "The page shows nothing without JavaScript.": (
            r"(please )?(enable|turn on|activate) javascript|javascript (is|must be) (required|disabled|enabled|turned)"
            r"|requires javascript|javascript (aktivieren|ist deaktiviert)|activer javascript|activ(e|ar) javascript"
        ),
    }.items()
}


def looks_refused(title: str, text: str) -> str | None:
    """Why this page is no document but a refusal, in a sentence for the user; None if it reads like a document."""
    title, text = title.replace("’", "'"), text.replace("’", "'")
    if len(text) > _LONGEST:
        return None
    for reason, pattern in _PATTERNS.items():
        in_title = len(title) < 80 and pattern.search(title)
        if in_title and _prose(text, pattern) < 4:
            return reason
        if pattern.search(text[:600]) and _prose(text, pattern) < 2 and len(text) < 700:
            return reason
    return None


def _prose(text: str, pattern: re.Pattern[str]) -> int:
    """How many sentences of some length do not themselves speak of the refusal."""
    sentences = re.split(r"(?<=[.!?])\s+|\n+", text)
    return sum(len(each) >= _LONG_SENTENCE and not pattern.search(each) for each in sentences)
