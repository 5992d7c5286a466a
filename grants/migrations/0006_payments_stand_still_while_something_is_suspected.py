"""Payments of a dossier stand still while something serious is suspected (Awb 4:56)."""

import django.db.models.deletion
import portal.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0005_payments_leave_by_stripe"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Suspension",
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
                ("reason", models.TextField(max_length=2000)),
                ("told_on", models.DateField()),
                ("last_on", models.DateField()),
                ("told_at", models.DateTimeField()),
                (
                    "end",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("lifted", "Lifted"),
                            ("decided", "A decision followed"),
                            ("over", "The thirteen weeks were over"),
                        ],
                        max_length=8,
                    ),
                ),
                ("ended_on", models.DateField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("why_ended", models.TextField(blank=True, max_length=2000)),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suspensions",
                        to="grants.proposal",
                    ),
                ),
                (
                    "told_by",
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
                    models.UniqueConstraint(
                        condition=models.Q(("end", "")),
                        fields=("proposal",),
                        name="one_suspension_of_a_dossier_stands",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), _negated=True), ("last_on__gte", models.F("told_on"))
                        ),
                        name="suspension_says_why_and_how_long",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("end", ""),
                                ("ended_at__isnull", True),
                                ("ended_by__isnull", True),
                                ("ended_on__isnull", True),
                            ),
                            models.Q(
                                ("end__in", ["lifted", "decided", "over"]),
                                ("ended_at__gte", models.F("told_at")),
                                ("ended_on__gte", models.F("told_on")),
                                ("ended_on__lte", models.F("last_on")),
                            ),
                            _connector="OR",
                        ),
                        name="suspension_that_ended_says_how",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("end", "lifted"),
                                ("ended_by__isnull", False),
                                models.Q(("why_ended", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("end", "lifted"), _negated=True),
                                ("ended_by__isnull", True),
                                ("why_ended", ""),
                            ),
                            _connector="OR",
                        ),
                        name="who_lifts_a_suspension_says_why",
                    ),
                ],
            },
        ),
    ]
