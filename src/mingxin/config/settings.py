"""Settings, from the environment only; each is read once, here."""

import os
from pathlib import Path

import dj_database_url

from mingxin.config.home import home_folder, keys_folder
from mingxin.config.secret import secret_key

HOME = home_folder()
KEYS = keys_folder(HOME)

CITY_NAME = os.environ.get("MINGXIN_CITY", "云泽市")
SITE_NAME = os.environ.get("MINGXIN_SITE_NAME", "信用云泽")
INSTANCE_CODE = os.environ.get("MINGXIN_INSTANCE_CODE", "429913")
SITE_URL = os.environ.get("MINGXIN_SITE_URL", "http://127.0.0.1:8000")
SITE_ORGANISER = os.environ.get("MINGXIN_ORGANISER", f"{CITY_NAME}发展和改革委员会")
SITE_OPERATOR = os.environ.get("MINGXIN_OPERATOR", f"{CITY_NAME}公共信用信息中心")
SITE_TELEPHONE = os.environ.get("MINGXIN_TELEPHONE", "")
SITE_CODE = os.environ.get("MINGXIN_SITE_CODE", "")

ORIGINALS_KEPT_DAYS = int(os.environ.get("MINGXIN_ORIGINALS_KEPT_DAYS", "30"))
INTAKE_BATCH_MAX_ROWS = int(os.environ.get("MINGXIN_INTAKE_BATCH_MAX_ROWS", "200000"))
INTAKE_FILE_MAX_BYTES = int(os.environ.get("MINGXIN_INTAKE_FILE_MAX_BYTES", str(200 * 1024 * 1024)))
NATURAL_PERSON_ARCHIVE = False  # charter 2.1: off; switching it on needs cards that say so and is not built

DEBUG = False
SECRET_KEY = secret_key(KEYS)
ALLOWED_HOSTS = os.environ.get("MINGXIN_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("MINGXIN_TRUSTED_ORIGINS", "").split(",") if origin]
DOOR = os.environ.get("MINGXIN_DOOR", "portal")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.staticfiles",
    "django_htmx",
    "mingxin.rulebook",
    "mingxin.ledger",
    "mingxin.access",
    "mingxin.vault",
    "mingxin.catalogue",
    "mingxin.archive",
    "mingxin.intake",
    "mingxin.uses",
    "mingxin.doors",
]
AUTH_USER_MODEL = "access.Person"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "mingxin.doors.portal.middleware.PublicHeaders",
]
DOORS = [Path(__file__).parent.parent / "doors" / door for door in ("portal", "parts")]
ROOT_URLCONF = "mingxin.config.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [folder / "templates" for folder in DOORS],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "mingxin.doors.portal.site.site",
            ],
        },
    }
]

DATABASE_URL = os.environ.get("MINGXIN_DATABASE_URL") or f"sqlite:///{HOME / 'mingxin.sqlite3'}"
DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=600)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["CONN_MAX_AGE"] = None
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY; "
            "PRAGMA secure_delete=ON;"  # what is erased leaves no bytes behind
        ),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [folder / "static" for folder in DOORS]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = SITE_URL.startswith("https://")
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SITE_URL.startswith("https://") else 0
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # other subdomains of the city are not ours to bind
    "security.W008",  # the reverse proxy redirects to HTTPS
    "security.W021",  # nor is the browsers' preload list
]

# Faults go to standard error, with the place in the code; never a query string, a form or a file's content.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"fault": {"()": "mingxin.config.faults.PlainFault"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "fault"}},
    "loggers": {"django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False}},
}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
