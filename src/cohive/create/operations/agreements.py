"""Offering a version of a product's terms, answering it, and bringing it into force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy, gettext_noop

from cohive.bond import operations as bond_operations
from cohive.bond import queries as bond
from cohive.create.events.products import (
    AgreementAccepted,
    AgreementActivated,
    AgreementDeclined,
    AgreementOffered,
    AgreementWithdrawn,
)
from cohive.create.models.agreements import (
    AGREEMENT_STATES,
    ANSWER_STATES,
    Agreement,
    NamedAcceptance,
)
from cohive.create.models.products import STAGES, Product
from cohive.create.operations.products import set_plan
from cohive.create.operations.staff import require_staff
from cohive.create.queries.agreements import Plan, planned_terms
from cohive.create.queries.challenges import accepted_terms, current_terms
from cohive.create.queries.frozen import WHOLE_PERCENT, Rule, Terms, written
from cohive.engine.prior import PriorClaim
from cohive.journal.operations import record
from cohive.look.stages import NAMES
from cohive.words.refusals import Missing, Refused

HALF = Fraction(1, 2)
PRIOR_MAX = 6
PLEASE_ANSWER = gettext_noop("Please read the agreement of “%(product)s” and answer it.")
IN_FORCE = gettext_noop("Version %(version)s of the agreement of “%(product)s” is in force.")
WAS_DECLINED = gettext_noop(
    "%(who)s declined version %(version)s of the agreement of “%(product)s”."
)


@transaction.atomic
def offer_agreement(
    *,
    product: UUID,
    house: Fraction,
    link: Fraction,
    stage_weights: Mapping[str, int],
    by: UUID,
    at: datetime,
    link_default: str = "house",
    keep_min: Fraction | None = None,
    named: Iterable[UUID] = (),
    plan: Plan | None = None,
    rule: Rule = "lineage",
    prior: Sequence[PriorClaim] = (),
) -> UUID:
    """Offer the product's next version; the offer is the firm's own yes. Return its id.

    The terms are written down whole now and never change. Whoever is paid in them and has not
    accepted the standing terms of the place is asked for her own yes; so is everybody in `named`.
    It is in force at the last yes, at once when nobody has to be asked. An older offer that still
    waits is withdrawn. A `plan` becomes the product's own with the offer. Without `keep_min` a
    work keeps at least what the standing terms say.

    Raises Refused, at the field, for stage weights that do not make 100, a stage with a weight and
    nobody in it, a price that does not cover what leaves it, a fraction outside 0 to 1.
    """
    require_staff(by)
    row = _locked_product(product)
    _check_weights(stage_weights)
    keep_min = _standing_keep() if keep_min is None else keep_min
    _check_fractions(house=house, link=link, keep_min=keep_min)
    check_rule(rule, prior)
    if plan is not None:
        set_plan(
            product=product,
            price=plan.price,
            tax_rate=plan.tax_rate,
            costs=plan.costs,
            by=by,
            at=at,
        )
    terms = planned_terms(
        product,
        house=house,
        link=link,
        link_default=link_default,
        stage_weights=stage_weights,
        keep_min=keep_min,
        at=at,
        rule=rule,
        prior=prior,
    )
    payees = _check_terms(terms)
    asked = _to_be_asked(payees, named=named, offering=by)
    _withdraw_offered(product, by=by, at=at)
    last = Agreement.objects.filter(product_id=product).order_by("-version").first()
    made = Agreement.objects.create(
        product=row,
        version=last.version + 1 if last else 1,
        currency=terms.currency,
        price_minor=terms.price_minor,
        terms=written(terms),
        state=AGREEMENT_STATES.start,
        offered_by_id=by,
        offered_at=at,
    )
    NamedAcceptance.objects.bulk_create(
        NamedAcceptance(agreement=made, agent_id=agent, state=ANSWER_STATES.start)
        for agent in asked
    )
    record(
        AgreementOffered(made.id, product, made.version, tuple(asked)),
        by=by,
        at=at,
        object_kind="agreement",
        object=made.id,
        parent=product,
    )
    for agent in asked:
        _notify(made, row, agent, PLEASE_ANSWER, "asked", at=at)
    if not asked:
        _activate(made, row, at=at)
    return made.id


@transaction.atomic
def answer_agreement(*, agreement: UUID, accepts: bool, by: UUID, at: datetime) -> None:
    """A named person says yes or no. The last yes brings the version into force; a no ends it.

    Raises Missing for whoever was not asked, Refused when it was answered or replaced before.
    """
    version = Agreement.objects.select_for_update().filter(id=agreement).first()
    answer = NamedAcceptance.objects.filter(agreement_id=agreement, agent_id=by).first()
    if version is None or answer is None:
        raise Missing("There is no such agreement.")
    if version.state != "offered":
        raise Refused("This version is not open any more: nothing needs your answer.")
    if answer.state != "asked":
        raise Refused("You answered this on %(day)s.", day=answer.answered_at)
    answer.state = ANSWER_STATES.move(answer.state, "accepted" if accepts else "declined")
    answer.answered_at = at
    answer.save(update_fields=["state", "answered_at"])
    bond_operations.answer_notice(to=by, key=_key(version, "asked", by), at=at)
    event = AgreementAccepted if accepts else AgreementDeclined
    record(
        event(version.id, version.product_id),
        by=by,
        at=at,
        object_kind="agreement",
        object=version.id,
        parent=version.product_id,
        target=version.offered_by_id,
    )
    product = Product.objects.get(id=version.product_id)
    if not accepts:
        _refuse(version, product, by=by, at=at)
    elif not version.named.exclude(state="accepted").exists():
        _activate(version, product, at=at)


def _locked_product(product: UUID) -> Product:
    row = Product.objects.select_for_update().filter(id=product).first()
    if row is None:
        raise Missing("There is no such product.")
    if row.state == "ended":
        raise Refused("The sale of this product has ended: it needs no new agreement.")
    return row


def _check_weights(stage_weights: Mapping[str, int]) -> None:
    for stage, weight in stage_weights.items():
        if stage not in STAGES:
            raise Refused(
                "“%(stage)s” is none of the six stages.", field="stage_weights", stage=stage
            )
        if not 0 <= weight <= WHOLE_PERCENT:
            raise Refused(
                "%(stage)s has %(weight)s %%. Write a whole number from 0 to 100.",
                field="stage_weights",
                stage=_stage(stage),
                weight=weight,
            )
    total = sum(stage_weights.values())
    if total != WHOLE_PERCENT:
        raise Refused(
            "The six stages make %(total)s %% together. They must make 100 %%.",
            field="stage_weights",
            total=total,
        )


def check_rule(rule: str, prior: Sequence[PriorClaim]) -> None:
    """Refused for a rule that is none of the ready ones, and too many prior claims."""
    if rule not in ("lineage", "equal"):
        raise Refused("Choose one of the ready rules.", field="rule")
    if len(prior) > PRIOR_MAX:
        raise Refused(
            "At most %(count)s claims go before the split.", field="prior", count=PRIOR_MAX
        )
    if len({(each.payee, each.kind, each.label) for each in prior}) < len(prior):
        raise Refused(
            "Two claims of one person are for two things: give each words of its own.",
            field="prior",
        )


def _standing_keep() -> Fraction:
    """What a work keeps at least by the standing terms, one half before there are any."""
    standing = current_terms()
    return standing.keep_min if standing else HALF


def _check_fractions(**fractions: Fraction) -> None:
    for field, fraction in fractions.items():
        if not 0 <= fraction <= 1:
            raise Refused("Write a part from 0 to 100 %.", field=field)


def _check_terms(terms: Terms) -> list[UUID]:
    """Refuse terms that cannot be divided; return who is paid in them."""
    terms.lines(linked=True)
    for stage, (weight, _) in terms.stages.items():
        inside = terms.stage_attribution(stage)
        if weight and inside.undivided:
            raise Refused(
                "%(stage)s gets %(weight)s %%, and nobody is recorded in it yet. "
                "Record who worked in it, or give it 0.",
                field="stage_weights",
                stage=_stage(stage),
                weight=weight,
            )
    payees = dict.fromkeys([*terms.attribution().fractions, *(each.payee for each in terms.prior)])
    return [UUID(payee) for payee in payees]


def _to_be_asked(payees: list[UUID], *, named: Iterable[UUID], offering: UUID) -> list[UUID]:
    """Who needs a yes of her own, in the order of ids.

    Members without standing terms, and those named on purpose. Nobody can ask a person who left
    or has not claimed her work yet: what is hers stays owed to her.
    """
    chosen = set(named)
    if chosen - set(payees):
        raise Refused("Only who is paid in the agreement can be asked about it.", field="named")
    known = bond.cards(payees)
    covered = accepted_terms(payees)
    asked = [
        agent
        for agent in payees
        if agent in known and known[agent].kind == "person" and known[agent].state == "active"
    ]
    return sorted(
        agent for agent in asked if agent in chosen or (agent not in covered and agent != offering)
    )


def _withdraw_offered(product: UUID, *, by: UUID, at: datetime) -> None:
    for old in Agreement.objects.filter(product_id=product, state="offered"):
        _move(old, "superseded", at=at)
        record(
            AgreementWithdrawn(old.id, product),
            by=by,
            at=at,
            object_kind="agreement",
            object=old.id,
            parent=product,
        )


def _activate(version: Agreement, product: Product, *, at: datetime) -> None:
    for old in Agreement.objects.filter(product=product, state="active"):
        _move(old, "superseded", at=at)
    version.state = AGREEMENT_STATES.move(version.state, "active")
    version.active_from = at
    version.save(update_fields=["state", "active_from"])
    record(
        AgreementActivated(version.id, product.id, version.version),
        by=version.offered_by_id,
        at=at,
        object_kind="agreement",
        object=version.id,
        parent=product.id,
    )
    asked = version.named.values_list("agent_id", flat=True)
    for agent in {*asked, version.offered_by_id}:
        _notify(version, product, agent, IN_FORCE, "active", at=at)


def _refuse(version: Agreement, product: Product, *, by: UUID, at: datetime) -> None:
    _move(version, "refused", at=at)
    _notify(version, product, version.offered_by_id, WAS_DECLINED, "declined", at=at, who=by)


def _move(version: Agreement, state: str, *, at: datetime) -> None:
    version.state = AGREEMENT_STATES.move(version.state, state)
    version.ended_at = at
    version.save(update_fields=["state", "ended_at"])
    for agent in version.named.filter(state="asked").values_list("agent_id", flat=True):
        bond_operations.answer_notice(to=agent, key=_key(version, "asked", agent), at=at)


def _notify(
    version: Agreement,
    product: Product,
    agent: UUID,
    sentence: str,
    what: str,
    *,
    at: datetime,
    who: UUID | None = None,
) -> None:
    values: dict[str, str | int] = {"product": product.title, "version": version.version}
    if who is not None:
        values["who"] = f"agent:{who}"
    bond_operations.notify(
        to=agent,
        kind="agreement",
        sentence=sentence,
        values=values,
        url=reverse("create:agreement", args=[version.id]),
        at=at,
        subject=version.id,
        key=_key(version, what, agent),
        waits=what == "asked",
    )


def _key(version: Agreement, what: str, agent: UUID) -> str:
    return f"agreement:{version.id}:{what}:{agent}"


def _stage(stage: str) -> object:
    """The stage's word, translated when the sentence is shown."""
    return gettext_lazy(NAMES[stage])
