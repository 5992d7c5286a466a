"""Unasked advice of district councils, with the answer of the city."""

import django.db.models.deletion
import portal.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0010_reminders_and_money_that_is_not_ours"),
        ("wijkraden", "0004_invitation_to_who_has_an_address_now"),
    ]

    operations = [
        migrations.CreateModel(
            name="CouncilAdvice",
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
                ("title", models.CharField(max_length=200)),
                ("text", models.TextField(max_length=4000)),
                ("decided_on", models.DateField()),
                ("given_at", models.DateTimeField()),
                ("answer_by_on", models.DateField()),
                (
                    "action",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="advice_unasked",
                        to="grants.planaction",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="advice_given",
                        to="wijkraden.district",
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="advice_unasked",
                        to="grants.plan",
                    ),
                ),
            ],
            options={
                "ordering": ["-given_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True), models.Q(("text", ""), _negated=True)
                        ),
                        name="council_advice_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("answer_by_on__gt", models.F("decided_on"))),
                        name="council_decides_before_its_advice_is_due",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CouncilAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "degree",
                    models.CharField(
                        choices=[
                            ("unknown", "Not said yet"),
                            ("taken", "Taken over"),
                            ("partly", "Taken over in part"),
                            ("elsewhere", "Done elsewhere"),
                            ("not", "Not taken over"),
                        ],
                        max_length=10,
                    ),
                ),
                ("text", models.TextField(max_length=4000)),
                ("edited_at", models.DateTimeField()),
                ("edits", models.PositiveIntegerField(default=1)),
                ("published_at", models.DateTimeField(null=True)),
                (
                    "advice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answer",
                        to="grants.counciladvice",
                    ),
                ),
                (
                    "edited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("editors", models.ManyToManyField(related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
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
                            ("degree__in", ["taken", "partly", "elsewhere", "not"]),
                            models.Q(("text", ""), _negated=True),
                        ),
                        name="answer_to_a_council_says_how_far",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_at__isnull", True), ("published_by__isnull", True)),
                            models.Q(
                                ("published_at__isnull", False),
                                ("published_by__isnull", False),
                                models.Q(("published_by", models.F("edited_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="answer_to_a_council_is_published_by_another",
                    ),
                ],
            },
        ),
    ]
