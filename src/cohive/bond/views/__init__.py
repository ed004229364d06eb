"""Pages of this room: one door call (or few), plain data for the template."""
