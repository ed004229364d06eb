"""How the rows of this room came to be."""
