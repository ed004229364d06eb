"""What the journal says of decisions, products, contributions and agreements."""
