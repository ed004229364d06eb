"""What stewards do about reselling: alarms, stopping a reseller, answering her appeal."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop, override

from cohive.bond import operations as bond
from cohive.bond import queries as people
from cohive.guard import operations as guard
from cohive.journal import jobs
from cohive.journal.operations import record
from cohive.trade.events_resale import (
    AppealAnswered,
    ResaleAlarmAnswered,
    ResaleAlarmRaised,
    ResellerSuspended,
    SuspensionAppealed,
)
from cohive.trade.models import RESELLER_STATES, ResaleAlarm, Reseller, ResellerSuspension
from cohive.trade.models.resale import REASON_LENGTH_MAX
from cohive.trade.operations.parties import founded
from cohive.trade.queries.resale import resale_trees
from cohive.words.ids import new_id
from cohive.words.refusals import Forbidden, Missing, Refused

APPEAL = "resale_appeal"
LIFTED = "taken_down"
"""The outcome of a report that takes something down: here the suspension."""
STANDS = "kept"
ALARM = gettext_noop(
    "Who brought whom to selling on has grown to %(levels)s levels and %(people)s people. Look at "
    "it now."
)
SUSPENDED = gettext_noop("A steward stopped your selling on: “%(reason)s” You can appeal.")
LIFTED_SAID = gettext_noop("You can sell things on again: “%(reason)s”")
STANDS_SAID = gettext_noop("Your suspension stands: “%(reason)s”")


def raise_alarms(*, at: datetime) -> int:
    """Call the stewards about every tree that reached a bound and grew since they last looked."""
    return sum(
        _raise(UUID(tree.top), tree.levels, tree.people, at=at)
        for tree in resale_trees()
        if tree.is_alarming
    )


def _raise(top: UUID, levels: int, people_count: int, *, at: datetime) -> bool:
    row = ResaleAlarm.objects.select_for_update().filter(top=top, looked_at__isnull=True).first()
    if row is not None:
        if (row.levels, row.people) != (levels, people_count):
            row.levels, row.people = levels, people_count
            row.save(update_fields=["levels", "people"])
        return False
    seen = ResaleAlarm.objects.filter(top=top).aggregate(Max("levels"), Max("people"))
    if levels <= (seen["levels__max"] or 0) and people_count <= (seen["people__max"] or 0):
        return False
    row = ResaleAlarm.objects.create(
        id=new_id(), top_id=top, levels=levels, people=people_count, raised_at=at
    )
    record(
        ResaleAlarmRaised(alarm=row.id, levels=levels, people=people_count),
        by=founded().agent,
        at=at,
        object_kind="resale_alarm",
        object=row.id,
    )
    for steward in people.stewards():
        bond.notify(
            to=steward,
            kind="trade.resale.alarm",
            sentence=ALARM,
            values={"levels": levels, "people": people_count},
            url=reverse("trade:resale-desk"),
            at=at,
            subject=row.id,
            key=_alarm_key(row.id, steward),
            waits=True,
        )
    jobs.schedule("trade.resale_mail", key=f"alarm:{row.id}", run_at=at, arguments=_mail(row.id))
    return True


@transaction.atomic
def answer_alarm(*, alarm: UUID, note: str, by: UUID, at: datetime) -> None:
    """Say what was found and done; it is raised again only when the tree grows further."""
    require_steward(by)
    row = ResaleAlarm.objects.select_for_update().filter(id=alarm).first()
    if row is None:
        raise Missing("There is no such alarm.")
    if row.looked_at is not None:
        raise Refused("Another steward has answered this alarm already.")
    others = [one for one in people.stewards() if one != by]
    if others and by in _tree_of(row.top):
        raise Forbidden("You stand in this tree: another steward looks at it.")
    row.note, row.looked_by_id, row.looked_at = _said(note, "note"), by, at
    row.save(update_fields=["note", "looked_by", "looked_at"])
    record(
        ResaleAlarmAnswered(alarm=row.id), by=by, at=at, object_kind="resale_alarm", object=row.id
    )
    for steward in people.stewards():
        bond.answer_notice(to=steward, key=_alarm_key(row.id, steward), at=at)


def _tree_of(top: Reseller) -> set[UUID]:
    """Everybody below one reseller, herself included, whether they sell on now or not."""
    level, found = [top.id], {top.agent_id}
    while level:
        rows = list(Reseller.objects.filter(brought_by__in=level).values_list("id", "agent_id"))
        found |= {agent for _, agent in rows}
        level = [row for row, _ in rows]
    return found


@transaction.atomic
def suspend_reseller(*, reseller: UUID, reason: str, by: UUID, at: datetime) -> UUID:
    """Close her page and bring no new commissions; she reads the reason and can appeal.

    Orders that were placed keep what they were placed with, and what she is owed stays owed.
    """
    require_steward(by)
    row = _locked(reseller)
    if row.agent_id == by:
        raise Forbidden("Another steward decides about you.")
    if row.state != "active":
        raise Refused("Only who sells on now can be stopped.")
    said = _said(reason, "reason")
    suspension = ResellerSuspension.objects.create(
        id=new_id(), reseller=row, reason=said, by_id=by, at=at
    )
    row.state = RESELLER_STATES.move(row.state, "suspended")
    row.save(update_fields=["state"])
    record(
        ResellerSuspended(reseller=row.id, suspension=suspension.id),
        by=by,
        at=at,
        object_kind="reseller",
        object=row.id,
        target=row.agent_id,
    )
    _tell(row, SUSPENDED, said, key=f"trade:suspended:{suspension.id}", at=at)
    jobs.schedule(
        "trade.resale_mail",
        key=f"suspended:{suspension.id}",
        run_at=at,
        arguments={"kind": "suspended", "subject": str(suspension.id)},
    )
    return suspension.id


@transaction.atomic
def appeal_suspension(*, words: str, by: UUID, at: datetime) -> UUID:
    """Ask that it is looked at again: a case among the reports. Returns the case. Once."""
    row = Reseller.objects.select_for_update().filter(agent=by).first()
    standing = _standing(row) if row else None
    if row is None or standing is None:
        raise Missing("Nothing of yours was stopped.")
    if standing.case is not None:
        raise Refused("You have appealed already; the answer comes here.")
    said = _said(words, "words")
    place = founded()
    with override(place.languages[0]):
        evidence = gettext(
            "Appeal of a reseller who was stopped: “%(appeal)s” The reason was: “%(reason)s” “It "
            "stays” keeps the suspension, “Take it down” lifts it. %(address)s"
        ) % {
            "appeal": said,
            "reason": standing.reason,
            "address": settings.ADDRESS + reverse("trade:resale-desk"),
        }
    case = guard.open_case(
        kind=APPEAL, subject_kind="reseller", subject=row.id, evidence=evidence, by=by, at=at
    )
    standing.case, standing.appeal, standing.appealed_at = case, said, at
    standing.save(update_fields=["case", "appeal", "appealed_at"])
    record(
        SuspensionAppealed(reseller=row.id, suspension=standing.id, case=case),
        by=by,
        at=at,
        object_kind="reseller",
        object=row.id,
    )
    return case


@transaction.atomic
def answer_appeal(*, reseller: UUID, lifts: bool, reason: str, by: UUID, at: datetime) -> None:
    """Decide on an appeal by closing its case, or lift a suspension nobody appealed.

    Not by who stopped her, as long as there is another steward; never by herself.
    """
    require_steward(by)
    row = _locked(reseller)
    standing = _standing(row)
    if standing is None:
        raise Refused("Nothing is stopped here any more.")
    if row.agent_id == by:
        raise Forbidden("Another steward decides about you.")
    others = [one for one in people.stewards() if one not in (by, row.agent_id)]
    if standing.by_id == by and standing.case is not None and others:
        raise Forbidden("You stopped her: another steward answers the appeal.")
    said = _said(reason, "reason")
    if standing.case is not None and standing.answered_at is None:
        outcome = LIFTED if lifts else STANDS
        guard.close_case(case=standing.case, outcome=outcome, reason=said, by=by, at=at)
    elif not lifts:
        raise Refused("There is no appeal to answer.")
    close_suspension(row, standing, lifts=lifts, reason=said, by=by, at=at)


@transaction.atomic
def hear_appeal_closed(*, case: UUID, outcome: str, reason: str, by: UUID, at: datetime) -> None:
    """The case was closed among the reports: do what was decided there. Safe to repeat."""
    standing = (
        ResellerSuspension.objects.select_for_update()
        .filter(case=case, answered_at__isnull=True, ended_at__isnull=True)
        .first()
    )
    if standing is None:
        return
    row = _locked(standing.reseller_id)
    said = reason[:REASON_LENGTH_MAX]
    close_suspension(row, standing, lifts=outcome == LIFTED, reason=said, by=by, at=at)


def close_suspension(
    row: Reseller, standing: ResellerSuspension, *, lifts: bool, reason: str, by: UUID, at: datetime
) -> None:
    """Write the answer; lifted, she sells on again."""
    standing.answer, standing.answered_at = reason, at
    if lifts:
        standing.ended_at = at
        if row.state == "suspended":  # who left meanwhile may come again by herself
            row.state = RESELLER_STATES.move(row.state, "active")
            row.save(update_fields=["state"])
    standing.save(update_fields=["answer", "answered_at", "ended_at"])
    record(
        AppealAnswered(reseller=row.id, suspension=standing.id, is_lifted=lifts),
        by=by,
        at=at,
        object_kind="reseller",
        object=row.id,
        target=row.agent_id,
    )
    sentence = LIFTED_SAID if lifts else STANDS_SAID
    _tell(row, sentence, reason, key=f"trade:appeal:{standing.id}", at=at)


def require_steward(by: UUID) -> None:
    """Refuse everybody who is no steward now."""
    if "steward" not in people.roles_of(by):
        raise Forbidden("Only stewards decide how things may be sold on.")


def _tell(row: Reseller, sentence: str, reason: str, *, key: str, at: datetime) -> None:
    bond.notify(
        to=row.agent_id,
        kind="trade.reseller",
        sentence=sentence,
        values={"reason": reason},
        url=reverse("trade:sell-on"),
        at=at,
        subject=row.id,
        key=key,
    )


def _standing(row: Reseller) -> ResellerSuspension | None:
    return row.suspensions.select_for_update().filter(ended_at__isnull=True).first()


def _locked(reseller: UUID) -> Reseller:
    row = Reseller.objects.select_for_update().filter(id=reseller).first()
    if row is None:
        raise Missing("Nobody sells things on under this name.")
    return row


def _said(text: str, field: str) -> str:
    said = " ".join(text.split())
    if not said:
        raise Refused("Say why in a sentence; it is read.", field=field)
    if len(said) > REASON_LENGTH_MAX:
        raise Refused("At most %(length)s characters.", field=field, length=REASON_LENGTH_MAX)
    return said


def _alarm_key(alarm: UUID, steward: UUID) -> str:
    return f"trade:resale-alarm:{alarm}:{steward}"


def _mail(alarm: UUID) -> dict[str, str]:
    return {"kind": "alarm", "subject": str(alarm)}
