"""Settings of the portal, read from the environment; .env.example lists every variable."""

import sys
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(BASE_DIR / ".env")


def read(kind, name, default):
    """Read one variable; a value of the wrong kind stops with its name."""
    try:
        return getattr(env, kind)(name, default=default)
    except (ValueError, ImproperlyConfigured) as fault:
        sys.exit(f"Biến môi trường {name} có giá trị không hợp lệ: {fault}. Xem .env.example.")


# On a real server: secure cookies, HTTPS only, a secret and host names that somebody has set.
PRODUCTION = read("bool", "PORTAL_PRODUCTION", False)
DEBUG = read("bool", "PORTAL_DEBUG", False)

# Everything the program writes lies here: database file, queue, media. Back it up as one.
PORTAL_DATA = Path(read("str", "PORTAL_DATA", str(BASE_DIR / "var"))).resolve()
MEDIA_ROOT = PORTAL_DATA / "media"
QUEUE = PORTAL_DATA / "queue"
CONTROL = PORTAL_DATA / "control"
STATIC_ROOT = PORTAL_DATA / "staticroot"
# Root certificates (.pem, .crt, .cer) under which signatures of uploaded PDFs are trusted
TRUST_FOLDER = PORTAL_DATA / "trust"
AUDIT_KEY = read("str", "AUDIT_KEY", "")
for folder in (MEDIA_ROOT, QUEUE, CONTROL, STATIC_ROOT):
    folder.mkdir(parents=True, exist_ok=True)


def secret_key():
    """The secret that signs sessions: from the environment, else made once and kept in a file."""
    given = read("str", "SECRET_KEY", "")
    if given:
        return given
    if PRODUCTION:
        sys.exit(
            "Thiếu biến môi trường SECRET_KEY (chuỗi ngẫu nhiên từ 50 ký tự). Xem .env.example."
        )
    kept = PORTAL_DATA / "secret_key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(get_random_secret_key())
    return kept.read_text().strip()


SECRET_KEY = secret_key()
ALLOWED_HOSTS = read("list", "ALLOWED_HOSTS", [] if PRODUCTION else ["127.0.0.1", "localhost"])
if PRODUCTION and not ALLOWED_HOSTS:
    sys.exit("Thiếu biến môi trường ALLOWED_HOSTS (tên miền của cổng). Xem .env.example.")
CSRF_TRUSTED_ORIGINS = read("list", "CSRF_TRUSTED_ORIGINS", [])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "axes",
    "csp",
    "clusters",
    "emulation",
    "awards",
    "reports",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "clusters.middleware.RequestFacts",
    "clusters.middleware.BodyLimit",
    "clusters.middleware.CleanInput",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "clusters.sign_in.SignedInOnly",
    "clusters.middleware.PrivatePages",
    "clusters.middleware.SavedForms",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "emulation.urls"
WSGI_APPLICATION = "emulation.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "clusters.context.portal",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

SQLITE = f"sqlite:///{PORTAL_DATA / 'portal.sqlite3'}"
DATABASES = {"default": env.db_url_config(read("str", "DATABASE_URL", "") or SQLITE)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }

# Who signs in, and how that is guarded
AUTH_USER_MODEL = "clusters.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "my-work"
LOGOUT_REDIRECT_URL = "login"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "clusters.sign_in.counted_name"
AXES_LOCKOUT_TEMPLATE = "clusters/locked_out.html"
AXES_HTTP_RESPONSE_CODE = 429
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False

# Minutes of quiet after which a person must sign in again
SESSION_COOKIE_AGE = read("int", "SESSION_MINUTES", 60) * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
CSRF_COOKIE_HTTPONLY = True
if PRODUCTION:  # a browser takes these names only over HTTPS and from this host alone
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
# Set only behind a proxy that itself sets this header
if read("bool", "BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "clusters.views.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Bytes of evidence that one sheet may hold
EVIDENCE_QUOTA = read("int", "EVIDENCE_QUOTA_MB", 300) * 1024 * 1024

LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "emulation.finders.VendorFinder",
]
# Files served out of installed packages: prefix → (package, folder in it, the files allowed).
VENDOR_STATIC = {
    "vendor/bootstrap": (
        "django_include_bootstrap",
        "static",
        ["*bootstrap.min.css*", "*bootstrap.bundle.min.js*"],
    ),
    "vendor/htmx": ("django_htmx", "static/django_htmx", ["htmx-2.min.js"]),
}
WHITENOISE_USE_FINDERS = not PRODUCTION
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# Reports are rendered by a worker. Without Redis the queue is a folder.
CELERY_BROKER_URL = read("str", "CELERY_BROKER_URL", "") or "filesystem://localhost"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
if CELERY_BROKER_URL.startswith("filesystem"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE),
        "data_folder_out": str(QUEUE),
        "control_folder": str(CONTROL),
        "polling_interval": 0.1,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT, CELERY_TASK_TIME_LIMIT = 240, 300
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
# kilobytes: after a job that has left a process larger than this it is replaced
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Seconds without a sign of life after which another worker takes a report up again
REPORT_STALE_SECONDS = read("int", "REPORT_STALE_SECONDS", 60)
# A paper whose making wants more memory is given up with a sentence
JOB_MEMORY_MB = read("int", "JOB_MEMORY_MB", 1536)

# Mail: EMAIL_URL names the server (smtp+tls://user:password@host:587); without it mails are files
PORTAL_URL = read("str", "PORTAL_URL", "http://127.0.0.1:8000").rstrip("/")
DEFAULT_FROM_EMAIL = read("str", "MAIL_FROM", "cong-thi-dua@localhost")
EMAIL_URL = read("str", "EMAIL_URL", "")
if EMAIL_URL:
    vars().update(env.email_url_config(EMAIL_URL))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(PORTAL_DATA / "mail")
EMAIL_TIMEOUT = 20

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"brief": {"()": "clusters.middleware.BriefRefusals"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["brief"]}
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}
