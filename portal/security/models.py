"""One-time tokens: the database decides which of two equal requests is the first."""

from django.conf import settings
from django.db import models


class UsedToken(models.Model):
    """A form that was carried out: its token, a keyed hash of what it held, and where its answer pointed.

    Written by the first statement of the flow it started, in the same transaction.
    """

    token = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    path = models.CharField(max_length=300)
    body = models.CharField(
        max_length=64, blank=True, default=""
    )  # "" if it was used before hashes were kept
    answer = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "portal_used_token"
        indexes = [models.Index(fields=["at"], name="used_token_by_age")]

    def __str__(self) -> str:
        return self.path
