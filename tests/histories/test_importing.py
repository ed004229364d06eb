"""A history in the rooms: unclaimed members, releases with agreements, contributions; once."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from fractions import Fraction

import pytest

from cohive.bond.models import Member, Notice
from cohive.bond.queries import profile
from cohive.create import queries as create
from cohive.create.models.contributions import Contribution
from cohive.create.models.products import Product
from cohive.house.histories import importing
from cohive.house.histories.importing import shown_name, stage_weights, what_was_done
from cohive.house.histories.releases import known_products
from cohive.house.histories.tally import Part
from cohive.journal import verification
from cohive.journal.models import Act, Job
from cohive.words.refusals import Refused
from cohive.words.verbs import Stage

pytestmark = pytest.mark.django_db


def product_of(title: str) -> create.ProductView:
    return next(each for each in known_products() if each.title == title)


def terms_of(title: str) -> create.FrozenTerms:
    agreement = create.active_agreement(product_of(title).id)
    assert agreement is not None
    return create.frozen_terms(agreement.id)


def test_releases_become_products_with_an_agreement_in_force(bring, tally):
    done = bring(tally)
    assert (done.people, done.releases, done.contributions) == (11, 2, 17)
    product = product_of("harbour v1")
    assert (product.slug, product.state) == ("harbour-v1", "draft")
    assert [(size.label, size.sku) for size in product.variants] == [("v1", "git:harbour:v1")]
    assert product.description.startswith("Imported from a git history: 3 commits.")
    terms = terms_of("harbour v1")
    assert terms.waterfall.house == Fraction(1, 10)
    assert {stage: weight for stage, (weight, _graph) in terms.stages.items() if weight} == {
        "idea": 6,
        "design": 79,
        "packaging": 15,
    }


def test_people_are_recorded_unclaimed_and_unlisted(bring, tally):
    bring(tally)
    members = Member.objects.filter(source_key__startswith="git:harbour:")
    assert Counter(members.values_list("state", flat=True)) == {"unclaimed": 11}
    assert members.get(source_key="git:harbour:ff05").name == "林月"
    assert members.get(source_key="git:harbour:name:mirek sand").name == "Mirek Sand"
    assert not any(profile(agent) for agent in members.values_list("agent_id", flat=True))
    payloads = str(list(Act.objects.values_list("payload", flat=True)))
    assert "Mirek" not in payloads
    assert "林月" not in payloads


def test_contributions_weigh_as_much_as_they_have_acts_and_are_confirmed(bring, tally, now):
    bring(tally)
    ines = Member.objects.get(source_key="git:harbour:aa01").agent_id
    row = Contribution.objects.get(
        product__title="harbour v2", stage="packaging", makers__agent=ines
    )
    assert (row.weight, row.state_at(now)) == (3, "confirmed")
    assert row.what == "3 merges or reviews, the latest: “Merge the harbour branch”"
    assert row.logged_at == datetime.fromtimestamp(1772000900, tz=now.tzinfo)
    kinds = Counter(Act.objects.values_list("kind", flat=True))
    assert kinds["create.contribution.logged"] == kinds["create.contribution.confirmed"] == 17
    assert kinds["create.agreement.activated"] == kinds["create.product.created"] == 2
    assert kinds["bond.member.recorded"] == 11


def test_an_agreement_pays_exactly_whom_the_release_credits(bring, tally):
    bring(tally)
    fractions = terms_of("harbour v1").attribution().fractions
    bo = str(Member.objects.get(source_key="git:harbour:cc02").agent_id)
    assert sum(fractions.values()) == 1
    assert len(fractions) == 6
    assert fractions[bo] == Fraction(79, 100) / 4 + Fraction(15, 100) / 3


def test_nobody_is_told_and_nothing_waits(bring, tally, place):
    bring(tally)
    assert not Notice.objects.exists()
    assert not Job.objects.filter(name__startswith="create.").exists()


def test_the_same_history_again_doubles_nothing(bring, tally, now):
    bring(tally)
    acts = Act.objects.count()
    again = bring(tally, at=now + timedelta(days=1))
    assert (again.people, again.releases, again.contributions) == (0, 0, 0)
    assert again.releases_known == 2
    assert Act.objects.count() == acts
    assert Member.objects.filter(source_key__startswith="git:").count() == 11


def test_a_longer_history_brings_only_its_new_release(bring, tally):
    first = tally.__class__(**{**vars(tally), "releases": tally.releases[:1]})
    assert bring(first).releases == 1
    more = bring(tally)
    assert (more.releases, more.releases_known, more.people) == (1, 1, 5)
    assert product_of("harbour v2").slug == "harbour-v2"
    assert Member.objects.filter(source_key="git:harbour:cc02").count() == 1


def test_another_project_with_the_same_tags_is_another(bring, tally):
    bring(tally)
    assert bring(tally, project="quay").releases == 2
    assert Product.objects.count() == 4
    assert Member.objects.filter(name="Mirek Sand").count() == 2


def test_a_fault_in_the_middle_leaves_nothing(bring, tally, monkeypatch):
    written = []

    def failing(**values: object) -> None:
        written.append(values)
        if len(written) > 12:
            raise Refused("No more.")
        original(**values)

    original = importing.create.log_contribution
    monkeypatch.setattr(importing.create, "log_contribution", failing)
    with pytest.raises(Refused):
        bring(tally)
    assert not Product.objects.exists()
    assert not Member.objects.filter(state="unclaimed").exists()
    assert not Act.objects.filter(kind="create.contribution.logged").exists()


def test_everything_verifies_afterwards(bring, tally):
    bring(tally)
    assert [finding.fault for finding in verification.verify() if finding.fault] == []


def test_times_in_the_future_are_taken_as_now(bring, tally, now):
    early = datetime.fromtimestamp(1772000500, tz=now.tzinfo)
    bring(tally, at=early)
    assert max(Contribution.objects.values_list("logged_at", flat=True)) == early
    assert Product.objects.get(title="harbour v2").created_at == early


PRESSED = {"design": 98, "idea": 1, "packaging": 1}
PRESET = {Stage.IDEA: 12, Stage.DESIGN: 40, Stage.PACKAGING: 10, Stage.PRODUCTION: 0}


@pytest.mark.parametrize(
    ("counts", "weights"),
    [
        ({Stage.DESIGN: 5}, {"design": 100}),
        ({Stage.DESIGN: 1, Stage.PACKAGING: 1}, {"design": 80, "packaging": 20}),
        ({Stage.DESIGN: 400, Stage.IDEA: 1}, {"design": 99, "idea": 1}),
        ({Stage.PRODUCTION: 1, Stage.DESIGN: 1}, {"design": 98, "production": 2}),
        ({Stage.DESIGN: 999, Stage.IDEA: 1, Stage.PACKAGING: 1}, PRESSED),
    ],
)
def test_a_stage_weighs_the_places_weight_times_its_acts(counts, weights):
    found = stage_weights(counts, PRESET)
    assert found == weights
    assert sum(found.values()) == 100


def test_a_contribution_says_what_it_was_within_its_limit(now):
    part = Part(Stage.DESIGN, "a1", 1, now, "Mend\x1b[31m the " + "very " * 60 + "long sail")
    said = what_was_done(part)
    assert said.startswith("1 commit: “Mend [31m the very")
    assert said.endswith("…”")
    assert len(said) <= 120
    assert what_was_done(Part(Stage.IDEA, "a1", 1, now, "")) == "1 report or suggestion: “…”"


def test_a_name_that_cannot_be_shown_is_made_showable():
    assert shown_name("Ines\u202e Duarte\n") == "Ines Duarte"
    assert shown_name("\x00") == "?"
    assert len(shown_name("n" * 300)) == 60
