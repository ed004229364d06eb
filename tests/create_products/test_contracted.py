"""Work that was ordered and is physical is paid by contract: it stands there and counts nowhere."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from cohive.create import operations, queries
from cohive.create.models.contributions import Contribution
from cohive.journal.models import EconomicEvent
from cohive.journal.queries import acts_of_object
from cohive.words.refusals import Forbidden, Refused
from tests.create_products.conftest import DAY

pytestmark = pytest.mark.django_db


def contracted(cast, product, now, **more):
    given = {"stage": "production", "what": "Pressed 300 records", "at": now, **more}
    return operations.log_contracted(product=product, by=cast.jonas, **given)


def kinds(object_id):
    return [act.kind.rsplit(".", 1)[1] for act in acts_of_object(object_id)][::-1]


def test_it_counts_in_no_agreement_and_nobody_confirms_it(cast, draft, now):
    made = contracted(cast, draft, now)
    later = now + 30 * DAY
    assert queries.contribution(made, at=later).state == "contracted"
    assert kinds(made) == ["contracted"]
    terms = queries.planned_terms(
        draft,
        house=0,
        link=0,
        link_default="house",
        stage_weights={"production": 100},
        keep_min=0,
        at=later,
    )
    assert terms.stage_attribution("production").fractions == {}
    assert not EconomicEvent.objects.filter(resource_id=draft, action="work").exists()
    assert queries.waiting_for_peer(cast.sana, at=now) == []
    assert [item.id for item in queries.contracted_of(draft, at=later)] == [made]
    with pytest.raises(Refused, match="paid by contract"):
        operations.confirm_contribution(contribution=made, by=cast.sana, at=now)


@pytest.mark.parametrize("stage", ["idea", "design", "sale"])
def test_only_work_on_the_things_themselves_is_paid_by_contract(cast, draft, now, stage):
    with pytest.raises(Refused, match="on the things themselves") as refused:
        contracted(cast, draft, now, stage=stage)
    assert refused.value.field == "stage"
    made = operations.log_contribution(
        product=draft, stage=stage, what="Drew it", by=cast.jonas, at=now
    )
    with pytest.raises(Refused):
        operations.mark_by_contract(contribution=made, is_by_contract=True, by=cast.ruben, at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Contribution.objects.filter(id=made).update(is_by_contract=True)


def test_a_maker_of_the_firm_marks_it_and_may_be_wrong(cast, draft, now, hear):
    made = operations.log_contribution(
        product=draft, stage="packaging", what="Packed parcels", by=cast.jonas, at=now
    )
    with pytest.raises(Forbidden):
        operations.mark_by_contract(contribution=made, is_by_contract=True, by=cast.jonas, at=now)
    operations.mark_by_contract(contribution=made, is_by_contract=True, by=cast.ruben, at=now)
    operations.mark_by_contract(contribution=made, is_by_contract=True, by=cast.ruben, at=now)
    hear(now + 8 * DAY)
    assert queries.contribution(made, at=now + 8 * DAY).state == "contracted"
    operations.mark_by_contract(contribution=made, is_by_contract=False, by=cast.ruben, at=now)
    hear(now + 9 * DAY)
    assert queries.contribution(made, at=now + 9 * DAY).state == "confirmed"
    assert kinds(made) == ["logged", "marked", "marked", "confirmed"]


def test_the_page_says_so(cast, draft, now, signed_in):
    browser = signed_in("jonas")
    browser.post(
        "/contribute/",
        {"product": str(draft), "task": "made", "contract": "yes"},
    )
    made = Contribution.objects.get()
    assert made.is_by_contract
    page = browser.get(f"/contributions/{made.id}/").content.decode()
    assert "paid by contract, no contribution" in page
    assert "no agreement pays for it again" in page
    address = f"/contributions/{made.id}/contract/"
    assert browser.post(address, {"is": "contribution"}).status_code == 403
    signed_in("ruben").post(address, {"is": "contribution"})
    assert not Contribution.objects.get().is_by_contract


def test_the_agreement_lists_it_beside_the_costs(cast, shirt, accepted, now, client):
    contracted(cast, shirt.product, now)
    page = client.get(f"/agreements/{accepted}/").content.decode()
    assert "Ordered and physical" in page
    assert "Pressed 300 records" in page
