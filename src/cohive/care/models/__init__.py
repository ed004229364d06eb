"""Rows of this room, by what they are about."""
