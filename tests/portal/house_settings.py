"""The portal's own settings, with quick passwords and a disk that is trusted: tests kill processes, never the power."""

from portal.settings import *  # noqa: F403 - settings upon settings

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":  # noqa: F405 - of the portal
    told = DATABASES["default"]["OPTIONS"]["init_command"]  # noqa: F405 - of the portal
    DATABASES["default"]["OPTIONS"]["init_command"] = told.replace("synchronous=FULL", "synchronous=OFF")  # noqa: F405 - of the portal
