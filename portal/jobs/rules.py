"""Who may see the portal at work. The upper floor's rule comes by name (PORTAL_MAY_OPERATE)."""

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.utils.module_loading import import_string

from .models import Job

Person = AbstractBaseUser | AnonymousUser


def may_operate(user: Person) -> bool:
    """Tell if `user` may see all jobs and messages, and have them done again."""
    return user.is_authenticated and bool(import_string(settings.PORTAL_MAY_OPERATE)(user))


def may_follow(user: Person, job: Job) -> bool:
    """Tell if `user` may see this job: who asked for it, and who operates the portal."""
    return (job.by_id is not None and job.by_id == user.pk) or may_operate(user)
