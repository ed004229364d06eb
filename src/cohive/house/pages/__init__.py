"""Pages of the house itself: front page, first run, demo, health."""
