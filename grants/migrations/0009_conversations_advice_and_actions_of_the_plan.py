"""Conversations with residents, advice and the city's own actions, each in editions (docs/decisions/0023)."""

import django.db.models.deletion
import portal.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0008_papers_of_the_city_council"),
        ("wijkraden", "0004_invitation_to_who_has_an_address_now"),
    ]

    operations = [
        migrations.AlterField(
            model_name="paper",
            name="city",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="wijkraden.city"
            ),
        ),
        migrations.CreateModel(
            name="Advice",
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
            name="AdviceEdition",
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
                ("question", models.TextField(max_length=2000)),
                ("asked_on", models.DateField()),
                ("due_on", models.DateField()),
                ("received_on", models.DateField(null=True)),
                ("text", models.TextField(blank=True, max_length=8000)),
                ("absence", models.TextField(blank=True, max_length=2000)),
                ("source", models.CharField(blank=True, max_length=500)),
                (
                    "advice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="editions",
                        to="grants.advice",
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
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="advice", to="grants.plan"
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
                    models.UniqueConstraint(fields=("advice", "version"), name="advice_edition_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("dropped_at__isnull", True), ("published_at__isnull", True)),
                        fields=("advice",),
                        name="advice_has_one_open_edition",
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
                        name="advice_is_dropped_by_someone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_at__isnull", True), ("published_by__isnull", True)),
                            models.Q(("published_at__isnull", False), ("published_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="advice_is_published_by_someone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_by__isnull", True),
                            models.Q(("published_by", models.F("edited_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="advice_is_never_published_by_its_editor",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("due_on__gte", models.F("asked_on"))),
                        name="advice_is_asked_before_it_is_due",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("received_on__isnull", True), ("text", "")),
                            models.Q(
                                ("absence", ""),
                                ("received_on__gte", models.F("asked_on")),
                                ("received_on__isnull", False),
                                models.Q(("text", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="advice_comes_with_its_text_or_not_at_all",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AdvicePoint",
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
                        related_name="points_made",
                        to="grants.adviceedition",
                    ),
                ),
                ("elements", models.ManyToManyField(related_name="advised", to="grants.element")),
            ],
            options={
                "ordering": ["position", "id"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("degree__in", ["unknown", "taken", "partly", "elsewhere", "not"])
                        ),
                        name="point_of_advice_is_taken_over_so_far",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Conversation",
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
            name="ConversationEdition",
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
                ("theme", models.CharField(max_length=120)),
                ("held_on", models.DateField()),
                ("held_until", models.DateField(null=True)),
                ("talks", models.PositiveSmallIntegerField(default=1)),
                ("participants", models.PositiveIntegerField(null=True)),
                ("unique_people", models.PositiveIntegerField(null=True)),
                ("asked", models.TextField(max_length=2000)),
                ("accessible", models.CharField(blank=True, max_length=500)),
                ("safe", models.CharField(blank=True, max_length=500)),
                ("transparent", models.CharField(blank=True, max_length=500)),
                ("involved", models.CharField(blank=True, max_length=500)),
                ("source", models.CharField(blank=True, max_length=500)),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="editions",
                        to="grants.conversation",
                    ),
                ),
                ("districts", models.ManyToManyField(related_name="conversations", to="wijkraden.district")),
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
                    models.UniqueConstraint(
                        fields=("conversation", "version"), name="conversation_edition_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("dropped_at__isnull", True), ("published_at__isnull", True)),
                        fields=("conversation",),
                        name="conversation_has_one_open_edition",
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
                        name="conversation_is_dropped_by_someone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_at__isnull", True), ("published_by__isnull", True)),
                            models.Q(("published_at__isnull", False), ("published_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="conversation_is_published_by_someone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_by__isnull", True),
                            models.Q(("published_by", models.F("edited_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="conversation_is_never_published_by_its_editor",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("talks__gte", 1)), name="conversation_was_held"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("held_until__isnull", True),
                            ("held_until__gte", models.F("held_on")),
                            _connector="OR",
                        ),
                        name="conversation_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("unique_people__isnull", True),
                            models.Q(
                                ("participants__isnull", False),
                                ("unique_people__lte", models.F("participants")),
                            ),
                            _connector="OR",
                        ),
                        name="conversation_had_no_more_people_than_participants",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_at__isnull", True),
                            models.Q(
                                ("accessible", ""),
                                ("safe", ""),
                                ("transparent", ""),
                                ("involved", ""),
                                _connector="OR",
                                _negated=True,
                            ),
                            _connector="OR",
                        ),
                        name="published_conversation_answers_each_value",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Insight",
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
                ("key", models.CharField(default=portal.fields.new_public_id, editable=False, max_length=16)),
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
                        related_name="insights",
                        to="grants.conversationedition",
                    ),
                ),
                ("elements", models.ManyToManyField(related_name="heard", to="grants.element")),
            ],
            options={
                "ordering": ["position", "id"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "key"), name="insight_once_per_edition"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("degree__in", ["unknown", "taken", "partly", "elsewhere", "not"])
                        ),
                        name="insight_is_taken_over_so_far",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="proposal",
            name="insight",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="proposals",
                to="grants.insight",
            ),
        ),
        migrations.CreateModel(
            name="PlanAction",
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
            name="PlanActionEdition",
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
                ("department", models.CharField(max_length=160)),
                ("planned", models.TextField(max_length=4000)),
                ("first_year", models.PositiveSmallIntegerField()),
                ("last_year", models.PositiveSmallIntegerField()),
                ("source", models.CharField(blank=True, max_length=500)),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="editions",
                        to="grants.planaction",
                    ),
                ),
                ("districts", models.ManyToManyField(related_name="plan_actions", to="wijkraden.district")),
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
                ("elements", models.ManyToManyField(related_name="plan_actions", to="grants.element")),
                ("insights", models.ManyToManyField(related_name="plan_actions", to="grants.insight")),
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
                    models.UniqueConstraint(fields=("action", "version"), name="action_edition_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("dropped_at__isnull", True), ("published_at__isnull", True)),
                        fields=("action",),
                        name="action_has_one_open_edition",
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
                        name="action_is_dropped_by_someone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_at__isnull", True), ("published_by__isnull", True)),
                            models.Q(("published_at__isnull", False), ("published_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="action_is_published_by_someone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_by__isnull", True),
                            models.Q(("published_by", models.F("edited_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="action_is_never_published_by_its_editor",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("first_year__gte", 2000),
                            ("last_year__gte", models.F("first_year")),
                            ("last_year__lte", 2150),
                        ),
                        name="city_action_ends_after_it_starts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Indicator",
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
                ("name", models.CharField(max_length=200)),
                ("definition", models.TextField(max_length=2000)),
                ("source", models.CharField(max_length=500)),
                ("silent_on", models.TextField(max_length=2000)),
                ("measured", models.TextField(blank=True, max_length=2000)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="indicators",
                        to="grants.planactionedition",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ActionYear",
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
                ("year", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Has yet to begin"),
                            ("under_way", "Under way"),
                            ("done", "Done"),
                            ("stopped", "Stopped"),
                        ],
                        max_length=10,
                    ),
                ),
                ("words", models.TextField(max_length=4000)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="years",
                        to="grants.planactionedition",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "year"), name="action_year_once_per_edition"),
                    models.CheckConstraint(
                        condition=models.Q(("year__gte", 2000), ("year__lte", 2150)),
                        name="action_year_is_of_our_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["planned", "under_way", "done", "stopped"])),
                        name="action_is_so_far",
                    ),
                ],
            },
        ),
    ]
