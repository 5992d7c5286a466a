"""Files that people handed in."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.fields import PublicIdField
from portal.triggers import frozen, guard, is_near, register


class StoredFile(models.Model):
    """One version of one file: judged by content, safe to serve, its bytes known by checksum.

    `stored_as` is random; `name` is what the person called it and is only ever shown. A newer version
    names the one it replaces, which stays. The one change that a row allows is that its file is erased.
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
    erased_at = models.DateTimeField(null=True)  # when name and bytes were erased

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.name if self.erased_at is None else str(_("Erased file"))


_FROZEN = "a stored file is not changed"
_KEPT = ("public_id", "media_type", "stored_as", "thumbnail_as", "sha256", "size", "created_at")
_KEPT_OR_EMPTY = ("width", "height", "replaces_id", "by_id")
_ERASES = " AND ".join(
    [
        "OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL AND NEW.name = ''",
        *(f"NEW.{column} = OLD.{column}" for column in ("id", *_KEPT)),
        *(f"COALESCE(NEW.{column}, -1) = COALESCE(OLD.{column}, -1)" for column in _KEPT_OR_EMPTY),
    ]
)
register(
    *frozen("portal_storedfile", message=_FROZEN, updates=False),
    guard(
        "portal_storedfile_begins",
        table="portal_storedfile",
        when="BEFORE INSERT",
        holds=is_near("portal_storedfile"),
        message="a stored file has an id near the newest",
    ),
    guard(
        "portal_storedfile_no_update",
        table="portal_storedfile",
        when="BEFORE UPDATE",
        holds=_ERASES,
        message=_FROZEN,
    ),
)
