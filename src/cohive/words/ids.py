"""Ids in time order, so that an index on the id is an index on the order of making.

UUID version 7 (RFC 9562) carries milliseconds in its first 48 bits.
"""

from uuid import UUID

from uuid_utils.compat import uuid7

__all__ = ["AgentId", "new_id"]

AgentId = UUID


def new_id() -> UUID:
    """Return a new UUIDv7, greater than every id this process made in earlier milliseconds."""
    return uuid7()
