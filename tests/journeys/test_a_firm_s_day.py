"""The firm plans a campaign, answers the snow with a line, and answers its inbox for a day."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.journeys import campaign_steps as campaign
from tests.journeys import inbox_steps as inbox
from tests.journeys.conftest import Running
from tests.journeys.networks import Networks, connected
from tests.journeys.newcomers import Newcomer, newcomer
from tests.mail_servers import imap_server

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.sqlite_only]
TITLE = {"en": "Lamps for the snow", "zh-CN": "雪中的灯"}
LABEL = {"en": "washing", "zh-CN": "洗涤"}
People = dict[str, Newcomer]


def plans(people: People, place: Running, networks: Networks) -> None:
    """A campaign with a post for later and a line for now; each goes out once."""
    ruben = people["ruben"]
    campaign.makes_a_voucher(ruben)
    campaign.opens_a_campaign(ruben, TITLE[ruben.language])
    campaign.schedules_a_post(ruben, place, networks)
    campaign.listens(ruben, place)
    campaign.writes_the_line(ruben, place, networks)
    campaign.two_days_later(ruben, place, networks)


def is_carried(people: People, place: Running, networks: Networks) -> str:
    """A member carries it, two guests come and buy; return the order of the first."""
    mei, language = people["mei"], people["mei"].language
    mei.steps_in(place.doors, "member")
    link = campaign.carries(mei, TITLE[language])
    order = campaign.buys_with_the_voucher(people["lotte"], link, "Lotte Smit")
    told = networks.link_in(campaign.LINE[language])
    campaign.buys_with_the_voucher(people["bram"], told, "Bram Vos")
    campaign.reads_what_it_brought(people["ruben"], TITLE[language])
    assert networks.said(campaign.PLANNED[language]) == (1, 1)
    assert networks.said(campaign.LINE[language]) == (1, 1)
    return order


def is_written_to(people: People, place: Running, port: int, order: str) -> None:
    """By mail, by the form, in a frame elsewhere, about an order."""
    tom = people["tom"]
    inbox.writes_a_mail(place, port, tom.language)
    tom.arrive()
    inbox.writes_by_the_form(tom, "Tom Berg", "tom@sea.example", inbox.TOM[tom.language])
    inbox.writes_in_a_frame(people["reader"])
    inbox.writes_about_an_order(people["lotte"], order)


def answers(people: People, place: Running) -> None:
    """What two people at the desk do with it until the next day."""
    ruben, pilar, ines = people["ruben"], people["pilar"], people["ines"]
    language = ruben.language
    inbox.opens(ruben, inbox.ASKS[language][0])
    inbox.sorts(ruben, LABEL[language], "Pilar")
    inbox.answers_by_what_was_written_once(pilar, LABEL[language])
    inbox.rates(ines, inbox.letter_to(place, inbox.INES, "Ines Costa"))
    ines.arrive()
    inbox.writes_by_the_form(ines, "Ines", inbox.INES, inbox.MORE[language])
    inbox.opens(ruben, inbox.MORE[language])
    inbox.joins_and_parts(ruben)
    inbox.opens(ruben, inbox.TOM[language])
    inbox.sleeps(ruben)
    place.days_pass(1)
    inbox.both_answer(ruben, pilar)
    inbox.makes_a_help_page(pilar)
    inbox.finds_it_before_asking(people["guest"])


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("zh-CN", 390)])
def test_a_campaign_and_a_day_of_the_inbox(
    night_ferry_later: Running, chromium: Browser, language: str, width: int
):
    place = night_ferry_later
    names = ("ruben", "pilar", "mei", "lotte", "bram", "ines", "tom", "reader", "guest")
    people = {name: newcomer(chromium, place.url, language, width) for name in names}
    for each in ("bram", "ines", "tom", "reader", "guest"):
        people[each].seen = people["lotte"].seen  # strangers see the same pages
    with connected(place) as networks, imap_server() as port:
        people["ruben"].steps_in(place.doors, "the steward")
        inbox.connects_the_mailbox(people["ruben"], port)
        campaign.morning(place)
        inbox.gets_ready(people["ruben"], LABEL[language])
        good, said = inbox.found_good(people["ruben"])
        plans(people, place, networks)
        order = is_carried(people, place, networks)
        people["pilar"].steps_in(place.doors, "second")
        is_written_to(people, place, port, order)
        answers(people, place)
        assert inbox.found_good(people["ruben"]) == (good + 1, said + 1)
    assert [fault for each in people.values() for fault in each.faults()] == []
    assert place.cohive("verify").returncode == 0
