"""Changing how money is divided: tried on past sales, voted on, offered for sales to come.

No past sale changes: an agreed rule is offered as the next version of each product's agreement,
and an order keeps the version it was placed under.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from fractions import Fraction
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop

from cohive.bond import operations as telling
from cohive.bond import queries as bond
from cohive.create import operations as making
from cohive.create import queries as create
from cohive.evolve.events_rules import RuleApplied, RuleCounted, RuleProposed, RuleVoted
from cohive.evolve.models.rules import RULE_STATES, RuleChange, RuleOffer, RuleVote
from cohive.evolve.written import written
from cohive.journal.operations import record
from cohive.settle import queries as money
from cohive.words.refusals import Forbidden, Missing, Refused
from cohive.words.sentences import Sentence
from cohive.words.verbs import Stage

WHOLE = 100
REASON_LENGTH_MAX = 2_000
DAYS_MIN, DAYS_MAX = 1, 60
QUORUM_MIN = 2
PLEASE_VOTE = gettext_noop("Please vote on how money is divided, until %(day)s.")


def check_rule(
    weights: Mapping[str, int],
    house_percent: int | None,
    *,
    rule: str = "lineage",
    keep_percent: int | None = None,
) -> None:
    """Refuse, at the field, a rule that is none: weights make 100, house and keep 0 to 100.

    In an equal split nobody asks for the weights.
    """
    if rule not in ("lineage", "equal"):
        raise Refused("Choose one of the ready rules.", field="rule")
    if rule == "lineage":
        _check_weights(weights)
    if house_percent is not None and not 0 <= house_percent <= WHOLE:
        raise Refused("The house has from 0 to 100 percent.", field="house_percent")
    if keep_percent is not None and not 0 <= keep_percent <= WHOLE:
        raise Refused("A work keeps from 0 to 100 percent.", field="keep_percent")


def _check_weights(weights: Mapping[str, int]) -> None:
    if set(weights) != {stage.value for stage in Stage}:
        raise Refused("Name each of the six stages once.", field="weights")
    if any(not 0 <= weight <= WHOLE for weight in weights.values()):
        raise Refused("A stage has from 0 to 100 percent.", field="weights")
    if sum(weights.values()) != WHOLE:
        raise Refused(
            "The stages make %(sum)s together. Let them make 100.",
            field="weights",
            sum=sum(weights.values()),
        )


@transaction.atomic
def propose_rule(
    *,
    weights: Mapping[str, int],
    house_percent: int | None,
    reason: str,
    tried_since: datetime,
    days: int,
    by: UUID,
    at: datetime,
    rule: str = "lineage",
    keep_percent: int | None = None,
) -> UUID:
    """Put a rule to the vote of all members, tried on the sales since a day; return its id.

    It takes two thirds of those who vote, and as many voters as a third of who was paid in that
    stretch. Who may: every member. One vote at a time.
    """
    place = bond.place()
    if place is None or by not in bond.cards([by]):
        raise Missing("There is no such member.")
    check_rule(weights, house_percent, rule=rule, keep_percent=keep_percent)
    words = reason.strip()
    if not words:
        raise Refused("Say in a sentence why.", field="reason")
    if len(words) > REASON_LENGTH_MAX:
        raise Refused("Write at most %(most)s characters.", field="reason", most=REASON_LENGTH_MAX)
    if not DAYS_MIN <= days <= DAYS_MAX:
        raise Refused(
            "A vote lasts from %(least)s to %(most)s days.",
            field="days",
            least=DAYS_MIN,
            most=DAYS_MAX,
        )
    if RuleChange.objects.filter(state="voting").exists():
        raise Refused("A rule is being voted on already. One at a time.")
    pools = money.pools_of_period(place.currency, since=tried_since, until=at)
    if not pools:
        raise Refused("Nothing was sold in that time, so there is nothing to try it on.")
    payees = {payee for pool in pools for payee in pool.earned}
    row = RuleChange.objects.create(
        rule=rule,
        weights=dict(weights) if rule == "lineage" else {},
        house_percent=house_percent,
        keep_percent=keep_percent,
        reason=words,
        tried_since=tried_since,
        tried_until=at,
        state=RULE_STATES.start,
        proposed_by_id=by,
        proposed_at=at,
        closes_at=at + timedelta(days=days),
        quorum=max(QUORUM_MIN, -(-len(payees) // 3)),
    )
    record(RuleProposed(row.id), by=by, at=at, object_kind="rule", object=row.id)
    for member in bond.active_members():
        telling.notify(
            to=member,
            kind="rule",
            sentence=PLEASE_VOTE,
            values={"day": f"day:{row.closes_at.date().isoformat()}"},
            url=reverse("evolve:rule", args=[row.id]),
            at=at,
            subject=row.id,
            key=_key(row),
            waits=True,
        )
    return row.id


@transaction.atomic
def vote_on_rule(*, rule: UUID, answer: str, by: UUID, at: datetime) -> None:
    """Give one's vote, or change it while the vote is open. Paying more gives no more votes."""
    row = _locked(rule)
    if row.state != "voting" or at >= row.closes_at:
        raise Refused("This vote is closed.")
    if answer not in ("yes", "no"):
        raise Refused("Answer yes or no.", field="answer")
    card = bond.cards([by]).get(by)
    if card is None or card.state != "active":
        raise Forbidden("Members vote here.")
    RuleVote.objects.update_or_create(rule=row, voter_id=by, defaults={"answer": answer, "at": at})
    telling.answer_notice(to=by, key=_key(row), at=at)
    record(RuleVoted(row.id), by=by, at=at, object_kind="rule", object=row.id)


