"""The frame: one table of acts, whatever community it comes from.

Every history, the live journal's and a file's from elsewhere, becomes this table; every measure of
the engine reads it. A frame is checked when it is made: whoever holds one need not check again.
"""

from cohive.engine.frames.checking import Problem, frame_of, validated
from cohive.engine.frames.files import is_frame, read_frame, write_frame
from cohive.engine.frames.table import COLUMNS, INSTANT, SCHEMA, Frame

__all__ = [
    "COLUMNS",
    "INSTANT",
    "SCHEMA",
    "Frame",
    "Problem",
    "frame_of",
    "is_frame",
    "read_frame",
    "validated",
    "write_frame",
]
