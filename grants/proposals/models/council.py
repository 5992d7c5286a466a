"""What the council decided on a proposal, by which rules, and what the applicant confirmed."""

from django.db import models
from django.db.models import F, Q

from portal.fields import PublicIdField
from portal.files.models import StoredFile
from wijkraden.people.models import User
from wijkraden.places.models import District

from ..states import Manner, Part
from .proposals import Proposal, Snapshot


class CouncilRules(models.Model):
    """How a council votes: its quorum, what a tie does, and up to which amount one person may act for it.

    `quorum_percent` of the seats must be exceeded by those who take part; `authorised_cents` 0: nobody is authorised.
    """

    district = models.OneToOneField(District, on_delete=models.PROTECT, related_name="council_rules")
    quorum_percent = models.PositiveSmallIntegerField(default=50)
    tie_accepts = models.BooleanField(default=False)
    authorised_cents = models.BigIntegerField(default=0)
    source = models.CharField(max_length=200, blank=True)  # where the council laid this down
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "council rules"
        constraints = [
            models.CheckConstraint(
                name="quorum_is_a_share", condition=Q(quorum_percent__lt=100, authorised_cents__gte=0)
            )
        ]

    def __str__(self) -> str:
        return f"{self.district_id}"

    def accepts(self, votes_for: int, votes_against: int) -> bool:
        """Tell if these votes put a proposal forward: more for than against, or as many where a tie is enough."""
        if votes_for == votes_against:
            return self.tie_accepts and votes_for > 0
        return votes_for > votes_against


class CouncilDecision(models.Model):
    """The decision of a council to put a proposal forward or not, for the text as it was presented then.

    `step` is the number of the event by which it was presented: a text that goes back to draft needs a new decision.
    Of an authorisation the votes are 0 and `authorised` is who acted.
    """

    public_id = PublicIdField()
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="council_decisions")
    step = models.PositiveSmallIntegerField()
    manner = models.CharField(max_length=15, choices=Manner)
    decided_on = models.DateField()
    seats = models.PositiveSmallIntegerField(default=0)  # of the council, of which the quorum is a share
    quorum_percent = models.PositiveSmallIntegerField(default=50)
    others_present = models.PositiveSmallIntegerField(default=0)  # members without an account who took part
    stepped_back = models.PositiveSmallIntegerField(
        default=0
    )  # with and without an account; no part of the quorum
    votes_for = models.PositiveSmallIntegerField(default=0)
    votes_against = models.PositiveSmallIntegerField(default=0)
    abstained = models.PositiveSmallIntegerField(default=0)
    authorised = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    authorised_cents = models.BigIntegerField(
        default=0
    )  # up to which amount that person acts for the council
    basis = models.CharField(max_length=200, blank=True)  # by which rule of the council
    accepted = models.BooleanField()
    minutes = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["recorded_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "step"], name="one_council_decision_per_text"),
            models.CheckConstraint(
                name="council_decides_by_votes_or_by_authorisation",
                condition=Q(manner=Manner.MEETING, authorised__isnull=True)
                | Q(
                    manner=Manner.AUTHORISATION,
                    authorised__isnull=False,
                    authorised_cents__gt=0,
                    votes_for=0,
                    votes_against=0,
                    abstained=0,
                    accepted=True,
                ),
            ),
            models.CheckConstraint(
                name="accepted_by_more_than_none",
                condition=~Q(manner=Manner.MEETING, accepted=True) | Q(votes_for__gte=F("votes_against")),
            ),
            models.CheckConstraint(
                name="enough_members_voted",
                condition=~Q(manner=Manner.MEETING)
                | Q(
                    votes_for__gt=(F("seats") - F("stepped_back")) * F("quorum_percent") / 100
                    - F("votes_against")
                    - F("abstained")
                ),
            ),
            models.CheckConstraint(
                name="no_more_members_than_seats",
                condition=~Q(manner=Manner.MEETING)
                | Q(seats__gte=F("votes_for") + F("votes_against") + F("abstained") + F("stepped_back")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}/{self.step}"


class Attendance(models.Model):
    """What one member did in a decision of the council."""

    decision = models.ForeignKey(CouncilDecision, on_delete=models.PROTECT, related_name="attendances")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=15, choices=Part)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["decision", "user"], name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.part}"


class Confirmation(models.Model):
    """The question to the applicant to confirm the text, by a link in a mail that works once.

    It holds the text as it was sent; a text that changes after that is asked about anew.
    """

    public_id = PublicIdField()
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="confirmations")
    step = models.PositiveSmallIntegerField()  # of the event by which this text was presented
    snapshot = models.OneToOneField(Snapshot, on_delete=models.PROTECT, related_name="confirmation")
    email = models.EmailField(max_length=254)
    token_hash = models.CharField(max_length=64, unique=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=160, blank=True)  # the name that was typed
    declined_at = models.DateTimeField(null=True)
    declined_reason = models.TextField(max_length=2000, blank=True)  # what the applicant finds not right
    ended_at = models.DateTimeField(null=True)  # a later question took its place

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="confirmation_has_a_name",
                condition=Q(confirmed_at__isnull=True, confirmed_by="")
                | (Q(confirmed_at__isnull=False, declined_at__isnull=True) & ~Q(confirmed_by="")),
            ),
            models.CheckConstraint(
                name="declined_confirmation_has_a_reason",
                condition=Q(declined_at__isnull=True, declined_reason="")
                | (Q(declined_at__isnull=False) & ~Q(declined_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class ApplicantLink(models.Model):
    """A link in a mail to the applicant that opens her own page: where her application stands, and withdrawing it.

    More than one may be open at a time: each mail brings its own, and of none is more kept than its hash.
    """

    public_id = PublicIdField()
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="applicant_links")
    email = models.EmailField(max_length=254)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrew_at = models.DateTimeField(null=True)  # when she withdrew by it
    withdrew_by = models.CharField(max_length=160, blank=True)  # the name that was typed

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="withdrawal_by_link_has_a_name",
                condition=Q(withdrew_at__isnull=True, withdrew_by="")
                | (Q(withdrew_at__isnull=False) & ~Q(withdrew_by="")),
            )
        ]

    def __str__(self) -> str:
        return self.public_id


class ClosingReminder(models.Model):
    """The mail that a round is about to close for a proposal that was not submitted; one for each last day of it."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="closing_reminders")
    closes_on = models.DateField()  # the last day that the mail names
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["proposal", "closes_on"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "closes_on"], name="closing_reminder_once"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.closes_on}"
