"""Night Ferry and its shirt, called together and made through real operations only.

Ideas 88 and 61, four works in a diamond and an archive sheet, nine contributions: the lineage whose
sums stand in tests/engine/night_ferry.py.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from uuid import UUID

import pytest
from django.test import Client

from cohive.bond import operations as bond
from cohive.bond.models import User
from cohive.bond.queries import circle_by_slug, member_of_user
from cohive.bridges.pictures import Picture
from cohive.create import checks_products, operations
from cohive.create.operations.products import MAY_SELL
from cohive.create.queries import answers
from cohive.journal import conditions
from cohive.words.money import Money

DAY = timedelta(days=1)
HALF = Fraction(1, 2)
WEIGHTS = {
    "idea": 12,
    "design": 40,
    "packaging": 10,
    "production": 14,
    "dissemination": 14,
    "sale": 10,
}
NAMES = [
    "Ruben",
    "Mei",
    "Anouk",
    "Lin",
    "He",
    "Pilar",
    "Zhou",
    "Teo",
    "Kit",
    "Sana",
    "Jonas",
    "Hanna",
    "Dov",
    "Ifeoma",
    "Wutong",
    "Bas",
    "Yusra",
]
COSTS = (("Blank, ink, printing", 1085), ("Bag, label, card fee", 305))
REASON = "Four rings survive at nine centimetres, where gulls turn into commas."


@dataclass(frozen=True)
class Cast:
    """The place's firm and steward, its circle of makers, and people by their names."""

    firm: UUID
    steward: UUID
    circle: UUID
    people: dict[str, UUID]

    def __getattr__(self, name: str) -> UUID:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None


@dataclass(frozen=True)
class Shirt:
    """The product, and what its stages come from."""

    product: UUID
    works: dict[str, UUID]
    ideas: dict[int, UUID]


@pytest.fixture(autouse=True)
def only_this_room_stands_against_a_sale(monkeypatch: pytest.MonkeyPatch) -> None:
    """Later rooms know reasons of their own (stock), which their tests test."""
    monkeypatch.setitem(conditions._answers, MAY_SELL, [checks_products.may_sell])


@pytest.fixture
def cast(db: None, now: datetime, hear: Callable[..., int]) -> Cast:
    opened = now - 60 * DAY
    place = bond.found_place(
        name="Night Ferry",
        languages=["en", "zh-hans"],
        currency="EUR",
        tax_name="VAT",
        tax_rate=Fraction(21, 100),
        template="label",
        steward_email="steward@example.org",
        steward_name="Saskia",
        at=opened,
    )
    steward = member_of_user(User.objects.get(email="steward@example.org"))
    assert steward is not None
    people = {
        name.lower(): bond.join(email=f"{name.lower()}@example.org", name=name, at=opened)
        for name in NAMES
    }
    bond.grant_role(to=people["ruben"], role="maker", by=steward, at=opened)
    making = circle_by_slug("making")
    assert making is not None
    for agent in people.values():
        bond.join_circle(circle=making.agent, by=agent, at=opened)
    hear(opened)
    return Cast(place.agent, steward, making.agent, people)


def drawing(text: str) -> Picture:
    """A picture as the bridge hands it over; what is inside does not matter here."""
    data = b"RIFF" + text.encode()
    digest = hashlib.sha256(data).hexdigest()
    return Picture(data=data, thumb=b"small", width=600, height=400, digest=digest)


@pytest.fixture
def works(cast: Cast, now: datetime) -> dict[str, UUID]:
    """The diamond: Two Harbours from two works that both come from Mei's timetable."""
    at = now - 50 * DAY
    found = operations.cite_source(
        title="Getijtafel 1961", holder="City archive", by=cast.mei, at=at
    )
    made: dict[str, UUID] = {"archive": found}

    def submit(key: str, title: str, makers: tuple[str, ...], **parents: int) -> None:
        by = cast.people[makers[0]]
        made[key] = operations.submit_work(
            title=title,
            picture=drawing(title),
            makers=[(cast.people[name], 1) for name in makers],
            keep=HALF,
            ask=None,
            parents=[
                (made[name], weight, "It began with yours.") for name, weight in parents.items()
            ],
            accepts_terms=True,
            lang="en",
            by=by,
            at=at,
        )

    submit("timetable", "Low tide timetable", ("mei",), archive=0)
    submit("he", "低潮时刻表", ("he",), timetable=1)
    submit("hoek", "Low tide at Hoek", ("pilar",), timetable=1)
    submit("harbours", "Two Harbours", ("anouk", "lin"), he=1, hoek=1)
    return made


