"""Reading scores."""
