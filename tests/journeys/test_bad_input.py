"""What cannot be is said in a clear sentence, where it was given; a page that fails is ours.

One served demo place for all: what is refused leaves nothing behind, so no story disturbs another.
"""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import APIResponse, Browser, Page

from tests.browser import new_page
from tests.journeys.steps import drawing, press, text_of
from tests.journeys.test_night_ferry import step_in

pytestmark = [pytest.mark.browser, pytest.mark.process]
OPEN, VOTING, CLOSED = (
    "a-print-for-the-morning-voice",
    "a-sleeve-for-slack-water",
    "a-tide-you-can-wear",
)
SOLD_OUT, CARDS = "nineteen-gulls-tea-towel", "harbour-lamp-cards"
NOBODY = "00000000-0000-7000-8000-000000000007"
ADDRESS = {
    "email": "gus@example.org",
    "name": "Gus",
    "street": "Kade 1",
    "postcode": "3011 AB",
    "town": "Rotterdam",
    "country": "NL",
}


@pytest.fixture
def visitor(chromium: Browser) -> Page:
    return new_page(chromium)


@pytest.fixture(scope="module")
def member(night_ferry, chromium_of_all: Browser) -> Page:
    page = new_page(chromium_of_all)
    step_in(page, night_ferry, "member")
    return page


@pytest.fixture(scope="module")
def maker(night_ferry, chromium_of_all: Browser) -> Page:
    page = new_page(chromium_of_all)
    step_in(page, night_ferry, "maker")
    return page


def send(page: Page, url: str, form: dict[str, str]) -> APIResponse:
    """Send a form as no page offers it, with the token of the page that is open."""
    token = page.locator("input[name=csrfmiddlewaretoken]").first.get_attribute("value") or ""
    return page.context.request.post(
        url,
        form={"csrfmiddlewaretoken": token, **form},
        headers={"Referer": page.url},
        max_redirects=0,
    )


def words(answer: APIResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text()))


def hand_in(page: Page, url: str, title: str, content: bytes) -> None:
    """Hand in a picture; the member of the demo accepted the standing terms long ago."""
    page.goto(url)
    page.set_input_files(
        "[name=picture]", {"name": "lamp.png", "mimeType": "image/png", "buffer": content}
    )
    page.fill("[name=title]", title)
    page.check("[name=is_mine]")
    press(page, "Hand it in")


def error_at(page: Page, name: str) -> str:
    """What stands at a field that was refused; the field says so to a screen reader too."""
    field = page.locator(f"main [name='{name}'][aria-invalid=true]").first
    described = (field.get_attribute("aria-describedby") or "").split()
    return " ".join(page.inner_text(f"[id='{key}']") for key in described)


def bomb() -> bytes:
    """Seven kilobytes that unpack to 54 megapixels."""
    out = io.BytesIO()
    Image.new("1", (9000, 6000)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"not a picture at all", "This is not a picture that can be shown here."),
        (b"\x89PNG\r\n\x1a\n" + bytes(26 * 1024 * 1024), "This picture is larger than 25 MiB."),
        (bomb(), "This picture has more than 40 megapixels."),
    ],
    ids=["no picture", "too many bytes", "too many pixels"],
)
def test_a_picture_that_cannot_be_kept(night_ferry, member, content, sentence):
    url = f"{night_ferry.url}/works/new/?challenge={OPEN}"
    hand_in(member, url, "Never handed in", content)
    assert sentence in error_at(member, "picture")
    assert member.input_value("[name=title]") == "Never handed in"
    member.goto(f"{night_ferry.url}/works/")
    assert "Never handed in" not in text_of(member)


def test_weights_that_do_not_make_a_hundred(night_ferry, maker):
    page = maker
    page.goto(f"{night_ferry.url}/products/{CARDS}/agreement/new/")
    before = page.input_value("[name=weight_idea]")
    page.fill("[name=weight_idea]", str(int(before) + 7))
    page.locator("main button[type=submit]", has_text="Offer as version").click()
    page.wait_for_load_state("networkidle")
    assert "make 107 % together. They must make 100 %." in text_of(page)
    page.goto(f"{night_ferry.url}/products/{CARDS}/agreement/new/")
    assert page.input_value("[name=weight_idea]") == before


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("6", "A score is a whole number from 0 to 5."),
        ("-1", "A score is a whole number from 0 to 5."),
        ("2.5", "Choose a score from 0 to 5 first."),
        ("", "Choose a score from 0 to 5 first."),
    ],
)
def test_a_score_outside_its_scale(night_ferry, member, value, sentence):
    page = member
    page.goto(f"{night_ferry.url}/challenges/{VOTING}/")
    ballot = page.locator("form.ballot").first
    action = night_ferry.url + str(ballot.get_attribute("action"))
    work = ballot.locator("[name=work]").get_attribute("value") or ""
    answer = send(page, action, {"work": work, "start": "0", "value": value})
    assert answer.status == 422
    assert sentence in words(answer)
    page.reload()
    assert "scored 0." in text_of(page)


def test_a_challenge_that_is_closed_takes_nothing_more(night_ferry, member):
    url = f"{night_ferry.url}/works/new/?challenge={CLOSED}"
    hand_in(member, url, "Too late", drawing(2))
    assert member.url == url
    assert "Entries for this challenge closed on" in text_of(member)
    member.goto(f"{night_ferry.url}/challenges/{CLOSED}/")
    assert "Too late" not in text_of(member)
    member.locator("main a[href^='/works/']").last.click()
    remix = member.get_by_role("link", name="Remix this").get_attribute("href") or ""
    member.goto(f"{night_ferry.url}/challenges/{VOTING}/")
    action = member.locator("form.ballot").first.get_attribute("action")
    form = {"work": remix.split("parent=")[1][:36], "start": "0", "value": "3"}
    late = send(member, f"{night_ferry.url}{action}", form)
    assert late.status == 404


