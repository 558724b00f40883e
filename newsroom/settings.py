"""All settings, and the only place that asks the environment (by environment.py).

docs/operators.md lists each variable with its meaning and default.
"""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from newsroom.desks.hosts import DeskHosts
from newsroom.embedded import Cluster
from newsroom.environment import (
    flag,
    host,
    kept_secret,
    level,
    mail_addresses,
    mail_server,
    photo_storages,
    seconds,
    unread,
)
from newsroom.replicas.addresses import databases

BASE_DIR = Path(__file__).resolve().parent.parent

DATA_DIR = Path(os.environ.get("NEWSROOM_DATA") or BASE_DIR / "var").absolute()
DATABASE_URL = os.environ.get("DATABASE_URL", "").strip()
POSTGRES = os.environ.get("NEWSROOM_POSTGRES", "").strip().lower()
if POSTGRES not in ("", "system", "wheel"):
    raise ImproperlyConfigured("NEWSROOM_POSTGRES is either “system” or “wheel”, or not set.")
# Where the newsroom's own server keeps what it wrote, from which any moment can be restored.
ARCHIVE = os.environ.get("NEWSROOM_WAL_ARCHIVE", "").strip() or None
# That server, where no other is named.
EMBEDDED = None if DATABASE_URL else Cluster(DATA_DIR / "postgres", POSTGRES, archive=ARCHIVE)
PORT = os.environ.get("PORT", "8000").strip()
if not PORT.isdigit() or not 0 < int(PORT) < 65536:
    raise ImproperlyConfigured(
        f"PORT is “{PORT}”, which is no port: choose a number from 1 to 65535."
    )
WORKERS = os.environ.get("NEWSROOM_WORKERS", "2").strip()
if not WORKERS.isdigit() or int(WORKERS) < 1:
    raise ImproperlyConfigured("NEWSROOM_WORKERS is a number of processes, 1 or more.")

# Every desk also answers at <slug>.localhost, and cookies work over plain HTTP on the loopback.
# The embedded server is for one machine, so there it is the default.
LOCAL_HOSTS = flag("NEWSROOM_LOCAL_HOSTS", default=EMBEDDED is not None)
# Where set, the admin answers on this host alone; otherwise on the network's own host.
STAFF_HOST = host("NEWSROOM_STAFF_HOST")
# HTTPS is expected everywhere but on the loopback.
HTTPS = flag("NEWSROOM_HTTPS", default=not LOCAL_HOSTS)

DEBUG = False
SECRET_KEY = os.environ.get("SECRET_KEY", "")
if not SECRET_KEY and LOCAL_HOSTS:
    SECRET_KEY = kept_secret(DATA_DIR / "secret_key")
if not SECRET_KEY:
    raise ImproperlyConfigured("Set SECRET_KEY to a long random string that only you know.")

ALLOWED_HOSTS = DeskHosts()
TIME_ZONE = "UTC"
USE_TZ = True

INSTALLED_APPS = [
    "newsroom.accounts",
    "newsroom.desks",
    "newsroom.imprint",
    "newsroom.operating",
    "newsroom.photos",
    "newsroom.reporters",
    "articles",
    "articles.checklist",
    "articles.complaints",
    "articles.freshness",
    "articles.fronts",
    "articles.outbox",
    "articles.pictures",
    "articles.planning",
    "articles.punctuality",
    "articles.readings",
    "articles.required",
    "articles.talk",
    "articles.admin.apps.NewsroomAdminConfig",
    "django_prose_editor",
    "taggit",
    "axes",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
]

MIDDLEWARE = [
    # Readers' pages hold no secret, and the tokens of the others are masked anew for each answer.
    "newsroom.photos.serving.CompressTexts",
    "newsroom.accounts.staff.Policy",
    # Before the redirect to HTTPS, which would answer an unknown host with 400.
    "newsroom.desks.middleware.DeskMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.common.CommonMiddleware",
    # Readers' requests pass by those of the staff site.
    "newsroom.accounts.staff.Sessions",
    # Django's own, which its check of a deployment looks for; of a reader it asks next to nothing.
    "django.middleware.csrf.CsrfViewMiddleware",
    "newsroom.accounts.staff.Authentication",
    "newsroom.accounts.middleware.UserLanguageMiddleware",
    "newsroom.accounts.staff.Messages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "newsroom.urls"
PUBLIC_URLCONF = "articles.public.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["newsroom.serving.extending"],
            "libraries": {
                "readers": "articles.public.tags",
                "made": "articles.public.made",
                "moments": "articles.admin.moments",
                "planning": "articles.admin.planning_tags",
                "choices": "articles.admin.long_select",
                "notes": "articles.admin.said",
            },
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]


