"""Writing products."""
