"""The roof: settings, addresses, front page, command line. Imports all, imported by none."""
