"""What the journal says of listening and answering."""
