"""Files that people handed in."""

from django.conf import settings
from django.db import models

from portal.fields import PublicIdField
from portal.triggers import frozen, register


class StoredFile(models.Model):
    """One version of one file: judged by content, safe to serve, its bytes known by checksum.

    `stored_as` is random; `name` is what the person called it and is only ever shown. A newer version
    names the one it replaces, which stays.
    """

    public_id = PublicIdField()
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    stored_as = models.CharField(max_length=200, unique=True)
    thumbnail_as = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.name


register(*frozen("portal_storedfile", message="a stored file is not changed"))
