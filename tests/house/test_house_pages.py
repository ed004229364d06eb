"""The roof's own pages: front, first steps, health, and what only a demo has."""

from __future__ import annotations

from fractions import Fraction

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import mail
from django.urls import reverse

from cohive.bond.operations import found_place, join
from cohive.bond.queries import stewards
from cohive.house.pages import doors
from cohive.house.settings.home import DEMO_ENDED, DEMO_MARKER

pytestmark = pytest.mark.django_db


@pytest.fixture
def quay(now):
    opened = found_place(
        name="Quay",
        languages=("en",),
        currency="EUR",
        tax_name="VAT",
        tax_rate=Fraction(21, 100),
        template="label",
        steward_email="ruben@quay.example",
        steward_name="Ruben",
        at=now,
        tagline="Made by the people who buy from it.",
    )
    join(email="mei@quay.example", name="Mei", at=now, is_verified=True)
    return opened


def enter(client, email: str):  # type: ignore[no-untyped-def]
    user = get_user_model().objects.get(email=email)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_front_page_of_an_empty_place_says_what_begins(client, quay):
    text = client.get("/").content.decode()
    assert "Made by the people who buy from it." in text
    assert "It begins with the first sale." in text
    assert "Nothing is being made yet" in text


def test_the_front_page_costs_a_known_number_of_queries(
    client, quay, django_assert_max_num_queries
):
    client.get("/")
    # place; products (5, fewer when none); challenges; ideas (2); credits; talk; counts (6);
    # orders; returned; answers (3); names
    with django_assert_max_num_queries(26):
        client.get("/")


def test_first_steps_are_the_stewards(client, quay):
    assert client.get(reverse("house:first-steps")).status_code == 302
    assert enter(client, "mei@quay.example").get(reverse("house:first-steps")).status_code == 403
    page = enter(client, "ruben@quay.example").get(reverse("house:first-steps"))
    assert page.status_code == 200
    assert reverse("create:product-new") in page.content.decode()
    assert settings.ADDRESS + reverse("account_signup") in page.content.decode()  # to be sent on


def test_health_tells_how_far_the_journal_is_sealed(client, quay):
    said = client.get(reverse("house:health")).json()
    assert said["sealed"] >= 0
    assert said["database"] in ("sqlite", "postgresql")


def test_a_real_place_has_no_demo_pages(client, quay):
    key = doors.enter_key(stewards()[0])
    assert client.get(reverse("house:demo-enter", args=[key])).status_code == 404
    assert client.get(reverse("house:demo-mails")).status_code == 404
    ended = enter(client, "ruben@quay.example").post(reverse("house:demo-end"))
    assert ended.status_code == 404
    assert doors.demo_doors() == []


def test_a_demo_lets_one_step_in_and_shows_its_mail(client, quay, settings, tmp_path):
    settings.DEMO, settings.HOME = True, tmp_path
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "outbox"
    mail.send_mail("A tide for you", "High water at four.", None, ["mei@quay.example"])
    mail.send_mail("Another", "Low water at ten.", None, ["mei@quay.example"])
    text = client.get(reverse("house:demo-mails")).content.decode()
    assert "A tide for you" in text
    assert "Low water at ten." in text
    came = client.get(reverse("house:demo-enter", args=[doors.enter_key(stewards()[0])]))
    assert came.status_code == 302
    assert came.headers["Location"].startswith("/sign-in/")
    assert client.get(reverse("house:demo-enter", args=["forged"])).status_code == 404


def test_only_the_steward_ends_a_demo(client, quay, settings, tmp_path):
    settings.DEMO, settings.HOME = True, tmp_path
    marker = tmp_path / DEMO_MARKER
    marker.write_text("whole")
    assert enter(client, "mei@quay.example").post(reverse("house:demo-end")).status_code == 403
    assert marker.read_text() == "whole"
    steward = enter(client, "ruben@quay.example")
    assert steward.get(reverse("house:demo-end")).status_code == 200
    assert marker.read_text() == "whole"
    assert steward.post(reverse("house:demo-end")).status_code == 200
    assert marker.read_text() == DEMO_ENDED
