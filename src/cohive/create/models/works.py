"""Rows of works."""
