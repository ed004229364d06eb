"""Writing ideas."""
