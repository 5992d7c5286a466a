"""Consultation on a concept of the plan: what everyone was asked, the reactions, and the answers."""

import django.db.models.deletion
import portal.fields
import portal.security.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0012_amendments_of_the_plan"),
        ("portal", "0002_used_token_body"),
        ("wijkraden", "0004_invitation_to_who_has_an_address_now"),
    ]

    operations = [
        migrations.CreateModel(
            name="Consultation",
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
                ("concept", models.JSONField()),
                ("introduction", models.TextField(max_length=4000)),
                ("opens_on", models.DateField()),
                ("closes_on", models.DateField()),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("is_withdrawn", models.BooleanField(default=False)),
                ("edits", models.PositiveIntegerField(default=0)),
                ("published_at", models.DateTimeField(null=True)),
                ("handlers", models.ManyToManyField(related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "document",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="portal.document",
                    ),
                ),
                (
                    "opened_by",
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
                        related_name="consultations",
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
                "ordering": ["-opens_on", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_withdrawn", False), ("published_at__isnull", True)),
                        fields=("plan",),
                        name="consultation_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_withdrawn", False),
                            models.Q(("closed_at__isnull", False), ("published_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="withdrawn_consultation_is_closed_without_document",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closes_on__gte", models.F("opens_on")),
                            models.Q(("introduction", ""), _negated=True),
                        ),
                        name="consultation_asks_something_for_some_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("document__isnull", True),
                                ("published_at__isnull", True),
                                ("published_by__isnull", True),
                            ),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("document__isnull", False),
                                ("published_at__isnull", False),
                                ("published_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="consultation_is_closed_before_its_document",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reaction",
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
                    "about_kind",
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
                ("about_code", models.CharField(blank=True, max_length=20)),
                ("about_title", models.CharField(blank=True, max_length=200)),
                ("text", models.TextField(max_length=4000)),
                ("sent_at", models.DateTimeField()),
                ("email", portal.security.fields.EncryptedTextField(null=True)),
                ("email_hash", models.CharField(blank=True, max_length=64)),
                ("token_hash", models.CharField(max_length=64, null=True, unique=True)),
                ("mails", models.JSONField(default=list)),
                ("confirm_by", models.DateTimeField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("hidden_at", models.DateTimeField(null=True)),
                (
                    "hidden_why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("insults", "It insults or discriminates"),
                            ("personal", "It holds personal data"),
                            ("other", "It is not about the plan"),
                            ("same", "It is the same as another one"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "degree",
                    models.CharField(
                        choices=[
                            ("none", "No answer yet"),
                            ("changed", "It changed the plan"),
                            ("partly", "It changed the plan in part"),
                            ("unchanged", "It did not change the plan"),
                        ],
                        default="none",
                        max_length=10,
                    ),
                ),
                ("answer", models.TextField(blank=True, max_length=4000)),
                ("answered_at", models.DateTimeField(null=True)),
                ("told_at", models.DateTimeField(null=True)),
                ("erased_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reactions",
                        to="grants.consultation",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wijkraden.district",
                    ),
                ),
                (
                    "hidden_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["sent_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("text", ""), _negated=True),
                                ("erased_at__isnull", False),
                                _connector="OR",
                            ),
                            models.Q(
                                models.Q(("about_code", ""), ("about_kind", ""), ("about_title", "")),
                                models.Q(
                                    (
                                        "about_kind__in",
                                        ["goal", "principle", "hallmark", "terrain", "paragraph"],
                                    ),
                                    models.Q(("about_code", ""), _negated=True),
                                    models.Q(("about_title", ""), _negated=True),
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="reaction_says_something_of_a_part_or_of_all",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("by__isnull", False),
                                ("confirm_by__isnull", True),
                                ("confirmed_at__isnull", False),
                                ("district__isnull", False),
                                ("email__isnull", True),
                                ("email_hash", ""),
                                ("token_hash__isnull", True),
                            ),
                            models.Q(
                                ("by__isnull", True),
                                ("confirm_by__isnull", False),
                                ("district__isnull", True),
                                ("token_hash__isnull", False),
                                models.Q(
                                    models.Q(("email__isnull", True), ("email_hash", "")),
                                    models.Q(
                                        ("email__isnull", False), models.Q(("email_hash", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="reaction_is_of_a_council_or_of_a_resident",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_at__isnull", True),
                            ("confirm_by__isnull", True),
                            ("confirmed_at__lte", models.F("confirm_by")),
                            _connector="OR",
                        ),
                        name="reaction_is_confirmed_in_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("erased_at__isnull", True),
                            models.Q(
                                ("email__isnull", True),
                                ("text", ""),
                                models.Q(
                                    ("confirmed_at__isnull", True),
                                    ("hidden_why", "personal"),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="reaction_is_erased_that_counts_nowhere",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("hidden_at__isnull", True), ("hidden_by__isnull", True), ("hidden_why", "")
                            ),
                            models.Q(
                                ("hidden_at__isnull", False),
                                ("hidden_by__isnull", False),
                                ("hidden_why__in", ["insults", "personal", "other", "same"]),
                            ),
                            _connector="OR",
                        ),
                        name="hidden_reaction_says_by_whom_and_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answer", ""),
                                ("answered_at__isnull", True),
                                ("answered_by__isnull", True),
                                ("degree", "none"),
                            ),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                ("confirmed_at__isnull", False),
                                ("degree__in", ["changed", "partly", "unchanged"]),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="answer_to_a_reaction_says_what_it_changed",
                    ),
                ],
                "indexes": [models.Index(fields=["email_hash"], name="reaction_by_address")],
            },
        ),
    ]
