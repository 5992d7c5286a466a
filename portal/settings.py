"""Settings of the portal. Only what differs per deployment comes from the environment (docs/settings.md)."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from portal import env
from portal.demo_secrets import demo_secrets
from portal.private_files import private_files
from portal.stripe_keys import stripe_keys

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env.folder("PORTAL_DATA_DIR", BASE_DIR / "data")

# A demo has known accounts and keys of its own: it must be asked for by name.
DEMO = env.flag("PORTAL_DEMO", default=False)
_secret_defaults = demo_secrets(DATA_DIR) if DEMO else {}
STRIPE_KEY, STRIPE_WEBHOOK_SECRET, STRIPE_API, STRIPE_PATIENCE = stripe_keys(is_demo=DEMO)
NAME_CHECK = env.text("PORTAL_NAME_CHECK", "grants.payments.name_check_demo.DemoBanks" if DEMO else "")

SECRET_KEY = env.secret("PORTAL_SECRET_KEY", _secret_defaults.get("PORTAL_SECRET_KEY"))
FIELD_KEYS = env.fernet_keys("PORTAL_FIELD_KEYS", _secret_defaults.get("PORTAL_FIELD_KEYS"))
HASH_KEY = env.secret("PORTAL_HASH_KEY", _secret_defaults.get("PORTAL_HASH_KEY"))
SECRET_KEY_FALLBACKS = env.secrets("PORTAL_OLD_SECRET_KEYS")
if HASH_KEY in {SECRET_KEY, *SECRET_KEY_FALLBACKS, *FIELD_KEYS}:
    raise ImproperlyConfigured(
        "PORTAL_HASH_KEY is used for something else too. Set PORTAL_HASH_KEY to a value of its own: it never changes."
    )

DEBUG = False
PORTAL_URL = env.site("PORTAL_URL", "http://127.0.0.1:8000" if DEMO else None, is_demo=DEMO)
SECURE = PORTAL_URL.startswith("https://")
_host = PORTAL_URL.split("//", 1)[-1].rsplit(":", 1)[0]
ALLOWED_HOSTS = env.hosts("PORTAL_HOSTS", f"{_host},127.0.0.1,localhost" if DEMO else _host)

INSTALLED_APPS = [
    "grants",
    "wijkraden",
    "portal",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "django_structlog",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    # What every answer carries, also the refusal of one of those below.
    "portal.security.middleware.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.health.middleware.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.logs.RouteMiddleware",
    "portal.security.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "wijkraden.accounts.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "portal.files.middleware.UploadMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "wijkraden.accounts.middleware.DevicesMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wijkraden.places.middleware.CityMiddleware",
    "portal.security.middleware.PlainAddressMiddleware",
    "wijkraden.accounts.middleware.DoorMiddleware",
    "portal.ui.middleware.EmptyAnswerMiddleware",
    "portal.security.middleware.SecondFactorMiddleware",
    "portal.security.middleware.OneTimeTokenMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
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
                "portal.ui.context.look",
                "wijkraden.accounts.context.who",
            ],
        },
    }
]
FORM_RENDERER = "portal.ui.forms.PortalRenderer"

# --- data -----------------------------------------------------------------------------------------
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    "cached_statements": 2000,  # a write is planned with all triggers of its table: milliseconds, not microseconds
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA recursive_triggers=ON;"
    "PRAGMA secure_delete=ON;",  # what was erased does not stay readable in the file
}
DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{DATA_DIR / 'portal.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # What a connection asks again is read and planned once: a third less work for the server and for us.
    DATABASES["default"]["OPTIONS"] = DATABASES["default"].get("OPTIONS", {}) | {
        "server_side_binding": True,
        "prepare_threshold": 3,
    }

# Rate limits need a cache that all processes share; the database is there anyway.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},  # beyond it live counts are thrown away too
    }
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "post"]}}
# What the worker does by itself: a task, and every how many minutes.
PORTAL_REGULAR = [
    ("portal.jobs.tasks.sweep", 1),
    ("portal.post.tasks.deliver_due", 1),
    ("portal.post.tasks.prune", 24 * 60),
    ("wijkraden.people.tasks.prune", 24 * 60),
    ("portal.security.tasks.prune", 24 * 60),
    ("portal.jobs.tasks.prune", 24 * 60),
    ("portal.files.tasks.sweep", 24 * 60),
    ("portal.documents.tasks.sweep", 24 * 60),
    ("grants.control.tasks.check_everything", 24 * 60),
    ("grants.decisions.tasks.confirm_due", 60),
    ("grants.payments.tasks.let_due", 60),
    ("grants.payments.tasks.act_at_stripe", 5),
    ("grants.payments.tasks.ask_names", 15),
    ("grants.payments.tasks.compare_with_stripe", 24 * 60),
    ("grants.plan.tasks.close_due", 60),
    ("grants.plan.tasks.tell_due", 5),
    ("grants.plan.tasks.prune", 24 * 60),
    ("grants.proposals.tasks.remind_due", 60),
    ("grants.reports.tasks.begin_due", 60),
    ("grants.reports.tasks.ask_due", 60),
    ("grants.register.tasks.close_due", 60),
]
# Regular work that looks whether what we keep is right: what it found last is part of /health/.
PORTAL_CHECKS = ["grants.control.tasks.check_everything"]

# --- files ----------------------------------------------------------------------------------------
STORAGES = {
    "default": private_files(DATA_DIR / "files", is_demo=DEMO),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "build" / "static"
STATICFILES_DIRS = [BASE_DIR / "portal" / "ui" / "static"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_HANDLERS = [
    "portal.files.handlers.LimitUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
# Who else than its maker may open a file or a document: rules of upper floors, each rule(user, thing) -> bool.
PORTAL_FILE_RULES: list[str] = [
    "wijkraden.places.rules.may_open_logo",
    "grants.proposals.rules.may_open_attachment",
    "grants.reviews.access.may_open_attachment",
    "grants.proposals.rules.may_open_minutes",
    "grants.reports.rules.may_open_file",
    "grants.orders.rules.may_open_file",
]
PORTAL_DOCUMENT_RULES: list[str] = []

# --- people ---------------------------------------------------------------------------------------
AUTH_USER_MODEL = "wijkraden.User"
SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # unique without regard to case, by a constraint on LOWER(email)
    "security.W005",  # the city's other sites are not the portal's to decide about: PORTAL_HSTS_PRELOAD
    "security.W021",
]
AUTHENTICATION_BACKENDS = ["wijkraden.accounts.backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("given_name", "family_name", "email"), "max_similarity": 0.6},
    },
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "front"

ACCOUNT_ADAPTER = "wijkraden.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "wijkraden.accounts.forms.SignInForm",
    "add_email": "wijkraden.accounts.forms.NewAddressForm",
    "request_login_code": "wijkraden.accounts.forms.AskCodeForm",
    "reset_password": "wijkraden.accounts.forms.ForgotPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # sign-up is closed; this puts a password on the login page
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_CHANGE_EMAIL = True  # one address a person; a new one counts once its code was entered
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {
    # A whole council signs in from one room, so a network may do much. What counts is how often one account is
    # tried: from one network ("login_failed", whose key names both), so nobody locks another out from one
    # place, and from all together ("login_failed_anywhere"). What anyone may have mailed to one address ends at
    # 18 mails an hour (each of six codes twice anew); a password or a passkey still opens the account then.
    "login": "120/m/ip",
    "login_failed": "60/m/ip,10/5m/key",
    "login_failed_anywhere": "100/h/key",
    "request_login_code": "60/m/ip,3/m/key,6/h/key",
    "reset_password": "60/m/ip,3/10m/key",
    "reset_password_from_key": "120/m/ip",
    "confirm_email": "1/10s/key",
}
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}  # a passkey holds no secret that can be guessed
MFA_ADAPTER = "wijkraden.accounts.adapters.MfaAdapter"
MFA_FORMS = {
    "add_webauthn": "wijkraden.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "wijkraden.accounts.forms.PasskeyNameForm",
    "login_webauthn": "wijkraden.accounts.forms.SignInWithPasskeyForm",
    "reauthenticate_webauthn": "wijkraden.accounts.forms.ConfirmWithPasskeyForm",
    "authenticate_webauthn": "wijkraden.accounts.forms.SecondStepWithPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
MFA_TOTP_ISSUER = "Wijkbudget"
MFA_TOTP_TOLERANCE = 1  # a code of the half minute before or after counts too
USERSESSIONS_TRACK_ACTIVITY = True

# Rules of upper floors that the ground floor asks by name.
PORTAL_NEEDS_SECOND_FACTOR = "wijkraden.people.rules.needs_second_factor"
PORTAL_REFUSED_UNDER = {"/api/": "grants.register.views.api.refused"}  # who words what has no page there
PORTAL_MAY_SET_CITY = "wijkraden.people.rules.may_set_city"
PORTAL_MAY_OPERATE = "wijkraden.people.rules.may_operate"
PORTAL_MAY_READ_TRAIL = "wijkraden.people.rules.may_read_trail_here"
PORTAL_PEOPLE_HERE = "wijkraden.people.queries.people_here"  # whom the trail names in the realm of the moment
PORTAL_PUBLIC_ROOMS = ["grants.register"]  # rooms whose pages search engines may show
# What stands in the main menu: functions (user, city_id) -> list of (url name, label), asked in this order.
PORTAL_NAVIGATION = [
    "wijkraden.accounts.navigation.of_everyone",
    "grants.register.rules.navigation",
    "grants.budget.rules.navigation",
    "grants.control.rules.navigation",
    "grants.plan.rules.navigation",
    "grants.rounds.rules.navigation",
    "grants.proposals.rules.navigation",
    "grants.reviews.rules.navigation",
    "grants.decisions.rules.navigation",
    "grants.orders.rules.navigation",
    "grants.payments.rules.navigation",
    "grants.reports.rules.navigation",
    "wijkraden.people.rules.navigation",
]
SECOND_FACTOR = env.flag("PORTAL_SECOND_FACTOR", default=not DEMO)

# --- safety ---------------------------------------------------------------------------------------
SESSION_ENGINE = "wijkraden.accounts.sessions"  # Django's own, with when the device was last seen
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "portal.security.views.csrf_failure"
CSRF_TRUSTED_ORIGINS = [PORTAL_URL]
SECURE_SSL_REDIRECT = SECURE
# How many proxies stand in front, each of which adds to X-Forwarded-For (portal.http.client_ip).
PROXIES = env.number("PORTAL_PROXIES", 0)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if SECURE else 0
_preload = env.flag("PORTAL_HSTS_PRELOAD", default=False)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE and _preload
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "base-uri": [NONE],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "img-src": [SELF, "data:"],
        "manifest-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
    }
}

# --- language and time ----------------------------------------------------------------------------
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = SECURE
TIME_ZONE = "Europe/Amsterdam"
USE_I18N = USE_TZ = True
USE_THOUSAND_SEPARATOR = False  # numbers of dossiers, years and addresses stay plain digits

# --- mail -----------------------------------------------------------------------------------------
_mail = env.mail("PORTAL_MAIL", f"filemail:///{DATA_DIR / 'mail'}" if DEMO else None)
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_HOST, EMAIL_PORT = _mail.get("EMAIL_HOST", ""), _mail.get("EMAIL_PORT") or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.get("EMAIL_HOST_USER", ""), _mail.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.get("EMAIL_USE_TLS", False), _mail.get("EMAIL_USE_SSL", False)
EMAIL_FILE_PATH = str(DATA_DIR / "mail")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.sender("PORTAL_MAIL_FROM", "Wijkbudget <wijkbudget@demo.example>" if DEMO else None)
SECURITY_CONTACT = env.contact("PORTAL_SECURITY_CONTACT", "mailto:security@demo.example" if DEMO else None)

DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False  # it believes any header; portal.logs notes the address
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "portal.logs.formatter"}},
    "filters": {"routes": {"()": "portal.logs.RoutesOnly"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["routes"]}},
    # mt940 would write each line that it cannot read, with its names and accounts; stripe each call, with ids
    "loggers": {"mt940": {"level": "CRITICAL"}}
    | {one: {"level": "WARNING"} for one in ("pikepdf", "stripe")},
    "root": {"handlers": ["console"], "level": env.level("PORTAL_LOG_LEVEL", "WARNING" if DEMO else "INFO")},
}
