"""A translating server of our own, for tests over real HTTP."""
