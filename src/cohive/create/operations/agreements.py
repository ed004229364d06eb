"""Writing agreements."""
