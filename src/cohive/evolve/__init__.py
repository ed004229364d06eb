"""A room; see ARCHITECTURE.md."""
