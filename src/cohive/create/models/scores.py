"""Rows of scores."""
