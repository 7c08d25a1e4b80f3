"""Settings: each value that an installation may change is read from the environment.

docs/settings.md lists them; tests/house/test_docs.py holds the list against this file.
"""

import secrets
import sys
from pathlib import Path

import environ
import pysqlite3

from nghisu.config import training
from nghisu.kit.catalogue import compile_stale

# Debian's SQLite may corrupt a database in WAL mode (fixed in 3.51.3); the packaged one may not.
sys.modules["sqlite3"] = pysqlite3

env = environ.Env()

PACKAGE = Path(__file__).resolve().parent.parent
DATA = Path(env.str("NGHISU_DATA", default=str(Path.cwd() / "var"))).resolve()
DATA.mkdir(parents=True, exist_ok=True, mode=0o700)
# A folder made for training is never anything else, however the program was started.
TRAINING = (DATA / training.MARK).exists()
TRAINING_URL = env.str("NGHISU_TRAINING_URL", default="")
# The meeting that is rehearsed on the copy in this folder; a rehearsal is a training with real people.
REHEARSAL = training.meeting_in(DATA)
REHEARSAL_URL = env.str("NGHISU_REHEARSAL_URL", default="")


def _secret_key() -> str:
    """Return the installation's own key, made at the first start and kept beside its data."""
    place = DATA / "secret.key"
    if not place.exists():
        place.touch(mode=0o600)
        place.write_text(secrets.token_urlsafe(50))
    return place.read_text().strip()


GIVEN_KEY = env.str("NGHISU_SECRET_KEY", default="")
if GIVEN_KEY and (len(GIVEN_KEY) < 32 or len(set(GIVEN_KEY)) < 8):
    sys.exit(
        "NGHISU_SECRET_KEY can be guessed: it needs at least 32 characters, drawn by chance. "
        "Leave it out, and one is made and kept in NGHISU_DATA/secret.key."
    )
SECRET_KEY = GIVEN_KEY or _secret_key()
DEBUG = env.bool("NGHISU_DEBUG", default=False)
ALLOWED_HOSTS = env.list("NGHISU_HOSTS", default=["localhost", "127.0.0.1", "[::1]", "testserver"])
HTTPS = env.bool("NGHISU_HTTPS", default=False)
COMPONENTS = env.bool("NGHISU_COMPONENTS", default=False)

INSTALLED_APPS = [
    "nghisu",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "django_linear_migrations",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "nghisu.config.middleware.language_middleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "nghisu.config.programs.programs_middleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "nghisu.config.middleware.StorageTroubleMiddleware",
    "nghisu.config.second_factor.SecondFactorMiddleware",
    "nghisu.config.middleware.DoorMiddleware",
]
if TRAINING:
    MIDDLEWARE.insert(0, "nghisu.config.training_marks.TrainingMiddleware")
ROOT_URLCONF = "nghisu.config.urls"
WSGI_APPLICATION = "nghisu.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": sorted(PACKAGE.glob("*/templates")),
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "nghisu.config.middleware.frame",
            ],
            "builtins": ["django.templatetags.i18n", "nghisu.kit.templatetags.kit"],
            "libraries": {"kit": "nghisu.kit.templatetags.kit"},
        },
    },
]

DATABASES = {
    "default": env.db_url("NGHISU_DATABASE_URL", default=f"sqlite:///{DATA / 'nghisu.sqlite3'}"),
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Durable: an acknowledged write survives a power cut (reliability: WAL with FULL).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            "PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-4000;"
        ),
    }
# Each thread of the server keeps its connection: to open SQLite anew reads the whole schema, 5 ms a request.
DATABASES["default"]["CONN_MAX_AGE"] = 600
DATABASES["default"]["CONN_HEALTH_CHECKS"] = DATABASES["default"]["ENGINE"] != "django.db.backends.sqlite3"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "default",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # the default of 300 would let a flood wash limits away
    },
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": 600,
        "OPTIONS": {"MAX_ENTRIES": 200},
    },
}

