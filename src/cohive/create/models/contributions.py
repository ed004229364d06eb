"""Contributions: who worked in which stage of a product."""
