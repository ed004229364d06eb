"""Links by which a guest answers: her own from a mail, or one that can be passed on."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from cohive.words.refusals import Refused

INVITED, LINK = "invited", "link"
DAMAGED = "This link is not whole. Copy all of it from where it stood."
_SALT = "evolve.survey."


def survey_path(survey: UUID) -> str:
    """Where a survey is answered."""
    return reverse("evolve:survey", kwargs={"survey": survey})


def open_link(survey: UUID) -> str:
    """An absolute address that lets anybody answer this survey."""
    token = signing.dumps(survey.hex, salt=_SALT + LINK)
    return f"{settings.ADDRESS}{survey_path(survey)}?{urlencode({LINK: token})}"


def invited_link(invitation: UUID, *, survey: UUID) -> str:
    """An absolute address that lets one invited guest answer once."""
    token = signing.dumps(invitation.hex, salt=_SALT + INVITED)
    return f"{settings.ADDRESS}{survey_path(survey)}?{urlencode({INVITED: token})}"


def invitation_of_link(token: str) -> UUID:
    """The invitation of a guest's own link."""
    return UUID(_loaded(token, INVITED))


def survey_of_link(token: str) -> UUID:
    """The survey a passed-on link is for."""
    return UUID(_loaded(token, LINK))


def _loaded(token: str, kind: str) -> str:
    try:
        return str(signing.loads(token, salt=_SALT + kind))
    except signing.BadSignature:
        raise Refused(DAMAGED) from None
