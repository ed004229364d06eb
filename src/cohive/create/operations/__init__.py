"""What one can do here: every write of the room, one atomic door each."""
