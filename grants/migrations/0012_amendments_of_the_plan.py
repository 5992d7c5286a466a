"""Changes within a version of the plan, and how each part of it read before them."""

import django.core.validators
import django.db.models.deletion
import portal.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0011_unasked_advice_of_councils"),
        ("wijkraden", "0004_invitation_to_who_has_an_address_now"),
    ]

    operations = [
        migrations.CreateModel(
            name="Amendment",
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
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="wijkraden.city",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AmendmentEdition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveSmallIntegerField()),
                ("edited_at", models.DateTimeField()),
                ("edits", models.PositiveIntegerField(default=1)),
                ("published_at", models.DateTimeField(null=True)),
                ("dropped_at", models.DateTimeField(null=True)),
                ("title", models.CharField(max_length=200)),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("motion", "A motion or a promise"),
                            ("conversation", "A conversation with residents"),
                            ("advice", "Advice, asked or unasked"),
                            ("other", "Another decision of the city council"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reason", models.TextField(max_length=4000)),
                ("decision_number", models.CharField(max_length=40)),
                ("decision_on", models.DateField()),
                ("source", models.CharField(blank=True, max_length=500)),
                (
                    "amendment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="editions",
                        to="grants.amendment",
                    ),
                ),
                (
                    "dropped_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                ("insights", models.ManyToManyField(related_name="amendments", to="grants.insight")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="grants.plan",
                    ),
                ),
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
                "ordering": ["-version"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("amendment", "version"), name="amendment_edition_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("dropped_at__isnull", True), ("published_at__isnull", True)),
                        fields=("amendment",),
                        name="amendment_has_one_open_edition",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("dropped_at__isnull", True), ("dropped_by__isnull", True)),
                            models.Q(
                                ("dropped_at__isnull", False),
                                ("dropped_by__isnull", False),
                                ("published_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="amendment_is_dropped_by_someone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_at__isnull", True), ("published_by__isnull", True)),
                            models.Q(("published_at__isnull", False), ("published_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="amendment_is_published_by_someone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_by__isnull", True),
                            models.Q(("published_by", models.F("edited_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="amendment_is_never_published_by_its_editor",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ground__in", ["motion", "conversation", "advice", "other"])),
                        name="amendment_comes_from_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision_number", ""), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                        ),
                        name="amendment_is_decided_and_explained",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AmendedPart",
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
                ("position", models.PositiveSmallIntegerField()),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("add", "It comes in"),
                            ("change", "It reads otherwise"),
                            ("end", "It goes out"),
                        ],
                        max_length=6,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True,
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
                        blank=True,
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z]{0,3}[0-9]{1,3}(\\.[0-9]{1,3}){0,3}\\Z",
                                "Type a short code, for example U1 or 4.3.",
                            )
                        ],
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=200)),
                ("explanation", models.TextField(blank=True, max_length=4000)),
                ("source", models.CharField(blank=True, max_length=500)),
                (
                    "element",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="grants.element",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="grants.amendmentedition",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "element"), name="part_is_amended_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("act", "add"),
                                ("element__isnull", True),
                                ("kind__in", ["goal", "principle", "hallmark", "terrain", "paragraph"]),
                                models.Q(("code", ""), _negated=True),
                                models.Q(("title", ""), _negated=True),
                            ),
                            models.Q(
                                ("act", "change"),
                                ("element__isnull", False),
                                ("kind", ""),
                                models.Q(
                                    ("code", ""),
                                    ("explanation", ""),
                                    ("source", ""),
                                    ("title", ""),
                                    _negated=True,
                                ),
                            ),
                            models.Q(
                                ("act", "end"),
                                ("code", ""),
                                ("element__isnull", False),
                                ("explanation", ""),
                                ("kind", ""),
                                ("source", ""),
                                ("title", ""),
                            ),
                            _connector="OR",
                        ),
                        name="amended_part_says_what_becomes_of_it",
                    ),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="element",
            name="element_code_once_per_kind",
        ),
        migrations.AddField(
            model_name="element",
            name="replaces",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="grants.element",
            ),
        ),
        migrations.AddField(
            model_name="element",
            name="since",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="brought",
                to="grants.amendmentedition",
            ),
        ),
        migrations.AddField(
            model_name="element",
            name="until",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="ended",
                to="grants.amendmentedition",
            ),
        ),
        migrations.AddConstraint(
            model_name="element",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until__isnull", True)),
                fields=("plan", "kind", "code"),
                name="element_code_once_per_kind",
            ),
        ),
    ]
