"""A text's translation below the text itself, on the pages of whoever opens this slot.

The subject is `(kind, id, language, text)`. Nothing is asked while the text is written in the
reader's language, so such a page costs no query more.
"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from markupsafe import Markup

from cohive.bond.naming import language_guess
from cohive.bond.queries.people import cards
from cohive.bond.queries.translations import translations_of, translations_url
from cohive.bond.translatable import main_language
from cohive.look.formats import language_tag
from cohive.look.pages import rendered
from cohive.look.viewers import viewer_of

Subject = tuple[str, UUID, str, str]


def beside(request: HttpRequest, subject: Subject) -> Markup | None:
    """The translation to show, with its credit; or the way to make one. Up to two SQL queries."""
    kind, about, language, text = subject
    reader = main_language(language_tag())
    if not text or main_language(language or language_guess(text)) == reader:
        return None
    found = translations_of(kind, about, language=reader)
    shown = found[0] if found else None
    if shown is None and viewer_of(request) is None:
        return None
    data = {
        "shown": shown,
        "by": cards([shown.author]).get(shown.author) if shown else None,
        "page": translations_url(kind, about),
    }
    return rendered(request, "bond/slots/translation.html", data)
