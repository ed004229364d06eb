"""From a stranger's complaint to a thing that is sold, and to what she gets of it."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from email import message_from_bytes, policy

from django.utils.translation import ngettext, override

from tests.journeys.campaign_steps import to_the_desk
from tests.journeys.conftest import Running
from tests.journeys.inbox_steps import HALF_A_MINUTE, letter_to, to_the_mailbox
from tests.journeys.newcomers import PASSWORD as SECRET
from tests.journeys.newcomers import WAIT_SECONDS, Newcomer, chooses_a_password
from tests.mail_servers import PASSWORD, USER, Kept, put_mail

LOTTE, JUN = "lotte@home.example", "jun@home.example"
COMPLAINT = {
    "en": ("The tag came off", "The paper tag came off my shirt on the first day. I was sorry."),
    "zh-CN": ("标签掉了", "衣服的纸标签第一天就掉了，真可惜。"),
}
OTHER = {
    "en": "我的标签也掉了，能不能用绳子系上？",
    "zh-CN": "My tag fell off too. Could you tie it on with a string?",
}
"""Somebody who writes in the other language of the place."""
IDEA = {"en": "A tag tied with a knot", "zh-CN": "打结的标签"}
WORDS = {"en": "The tag is tied with cotton string.", "zh-CN": "标签用棉绳系上。"}
REASON = {
    "en": "Yes. A knot costs four cents and holds for years.",
    "zh-CN": "可以。一个结只要四分钱，能用好几年。",
}
THING = {"en": "Knotted tag, twelve of them", "zh-CN": "打结标签十二枚"}


@dataclass(frozen=True)
class Post:
    """The mail server's two ends: what comes to the place, and what it was given to send."""

    imap_port: int
    smtp_port: int
    kept: Kept

    def letter(self, to: str, words: str) -> str:
        """The text of the mail to this address with these words, once it has come."""
        end = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < end:
            for raw in reversed(self.kept.mails):
                mail = message_from_bytes(raw, policy=policy.default)
                body = mail.get_body(("plain",))
                text = str(body.get_content()) if body else ""
                if to in str(mail["To"]) and words in text:
                    return text
            time.sleep(0.3)
        raise AssertionError(f"no mail to {to} says {words!r}: {self.kept.mails!r}"[:4000])


def steps_in_by_mail(who: Newcomer, place: Running, address: str) -> None:
    """A place that is no demo has no open door: a link by mail is the way in."""
    who.arrive()
    who.link("Sign in")
    who.link("Send me a link instead")
    who.fill(email=address)
    who.page.locator("main form button.primary").first.click()
    who.settle()
    link = re.search(r"http\S+/sign-in/\S+", letter_to(place, address, "/sign-in/"))
    assert link is not None
    who.arrive(link[0])
    who.press("Sign in")
    who.speaks_her_language()


def connects_the_mailbox(ruben: Newcomer, post: Post) -> None:
    """Fetching and sending by a server of one's own; it asks for a proof that it is she."""
    chooses_a_password(ruben)
    to_the_mailbox(ruben)
    writes_the_servers(ruben, post)
    ruben.reads("connected")


def writes_the_servers(ruben: Newcomer, post: Post) -> None:
    """Both servers and the name at them."""
    ruben.writes("Address people write to", "hi@nightferry.example")
    ruben.writes("Server for fetching (IMAP)", "127.0.0.1")
    ruben.writes("Its port", str(post.imap_port))
    ruben.writes("Name you sign in with", USER)
    ruben.writes("App password", PASSWORD)
    ruben.writes("Server for sending (SMTP)", "127.0.0.1")
    ruben.writes("Port for sending", str(post.smtp_port))
    ruben.press("Try it and connect")


def complains(place: Running, post: Post, language: str) -> None:
    """A stranger writes a mail."""
    subject, text = COMPLAINT[language]
    put_mail(
        post.imap_port, sender=f"Lotte Smit <{LOTTE}>", to="hi@nightferry.example", subject=subject,
        text=text,
    )  # fmt: skip
    place.days_pass(HALF_A_MINUTE)


def another_complains(place: Running, post: Post, language: str) -> None:
    """Another stranger writes of the same, in the other language."""
    put_mail(
        post.imap_port, sender=f"Jun <{JUN}>", to="hi@nightferry.example", subject="tag",
        text=OTHER[language],
    )  # fmt: skip
    place.days_pass(HALF_A_MINUTE)


def asks_her(ruben: Newcomer) -> None:
    """In the conversation: her words may become an idea, if she agrees."""
    ruben.link("Turn into an idea")
    ruben.writes("What the idea is called", IDEA[ruben.language])
    ruben.writes("The idea in a few sentences", WORDS[ruben.language])
    ruben.press("Ask her")
    ruben.reads("asked, no answer yet")


def says_yes(lotte: Newcomer, letter: str) -> None:
    """By the link in the mail, with her name, and her words may be shown; the idea is hers."""
    link = re.search(r"http\S+/voice/\S+", letter)
    assert link is not None, letter
    lotte.arrive(link[0])
    lotte.reads(WORDS[lotte.language])
    lotte.ticks("These words of mine may be shown with it")
    lotte.press("Yes, with my name: %(name)s", name="Lotte Smit")
    lotte.reads("You said yes. Thank you: the idea is yours.")
    lotte.looks_again()


