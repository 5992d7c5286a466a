"""What remembers that a council was reminded before a round closes."""

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
    ]