# The newsroom's own, and those that readers' pages ask instead while they are no older than so many
# seconds: replicas, or another role of the newsroom's own server.
DATABASES = databases(
    DATABASE_URL or EMBEDDED.url, os.environ.get("NEWSROOM_READERS_DATABASE_URL", "")
)
DATABASE_ROUTERS = ["newsroom.replicas.door.Router"]
READERS_MAX_LAG = seconds("NEWSROOM_READERS_MAX_LAG", default=2, least=1)
# Readers' questions are prepared on each connection: off where a pooler hands the connections round
# between one statement and the next.
PREPARED_QUERIES = flag("NEWSROOM_PREPARED_QUERIES", default=True)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    # Counts failures per user and address, so that nobody can lock an editor out from elsewhere.
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "newsroom.serving.visitors.neighbourhood_of"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "articles.admin.sign_in.locked_out"
# So many seconds a mailed link to choose a new password holds; it works once.
PASSWORD_RESET_TIMEOUT = 3 * 60 * 60
# Of whom a second factor is asked at sign-in; everybody else may have one.
SECOND_FACTOR = os.environ.get("NEWSROOM_SECOND_FACTOR", "").strip().lower() or "optional"
if SECOND_FACTOR not in ("optional", "editors", "everyone"):
    raise ImproperlyConfigured(
        "NEWSROOM_SECOND_FACTOR is “everyone”, “editors” or “optional”, or not set."
    )
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
CSRF_FAILURE_VIEW = "articles.admin.errors.csrf_failure"
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

# Where mail goes. On one machine it is printed; elsewhere nothing is mailed without an address.
MAIL_URL = os.environ.get("NEWSROOM_MAIL_URL", "").strip() or ("console:" if EMBEDDED else "")
MAILS = bool(MAIL_URL)
(
    EMAIL_BACKEND,
    EMAIL_HOST,
    EMAIL_PORT,
    EMAIL_HOST_USER,
    EMAIL_HOST_PASSWORD,
    EMAIL_USE_TLS,
    EMAIL_USE_SSL,
) = mail_server(MAIL_URL)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = mail_addresses(
    "NEWSROOM_MAIL_FROM",
    os.environ.get("NEWSROOM_MAIL_FROM", "").strip() or "newsroom@localhost",
)

# Whom the world hears of a new story from, where set: a WebSub hub, and search engines (IndexNow).
WEBSUB_HUB = os.environ.get("NEWSROOM_WEBSUB_HUB", "").strip()
INDEXNOW_KEY = os.environ.get("NEWSROOM_INDEXNOW_KEY", "").strip()
INDEXNOW_URL = (
    os.environ.get("NEWSROOM_INDEXNOW_URL", "").strip() or "https://api.indexnow.org/indexnow"
)
if INDEXNOW_KEY and not re.fullmatch(r"[A-Za-z0-9-]{8,128}", INDEXNOW_KEY):
    raise ImproperlyConfigured(
        "NEWSROOM_INDEXNOW_KEY is 8 to 128 letters, digits or hyphens of your own choice."
    )
if WEBSUB_HUB and not WEBSUB_HUB.startswith(("https://", "http://")):
    raise ImproperlyConfigured("NEWSROOM_WEBSUB_HUB is the address of a hub, https://….")
# Where the newsroom looks at its own public pages to see that what is due is there: the readers'
# door, which every desk's host leads to. By default what is served on this machine; “off” for not.
PROBE_ADDRESS = os.environ.get("NEWSROOM_PROBE_ADDRESS", "").strip()
if PROBE_ADDRESS not in ("", "off") and not re.fullmatch(
    r"https?://(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+)(:[0-9]{1,5})?/?", PROBE_ADDRESS
):
    raise ImproperlyConfigured(
        "NEWSROOM_PROBE_ADDRESS has the form http://host:port, without a path, or is “off”."
    )
PROBE_ADDRESS = "" if PROBE_ADDRESS == "off" else PROBE_ADDRESS or f"http://127.0.0.1:{PORT}"
# Seconds after its moment from which a change that readers do not have is late.
LATE_AFTER = os.environ.get("NEWSROOM_LATE_AFTER", "").strip() or "5"
if not LATE_AFTER.isdigit() or int(LATE_AFTER) < 1:
    raise ImproperlyConfigured("NEWSROOM_LATE_AFTER is a number of seconds, 1 or more.")
LATE_AFTER = int(LATE_AFTER)
# So many days before the term of a photo ends editors are told: in time to renew it or to choose
# another, and once more at the last.
TERM_DAYS = os.environ.get("NEWSROOM_TERM_DAYS", "").split() or ["7", "1"]
if not all(re.fullmatch(r"[1-9][0-9]{0,2}", days) for days in TERM_DAYS):
    raise ImproperlyConfigured("NEWSROOM_TERM_DAYS is numbers of days with blanks between: 7 1.")
