"""Django's settings for one house: the folder that the environment variable HALFSKY_HOUSE names.

Without the variable (static files, type checks, migrations being written) the settings stand for an empty house in
memory, with a key that nobody keeps.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF

from halfsky.store.folder import Folder, HouseSettings
from halfsky.store.locks import PATIENCE

HALFSKY_HOUSE = os.environ.get("HALFSKY_HOUSE", "")
_folder = Folder(Path(HALFSKY_HOUSE)) if HALFSKY_HOUSE else None
_house = _folder.settings() if _folder else HouseSettings()
PROJECT = Path(__file__).resolve().parents[3]

SECRET_KEY = _folder.read_key(_folder.secret_key) if _folder else secrets.token_urlsafe(50)
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *_house.allowed_hosts]
ROOT_URLCONF = "halfsky.site.urls"
WSGI_APPLICATION = "halfsky.site.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "ninja",
    "halfsky.store",
    "halfsky.web",
    "halfsky.api",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "halfsky.web.middleware.Language",
    "halfsky.web.middleware.Viewing",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
            ],
        },
    }
]


def database_of(folder: Folder | None, house: HouseSettings) -> dict[str, Any]:
    """The database of a house: the one its house.json names, else SQLite in its folder; in memory without a house.

    IMMEDIATE: a writer takes SQLite's lock at its start, so it never fails half-way for want of it. FULL: what was
    acknowledged is on the disk, also after a power cut; it costs about a millisecond a commit.
    """
    if house.database:
        from halfsky.store.postgres import django_settings

        return django_settings(house.database)
    if folder and folder.database.exists() and not os.access(folder.path, os.W_OK):
        return _only_read(folder.database)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(folder.database) if folder else ":memory:",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": PATIENCE,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }


def _only_read(database: Path) -> dict[str, Any]:
    """The database in a folder that cannot be written: SQLite can make no files of its own beside it. Without such
    files from before there is nothing in them, and nobody else can write; then none are needed."""
    beside = database.with_name(f"{database.name}-wal")
    how = "mode=ro" if beside.exists() and beside.stat().st_size else "immutable=1"
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": f"{database.as_uri()}?{how}", "CONN_MAX_AGE": None}


DATABASES = {"default": database_of(_folder, _house)}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTH_USER_MODEL = "store.User"
# How long a password must be is a setting of the house; `halfsky.actions.users` asks for it.
_validators = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_validators}.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ("username", "name")}},
    {"NAME": f"{_validators}.CommonPasswordValidator"},
    {"NAME": f"{_validators}.NumericPasswordValidator"},
]
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/"
CSRF_FAILURE_VIEW = "halfsky.web.views.errors.stale_form"

# A form without scripts sends a field a cell; 分县 tables come as workbooks.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = _house.time_zone

# Scripts and styles of others come from the package manager: only the files that pages use are served.
NODE_MODULES = Path(os.environ.get("HALFSKY_NODE_MODULES", PROJECT / "node_modules"))
VENDOR_FILES = {"echarts": ["dist/echarts.min.js"], "htmx.org": ["dist/htmx.min.js"]}
STATIC_URL = "/static/"
STATIC_ROOT = PROJECT / "build" / "static"
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.AppDirectoriesFinder", "halfsky.site.vendor.VendorFinder"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# The API takes the answers of many units in one request, and refuses more than this in its own words.
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024

# A request that is too large for any file of ours is read to its end and dropped, nothing of it kept.
FILE_UPLOAD_HANDLERS = [
    "halfsky.web.uploading.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _house.https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _house.https else None
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in _house.allowed_hosts if _house.https]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
