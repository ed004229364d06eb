"""What changes this room: one file for each kind of thing."""

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
from cohive.spread.operations.federation_replies import record_boost
from cohive.spread.operations.links import (
    make_link,
    record_conversion,
    record_visit,
    say_interest_of_link,
)

__all__ = [
    "agree_to_federation",
    "answer_remote",
    "block_domains",
    "change_post",
    "decide_follower",
    "decline_federation",
    "forget_sent",
    "keep_remote",
    "let_dead_hosts_go",
    "make_link",
    "publish",
    "receive_activity",
    "record_boost",
    "record_conversion",
    "record_visit",
    "say_interest_of_link",
    "switch_federation",
    "unblock_domain",
    "withdraw_post",
]
