"""A joined survey stands on her own line of time, and nowhere on the desk."""

from __future__ import annotations

from cohive.care.queries.customers import customer
from cohive.care.queries.timeline import timeline
from cohive.evolve import operations
from tests.evolve.test_surveys import answer, asked

__all__ = ["asked"]


def told(who, **how):
    return [str(moment.sentence) for moment in timeline(who, **how).moments]


def test_she_alone_reads_that_she_joined_and_who_did_not_join_reads_nothing(crew, asked, now):
    joins, apart = crew.members[:2]
    answer(asked, joins, now, joins=True)
    answer(asked, apart, now)
    sentence = "Answered “Tide survey”, time 1, and joined the answers to the rest"
    assert sentence in told(customer("member", joins), is_own=True)
    assert sentence not in told(customer("member", joins), is_joined=True)
    assert sentence not in told(customer("member", apart), is_own=True)
    operations.take_back(survey=asked, by=joins, at=now)
    assert sentence not in told(customer("member", joins), is_own=True)
