"""Settings: base for every place, test for the checks."""
