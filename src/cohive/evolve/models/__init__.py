"""Rows of this room; others enter by `operations`, `queries` and `events`."""
