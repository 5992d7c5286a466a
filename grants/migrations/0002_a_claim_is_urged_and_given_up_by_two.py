"""Formal notice of a claim, and giving it up by two people."""

import django.db.models.deletion
import django.db.models.expressions
import portal.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0001_the_life_of_a_grant"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("cents", models.BigIntegerField()),
                ("told_on", models.DateField()),
                ("due_on", models.DateField()),
                ("told_at", models.DateTimeField()),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="grants.claim"
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
                "ordering": ["told_on", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("claim", "told_on"), name="one_notice_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(("cents__gt", 0), ("due_on__gt", models.F("told_on"))),
                        name="notice_asks_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WriteOff",
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
                ("cents", models.BigIntegerField()),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("not_to_be_had", "It is not to be had"),
                            ("lapsed", "It has lapsed: five years are over"),
                        ],
                        max_length=14,
                    ),
                ),
                ("reason", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("prepared", "To decide"),
                            ("approved", "Approved"),
                            ("returned", "Returned"),
                            ("withdrawn", "Taken back"),
                        ],
                        default="prepared",
                        max_length=10,
                    ),
                ),
                ("prepared_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True)),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="write_offs",
                        to="grants.claim",
                    ),
                ),
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
                    "entry",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="grants.entry",
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
            ],
            options={
                "ordering": ["-prepared_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "prepared")),
                        fields=("claim",),
                        name="one_write_off_of_a_claim_waits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cents__gt", 0), models.Q(("reason", ""), _negated=True)),
                        name="write_off_is_of_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answer", ""),
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                                ("entry__isnull", True),
                                ("state", "prepared"),
                            ),
                            models.Q(
                                ("answer", ""),
                                ("decided_at__isnull", False),
                                ("entry__isnull", True),
                                ("state", "withdrawn"),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                models.Q(("decided_by", models.F("prepared_by")), _negated=True),
                                models.Q(
                                    models.Q(("answer", ""), ("entry__isnull", False), ("state", "approved")),
                                    models.Q(
                                        ("entry__isnull", True),
                                        ("state", "returned"),
                                        models.Q(("answer", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="write_off_is_decided_by_another",
                    ),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="claim",
            name="claim_is_paid_in_full_or_open",
        ),
        migrations.AddField(
            model_name="claim",
            name="written_off_cents",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="claim",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "Open"),
                    ("paid", "Paid back"),
                    ("eased", "No longer asked"),
                    ("written_off", "Written off"),
                ],
                default="open",
                max_length=11,
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("cents__gt", 0),
                    ("eased_cents__gte", 0),
                    ("paid_cents__gte", 0),
                    ("written_off_cents__gte", 0),
                    models.Q(
                        models.Q(
                            (
                                "paid_cents__lt",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("cents"), "-", models.F("eased_cents")
                                    ),
                                    "-",
                                    models.F("written_off_cents"),
                                ),
                            ),
                            ("state", "open"),
                        ),
                        models.Q(
                            (
                                "paid_cents",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("cents"), "-", models.F("eased_cents")
                                    ),
                                    "-",
                                    models.F("written_off_cents"),
                                ),
                            ),
                            models.Q(
                                models.Q(("state", "written_off"), ("written_off_cents__gt", 0)),
                                models.Q(("paid_cents__gt", 0), ("state", "paid"), ("written_off_cents", 0)),
                                models.Q(("paid_cents", 0), ("state", "eased"), ("written_off_cents", 0)),
                                _connector="OR",
                            ),
                        ),
                        _connector="OR",
                    ),
                ),
                name="claim_is_settled_by_its_amounts",
            ),
        ),
    ]
