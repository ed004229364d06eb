"""What changes this room: one file for each kind of thing."""

from cohive.care.files import Piece
from cohive.care.operations.answering import (
    be_here,
    save_draft,
    take_answer_back,
    try_answer_again,
    write_answer,
    write_note,
)
from cohive.care.operations.conversations import (
    assign,
    label,
    merge_conversations,
    move_conversation,
    unmerge_conversation,
    wake_snoozed,
)
from cohive.care.operations.crediting import log_answers
from cohive.care.operations.desk import (
    connect_source,
    keep_canned_answer,
    make_label,
    rate_answer,
    retire_canned_answer,
    retire_label,
    set_inbox_rules,
    set_opening_hours,
)
from cohive.care.operations.dispatching import (
    claim_answer,
    give_up_lost,
    note_failed,
    note_sent,
    note_unsent,
    note_unsure,
)
from cohive.care.operations.forgetting import erase_writer, forget_old, forget_person, known_files
from cohive.care.operations.listening import (
    be_quiet,
    erase_mention,
    judge_alarm,
    listen_at,
    listen_for,
    mark_mention,
    stop_listening_at,
    stop_listening_for,
)
from cohive.care.operations.mentions import Post, forget_mentions, note_answer, ring, take_in
from cohive.care.operations.people import merge_people, unmerge_person
from cohive.care.operations.receiving import Received, Sender, receive
from cohive.care.operations.sources import begin_source, note_read, note_unreadable
from cohive.care.operations.standing import ANSWERERS, may_answer, require_answerer

__all__ = [
    "ANSWERERS",
    "Piece",
    "Post",
    "Received",
    "Sender",
    "assign",
    "be_here",
    "be_quiet",
    "begin_source",
    "claim_answer",
    "connect_source",
    "erase_mention",
    "erase_writer",
    "forget_mentions",
    "forget_old",
    "forget_person",
    "give_up_lost",
    "judge_alarm",
    "keep_canned_answer",
    "known_files",
    "label",
    "listen_at",
    "listen_for",
    "log_answers",
    "make_label",
    "mark_mention",
    "may_answer",
    "merge_conversations",
    "merge_people",
    "move_conversation",
    "note_answer",
    "note_failed",
    "note_read",
    "note_sent",
    "note_unreadable",
    "note_unsent",
    "note_unsure",
    "rate_answer",
    "receive",
    "require_answerer",
    "retire_canned_answer",
    "retire_label",
    "ring",
    "save_draft",
    "set_inbox_rules",
    "set_opening_hours",
    "stop_listening_at",
    "stop_listening_for",
    "take_answer_back",
    "take_in",
    "try_answer_again",
    "unmerge_conversation",
    "unmerge_person",
    "wake_snoozed",
    "write_answer",
    "write_note",
]
