"""What the journal says of ideas, challenges, works and scores."""
