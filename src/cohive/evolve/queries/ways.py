"""Which way a person is shown in the experiment that runs, the same at every visit."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import FilteredRelation, Q

from cohive.engine.experiments import arm_of
from cohive.evolve.models.experiments import OPENED, Experiment, ExperimentMember
from cohive.evolve.wording import Wording

__all__ = ["OPENED", "Way", "digest_of", "way_of_member", "way_of_visitor"]


@dataclass(frozen=True)
class Way:
    """What one person is shown, and what is known of her looking at it.

    `shown_on` is a page, or "" where it stands on the card of `about`.
    """

    experiment: UUID
    words: Wording
    outcome: str
    shown_on: str
    about_kind: str
    about: UUID | None
    is_seen: bool
    is_opened: bool


def digest_of(token: str) -> str:
    """What is kept of a visitor: the digest of a token that only her browser holds."""
    return hashlib.sha256(token.encode()).hexdigest()


def way_of_member(member: UUID, *, at: datetime) -> Way | None:
    """What a member is shown; None for who is in neither half. One SQL query."""
    row = (
        ExperimentMember.objects.filter(
            member=member, experiment__state="running", experiment__ends_at__gt=at
        )
        .select_related("experiment")
        .first()
    )
    if row is None:
        return None
    return _way(
        row.experiment,
        row.is_second,
        is_seen=row.seen_at is not None,
        is_opened=row.opened_at is not None,
    )


def way_of_visitor(token: str, *, at: datetime) -> Way | None:
    """What a visitor with this token is shown. One SQL query.

    Visitors are only in experiments on who opens a thing: of other acts it is not known who of the
    visitors did them.
    """
    digest = digest_of(token)
    row = (
        Experiment.objects.filter(state="running", outcome=OPENED, ends_at__gt=at)
        .annotate(mine=FilteredRelation("people", condition=Q(people__visitor=digest)))
        .annotate(seen=Q(mine__seen_at__isnull=False), opened=Q(mine__opened_at__isnull=False))
        .first()
    )
    if row is None:
        return None
    is_second = bool(arm_of(row.seed, digest))
    return _way(row, is_second, is_seen=row.seen, is_opened=row.opened)


def _way(row: Experiment, is_second: bool, *, is_seen: bool, is_opened: bool) -> Way:
    first = Wording(row.text_first, row.text_first_zh)
    second = Wording(row.text_second, row.text_second_zh)
    return Way(
        experiment=row.id,
        words=second if is_second else first,
        outcome=row.outcome,
        shown_on=row.shown_on,
        about_kind=row.about_kind,
        about=row.about,
        is_seen=is_seen,
        is_opened=is_opened,
    )
