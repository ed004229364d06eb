"""Writing in this room. Every operation names who does it and when, and ends in an act."""

from cohive.bond.operations.circles import change_circle, create_circle, join_circle, leave_circle
from cohive.bond.operations.closing import close_account, reopen_account
from cohive.bond.operations.divisions import (
    Belonging,
    divide_circle,
    merge_circle,
    restore_circle,
)
from cohive.bond.operations.doors import (
    drop_unproven_ways,
    low_door_agent,
    one_tap_url,
    sign_in_url,
    user_of_sign_in,
)
from cohive.bond.operations.leaving import delete_account
from cohive.bond.operations.mail import deliver_mail
from cohive.bond.operations.members import change_profile, claim, join, make_unclaimed, set_tongue
from cohive.bond.operations.notices import answer_notice, mark_read, notify
from cohive.bond.operations.place import change_place, found_place
from cohive.bond.operations.proposals import (
    drop_commitment,
    make_proposal,
    say_done,
    take_up,
    withdraw_proposal,
)
from cohive.bond.operations.roles import grant_role, revoke_role
from cohive.bond.operations.talk import (
    close_report,
    edit_post,
    reply,
    report_post,
    start_thread,
    withdraw_post,
)

__all__ = [
    "Belonging",
    "answer_notice",
    "change_circle",
    "change_place",
    "change_profile",
    "claim",
    "close_account",
    "close_report",
    "create_circle",
    "delete_account",
    "deliver_mail",
    "divide_circle",
    "drop_commitment",
    "drop_unproven_ways",
    "edit_post",
    "found_place",
    "grant_role",
    "join",
    "join_circle",
    "leave_circle",
    "low_door_agent",
    "make_proposal",
    "make_unclaimed",
    "mark_read",
    "merge_circle",
    "notify",
    "one_tap_url",
    "reopen_account",
    "reply",
    "report_post",
    "restore_circle",
    "revoke_role",
    "say_done",
    "set_tongue",
    "sign_in_url",
    "start_thread",
    "take_up",
    "user_of_sign_in",
    "withdraw_post",
    "withdraw_proposal",
]
