"""Writing scores."""
