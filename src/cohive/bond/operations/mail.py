"""Mail in the place's look and the reader's language, as text and as a page.

Called after the commit: from jobs, listeners and views, never inside an operation.
"""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import formataddr
from html import unescape
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from cohive.bond.queries.people import email_of, language_of
from cohive.bond.queries.place import place
from cohive.journal.quiet import is_quiet
from cohive.look.formats import language_tag


def deliver_mail(
    *,
    subject: str,
    template: str,
    context: Mapping[str, object],
    to_agent: UUID | None = None,
    to_address: str | None = None,
    language: str = "",
) -> bool:
    """Send one mail; False when the agent has no address (she left, or never came).

    A quiet copy of a place sends none, and says False too.

    `template` names a pair: `<template>.txt` and `<template>.html` (which extend
    "bond/mail/base.txt" and "bond/mail/base.html"). `subject` is a msgid whose places are filled
    from the context. The language is the reader's own unless given.
    """
    if is_quiet():
        return False
    address = to_address or (email_of(to_agent) if to_agent else None)
    if not address:
        return False
    here = place()
    spoken = language or (language_of(to_agent) if to_agent else "")
    spoken = spoken or (here.languages[0] if here else settings.LANGUAGE_CODE)
    data: dict[str, object] = {**mail_frame(), **context}
    with translation.override(spoken):
        # in one line: a name with a line end in it must not add a header
        data["mail_title"] = title = " ".join((gettext(subject) % data).split())
        data["mail_language"] = language_tag()
        # templates escape everything for pages; what stands in a text is the plain sign again
        text = unescape(render_to_string(f"{template}.txt", data)).strip() + "\n"
        page = render_to_string(f"{template}.html", data)
    mail = EmailMultiAlternatives(title, text, sender(), [address])
    mail.attach_alternative(page, "text/html")
    mail.send()
    return True


def mail_frame() -> dict[str, object]:
    """What every mail knows: the place's name and where it is. One SQL query."""
    here = place()
    return {
        "place_name": here.name if here else "Cohive",
        "place_name_alt": here.name_alt if here else "",
        "place_address": settings.ADDRESS,
    }


def sender() -> str:
    """The place's name with its address."""
    here = place()
    name = " ".join(here.name.split()) if here else "Cohive"
    return formataddr((name, settings.DEFAULT_FROM_EMAIL))
