"""The steps of the first turn, each as a stranger takes it in the browser."""

from __future__ import annotations

import email
import email.policy
import io
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page

from tests.browser import faults_of, new_page

SECRET = "a long tide table"
CARD = "4242424242424242"
WAIT_SECONDS = 30.0


@dataclass
class Turn:
    """One story on one place: its address, and the people with their browsers."""

    url: str
    browser: Browser
    outbox: Path
    pages: dict[str, Page] = field(default_factory=dict)

    def page(self, who: str) -> Page:
        """The browser of this person."""
        if who not in self.pages:
            self.pages[who] = new_page(self.browser)
            self.pages[who].set_default_timeout(20_000)
        return self.pages[who]

    def go(self, who: str, path: str) -> Page:
        """Open a path of the place."""
        page = self.page(who)
        page.goto(self.url + path)
        return page

    def faults(self) -> list[str]:
        """What any browser complained about, but for answers that refuse on purpose."""
        return [
            fault
            for page in self.pages.values()
            for fault in faults_of(page)
            if "422 (Unprocessable" not in fault
        ]


def press(page: Page, name: str, *, role: str = "button", nth: int = 0, exact: bool = True) -> None:
    """Press what is called so in the page's own part."""
    found = page.locator("main").get_by_role(role, name=name, exact=exact)  # type: ignore[arg-type]
    found.nth(nth).click()
    page.wait_for_load_state("networkidle")  # a form that was sent has answered


def text_of(page: Page) -> str:
    """What the page says."""
    return page.inner_text("main")


def until(said: Callable[[], bool], what: str) -> None:
    """Wait for the worker: it hears of a sale within a second or two."""
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end:
        if said():
            return
        time.sleep(0.3)
    raise AssertionError(what)


def link_in_mail(turn: Turn, who: str, subject: str, path: str) -> str:
    """The first link under this path in the newest mail to her with this subject."""
    found: list[str] = []

    def has_come() -> bool:
        for file in sorted(turn.outbox.glob("*.log"), key=lambda file: file.stat().st_mtime):
            for part in file.read_bytes().split(b"\n" + b"-" * 79):
                letter = email.message_from_bytes(part.lstrip(), policy=email.policy.default)
                if letter["To"] == f"{who.lower()}@quay.example" and subject in letter["Subject"]:
                    body = letter.get_body(("plain",))
                    found.extend(
                        re.findall(rf"{turn.url}{path}\S+", str(body and body.get_content()))
                    )
        return bool(found)

    until(has_come, f"no mail “{subject}” to {who}")
    return found[-1]


def drawing(rings: int) -> bytes:
    """A small picture, different for each number of rings."""
    picture = Image.new("RGB", (600, 450), "#23406b")
    pen = ImageDraw.Draw(picture)
    for ring in range(rings):
        pen.ellipse((60 + 30 * ring, 30 + 30 * ring, 480 - 30 * ring, 400 - 30 * ring), width=6)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def begin(turn: Turn, key_url: str) -> None:
    """The first run: three questions, and the steward is in."""
    page = turn.page("sam")
    page.goto(key_url)
    page.fill("[name=name]", "Quay Press")
    page.fill("[name=tagline]", "Cards and prints, made by those who buy them.")
    page.check("[name=template][value=label]", force=True)
    page.fill("[name=steward_email]", "sam@quay.example")
    page.fill("[name=steward_name]", "Sam")
    page.fill("[name=steward_password]", SECRET)
    press(page, "Open the place")
    if "/sign-in/" in page.url:
        press(page, "Sign in")
    page.wait_for_url("**/first-steps/")


def join(turn: Turn, who: str) -> None:
    """Join with an e-mail address and a password, under a pen name."""
    page = turn.go(who, "/account/signup/")
    page.fill("[name=email]", f"{who.lower()}@quay.example")
    page.fill("[name=name]", who)
    page.locator("main details summary").first.click()
    page.fill("[name=password1]", SECRET)
    press(page, "Join")
    page.wait_for_url(turn.url + "/")
    turn.go(who, "/circles/making/")
    press(page, "Join", exact=False)


def join_by_mail(turn: Turn, who: str) -> None:
    """Join with an e-mail address alone: the link in the mail is the way in, in one tap."""
    page = turn.go(who, "/account/signup/")
    page.fill("[name=email]", f"{who.lower()}@quay.example")
    page.fill("[name=name]", who)
    press(page, "Join")
    page.goto(link_in_mail(turn, who, "Your way in", "/sign-in/"))
    press(page, "Sign in")
    page.wait_for_url(turn.url + "/")
    press(turn.go(who, "/circles/making/"), "Join", exact=False)


