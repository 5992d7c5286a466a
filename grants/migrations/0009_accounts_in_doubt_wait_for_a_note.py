"""What a bank says of the name of an account is kept, why one in doubt is right, and the balances of statements."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import portal.fields


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0008_accounts_are_found_by_slice_and_dossier"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NameCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("match", "The bank knows the account in this name"),
                            ("close", "The bank knows the account in nearly this name"),
                            ("no_match", "The bank knows the account in another name"),
                            ("unknown", "The bank cannot tell in which name the account is"),
                        ],
                        max_length=10,
                    ),
                ),
                ("suggested", models.CharField(blank=True, max_length=160)),
                ("adapter", models.CharField(max_length=200)),
                ("answered_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="name_checks",
                        to="grants.bankaccount",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        name="name_check_is_answered",
                        condition=models.Q(
                            ("answer__in", ["match", "close", "no_match", "unknown"]),
                            models.Q(("adapter", ""), _negated=True),
                        ),
                    ),
                    models.CheckConstraint(
                        name="name_is_suggested_for_a_close_match",
                        condition=models.Q(("answer", "close"), ("suggested", ""), _connector="OR"),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NameTry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("again_at", models.DateTimeField()),
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="name_try",
                        to="grants.bankaccount",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MemberAccount",
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
                ("iban_hash", models.CharField(max_length=64)),
                ("entered_at", models.DateTimeField()),
                ("told_at", models.DateTimeField()),
                (
                    "told_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="wijkraden.city"
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [models.Index(fields=["iban_hash"], name="member_account_by_hash")],
                "constraints": [
                    models.UniqueConstraint(fields=["city", "user"], name="one_account_of_a_member")
                ],
            },
        ),
        migrations.CreateModel(
            name="Vouch",
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
                            ("name", "The bank knows this account in another name"),
                            ("member", "This is the account of a member of a council"),
                        ],
                        max_length=10,
                    ),
                ),
                ("saw", models.BigIntegerField()),
                ("why", models.TextField(max_length=1000)),
                ("at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vouches",
                        to="grants.bankaccount",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        name="who_vouches_says_why",
                        condition=models.Q(
                            ("kind__in", ["name", "member"]), models.Q(("why", ""), _negated=True)
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StatementPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("number", models.CharField(blank=True, max_length=35)),
                ("first_on", models.DateField()),
                ("last_on", models.DateField()),
                ("opening_cents", models.BigIntegerField(null=True)),
                ("closing_cents", models.BigIntegerField(null=True)),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="grants.statement",
                    ),
                ),
            ],
            options={
                "ordering": ["statement", "position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["statement", "position"], name="part_of_a_statement_once"
                    ),
                    models.CheckConstraint(
                        name="part_of_a_statement_has_both_balances",
                        condition=models.Q(
                            ("first_on__lte", models.F("last_on")),
                            models.Q(
                                models.Q(("closing_cents__isnull", True), ("opening_cents__isnull", True)),
                                models.Q(("closing_cents__isnull", False), ("opening_cents__isnull", False)),
                                _connector="OR",
                            ),
                        ),
                    ),
                ],
            },
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
                    ("suspended", "The payments of this dossier stand still (Awb 4:56)."),
                    ("off", "Stripe is switched off in this portal."),
                ],
                max_length=20,
            ),
        ),
    ]
