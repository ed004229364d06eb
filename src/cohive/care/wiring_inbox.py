"""What the inbox registers with the rooms before it."""

from django.utils.translation import gettext_lazy as _

from cohive.bond import erasure
from cohive.bond.queries import also_collect
from cohive.care import federated, jobs, jobs_wechat, slots_inbox
from cohive.care.operations import ANSWERERS, erase_writer
from cohive.care.queries import taken_out
from cohive.journal import jobs as clock
from cohive.look import slots as places
from cohive.look.navigation import Entry, everyone, holders, members
from cohive.look.navigation import register as add_ways
from cohive.spread.operations import answer_remote
from cohive.spread.queries import remote_reply

DAY_SECONDS = 24 * 60 * 60


def register() -> None:
    """Jobs on the clock, erasing and taking out, ways in."""
    clock.register("care.send", jobs.send_answers, every_seconds=jobs.SEND_SECONDS)
    clock.register("care.fetch", jobs.fetch, every_seconds=jobs.FETCH_SECONDS)
    clock.register("care.wechat", jobs_wechat.take_wechat, every_seconds=jobs_wechat.TAKE_SECONDS)
    clock.register("care.wake", jobs.wake, every_seconds=jobs.WAKE_SECONDS)
    clock.register("care.forget", jobs.forget, every_seconds=DAY_SECONDS)
    erasure.register("care.inbox", erase_writer)
    also_collect("inbox", taken_out)
    places.fill("order.aside", slots_inbox.of_order, 90)
    federated.connect(reply_of=remote_reply, answer=answer_remote)
    add_ways(
        Entry(
            "desk", "inbox", "care:inbox", _("Inbox"), "inbox", 5, holders(*ANSWERERS),
            about=_("What people write to the place, by whichever channel, and who answers."),
        ),
        Entry(
            "desk", "inbox-settings", "care:inbox-settings", _("Inbox settings"), "settings", 85,
            holders("steward"), part="place",
            about=_("The mailbox, the bot, opening hours, labels and answers written once."),
        ),
        Entry("foot", "write", "care:write", _("Write to us"), order=15, shown=everyone),
        Entry("circles", "my-talks", "care:mine", _("My messages"), order=40, shown=members),
    )  # fmt: skip
