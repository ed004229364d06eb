"""xz, unpacked as a stream of bounded memory; several streams after each other are one file."""

from __future__ import annotations

import lzma
from typing import BinaryIO, Final

__all__ = ["XZ_MAGIC", "XzReader"]

XZ_MAGIC: Final = b"\xfd7zXZ\0"
MEMORY_BYTES_MAX = 256 * 1024**2
PACKED_BYTES: Final = 16 * 1024
"""Read at once: what follows the end of a stream is copied, and a file may have a million."""
_PADDING_BYTES: Final = 4


class XzReader:
    """Unpacks xz with a limit on the memory a stream may ask for, which lzma.open does not offer.

    raw: the file from the beginning of its first stream on.
    """

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self._decoder = _decoder()

    def read(self, size: int) -> bytes:
        """Up to `size` bytes, b"" at the end. Raises EOFError or LZMAError when damaged."""
        while True:
            packed = b""
            if self._decoder.eof:  # another stream may follow, after padding
                packed = self._behind_padding()
                if not packed:
                    return b""
                self._decoder = _decoder()
            elif self._decoder.needs_input and not (packed := self._raw.read(PACKED_BYTES)):
                raise EOFError
            if data := self._decoder.decompress(packed, size):
                return data

    def _behind_padding(self) -> bytes:
        """What stands behind the stream's padding, b"" at the end of the file.

        The format (.xz file format 1.2, section 2.2) wants zeros there in fours. Raises LZMAError
        for another number of them, as xz refuses it.
        """
        padding_bytes = 0
        packed = self._decoder.unused_data or self._raw.read(PACKED_BYTES)
        while packed and not packed.strip(b"\0"):
            padding_bytes += len(packed)
            packed = self._raw.read(PACKED_BYTES)
        behind = packed.lstrip(b"\0")
        padding_bytes += len(packed) - len(behind)
        if padding_bytes % _PADDING_BYTES:
            raise lzma.LZMAError
        return behind


def _decoder() -> lzma.LZMADecompressor:
    return lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=MEMORY_BYTES_MAX)
