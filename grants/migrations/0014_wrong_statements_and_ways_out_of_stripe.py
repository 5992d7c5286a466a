"""A wrong statement is withdrawn: it stays with its lines, and the same file may be read again."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0012_what_was_set_off_is_found_at_once"),
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
                    models.Q(("claim__isnull", True), ("kind", "withdrawn"), ("order__isnull", True)),
                    models.Q(("entry__isnull", False), ("kind__in", ["receipt", "fee"])),
                    _connector="OR",
                ),
                name="matched_line_says_with_what",
            ),
        ),
    ]
