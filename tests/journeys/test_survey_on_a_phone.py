"""A survey from the desk to the phone and back: built, opened, answered in steps, told.

On a phone's window, once in English and once in Chinese; axe finds nothing on any step.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import axe_violations, faults_of, new_page, sideways
from tests.journeys.test_night_ferry import step_in

pytestmark = [pytest.mark.browser, pytest.mark.process]
PHONE = 390


def clean(page: Page) -> None:
    """Nothing for axe, nothing beyond the edge."""
    assert axe_violations(page) == []
    assert sideways(page) == 0


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state("networkidle")


def build(page: Page, url: str) -> str:
    """A survey of a ready scale, a ranking and an open question; returns where it is answered."""
    page.goto(url + "/desk/surveys/")
    page.fill("[name=title_en]", "Tide survey")
    page.fill("[name=title_zh]", "潮汐调查")
    page.check("[name=may_join][value=yes]")
    press(page, "Begin it")
    page.wait_for_url(re.compile(r"/desk/surveys/[0-9a-f-]{36}/"))
    built = page.url
    press(page, "Add: Community pulse")
    page.goto(built + "?kind=ranking")
    page.fill("[name=text_en]", "What should the next sleeve be?")
    page.fill("[name=text_zh]", "下一张封套应该是什么样？")
    page.fill("[name=choices_en]", "Drawn by hand\nA photograph\nType alone")
    page.fill("[name=choices_zh]", "手绘\n照片\n只用文字")
    press(page, "Add the question")
    page.goto(built + "?kind=text")
    page.fill("[name=text_en]", "What was useful?")
    page.fill("[name=text_zh]", "什么对你有用？")
    press(page, "Add the question")
    clean(page)
    press(page, "Open it")
    clean(page)
    survey = re.search(r"/desk(/surveys/[0-9a-f-]+/)", page.url)
    assert survey is not None
    return survey[1]


def choose(page: Page, item: str, value: int) -> None:
    page.locator(f"[name=a-{item}][value='{value}']").check(force=True)


def answered_by_a_member(page: Page, here: str) -> None:
    page.goto(here)
    expect(page.get_by_role("heading", level=1)).to_have_text("Tide survey")
    clean(page)
    choose(page, "pulse_belonging_1", 4)
    press(page, "Next")
    choose(page, "pulse_feeling_2", 5)
    clean(page)
    press(page, "Back")
    assert page.is_checked("[name=a-pulse_belonging_1][value='4']")
    page.goto(here)  # the phone was closed and opened again
    assert page.is_checked("[name=a-pulse_belonging_1][value='4']")
    press(page, "Next")
    assert page.is_checked("[name=a-pulse_feeling_2][value='5']")
    press(page, "Next")
    press(page, "1 Type alone")
    press(page, "2 Drawn by hand")
    press(page, "Up: Drawn by hand")
    order = page.locator("main ol li").all_inner_texts()
    assert [re.sub(r"\s+", " ", line).strip() for line in order] == [
        "1 Drawn by hand",
        "2 Type alone",
    ]
    clean(page)
    press(page, "Next")
    page.fill("textarea", "Ink that does not crack.")
    press(page, "Next")
    assert "You answered 4 of 10 questions." in page.inner_text("main")
    page.check("[name=joins]", force=True)
    clean(page)
    press(page, "Send my answers")
    expect(page.locator("main")).to_contain_text("Your answers are kept. Thank you.")
    clean(page)
    page.goto(here)
    expect(page.locator("main")).to_contain_text("Thank you")


def answered_in_chinese(page: Page, here: str) -> None:
    page.goto(here)
    expect(page.get_by_role("heading", level=1)).to_have_text("潮汐调查")
    expect(page.locator("main")).to_contain_text("在这里说到“我们”时，也包括我自己。")
    clean(page)
    choose(page, "pulse_belonging_1", 2)
    for _ in range(4):
        page.locator("main button[name=go][value=next]").last.click()
        page.wait_for_load_state("networkidle")
        clean(page)
    page.locator("main button[name=go][value=send]").last.click()
    page.wait_for_load_state("networkidle")
    assert "sent=1" in page.url
    clean(page)


def test_a_survey_goes_from_the_desk_to_phones_and_back(night_ferry, chromium: Browser):
    steward = new_page(chromium)
    step_in(steward, night_ferry, "steward")
    path = build(steward, night_ferry.url)
    member = new_page(chromium, width=PHONE)
    step_in(member, night_ferry, "member")
    answered_by_a_member(member, night_ferry.url + path)
    member.goto(night_ferry.url + "/surveys/")
    clean(member)
    press(member, "Join them no more")
    expect(member.locator("main")).not_to_contain_text("Join them no more")
    steward.context.clear_cookies(name="survey")
    steward.goto(night_ferry.url + path + "?language=zh-hans")
    steward.set_viewport_size({"width": PHONE, "height": 844})
    answered_in_chinese(steward, night_ferry.url + path + "?language=zh-hans")
    steward.goto(f"{night_ferry.url}/desk{path}?language=en")
    press(steward, "Close wave 1")
    steward.goto(f"{night_ferry.url}/desk{path}result/")
    expect(steward.locator("main")).to_contain_text("2 answers")
    expect(steward.locator("main")).to_contain_text("Of fewer than ten answers nothing is told")
    clean(steward)
    assert [*faults_of(steward), *faults_of(member)] == []
