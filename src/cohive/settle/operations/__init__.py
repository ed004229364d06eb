"""Writes of this room: dividing, taking back, questions, past sales."""
