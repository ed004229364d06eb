"""Opening, changing and closing campaigns; dates on the calendar."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cohive.bond.queries import stewards
from cohive.journal.operations import record
from cohive.spread import targets
from cohive.spread.events_campaigns import (
    CampaignChanged,
    CampaignClosed,
    CampaignOpened,
    MomentNoted,
    MomentTakenOff,
)
from cohive.spread.models import Campaign, NotedMoment
from cohive.spread.models.campaigns import (
    CAMPAIGN_STATES,
    GOAL_COUNT_MAX,
    GOAL_KINDS,
    HASHTAG_LENGTH,
    PURPOSE_LENGTH,
    TITLE_LENGTH,
    VOUCHER_LENGTH,
)
from cohive.words.ids import new_id
from cohive.words.refusals import Missing, Refused

HASHTAG = re.compile(r"^(?=.*[^\W\d_])\w+$")


@dataclass(frozen=True)
class CampaignTerms:
    """All that one writes of a campaign; the hashtag with or without its sign."""

    title: str
    purpose: str
    goal_kind: str
    goal_count: int
    starts_at: datetime
    ends_at: datetime
    target_kind: str
    target: UUID
    kept_by: UUID
    hashtag: str = ""
    voucher_code: str = ""


@transaction.atomic
def open_campaign(*, terms: CampaignTerms, by: UUID, at: datetime) -> UUID:
    """Open a campaign; return its id. Refused at the field that is wrong."""
    kept = _checked(terms, at=at)
    row = Campaign.objects.create(
        id=new_id(), **_fields(kept), state="open", opened_by_id=by, opened_at=at
    )
    _record(row, CampaignOpened(row.id, row.goal_kind, row.goal_count), by=by, at=at)
    return row.id


@transaction.atomic
def change_campaign(*, campaign: UUID, terms: CampaignTerms, by: UUID, at: datetime) -> None:
    """Write a campaign anew; Refused for one that is closed."""
    row = _open(campaign)
    kept = _checked(terms, at=at)
    for name, value in _fields(kept).items():
        setattr(row, name, value)
    row.save()
    _record(row, CampaignChanged(row.id, row.goal_kind, row.goal_count), by=by, at=at)


@transaction.atomic
def close_campaign(*, campaign: UUID, by: UUID, at: datetime) -> None:
    """Ask nobody to carry it any more; its posts and figures stay."""
    row = _open(campaign)
    row.state, row.closed_at = CAMPAIGN_STATES.move(row.state, "closed"), at
    row.save()
    _record(row, CampaignClosed(row.id), by=by, at=at)


@transaction.atomic
def note_moment(
    *, title: str, starts_at: datetime, by: UUID, at: datetime, campaign: UUID | None = None
) -> UUID:
    """Note a date on the calendar, of an open campaign or of the place; return its id."""
    words = title.strip()
    if not 1 <= len(words) <= TITLE_LENGTH:
        raise Refused("Write what happens then, in at most %(limit)s signs.", field="title",
                      limit=TITLE_LENGTH)  # fmt: skip
    if campaign is not None:
        _open(campaign)
    row = NotedMoment.objects.create(
        id=new_id(),
        title=words,
        starts_at=starts_at,
        campaign_id=campaign,
        noted_by_id=by,
        noted_at=at,
    )
    record(MomentNoted(row.id), by=by, at=at, object_kind="moment", object=row.id)
    return row.id


@transaction.atomic
def take_moment_off(*, moment: UUID, by: UUID, at: datetime) -> None:
    """Take a noted date off the calendar."""
    row = NotedMoment.objects.select_for_update().filter(id=moment).first()
    if row is None:
        raise Missing("There is no such date on the calendar.")
    record(MomentTakenOff(row.id), by=by, at=at, object_kind="moment", object=row.id)
    row.delete()


def _open(campaign: UUID) -> Campaign:
    row = Campaign.objects.select_for_update().filter(id=campaign).first()
    if row is None:
        raise Missing("There is no such campaign.")
    if row.state != "open":
        raise Refused("This campaign is closed. Open a new one.")
    return row


def _checked(terms: CampaignTerms, *, at: datetime) -> CampaignTerms:
    kept = replace(
        terms,
        title=terms.title.strip(),
        purpose=terms.purpose.strip(),
        hashtag=terms.hashtag.strip().lstrip("#＃"),
        voucher_code=terms.voucher_code.strip(),
    )
    _check_words(kept)
    if kept.goal_kind not in GOAL_KINDS:
        raise Refused("Choose what is counted.", field="goal_kind")
    if not 1 <= kept.goal_count <= GOAL_COUNT_MAX:
        raise Refused(
            "Write a whole number from 1 to %(most)s.", field="goal_count", most=GOAL_COUNT_MAX
        )
    if kept.ends_at <= kept.starts_at:
        raise Refused("It ends after it begins. Choose a later end.", field="ends_at")
    if kept.ends_at <= at:
        raise Refused("This end is over. Choose a later one.", field="ends_at")
    if targets.describe(kept.target_kind, kept.target) is None:
        raise Refused("Choose what it is about.", field="thing")
    if kept.kept_by not in stewards():
        raise Refused("Choose one of the stewards.", field="kept_by")
    return kept


def _check_words(kept: CampaignTerms) -> None:
    if not 1 <= len(kept.title) <= TITLE_LENGTH:
        raise Refused(
            "Give it a name of at most %(limit)s signs.", field="title", limit=TITLE_LENGTH
        )
    if not 1 <= len(kept.purpose) <= PURPOSE_LENGTH:
        raise Refused(
            "Say what it is for, in at most %(limit)s signs.", field="purpose", limit=PURPOSE_LENGTH
        )
    if len(kept.hashtag) > HASHTAG_LENGTH or (kept.hashtag and not HASHTAG.match(kept.hashtag)):
        raise Refused(
            "A hashtag is one word of letters and digits, without spaces.", field="hashtag"
        )
    if len(kept.voucher_code) > VOUCHER_LENGTH:
        raise Refused(
            "A code has at most %(limit)s signs.", field="voucher_code", limit=VOUCHER_LENGTH
        )


def _fields(kept: CampaignTerms) -> dict[str, object]:
    named: dict[str, object] = {
        name: value for name, value in vars(kept).items() if name != "kept_by"
    }
    return {**named, "kept_by_id": kept.kept_by}


def _record(row: Campaign, event: object, *, by: UUID, at: datetime) -> None:
    record(event, by=by, at=at, object_kind="campaign", object=row.id)
