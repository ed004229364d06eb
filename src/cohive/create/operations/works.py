"""Writing works."""