TERM_DAYS = [int(days) for days in TERM_DAYS]
# So many megabytes of readers' pages are kept ready in the data folder; 0: none.
PAGE_CACHE = os.environ.get("NEWSROOM_PAGE_CACHE_MB", "256").strip()
if not PAGE_CACHE.isdigit():
    raise ImproperlyConfigured("NEWSROOM_PAGE_CACHE_MB is a number of megabytes, 0 for no cache.")
PAGE_CACHE = int(PAGE_CACHE)
# Whether browsers keep the stories that were read, for when there is no connection.
OFFLINE = flag("NEWSROOM_OFFLINE", default=True)
# Where people report security problems (mailto:… or https://…), for /.well-known/security.txt.
SECURITY_CONTACT = os.environ.get("NEWSROOM_SECURITY_CONTACT", "").strip()
if SECURITY_CONTACT and not SECURITY_CONTACT.startswith(("mailto:", "https://")):
    raise ImproperlyConfigured("NEWSROOM_SECURITY_CONTACT is mailto:… or https://….")

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "newsroom" / "locale"]
USE_I18N = True

# The first counts, and ends what is larger than a photo may be; the others keep the rest.
FILE_UPLOAD_HANDLERS = [
    "newsroom.photos.uploading.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
PHOTO_FOLDER = DATA_DIR / "photos"
# Where readers find renditions: at our own address, or at that of the bucket or a network for it.
PHOTOS_URL = os.environ.get("NEWSROOM_PHOTOS_URL", "").strip() or "/photos/"
if not PHOTOS_URL.endswith("/") or not PHOTOS_URL.startswith(("/", "https://", "http://")):
    raise ImproperlyConfigured("NEWSROOM_PHOTOS_URL has the form https://host/path/ with a slash.")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "newsroom.serving.stylesheets.Collected"},
    # What is drawn for stories without a picture: it may be emptied, and is drawn again.
    "drawings": {
        "BACKEND": "newsroom.photos.storing.LocalFolder",
        "OPTIONS": {"location": DATA_DIR / "drawings"},
    },
    **photo_storages(PHOTO_FOLDER, os.environ),
}

TAGGIT_CASE_INSENSITIVE = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *([PHOTOS_URL] if urlsplit(PHOTOS_URL).netloc else [])],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = False
SESSION_COOKIE_NAME = "newsroom_session"
CSRF_COOKIE_NAME = "newsroom_csrf"
BEHIND_PROXY = flag("NEWSROOM_BEHIND_PROXY")
# What keeps readers' pages in front of us and is told what changed: where a Varnish takes purges,
# and folders in which an nginx keeps its files.
SHARED_CACHES = os.environ.get("NEWSROOM_SHARED_CACHES", "").replace(",", " ").split()
if not all(re.fullmatch(r"/.+|http://[^/]+:\d{1,5}/?", each) for each in SHARED_CACHES):
    raise ImproperlyConfigured(
        "NEWSROOM_SHARED_CACHES names folders of nginx (/var/cache/nginx/newsroom) and addresses "
        "of Varnish (http://127.0.0.1:6083), with blanks between them."
    )
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Where `backup` puts what it makes unless told otherwise, and where the doctor looks for its age.
BACKUPS = os.environ.get("NEWSROOM_BACKUPS", "").strip()
# Who is told by mail that a unit failed; without them the administrators.
ALARM_TO = mail_addresses("NEWSROOM_ALARM_TO", os.environ.get("NEWSROOM_ALARM_TO", "").split())
# Who may see /metrics from elsewhere says this.
METRICS_TOKEN = os.environ.get("NEWSROOM_METRICS_TOKEN", "").strip()
LOG_FORMAT = os.environ.get("NEWSROOM_LOG_FORMAT", "").strip().lower() or "text"
if LOG_FORMAT not in ("text", "json"):
    raise ImproperlyConfigured("NEWSROOM_LOG_FORMAT is either “text” or “json”, or not set.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"()": "newsroom.logs.Line"},
        "json": {"()": "newsroom.logs.JsonLine"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": LOG_FORMAT,
        },
    },
    "root": {"handlers": ["console"], "level": level("NEWSROOM_LOG_LEVEL", "WARNING")},
    # What was not found or not allowed is counted in the metrics. Robots would fill the log, and so
    # does the newsroom itself, which looks for a story from a moment before it is due.
    "loggers": {"django.request": {"level": "ERROR"}},
}
# Variables of ours that nothing above asks for: for the doctor, who knows a misspelt one by them.
UNREAD = unread(Path(__file__).read_text())
