"""What one can ask here: frozen answers, each with a known number of SQL queries."""