AUTH_USER_MODEL = "nghisu.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "full_name", "folded", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "nghisu.people.forms.passwords.OwnWordsValidator",
        "OPTIONS": {"units_named_by": "nghisu.config.accounts.unit_names"},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "nghisu.config.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_FORMS = {
    "login": "nghisu.people.forms.sign_in.SignInForm",
    "change_password": "nghisu.people.forms.sign_in.ChangePasswordForm",
    "set_password": "nghisu.people.forms.sign_in.NewPasswordForm",
    "reauthenticate": "nghisu.people.forms.sign_in.ReauthenticateForm",
}
# Tries that fail are counted by the adapter; these stop floods only, behind one address sits an office.
ACCOUNT_RATE_LIMITS = {"login": "600/m/ip"}
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
MFA_ADAPTER = "nghisu.config.accounts.FactorAdapter"
MFA_FORMS = {
    "authenticate": "nghisu.people.forms.factors.CodeForm",
    "reauthenticate": "nghisu.people.forms.factors.CodeAgainForm",
    "activate_totp": "nghisu.people.forms.factors.AppForm",
    "deactivate_totp": "nghisu.people.forms.factors.AppOffForm",
    "generate_recovery_codes": "nghisu.people.forms.factors.NewCodesForm",
    "add_webauthn": "nghisu.people.forms.factors.PasskeyForm",
    "edit_webauthn": "nghisu.people.forms.factors.PasskeyNameForm",
}
MFA_RATE_LIMITS = {"webauthn_login": "600/m/ip"}
MFA_TOTP_TOLERANCE = 1
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_ISSUER = "Nghị Sự"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = sorted(PACKAGE.glob("*/locale"))
compile_stale(LOCALE_PATHS)
FORMAT_MODULE_PATH = ["nghisu.kit.formats"]
USE_I18N = True
USE_THOUSAND_SEPARATOR = False  # years and codes are no amounts; amounts pass through |number
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = sorted(PACKAGE.glob("*/static"))
STATICFILES_FINDERS = [
    "nghisu.kit.packing.PackedFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STATIC_ROOT = DATA / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 24 * 3600  # addresses carry a stamp of the content
STATIC_ROOT.mkdir(exist_ok=True)
MEDIA_ROOT = DATA / "files"

# The name under which the record is signed; it counts when the key is made and stays with the key.
RECORD_ORIGIN = env.str("NGHISU_RECORD_ORIGIN", default="nghisu.invalid/nhat-ky")

# Hosts inside the own network that webhooks may call; all others must be public and speak HTTPS.
WEBHOOK_HOSTS = frozenset(one.strip().lower() for one in env.list("NGHISU_WEBHOOK_HOSTS", default=[]))

# Notices: the office's mail host and its own address; without them no mail leaves, without a contact no push.
SITE = env.str("NGHISU_SITE", default="")
MAIL_HOST = env.str("NGHISU_MAIL_HOST", default="")
MAIL_PORT = env.int("NGHISU_MAIL_PORT", default=587)
MAIL_SECURITY = env.str("NGHISU_MAIL_SECURITY", default="starttls")
MAIL_USER = env.str("NGHISU_MAIL_USER", default="")
MAIL_PASSWORD_FILE = env.str("NGHISU_MAIL_PASSWORD_FILE", default="")
MAIL_FROM = env.str("NGHISU_MAIL_FROM", default="nghi-su@localhost")
PUSH_CONTACT = env.str("NGHISU_PUSH_CONTACT", default="")
PUSH_HOSTS = frozenset(one.strip().lower() for one in env.list("NGHISU_PUSH_HOSTS", default=[]))

# How many months after the report that took them in the words of units are deleted; topics and counts stay.
ISSUE_MONTHS = max(0, env.int("NGHISU_ISSUE_MONTHS", default=6))

# The key of electronic signatures: a PKCS#12 file or a token, whose documents it signs, who tells the time.
SIGN_UNIT = env.str("NGHISU_SIGN_UNIT", default="")
SIGN_KEY_FILE = env.str("NGHISU_SIGN_KEY_FILE", default="")
SIGN_MODULE = env.str("NGHISU_SIGN_MODULE", default="")
SIGN_TOKEN = env.str("NGHISU_SIGN_TOKEN", default="")
SIGN_KEY_LABEL = env.str("NGHISU_SIGN_KEY_LABEL", default="")
SIGN_PASSWORD_FILE = env.str("NGHISU_SIGN_PASSWORD_FILE", default="")
SIGN_TIMESTAMP_URL = env.str("NGHISU_SIGN_TIMESTAMP_URL", default="")

# Lists of revoked certificates: the folder the office keeps them in, and addresses they are fetched from.
CRL_FOLDER = env.str("NGHISU_CRL_FOLDER", default=str(DATA / "crl"))
CRL_URLS = tuple(one.strip() for one in env.list("NGHISU_CRL_URLS", default=[]) if one.strip())

# Cookies know no ports, so those of training and of a rehearsal have names of their own.
_COOKIE = "nghisu-tong-duyet" if REHEARSAL else "nghisu-tap-huan" if TRAINING else "nghisu"
SESSION_COOKIE_NAME = f"__Host-{_COOKIE}" if HTTPS else _COOKIE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_NAME = f"{SESSION_COOKIE_NAME}-csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "nghisu.config.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if HTTPS:
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    },
}

FILE_UPLOAD_MAX_MEMORY_SIZE = 66 * 1024 * 1024  # above what the hub lets through: never on the disk
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
EMAIL_BACKEND = env.str("NGHISU_EMAIL_BACKEND", default="django.core.mail.backends.console.EmailBackend")
if TRAINING:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    MAIL_HOST, PUSH_CONTACT, CRL_URLS = "", "", ()
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "nghisu.config.log_lines.OneLine",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # A line for every request that waits a moment tells nobody anything, and an output that nobody
    # reads would in the end hold the server up.
    "loggers": {"waitress.queue": {"level": "ERROR"}},
}
