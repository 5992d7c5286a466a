"""The settings of a house, with its styles read from where they lie."""

from tests.portal.house_settings import *  # noqa: F403 - settings upon settings

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405 - of the portal
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True  # no collectstatic before a test
