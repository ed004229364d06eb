"""The pages of declared interests: nothing for axe, nothing beyond the window's edge."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser

from cohive.bond import operations as bond
from cohive.bond.queries import cards, post
from cohive.create import queries as create
from cohive.create.models.works import Work
from cohive.guard import operations as guard
from cohive.guard import queries
from cohive.spread import operations as spread
from tests.browser import axe_violations, faults_of, new_page, screenshots, sideways, visit
from tests.evolve.test_contradictions import story
from tests.evolve.test_interest_pages import DAY, DESK, found

pytestmark = [pytest.mark.browser]
__all__ = ["found", "story"]


@pytest.mark.parametrize(
    ("width", "theme", "language"), [(390, "dark", "zh-CN"), (1280, "light", "en")]
)
def test_pages_of_declared_interests_are_clean(
    found, story, crew, as_member, chromium: Browser, now, monkeypatch, width, theme, language
):
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    fan, steward = as_member(story.fan), as_member(crew.steward)
    guard.ask_person(contradiction=found, by=crew.steward, at=now)
    guard.report_message(
        sender=story.fan, channel="chat", text="Buy it.", by=crew.members[5], at=now
    )
    guard.declare_standing_interest(
        subject=crew.place.agent, basis="employed", by=story.fan, at=now - DAY
    )
    link = spread.make_link(target_kind="work", target=story.work, by=story.fan, at=now)
    spread.say_interest_of_link(link=link.id, basis="paid", by=story.fan, at=now)
    thread = bond.start_thread(
        circle=crew.circle, title="Ink", text="Mine.", by=story.fan, at=now, interest="paid"
    )
    call = create.challenge(Work.objects.get(id=story.work).challenge_id)
    came = Client()
    came.get(link.url)
    thread_page = as_member(crew.members[3]).get(post(thread).url)["Location"].split("#")[0]
    page = new_page(chromium, width=width, theme=theme, language=language)
    own_page = cards([story.fan])[story.fan].url
    wrong = {}
    for name, client, path in (
        ("desk", steward, DESK),
        ("question", steward, reverse("evolve:interest", args=[found])),
        ("answer", fan, reverse("evolve:interest-answer", args=[found])),
        ("settings", fan, "/settings/interests/"),
        ("profile", steward, own_page),
        ("report", steward, f"{own_page}report/"),
        ("thread", as_member(crew.members[3]), thread_page),
        ("challenge", fan, call.url),
        ("card", fan, f"{link.url.replace('/l/', '/links/')}/"),
        ("came", came, f"/works/{create.work(story.work).card.slug}/"),
    ):
        visit(page, client, path)
        wide = sideways(page)  # before axe opens every menu of the page at once
        found_here = axe_violations(page)
        if found_here or wide:
            wrong[path] = (found_here, wide)
        screenshots(page, f"interest-{name}-{language}")
    assert wrong == {}
    assert faults_of(page) == []
    assert queries.contradiction(found).state == "asked"
