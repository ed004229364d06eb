"""The newsletter's work on the clock: asking who asked, and forgetting who never said yes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from cohive.bond.operations import deliver_mail
from cohive.spread import operations, queries
from cohive.spread.newsletter_lists import consent_text
from cohive.spread.newsletter_tokens import (
    CONFIRM_DAYS,
    OWNER_MINUTES,
    confirm_token,
    owner_token,
    preferences_token,
)

ASKED = gettext_noop("Do you want news of %(list)s?")
OWNER = gettext_noop("Take along or erase what is kept of you")
KNOWN = gettext_noop("You already get news of %(list)s")


def ask_who_asked(*, at: datetime, subscription: str) -> None:
    """Write to who asked, or say to who is in already that she is. Not sent twice after success."""
    del at
    found = queries.subscription(UUID(subscription))
    if found is None or found.listed is None or found.state == "ended":
        return
    with translation.override(found.language):
        agreed = consent_text(found.listed)
    is_new = found.state == "asked"
    confirm = settings.ADDRESS + reverse("spread:confirm", args=[confirm_token(found.id)])
    preferences = settings.ADDRESS + reverse(
        "spread:preferences", args=[preferences_token(found.subscriber)]
    )
    deliver_mail(
        subject=ASKED if is_new else KNOWN,
        template="spread/mail/confirm",
        context={
            "list": found.listed.title,
            "agreed": agreed,
            "is_new": is_new,
            "link": confirm if is_new else preferences,
            "days": CONFIRM_DAYS,
        },
        to_address=found.address,
        language=found.language,
    )


def write_to_owner(*, at: datetime, subscriber: str) -> None:
    """Send the owner of an address the link that takes along or erases what is kept of it."""
    del at
    found = queries.subscriber(UUID(subscriber))
    if found is None:
        return
    with translation.override(found.language):
        paragraphs = [
            gettext(
                "Somebody with a link from one of our mails to you wants to take along or erase "
                "what is kept of this address. If it was you, go on within %(minutes)s minutes. If "
                "it was not, do nothing: nothing happens."
            )
            % {"minutes": OWNER_MINUTES}
        ]
        button = gettext("Go on")
    deliver_mail(
        subject=OWNER,
        template="bond/mail/letter",
        context={
            "paragraphs": paragraphs,
            "button": button,
            "code": "",
            "link": settings.ADDRESS + reverse("spread:owner", args=[owner_token(found.id)]),
        },
        to_address=found.address,
        language=found.language,
    )


def forget(*, at: datetime) -> None:
    """Forget addresses whose owners did not say yes within a week."""
    operations.forget_unconfirmed(at=at)
