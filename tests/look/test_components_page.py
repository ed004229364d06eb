"""Every component in real Chromium: nothing for axe to find, nothing wider than the window."""

import pytest

from cohive.look import navigation
from tests.browser import (
    THEMES,
    WIDTHS,
    axe_violations,
    faults_of,
    new_page,
    screenshots,
    sideways,
    visit,
)  # fmt: skip
from tests.look.conftest import FERRY, MEI

pytestmark = pytest.mark.browser
PAGE = "/look/components/"


@pytest.fixture(autouse=True)
def _a_whole_frame(seen):
    seen(viewer=MEI, place=FERRY)
    keys = (("home", "house"), ("circles", "messages-square"), ("make", "hammer"),
            ("shop", "shopping-bag"), ("money", "scale"), ("desk", "inbox"))  # fmt: skip
    navigation.register(
        *(
            navigation.Entry("main", key, "look:components", key.title(), icon, at)
            for at, (key, icon) in enumerate(keys)
        ),
        navigation.Entry("tools", "notices", "look:components", "Notices", "bell",
                         badge=lambda _viewer: 3),
        navigation.Entry("me", "me", "look:components", "You"),
        navigation.Entry("foot", "money", "look:components", "How money is shared here"),
        navigation.Entry("home", "components", "look:components", "Components"),
    )  # fmt: skip


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing(chromium, client, width, theme):
    page = new_page(chromium, width=width, theme=theme)
    visit(page, client, PAGE)
    assert axe_violations(page) == []
    assert [fault for fault in faults_of(page) if "forty" not in fault] == []


@pytest.mark.parametrize("width", [320, 360, 820, 1280, 1600])
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_no_page_is_wider_than_its_window(chromium, client, width, language):
    page = new_page(chromium, width=width, language=language)
    visit(page, client, PAGE)
    assert sideways(page) <= 0


def test_controls_are_large_enough_to_hit(chromium, client):
    page = new_page(chromium, width=360)
    visit(page, client, PAGE)
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, input, select, summary, .btn, nav a")]
        .filter(e => e.offsetParent && !e.closest(".rate, .choice, .pick"))
        .filter(e => { const b = e.getBoundingClientRect(); return b.height < 24 || b.width < 24; })
        .map(e => e.outerHTML.slice(0, 90))"""
    )
    assert small == []


def test_what_one_goes_to_does_not_lie_under_the_tab_bar(chromium, client):
    page = new_page(chromium, width=390)
    visit(page, client, PAGE)
    hidden = page.evaluate(
        """() => [...document.querySelectorAll("main a, main button, main input, main select")]
        .filter(e => e.checkVisibility()).filter(e => {
            scrollTo(0, 0);
            e.scrollIntoView({block: "end", behavior: "instant"});
            const bar = document.querySelector(".tabbar").getBoundingClientRect();
            return e.getBoundingClientRect().bottom > bar.top + 1;
        }).map(e => e.outerHTML.slice(0, 90))"""
    )
    assert hidden == []


def test_the_theme_button_changes_the_page_at_once_and_for_good(chromium, client):
    page = new_page(chromium)
    visit(page, client, PAGE)
    page.click("[data-theme-toggle]")
    assert page.get_attribute("html", "data-theme") == "dark"
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    assert cookies["theme"] == "dark"
    page.click("[data-theme-form] [value=auto]")
    assert page.get_attribute("html", "data-theme") is None


def test_without_scripts_the_page_has_no_dead_button(chromium, client):
    page = new_page(chromium, scripts=False)
    visit(page, client, PAGE)
    assert not page.is_visible("[data-theme-toggle]")
    page.click("[name=theme][value=dark]")
    page.wait_for_selector("html[data-theme=dark]")
    assert page.get_attribute("html", "data-theme") == "dark"
    assert page.url.endswith(PAGE)


def test_a_slider_and_its_number_move_together(chromium, client):
    page = new_page(chromium)
    visit(page, client, PAGE)
    page.fill("#f-w_idea", "30")
    assert page.input_value("[data-for=f-w_idea]") == "30"
    page.locator("[data-for=f-w_design]").fill("55")
    assert page.input_value("#f-w_design") == "55"
    page.click("[data-stepper] [data-step='1']")
    assert page.input_value("#f-quantity") == "3"


def test_a_menu_opens_and_closes_with_the_keyboard(chromium, client):
    page = new_page(chromium)
    visit(page, client, PAGE)
    page.focus("details.more > summary")
    page.keyboard.press("Enter")
    assert page.get_attribute("details.more", "open") is not None
    page.keyboard.press("Escape")
    assert page.get_attribute("details.more", "open") is None


def test_pictures_for_the_eye(chromium, client):
    page = new_page(chromium)
    visit(page, client, PAGE)
    for path in screenshots(page, "components"):
        assert path.stat().st_size > 10_000
