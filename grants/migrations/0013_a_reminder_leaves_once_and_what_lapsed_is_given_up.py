"""What remembers that a council was reminded before a round closes; and what lapsed unasked is given up (Awb 4:57)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("grants", "0012_what_was_set_off_is_found_at_once")]

    operations = [
        migrations.CreateModel(
            name="ClosingReminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("closes_on", models.DateField()),
                ("sent_at", models.DateTimeField()),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closing_reminders",
                        to="grants.proposal",
                    ),
                ),
            ],
            options={
                "ordering": ["proposal", "closes_on"],
                "constraints": [
                    models.UniqueConstraint(fields=["proposal", "closes_on"], name="closing_reminder_once"),
                ],
            },
        ),
        migrations.AlterField(
            model_name="writeoff",
            name="claim",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="write_offs",
                to="grants.claim",
            ),
        ),
        migrations.AddField(
            model_name="writeoff",
            name="proposal",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="write_offs",
                to="grants.proposal",
            ),
        ),
        migrations.AddConstraint(
            model_name="writeoff",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "prepared")),
                fields=["proposal"],
                name="one_write_off_of_a_dossier_waits",
            ),
        ),
        migrations.AddConstraint(
            model_name="writeoff",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("claim__isnull", False), ("proposal__isnull", True)),
                    models.Q(("claim__isnull", True), ("ground", "lapsed"), ("proposal__isnull", False)),
                    _connector="OR",
                ),
                name="write_off_is_of_a_claim_or_of_what_lapsed_unasked",
            ),
        ),
    ]
