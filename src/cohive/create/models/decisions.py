"""Decisions: who decided what, when, and the public reason."""
