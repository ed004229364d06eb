"""Pages of this room: one door call per view."""
