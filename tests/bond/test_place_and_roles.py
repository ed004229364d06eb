"""The place opens once; roles are given and taken by act."""

from datetime import datetime
from fractions import Fraction

import pytest

from cohive.bond import operations, queries
from cohive.bond.queries import PlaceView
from cohive.bond.templates_of_place import PRESETS
from cohive.journal.models import Act, Agent
from cohive.journal.queries import agent_kind
from cohive.words.refusals import Forbidden, Missing, Refused
from tests.bond.conftest import Cast

pytestmark = pytest.mark.django_db

GIVEN = {
    "name": "Night Ferry",
    "languages": ("en",),
    "currency": "EUR",
    "tax_name": "VAT",
    "tax_rate": Fraction(21, 100),
    "template": "label",
    "steward_email": "ruben@example.org",
    "steward_name": "Ruben Haak",
}


def test_a_place_has_a_firm_strangers_a_steward_and_first_circles(place: PlaceView) -> None:
    assert queries.place() == place
    assert (agent_kind(place.agent), agent_kind(place.world)) == ("firm", "world")
    assert place.languages == ("en", "zh-hans")
    assert place.tax_rate == Fraction(21, 100)
    [steward] = queries.stewards()
    assert queries.roles_of(steward) == {"steward", "maker", "seller"}
    assert [circle.name for circle in queries.circles()] == [
        "Making",
        "Listening",
        "Packing and sending",
    ]
    assert queries.circles()[0].name_alt == "创作"
    assert Act.objects.filter(kind="bond.place.founded").count() == 1
    cards = queries.cards([place.agent, place.world])
    assert (cards[place.agent].name, cards[place.agent].kind) == ("Night Ferry", "firm")
    assert cards[place.world].name == "a guest"


@pytest.mark.parametrize("template", sorted(PRESETS))
def test_every_beginning_opens_and_its_weights_sum(db: None, now: datetime, template: str) -> None:
    opened = operations.found_place(**{**GIVEN, "template": template, "languages": ("zh",)}, at=now)
    preset = PRESETS[template]
    assert sum(preset.stage_weights.values()) == 100
    assert opened.tagline == preset.tagline.zh
    assert [circle.name for circle in queries.circles()] == [
        circle.name.zh for circle in preset.circles
    ]
    assert 0 < preset.house_percent + preset.link_percent < 100


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"languages": ("fr",)}, "languages"),
        ({"languages": ()}, "languages"),
        ({"currency": "EURO"}, "currency"),
        ({"tax_rate": Fraction(3, 2)}, "tax_rate"),
        ({"template": "bank"}, "template"),
        ({"steward_email": "nobody"}, "email"),
        ({"country": "Holland"}, "country"),
        ({"accent": "blue"}, "accent"),
    ],
)
def test_a_wrong_beginning_is_refused_and_leaves_nothing(
    db: None, now: datetime, change: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        operations.found_place(**{**GIVEN, **change}, at=now)
    assert refusal.value.field == field
    assert Agent.objects.count() == 0


def test_a_place_opens_only_once(place: PlaceView, now: datetime) -> None:
    with pytest.raises(Refused, match="open already"):
        operations.found_place(**GIVEN, at=now)


def test_a_steward_gives_and_takes_roles(cast: Cast, now: datetime) -> None:
    operations.grant_role(to=cast.noor, role="seller", by=cast.ruben, at=now)
    operations.grant_role(to=cast.noor, role="seller", by=cast.ruben, at=now)
    assert queries.roles_of(cast.noor) == {"seller"}
    assert queries.notices(cast.noor)[0].text == "Ruben Haak lets you sell for the firm."
    operations.revoke_role(to=cast.noor, role="seller", by=cast.ruben, at=now)
    assert queries.roles_of(cast.noor) == frozenset()
    kinds = Act.objects.filter(object_id=cast.noor).order_by("id").values_list("kind", flat=True)
    assert list(kinds)[1:] == ["bond.role.granted", "bond.role.revoked"]
    operations.grant_role(to=cast.noor, role="seller", by=cast.ruben, at=now)
    assert queries.roles_of(cast.noor) == {"seller"}


def test_nobody_else_gives_roles(cast: Cast, now: datetime) -> None:
    for by in (cast.mei, cast.sana):
        with pytest.raises(Forbidden):
            operations.grant_role(to=by, role="steward", by=by, at=now)
        with pytest.raises(Forbidden):
            operations.revoke_role(to=cast.ruben, role="steward", by=by, at=now)
    with pytest.raises(Refused, match="no such role"):
        operations.grant_role(to=cast.mei, role="king", by=cast.ruben, at=now)
    with pytest.raises(Missing):
        operations.revoke_role(to=cast.mei, role="seller", by=cast.ruben, at=now)


def test_the_last_steward_stays_one(cast: Cast, now: datetime) -> None:
    with pytest.raises(Refused, match="needs a steward"):
        operations.revoke_role(to=cast.ruben, role="steward", by=cast.ruben, at=now)


def test_a_steward_changes_what_the_place_says(cast: Cast, now: datetime) -> None:
    with pytest.raises(Forbidden):
        operations.change_place(by=cast.mei, at=now, name="Mine")
    operations.change_place(by=cast.ruben, at=now, name="Night Boat", accent="#23406b")
    here = queries.place()
    assert here is not None
    assert (here.name, here.accent) == ("Night Boat", "#23406b")
