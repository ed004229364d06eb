"""Rate limits and cases."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from cohive.guard import operations, queries
from cohive.guard.models import Tally
from cohive.journal.models import Act
from cohive.journal.operations import create_agent
from cohive.words.refusals import Missing, Refused

pytestmark = pytest.mark.django_db


def test_the_limit_holds_per_person_and_window(now: datetime) -> None:
    asked = {"what": "post", "limit": 3, "seconds": 600}
    for _ in range(3):
        operations.allow(**asked, who="mei", at=now)
    with pytest.raises(Refused, match="Wait 6 minutes"):
        operations.allow(**asked, who="mei", at=now)
    operations.allow(**asked, who="noor", at=now)
    operations.allow(**{**asked, "what": "report"}, who="mei", at=now)
    operations.allow(**asked, who="mei", at=now + timedelta(seconds=600))


def test_who_did_it_is_kept_as_a_digest_and_forgotten(now: datetime) -> None:
    operations.allow(what="join", who="203.0.113.7", limit=1, seconds=60, at=now)
    row = Tally.objects.get()
    assert "203" not in row.who[:8] or len(row.who) == 64
    assert row.who != "203.0.113.7"
    operations.forget_tallies(at=now)
    assert Tally.objects.count() == 1
    operations.forget_tallies(at=now + timedelta(minutes=2))
    assert Tally.objects.count() == 0


def test_a_case_is_opened_once_per_person_and_closed_with_a_reason(now: datetime) -> None:
    mei, ruben = create_agent(kind="person", at=now), create_agent(kind="person", at=now)
    subject = UUID(int=5)
    about = {"kind": "post", "subject_kind": "post", "subject": subject}
    case = operations.open_case(**about, evidence="Rude.", by=mei, at=now)
    assert operations.open_case(**about, evidence="Very rude.", by=mei, at=now) == case
    assert queries.count_open() == 1
    with pytest.raises(Refused) as refusal:
        operations.close_case(case=case, outcome="kept", reason=" ", by=ruben, at=now)
    assert refusal.value.field == "reason"
    operations.close_case(case=case, outcome="kept", reason="A joke.", by=ruben, at=now)
    assert queries.open_cases() == []
    assert queries.closed_cases()[0].reason == "A joke."
    kinds = list(Act.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == ["guard.case.opened", "guard.case.closed"]
    with pytest.raises(Refused):
        operations.close_case(case=case, outcome="kept", reason="Again.", by=ruben, at=now)
    with pytest.raises(Missing):
        operations.close_case(case=UUID(int=9), outcome="kept", reason="x", by=ruben, at=now)


def test_a_report_says_something(now: datetime) -> None:
    mei = create_agent(kind="person", at=now)
    for evidence in (" ", "x" * 5_001):
        with pytest.raises(Refused) as refusal:
            operations.open_case(
                kind="post", subject_kind="post", subject=mei, evidence=evidence, by=mei, at=now
            )
        assert refusal.value.field == "evidence"