def takes_her_place(lotte: Newcomer) -> None:
    """From the same page: she is a member now, and the idea is still hers."""
    lotte.press("Take my place here")
    if "/sign-in/" in lotte.page.url:
        lotte.page.locator("main form button[type=submit]").first.click()
        lotte.settle()
    lotte.press("This is me")
    lotte.fill(email=LOTTE)
    if not lotte.page.locator("main [name=password1]").is_visible():
        lotte.page.locator("main details summary").first.click()
    lotte.fill(password1=SECRET)
    lotte.press("Join")
    lotte.page.wait_for_url(lotte.url + "/**")


def joins_the_other(ruben: Newcomer) -> None:
    """The second complaint stands behind the same idea."""
    ruben.link("Turn into an idea")
    ruben.chooses("Which one?", IDEA[ruben.language])
    ruben.press("Join her voice")
    ruben.reads("It stands behind that idea now. She is told of it.")


def decides(ruben: Newcomer) -> None:
    """A yes with its reason in public; a product opens from it."""
    to_the_desk(ruben, "From complaint to thanks")
    ruben.called(IDEA[ruben.language])
    ruben.link("Answer it")
    ruben.page.get_by_label(ruben.say("Yes, we make it")).check(force=True)
    ruben.writes("The reason, public", REASON[ruben.language])
    ruben.press("Publish the decision")
    ruben.link("Open the product")
    ruben.writes("What is it called?", THING[ruben.language])
    ruben.fill(slug=f"knot-{ruben.language.lower()[:2]}", price="12.10", sizes="One")
    ruben.press("Open the product")


def offers_the_agreement(ruben: Newcomer) -> None:
    """What is left goes to the idea; who had it is asked first."""
    to_its_desk(ruben)
    ruben.link("Write the agreement")
    for stage in ("design", "packaging", "production", "dissemination", "sale"):
        ruben.fill(**{f"weight_{stage}": "0"})
    ruben.fill(weight_idea="100")
    ruben.press("Offer as version %(number)s", number=1)
    ruben.reads("waits for answers")


def to_its_desk(ruben: Newcomer) -> None:
    """To the desk of the product whose page this is, or was."""
    desk = ruben.page.locator("main").get_by_role("link", name=ruben.say("Desk"), exact=True)
    if not desk.count():
        ruben.called(THING[ruben.language])
    desk.first.click()
    ruben.settle()
    ruben.look()


def accepts(lotte: Newcomer) -> None:
    """She is told, reads what she would get, and accepts."""
    lotte.arrive("/notices/")
    lotte.page.locator("main li", has_text=THING[lotte.language]).get_by_role("link").last.click()
    lotte.settle()
    lotte.look()
    lotte.press("Yes, I accept it")
    lotte.reads("in force")


def sells(ruben: Newcomer) -> None:
    """Twelve on the shelf, and on sale."""
    to_its_desk(ruben)
    ruben.page.locator("main input[name^=pieces-]").first.fill("12")
    ruben.press("Put new pieces on the shelf")
    to_its_desk(ruben)
    ruben.press("Put it on sale")
    ruben.reads("It is on sale.")


def thanks(language: str) -> str:
    """How two are thanked in a language."""
    with override("zh-hans" if language == "zh-CN" else "en"):
        said = ngettext(
            "It began with you and %(num)s other. Thank you.",
            "It began with you and %(num)s others. Thank you.",
            1,
        )
    return said % {"num": 1}


def is_thanked(place: Running, post: Post, language: str) -> None:
    """Each by mail, each in her own language; whoever is paid finds the agreement there."""
    place.days_pass(2 * HALF_A_MINUTE)
    other = "zh-CN" if language == "en" else "en"
    hers, his = post.letter(LOTTE, thanks(language)), post.letter(JUN, thanks(other))
    assert "/agreements/" in hers
    assert "/agreements/" not in his
    assert THING[language] in his


def sees_who_was_told(ruben: Newcomer) -> None:
    """On the desk: both voices, told."""
    to_the_desk(ruben, "From complaint to thanks")
    ruben.called(IDEA[ruben.language])
    ruben.reads("%(told)s of %(all)s told", told=2, all=2)


def buys(guest: Newcomer) -> None:
    """A stranger buys one."""
    guest.arrive()
    guest.link("Shop")
    guest.called(THING[guest.language])
    guest.press("Buy")
    guest.writes_where_to("Ada Blom", f"ada-{guest.language}@home.example")
    guest.pays_by_card()
    guest.waits_for("Open my order")


def sees_her_share(lotte: Newcomer) -> None:
    """What came of it stands on her statement, with the way it came."""
    lotte.arrive()
    lotte.link("Money")
    lotte.link("My statement")
    lotte.waits_for(THING[lotte.language])
    line = lotte.page.locator("main details", has_text=THING[lotte.language]).first
    line.locator("summary").first.click()
    assert IDEA[lotte.language] in line.inner_text(), line.inner_text()
    lotte.looks_again()
