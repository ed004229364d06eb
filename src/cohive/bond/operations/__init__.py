"""Writing in this room. Every operation names who does it and when, and ends in an act."""

from cohive.bond.operations.machine import (
    change_machine,
    let_machines_into_circle,
    may_ask_machine,
    translate_by_machine,
)
from cohive.bond.operations.translations import (
    confirm_translation,
    edit_translation,
    original_changed,
    original_gone,
    report_translation,
    translate,
    unconfirm_translation,
    withdraw_translation,
)

from cohive.bond.operations.circles import change_circle, create_circle, join_circle, leave_circle
from cohive.bond.operations.closing import close_account, reopen_account
from cohive.bond.operations.divisions import Belonging, divide_circle, merge_circle, restore_circle
from cohive.bond.operations.doors import (
    drop_unproven_ways,
    low_door_agent,
    one_tap_url,
    sign_in_url,
    user_of_sign_in,
)
from cohive.bond.operations.gatherings import (
    GatheringTerms,
    call_off_gathering,
    change_gathering,
    plan_gathering,
    say_coming,
    say_not_coming,
)
from cohive.bond.operations.leaving import delete_account
from cohive.bond.operations.mail import deliver_mail
from cohive.bond.operations.members import (
    change_profile,
    claim,
    join,
    make_unclaimed,
    set_tongue,
    unname_unclaimed,
)
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
from cohive.bond.operations.tier_applications import (
    admit_to_tier,
    apply_for_tier,
    decline_for_tier,
    withdraw_application,
)
from cohive.bond.operations.tier_periods import (
    Why,
    begin_period,
    end_period,
    grant_tier,
    keep_tier_place,
    let_tier_place_go,
    note_reminded,
    resume_periods,
    take_tier_back,
    year_after,
)
from cohive.bond.operations.tiers import (
    TierTerms,
    change_tier,
    close_tier,
    make_tier,
    open_tier_again,
    set_circle_tier,
)

__all__ = [
    "Belonging",
    "GatheringTerms",
    "TierTerms",
    "Why",
    "admit_to_tier",
    "answer_notice",
    "apply_for_tier",
    "begin_period",
    "call_off_gathering",
    "change_circle",
    "change_gathering",
    "change_machine",
    "change_place",
    "change_profile",
    "change_tier",
    "claim",
    "close_account",
    "close_report",
    "close_tier",
    "confirm_translation",
    "create_circle",
    "decline_for_tier",
    "delete_account",
    "deliver_mail",
    "divide_circle",
    "drop_commitment",
    "drop_unproven_ways",
    "edit_post",
    "edit_translation",
    "end_period",
    "found_place",
    "grant_role",
    "grant_tier",
    "join",
    "join_circle",
    "keep_tier_place",
    "leave_circle",
    "let_machines_into_circle",
    "let_tier_place_go",
    "low_door_agent",
    "make_proposal",
    "make_tier",
    "make_unclaimed",
    "mark_read",
    "may_ask_machine",
    "merge_circle",
    "note_reminded",
    "notify",
    "one_tap_url",
    "open_tier_again",
    "original_changed",
    "original_gone",
    "plan_gathering",
    "reopen_account",
    "reply",
    "report_post",
    "report_translation",
    "restore_circle",
    "resume_periods",
    "revoke_role",
    "say_coming",
    "say_done",
    "say_not_coming",
    "set_circle_tier",
    "set_tongue",
    "sign_in_url",
    "start_thread",
    "take_tier_back",
    "take_up",
    "translate",
    "translate_by_machine",
    "unconfirm_translation",
    "unname_unclaimed",
    "user_of_sign_in",
    "withdraw_application",
    "withdraw_post",
    "withdraw_proposal",
    "withdraw_translation",
    "year_after",
]
