"""The environment variables of the platform by name, so that what is set and read by nobody can be told."""

from collections.abc import Mapping
from typing import Final

PREFIX: Final = "MINGXIN_"
KNOWN: Final = frozenset(
    (
        "MINGXIN_ALLOWED_HOSTS", "MINGXIN_CITY", "MINGXIN_CLOCK_MOST_DAYS", "MINGXIN_DATABASE_URL", "MINGXIN_DOOR",
        "MINGXIN_EXPORTS_AT_ONCE",
        "MINGXIN_HOME", "MINGXIN_INSTANCE_CODE", "MINGXIN_INTAKE_BATCH_MAX_ROWS", "MINGXIN_INTAKE_FILE_MAX_BYTES",
        "MINGXIN_KEYS", "MINGXIN_OIDC_CLIENT_ID", "MINGXIN_OIDC_CLIENT_SECRET", "MINGXIN_OIDC_ISSUER",
        "MINGXIN_OIDC_LOGIN_CLAIM", "MINGXIN_ORIGINALS_KEPT_DAYS", "MINGXIN_PASSWORD_DAYS", "MINGXIN_PASSWORD_HISTORY",
        "MINGXIN_PROXIES", "MINGXIN_READING_CPU_SECONDS", "MINGXIN_READING_MEMORY_MB", "MINGXIN_READING_WALL_SECONDS",
        "MINGXIN_REPORTS_AT_ONCE", "MINGXIN_REPORTS_BY_ADDRESS", "MINGXIN_SECOND_FACTOR", "MINGXIN_SECRET_KEY",
        "MINGXIN_SESSION_HOURS", "MINGXIN_SESSION_IDLE_MINUTES", "MINGXIN_SITE_NAME", "MINGXIN_SITE_URL",
        "MINGXIN_TRIES_BY_ADDRESS", "MINGXIN_TRUSTED_ORIGINS",
    )
)  # fmt: skip
# Read until a release that said so; what each was for stands in `city.yaml` under this name
REMOVED: Final[Mapping[str, str]] = {
    "MINGXIN_ORGANISER": "主办单位",
    "MINGXIN_OPERATOR": "承办单位",
    "MINGXIN_TELEPHONE": "咨询电话",
    "MINGXIN_SITE_CODE": "政府网站标识码",
}
# Without these the pages speak of the invented city of the demonstration
OF_THE_CITY: Final = ("MINGXIN_CITY", "MINGXIN_SITE_NAME", "MINGXIN_INSTANCE_CODE")
