"""The portal's own settings in the environment of a test: a data folder that goes away, quick passwords."""

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="portal-test-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ.update(
    {
        "PORTAL_DEMO": "1",
        "PORTAL_DATA_DIR": _folder,
        "PORTAL_URL": "http://testserver",
        "PORTAL_HOSTS": "testserver,localhost,127.0.0.1",
        "PORTAL_LOG_LEVEL": "CRITICAL",
        "PORTAL_NAME_CHECK": "",  # the tests of it set it
    }
)

from portal.settings import *  # noqa: E402, F403 - after the environment; settings upon settings

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405 - of the portal
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True  # no collectstatic before a test
ACCOUNT_RATE_LIMITS = False  # type: ignore[assignment]  # the tests of the limits set them again
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

# A file, as in production, and not memory: threads and the browser's server have their own connections.
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":  # noqa: F405 - of the portal
    DATABASES["default"]["TEST"] = {"NAME": f"{_folder}/test.sqlite3"}  # noqa: F405 - of the portal
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS | {  # noqa: F405 - of the portal
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=OFF;PRAGMA recursive_triggers=ON;"
        "PRAGMA cache_size=-65536;PRAGMA temp_store=MEMORY;",
    }
