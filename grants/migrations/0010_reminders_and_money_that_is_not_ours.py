"""Reminders of claims that are too late, and lines of a statement that belong to nothing here."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0009_conversations_advice_and_actions_of_the_plan"),
        ("wijkraden", "0004_invitation_to_who_has_an_address_now"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="statementline",
            name="matched_line_says_with_what",
        ),
        migrations.AddField(
            model_name="claim",
            name="reminded_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="reminded_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="statementline",
            name="why",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AlterField(
            model_name="statementline",
            name="kind",
            field=models.CharField(
                choices=[
                    ("payment", "Payment of an order"),
                    ("return", "Payment that came back"),
                    ("claim", "Money that was claimed back"),
                    ("refund", "What came in too much, sent back"),
                    ("receipt", "Money received, not matched"),
                    ("fee", "Costs of the bank"),
                    ("not_ours", "Belongs to nothing here"),
                    ("unknown", "Not matched"),
                ],
                default="unknown",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reminded_by__isnull", True), ("reminded_on__isnull", True)),
                    models.Q(("reminded_by__isnull", False), ("reminded_on__gt", models.F("due_on"))),
                    _connector="OR",
                ),
                name="claim_is_reminded_after_its_term",
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
                    models.Q(("entry__isnull", False), ("kind__in", ["receipt", "fee"])),
                    _connector="OR",
                ),
                name="matched_line_says_with_what",
            ),
        ),
    ]
