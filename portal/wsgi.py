"""Where a web server finds the application; what is broken stops the start and not the first visitor."""

import logging
import os
from importlib import import_module

from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

_django = get_wsgi_application()
application = import_module("portal.http").with_readable_type(_django)  # it needs Django's apps
logging.getLogger("gunicorn.error").addFilter(import_module("portal.logs").NoAddresses())

# Among other things every address is read, so a room that cannot be imported is found now.
_faults = [one for one in checks.run_checks() if one.is_serious() and not one.is_silenced()]
if _faults:
    raise ImproperlyConfigured("\n".join(str(one) for one in _faults))
