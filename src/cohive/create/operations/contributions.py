"""Writing contributions."""
