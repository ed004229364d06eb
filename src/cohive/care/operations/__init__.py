"""What changes this room: one file for each kind of thing."""

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

__all__ = [
    "Post",
    "be_quiet",
    "erase_mention",
    "forget_mentions",
    "judge_alarm",
    "listen_at",
    "listen_for",
    "mark_mention",
    "note_answer",
    "ring",
    "stop_listening_at",
    "stop_listening_for",
    "take_in",
]
