"""A day of the inbox: what people write, and what those who answer do with it."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass

from cohive.bridges.payments.loopback import Reply, served
from tests.journeys.campaign_steps import to_the_desk
from tests.journeys.conftest import Running
from tests.journeys.newcomers import (
    WAIT_SECONDS,
    Newcomer,
    chooses_a_password,
    letters,
    proves_herself,
)
from tests.mail_servers import PASSWORD, USER, put_mail

HALF_A_MINUTE = 1 / (24 * 60)
INES = "ines@sea.example"
ASKS = {
    "en": ("Washing a screen print", "How do I wash a screen print? Mine has faded."),
    "zh-CN": ("丝网印的衣服怎么洗", "丝网印的衣服怎么洗？我的褪色了。"),
}
MORE = {"en": "I forgot: the print is two weeks old.", "zh-CN": "忘了说：衣服才买两个星期。"}
CANNED = {
    "en": "Hello {name}, turn it inside out and wash it cold. {me}",
    "zh-CN": "{name}你好，翻过来用冷水洗。{me}",
}
NOTE = {"en": "She bought it at the market.", "zh-CN": "她在集市上买的。"}
TOM = {"en": "Do you ship to Norway by Christmas?", "zh-CN": "圣诞节前能寄到挪威吗？"}
FRAMED = {
    "en": "I saw you in a blog. Are there postcards?",
    "zh-CN": "在博客上看到你们，有明信片吗？",
}
LATE = {"en": "My parcel has not come yet.", "zh-CN": "我的包裹还没到。"}
YES = {"en": "Yes, until the tenth of December.", "zh-CN": "可以，十二月十日以前。"}
NO = {"en": "No, we do not ship there.", "zh-CN": "不行，我们不寄那里。"}


def connects_the_mailbox(ruben: Newcomer, port: int) -> None:
    """The address people write to, and the server that keeps it; a proof is asked for first."""
    chooses_a_password(ruben)
    to_the_mailbox(ruben)
    writes_the_server(ruben, port)
    ruben.reads("connected")


def to_the_mailbox(ruben: Newcomer) -> None:
    """Its form is shown once he has shown who he is: nothing is written twice."""
    to_the_desk(ruben, "Inbox settings")
    ruben.link("Connect: %(network)s", network=ruben.say("Mailbox"))
    assert not ruben.page.get_by_label(ruben.say("App password")).count()
    assert proves_herself(ruben)


def writes_the_server(ruben: Newcomer, port: int) -> None:
    """The server and the name at it."""
    ruben.writes("Address people write to", "hi@nightferry.example")
    ruben.writes("Server for fetching (IMAP)", "127.0.0.1")
    ruben.writes("Its port", str(port))
    ruben.writes("Name you sign in with", USER)
    ruben.writes("App password", PASSWORD)
    ruben.press("Try it and connect")


def gets_ready(ruben: Newcomer, label: str) -> None:
    """A label, an answer written once, the form for other websites."""
    ruben.writes("New label", label)
    ruben.press("Make it")
    ruben.reads(label)
    ruben.writes("Title", label)
    ruben.writes("Answer", CANNED[ruben.language])
    ruben.press("Keep it")
    ruben.ticks("Other websites may show the form")
    ruben.press("Save", nth=0)
    ruben.reads("Put this into a page of your website:")
    ruben.looks_again()


def writes_a_mail(place: Running, port: int, language: str) -> None:
    """Ines writes from her own address; the place looks into its mailbox."""
    subject, text = ASKS[language]
    put_mail(
        port, sender=f"Ines Costa <{INES}>", to="hi@nightferry.example", subject=subject, text=text
    )
    place.days_pass(HALF_A_MINUTE)


def writes_by_the_form(who: Newcomer, name: str, mail: str, text: str) -> None:
    """From the foot of any page."""
    who.link("Write to us")
    who.writes("Your name", name)
    who.writes("Your e-mail address", mail)
    who.writes("Your message", text)
    sends(who)
    who.reads("A private page: whoever has its link sees it. Keep the link.")


def sends(who: Newcomer) -> None:
    """Though a help page may be shown to her first."""
    who.press("Send")
    if who.page.get_by_role("button", name=who.say("Send it all the same")).count():
        who.press("Send it all the same")


@dataclass(frozen=True)
class Blog:
    """Somebody else's website, which shows our form."""

    place: str

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Its one page."""
        del method, target, headers, body
        page = (
            f'<!doctype html><html lang="en"><title>A blog</title><h1>A blog</h1><iframe src='
            f'"{self.place}/widget/" title="Write to us" width="360" height="640"></iframe>'
        )
        return Reply(200, page.encode(), {"content-type": "text/html"})


def writes_in_a_frame(who: Newcomer) -> None:
    """On that website; the frame needs no script and no cookie."""
    with served(Blog(who.url)) as blog:
        who.page.goto(blog)
        frame = who.page.frame_locator("iframe")
        frame.get_by_label(who.say("Your message")).fill(FRAMED[who.language])
        frame.get_by_role("button", name=who.say("Send")).click()
        frame.get_by_text(who.say("Keep this link: it is the only one.")).wait_for()


def writes_about_an_order(lotte: Newcomer, order: str) -> None:
    """From the page of her order, which knows which one it is."""
    lotte.arrive(order)
    lotte.page.locator("main").get_by_role("link", name=lotte.say("Write to us")).first.click()
    lotte.settle()
    lotte.look()
    lotte.writes("Your message", LATE[lotte.language])
    sends(lotte)
    lotte.reads(LATE[lotte.language])


def opens(who: Newcomer, words: str) -> None:
    """The inbox, and there what begins so."""
    to_the_desk(who, "Inbox")
    who.waits_for(words)
    who.page.locator("main .convos").get_by_role("link").filter(has_text=words).first.click()
    who.settle()
    who.look()


def sorts(ruben: Newcomer, label: str, to: str) -> None:
    """A label, a note among those who answer, and over to somebody else."""
    ruben.chooses("Label", label)
    ruben.press("Put on")
    ruben.writes("Answer or note", NOTE[ruben.language])
    ruben.press("Leave as a note")
    ruben.reads("a note among us")
    ruben.chooses("Hand over to", to)
    ruben.press("Hand over")
    ruben.reads(label)


def answers_by_what_was_written_once(pilar: Newcomer, title: str) -> None:
    """What waits for her; the answer that is there already, and off it goes."""
    to_the_desk(pilar, "Inbox")
    pilar.page.locator("main").get_by_role("link", name=pilar.say("Mine")).first.click()
    pilar.settle()
    pilar.page.locator("main .convos").get_by_role("link").filter(
        has_text=ASKS[pilar.language][0]
    ).first.click()
    pilar.settle()
    pilar.look()
    pilar.reads(NOTE[pilar.language])
    pilar.open("Answers written once")
    pilar.page.locator("main details details summary", has_text=title).click()
    pilar.link("Use it")
    assert "Ines Costa" in pilar.field("Answer or note").input_value()
    pilar.press("Send")
    pilar.waits_to_read(pilar.say_in("a message", "sent"))


def letter_to(place: Running, to: str, words: str) -> str:
    """The mail with these words, once it has gone."""
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end:
        for said in reversed(letters(place.home, to)):
            if words in said:
                return said
        time.sleep(0.3)
    raise AssertionError(f"no mail to {to} says {words!r}: {letters(place.home, to)}")


def rates(ines: Newcomer, letter: str) -> None:
    """One tap from the mail, and one on the page."""
    link = re.search(r"http\S+/rate/\S+", letter)
    assert link is not None, letter
    ines.arrive(link[0])
    ines.press("Good")
    ines.reads("Thank you")


def joins_and_parts(ruben: Newcomer) -> None:
    """Two conversations of one person are read as one, and as two again."""
    ruben.press("They are one person")
    ruben.press("Join it to this one")
    ruben.reads("They are read as one now. You can part them again.")
    ruben.reads(ASKS[ruben.language][1])
    ruben.looks_again()
    ruben.press("Part them")
    ruben.reads("They are two again, as they were.")


def sleeps(ruben: Newcomer) -> None:
    """Not today: it comes back tomorrow."""
    ruben.page.locator("main summary", has_text=ruben.say("More")).first.click()
    ruben.press("Sleep until tomorrow")
    to_the_desk(ruben, "Inbox")
    assert TOM[ruben.language] not in ruben.page.inner_text("main")


def both_answer(ruben: Newcomer, pilar: Newcomer) -> None:
    """She is writing while he is; she is first, and he is told before he says the contrary."""
    opens(ruben, TOM[ruben.language])
    opens(pilar, TOM[pilar.language])
    pilar.field("Answer or note").press_sequentially(YES[pilar.language], delay=5)
    ruben.waits_for("%(name)s is writing here.", name="Pilar Ríos")
    ruben.writes("Answer or note", NO[ruben.language])
    pilar.press("Send")
    ruben.press("Send")
    ruben.reads(
        "%(who)s answered while you wrote. Read it, then send if it is still needed.",
        who="Pilar Ríos",
    )
    ruben.reads(YES[ruben.language])
    assert ruben.field("Answer or note").input_value() == NO[ruben.language]
    ruben.looks_again()
    ruben.writes("Answer or note", "")
    ruben.press("Keep as draft")


def makes_a_help_page(pilar: Newcomer) -> None:
    """What was answered once is there for the next, in two taps."""
    opens_done(pilar, ASKS[pilar.language][0])
    pilar.link("Make a help page")
    pilar.press("Publish")
    pilar.looks_again()


def opens_done(who: Newcomer, words: str) -> None:
    """Wherever in the inbox it is now."""
    to_the_desk(who, "Inbox")
    who.page.locator("main summary", has_text=who.say("Search and filter")).first.click()
    who.page.locator("main select[name=in]").select_option("all")
    who.press("Show")
    who.page.locator("main .convos").get_by_role("link").filter(has_text=words).first.click()
    who.settle()
    who.look()


def finds_it_before_asking(guest: Newcomer) -> None:
    """Whoever asks the same is shown the page first."""
    guest.arrive()
    guest.link("Write to us")
    guest.writes("Your message", ASKS[guest.language][1])
    guest.press("Send")
    guest.reads("Perhaps this answers it")
    guest.called(ASKS[guest.language][0])
    guest.reads("Did this answer it?")
    guest.press("Yes")


def found_good(ruben: Newcomer) -> tuple[int, int]:
    """How soon, and how well: who found an answer good, of all who said so."""
    to_the_desk(ruben, "Inbox")
    ruben.link("How soon, how well")
    ruben.reads("half had their first answer within this time")
    words = ruben.say("of %(all)s who said so found the answer good", all="ALL")
    shown = re.escape(words).replace("ALL", r"(\d+)")
    found = re.search(rf"(\d+)\s+{shown}", ruben.page.inner_text("main"))
    assert found is not None, ruben.page.inner_text("main")
    return int(found[1]), int(found[2])
