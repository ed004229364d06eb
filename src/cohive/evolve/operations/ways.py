"""Measuring that a way was really shown, and that the thing was opened after; no acts.

Each is written once for a person and experiment, by an address that her browser asks for when the
words come into view; the page itself writes nothing, so a program that only reads pages leaves no
trace in an experiment.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from cohive.engine.experiments import arm_of
from cohive.evolve.models.experiments import OPENED, Experiment, ExperimentMember
from cohive.evolve.queries.ways import digest_of

__all__ = ["record_opened", "record_seen"]


def record_seen(*, experiment: UUID, by: UUID | None, visitor: str = "", at: datetime) -> bool:
    """Note when a member, or the visitor with this token, first saw her way. True when it is new.

    A member is only noted if she was drawn. One write; two queries more for a visitor.
    """
    if by is not None:
        people = ExperimentMember.objects.filter(_running(at), experiment=experiment, member=by)
        return bool(people.filter(seen_at__isnull=True).update(seen_at=at))
    row = Experiment.objects.filter(
        id=experiment, state="running", outcome=OPENED, ends_at__gt=at
    ).first()
    if row is None or not visitor:
        return False
    digest = digest_of(visitor)
    if row.people.filter(visitor=digest).exists():
        return False
    # two tabs may ask at once: the second is the same person
    ExperimentMember.objects.bulk_create(
        [
            ExperimentMember(
                experiment=row, visitor=digest, is_second=bool(arm_of(row.seed, digest)), seen_at=at
            )
        ],
        ignore_conflicts=True,
    )
    return True


def record_opened(*, experiment: UUID, by: UUID | None, visitor: str = "", at: datetime) -> bool:
    """Note when she opened the thing after she saw its card. One write. True when it is new."""
    who = Q(member=by) if by is not None else Q(member__isnull=True, visitor=digest_of(visitor))
    people = ExperimentMember.objects.filter(who, _running(at), experiment=experiment)
    waiting = people.filter(seen_at__lte=at, opened_at__isnull=True, experiment__outcome=OPENED)
    return bool(waiting.update(opened_at=at))


def _running(at: datetime) -> Q:
    return Q(experiment__state="running", experiment__ends_at__gt=at)
