"""Asking people by mail: every member once, a reminder once, and guests by their addresses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_noop

from cohive.bond import operations as bond
from cohive.bond import queries as members
from cohive.evolve.events_surveys import PeopleInvited
from cohive.evolve.models.answers import Invitation, Participation
from cohive.evolve.models.surveys import Survey, Wave
from cohive.evolve.operations.survey_links import invited_link, survey_path
from cohive.evolve.operations.surveys import require_steward
from cohive.evolve.wording import Wording
from cohive.journal import jobs
from cohive.journal.operations import record
from cohive.words.refusals import Missing, Refused

MEMBER_JOB = "evolve.mail_survey_to_member"
GUEST_JOB = "evolve.mail_survey_to_guest"
REMIND_AFTER_DAYS = 5
DOOR_DAYS = 30
GUESTS_MAX = 500
PAGE = 500


def register_jobs() -> None:
    """Name the two mails, each a job of its own, so that one that fails repeats alone."""
    jobs.register(MEMBER_JOB, mail_member)
    jobs.register(GUEST_JOB, mail_guest)


@transaction.atomic
def ask_members(*, survey: UUID, by: UUID, at: datetime) -> int:
    """Ask every member who has not answered, by mail and on her page; return how many.

    The second time it is a reminder, not before five days have gone; there is no third.
    """
    wave = _open_wave(survey, by=by)
    if wave.asked_on is None:
        wave.asked_on = at.date()
    elif wave.reminded_on is not None:
        raise Refused("Everybody was asked and reminded already. Nobody is asked a third time.")
    elif at.date() < wave.asked_on + timedelta(days=REMIND_AFTER_DAYS):
        raise Refused(
            "Everybody was asked on %(day)s. Remind them %(days)s days later.",
            day=wave.asked_on,
            days=REMIND_AFTER_DAYS,
        )
    else:
        wave.reminded_on = at.date()
    wave.save(update_fields=["asked_on", "reminded_on"])
    took = set(Participation.objects.filter(wave=wave).values_list("member_id", flat=True))
    asked = [agent for agent in _active_members() if agent not in took]
    for agent in asked:
        jobs.schedule(
            MEMBER_JOB,
            key=f"{wave.id}:{agent}",
            run_at=at,
            arguments={"wave": str(wave.id), "agent": str(agent)},
        )
    _say(wave, len(asked), by=by, at=at)
    return len(asked)


@transaction.atomic
def ask_guests(
    *, survey: UUID, addresses: Sequence[str], language: str = "", by: UUID, at: datetime
) -> int:
    """Ask people who are no members, each once, by a link of her own; return how many are new.

    The addresses are kept until the wave is closed, and for nothing else.
    """
    wave = _open_wave(survey, by=by)
    wanted = _addresses(addresses)
    known = set(wave.invitations.values_list("address", flat=True))
    fresh = [
        Invitation(wave=wave, address=address, language=language)
        for address in wanted
        if address not in known
    ]
    Invitation.objects.bulk_create(fresh)
    for invitation in fresh:
        jobs.schedule(
            GUEST_JOB,
            key=str(invitation.id),
            run_at=at,
            arguments={"invitation": str(invitation.id)},
        )
    if fresh:
        _say(wave, len(fresh), by=by, at=at)
    return len(fresh)


def mail_member(*, at: datetime, wave: str, agent: str) -> None:
    """Send one member the link that is enough to answer, unless she has, and tell her page."""
    row = Wave.objects.select_related("survey").filter(id=UUID(wave), closed_at=None).first()
    to = UUID(agent)
    if row is None or Participation.objects.filter(wave=row, member=to).exists():
        return
    path = survey_path(row.survey_id)
    bond.notify(
        to=to,
        kind="survey",
        sentence=gettext_noop("The place asks you: %(title)s."),
        values={"title": _title(row.survey, members.language_of(to))},
        url=path,
        at=at,
        subject=row.survey_id,
        key=f"survey:{row.id}",
    )
    _mail(
        row.survey,
        bond.one_tap_url(agent=to, path=path, at=at, days=DOOR_DAYS),
        language=members.language_of(to),
        to_agent=to,
    )


def mail_guest(*, at: datetime, invitation: str) -> None:
    """Send one guest her own link, once."""
    row = Invitation.objects.select_related("wave__survey").filter(id=UUID(invitation)).first()
    if row is None or row.sent_on:
        return
    place = members.place()
    language = row.language or (place.languages[0] if place else "en")
    survey = row.wave.survey
    link = invited_link(row.id, survey=survey.id)
    _mail(survey, link, language=language, to_address=row.address)
    row.sent_on = at.date()
    row.save(update_fields=["sent_on"])


def _mail(
    survey: Survey,
    url: str,
    *,
    language: str,
    to_agent: UUID | None = None,
    to_address: str | None = None,
) -> None:
    lead = Wording(survey.lead_en, survey.lead_zh).spoken(language)[0]
    bond.deliver_mail(
        subject=gettext_noop("%(place_name)s asks you: %(title)s"),
        template="evolve/mail/survey",
        context={
            "title": _title(survey, language),
            "lead": lead,
            "may_join": survey.may_join and to_agent is not None,
            "url": f"{url}&{urlencode({'language': language})}",
        },
        to_agent=to_agent,
        to_address=to_address,
        language=language,
    )


def _title(survey: Survey, language: str) -> str:
    return Wording(survey.title_en, survey.title_zh).spoken(language)[0]


def _open_wave(survey: UUID, *, by: UUID) -> Wave:
    require_steward(by)
    if not Survey.objects.filter(id=survey).exclude(state="dropped").exists():
        raise Missing("There is no such survey.")
    wave = Wave.objects.select_for_update().filter(survey=survey, closed_at=None).first()
    if wave is None:
        raise Refused("Open the survey first, then ask people.")
    return wave


def _active_members() -> Iterator[UUID]:
    before: UUID | None = None
    while page := members.people(before=before, limit=PAGE):
        yield from (line.agent for line in page if line.state == "active")
        before = page[-1].agent


def _addresses(given: Sequence[str]) -> list[str]:
    """Each address once; refused by name when one is none."""
    wanted = list(dict.fromkeys(one.strip().lower() for one in given if one.strip()))
    if not 1 <= len(wanted) <= GUESTS_MAX:
        raise Refused(
            "Write one address a line, at most %(count)s.", field="addresses", count=GUESTS_MAX
        )
    for one in wanted:
        try:
            validate_email(one)
        except ValidationError:
            raise Refused(
                "“%(address)s” is no mail address.", field="addresses", address=one
            ) from None
    return wanted


def _say(wave: Wave, people: int, *, by: UUID, at: datetime) -> None:
    event = PeopleInvited(survey=wave.survey_id, wave=wave.number, people=people)
    record(event, by=by, at=at, object_kind="survey", object=wave.survey_id)
