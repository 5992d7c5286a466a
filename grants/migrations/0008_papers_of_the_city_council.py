"""Papers of the city council, in editions (docs/decisions/0023)."""

import django.core.validators
import django.db.models.deletion
import portal.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0007_money_above_a_claim_is_sent_back"),
        ("wijkraden", "0004_invitation_to_who_has_an_address_now"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Paper",
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
                        related_name="papers",
                        to="wijkraden.city",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PaperEdition",
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
                (
                    "kind",
                    models.CharField(
                        choices=[("motion", "Motion"), ("promise", "Promise"), ("initiative", "Initiative")],
                        max_length=10,
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Za-z0-9][A-Za-z0-9._/-]*\\Z",
                                "Type the number with letters, digits, and . - / _ alone.",
                            )
                        ],
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("made_on", models.DateField(null=True)),
                ("portfolio", models.CharField(blank=True, max_length=120)),
                ("referred_to", models.CharField(blank=True, max_length=200)),
                ("referred_in", models.CharField(blank=True, max_length=40)),
                ("proposal", models.TextField(blank=True, max_length=4000)),
                ("proposed_in", models.CharField(blank=True, max_length=200)),
                ("decision_number", models.CharField(blank=True, max_length=40)),
                ("decision_on", models.DateField(null=True)),
                ("is_settled", models.BooleanField(null=True)),
                ("source", models.CharField(blank=True, max_length=500)),
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
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="editions",
                        to="grants.paper",
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
            },
        ),
        migrations.CreateModel(
            name="PaperRequest",
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
                ("text", models.CharField(max_length=500)),
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
                ("answer", models.TextField(blank=True, max_length=4000)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="grants.paperedition",
                    ),
                ),
                ("elements", models.ManyToManyField(related_name="paper_requests", to="grants.element")),
            ],
            options={
                "ordering": ["position", "id"],
            },
        ),
        migrations.AddConstraint(
            model_name="paperedition",
            constraint=models.UniqueConstraint(fields=("paper", "version"), name="paper_edition_once"),
        ),
        migrations.AddConstraint(
            model_name="paperedition",
            constraint=models.UniqueConstraint(
                condition=models.Q(("dropped_at__isnull", True), ("published_at__isnull", True)),
                fields=("paper",),
                name="paper_has_one_open_edition",
            ),
        ),
        migrations.AddConstraint(
            model_name="paperedition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("dropped_at__isnull", True), ("dropped_by__isnull", True)),
                    models.Q(
                        ("dropped_at__isnull", False),
                        ("dropped_by__isnull", False),
                        ("published_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="paper_is_dropped_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="paperedition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("published_at__isnull", True), ("published_by__isnull", True)),
                    models.Q(("published_at__isnull", False), ("published_by__isnull", False)),
                    _connector="OR",
                ),
                name="paper_is_published_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="paperedition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("published_by__isnull", True),
                    models.Q(("published_by", models.F("edited_by")), _negated=True),
                    _connector="OR",
                ),
                name="paper_is_never_published_by_its_editor",
            ),
        ),
        migrations.AddConstraint(
            model_name="paperedition",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["motion", "promise", "initiative"])),
                name="paper_is_of_a_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="paperedition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decision_number", ""), ("decision_on__isnull", True), ("is_settled__isnull", True)
                    ),
                    models.Q(
                        ("decision_on__isnull", False),
                        ("is_settled__isnull", False),
                        models.Q(("decision_number", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="paper_is_settled_by_the_city_council",
            ),
        ),
        migrations.AddConstraint(
            model_name="paperrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("degree__in", ["unknown", "taken", "partly", "elsewhere", "not"])),
                name="request_is_taken_over_so_far",
            ),
        ),
    ]
