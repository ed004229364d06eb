"""A newcomer in the browser: she reads her own language and clicks what she sees, nothing else.

`Newcomer` finds everything by the words on the page, taken from the same catalogue as the page, so
one story is walked in both languages. Every page she sees is looked at by axe.
"""

from __future__ import annotations

import email
import email.policy
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin

from django.utils.translation import gettext, override, pgettext
from playwright.sync_api import Browser, Locator, Page, Request

from tests.browser import axe_violations, faults_of, new_page, sideways

CARD = "4242424242424242"
PASSWORD = "a long tide table"
WAIT_SECONDS = 40.0
MARKED = "document.querySelectorAll('details[open]').forEach(d => d.dataset.was = 1)"
FOLDED = "document.querySelectorAll('details:not([data-was])').forEach(d => d.open = false)"
LATER = """
import sys
from datetime import timedelta
import django
django.setup()
from django.utils import timezone
from cohive.journal import jobs
at = timezone.now() + timedelta(days=float(sys.argv[1]))
for _ in range(20):
    if not jobs.run_due(at=at, only=sys.argv[2:]):
        break
"""


@dataclass
class Newcomer:
    """One person with a browser: `language` is the browser's, 'en' or 'zh-CN'."""

    url: str
    page: Page
    language: str
    seen: list[str] = field(default_factory=list)

    def say(self, words: str, **values: object) -> str:
        """The words of a page as she reads them."""
        with override("zh-hans" if self.language == "zh-CN" else "en"):
            said = gettext(words)
        return said % values if values else said

    def say_in(self, context: str, words: str) -> str:
        """As `say`, where one English word means two things."""
        with override("zh-hans" if self.language == "zh-CN" else "en"):
            return pgettext(context, words)

    def arrive(self, address: str = "/") -> None:
        """Open the front page, or the link somebody gave her."""
        self.page.goto(address if address.startswith("http") else self.url + address)
        self.look()

    def look(self) -> None:
        """Everything is in order with what she sees: nothing for axe, nothing beyond the edge."""
        self.page.wait_for_load_state("load")
        title = _named(self.page.title())
        if title in self.seen:
            return
        self.seen.append(title)
        self.page.evaluate(MARKED)
        found = axe_violations(self.page)
        assert found == [], f"{title}: {found}"
        self.page.evaluate(FOLDED)  # axe looks at what is unfolded; she finds it as it was
        assert sideways(self.page) == 0, title
        self._picture(title)

    def looks_again(self) -> None:
        """The page says something else now: it is in order in this state too."""
        self.seen.remove(_named(self.page.title()))
        self.look()

    def _picture(self, title: str) -> None:
        """What she sees, in $COHIVE_SCREENSHOTS: the pages of a story in their order."""
        if folder := os.environ.get("COHIVE_SCREENSHOTS"):
            name = re.sub(r"\W+", "-", title)[:40]
            width = self.page.viewport_size["width"]  # type: ignore[index]
            file = Path(folder) / f"{self.language}-{width}-{time.time():.1f}-{name}.png"
            self.page.screenshot(path=file, full_page=True)

    def link(self, words: str, *, nth: int = 0, exact: bool = True, **values: object) -> None:
        """Click a link by its words, wherever it stands."""
        self._click("link", words, nth, exact, values)

    def press(self, words: str, *, nth: int = 0, exact: bool = True, **values: object) -> None:
        """Press a button by its words."""
        self._click("button", words, nth, exact, values)

    def called(self, name: str) -> None:
        """Click a link by a name that is no sentence of ours: of a product, a member."""
        self._clicked(self.page.locator("main").get_by_role("link", name=name))

    def _click(
        self, role: str, words: str, nth: int, exact: bool, values: dict[str, object]
    ) -> None:
        said = self.say(words, **values)
        found = self.page.get_by_role(role, name=said, exact=exact)  # type: ignore[arg-type]
        self._clicked(found.locator("visible=true"), nth)

    def _clicked(self, found: Locator, nth: int = 0) -> None:
        found.nth(nth).click()
        self.settle()
        self.look()

    def settle(self) -> None:
        """What she clicked is there; the half second of quiet only where htmx may still ask."""
        self.page.wait_for_load_state("load")
        if self.page.locator("script[src*=htmx]").count():
            self.page.wait_for_load_state("networkidle")

    def fill(self, **fields: str) -> None:
        """Write into fields, by their names in the form."""
        for name, value in fields.items():
            self.page.fill(f"main [name={name}]", value)

    def writes(self, label: str, value: str) -> None:
        """Write into the field that is called so."""
        self.field(label).fill(value)

    def chooses(self, label: str, option: str) -> None:
        """Choose what is called so (or so with something more) from a list."""
        field = self.field(label)
        called = field.locator("option", has_text=option).first
        field.select_option(value=called.get_attribute("value"))

    def ticks(self, label: str) -> None:
        """Tick a box, or one of several."""
        self.page.locator("main").get_by_label(self.say(label)).first.check(force=True)

    def field(self, label: str) -> Locator:
        """The field that is called so, or so with something more."""
        main = self.page.locator("main")
        exact = main.get_by_label(self.say(label), exact=True)
        return (exact if exact.count() else main.get_by_label(self.say(label))).first

    def open(self, words: str, *, nth: int = 0) -> None:
        """Unfold something."""
        self.page.locator("main summary", has_text=self.say(words)).nth(nth).click()

    def reads(self, words: str, **values: object) -> None:
        """The page says so."""
        said = self.say(words, **values)
        assert _plain(said) in _plain(self.page.inner_text("main")), (
            f"{said!r} is not on {self.page.url}: {self.page.inner_text('main')[:2000]}"
        )

    def waits_for(self, words: str, **values: object) -> None:
        """She looks again until the page says so: the worker takes a second or two."""
        self.waits_to_read(self.say(words, **values))

    def waits_to_read(self, words: str) -> None:
        """As `waits_for`, these words as they stand."""
        said, end = _plain(words), time.monotonic() + WAIT_SECONDS
        while said not in _plain(self.page.inner_text("main")):
            assert time.monotonic() < end, f"never read: {said}: {self.page.inner_text('main')}"
            time.sleep(0.5)
            self.page.reload()
        self.look()

    def downloads(self, words: str, **values: object) -> bytes:
        """Take what a link leads to, as a browser would keep it."""
        said = self.say(words, **values)
        link = self.page.get_by_role("link", name=said).locator("visible=true").first
        taken = self.page.request.get(urljoin(self.page.url, link.get_attribute("href") or ""))
        assert taken.ok, f"{said}: {taken.status}"
        return taken.body()

    def steps_in(self, doors: dict[str, str], role: str) -> None:
        """Use the sign-in link the demo prints for a role."""
        self.page.goto(next(url for label, url in doors.items() if role in label))
        button = self.page.locator("main form button[type=submit]")
        if "/sign-in/" in self.page.url and button.count():
            button.first.click()
        self.page.wait_for_url(self.url + "/")
        self.speaks_her_language()

    def speaks_her_language(self) -> None:
        """Her profile's language wins over the browser's: set it in her settings."""
        wanted = "zh-hans" if self.language == "zh-CN" else "en"
        if self.page.locator("html").get_attribute("lang").lower().startswith(wanted[:2]):  # type: ignore[union-attr]
            return
        self.page.locator("a.avatar").click()
        self.page.locator("main a[href^='/settings']").first.click()
        self.page.locator("main select[name=language]").first.select_option(wanted)
        form = self.page.locator("main form", has=self.page.locator("select[name=language]"))
        form.locator("button[type=submit], button:not([type])").first.click()
        self.settle()
        self.page.locator("header a").first.click()
        self.settle()

    def pays_by_card(self) -> None:
        """From the page that says what it costs over the practice bank to the thanks."""
        self.page.locator("main form button.primary").first.click()
        self.page.wait_for_url("**/sandbox/pay/**")
        self.look()
        self.fill(card_number=CARD)
        self.page.locator("main form button.primary").click()
        self.page.wait_for_url("**/thanks/")

    def writes_where_to(self, name: str, mail: str) -> None:
        """The first of the three screens."""
        self.fill(email=mail, name=name, street="Kade 1", postcode="3011 AB", town="Rotterdam")
        self.page.select_option("main [name=country]", "NL")
        self.press("Go on to pay")

    def faults(self) -> list[str]:
        """What the browser complained about, but for answers that refuse on purpose."""
        return [each for each in faults_of(self.page) if "422 (Unprocessable" not in each]


