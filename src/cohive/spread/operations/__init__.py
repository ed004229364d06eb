"""What changes this room: one file for each kind of thing."""

from cohive.spread.operations.brought_along import (
    BroughtAlong,
    BroughtSubscription,
    RecordedConsent,
    decline_addresses,
    erase_address,
    import_subscription,
    import_subscriptions,
)
from cohive.spread.operations.cascade import credit_order, record_arrival, record_boost, undo_boost
from cohive.spread.operations.consents import answer_for_work, ask_for_work
from cohive.spread.operations.federation_actors import (
    agree_to_federation,
    decline_federation,
    switch_federation,
)
from cohive.spread.operations.federation_blocks import (
    block_domains,
    decide_follower,
    unblock_domain,
)
from cohive.spread.operations.federation_deliveries import forget_sent, let_dead_hosts_go
from cohive.spread.operations.federation_inbox import keep_remote, receive_activity
from cohive.spread.operations.federation_posts import (
    answer_remote,
    change_post,
    publish,
    withdraw_post,
)
from cohive.spread.operations.links import (
    make_link,
    record_conversion,
    record_visit,
    say_interest_of_link,
)
from cohive.spread.operations.named_carriers import erase_carrier, name_carrier
from cohive.spread.operations.newsletter_audiences import choose_audience
from cohive.spread.operations.newsletter_mails import (
    claim_mails,
    claimed_mails,
    record_bounce,
    record_returned_mail,
    set_waiting,
    settle_mails,
)
from cohive.spread.operations.newsletters import (
    begin_issue,
    discard_issue,
    finish_issue,
    pause_issue,
    queue_due_issues,
    queue_issue,
    resume_issue,
    schedule_issue,
    set_newsletter_rules,
    stop_issue,
    unschedule_issue,
    write_issue,
)
from cohive.spread.operations.subscriptions import (
    ask_for_newsletter,
    ask_owner,
    choose_newsletter_language,
    confirm_subscription,
    end_all_subscriptions,
    end_subscription,
    erase_subscriber,
    erase_subscriptions_of,
    forget_unconfirmed,
)
from cohive.spread.operations.taking_back import end_brought, take_back_imported

__all__ = [
    "BroughtAlong",
    "BroughtSubscription",
    "RecordedConsent",
    "agree_to_federation",
    "answer_for_work",
    "answer_remote",
    "ask_for_newsletter",
    "ask_for_work",
    "ask_owner",
    "begin_issue",
    "block_domains",
    "change_post",
    "choose_audience",
    "choose_newsletter_language",
    "claim_mails",
    "claimed_mails",
    "confirm_subscription",
    "credit_order",
    "decide_follower",
    "decline_addresses",
    "decline_federation",
    "discard_issue",
    "end_all_subscriptions",
    "end_brought",
    "end_subscription",
    "erase_address",
    "erase_carrier",
    "erase_subscriber",
    "erase_subscriptions_of",
    "finish_issue",
    "forget_sent",
    "forget_unconfirmed",
    "import_subscription",
    "import_subscriptions",
    "keep_remote",
    "let_dead_hosts_go",
    "make_link",
    "name_carrier",
    "pause_issue",
    "publish",
    "queue_due_issues",
    "queue_issue",
    "receive_activity",
    "record_arrival",
    "record_boost",
    "record_bounce",
    "record_conversion",
    "record_returned_mail",
    "record_visit",
    "resume_issue",
    "say_interest_of_link",
    "schedule_issue",
    "set_newsletter_rules",
    "set_waiting",
    "settle_mails",
    "stop_issue",
    "switch_federation",
    "take_back_imported",
    "unblock_domain",
    "undo_boost",
    "unschedule_issue",
    "withdraw_post",
    "write_issue",
]
