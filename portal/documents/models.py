"""Documents the portal made itself: stored once, never made again."""

from django.conf import settings
from django.db import models

from portal.fields import PublicIdField
from portal.triggers import frozen, guard, is_near, register


class Document(models.Model):
    """One PDF (PDF/UA-1 and PDF/A-3a) as it left the portal, with the checksum of its bytes."""

    public_id = PublicIdField()
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=250)
    language = models.CharField(max_length=5)
    key = models.CharField(max_length=120, unique=True)  # the same key gives the stored document
    name = models.CharField(max_length=120)
    stored_as = models.CharField(max_length=200, unique=True)
    sha256 = models.CharField(max_length=64)
    source_sha256 = models.CharField(max_length=64)  # of the template's name, the words and the data
    size = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.title


register(
    *frozen("portal_document", message="a document is stored once"),
    guard(
        "portal_document_begins",
        table="portal_document",
        when="BEFORE INSERT",
        holds=is_near("portal_document"),
        message="a document has an id near the newest",
    ),
)
