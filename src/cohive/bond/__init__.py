"""Bond: members and their vault, circles and conversations, offers and needs, notices, the place.

Names, addresses and profiles stand only here, in rows that can be erased; every other room and
the journal know a member by the id of her agent.
"""
