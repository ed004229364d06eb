"""Writes of this room: dividing, taking back, questions, past sales."""

from cohive.settle.operations.distribute import distribute_order, take_back
from cohive.settle.operations.drafts import finish_draft, keep_draft, remember_mapping
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
from cohive.settle.operations.questions import answer_question, question_line

__all__ = [
    "PastImport",
    "answer_question",
    "distribute_order",
    "end_links",
    "finish_draft",
    "follow_reviews",
    "import_past_sales",
    "keep_draft",
    "link_of_token",
    "make_statement_links",
    "note_opened",
    "question_line",
    "remember_mapping",
    "statement_link_url",
    "statement_token",
    "take_back",
]