def talk_to_idea(turn: Turn) -> None:
    """A thread, an answer, and the first post becomes an idea that keeps its author."""
    ada = turn.go("Ada", "/circles/making/new-thread/")
    ada.fill("[name=title]", "A card with the harbour lamp")
    ada.fill("[name=text]", "Could we draw the lamp for a card?")
    press(ada, "Start it")
    bo = turn.page("Bo")
    bo.goto(ada.url)
    bo.fill("form:has([name=text]) [name=text]", "Yes, and four rings around it.")
    press(bo, "Answer", nth=-1)
    ada.reload()
    assert "four rings" in text_of(ada)
    press(ada, "Make this an idea", role="link")
    ada.fill("[name=title]", "A card with the harbour lamp")
    press(ada, "Make it an idea")
    assert re.search(r"/ideas/\d+/$", ada.url)
    assert "Ada" in text_of(ada)


def help_each_other(turn: Turn) -> None:
    """One asks, another takes it up, both say it is done."""
    ada = turn.go("Ada", "/offers/")
    ada.check("[name=kind][value=need]", force=True)
    ada.fill("[name=title]", "A hand with cutting")
    press(ada, "Put it up")
    bo = turn.go("Bo", "/offers/")
    press(bo, "I can")
    for who in ("Ada", "Bo"):
        press(turn.go(who, "/offers/"), "It is done" if who == "Ada" else "Yes, done")


def open_challenge(turn: Turn) -> str:
    """The steward opens a challenge; returns its path."""
    sam = turn.go("sam", "/challenges/new/")
    sam.fill("[name=title]", "A lamp for a card")
    sam.fill("[name=brief]", "Nine centimetres, one ink.")
    sam.select_option("[name=circle]", label="Making")
    press(sam, "Open it")
    return sam.url.removeprefix(turn.url)


def hand_in(turn: Turn, who: str, title: str, rings: int, *, parent: str = "") -> None:
    """Hand in a picture to the challenge, grown from another work or not."""
    page = turn.go(who, "/works/new/?challenge=a-lamp-for-a-card")
    if parent:
        page.fill("[name=q]", "lamp")
        press(page, "Find")
        page.locator(f"label:has-text('{parent}')").first.click()
        press(page, "It grows from what is ticked")
        page.fill("textarea[name^=credit-]", "She drew the lamp, I only let it ring.")
    file = {"name": "drawing.png", "mimeType": "image/png", "buffer": drawing(rings)}
    page.set_input_files("[name=picture]", file)
    page.fill("[name=title]", title)
    page.check("[name=accepts_terms]")
    page.check("[name=is_mine]")
    press(page, "Hand it in")
    assert "Handed in." in text_of(page)


def score(turn: Turn, who: str, challenge: str, value: int) -> None:
    """Score the one entry that is not one's own; totals come with the own score."""
    page = turn.go(who, challenge)
    assert "Totals appear after your own score." in text_of(page)
    assert "Mean" not in text_of(page)
    assert "This one is yours" in text_of(page)
    page.check(f"form.ballot [name=value][value='{value}']", force=True)
    page.locator("form.ballot button").first.click()
    page.wait_for_selector(f"text=Mean {value}")


def score_from_the_mail(turn: Turn, who: str, value: int) -> None:
    """The mail's link is enough to score, in a browser that is signed in nowhere."""
    url = link_in_mail(turn, who, "Votes are open", "/vote/")
    page = turn.page(f"{who}, from a letter")
    page.goto(url)
    assert page.get_by_role("link", name="Sign in", exact=True).count() == 1
    page.check(f"form.ballot [name=value][value='{value}'] >> nth=0", force=True)
    page.locator("form.ballot button").first.click()
    page.wait_for_selector("main >> text=/Mean \\d/")


def decide(turn: Turn, challenge: str) -> None:
    """Votes close, and the firm chooses with a reason in public."""
    sam = turn.go("sam", challenge + "dates/")
    press(sam, "Close votes now")
    press(sam, "Decide", role="link")
    sam.locator("label:has-text('Four rings')").first.click()
    sam.fill("[name=reason]", "Four rings survive at nine centimetres, where a lamp would blot.")
    press(sam, "Publish the decision")
    press(sam, "Open the product", role="link")


