"""The trail: who did, saw, changed or exported what, chained so that no record can vanish unseen."""

import hashlib
import json
from datetime import UTC

from django.conf import settings
from django.db import models

from portal.realm import LENGTH
from portal.triggers import Trigger, frozen, guard, is_near, register


class Record(models.Model):
    """One act. Numbers have no gaps; each hash covers the record and the hash before it.

    `facts` holds ids, codes, numbers and dates, never free text or personal data: a record can't be erased.
    """

    number = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    realm = models.CharField(max_length=LENGTH, blank=True)
    act = models.CharField(max_length=80)
    subject_kind = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=64)
    facts = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        indexes = [
            models.Index(
                fields=["subject_kind", "subject_id", "number"],
                name="record_by_subject",
            ),
            models.Index(fields=["by", "number"], name="record_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.act}"


class Head(models.Model):
    """The last record's number and hash: one row, kept by a trigger, locked by whoever adds a record."""

    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")

    class Meta:
        db_table = "portal_trail_head"
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_head_of_the_trail")]

    def __str__(self) -> str:
        return str(self.number)


def fingerprint(row: Record) -> str:
    """Return the SHA-256 (hex) that `row` must carry: over its own values and the hash before it."""
    values = [
        row.number,
        row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        row.by_id,
        row.realm,
        row.act,
        row.subject_kind,
        row.subject_id,
        row.facts,
        row.previous_hash,
    ]
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


_REFUSED = "the trail is append-only"
_NEXT = "the next record must follow the head of the trail"
_KEPT = "the head of the trail is kept by the database"
_LAST_RECORD = (
    "EXISTS (SELECT 1 FROM portal_record r WHERE r.number = NEW.number AND r.hash = NEW.hash"
    " AND r.previous_hash = OLD.hash) AND NEW.number = OLD.number + 1 AND NEW.id = OLD.id"
)
_FOLLOWS = (
    "EXISTS (SELECT 1 FROM portal_trail_head h"
    " WHERE h.number = NEW.number - 1 AND h.hash = NEW.previous_hash)"
)
_UNUSED_ID = "NOT EXISTS (SELECT 1 FROM portal_record r WHERE r.id = NEW.id OR r.number = NEW.number)"


register(
    *frozen("portal_record", message=_REFUSED),
    *frozen("portal_trail_head", message=_KEPT, updates=False),
    guard(
        "portal_record_follows",
        table="portal_record",
        when="BEFORE INSERT",
        holds=f"{_FOLLOWS} AND {_UNUSED_ID} AND {is_near('portal_record')}",
        message=_NEXT,
    ),
    Trigger(
        name="portal_record_moves_head",
        table="portal_record",
        when="AFTER INSERT",
        sqlite="UPDATE portal_trail_head SET number = NEW.number, hash = NEW.hash WHERE id = 1;",
        postgresql="BEGIN UPDATE portal_trail_head SET number = NEW.number, hash = NEW.hash WHERE id = 1;"
        " RETURN NULL; END",
    ),
    guard(
        "portal_trail_head_follows",
        table="portal_trail_head",
        when="BEFORE UPDATE",
        holds=_LAST_RECORD,
        message=_KEPT,
    ),
)
