"""Settings, from the environment, and the city's contacts from `city.yaml` in the home; each is read once, here."""

import os
from pathlib import Path

import dj_database_url

from mingxin.config import postgresql
from mingxin.config.choices import chosen, machines
from mingxin.config.city import read_city
from mingxin.config.home import home_folder, keys_folder
from mingxin.config.secret import older_secrets, secret_key
from mingxin.doors.parts.policy import add_to_static

HOME = home_folder()
KEYS = keys_folder(HOME)

CITY_NAME = os.environ.get("MINGXIN_CITY", "云泽市")
SITE_NAME = os.environ.get("MINGXIN_SITE_NAME", "信用云泽")
INSTANCE_CODE = os.environ.get("MINGXIN_INSTANCE_CODE", "429913")
SITE_URL = os.environ.get("MINGXIN_SITE_URL", "http://127.0.0.1:8000")
CITY = read_city(HOME)

ORIGINALS_KEPT_DAYS = int(os.environ.get("MINGXIN_ORIGINALS_KEPT_DAYS", "30"))
CLOCK_MOST_DAYS = float(os.environ.get("MINGXIN_CLOCK_MOST_DAYS", "3"))  # between two seals, for whoever destroys
INTAKE_BATCH_MAX_ROWS = int(os.environ.get("MINGXIN_INTAKE_BATCH_MAX_ROWS", "200000"))
INTAKE_FILE_MAX_BYTES = int(os.environ.get("MINGXIN_INTAKE_FILE_MAX_BYTES", str(200 * 1024 * 1024)))
# what the reading of one sent file may take, in a process of its own
READING_MEMORY_BYTES = int(os.environ.get("MINGXIN_READING_MEMORY_MB", "4096")) * 1024 * 1024
READING_CPU_SECONDS = int(os.environ.get("MINGXIN_READING_CPU_SECONDS", "300"))
READING_WALL_SECONDS = float(os.environ.get("MINGXIN_READING_WALL_SECONDS", "3600"))
NATURAL_PERSON_ARCHIVE = False  # charter 2.1: off; switching it on needs cards that say so and is not built

DEBUG = False
SECRET_KEY = secret_key(KEYS)
SECRET_KEY_FALLBACKS = older_secrets(KEYS)
ALLOWED_HOSTS = os.environ.get("MINGXIN_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("MINGXIN_TRUSTED_ORIGINS", "").split(",") if origin]
PROXIES = machines("MINGXIN_PROXIES")  # of these alone is believed whose request they pass on
_DOOR = chosen("MINGXIN_DOOR", ("all", "portal", "desk"))
DOORS_SERVED = ("portal", "desk") if _DOOR == "all" else (_DOOR,)
DESK_IDLE_MINUTES = int(os.environ.get("MINGXIN_SESSION_IDLE_MINUTES", "30"))
DESK_SESSION_HOURS = int(os.environ.get("MINGXIN_SESSION_HOURS", "10"))
DESK_PASSWORD_DAYS = int(os.environ.get("MINGXIN_PASSWORD_DAYS", "90"))  # 0: a password knows no age
DESK_PASSWORD_HISTORY = int(os.environ.get("MINGXIN_PASSWORD_HISTORY", "5"))  # former ones that may not come back
TRIES_BY_ADDRESS = int(os.environ.get("MINGXIN_TRIES_BY_ADDRESS", "50"))  # failed sign-ins in an hour; 0: no limit
REPORTS_BY_ADDRESS = int(os.environ.get("MINGXIN_REPORTS_BY_ADDRESS", "60"))  # in ten minutes; 0: no limit
REPORTS_AT_ONCE = int(os.environ.get("MINGXIN_REPORTS_AT_ONCE", "2"))  # set at the same time, by all server processes
EXPORTS_AT_ONCE = int(os.environ.get("MINGXIN_EXPORTS_AT_ONCE", "2"))  # written at once, by all server processes
OIDC_ISSUER = os.environ.get("MINGXIN_OIDC_ISSUER", "").rstrip("/")  # 政务统一身份认证; empty: not offered
OIDC_CLIENT_ID = os.environ.get("MINGXIN_OIDC_CLIENT_ID", "")
OIDC_CLIENT_SECRET = os.environ.get("MINGXIN_OIDC_CLIENT_SECRET", "")
OIDC_LOGIN_CLAIM = os.environ.get("MINGXIN_OIDC_LOGIN_CLAIM", "preferred_username")
SECOND_FACTOR = chosen("MINGXIN_SECOND_FACTOR", ("required", "offered"))

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "mingxin.rulebook",
    "mingxin.ledger",
    "mingxin.access",
    "mingxin.jobs",
    "mingxin.notices",
    "mingxin.vault",
    "mingxin.catalogue",
    "mingxin.archive",
    "mingxin.intake",
    "mingxin.uses",
    "mingxin.oversight",
    "mingxin.doors",
]
AUTH_USER_MODEL = "access.Person"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.AllowAllUsersModelBackend"
]  # the desk says why an account ended
SESSION_ENGINE = "mingxin.access.session_store"
SESSION_COOKIE_NAME = "mingxin_desk"
SESSION_COOKIE_PATH = "/desk/"  # the portal neither sets nor receives it
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = SITE_URL.startswith("https://")
SESSION_COOKIE_AGE = DESK_SESSION_HOURS * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "mingxin.doors.parts.compression.Compression",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "mingxin.doors.parts.headers.DoorHeaders",
    "mingxin.doors.limits.Limits",
    "mingxin.doors.unreadable.Unreadable",
]
DOORS = [Path(__file__).parent.parent / "doors" / door for door in ("portal", "desk", "parts")]
ROOT_URLCONF = "mingxin.config.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [folder / "templates" for folder in DOORS],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["mingxin.doors.parts.figures"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "mingxin.doors.parts.site.site",
                "mingxin.doors.desk.frame.frame",
            ],
        },
    }
]

