"""Whole catalogues at once, on arrays: for ranking and insight where floats are good enough."""