def count_closed_rules(*, at: datetime) -> int:
    """Count every vote on a rule whose time is over; a job of every hour. Return how many."""
    place = bond.place()
    due = RuleChange.objects.filter(state="voting", closes_at__lte=at).values_list("id", flat=True)
    for key in list(due):
        with transaction.atomic():
            row = _locked(key)
            if place is not None and row.state == "voting":
                _count(row, by=place.agent, at=at)
    return len(due)


def _count(row: RuleChange, *, by: UUID, at: datetime) -> None:
    yes, no = (row.votes.filter(answer=answer).count() for answer in ("yes", "no"))
    is_agreed = yes + no >= row.quorum and 3 * yes >= 2 * (yes + no)
    row.yes, row.no, row.ended_at = yes, no, at
    row.state = RULE_STATES.move(row.state, "agreed" if is_agreed else "declined")
    row.save()
    for member in bond.active_members():
        telling.answer_notice(to=member, key=_key(row), at=at)
    if is_agreed and row.keep_percent is not None:
        making.publish_voted_keep(keep_percent=row.keep_percent, vote=row.id, by=by, at=at)
    record(
        RuleCounted(rule=row.id, is_agreed=is_agreed, yes=yes, no=no),
        by=by,
        at=at,
        object_kind="rule",
        object=row.id,
    )


@transaction.atomic
def apply_rule(*, rule: UUID, by: UUID, at: datetime) -> list[UUID]:
    """Offer an agreed rule as the next version for every product it was tried on.

    Return the agreements offered. Each is in force for later orders when those who have to be asked
    said yes; where a product cannot take the rule, the reason is kept. Raises Forbidden for who is
    no maker or steward.
    """
    row = _locked(rule)
    if not bond.roles_of(by) & {"maker", "steward"}:
        raise Forbidden("Makers of the firm and stewards do this.")
    if row.state != "agreed":
        raise Refused("A rule is offered when the members agreed on it, and once.")
    place = bond.place()
    if place is None:
        raise Missing("There is no place yet.")
    pools = money.pools_of_period(place.currency, since=row.tried_since, until=row.tried_until)
    made = [
        _offer(row, product, by=by, at=at) for product in sorted({one.product for one in pools})
    ]
    RuleOffer.objects.bulk_create(made)
    row.state = RULE_STATES.move(row.state, "applied")
    row.applied_by_id, row.applied_at = by, at
    row.save(update_fields=["state", "applied_by", "applied_at"])
    offered = [one.agreement_id for one in made if one.agreement_id is not None]
    record(
        RuleApplied(rule=row.id, agreements=tuple(offered)),
        by=by,
        at=at,
        object_kind="rule",
        object=row.id,
    )
    return offered


def _offer(row: RuleChange, product: UUID, *, by: UUID, at: datetime) -> RuleOffer:
    made = RuleOffer(rule=row, product_id=product)
    active = create.active_agreement(product)
    if active is None:
        made.obstacle = written(Sentence("No agreement of it is in force."))
        return made
    terms = create.frozen_terms(active.id)
    house = terms.waterfall.house
    if row.house_percent is not None:
        house = Fraction(row.house_percent, WHOLE)
    try:
        with transaction.atomic():
            made.agreement_id = making.offer_agreement(
                product=product,
                house=house,
                link=terms.waterfall.link,
                link_default=terms.waterfall.link_default,
                stage_weights=row.weights or _weights_of(terms),
                keep_min=terms.keep_min
                if row.keep_percent is None
                else Fraction(row.keep_percent, WHOLE),
                rule="equal" if row.rule == "equal" else "lineage",
                prior=terms.prior,
                by=by,
                at=at,
            )
    except Refused as refusal:
        made.obstacle = {"english": refusal.sentence, "values": _plain(refusal.values)}
    return made


def _weights_of(terms: create.FrozenTerms) -> dict[str, int]:
    """The weights a product has: an equal split leaves them as they are."""
    return {stage: weight for stage, (weight, _) in terms.stages.items()}


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    return {key: one if isinstance(one, int) else str(one) for key, one in values.items()}


def _key(row: RuleChange) -> str:
    return f"rule:{row.id}"


def _locked(rule: UUID) -> RuleChange:
    row = RuleChange.objects.select_for_update().filter(id=rule).first()
    if row is None:
        raise Missing("There is no such rule.")
    return row
