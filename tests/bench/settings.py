"""The settings of the tests, with the one package that the ledger is measured beside, where it runs.

django-hordak keeps its books by triggers that it writes for PostgreSQL and MySQL only. SQLite is given the
durability of production; the PostgreSQL of the tests does not wait for the disk.
"""

from tests.settings import *  # noqa: F403 - settings upon settings
from tests.settings import DATABASES, INSTALLED_APPS, SQLITE_OPTIONS

CURRENCIES = ["EUR"]
DEFAULT_CURRENCY = "EUR"

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
else:
    INSTALLED_APPS += ["mptt", "hordak"]
