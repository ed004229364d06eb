"""Sessions kept in the browser's cookie, sealed so that the browser cannot read them.

Django's own cookie sessions are signed but open. allauth keeps the code it sends by mail in the
session, so whoever asks for a code with somebody else's address could read it in his own cookie
and sign in as her. Sealed (Fernet: AES-128-CBC and HMAC-SHA256, https://github.com/fernet/spec) the
cookie tells nothing. No table and no query are needed, as before.
"""

from __future__ import annotations

import zlib
from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.sessions.backends import signed_cookies
from django.utils.crypto import salted_hmac

SALT = "cohive.bond.sessions"


class SessionStore(signed_cookies.SessionStore):
    """The session is the cookie: packed, sealed and stamped with its moment."""

    def load(self) -> dict[str, object]:
        """What the cookie holds; an empty session when it is foreign, altered or too old."""
        try:
            packed = _sealer().decrypt(
                str(self.session_key).encode(), ttl=self.get_session_cookie_age()
            )
            kept: dict[str, object] = self.serializer().loads(zlib.decompress(packed))
        except (InvalidToken, UnicodeError, ValueError, zlib.error):
            self.create()
            return {}
        return kept

    def _get_session_key(self) -> str:
        data = self._session  # type: ignore[attr-defined]  # the stubs lack it
        packed = zlib.compress(self.serializer().dumps(data))
        return _sealer().encrypt(packed).decode("ascii")


def _sealer() -> MultiFernet:
    """Seals with the place's secret; opens with former ones too."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(secret)) for secret in secrets])


def _key(secret: str | bytes) -> bytes:
    digest = salted_hmac(SALT, "seal", secret=secret, algorithm="sha256").digest()
    return urlsafe_b64encode(digest)
