"""The draws of lots."""

from __future__ import annotations

import hashlib

from django.db import models

from grants.budget.models import Slice
from grants.rounds.models import Round
from portal.fields import PublicIdField
from wijkraden.people.models import User


class Draw(models.Model):
    """A draw of lots for a budget of a round: its seed, moment and witness, kept before the list is final.

    `day` is the day of completeness whose dossiers it orders; of a tender the last day of the round. There is one for
    each, and never a second. The portal makes the seed; the order is that of a hash of seed and dossier number.
    """

    public_id = PublicIdField()
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="draws", db_index=False)
    slice = models.ForeignKey(Slice, on_delete=models.PROTECT, related_name="draws")
    day = models.DateField()
    seed = models.CharField(max_length=64)
    witness = models.CharField(max_length=160)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "slice", "day"], name="lots_are_drawn_once"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}/{self.slice_id} {self.day}"

    def lot_of(self, number: str) -> str:
        """Return the lot of a dossier number: SHA-256 (hex) of “seed:number”; the lowest comes first."""
        return hashlib.sha256(f"{self.seed}:{number}".encode()).hexdigest()