def test_what_is_sold_out_is_not_sold(night_ferry, maker, visitor):
    visitor.goto(f"{night_ferry.url}/products/{SOLD_OUT}/")
    assert "Too few wanted it" in text_of(visitor)
    assert visitor.locator("main").get_by_role("button", name="Buy").count() == 0
    maker.goto(f"{night_ferry.url}/stock/")
    row = maker.locator("main section", has_text="Nineteen gulls").last
    size = row.locator("a[href^='/stock/of/']").first.get_attribute("href") or ""
    url = f"{night_ferry.url}/checkout/?variant={size.split('/')[3]}&quantity=1"
    visitor.goto(url)
    assert "sold out" in text_of(visitor)
    answer = send(visitor, url, {**ADDRESS, "key": "sold-out"})
    assert answer.status == 422
    assert "sold out" in words(answer)


def test_more_than_lies_there_is_not_sold(night_ferry, visitor):
    url = basket(night_ferry.url, visitor)
    answer = send(visitor, url.replace("quantity=1", "quantity=90"), {**ADDRESS, "key": "many"})
    assert answer.status == 422
    assert re.search(r"only \d+ left", words(answer))


def basket(url: str, page: Page) -> str:
    """The checkout of one set of cards."""
    page.goto(f"{url}/products/{CARDS}/")
    press(page, "Buy")
    page.wait_for_url("**/checkout/**")
    return page.url


def test_a_form_that_is_sent_twice_is_one_order(night_ferry, visitor):
    url = basket(night_ferry.url, visitor)
    key = visitor.locator("main [name=key]").get_attribute("value") or ""
    first, second = (send(visitor, url, {**ADDRESS, "key": key}) for _ in range(2))
    assert first.status == second.status == 302
    assert first.headers["location"] == second.headers["location"]


def test_an_answer_that_is_sent_twice_is_said_once(night_ferry, member):
    page = member
    page.goto(f"{night_ferry.url}/circles/tide-and-print/")
    page.locator("main a[href*='/threads/']").first.click()
    page.wait_for_url("**/threads/**")
    action = str(page.locator("main form[action$='/reply/']").last.get_attribute("action"))
    for _ in range(2):
        assert send(page, night_ferry.url + action, {"text": "Once is enough."}).status == 302
    page.reload()
    assert text_of(page).count("Once is enough.") == 1


def test_a_link_that_is_used_up_or_broken_says_so(night_ferry, chromium, visitor):
    door = next(url for label, url in night_ferry.doors.items() if "member" in label)
    visitor.goto(door)
    used = visitor.url
    press(visitor, "Sign in")
    again = new_page(chromium)
    answer = again.goto(used)
    assert answer is not None
    assert answer.status == 410
    assert "This link has been used up. Links work once" in text_of(again)
    assert again.get_by_role("link", name="Send a new one").count() == 1
    for path, status in ((f"/vote/{NOBODY}/?door=cut-off", 400), ("/l/nosuchlink", 404)):
        answer = again.goto(night_ferry.url + path)
        assert answer is not None
        assert answer.status == status
        assert again.get_by_role("link", name="To the front page").count() == 1


def test_what_belongs_to_others_is_not_there(night_ferry, maker, member):
    foreign = []
    for page, pattern in (
        ("/statement/", r"/statement/[0-9a-f-]{36}/question/"),
        ("/notices/", r"/notices/[0-9a-f-]{36}/"),
    ):
        maker.goto(night_ferry.url + page)
        found = re.search(pattern, maker.content())
        assert found, page
        foreign.append(found[0])
    ids = ("works/%s", "products/%s", "decisions/%s", "agreements/%s", "contributions/%s")
    unknown = [f"/{kind % NOBODY}/" for kind in ids] + ["/orders/NOPE-NOPE/guessed/"]
    for path in [*foreign, *unknown]:
        answer = member.goto(night_ferry.url + path)
        assert answer is not None
        assert answer.status == 404, path
        assert "This page is not here" in text_of(member)


def test_pages_that_fail_are_ours_and_lead_on(night_ferry, member, visitor):
    for page, path, status, heading in (
        (visitor, "/no/such/page/", 404, "This page is not here"),
        (member, "/pack/", 403, "This page is for others"),
    ):
        answer = page.goto(night_ferry.url + path)
        assert answer is not None
        assert answer.status == status
        assert page.inner_text("h1") == heading
        press(page, "To the front page", role="link")
        assert page.url == night_ferry.url + "/"


def test_a_page_that_breaks_says_that_it_is_our_fault(night_ferry, visitor):
    basket(night_ferry.url, visitor)
    for name, value in ADDRESS.items():
        if name != "country":
            visitor.fill(f"[name={name}]", value)
    visitor.select_option("[name=country]", "NL")
    press(visitor, "Go on to pay")
    visitor.locator("main").get_by_role("button", name="Pay €").click()
    visitor.wait_for_url("**/sandbox/pay/**")
    store = Path(night_ferry.home) / "sandbox" / "sandbox.sqlite3"
    kept = store.with_name("kept")
    shutil.move(store, kept)
    store.write_bytes(b"this is no database" * 99)
    try:
        answer = visitor.reload()
    finally:
        shutil.move(kept, store)
    assert answer is not None
    assert answer.status == 500
    assert "It is our fault, it is written down" in text_of(visitor)
    answer = visitor.reload()
    assert answer is not None
    assert answer.status == 200