@pytest.fixture
def ideas(cast: Cast, now: datetime) -> dict[int, UUID]:
    def make(number: int, **weights: int) -> UUID:
        return operations.make_idea(
            post=None,
            title=f"Idea {number}",
            text="A shirt you can read the tide on.",
            makers=[(cast.people[name], weight) for name, weight in weights.items()],
            number=number,
            by=cast.zhou,
            at=now - 50 * DAY,
        )

    return {61: make(61, zhou=1, ruben=1), 88: make(88, zhou=2, teo=1, kit=1)}


@pytest.fixture
def draft(cast: Cast, now: datetime) -> UUID:
    """A shirt in five sizes without origins, work or agreement."""
    return operations.create_product(
        title="Two Harbours long-sleeve",
        slug="two-harbours-long-sleeve",
        description="Heavy cotton, screen printed.",
        price=Money(4000, "EUR"),
        tax_rate=Fraction(21, 100),
        costs=COSTS,
        variants=[(size, f"TH-{size}") for size in ("XS", "S", "M", "L", "XL")],
        by=cast.ruben,
        at=now - 40 * DAY,
    )


@pytest.fixture
def shirt(
    cast: Cast, works: dict[str, UUID], ideas: dict[int, UUID], draft: UUID, now: datetime
) -> Shirt:
    """The shirt with all its origins and work, confirmed by silence; not offered yet."""
    at = now - 39 * DAY
    for number, weight in ((88, 2), (61, 1)):
        operations.add_stage_source(
            product=draft,
            stage="idea",
            kind="idea",
            object=ideas[number],
            weight=weight,
            by=cast.ruben,
            at=at,
        )
    operations.add_stage_source(
        product=draft,
        stage="design",
        kind="work",
        object=works["harbours"],
        weight=1,
        by=cast.ruben,
        at=at,
    )

    def log(stage: str, what: str, weight: int = 1, **makers: int) -> None:
        people = [(cast.people[name], part) for name, part in makers.items()]
        operations.log_contribution(
            product=draft,
            stage=stage,
            what=what,
            weight=weight,
            makers=people,
            by=people[0][0],
            at=at,
        )

    log("packaging", "Folding, numbers and the hang tag", sana=2, lin=1)
    log("production", "Pulled screens", jonas=1, anouk=1)
    log("dissemination", "Evenings at the night market", 2, zhou=1)
    log("dissemination", "Stall cards", 1, kit=1)
    log("dissemination", "Passed it on", 1, hanna=2, dov=1, ifeoma=1, wutong=1, bas=1, yusra=1)
    log("sale", "Counter and web shop", sana=1, ruben=1)
    return Shirt(draft, works, ideas)


@pytest.fixture
def offer(cast: Cast, now: datetime) -> Callable[..., UUID]:
    """Offer the prototype's terms for a product; everything can be given."""

    def make(product: UUID, **more: object) -> UUID:
        given: dict[str, object] = {
            "house": Fraction(1, 10),
            "link": Fraction(0),
            "link_default": "pool",
            "stage_weights": WEIGHTS,
            "by": cast.ruben,
            "at": now - 30 * DAY,
            **more,
        }
        return operations.offer_agreement(product=product, **given)  # type: ignore[arg-type]

    return make


@pytest.fixture
def accepted(cast: Cast, shirt: Shirt, offer: Callable[..., UUID], now: datetime) -> UUID:
    """The shirt's first version in force: everybody who was asked said yes."""
    from_now = now - 29 * DAY
    version = offer(shirt.product)
    for answer in answers(version):
        operations.answer_agreement(agreement=version, accepts=True, by=answer.agent, at=from_now)
    return version


@pytest.fixture
def signed_in(cast: Cast) -> Callable[[str], Client]:
    """A browser in which one of the cast (or the steward) is signed in."""

    def client_of(name: str) -> Client:
        client = Client()
        client.force_login(
            User.objects.get(email=f"{name}@example.org"),
            backend="django.contrib.auth.backends.ModelBackend",
        )
        return client

    return client_of
