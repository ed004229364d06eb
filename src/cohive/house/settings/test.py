"""The settings of the checks: an empty place in a temporary folder, fast passwords."""

import os
import tempfile

os.environ.setdefault("COHIVE_HOME", tempfile.mkdtemp(prefix="cohive-test-"))
os.environ["COHIVE_DEBUG"] = "0"

from cohive.house.settings.base import *  # noqa: F403 - the folder must be named first

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = False
WHITENOISE_USE_FINDERS = True
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 - WhiteNoise warns without it

if DATABASES["default"]["ENGINE"] == "cohive.journal.sqlite":  # noqa: F405 - from the base
    # in memory; the test runner writes its workers' suffix behind the last word
    DATABASES["default"]["TEST"] = {  # noqa: F405 - from the base
        "NAME": "file:cohive_tests?mode=memory&cache=shared&worker=x"
    }
