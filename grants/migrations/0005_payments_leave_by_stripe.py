"""A payment may leave by Stripe: accounts of recipients there, transfers, what Stripe told, and what differs."""

import django.db.models.deletion
import portal.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0004_payments_leave_by_a_channel"),
    ]

    operations = [
        migrations.CreateModel(
            name="ConnectedAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    portal.fields.PublicIdField(
                        default=portal.fields.new_public_id, editable=False, max_length=16, unique=True
                    ),
                ),
                ("stripe_id", models.CharField(max_length=100, null=True, unique=True)),
                ("livemode", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("invited", "Invited"),
                            ("usable", "Can be paid"),
                            ("restricted", "Stripe asks for more"),
                        ],
                        default="invited",
                        max_length=10,
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("link_ends_at", models.DateTimeField()),
                ("invited_at", models.DateTimeField()),
                ("usable_at", models.DateTimeField(null=True)),
                ("checked_at", models.DateTimeField(null=True)),
                (
                    "invited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="connected_account",
                        to="grants.proposal",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "invited"),
                            models.Q(("checked_at__isnull", False), ("stripe_id__isnull", False)),
                            _connector="OR",
                        ),
                        name="usable_account_is_at_stripe",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "usable"), _negated=True),
                            ("usable_at__isnull", False),
                            _connector="OR",
                        ),
                        name="usable_account_knows_since_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PayoutAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    portal.fields.PublicIdField(
                        default=portal.fields.new_public_id, editable=False, max_length=16, unique=True
                    ),
                ),
                ("bank_id", models.CharField(max_length=100)),
                ("fingerprint", models.CharField(max_length=100)),
                ("ending", models.CharField(max_length=4)),
                ("seen_at", models.DateTimeField()),
                ("needs_call", models.BooleanField()),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[("confirmed", "Confirmed"), ("rejected", "Rejected")],
                        max_length=10,
                    ),
                ),
                ("checked_at", models.DateTimeField(null=True)),
                ("called_at", models.DateTimeField(null=True)),
                ("called_number", models.CharField(blank=True, max_length=30)),
                ("spoke_with", models.CharField(blank=True, max_length=160)),
                ("check_note", models.TextField(blank=True, max_length=1000)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payout_accounts",
                        to="grants.connectedaccount",
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("called_at__isnull", True),
                                ("called_number", ""),
                                ("check_note", ""),
                                ("checked_at__isnull", True),
                                ("checked_by__isnull", True),
                                ("spoke_with", ""),
                                ("verdict", ""),
                            ),
                            models.Q(
                                ("called_at__gte", models.F("seen_at")),
                                ("called_at__isnull", False),
                                ("called_at__lte", models.F("checked_at")),
                                ("checked_by__isnull", False),
                                ("verdict", "confirmed"),
                                models.Q(("called_number", ""), _negated=True),
                                models.Q(("spoke_with", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="confirmed_payout_account_was_called_about",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="order",
            name="payout_account",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="orders",
                to="grants.payoutaccount",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("channel", "stripe"), ("payout_account__isnull", False)),
                    models.Q(
                        models.Q(("channel", "stripe"), _negated=True), ("payout_account__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="order_by_stripe_names_its_account",
            ),
        ),
        migrations.CreateModel(
            name="StripeTransfer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("cents", models.BigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked"),
                            ("unknown", "Not known"),
                            ("transferred", "At the account of the recipient"),
                            ("paying_out", "On its way to the bank"),
                            ("paid", "Paid"),
                            ("refused", "Refused by Stripe"),
                            ("reversing", "Is taken back"),
                            ("failed", "Failed and taken back"),
                        ],
                        default="asked",
                        max_length=12,
                    ),
                ),
                ("transfer_id", models.CharField(max_length=100, null=True, unique=True)),
                ("payout_id", models.CharField(max_length=100, null=True, unique=True)),
                ("reversal_id", models.CharField(max_length=100, null=True, unique=True)),
                ("round", models.PositiveSmallIntegerField(default=0)),
                (
                    "trouble",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no_answer", "Stripe gave no answer, so nobody knows yet what it did."),
                            ("no_balance", "There is not enough on the balance at Stripe."),
                            (
                                "no_balance_of_payee",
                                "The money is not free yet at the account of the recipient.",
                            ),
                            ("account_changed", "The account of the recipient at Stripe changed."),
                            ("says_no", "Stripe does not take it back. Ask Stripe about it."),
                            ("suspended", "The payments of this dossier stand still (Awb 4:56)."),
                            ("off", "Stripe is switched off in this portal."),
                        ],
                        max_length=20,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("asked_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stripe_transfer",
                        to="grants.order",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("cents__gt", 0)), name="stripe_transfer_pays_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("payout_id__isnull", True),
                                ("reversal_id__isnull", True),
                                ("state__in", ["asked", "refused"]),
                                ("transfer_id__isnull", True),
                            ),
                            models.Q(
                                ("payout_id__isnull", True),
                                ("reversal_id__isnull", True),
                                ("state", "unknown"),
                            ),
                            models.Q(
                                ("payout_id__isnull", True),
                                ("reversal_id__isnull", True),
                                ("state", "transferred"),
                                ("transfer_id__isnull", False),
                            ),
                            models.Q(
                                ("payout_id__isnull", False),
                                ("reversal_id__isnull", True),
                                ("state__in", ["paying_out", "paid"]),
                                ("transfer_id__isnull", False),
                            ),
                            models.Q(("state__in", ["reversing", "failed"]), ("transfer_id__isnull", False)),
                            _connector="OR",
                        ),
                        name="stripe_transfer_has_the_ids_of_its_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reason", ""), ("state__in", ["refused", "reversing", "failed"]), _negated=True
                        ),
                        name="stripe_transfer_that_fails_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StripeEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("event_id", models.CharField(max_length=100, unique=True)),
                ("kind", models.CharField(max_length=60)),
                ("account", models.CharField(blank=True, max_length=100)),
                ("object_id", models.CharField(blank=True, max_length=100)),
                ("livemode", models.BooleanField()),
                ("made_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                ("applied_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["id"],
                "indexes": [models.Index(fields=["applied_at", "received_at"], name="stripe_event_to_apply")],
            },
        ),
        migrations.CreateModel(
            name="StripeCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("begun_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("asked", models.PositiveIntegerField(default=0)),
                ("differences", models.PositiveIntegerField(default=0)),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="StripeDifference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("amount", "Stripe has another amount"),
                            ("twice", "Stripe has more than one transfer of this payment"),
                            ("not_ours", "Stripe has a transfer with our mark that we do not know"),
                            ("not_there", "Stripe does not know what we think it did"),
                            ("not_paid", "We think that it was paid, and Stripe does not"),
                            ("taken_back", "It was taken back at Stripe, not by us"),
                        ],
                        max_length=10,
                    ),
                ),
                ("object_id", models.CharField(max_length=100)),
                ("ours_cents", models.BigIntegerField(null=True)),
                ("theirs_cents", models.BigIntegerField(null=True)),
                ("found_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "city",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wijkraden.city",
                    ),
                ),
                (
                    "transfer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="differences",
                        to="grants.stripetransfer",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("kind", "object_id"),
                        name="stripe_difference_once",
                    )
                ],
            },
        ),
    ]
