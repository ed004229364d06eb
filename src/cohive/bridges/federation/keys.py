"""The private keys of our actors: one file each in the place's folder, never in the database.

A copy of the database alone can therefore not speak as the place.
"""

from __future__ import annotations

import contextlib
import os
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

__all__ = ["FOLDER", "private_key", "public_pem"]

FOLDER = "federation"
"""The folder's name, in the place's folder for keys."""

BITS = 2048
"""What every server of the federation reads."""


def private_key(folder: Path, actor: UUID) -> rsa.RSAPrivateKey:
    """The key of an actor, made at first use and readable by its owner only.

    Two processes that make it at one moment end with one: the first file wins.
    """
    path = folder / FOLDER / f"{actor}.pem"
    if not path.exists():
        _make(path)
    return _read(path, path.stat().st_mtime_ns)


def public_pem(folder: Path, actor: UUID) -> str:
    """The public half, as it stands in the actor's document."""
    public = private_key(folder, actor).public_key()
    return public.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    ).decode()


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    content = made.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    part = path.with_suffix(f".{os.getpid()}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(FileExistsError):
        os.link(part, path)
    part.unlink(missing_ok=True)


@lru_cache(maxsize=256)
def _read(path: Path, _changed_ns: int) -> rsa.RSAPrivateKey:
    """Read once: taking a key apart costs more than signing with it."""
    found = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(found, rsa.RSAPrivateKey):
        raise TypeError(f"{path.name} is no RSA key")
    return found
