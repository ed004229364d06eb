"""Reading products, their decisions, contributions and agreements."""
