"""Writes of this room, each ending in an act."""
