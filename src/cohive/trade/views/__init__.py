"""Pages of this room: one door call (or very few) each."""
