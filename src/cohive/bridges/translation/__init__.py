"""Machines that translate: the one interface, and one implementation over HTTP."""
