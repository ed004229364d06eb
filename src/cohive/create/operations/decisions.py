"""Writing decisions."""
