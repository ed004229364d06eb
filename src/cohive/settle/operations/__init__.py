"""Writes of this room: dividing, taking back, questions, past sales."""

from cohive.settle.operations.corrections import answer_with_correction
from cohive.settle.operations.distribute import distribute_order, take_back
from cohive.settle.operations.drafts import finish_draft, keep_draft, remember_mapping
from cohive.settle.operations.giving import give_to_community
from cohive.settle.operations.holds import follow_reviews
from cohive.settle.operations.links import (
    end_links,
    link_of_token,
    make_statement_links,
    note_opened,
    statement_link_url,
    statement_token,
)
from cohive.settle.operations.past_sales import PastImport, import_past_sales
from cohive.settle.operations.payout_batches import (
    approve_batch,
    cancel_batch,
    propose_batch,
)
from cohive.settle.operations.payout_outcomes import mark_executed, mark_failed, mark_returned
from cohive.settle.operations.payout_rules import (
    RulesWanted,
    WayWanted,
    choose_payout_way,
    decide_payout_rules,
    decide_withholding,
)
from cohive.settle.operations.provider_accounts import ask_for_account, note_account
from cohive.settle.operations.questions import answer_question, question_line
from cohive.settle.operations.spending import spend_on_order
from cohive.settle.operations.successions import (
    approve_succession,
    choose_after_me,
    propose_succession,
    reopen_after_mistake,
    stop_succession,
)

__all__ = [
    "PastImport",
    "RulesWanted",
    "WayWanted",
    "answer_question",
    "answer_with_correction",
    "approve_batch",
    "approve_succession",
    "ask_for_account",
    "cancel_batch",
    "choose_after_me",
    "choose_payout_way",
    "decide_payout_rules",
    "decide_withholding",
    "distribute_order",
    "end_links",
    "finish_draft",
    "follow_reviews",
    "give_to_community",
    "import_past_sales",
    "keep_draft",
    "link_of_token",
    "make_statement_links",
    "mark_executed",
    "mark_failed",
    "mark_returned",
    "note_account",
    "note_opened",
    "propose_batch",
    "propose_succession",
    "question_line",
    "remember_mapping",
    "reopen_after_mistake",
    "spend_on_order",
    "statement_link_url",
    "statement_token",
    "stop_succession",
    "take_back",
]
