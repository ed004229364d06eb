"""What a member reads of her own ties: plain sentences with their definitions, of nobody else."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client

from cohive.evolve import operations, queries
from cohive.evolve.models.insight import OwnTies
from cohive.evolve.views.own_figures import own_figures

OWN = {
    "person": "", "contacts": 14, "strong": 3, "between": 5, "faint": 6, "simmelian": 4,
    "effective_size": 9.57, "constraint": 0.2784, "within": 8.0, "across": 2.0, "circles": 3,
    "diversity": 0.62,
}  # fmt: skip


def test_each_figure_is_one_sentence_with_its_definition():
    told = own_figures(OWN)
    assert [one.sentence.replace("\xa0", " ") for one in told] == [
        "You have ties with 14 people: strong 3, in between 5, faint 6.",
        "Of what you said to people, 80 % stayed within circles of yours and 20 % went across to"
        " others; together they are at home in 3 circles.",
        "4 of your ties are held by a third: both of you go back and forth with somebody else,"
        " too.",
        "Your 14 contacts reach as far as 9.6 people would who do not know each other.",
        "How far what reaches you hangs on a few who know each other: 0.28, where 0 is not at all"
        " and 1 is one person alone.",
    ]
    assert all(one.definition for one in told)
    assert "(2.5; half of it is gone after 30 days)" in told[0].definition


def test_with_few_contacts_nothing_is_told_of_what_they_are_to_each_other():
    few = OWN | {"contacts": 2, "simmelian": None, "effective_size": None, "constraint": None}
    told = " ".join(one.sentence for one in own_figures(few))
    assert "from 3 contacts on" in told
    assert "held by a third" not in told


def test_who_addressed_nobody_at_home_in_a_circle_is_told_so():
    told = own_figures(OWN | {"within": 0.0, "across": 0.0, "circles": 0})
    assert "cannot be told yet" in told[1].sentence


def test_they_are_taken_every_night_and_nothing_of_before_is_kept(talked, now, hear):
    hear(now)
    operations.take_snapshots(at=now)
    assert OwnTies.objects.count() == 12
    found = queries.own_ties(talked.members[0])
    assert found["contacts"] == 4
    assert {value for value in found.values() if isinstance(value, str)} == {str(talked.members[0])}
    OwnTies.objects.update(at=now - timedelta(days=1))
    operations.say_circle_size(circle=talked.circle, people_max=20, by=talked.steward, at=now)
    hear(now + timedelta(days=1))
    operations.take_snapshots(at=now + timedelta(days=1))
    assert not OwnTies.objects.filter(at__lt=now).exists()
    assert OwnTies.objects.count() == 12


def test_each_reads_her_own_and_nobody_elses(talked, as_member, now, hear):
    hear(now)
    operations.take_snapshots(at=now)
    own, without = talked.members[0], talked.members[1]
    OwnTies.objects.filter(member_id=without).delete()
    page = as_member(own).get("/ties/").content.decode()
    told = page.partition(">Your ties in numbers<")[2].partition("</section>")[0]
    assert "You have ties with 4 people" in told
    assert told.count("How it is computed") >= 4
    assert "Member " not in told
    assert "Your ties in numbers" not in as_member(without).get("/ties/").content.decode()
    assert Client().get("/ties/").status_code == 302


def test_her_page_costs_a_known_number_of_queries(
    talked, as_member, now, hear, django_assert_max_num_queries
):
    hear(now)
    browser = as_member(talked.members[0])
    browser.get("/ties/")
    # session: user, member, roles; place; figures; consent; own ties; notices, counts (5)
    with django_assert_max_num_queries(12):
        browser.get("/ties/")
