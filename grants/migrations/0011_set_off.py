"""A claim may be set off against what is to be paid to the same recipient (Awb 4:57)."""

import django.db.models.deletion
import django.db.models.expressions
import portal.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0010_what_the_city_buys_is_ordered_delivered_and_invoiced"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="claim",
            name="claim_is_settled_by_its_amounts",
        ),
        migrations.AddField(
            model_name="claim",
            name="set_off_cents",
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
                    ("set_off", "Set off"),
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
                    ("set_off_cents__gte", 0),
                    models.Q(
                        models.Q(
                            (
                                "paid_cents__lt",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("cents"), "-", models.F("eased_cents")
                                        ),
                                        "-",
                                        models.F("written_off_cents"),
                                    ),
                                    "-",
                                    models.F("set_off_cents"),
                                ),
                            ),
                            ("state", "open"),
                        ),
                        models.Q(
                            (
                                "paid_cents",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("cents"), "-", models.F("eased_cents")
                                        ),
                                        "-",
                                        models.F("written_off_cents"),
                                    ),
                                    "-",
                                    models.F("set_off_cents"),
                                ),
                            ),
                            models.Q(
                                models.Q(("state", "written_off"), ("written_off_cents__gt", 0)),
                                models.Q(
                                    ("set_off_cents__gt", 0), ("state", "set_off"), ("written_off_cents", 0)
                                ),
                                models.Q(
                                    ("paid_cents__gt", 0),
                                    ("set_off_cents", 0),
                                    ("state", "paid"),
                                    ("written_off_cents", 0),
                                ),
                                models.Q(
                                    ("paid_cents", 0),
                                    ("set_off_cents", 0),
                                    ("state", "eased"),
                                    ("written_off_cents", 0),
                                ),
                                _connector="OR",
                            ),
                        ),
                        _connector="OR",
                    ),
                ),
                name="claim_is_settled_by_its_amounts",
            ),
        ),
        migrations.CreateModel(
            name="SetOff",
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
                ("reason", models.TextField(max_length=1000)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("prepared", "To decide"),
                            ("approved", "Set off"),
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
                ("told_on", models.DateField(null=True)),
                ("objection_until", models.DateField(null=True)),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="set_offs",
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
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="set_offs",
                        to="grants.proposal",
                    ),
                ),
            ],
            options={
                "ordering": ["-prepared_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "prepared")),
                        fields=("claim",),
                        name="one_set_off_of_a_claim_waits",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "prepared")),
                        fields=("proposal",),
                        name="one_set_off_against_a_dossier_waits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cents__gt", 0), models.Q(("reason", ""), _negated=True)),
                        name="set_off_is_of_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("entry__isnull", True),
                                ("objection_until__isnull", True),
                                ("told_on__isnull", True),
                                ("answer", ""),
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                                ("state", "prepared"),
                            ),
                            models.Q(
                                ("entry__isnull", True),
                                ("objection_until__isnull", True),
                                ("told_on__isnull", True),
                                ("answer", ""),
                                ("decided_at__isnull", False),
                                ("state", "withdrawn"),
                                models.Q(
                                    ("decided_by__isnull", True),
                                    ("decided_by", models.F("prepared_by")),
                                    _connector="OR",
                                ),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                models.Q(("decided_by", models.F("prepared_by")), _negated=True),
                                models.Q(
                                    models.Q(
                                        ("answer", ""),
                                        ("entry__isnull", False),
                                        ("objection_until__gt", models.F("told_on")),
                                        ("state", "approved"),
                                        ("told_on__isnull", False),
                                    ),
                                    models.Q(
                                        ("entry__isnull", True),
                                        ("objection_until__isnull", True),
                                        ("told_on__isnull", True),
                                        ("state", "returned"),
                                        models.Q(("answer", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="set_off_is_decided_by_another",
                    ),
                ],
            },
        ),
    ]
