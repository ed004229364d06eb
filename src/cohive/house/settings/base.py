"""The settings of every place. What differs comes from its folder or from the environment:

COHIVE_HOME (folder), DATABASE_URL, COHIVE_ADDRESS (https://… of a public place), COHIVE_MAIL
(smtp://user:password@host:port), COHIVE_DEBUG=1 for development.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from cohive.house.settings.backups import backup_folder, backup_hour, backups_kept
from cohive.house.settings.channels import channel_keys
from cohive.house.settings.home import DEMO_MARKER, database, home_folder, key
from cohive.house.settings.inbox import inbox_keys
from cohive.house.settings.mail import bounce_address, mail_connections, mail_settings
from cohive.house.settings.payments import payment_keys
from cohive.house.settings.translation import translation_settings

HOME = home_folder()
DEMO = (HOME / DEMO_MARKER).exists()
DEBUG = os.environ.get("COHIVE_DEBUG") == "1"
ADDRESS = os.environ.get("COHIVE_ADDRESS", "http://localhost:8000").rstrip("/")
SECRET_KEY = key(HOME, "secret")

_HTTPS = ADDRESS.startswith("https://")
ALLOWED_HOSTS = sorted({str(urlsplit(ADDRESS).hostname), "localhost", "127.0.0.1"})
CSRF_TRUSTED_ORIGINS = [ADDRESS]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "cohive.look",
    "cohive.journal",
    "cohive.ledger",
    "cohive.guard",
    "cohive.bond",
    "cohive.create",
    "cohive.spread",
    "cohive.trade",
    "cohive.care",
    "cohive.settle",
    "cohive.evolve",
    "cohive.house",
]
MIDDLEWARE = [
    "cohive.look.middleware.NetworkAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cohive.trade.sold_out.SoldOutMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "cohive.spread.negotiation.ActorNegotiationMiddleware",
    "cohive.look.middleware.LanguageMiddleware",
    "cohive.look.middleware.ContentSecurityMiddleware",
    "cohive.look.middleware.RefusalMiddleware",
    "cohive.look.outages.OutageMiddleware",
    "cohive.house.uploads.StrangersFilesMiddleware",
]
ROOT_URLCONF = "cohive.house.urls"
WSGI_APPLICATION = "cohive.house.wsgi.application"

_CONTEXT_PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.messages.context_processors.messages",
    "cohive.look.context.frame",
    "cohive.house.pages.wake.quiet_note",
]
ROOMS = ("house", "evolve", "settle", "care", "trade", "spread", "create", "bond", "guard", "look")
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": False,
        "DIRS": [Path(__file__).parents[2] / room / "templates" for room in ROOMS],
        "OPTIONS": {
            "environment": "cohive.look.environment.environment",
            "context_processors": _CONTEXT_PROCESSORS,
        },
    },
    {
        # allauth looks for its own mail and page templates here when ours are missing
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

DATABASES = {"default": database(HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "bond.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "cohive.bond.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "signup": "cohive.bond.forms.account.JoinForm",
    "login": "cohive.bond.forms.account.SignInForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]  # without one: a one-tap link by mail
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 60 * 30
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "30/m/ip,5/60s/key",
    "signup": "20/m/ip",
    "request_login_code": "20/m/ip,3/m/key",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "confirm_email": "1/3m/key",
}
MFA_ADAPTER = "cohive.bond.adapter.PasskeyAdapter"
MFA_SUPPORTED_TYPES = ["webauthn"]  # one more way in, never a second lock
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _HTTPS

SESSION_ENGINE = "cohive.bond.sessions"  # in the cookie, sealed: it holds mailed codes
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 24 * 60
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

SECURE_SSL_REDIRECT = _HTTPS
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if _HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "cohive.look.views.form_expired"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [Path(__file__).parents[2] / "look" / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
MEDIA_ROOT = HOME / "media"
MEDIA_URL = "media/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

globals().update(mail_settings(HOME, demo=DEMO))
MAIL_CONNECTIONS, MAIL_BOUNCES = mail_connections(), bounce_address()
PAYMENT_KEYS = payment_keys()
FEDERATION_TEST_PORT = os.environ.get("COHIVE_FEDERATION_TEST_PORT", "")
CHANNEL_KEYS = channel_keys()
INBOX_KEYS = inbox_keys()
TRANSLATION = translation_settings()
TELEGRAM_ADDRESS = "https://api.telegram.org"
WECHAT_ADDRESS = "https://api.weixin.qq.com"
PRACTICE = os.environ.get("COHIVE_PRACTICE", "") == "1"
BACKUPS = backup_folder()
BACKUPS_KEEP, BACKUPS_HOUR = backups_kept(), backup_hour()

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
