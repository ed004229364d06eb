"""Reads of this room, returning frozen dataclasses."""
