"""A wrong statement is withdrawn and stays with its lines; a transfer knows its account, and ends by two people."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import portal.fields


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0013_a_reminder_leaves_once_and_what_lapsed_is_given_up"),
        ("wijkraden", "0004_invitation_to_who_has_an_address_now"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="statement",
            name="statement_file_once",
        ),
        migrations.RemoveConstraint(
            model_name="statement",
            name="statement_reference_once",
        ),
        migrations.RemoveConstraint(
            model_name="statementline",
            name="statement_line_once",
        ),
        migrations.RemoveConstraint(
            model_name="statementline",
            name="matched_line_says_with_what",
        ),
        migrations.AddField(
            model_name="statement",
            name="line_count",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="statement",
            name="withdrawn_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="statement",
            name="withdrawn_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="statement",
            name="withdrawn_why",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="statementline",
            name="batch",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="grants.batch",
            ),
        ),
        migrations.AlterField(
            model_name="statementline",
            name="kind",
            field=models.CharField(
                choices=[
                    ("payment", "Payment of an order"),
                    ("batch", "All payments of a batch at once"),
                    ("return", "Payment that came back"),
                    ("claim", "Money that was claimed back"),
                    ("refund", "What came in too much, sent back"),
                    ("receipt", "Money received, not matched"),
                    ("fee", "Costs of the bank"),
                    ("not_ours", "Belongs to nothing here"),
                    ("withdrawn", "Withdrawn with its statement"),
                    ("unknown", "Not matched"),
                ],
                default="unknown",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("city", "sha256"),
                name="statement_file_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("city", "channel", "reference"),
                name="statement_reference_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True), ("withdrawn_why", "")
                    ),
                    models.Q(
                        ("withdrawn_at__gte", models.F("read_at")),
                        ("withdrawn_by__isnull", False),
                        models.Q(("withdrawn_why", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="withdrawn_statement_says_by_whom_and_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="statementline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "withdrawn"), _negated=True),
                fields=("city", "reference"),
                name="statement_line_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="statementline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("entry__isnull", True), ("kind", "unknown")),
                    models.Q(
                        ("entry__isnull", False),
                        ("kind__in", ["payment", "return"]),
                        ("order__isnull", False),
                    ),
                    models.Q(("claim__isnull", False), ("entry__isnull", False), ("kind", "claim")),
                    models.Q(
                        ("claim__isnull", False),
                        ("entry__isnull", False),
                        ("is_receipt", False),
                        ("kind", "refund"),
                    ),
                    models.Q(
                        ("kind", "not_ours"),
                        models.Q(
                            models.Q(("entry__isnull", False), ("is_receipt", True)),
                            models.Q(("entry__isnull", True), ("is_receipt", False)),
                            _connector="OR",
                        ),
                        models.Q(("why", ""), _negated=True),
                    ),
                    models.Q(
                        ("batch__isnull", False),
                        ("entry__isnull", True),
                        ("is_receipt", False),
                        ("kind", "batch"),
                        ("order__isnull", True),
                    ),
                    models.Q(("claim__isnull", True), ("kind", "withdrawn"), ("order__isnull", True)),
                    models.Q(("entry__isnull", False), ("kind__in", ["receipt", "fee"])),
                    _connector="OR",
                ),
                name="matched_line_says_with_what",
            ),
        ),
        migrations.CreateModel(
            name="FormerAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("stripe_id", models.CharField(max_length=100, unique=True)),
                ("why", models.CharField(max_length=500)),
                ("replaced_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="former",
                        to="grants.connectedaccount",
                    ),
                ),
                (
                    "replaced_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("why", ""), _negated=True), models.Q(("stripe_id", ""), _negated=True)
                        ),
                        name="former_account_says_why",
                    ),
                ],
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="WayOut",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("never_done", "Stripe never made this transfer"),
                            ("kept", "The money stays at the account of the recipient at Stripe"),
                        ],
                        max_length=12,
                    ),
                ),
                ("why", models.CharField(max_length=1000)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("prepared", "To decide"),
                            ("approved", "Approved"),
                            ("returned", "Returned"),
                        ],
                        default="prepared",
                        max_length=10,
                    ),
                ),
                ("first", models.JSONField()),
                ("prepared_at", models.DateTimeField()),
                ("last", models.JSONField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("answer", models.CharField(blank=True, max_length=1000)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "transfer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ways_out",
                        to="grants.stripetransfer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "prepared")),
                        fields=("transfer",),
                        name="one_way_out_of_a_transfer_waits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("why", ""), _negated=True), name="way_out_says_why"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answer", ""),
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                                ("state", "prepared"),
                            ),
                            models.Q(
                                ("answer", ""),
                                ("decided_at__gte", models.F("prepared_at")),
                                ("decided_by__isnull", False),
                                ("last__isnull", False),
                                ("state", "approved"),
                                models.Q(("decided_by", models.F("prepared_by")), _negated=True),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("state", "returned"),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="way_out_is_approved_by_another",
                    ),
                ],
                "verbose_name_plural": "ways out",
                "ordering": ["-id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="stripetransfer",
            name="stripe_transfer_has_the_ids_of_its_state",
        ),
        migrations.RemoveConstraint(
            model_name="stripetransfer",
            name="stripe_transfer_that_fails_says_why",
        ),
        migrations.AddField(
            model_name="stripetransfer",
            name="destination",
            field=models.CharField(default="", max_length=100),
        ),
        migrations.AlterField(
            model_name="stripetransfer",
            name="state",
            field=models.CharField(
                choices=[
                    ("asked", "Asked"),
                    ("unknown", "Not known"),
                    ("transferred", "At the account of the recipient"),
                    ("paying_out", "On its way to the bank"),
                    ("paid", "Paid"),
                    ("refused", "Refused by Stripe"),
                    ("reversing", "Is taken back"),
                    ("failed", "Failed and taken back"),
                    ("kept", "Stays at the account of the recipient"),
                ],
                default="asked",
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="stripetransfer",
            name="trouble",
            field=models.CharField(
                blank=True,
                choices=[
                    ("no_answer", "Stripe gave no answer, so nobody knows yet what it did."),
                    ("no_balance", "There is not enough on the balance at Stripe."),
                    ("no_balance_of_payee", "The money is not free yet at the account of the recipient."),
                    ("account_changed", "The account of the recipient changed, or waits to be confirmed."),
                    ("in_doubt", "The account of the recipient is in doubt."),
                    ("not_owed", "Less is owed by now than this payment."),
                    (
                        "found",
                        "Stripe has something else with the mark of this payment. Ask Stripe about it.",
                    ),
                    (
                        "other_key",
                        "The portal has another key of Stripe than the one that it began with. Tell the administrator.",
                    ),
                    (
                        "key",
                        "Stripe does not take the key of this portal, or not for this. Tell the administrator.",
                    ),
                    ("says_no", "Stripe does not take it back. Ask Stripe about it."),
                    ("way_out", "Two payers note that Stripe never did it."),
                    ("suspended", "The payments of this dossier stand still (Awb 4:56)."),
                    (
                        "off",
                        "Stripe is switched off in this portal. Ask the administrator to have its keys set.",
                    ),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="stripetransfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("payout_id__isnull", True),
                        ("reversal_id__isnull", True),
                        ("state__in", ["asked", "refused"]),
                        ("transfer_id__isnull", True),
                    ),
                    models.Q(
                        ("payout_id__isnull", True), ("reversal_id__isnull", True), ("state", "unknown")
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
                    models.Q(
                        ("reversal_id__isnull", True), ("state", "kept"), ("transfer_id__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="stripe_transfer_has_the_ids_of_its_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="stripetransfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reason", ""), ("state__in", ["refused", "reversing", "failed", "kept"]), _negated=True
                ),
                name="stripe_transfer_that_fails_says_why",
            ),
        ),
    ]
