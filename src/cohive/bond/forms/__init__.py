"""Forms of this room: what a page asks for; what is allowed is decided by the operations."""
