"""Pages that say no with status 200 are refused; documents that speak of such pages are not."""

from __future__ import annotations

import pytest

from agent.errors import SourceFailed
from agent.sources.extract import extract
from agent.sources.refused import looks_refused


def said(title: str, text: str) -> str | None:
    return looks_refused(title, text)


@pytest.mark.parametrize(
    ("title", "text", "word"),
    [
        ("Just a moment...", "Verifying you are human. This may take a few seconds.", "robots"),
        ("Access Denied", "You don't have permission to access this server. Reference #18.2", "robots"),
        ("Attention Required! | Cloudflare", "Sorry, you have been blocked. You are unable to access a.org", "robots"),
        ("Sind Sie ein Mensch?", "Bitte lösen Sie das Rätsel.", "robots"),
        ("Log in to continue", "Email. Password. Forgot your password?", "login"),
        ("Anmelden", "Bitte melden Sie sich an, um diesen Artikel zu lesen.", "login"),
        ("Connexion", "Connectez-vous pour lire la suite de cet article.", "login"),
        (
            "Before you continue to Example",
            "We use cookies and data to deliver our services. Accept all. Reject all.",
            "consent",
        ),
        ("Datenschutz", "Wir verwenden Cookies. Alle akzeptieren. Einstellungen.", "consent"),
        ("404 Not Found", "The page you requested could not be found on this server.", "error page"),
        ("Seite nicht gefunden", "Diese Seite gibt es nicht oder nicht mehr.", "error page"),
        ("Page introuvable", "La page demandée n’existe pas.", "error page"),
        ("Página no encontrada", "Vuelve al inicio.", "error page"),
        ("App", "You need to enable JavaScript to run this app.", "JavaScript"),
    ],
)
def test_refusals_are_seen(title: str, text: str, word: str) -> None:
    assert word in (said(title, text) or "")


ARTICLE = "The status was first described in 1992 by the people who wrote the protocol for the web. " * 8


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("HTTP 404", "HTTP 404 means that the page was not found. " + ARTICLE),
        ("How captchas work", "A captcha asks whether you are a human. " + ARTICLE),
        ("Cookies", "We use cookies and cream in this cake. " + ARTICLE),
        ("Kettle", "Kettle boils water in three minutes."),
        ("Room 404", "Room 404 is a small cinema in Bremen that opened its doors in the year 2004. " * 6),
        (
            "Login",
            "The login page of Kettle was written by Ada Holm in the spring of 2019, and rewritten in 2021. " * 5,
        ),
        ("Enable JavaScript", "To enable JavaScript in Firefox, open the settings. " + ARTICLE * 3),
    ],
)
def test_documents_about_them_are_read(title: str, text: str) -> None:
    assert said(title, text) is None


def test_it_is_a_fact_of_the_source() -> None:
    html = "<!doctype html><title>Just a moment...</title><h1>example.org</h1><p>Verifying you are human. This may take a few seconds.</p>"
    with pytest.raises(SourceFailed, match="captcha"):
        extract(html.encode(), "text/html", "https://example.org/")
