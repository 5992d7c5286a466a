"""Versions of the plan with what they hold, and assessment frames with criteria and conditions."""

import django.core.validators
import django.db.models.deletion
import portal.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0003_accounts_are_judged_once"),
        ("wijkraden", "0004_invitation_to_who_has_an_address_now"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Frame",
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
                ("number", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=160)),
                ("minimum_total", models.PositiveSmallIntegerField()),
                ("spread_tenths", models.PositiveSmallIntegerField()),
                ("edited_at", models.DateTimeField()),
                ("frozen_at", models.DateTimeField(null=True)),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="frames",
                        to="wijkraden.city",
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
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="Criterion",
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
                    "code",
                    models.CharField(
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z]{0,3}[0-9]{1,3}(\\.[0-9]{1,3}){0,3}\\Z",
                                "Type a short code, for example U1 or 4.3.",
                            )
                        ],
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("question", models.TextField(max_length=1000)),
                ("anchor", models.CharField(blank=True, max_length=500)),
                ("weight", models.PositiveSmallIntegerField()),
                ("minimum", models.PositiveSmallIntegerField(null=True)),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "frame",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="criteria",
                        to="grants.frame",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="Condition",
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
                    "code",
                    models.CharField(
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z]{0,3}[0-9]{1,3}(\\.[0-9]{1,3}){0,3}\\Z",
                                "Type a short code, for example U1 or 4.3.",
                            )
                        ],
                    ),
                ),
                ("question", models.CharField(max_length=300)),
                ("explanation", models.TextField(blank=True, max_length=2000)),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "frame",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conditions",
                        to="grants.frame",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="Plan",
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
                ("number", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=160)),
                ("first_year", models.PositiveSmallIntegerField()),
                ("last_year", models.PositiveSmallIntegerField()),
                ("source", models.CharField(blank=True, max_length=500)),
                (
                    "state",
                    models.CharField(
                        choices=[("concept", "Concept"), ("adopted", "Adopted")],
                        default="concept",
                        max_length=10,
                    ),
                ),
                ("edited_at", models.DateTimeField()),
                ("edits", models.PositiveIntegerField(default=1)),
                ("decision_number", models.CharField(blank=True, max_length=40)),
                ("decision_on", models.DateField(null=True)),
                ("adopted_at", models.DateTimeField(null=True)),
                (
                    "adopted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="plans", to="wijkraden.city"
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
                    "replaces",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="grants.plan",
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="Element",
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
                            ("goal", "Goals"),
                            ("principle", "Principles"),
                            ("hallmark", "Hallmarks"),
                            ("terrain", "Terrains"),
                            ("paragraph", "Paragraphs"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z]{0,3}[0-9]{1,3}(\\.[0-9]{1,3}){0,3}\\Z",
                                "Type a short code, for example U1 or 4.3.",
                            )
                        ],
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("explanation", models.TextField(blank=True, max_length=4000)),
                ("source", models.CharField(blank=True, max_length=500)),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="elements", to="grants.plan"
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
            },
        ),
        migrations.AddConstraint(
            model_name="frame",
            constraint=models.UniqueConstraint(fields=("city", "number"), name="frame_number_once_per_city"),
        ),
        migrations.AddConstraint(
            model_name="frame",
            constraint=models.CheckConstraint(
                condition=models.Q(("minimum_total__lte", 100), ("spread_tenths__lte", 40)),
                name="frame_asks_what_can_be_scored",
            ),
        ),
        migrations.AddConstraint(
            model_name="criterion",
            constraint=models.UniqueConstraint(fields=("frame", "code"), name="criterion_code_once"),
        ),
        migrations.AddConstraint(
            model_name="criterion",
            constraint=models.CheckConstraint(
                condition=models.Q(("weight__gte", 1), ("weight__lte", 100)),
                name="criterion_weighs_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="criterion",
            constraint=models.CheckConstraint(
                condition=models.Q(("minimum__isnull", True), ("minimum__lte", 4), _connector="OR"),
                name="criterion_asks_a_score_that_there_is",
            ),
        ),
        migrations.AddConstraint(
            model_name="condition",
            constraint=models.UniqueConstraint(fields=("frame", "code"), name="condition_code_once"),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.UniqueConstraint(fields=("city", "number"), name="plan_number_once_per_city"),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "adopted")), fields=("replaces",), name="plan_is_replaced_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("first_year__gte", 2000),
                    ("last_year__gte", models.F("first_year")),
                    ("last_year__lte", 2150),
                ),
                name="plan_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("adopted_at__isnull", True),
                        ("adopted_by__isnull", True),
                        ("decision_number", ""),
                        ("decision_on__isnull", True),
                        ("state", "concept"),
                    ),
                    models.Q(
                        ("adopted_at__isnull", False),
                        ("adopted_by__isnull", False),
                        ("decision_on__isnull", False),
                        ("state", "adopted"),
                        models.Q(("decision_number", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="adopted_plan_says_by_which_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("adopted_by__isnull", True),
                    models.Q(("adopted_by", models.F("edited_by")), _negated=True),
                    _connector="OR",
                ),
                name="who_edits_a_plan_never_adopts_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="element",
            constraint=models.UniqueConstraint(
                fields=("plan", "kind", "code"), name="element_code_once_per_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="element",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["goal", "principle", "hallmark", "terrain", "paragraph"])),
                name="element_is_of_a_kind",
            ),
        ),
    ]
