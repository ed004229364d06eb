"""Products: what is made to be sold, its sizes, costs and pictures."""
