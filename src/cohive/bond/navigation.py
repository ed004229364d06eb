"""The ways this room opens in the frame."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cohive.guard.queries import count_open
from cohive.look.navigation import Entry, holders, members, visitors
from cohive.look.viewers import Viewer


def _unread(viewer: Viewer | None) -> int:
    return viewer.unread_notices if viewer else 0


def _open_reports(_viewer: Viewer | None) -> int:
    return count_open()


ENTRIES = (
    Entry("main", "circles", "bond:circles", _("Circles"), "messages-square", order=20),
    Entry(
        "main",
        "desk",
        "bond:desk",
        _("Desk"),
        "inbox",
        order=60,
        shown=holders("steward", "maker", "seller", "answerer"),
    ),
    Entry("circles", "circles", "bond:circles", _("All circles"), order=10),
    Entry("circles", "gatherings", "bond:gatherings", _("Gatherings"), order=30),
    Entry("circles", "offers", "bond:offers", _("Offers and needs"), order=20),
    Entry(
        "desk",
        "reports",
        "bond:reports",
        _("Reports"),
        "flag",
        order=80,
        shown=holders("steward"),
        part="looking",
        badge=_open_reports,
    ),
    Entry(
        "desk",
        "people",
        "bond:people",
        _("Members and roles"),
        "users",
        order=90,
        shown=holders("steward"),
        part="place",
    ),
    Entry("tools", "notices", "bond:notices", _("For you"), "bell", 20, members, badge=_unread),
    Entry("me", "me", "bond:me", _("Your page"), "user", shown=members),
    Entry("visitor", "sign-in", "account_login", _("Sign in"), "log-in", 10, visitors),
    Entry("visitor", "join", "account_signup", _("Join"), "user-plus", 20, visitors, primary=True),
)
