"""Reading works."""
