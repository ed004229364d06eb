"""Reads of this room: statements, flows, what came back, questions, past sales."""
