"""Rows of ideas."""
