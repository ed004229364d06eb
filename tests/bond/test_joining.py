"""Coming: joining, being recorded by a file, claiming."""

from datetime import datetime
from uuid import UUID

import pytest
from allauth.account.models import EmailAddress

from cohive.bond import operations, queries
from cohive.bond.models import Member, User
from cohive.bond.queries import PlaceView
from cohive.journal.models import Act, Agent
from cohive.journal.queries import acts_of_object
from cohive.words.refusals import Missing, Refused
from tests.bond.conftest import Cast

pytestmark = pytest.mark.django_db


def test_joining_makes_user_address_member_and_act(place: PlaceView, now: datetime) -> None:
    agent = operations.join(
        email=" Kit@Example.org", name="Kit Larsen", at=now, password="a b c d e"
    )
    member = Member.objects.get(agent=agent)
    assert (member.name, member.slug, member.state) == ("Kit Larsen", "kit-larsen", "active")
    assert member.user is not None
    assert member.user.email == "kit@example.org"
    assert member.user.check_password("a b c d e")
    assert EmailAddress.objects.get(user=member.user).primary
    assert [act.kind for act in acts_of_object(agent)] == ["bond.member.joined"]


def test_no_name_gives_a_friendly_pen_name_in_her_language(place: PlaceView, now: datetime) -> None:
    english = operations.join(email="a@example.org", at=now, language="en")
    chinese = operations.join(email="b@example.org", at=now, language="zh-hans")
    names = queries.cards([english, chinese])
    assert len(names[english].name.split()) >= 2
    assert names[chinese].lang == "zh"


@pytest.mark.parametrize(
    ("email", "name", "field"),
    [
        ("not an address", "Kit", "email"),
        ("mei@example.org", "Kit", "email"),
        ("kit@example.org", "mei qiao", "name"),
        ("kit@example.org", "Night Ferry", "name"),
        ("kit@example.org", "x" * 61, "name"),
        ("kit@example.org", "evil\u202ename", "name"),
        ("kit@example.org", "\u3164", "name"),
        ("kit@example.org", "Mei Qiao\ufe0f", "name"),
        ("kit@example.org", "Mei\u034f Qiao", "name"),
        ("kit@example.org", "M\u0435i Qiao", "name"),
        ("kit@example.org", "Ｍｅｉ Ｑｉａｏ", "name"),
    ],
)
def test_joining_is_refused_at_the_field_and_leaves_nothing(
    cast: Cast, now: datetime, email: str, name: str, field: str
) -> None:
    before = (User.objects.count(), Agent.objects.count(), Act.objects.count())
    with pytest.raises(Refused) as refusal:
        operations.join(email=email, name=name, at=now)
    assert refusal.value.field == field
    assert (User.objects.count(), Agent.objects.count(), Act.objects.count()) == before


def test_two_people_of_one_name_in_a_file_get_two_addresses(cast: Cast, now: datetime) -> None:
    first = operations.make_unclaimed(name="Armin", key="armin@one", by=cast.ruben, at=now)
    again = operations.make_unclaimed(name="Armin", key="armin@one", by=cast.ruben, at=now)
    second = operations.make_unclaimed(name="Armin", key="armin@two", by=cast.ruben, at=now)
    assert first == again != second
    assert Act.objects.filter(kind="bond.member.recorded").count() == 2
    card = queries.cards([first])[first]
    assert (card.name, card.state, card.url) == ("Armin", "unclaimed", "")
    assert queries.unclaimed_by_key(["armin@two", "nobody"]) == {"armin@two": second}


def test_claiming_keeps_the_agent_and_works_once(cast: Cast, now: datetime) -> None:
    agent = operations.make_unclaimed(name="Armin", key="armin@one", by=cast.ruben, at=now)
    operations.claim(agent=agent, email="armin@example.org", at=now, name="Armin R.")
    card = queries.cards([agent])[agent]
    assert (card.name, card.state) == ("Armin R.", "active")
    assert queries.email_of(agent) == "armin@example.org"
    assert acts_of_object(agent)[0].kind == "bond.member.claimed"
    with pytest.raises(Refused, match="claimed already"):
        operations.claim(agent=agent, email="other@example.org", at=now)


def test_a_stranger_claims_nothing(cast: Cast, now: datetime) -> None:
    nobody = UUID(int=1)
    with pytest.raises(Missing):
        operations.claim(agent=nobody, email="armin@example.org", at=now)


def test_a_changed_name_is_followed_by_page_and_posts(
    cast: Cast, thread: UUID, now: datetime
) -> None:
    operations.change_profile(
        by=cast.noor, at=now, name="Noor A.", skills="ink, patience，潮汐", about="New here."
    )
    profile = queries.profile(cast.noor)
    assert profile is not None
    assert (profile.name, profile.slug) == ("Noor A.", "noor-a")
    assert profile.skills == ("ink", "patience", "潮汐")
    assert queries.agent_of_slug("noor-aziz") is None
    assert queries.cards([cast.noor])[cast.noor].name == "Noor A."
    assert acts_of_object(cast.noor)[0].kind == "bond.member.changed"


def test_nobody_takes_the_name_of_another(cast: Cast, now: datetime) -> None:
    with pytest.raises(Refused) as refusal:
        operations.change_profile(by=cast.noor, at=now, name="MEI QIAO")
    assert refusal.value.field == "name"


def test_an_unknown_time_zone_is_refused(cast: Cast, now: datetime) -> None:
    with pytest.raises(Refused):
        operations.set_tongue(by=cast.mei, at=now, language="en", time_zone="Mars/Crater")
    operations.set_tongue(by=cast.mei, at=now, language="zh-hans", time_zone="Asia/Shanghai")
    assert queries.language_of(cast.mei) == "zh-hans"
    assert queries.language_of(cast.noor) == "en"


@pytest.mark.parametrize("name", ["Мария Müller", "夜渡 Kit", "Ελένη", "Zoë", "李 ①", "Kit 🦆"])
def test_names_of_all_scripts_are_welcome(place: PlaceView, now: datetime, name: str) -> None:
    agent = operations.join(email="kit@example.org", name=name, at=now)
    assert queries.cards([agent])[agent].name == name
