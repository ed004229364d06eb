"""Writes of this room: dividing, taking back, questions, past sales."""

from cohive.settle.operations.distribute import distribute_order, take_back
from cohive.settle.operations.questions import answer_question, question_line

__all__ = ["answer_question", "distribute_order", "question_line", "take_back"]