def make_product(turn: Turn) -> None:
    """Price, costs and size; who worked in each stage; the idea behind it."""
    sam = turn.page("sam")
    sam.fill("[name=price]", "40.00")
    for number, (label, amount) in enumerate((("Paper, ink", "10.85"), ("Bag, card fee", "3.05"))):
        sam.locator("[name=cost_label]").nth(number).fill(label)
        sam.locator("[name=cost_amount]").nth(number).fill(amount)
    sam.fill("[name=sizes]", "One size")
    press(sam, "Open the product")
    for who, tasks in (
        ("Ada", ("Packed parcels", "Stood at a table")),
        ("Bo", ("Printed or pressed", "Told people")),
        ("Cleo", ("Told people",)),
    ):
        for task in tasks:
            page = turn.go(who, "/contribute/")
            page.locator(f"main button:has-text('{task}')").first.click()
            page.wait_for_url("**logged=**")
    for who, waiting in (("Ada", 3), ("Bo", 2)):
        for _ in range(waiting):
            press(turn.go(who, "/contribute/"), "Yes, I was there")
    turn.go("sam", "/products/four-rings/desk/origins/")
    sam.select_option("[name=stage]", "idea")
    sam.select_option("[name=origin]", label="A card with the harbour lamp")
    press(sam, "Name it")


def agree_and_sell(turn: Turn) -> None:
    """Weights that miss 100 are refused in words; then the agreement, stock, and the sale."""
    sam = turn.go("sam", "/products/four-rings/agreement/new/")
    sam.fill("[name=weight_idea]", "13")
    press(sam, "Offer as version 1")
    assert "100" in text_of(sam)
    assert "/agreements/" not in sam.url
    sam.fill("[name=weight_idea]", "12")
    press(sam, "Offer as version 1")
    assert "waits for answers" in text_of(sam)
    turn.go("sam", "/products/four-rings/desk/")
    assert sam.get_by_role("button", name="Put it on sale").count() == 0
    cleo = turn.go("Cleo", "/notices/")
    cleo.locator("main li", has_text="read the agreement").get_by_role("link").last.click()
    press(cleo, "Yes, I accept it")
    assert "In force since" in text_of(cleo)
    turn.go("sam", "/products/four-rings/desk/")
    sam.fill("[name^=pieces-]", "10")
    press(sam, "Put new pieces on the shelf")
    turn.go("sam", "/products/four-rings/desk/")
    press(sam, "Put it on sale")


def buy_by_link(turn: Turn) -> str:
    """Ada passes a link on, a guest buys by it with a test card; returns the order's address."""
    ada = turn.go("Ada", "/products/four-rings/")
    press(ada, "Pass it on")
    assert "Ada may be rewarded if you buy something here" in text_of(ada)
    assert ada.locator("main svg").count()
    code = ada.url.rstrip("/").split("/")[-1]
    guest = turn.go("guest", f"/l/{code}")
    assert "may be rewarded" in text_of(guest)
    press(guest, "Buy")
    for name, value in (
        ("email", "gus@example.org"),
        ("name", "Gus"),
        ("street", "Kade 1"),
        ("postcode", "3011 AB"),
        ("town", "Rotterdam"),
    ):
        guest.fill(f"[name={name}]", value)
    guest.select_option("[name=country]", "NL")
    press(guest, "Go on to pay")
    press(guest, "Pay €40.00")
    guest.fill("[name=card_number]", CARD)
    press(guest, "Pay €40.00")

    def is_paid() -> bool:
        guest.reload()
        return "is paid" in text_of(guest)

    until(is_paid, "the payment was never heard of")
    press(guest, "Open my order", role="link")
    return guest.url


def sell_at_the_stall(turn: Turn) -> None:
    """Carry three to a stall and sell one for cash."""
    sam = turn.go("sam", "/stock/places/")
    sam.fill("[name=name]", "Night market")
    sam.check("[name=kind][value=stall]", force=True)
    press(sam, "Open it")
    turn.go("sam", "/stock/")
    sam.locator("main a[href^='/stock/of/']").first.click()
    sam.select_option("[name=destination]", label="Night market")
    sam.fill("[name=quantity]", "3")
    press(sam, "Carry")
    turn.go("sam", "/sell/")
    sam.locator("label:has-text('Four rings')").first.click()
    press(sam, "Cash")
    assert "Sold" in text_of(sam)


def pack_and_send(turn: Turn) -> None:
    """The maker packs the order and sends it."""
    sam = turn.go("sam", "/pack/")
    press(sam, "Packed")
    sam.fill("[name=tracking]", "3SQUAY1")
    press(sam, "It is sent")


def give_back(turn: Turn, order: str) -> None:
    """The guest asks for her money back, the maker grants it."""
    guest = turn.page("guest")
    guest.goto(order)
    guest.fill("input[name^=line-]", "1")
    press(guest, "Ask to send it back")
    sam = turn.go("sam", "/pack/")
    press(sam, "Give €40.00 back")
