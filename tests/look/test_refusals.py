"""A refusal reaches the person who can mend it, in her language, at its field."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from django import forms
from django.http import Http404
from django.test import Client, RequestFactory
from django.utils import timezone, translation

from cohive.look import views
from cohive.look.middleware import RefusalMiddleware
from cohive.look.refusals import refuse, said
from cohive.words.money import Money
from cohive.words.refusals import Forbidden, Missing, Refused


class JoinForm(forms.Form):
    name = forms.CharField()
    age = forms.IntegerField()


def test_a_refusal_is_said_with_amounts_and_days_of_the_reader():
    refusal = Refused(
        "%(amount)s on %(day)s at %(moment)s, %(part)s of %(count)s",
        amount=Money(317, "EUR"),
        day=date(2026, 11, 22),
        moment=datetime(2026, 11, 22, 8, 14, tzinfo=UTC),
        part=Fraction(1, 8),
        count=3,
    )
    with translation.override("en"), timezone.override("Europe/Amsterdam"):
        assert said(refusal) == "€3.17 on 22 November 2026 at 22 November 2026, 09:14, 1/8 of 3"


def test_a_refusal_without_places_may_hold_a_percent_sign():
    assert said(Refused("The sum must be 100 %.")) == "The sum must be 100 %."


def test_a_refusal_stands_at_its_field_or_over_the_form():
    form = JoinForm({"name": "Mei", "age": "7"})
    refuse(form, Refused("Be older than %(least)s.", field="age", least=12))
    refuse(form, Refused("Not here.", field="nowhere"))
    assert form.errors["age"] == ["Be older than 12."]
    assert form.non_field_errors() == ["Not here."]


@pytest.mark.parametrize(
    ("refusal", "status"),
    [(Missing("Gone."), 404), (Forbidden("Not yours."), 403), (Refused("Too late."), 400)],
)
def test_a_refusal_no_view_showed_is_a_page_with_its_sentence(refusal, status):
    middleware = RefusalMiddleware(lambda request: None)
    response = middleware.process_exception(RequestFactory().get("/x"), refusal)
    assert response.status_code == status
    assert refusal.sentence in response.content.decode()
    assert 'href="/"' in response.content.decode()


def test_other_faults_stay_faults():
    middleware = RefusalMiddleware(lambda request: None)
    assert middleware.process_exception(RequestFactory().get("/x"), ValueError()) is None


def test_a_missing_address_is_our_404_in_both_languages(client):
    assert "This page is not here" in client.get("/nothing").content.decode()
    response = client.get("/nothing?language=zh-hans")
    assert response.status_code == 404
    assert "This page is not here" not in response.content.decode()


def test_what_django_says_about_a_404_never_reaches_the_reader(rf):
    html = views.not_found(rf.get("/x"), Http404("secret path")).content.decode()
    assert "secret" not in html


def test_a_sentence_cannot_bring_markup_onto_the_page(rf):
    html = views.bad_request(rf.get("/x"), Refused("%(text)s", text="<script>")).content.decode()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_a_broken_page_asks_nobody_who_may_be_broken_too(rf):
    from cohive.look import viewers

    def fails(_request):
        raise RuntimeError("the database is gone")

    viewers.provide(viewer=fails, place=fails)
    response = views.broken(rf.get("/x"))
    assert response.status_code == 500
    assert "Something broke here" in response.content.decode()


def test_the_way_back_is_offered_only_when_it_is_ours(rf):
    ours = rf.get("/x", headers={"referer": "http://testserver/before"})
    theirs = rf.get("/x", headers={"referer": "https://evil.example/"})
    assert 'href="http://testserver/before"' in views.not_found(ours).content.decode()
    assert "evil.example" not in views.not_found(theirs).content.decode()


def test_an_expired_form_says_what_to_do():
    from django.test import Client

    response = Client(enforce_csrf_checks=True).post("/look/theme/", {"theme": "dark"})
    assert response.status_code == 403
    assert "This form has expired" in response.content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_sign_that_no_database_keeps_is_refused_before_the_page(method: str) -> None:
    client = Client()
    sent = client.get if method == "get" else client.post
    answer = sent("/look/theme/", {"theme": "dark", "next": "/\x00"})
    assert answer.status_code == 400
    assert "a sign that is no text" in answer.content.decode()
    assert "theme" not in answer.cookies
    assert client.get("/look/theme/", {"na\x00me": ""}).status_code == 400
    assert client.get("/ab%00c/").status_code == 404
