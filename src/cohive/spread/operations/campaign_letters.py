"""Putting an issue into a campaign, drawing who waits, counting what was opened."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F

from cohive.engine.draws import commitment_of
from cohive.engine.holding_out import ARM_MIN, is_held_out
from cohive.journal.operations import record
from cohive.spread.events_campaign_letters import LetterDrawn, LetterPlaced, LetterTakenOut
from cohive.spread.models import (
    Campaign,
    CampaignLetter,
    HeldOutMail,
    LetterLink,
    NewsletterIssue,
    NewsletterMail,
)
from cohive.spread.models.campaign_letters import (
    ADDRESS_LENGTH_MAX,
    LATER_DAYS_MAX,
    OF_HUNDRED_MAX,
)
from cohive.spread.newsletter_markdown import addresses_in
from cohive.spread.queries.newsletter_audiences import readers_of
from cohive.words.refusals import Missing, Refused

AT_ONCE = 500
SEED_BYTES = 32


@transaction.atomic
def place_letter(
    *, issue: UUID, campaign: UUID | None, of_hundred: int, later_days: int, by: UUID, at: datetime
) -> None:
    """Let a draft belong to a campaign, and say how many of a hundred readers wait for how long.

    None takes it out. Nothing of this can be changed once the issue is planned.
    """
    row = NewsletterIssue.objects.select_for_update().filter(id=issue).first()
    if row is None:
        raise Missing("There is no such issue.")
    if row.state != "draft":
        raise Refused("Only a draft can be changed. Take the plan back first.")
    known = CampaignLetter.objects.filter(issue=row).first()
    if campaign is None:
        if known is not None:
            taken = LetterTakenOut(campaign=known.campaign_id)
            known.delete()
            record(taken, by=by, at=at, object_kind="newsletter", object=row.id)
        return
    _check(of_hundred, later_days)
    found = Campaign.objects.filter(id=campaign, state="open", ends_at__gt=at).first()
    if found is None:
        raise Refused("Choose a campaign that is still open.", field="campaign")
    letter = known or CampaignLetter(issue=row, seed=secrets.token_hex(SEED_BYTES))
    letter.campaign, letter.of_hundred, letter.later_days = found, of_hundred, later_days
    letter.save()
    placed = LetterPlaced(
        campaign=found.id,
        of_hundred=of_hundred,
        later_days=later_days,
        seed_digest=commitment_of(letter.seed),
    )
    record(placed, by=by, at=at, object_kind="newsletter", object=row.id)


def _check(of_hundred: int, later_days: int) -> None:
    if not 0 <= of_hundred <= OF_HUNDRED_MAX:
        raise Refused(
            "At most %(most)s of 100 readers can wait.", field="of_hundred", most=OF_HUNDRED_MAX
        )
    if not 1 <= later_days <= LATER_DAYS_MAX:
        raise Refused(
            "Let them wait for 1 to %(most)s days.", field="later_days", most=LATER_DAYS_MAX
        )


def refuse_small_lot(row: NewsletterIssue, *, at: datetime) -> None:
    """Refused where so few would wait that nothing could be told: nobody waits for nothing."""
    letter = CampaignLetter.objects.filter(issue=row).first()
    if letter is None or not letter.of_hundred:
        return
    if readers_of(row.id, at=at) * letter.of_hundred < ARM_MIN * 100:
        raise Refused(
            "Fewer than ten readers would wait by lot: that tells nothing. Let more of a hundred "
            "wait, or nobody.",
            field="starts_at",
        )


def begin_letter(row: NewsletterIssue, *, by: UUID, at: datetime) -> None:
    """As an issue begins to go out: number its links, and put off the mails of who waits."""
    letter = CampaignLetter.objects.select_for_update().filter(issue=row).first()
    if letter is None:
        return
    letter.begun_at = at
    letter.save(update_fields=["begun_at"])
    _number_links(row, letter)
    if letter.of_hundred:
        _draw(row, letter, by=by, at=at)


def _number_links(row: NewsletterIssue, letter: CampaignLetter) -> None:
    found: dict[str, None] = {}
    for text in row.texts.order_by("language"):
        found.update(dict.fromkeys(addresses_in(text.text, address=settings.ADDRESS)))
    LetterLink.objects.bulk_create(
        LetterLink(letter=letter, number=number, address=address)
        for number, address in enumerate(found, 1)
        if len(address) <= ADDRESS_LENGTH_MAX
    )


def _draw(row: NewsletterIssue, letter: CampaignLetter, *, by: UUID, at: datetime) -> None:
    mails = NewsletterMail.objects.filter(issue=row).order_by("id")
    drawn = [
        mail
        for mail, reader in mails.values_list("id", "subscription_id")
        if is_held_out(letter.seed, str(reader), of_hundred=letter.of_hundred)
    ]
    until = at + timedelta(days=letter.later_days)
    for start in range(0, len(drawn), AT_ONCE):
        part = drawn[start : start + AT_ONCE]
        mails.filter(id__in=part).update(state="later", next_at=until)
        HeldOutMail.objects.bulk_create(HeldOutMail(mail_id=mail, letter=letter) for mail in part)
    record(
        LetterDrawn(
            campaign=letter.campaign_id,
            readers=row.recipients,
            held_out=len(drawn),
            seed=letter.seed,
        ),
        by=by,
        at=at,
        object_kind="newsletter",
        object=row.id,
    )


def count_click(*, issue: UUID, number: int) -> None:
    """A link was opened: a measurement, so a number and no act; by whom and when is not kept."""
    LetterLink.objects.filter(letter=issue, number=number).update(clicks=F("clicks") + 1)