# Long work: kind → its name on the pages, and the function that does it; named here, for that stands above `jobs`
JOBS: dict[str, tuple[str, str]] = {
    "intake.check": ("检查报送文件", "mingxin.intake.actions.checking.run_check"),
    "intake.mark": ("生成错误标注表", "mingxin.intake.actions.marked.run_mark"),
    "intake.admit": ("入库", "mingxin.intake.actions.releasing.run_admit"),
    "ledger.verify": ("核验账本、信息和登记", "mingxin.oversight.chain_proof.run_verify"),
}
JOBS_WITH_A_TIME: tuple[str, ...] = ("intake.admit",)  # taken before all other work: days are counted from a release
TIMETABLE: tuple[str, ...] = (
    "mingxin.oversight.reminders.remind",
    "mingxin.access.actions.sessions.tidy",
    "mingxin.intake.actions.resume.take_up_stranded",
    "mingxin.catalogue.actions.drafts.put_due_drafts",
)  # called with the time once a minute by every worker, and beside the server
# whatever the workers have at hand

DATABASE_URL = os.environ.get("MINGXIN_DATABASE_URL") or f"sqlite:///{HOME / 'mingxin.sqlite3'}"
DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=600, conn_health_checks=True)}
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
else:
    _given = DATABASES["default"].setdefault("OPTIONS", {})
    _given["options"] = postgresql.options(_given.get("options", ""))
POSTGRESQL_SETTINGS = postgresql.RELIED_UPON
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [folder / "static" for folder in DOORS]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True  # out of the program itself: nobody lays a page into a folder of the home
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_ADD_HEADERS_FUNCTION = add_to_static
WHITENOISE_MAX_AGE = 3600

DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
# larger uploads lie open here while their request lasts, not in the system's folder that everybody can list
FILE_UPLOAD_TEMP_DIR = HOME / "arriving" if (HOME / "arriving").is_dir() else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "mingxin.doors.failures.expired_form"
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
    "filters": {
        "outage": {"()": "mingxin.config.faults.OnceAnOutage"},
        "calm": {"()": "mingxin.config.faults.NotSaidCalmly"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "fault", "filters": ["calm", "outage"]}},
    "loggers": {
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "mingxin": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
    },
}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
