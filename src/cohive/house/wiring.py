"""What the roof registers: the way home, the demo's two pages, the first steps, the backups."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cohive.bridges import egress
from cohive.house import bookkeeping
from cohive.house.backup import nightly
from cohive.house.demo import practice
from cohive.house.pages import backups
from cohive.journal import jobs
from cohive.journal.quiet import is_quiet
from cohive.look import slots
from cohive.look.navigation import Entry, holders
from cohive.look.navigation import register as show


def register() -> None:
    """The entry Home, the books and their comparison; in a demo mails, its end, no way out."""
    egress.close_when(is_quiet)
    jobs.register("house.books", bookkeeping.every_night, every_seconds=bookkeeping.EVERY_SECONDS)
    show(Entry("main", "home", "house:front", _("Home"), icon="house", order=10))
    show(
        Entry(
            "desk",
            "first-steps",
            "house:first-steps",
            _("First steps"),
            order=90,
            shown=holders("steward"),
            part="place",
        )
    )
    show(
        Entry(
            "desk",
            "backups",
            "house:backups",
            _("Backups"),
            "download",
            order=95,
            shown=holders("steward"),
            part="place",
        )
    )
    show(
        Entry(
            "desk",
            "books",
            "house:books",
            _("Books"),
            "book-open",
            order=19,
            shown=holders("steward"),
            part="money",
            about=_("Every account by month, closed months, and files for the accountant."),
        )
    )
    slots.fill("desk", backups.desk_note)
    jobs.register("house.backup", nightly.make_if_due, every_seconds=nightly.EVERY_SECONDS)
    if settings.DEMO:
        egress.stand_in(practice.answer)
        show(Entry("foot", "demo-mails", "house:demo-mails", _("Mail this place sent"), order=80))
        show(
            Entry(
                "foot",
                "demo-end",
                "house:demo-end",
                _("End the demo"),
                order=90,
                shown=holders("steward"),
            )
        )