def newcomer(
    browser: Browser, url: str, language: str, width: int = 1280, user_agent: str | None = None
) -> Newcomer:
    """A stranger with a fresh browser; whatever it asks of another host is a fault."""
    theme = "dark" if width < 500 else "light"
    page = new_page(browser, language=language, width=width, theme=theme, user_agent=user_agent)
    page.set_default_timeout(25_000)
    page.on("request", lambda request: _note_stranger(request, url, faults_of(page)))
    return Newcomer(url, page, language)


def _note_stranger(request: Request, url: str, faults: list[str]) -> None:
    """A page of the place asks nobody but the place; where somebody goes herself is her affair."""
    if request.is_navigation_request() and request.frame.parent_frame is None:
        return
    if not request.url.startswith((url, "data:", "blob:", "about:")):
        faults.append(f"asked a stranger: {request.url}")


def days_pass(environment: dict[str, str], days: float, *jobs: str) -> None:
    """What the worker will do then is done now; only these jobs, since nothing else is older."""
    known = {**environment, "DJANGO_SETTINGS_MODULE": "cohive.house.settings.base"}
    subprocess.run([sys.executable, "-c", LATER, str(days), *jobs], env=known, check=True)


def letters(home: Path, to: str) -> list[str]:
    """The subjects and texts of what was written to an address, the oldest first."""
    found = []
    for file in sorted((home / "outbox").glob("*.log"), key=lambda file: file.stat().st_mtime):
        for part in file.read_bytes().split(b"\n" + b"-" * 79):
            letter = email.message_from_bytes(part.lstrip(), policy=email.policy.default)
            if letter["To"] == to:
                body = letter.get_body(("plain",))
                found.append(f"{letter['Subject']}\n{body.get_content() if body else ''}")
    return found


def _named(title: str) -> str:
    """The page of one order is the page of any."""
    return re.sub(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", "…", title)


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def chooses_a_password(pilar: Newcomer) -> None:
    """Who comes by mail only cannot prove that it is she: she sets a password in her settings."""
    pilar.page.locator("a.avatar").click()
    pilar.page.locator("main a[href^='/settings']").first.click()
    way = pilar.page.locator("main a[href*='password']").first
    if "set" not in str(way.get_attribute("href")):
        return
    way.click()
    pilar.look()
    pilar.fill(password1=PASSWORD)
    if pilar.page.locator("main [name=password2]").count():
        pilar.fill(password2=PASSWORD)
    pilar.press("Keep it")


def proves_herself(who: Newcomer) -> bool:
    """The password once more, where it is asked; whether it was asked."""
    if not who.page.locator("main [name=password]").count():
        return False
    who.fill(password=PASSWORD)
    who.press("Go on")
    return True
