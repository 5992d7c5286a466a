"""The outbox: every message on its way, until it was sent or someone knows that it was not."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.fields import PublicIdField
from portal.realm import LENGTH
from portal.seals import unseal


class Channel(models.TextChoices):
    """How a message reaches its addressee."""

    MAIL = "mail", _("E-mail")
    PAPER = "paper", _("Letter on paper")


class MessageState(models.TextChoices):
    """Where a message is."""

    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    PARKED = "parked", _("Not sent")  # gave up: someone must look
    DROPPED = "dropped", _("Never sent")  # its addressee was erased before it left


class Message(models.Model):
    """One message to one addressee, in her language, over one channel.

    A `secret` one holds a code or a link that opens something: operators never see its text; text and html
    lie sealed in their columns until it was sent, and are wiped then. Read `plain_text` and `plain_html`.
    """

    public_id = PublicIdField()
    realm = models.CharField(max_length=LENGTH, blank=True)
    kind = models.CharField(max_length=60)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.MAIL)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    address = models.CharField(max_length=320)
    language = models.CharField(max_length=5)
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField(blank=True)
    secret = models.BooleanField(default=False)
    about_kind = models.CharField(max_length=80, blank=True)
    about_id = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)  # when address and words were wiped

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["state", "next_try_at"], name="message_due")]
        constraints = [
            models.CheckConstraint(
                name="sent_message_has_its_moment",
                condition=models.Q(state="sent", sent_at__isnull=False)
                | (~models.Q(state="sent") & models.Q(sent_at__isnull=True)),
            )
        ]

    def __str__(self) -> str:
        return self.subject if self.forgotten_at is None else str(_("Erased message"))

    @property
    def plain_text(self) -> str:
        """The text to be read; raises InvalidToken when its key is gone."""
        return unseal(self.text) if self.secret and self.text else self.text

    @property
    def plain_html(self) -> str:
        """The HTML part to be read, "" for none; raises InvalidToken when its key is gone."""
        return unseal(self.html) if self.secret and self.html else self.html
