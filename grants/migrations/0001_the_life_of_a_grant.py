"""The plan, the budget and the life of a grant: every table of this floor."""

import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import grants.plan.models.editions
import portal.fields
import portal.security.fields
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState


class Migration(migrations.Migration):
    """What fifteen migrations made step by step; an installation that has all of these has this one.

    Every step of those renders all models anew, which took 17 of the 22 seconds of an empty database. Here all tables
    are of one state, which is rendered once.
    """

    replaces = [
        ("grants", "0001_plan_and_budget"),
        ("grants", "0002_closing_of_a_year"),
        ("grants", "0003_accounts_are_judged_once"),
        ("grants", "0004_plan_and_frame"),
        ("grants", "0005_from_round_to_register"),
        ("grants", "0006_final_amounts_are_revised"),
        ("grants", "0007_money_above_a_claim_is_sent_back"),
        ("grants", "0008_papers_of_the_city_council"),
        ("grants", "0009_conversations_advice_and_actions_of_the_plan"),
        ("grants", "0010_reminders_and_money_that_is_not_ours"),
        ("grants", "0011_unasked_advice_of_councils"),
        ("grants", "0012_amendments_of_the_plan"),
        ("grants", "0013_consultations"),
        ("grants", "0014_end_of_the_plan"),
        ("grants", "0015_views_on_one_intention"),
    ]

    initial = True

    dependencies = [
        ("portal", "0002_used_token_body"),
        ("wijkraden", "0004_invitation_to_who_has_an_address_now"),
    ]

    def apply(
        self,
        project_state: ProjectState,
        schema_editor: BaseDatabaseSchemaEditor,
        collect_sql: bool = False,  # noqa: ARG002, FBT001, FBT002  # Django calls it so
    ) -> ProjectState:
        """Make every table of the state after all of them."""
        project_state.__dict__.pop("apps", None)
        for one in self.operations:
            one.state_forwards(self.app_label, project_state)
        for one in self.operations:
            one.database_forwards(self.app_label, schema_editor, project_state, project_state)
        return project_state

    operations = [
        migrations.CreateModel(
            name="Dossier",
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
                ("prefix", models.CharField(max_length=6)),
                ("sequence", models.PositiveIntegerField()),
                ("number", models.CharField(max_length=24)),
                ("opened_at", models.DateTimeField()),
                (
                    "slice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dossiers",
                        to="grants.slice",
                    ),
                ),
                (
                    "year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="dossiers", to="grants.year"
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("year", "prefix", "sequence"), name="dossier_number_once"
                    ),
                    models.UniqueConstraint(fields=("year", "number"), name="dossier_number_once_as_text"),
                ],
            },
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
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="advice", to="grants.plan"
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
                ("ends_on", models.DateField(null=True)),
                ("source", models.CharField(blank=True, max_length=500)),
                ("advices", models.ManyToManyField(related_name="amendments", to="grants.advice")),
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
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("insights", models.ManyToManyField(related_name="amendments", to="grants.insight")),
                ("papers", models.ManyToManyField(related_name="amendments", to="grants.paper")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="grants.plan",
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
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("decision_on")),
                            _connector="OR",
                        ),
                        name="plan_ends_after_that_was_decided",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BankAccount",
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
                ("iban", portal.security.fields.EncryptedTextField()),
                ("iban_hash", models.CharField(max_length=64)),
                ("ending", models.CharField(max_length=4)),
                ("holder", models.CharField(max_length=160)),
                ("entered_at", models.DateTimeField()),
                (
                    "entered_by",
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
                        related_name="bank_accounts",
                        to="grants.proposal",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["iban_hash"], name="bank_account_by_hash")],
            },
        ),
        migrations.CreateModel(
            name="Change",
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
                    "state",
                    models.CharField(
                        choices=[
                            ("prepared", "Waits for approval"),
                            ("approved", "Approved"),
                            ("returned", "Returned"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="prepared",
                        max_length=10,
                    ),
                ),
                ("explanation", models.TextField(blank=True, max_length=2000)),
                ("prepared_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(blank=True, max_length=2000)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("share", "Reserved share of the year"),
                            ("amounts", "Amounts of districts"),
                            ("redistribution", "Money moved between districts"),
                        ],
                        max_length=20,
                    ),
                ),
                ("decision_number", models.CharField(max_length=40)),
                ("decision_on", models.DateField()),
                ("programme", models.CharField(blank=True, max_length=160)),
                ("programme_before", models.CharField(blank=True, max_length=160)),
                ("programme_cents", models.BigIntegerField(null=True)),
                ("programme_cents_before", models.BigIntegerField(null=True)),
                ("reserved_cents", models.BigIntegerField(null=True)),
                ("reserved_cents_before", models.BigIntegerField(null=True)),
                ("leftover", models.CharField(blank=True, max_length=10)),
                ("leftover_before", models.CharField(blank=True, max_length=10)),
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
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="grants.year"
                    ),
                ),
            ],
            options={
                "ordering": ["-prepared_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("prepared_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="who_prepares_a_budget_change_never_approves_it",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("state__in", ["approved", "returned"]),
                            ),
                            models.Q(("state__in", ["approved", "returned"]), _negated=True),
                            _connector="OR",
                        ),
                        name="decided_budget_change_says_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "returned"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="returned_budget_change_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decision_number", ""), _negated=True),
                        name="budget_change_has_its_decision",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "share"),
                                ("programme_cents__gte", models.F("reserved_cents")),
                                ("programme_cents__isnull", False),
                                ("programme_cents_before__isnull", False),
                                ("reserved_cents__gte", 0),
                                ("reserved_cents__isnull", False),
                                ("reserved_cents_before__isnull", False),
                            ),
                            models.Q(
                                models.Q(("kind", "share"), _negated=True), ("reserved_cents__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="change_of_the_share_says_what",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CompletionRequest",
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
                ("message", models.TextField(blank=True, max_length=2000)),
                ("token_hash", models.CharField(max_length=64, null=True, unique=True)),
                ("asked_at", models.DateTimeField()),
                ("last_day", models.DateField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
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
                    "asked_by",
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
                        related_name="completion_requests",
                        to="grants.proposal",
                    ),
                ),
            ],
            options={
                "ordering": ["asked_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("proposal",),
                        name="one_open_completion_request",
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
                (
                    "action",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="advice_unasked",
                        to="grants.planaction",
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
        migrations.CreateModel(
            name="CouncilDecision",
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
                ("step", models.PositiveSmallIntegerField()),
                (
                    "manner",
                    models.CharField(
                        choices=[
                            ("meeting", "In a formal meeting"),
                            ("authorisation", "By authorisation, reported to the next meeting"),
                        ],
                        max_length=15,
                    ),
                ),
                ("decided_on", models.DateField()),
                ("seats", models.PositiveSmallIntegerField(default=0)),
                ("quorum_percent", models.PositiveSmallIntegerField(default=50)),
                ("others_present", models.PositiveSmallIntegerField(default=0)),
                ("stepped_back", models.PositiveSmallIntegerField(default=0)),
                ("votes_for", models.PositiveSmallIntegerField(default=0)),
                ("votes_against", models.PositiveSmallIntegerField(default=0)),
                ("abstained", models.PositiveSmallIntegerField(default=0)),
                ("authorised_cents", models.BigIntegerField(default=0)),
                ("basis", models.CharField(blank=True, max_length=200)),
                ("accepted", models.BooleanField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "authorised",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "minutes",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="portal.storedfile",
                    ),
                ),
                (
                    "recorded_by",
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
                        related_name="council_decisions",
                        to="grants.proposal",
                    ),
                ),
            ],
            options={
                "ordering": ["recorded_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("proposal", "step"), name="one_council_decision_per_text"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("authorised__isnull", True), ("manner", "meeting")),
                            models.Q(
                                ("abstained", 0),
                                ("accepted", True),
                                ("authorised__isnull", False),
                                ("authorised_cents__gt", 0),
                                ("manner", "authorisation"),
                                ("votes_against", 0),
                                ("votes_for", 0),
                            ),
                            _connector="OR",
                        ),
                        name="council_decides_by_votes_or_by_authorisation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted", True), ("manner", "meeting"), _negated=True),
                            ("votes_for__gte", models.F("votes_against")),
                            _connector="OR",
                        ),
                        name="accepted_by_more_than_none",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("manner", "meeting"), _negated=True),
                            (
                                "votes_for__gt",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    models.F("seats"), "-", models.F("stepped_back")
                                                ),
                                                "*",
                                                models.F("quorum_percent"),
                                            ),
                                            "/",
                                            models.Value(100),
                                        ),
                                        "-",
                                        models.F("votes_against"),
                                    ),
                                    "-",
                                    models.F("abstained"),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="enough_members_voted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("manner", "meeting"), _negated=True),
                            (
                                "seats__gte",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("votes_for"), "+", models.F("votes_against")
                                        ),
                                        "+",
                                        models.F("abstained"),
                                    ),
                                    "+",
                                    models.F("stepped_back"),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="no_more_members_than_seats",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("present", "Was there"),
                            ("stepped_back", "Took no part because of an interest"),
                            ("absent", "Was not there"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="grants.councildecision",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("decision", "user"), name="attendance_once")],
            },
        ),
        migrations.CreateModel(
            name="CouncilRules",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("quorum_percent", models.PositiveSmallIntegerField(default=50)),
                ("tie_accepts", models.BooleanField(default=False)),
                ("authorised_cents", models.BigIntegerField(default=0)),
                ("source", models.CharField(blank=True, max_length=200)),
                ("set_at", models.DateTimeField(null=True)),
                (
                    "district",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="council_rules",
                        to="wijkraden.district",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "council rules",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("authorised_cents__gte", 0), ("quorum_percent__lt", 100)),
                        name="quorum_is_a_share",
                    )
                ],
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
                    "replaces",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="grants.element",
                    ),
                ),
                (
                    "since",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="brought",
                        to="grants.amendmentedition",
                    ),
                ),
                (
                    "until",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ended",
                        to="grants.amendmentedition",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="elements", to="grants.plan"
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("plan", "kind", "code"),
                        name="element_code_once_per_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["goal", "principle", "hallmark", "terrain", "paragraph"])
                        ),
                        name="element_is_of_a_kind",
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
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="grants.amendmentedition",
                    ),
                ),
                (
                    "element",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="grants.element",
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
            bases=(grants.plan.models.editions.InThePlan, models.Model),
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.BigIntegerField()),
                (
                    "event",
                    models.CharField(
                        choices=[
                            ("allot", "Budget allotted"),
                            ("lower", "Budget lowered"),
                            ("redistribute", "Budget moved between districts"),
                            ("reserve", "Reserved for a proposal"),
                            ("release", "Reservation released"),
                            ("commit", "Granted"),
                            ("condition", "Granted under condition"),
                            ("condition_ends", "Condition ended"),
                            ("advance", "Advance awarded"),
                            ("send", "Payment sent"),
                            ("settle", "Payment settled"),
                            ("fail", "Payment failed or returned"),
                            ("fee", "Costs of payment"),
                            ("determine", "Final amount determined"),
                            ("change", "Grant changed"),
                            ("withdraw", "Determination withdrawn or lowered"),
                            ("raise", "Final amount raised"),
                            ("reinstate", "Revoked grant stands again"),
                            ("receive", "Money received"),
                            ("match", "Receipt matched"),
                            ("refund", "Receipt sent back"),
                            ("set_off", "Claim set off against a payment"),
                            ("write_off", "Claim written off"),
                            ("recover", "Late receipt of a claim written off"),
                            ("after_close", "Claim on a closed year"),
                            ("close", "Year closed"),
                            ("carry", "Taken over from a closed year"),
                            ("counter", "Counter-entry"),
                        ],
                        max_length=20,
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=120)),
                ("booked_on", models.DateField()),
                ("at", models.DateTimeField()),
                ("key", models.CharField(max_length=120)),
                ("request", models.CharField(max_length=64)),
                ("pair", models.CharField(blank=True, max_length=36)),
                ("size", models.PositiveSmallIntegerField()),
                ("previous_hash", models.CharField(blank=True, max_length=64)),
                ("hash", models.CharField(max_length=64)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="grants.dossier",
                    ),
                ),
                (
                    "undoes",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone_by",
                        to="grants.entry",
                    ),
                ),
                (
                    "slice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="grants.slice",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "entries",
                "ordering": ["slice", "number"],
                "indexes": [
                    models.Index(fields=["slice", "booked_on"], name="entry_by_day"),
                    models.Index(
                        condition=models.Q(("pair", ""), _negated=True), fields=["pair"], name="entry_by_pair"
                    ),
                    models.Index(fields=["key"], name="entry_by_key"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("slice", "number"), name="entry_number_once"),
                    models.UniqueConstraint(fields=("slice", "key"), name="entry_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(("key", ""), _negated=True), name="entry_has_its_key"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("event", "counter"), ("undoes__isnull", False)),
                            models.Q(models.Q(("event", "counter"), _negated=True), ("undoes__isnull", True)),
                            _connector="OR",
                        ),
                        name="counter_entry_names_what_it_undoes",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
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
                ("version", models.PositiveSmallIntegerField()),
                ("number", models.CharField(max_length=32)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("grant", "Grant"),
                            ("refuse", "Refuse"),
                            ("dismiss", "Dismiss"),
                            ("determine", "Determine"),
                            ("change", "Change"),
                            ("revoke", "Revoke"),
                            ("recover", "Recover"),
                            ("revise", "Revise the final amount"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("prepared", "Prepared"), ("decided", "Decided"), ("returned", "Returned")],
                        default="prepared",
                        max_length=10,
                    ),
                ),
                ("cents", models.BigIntegerField(default=0)),
                ("prepared_cents", models.BigIntegerField(default=0)),
                ("before_cents", models.BigIntegerField(default=0)),
                (
                    "ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ceiling", "The budget is used up (Awb 4:25)"),
                            ("ranking", "Others ranked higher, and then the budget was used up (Awb 4:25)"),
                            ("condition", "A condition of the regulation is not met"),
                            ("policy", "It does not serve the goals of the plan enough"),
                            ("fear", "It is feared that the action will not be done as it must (Awb 4:35)"),
                            ("own_data", "What the applicant told is wrong or not whole (Awb 4:35)"),
                            ("incomplete", "What was missing did not come in time (Awb 4:5)"),
                            (
                                "costs",
                                "The real costs were lower than the maximum (Awb 4:46, first paragraph)",
                            ),
                            ("not_done", "The action was not done, or not wholly (Awb 4:46, 4:48)"),
                            ("not_kept", "What was agreed was not kept (Awb 4:46, 4:48)"),
                            ("wrong_data", "Wrong data led to a wrong decision (Awb 4:46, 4:48)"),
                            (
                                "knew",
                                "The grant was wrong, and the recipient knew or should have known (Awb 4:46, 4:48)",
                            ),
                            ("reported_change", "The recipient told that the action changes"),
                            (
                                "later_facts",
                                "Facts that could not be known at the final amount would have made it lower (Awb 4:49)",
                            ),
                            (
                                "knew_final",
                                "The final amount was wrong, and the recipient knew or should have known (Awb 4:49)",
                            ),
                            (
                                "not_kept_after",
                                "What was agreed was not kept after the final amount (Awb 4:49)",
                            ),
                            ("objection", "An objection was upheld (Awb 7:11)"),
                            ("budget", "The city council made too little money available (Awb 4:34, 4:48)"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reasons", models.TextField(max_length=6000)),
                ("legal_basis", models.CharField(max_length=500)),
                ("starts_on", models.DateField(null=True)),
                ("ends_on", models.DateField(null=True)),
                (
                    "settles",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("costs", "The real costs, up to the amount that is granted"),
                            ("share", "In proportion: the granted share of the real costs"),
                        ],
                        max_length=10,
                    ),
                ),
                ("share_percent", models.PositiveSmallIntegerField(null=True)),
                (
                    "settlement",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("at_once", "Determined at once, with the grant"),
                            ("ex_officio", "Determined by the city after the last day of the action"),
                            ("on_report", "Determined on the report of what was done"),
                        ],
                        max_length=10,
                    ),
                ),
                ("advance_cents", models.BigIntegerField(default=0)),
                ("council_on", models.DateField(null=True)),
                ("votes_for", models.PositiveSmallIntegerField(default=0)),
                ("votes_against", models.PositiveSmallIntegerField(default=0)),
                ("abstained", models.PositiveSmallIntegerField(default=0)),
                ("council_basis", models.CharField(blank=True, max_length=200)),
                ("prepared_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_on", models.DateField(null=True)),
                ("return_reason", models.TextField(blank=True, max_length=2000)),
                ("authority_cents", models.BigIntegerField(null=True)),
                ("free_before_cents", models.BigIntegerField(null=True)),
                ("free_after_cents", models.BigIntegerField(null=True)),
                ("due_back_cents", models.BigIntegerField(default=0)),
                (
                    "letter",
                    models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, null=True),
                ),
                ("sent_on", models.DateField(null=True)),
                ("objection_until", models.DateField(null=True)),
                ("token_hash", models.CharField(blank=True, max_length=64)),
                ("open_cents", models.BigIntegerField(null=True)),
                ("replaced_at", models.DateTimeField(null=True)),
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
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="grants.decision",
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decision",
                        to="grants.entry",
                    ),
                ),
                (
                    "mandate",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="grants.mandate",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="grants.proposal",
                    ),
                ),
                (
                    "view",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decision",
                        to="grants.viewasked",
                    ),
                ),
            ],
            options={
                "ordering": ["proposal", "version"],
                "indexes": [models.Index(fields=["token_hash"], name="decision_by_token")],
                "constraints": [
                    models.UniqueConstraint(fields=("proposal", "version"), name="decision_version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "prepared")),
                        fields=("proposal",),
                        name="one_decision_is_prepared",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("kind__in", ("grant", "refuse")),
                            ("replaced_at__isnull", True),
                            ("state", "decided"),
                        ),
                        fields=("proposal",),
                        name="one_grant_or_refusal_stands",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("view__isnull", True),
                            models.Q(
                                (
                                    "ground__in",
                                    [
                                        "fear",
                                        "knew",
                                        "knew_final",
                                        "later_facts",
                                        "not_done",
                                        "not_kept",
                                        "not_kept_after",
                                        "own_data",
                                        "wrong_data",
                                    ],
                                ),
                                ("state", "decided"),
                            ),
                            _connector="OR",
                        ),
                        name="view_belongs_to_a_decision_that_needs_it",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("prepared_by")), _negated=True),
                            ("council_on__isnull", False),
                            _connector="OR",
                        ),
                        name="who_prepares_a_decision_never_takes_it",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reasons", ""), _negated=True),
                            models.Q(("legal_basis", ""), _negated=True),
                            ("version__gte", 1),
                        ),
                        name="decision_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ground", ""), ("kind__in", ["grant", "determine", "recover"])),
                            models.Q(
                                ("ground__in", ("ceiling", "ranking", "condition", "policy")),
                                ("kind", "grant"),
                            ),
                            models.Q(
                                (
                                    "ground__in",
                                    ("ceiling", "ranking", "condition", "policy", "fear", "own_data"),
                                ),
                                ("kind", "refuse"),
                            ),
                            models.Q(("ground__in", ("incomplete",)), ("kind", "dismiss")),
                            models.Q(
                                ("ground__in", ("costs", "not_done", "not_kept", "wrong_data", "knew")),
                                ("kind", "determine"),
                            ),
                            models.Q(
                                (
                                    "ground__in",
                                    (
                                        "reported_change",
                                        "objection",
                                        "not_done",
                                        "not_kept",
                                        "wrong_data",
                                        "knew",
                                    ),
                                ),
                                ("kind", "change"),
                            ),
                            models.Q(
                                ("ground__in", ("not_done", "not_kept", "wrong_data", "knew", "budget")),
                                ("kind", "revoke"),
                            ),
                            models.Q(
                                ("ground__in", ("objection", "later_facts", "knew_final", "not_kept_after")),
                                ("kind", "revise"),
                            ),
                            _connector="OR",
                        ),
                        name="decision_has_a_ground_of_its_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "determine"), _negated=True),
                            models.Q(("cents", models.F("before_cents")), ("ground", "")),
                            models.Q(
                                ("cents__lt", models.F("before_cents")),
                                models.Q(("ground", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="lower_determination_has_its_ground",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "revise"), _negated=True),
                            models.Q(("cents__gt", models.F("before_cents")), ("ground", "objection")),
                            models.Q(
                                ("cents__lt", models.F("before_cents")),
                                ("ground__in", ("later_facts", "knew_final", "not_kept_after")),
                            ),
                            _connector="OR",
                        ),
                        name="final_amount_goes_down_on_a_ground_or_up_after_an_objection",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "grant"), _negated=True),
                            models.Q(
                                ("cents__gt", 0),
                                ("ends_on__gte", models.F("starts_on")),
                                ("starts_on__isnull", False),
                                models.Q(("settles", ""), _negated=True),
                                models.Q(("settlement", ""), _negated=True),
                                models.Q(
                                    models.Q(("settles", "share"), _negated=True),
                                    ("share_percent__range", (1, 100)),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="grant_says_what_it_must",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("advance_cents__gte", 0),
                            ("before_cents__gte", 0),
                            ("cents__gte", 0),
                            ("prepared_cents__gte", models.F("cents")),
                            models.Q(
                                ("due_back_cents__gte", 0),
                                models.Q(
                                    (
                                        "due_back_cents__gte",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("before_cents"), "-", models.F("cents")
                                        ),
                                    ),
                                    ("kind", "revise"),
                                ),
                                _connector="OR",
                            ),
                            models.Q(
                                ("advance_cents", 0),
                                models.Q(("advance_cents__lte", models.F("cents")), ("kind", "grant")),
                                _connector="OR",
                            ),
                            models.Q(
                                models.Q(("kind__in", ["refuse", "dismiss", "revoke"]), _negated=True),
                                ("cents", 0),
                                _connector="OR",
                            ),
                        ),
                        name="decision_is_about_an_amount_of_its_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_by__isnull", True),
                                ("decided_on__isnull", True),
                                ("entry__isnull", True),
                                ("state", "prepared"),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("decided_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="decided_by_someone_on_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "returned"), _negated=True),
                            models.Q(models.Q(("return_reason", ""), _negated=True), ("entry__isnull", True)),
                            _connector="OR",
                        ),
                        name="returned_decision_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "decided"), _negated=True),
                            models.Q(("council_on__isnull", True), ("mandate__isnull", False)),
                            models.Q(
                                ("council_on__lte", models.F("decided_on")),
                                ("mandate__isnull", True),
                                ("votes_for__gt", models.F("votes_against")),
                                models.Q(("council_basis", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="decided_under_a_mandate_or_by_a_council",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind__in", ["grant", "determine", "change", "revoke", "revise"]),
                                ("state", "decided"),
                                _negated=True,
                            ),
                            ("entry__isnull", False),
                            _connector="OR",
                        ),
                        name="decision_with_an_amount_is_booked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("open_cents__isnull", True),
                                models.Q(
                                    models.Q(("kind", "recover"), _negated=True),
                                    ("replaced_at__isnull", True),
                                    _connector="OR",
                                ),
                            ),
                            models.Q(
                                ("kind", "recover"),
                                ("open_cents__range", (0, models.F("cents"))),
                                ("replaced_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="recovery_that_is_taken_away_says_what_was_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "grant"), ("state", "decided"), _negated=True),
                            models.Q(
                                ("authority_cents__gte", 0),
                                ("free_after_cents__gte", 0),
                                ("free_before_cents__gte", models.F("cents")),
                            ),
                            _connector="OR",
                        ),
                        name="decided_grant_keeps_its_ceiling",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("objection_until__isnull", True), ("sent_on__isnull", True)),
                            models.Q(
                                ("letter__isnull", False),
                                ("sent_on__gte", models.F("decided_on")),
                                ("state", "decided"),
                            ),
                            _connector="OR",
                        ),
                        name="sent_decision_was_decided",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BudgetCondition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("made_on", models.DateField()),
                (
                    "ending",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("met", "Met: the grant is a commitment"),
                            ("invoked", "Invoked: the budget gives too little"),
                            ("revoked", "The grant was revoked on another ground"),
                        ],
                        max_length=10,
                    ),
                ),
                ("ended_on", models.DateField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("adopted_on", models.DateField(null=True)),
                ("last_on", models.DateField(null=True)),
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
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="budget_conditions",
                        to="grants.decision",
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ended_condition",
                        to="grants.entry",
                    ),
                ),
            ],
            options={
                "ordering": ["made_on", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("decision",), name="budget_condition_once_a_decision"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("adopted_on__isnull", True),
                                ("ended_at__isnull", True),
                                ("ended_by__isnull", True),
                                ("ended_on__isnull", True),
                                ("ending", ""),
                                ("entry__isnull", True),
                                ("last_on__isnull", True),
                            ),
                            models.Q(
                                models.Q(("ending", ""), _negated=True),
                                ("ended_at__isnull", False),
                                ("ended_on__gte", models.F("made_on")),
                                ("entry__isnull", False),
                                models.Q(
                                    models.Q(("adopted_on__isnull", True), ("last_on__isnull", True)),
                                    models.Q(
                                        ("adopted_on__isnull", False),
                                        ("last_on__gte", models.F("adopted_on")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="budget_condition_ends_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ending", "met"), _negated=True),
                            models.Q(("adopted_on__lte", models.F("ended_on")), ("last_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="budget_condition_is_met_after_the_budget",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ending", "invoked"), _negated=True),
                            models.Q(
                                ("adopted_on__lte", models.F("ended_on")),
                                ("ended_by__isnull", False),
                                ("last_on__gte", models.F("ended_on")),
                            ),
                            _connector="OR",
                        ),
                        name="budget_condition_is_invoked_in_time",
                    ),
                ],
            },
        ),
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
                "constraints": [
                    models.UniqueConstraint(fields=("city", "number"), name="frame_number_once_per_city"),
                    models.CheckConstraint(
                        condition=models.Q(("minimum_total__lte", 100), ("spread_tenths__lte", 40)),
                        name="frame_asks_what_can_be_scored",
                    ),
                ],
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
                "constraints": [
                    models.UniqueConstraint(fields=("frame", "code"), name="criterion_code_once"),
                    models.CheckConstraint(
                        condition=models.Q(("weight__gte", 1), ("weight__lte", 100)),
                        name="criterion_weighs_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minimum__isnull", True), ("minimum__lte", 4), _connector="OR"),
                        name="criterion_asks_a_score_that_there_is",
                    ),
                ],
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
                "constraints": [
                    models.UniqueConstraint(fields=("frame", "code"), name="condition_code_once")
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
            bases=(grants.plan.models.editions.InThePlan, models.Model),
        ),
        migrations.CreateModel(
            name="Instalment",
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
                ("cents", models.BigIntegerField()),
                (
                    "moment",
                    models.CharField(
                        choices=[
                            ("at_once", "At once"),
                            ("on_day", "On a day"),
                            ("after_report", "After the report"),
                            ("final", "With the final amount"),
                            ("again", "Once more, after an objection"),
                        ],
                        max_length=15,
                    ),
                ),
                ("due_on", models.DateField(null=True)),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="instalments",
                        to="grants.decision",
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="instalment",
                        to="grants.entry",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("decision", "position"), name="instalment_position_once"),
                    models.CheckConstraint(
                        condition=models.Q(("cents__gt", 0)), name="instalment_is_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("due_on__isnull", False), ("moment", "on_day")),
                            models.Q(models.Q(("moment", "on_day"), _negated=True), ("due_on__isnull", True)),
                            _connector="OR",
                        ),
                        name="instalment_on_a_day_has_it",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mandate",
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
                ("maximum_cents", models.BigIntegerField()),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(null=True)),
                ("decision_number", models.CharField(max_length=40)),
                ("gazette_number", models.CharField(max_length=40)),
                ("gazette_on", models.DateField()),
                ("substitute", models.CharField(blank=True, max_length=200)),
                ("entered_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandates",
                        to="wijkraden.city",
                    ),
                ),
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
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandates",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "regulation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandates",
                        to="grants.regulation",
                    ),
                ),
            ],
            options={
                "ordering": ["-starts_on", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("maximum_cents__gt", 0)), name="mandate_is_up_to_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="mandate_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("user_id", models.F("entered_by_id")), _negated=True),
                        name="nobody_enters_an_own_mandate",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("gazette_number", ""), _negated=True),
                            models.Q(("decision_number", ""), _negated=True),
                        ),
                        name="mandate_stands_in_the_gazette",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("ended_by__isnull", False),
                                ("ends_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="ended_mandate_says_by_whom",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MandateDistrict",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="wijkraden.district"
                    ),
                ),
                (
                    "mandate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="places",
                        to="grants.mandate",
                    ),
                ),
            ],
            options={
                "ordering": ["district__sort_key"],
                "constraints": [
                    models.UniqueConstraint(fields=("mandate", "district"), name="mandate_district_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Objection",
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
                ("number", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=200)),
                ("name_key", models.CharField(max_length=200)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("address", models.CharField(blank=True, max_length=500)),
                ("text", models.TextField(max_length=6000)),
                ("received_on", models.DateField()),
                ("posted_on", models.DateField(null=True)),
                ("is_late", models.BooleanField()),
                ("due_on", models.DateField()),
                ("entered_at", models.DateTimeField()),
                ("extended_at", models.DateTimeField(null=True)),
                ("extension_reason", models.TextField(blank=True, max_length=2000)),
                ("heard_on", models.DateField(null=True)),
                ("hearing", models.TextField(blank=True, max_length=6000)),
                (
                    "not_heard",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("waived", "The objector does not want to be heard"),
                            ("silent", "The objector did not answer in time whether to be heard"),
                            ("inadmissible", "The objection is clearly inadmissible"),
                            ("unfounded", "The objection is clearly unfounded"),
                            ("upheld", "The objection is wholly upheld, and nobody else is harmed"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Running"), ("decided", "Decided"), ("withdrawn", "Taken back")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("withdrawn_on", models.DateField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("upheld", "Upheld: the objection is right"),
                            ("unfounded", "Unfounded: the decision stays"),
                            ("inadmissible", "Inadmissible: it cannot be judged"),
                        ],
                        max_length=15,
                    ),
                ),
                ("late_reason", models.TextField(blank=True, max_length=2000)),
                ("reasons", models.TextField(blank=True, max_length=6000)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_on", models.DateField(null=True)),
                (
                    "letter",
                    models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, null=True),
                ),
                ("sent_on", models.DateField(null=True)),
                ("appeal_until", models.DateField(null=True)),
                ("token_hash", models.CharField(blank=True, max_length=64)),
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
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="grants.decision",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "extended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["entered_at", "id"],
                "indexes": [models.Index(fields=["token_hash"], name="objection_by_token")],
                "constraints": [
                    models.UniqueConstraint(fields=("number",), name="objection_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("decision", "name_key"),
                        name="one_running_objection_of_someone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True),
                            models.Q(("name_key", ""), _negated=True),
                            models.Q(("text", ""), _negated=True),
                            models.Q(
                                models.Q(("email", ""), _negated=True),
                                models.Q(("address", ""), _negated=True),
                                _connector="OR",
                            ),
                        ),
                        name="objection_says_who_and_what",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("extended_at__isnull", True),
                                ("extended_by__isnull", True),
                                ("extension_reason", ""),
                            ),
                            models.Q(
                                ("extended_at__isnull", False),
                                ("extended_by__isnull", False),
                                models.Q(("extension_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="extended_objection_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("heard_on__isnull", True), ("hearing", "")),
                            models.Q(
                                ("heard_on__isnull", False),
                                ("not_heard", ""),
                                models.Q(("hearing", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="hearing_was_held_or_not",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "open"),
                                ("withdrawn_on__isnull", True),
                                ("decided_by__isnull", True),
                                ("decided_on__isnull", True),
                                ("late_reason", ""),
                                ("outcome", ""),
                                ("reasons", ""),
                                ("sent_on__isnull", True),
                            ),
                            models.Q(
                                ("state", "withdrawn"),
                                ("withdrawn_on__isnull", False),
                                ("decided_by__isnull", True),
                                ("decided_on__isnull", True),
                                ("late_reason", ""),
                                ("outcome", ""),
                                ("reasons", ""),
                                ("sent_on__isnull", True),
                            ),
                            models.Q(
                                ("letter__isnull", False),
                                ("state", "decided"),
                                ("withdrawn_on__isnull", True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("decided_on__isnull", False),
                                ("appeal_until__isnull", False),
                                ("sent_on__isnull", False),
                                models.Q(("outcome", ""), _negated=True),
                                models.Q(("reasons", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="objection_is_decided_or_not",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "decided"), _negated=True),
                            ("heard_on__isnull", False),
                            ("not_heard__in", ["waived", "silent"]),
                            models.Q(("not_heard", "inadmissible"), ("outcome", "inadmissible")),
                            models.Q(("not_heard", "unfounded"), ("outcome", "unfounded")),
                            models.Q(("not_heard", "upheld"), ("outcome", "upheld")),
                            _connector="OR",
                        ),
                        name="objection_is_decided_after_a_hearing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("withdrawn_on__isnull", True),
                                ("withdrawn_on__gte", models.F("received_on")),
                                _connector="OR",
                            ),
                            models.Q(
                                ("posted_on__isnull", True),
                                ("posted_on__lte", models.F("received_on")),
                                _connector="OR",
                            ),
                            models.Q(
                                ("heard_on__isnull", True),
                                ("heard_on__gte", models.F("received_on")),
                                _connector="OR",
                            ),
                            models.Q(
                                ("decided_on__isnull", True),
                                models.Q(
                                    ("appeal_until__gt", models.F("sent_on")),
                                    ("decided_on__gte", models.F("received_on")),
                                    ("sent_on__gte", models.F("decided_on")),
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="days_of_an_objection_follow_each_other",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_late", True), ("state", "decided"), _negated=True),
                            ("outcome", "inadmissible"),
                            models.Q(("late_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="late_objection_is_judged_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Obligation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("words", models.CharField(max_length=500)),
                ("due_on", models.DateField(null=True)),
                ("is_report", models.BooleanField(default=False)),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="obligations",
                        to="grants.decision",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="obligation_says_what"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_report", True)),
                        fields=("decision",),
                        name="one_report_is_asked",
                    ),
                ],
            },
        ),
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
                "constraints": [
                    models.UniqueConstraint(fields=("paper", "version"), name="paper_edition_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("dropped_at__isnull", True), ("published_at__isnull", True)),
                        fields=("paper",),
                        name="paper_has_one_open_edition",
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
                        name="paper_is_dropped_by_someone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_at__isnull", True), ("published_by__isnull", True)),
                            models.Q(("published_at__isnull", False), ("published_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="paper_is_published_by_someone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_by__isnull", True),
                            models.Q(("published_by", models.F("edited_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="paper_is_never_published_by_its_editor",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["motion", "promise", "initiative"])),
                        name="paper_is_of_a_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decision_number", ""),
                                ("decision_on__isnull", True),
                                ("is_settled__isnull", True),
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
                ],
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
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("degree__in", ["unknown", "taken", "partly", "elsewhere", "not"])
                        ),
                        name="request_is_taken_over_so_far",
                    )
                ],
            },
            bases=(grants.plan.models.editions.InThePlan, models.Model),
        ),
        migrations.CreateModel(
            name="PayingAccount",
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
                ("holder", models.CharField(max_length=70)),
                ("iban", portal.security.fields.EncryptedTextField()),
                ("iban_hash", models.CharField(max_length=64)),
                ("ending", models.CharField(max_length=4)),
                ("bic", models.CharField(max_length=11)),
                ("entered_at", models.DateTimeField()),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="paying_accounts",
                        to="wijkraden.city",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Batch",
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
                ("number", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("prepared", "Prepared"),
                            ("released", "Released"),
                            ("returned", "Returned"),
                        ],
                        default="prepared",
                        max_length=10,
                    ),
                ),
                ("execution_on", models.DateField()),
                ("count", models.PositiveIntegerField()),
                ("cents", models.BigIntegerField()),
                ("prepared_at", models.DateTimeField()),
                ("released_at", models.DateTimeField(null=True)),
                ("returned_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(blank=True, max_length=2000)),
                ("message_id", models.CharField(blank=True, max_length=35)),
                ("file", portal.security.fields.EncryptedTextField(null=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("size", models.PositiveIntegerField(default=0)),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batches",
                        to="wijkraden.city",
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
                    "released_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "returned_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batches",
                        to="grants.payingaccount",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "batches",
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("city", "number"), name="batch_number_once_per_city"),
                    models.UniqueConstraint(
                        condition=models.Q(("message_id", ""), _negated=True),
                        fields=("message_id",),
                        name="batch_message_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("released_by__isnull", True),
                            models.Q(("released_by", models.F("prepared_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="who_prepares_a_batch_never_releases_it",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("file__isnull", False),
                                ("released_at__isnull", False),
                                ("released_by__isnull", False),
                                ("size__gt", 0),
                                ("state", "released"),
                                models.Q(("message_id", ""), _negated=True),
                                models.Q(("sha256", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "released"), _negated=True),
                                ("file__isnull", True),
                                ("released_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="released_batch_has_its_file",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "returned"), _negated=True),
                            models.Q(("returned_by__isnull", False), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="returned_batch_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cents__gt", 0), ("count__gt", 0)), name="batch_pays_something"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlaceEnded",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField(max_length=2000)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="places_ended",
                        to="grants.decision",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("decision",), name="place_ends_once"),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="ended_place_says_why"
                    ),
                ],
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
                ("ends_on", models.DateField(null=True)),
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
                "constraints": [
                    models.UniqueConstraint(fields=("city", "number"), name="plan_number_once_per_city"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "adopted")),
                        fields=("replaces",),
                        name="plan_is_replaced_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("first_year__gte", 2000),
                            ("last_year__gte", models.F("first_year")),
                            ("last_year__lte", 2150),
                        ),
                        name="plan_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
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
                    models.CheckConstraint(
                        condition=models.Q(
                            ("adopted_by__isnull", True),
                            models.Q(("adopted_by", models.F("edited_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="who_edits_a_plan_never_adopts_it",
                    ),
                ],
            },
        ),
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
                (
                    "document",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="portal.document",
                    ),
                ),
                ("handlers", models.ManyToManyField(related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consultations",
                        to="grants.plan",
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
            bases=(grants.plan.models.editions.InThePlan, models.Model),
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
        migrations.CreateModel(
            name="Proposal",
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
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("presented", "Before the council"),
                            ("not_put_forward", "Not put forward"),
                            ("submitted", "Submitted"),
                            ("completing", "Being completed"),
                            ("complete", "Complete"),
                            ("dismissed", "Dismissed"),
                            ("in_review", "Being reviewed"),
                            ("reviewed", "Reviewed"),
                            ("prepared", "Decision prepared"),
                            ("granted", "Granted"),
                            ("refused", "Refused"),
                            ("under_way", "Under way"),
                            ("reported", "Reported"),
                            ("determined", "Determined"),
                            ("revoked", "Revoked"),
                            ("withdrawn", "Withdrawn"),
                            ("closed", "Closed"),
                        ],
                        default="draft",
                        max_length=20,
                    ),
                ),
                ("steps", models.PositiveSmallIntegerField(default=1)),
                (
                    "route",
                    models.CharField(
                        choices=[
                            ("subsidy", "Someone applies for a subsidy"),
                            ("purchase", "The city buys it"),
                            ("own", "The city does it itself"),
                        ],
                        default="subsidy",
                        max_length=10,
                    ),
                ),
                ("title", models.CharField(max_length=160)),
                ("summary", models.TextField(blank=True, max_length=2000)),
                ("for_whom", models.TextField(blank=True, max_length=1000)),
                ("place", models.CharField(blank=True, max_length=200)),
                ("starts_on", models.DateField(null=True)),
                ("ends_on", models.DateField(null=True)),
                ("contribution", models.TextField(blank=True, max_length=3000)),
                ("district_plan", models.TextField(blank=True, max_length=1000)),
                ("asked_cents", models.BigIntegerField(default=0)),
                ("place_is_hidden", models.BooleanField(default=False)),
                ("days_are_hidden", models.BooleanField(default=False)),
                ("name_is_hidden", models.BooleanField(default=False)),
                ("safety_reason", models.TextField(blank=True, max_length=1000)),
                ("preference", models.PositiveSmallIntegerField(null=True)),
                ("tier", models.CharField(blank=True, max_length=1)),
                (
                    "assessment",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("none", "The officer's checklist"),
                            ("short", "One person, three yes or no questions"),
                            ("full", "The whole frame, by two or more reviewers"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "settlement",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("at_once", "Determined at once, with the grant"),
                            ("ex_officio", "Determined by the city after the last day of the action"),
                            ("on_report", "Determined on the report of what was done"),
                        ],
                        max_length=10,
                    ),
                ),
                ("received_at", models.DateTimeField(null=True)),
                ("completed_at", models.DateTimeField(null=True)),
                ("due_on", models.DateField(null=True)),
                ("is_held_back", models.BooleanField(default=False)),
                ("told_on", models.DateField(null=True)),
                ("created_at", models.DateTimeField()),
                ("edited_at", models.DateTimeField()),
                ("edits", models.PositiveIntegerField(default=1)),
                ("search", models.CharField(editable=False, max_length=600)),
                ("sort_key", models.CharField(editable=False, max_length=160)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="wijkraden.district",
                    ),
                ),
                (
                    "dossier",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposal",
                        to="grants.dossier",
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
                (
                    "handler",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handled",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "insight",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="grants.insight",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="grants.round",
                    ),
                ),
                (
                    "slice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="grants.slice",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-id"],
                "indexes": [
                    models.Index(fields=["district", "state"], name="proposal_by_district"),
                    models.Index(fields=["state", "due_on"], name="proposal_by_deadline"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("asked_cents__gte", 0)), name="proposal_asks_no_less_than_nothing"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_on__isnull", True),
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="action_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("dossier__isnull", True),
                                ("received_at__isnull", True),
                                ("state__in", ["draft", "not_put_forward", "presented"]),
                            ),
                            ("state__in", ["withdrawn", "closed"]),
                            models.Q(
                                models.Q(
                                    ("state__in", ["draft", "not_put_forward", "presented"]), _negated=True
                                ),
                                ("dossier__isnull", False),
                                ("received_at__isnull", False),
                                models.Q(("tier", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="submitted_proposal_has_its_dossier",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("days_are_hidden", False),
                                ("name_is_hidden", False),
                                ("place_is_hidden", False),
                            ),
                            models.Q(("safety_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="what_is_hidden_has_its_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pause",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("incomplete", "the application is being completed"),
                            ("abroad", "information from abroad is awaited"),
                            ("consent", "the applicant agreed to a delay"),
                            ("applicant", "the delay is on the side of the applicant"),
                            ("force_majeure", "force majeure makes deciding impossible"),
                        ],
                        max_length=15,
                    ),
                ),
                ("note", models.TextField(blank=True, max_length=1000)),
                ("since", models.DateField()),
                ("last_day", models.DateField(null=True)),
                ("runs_on", models.DateField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "request",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pause",
                        to="grants.completionrequest",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pauses",
                        to="grants.proposal",
                    ),
                ),
            ],
            options={
                "ordering": ["since", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("runs_on__isnull", True), ("runs_on__gte", models.F("since")), _connector="OR"
                        ),
                        name="pause_ends_after_it_began",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Party",
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
                            ("applicant", "Applicant"),
                            ("performer", "Who does it"),
                            ("payee", "Who receives the money"),
                        ],
                        max_length=10,
                    ),
                ),
                ("is_person", models.BooleanField()),
                ("name", models.CharField(max_length=160)),
                ("contact", models.CharField(blank=True, max_length=160)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("phone", models.CharField(blank=True, max_length=30)),
                ("registration", models.CharField(blank=True, max_length=8)),
                ("street", models.CharField(blank=True, max_length=160)),
                ("postcode", models.CharField(blank=True, max_length=7)),
                ("town", models.CharField(blank=True, max_length=80)),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parties",
                        to="grants.proposal",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("proposal", "kind"), name="party_once_per_kind")
                ],
            },
        ),
        migrations.CreateModel(
            name="Order",
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
                ("attempt", models.PositiveSmallIntegerField(default=1)),
                ("cents", models.BigIntegerField()),
                ("end_to_end_id", models.CharField(max_length=35, unique=True)),
                ("due_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("prepared", "Prepared"),
                            ("released", "On its way"),
                            ("settled", "Paid"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="prepared",
                        max_length=10,
                    ),
                ),
                ("prepared_at", models.DateTimeField()),
                ("settled_on", models.DateField(null=True)),
                ("failed_on", models.DateField(null=True)),
                ("failure", models.CharField(blank=True, max_length=200)),
                (
                    "bank_account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="grants.bankaccount",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="grants.batch",
                    ),
                ),
                (
                    "instalment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="grants.instalment",
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
                    "sent_entry",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="grants.entry",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="grants.proposal",
                    ),
                ),
            ],
            options={
                "ordering": ["due_on", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("instalment", "attempt"), name="order_attempt_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("prepared", "released", "settled"))),
                        fields=("instalment",),
                        name="one_order_of_an_instalment_stands",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("attempt__gte", 1), ("cents__gt", 0)), name="order_pays_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_entry__isnull", True), ("state__in", ["prepared", "cancelled"])),
                            models.Q(
                                ("batch__isnull", False),
                                ("sent_entry__isnull", False),
                                ("state__in", ["released", "settled", "failed"]),
                            ),
                            _connector="OR",
                        ),
                        name="sent_order_is_booked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "failed"), _negated=True),
                            models.Q(("failure", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="failed_order_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NoticeOfDefault",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("received_on", models.DateField()),
                ("note", models.TextField(blank=True, max_length=1000)),
                ("at", models.DateTimeField()),
                (
                    "by",
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
                        related_name="notices",
                        to="grants.proposal",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "notices of default",
                "ordering": ["received_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="Note",
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
                ("text", models.TextField(max_length=4000)),
                ("at", models.DateTimeField()),
                (
                    "by",
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
                        related_name="notes",
                        to="grants.proposal",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Interest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("has_interest", models.BooleanField()),
                ("explanation", models.TextField(blank=True, max_length=1000)),
                ("declared_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interests",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interests",
                        to="grants.proposal",
                    ),
                ),
            ],
            options={
                "ordering": ["declared_at", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("proposal", "user"), name="interest_once_per_person"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("has_interest", False),
                            models.Q(("explanation", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="interest_says_which",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Handling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handlings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handlings",
                        to="grants.proposal",
                    ),
                ),
            ],
            options={
                "ordering": ["since", "id"],
                "constraints": [models.UniqueConstraint(fields=("proposal", "user"), name="handling_once")],
            },
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("told_on", models.DateField()),
                ("weeks", models.PositiveSmallIntegerField()),
                ("reason", models.TextField(max_length=1000)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extension",
                        to="grants.proposal",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("presented", "Before the council"),
                            ("not_put_forward", "Not put forward"),
                            ("submitted", "Submitted"),
                            ("completing", "Being completed"),
                            ("complete", "Complete"),
                            ("dismissed", "Dismissed"),
                            ("in_review", "Being reviewed"),
                            ("reviewed", "Reviewed"),
                            ("prepared", "Decision prepared"),
                            ("granted", "Granted"),
                            ("refused", "Refused"),
                            ("under_way", "Under way"),
                            ("reported", "Reported"),
                            ("determined", "Determined"),
                            ("revoked", "Revoked"),
                            ("withdrawn", "Withdrawn"),
                            ("closed", "Closed"),
                        ],
                        max_length=20,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("reason", models.TextField(blank=True, max_length=2000)),
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
                    "proposal",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="grants.proposal",
                    ),
                ),
            ],
            options={
                "ordering": ["proposal", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("proposal", "number"), name="event_number_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="CoverLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("own", "Own contribution"),
                            ("other", "Someone else"),
                            ("income", "Income from the action"),
                        ],
                        max_length=10,
                    ),
                ),
                ("description", models.CharField(max_length=160)),
                ("cents", models.BigIntegerField()),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="covers",
                        to="grants.proposal",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("cents__gt", 0)), name="cover_is_something")
                ],
            },
        ),
        migrations.CreateModel(
            name="CostLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("description", models.CharField(max_length=160)),
                ("cents", models.BigIntegerField()),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="costs",
                        to="grants.proposal",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("cents__gt", 0)), name="cost_is_something")
                ],
            },
        ),
        migrations.CreateModel(
            name="Comment",
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
                ("text", models.TextField(max_length=2000)),
                ("at", models.DateTimeField()),
                (
                    "by",
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
                        related_name="comments",
                        to="grants.proposal",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Claim",
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
                ("reference", models.CharField(max_length=35, unique=True)),
                ("cents", models.BigIntegerField()),
                ("paid_cents", models.BigIntegerField(default=0)),
                ("eased_cents", models.BigIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("paid", "Paid back"), ("eased", "No longer asked")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("told_on", models.DateField()),
                ("due_on", models.DateField()),
                ("reminded_on", models.DateField(null=True)),
                ("started_at", models.DateTimeField()),
                (
                    "reminded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claim",
                        to="grants.decision",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="grants.proposal",
                    ),
                ),
            ],
            options={
                "ordering": ["due_on", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cents__gt", 0),
                            ("eased_cents__gte", 0),
                            ("paid_cents__gte", 0),
                            models.Q(
                                models.Q(
                                    (
                                        "paid_cents__lt",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("cents"), "-", models.F("eased_cents")
                                        ),
                                    ),
                                    ("state", "open"),
                                ),
                                models.Q(
                                    (
                                        "paid_cents",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("cents"), "-", models.F("eased_cents")
                                        ),
                                    ),
                                    ("paid_cents__gt", 0),
                                    ("state", "paid"),
                                ),
                                models.Q(
                                    ("eased_cents", models.F("cents")), ("paid_cents", 0), ("state", "eased")
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="claim_is_paid_in_full_or_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reminded_by__isnull", True), ("reminded_on__isnull", True)),
                            models.Q(("reminded_by__isnull", False), ("reminded_on__gt", models.F("due_on"))),
                            _connector="OR",
                        ),
                        name="claim_is_reminded_after_its_term",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Check",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        choices=[("yes", "Yes"), ("no", "No"), ("open", "Not known yet")], max_length=5
                    ),
                ),
                ("note", models.TextField(blank=True, max_length=1000)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "condition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="grants.condition",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="grants.proposal",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
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
                            ("plan", "Plan of the action"),
                            ("budget", "Costs and offers"),
                            ("authorisation", "Signed authorisation of the applicant"),
                            ("minutes", "Minutes of the council"),
                            ("statutes", "Statutes or proof of registration"),
                            ("photo", "Photo"),
                            ("other", "Something else"),
                        ],
                        max_length=20,
                    ),
                ),
                ("added_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachment",
                        to="portal.storedfile",
                    ),
                ),
                (
                    "removed_by",
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
                        related_name="attachments",
                        to="grants.proposal",
                    ),
                ),
            ],
            options={
                "ordering": ["added_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("removed_at__isnull", True), ("removed_by__isnull", True)),
                            models.Q(("removed_at__isnull", False), ("removed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="removed_attachment_says_by_whom",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Assignment",
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
                ("last_day", models.DateField()),
                ("assigned_at", models.DateTimeField()),
                ("declared_at", models.DateTimeField(null=True)),
                ("has_interest", models.BooleanField(null=True)),
                ("explanation", models.TextField(blank=True, max_length=1000)),
                ("released_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(blank=True, max_length=1000)),
                ("submitted_at", models.DateTimeField(null=True)),
                (
                    "assigned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="grants.proposal",
                    ),
                ),
            ],
            options={
                "ordering": ["assigned_at", "id"],
                "indexes": [models.Index(fields=["reviewer", "submitted_at"], name="assignment_by_reviewer")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("released_at__isnull", True)),
                        fields=("proposal", "reviewer"),
                        name="reviewer_once_per_proposal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("declared_at__isnull", True), ("has_interest__isnull", True)),
                            models.Q(("declared_at__isnull", False), ("has_interest", False)),
                            models.Q(
                                ("declared_at__isnull", False),
                                ("has_interest", True),
                                ("released_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="declared_interest_ends_the_review",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("submitted_at__isnull", True),
                            models.Q(
                                ("has_interest", False),
                                ("released_at__isnull", True),
                                ("submitted_at__gte", models.F("declared_at")),
                            ),
                            _connector="OR",
                        ),
                        name="submitted_review_is_without_interest",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("reason", ""), ("released_at__isnull", True), ("released_by__isnull", True)
                            ),
                            models.Q(("released_at__isnull", False), ("released_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="released_review_says_by_whom_and_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ApplicantLink",
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
                ("email", models.EmailField(max_length=254)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("withdrew_at", models.DateTimeField(null=True)),
                ("withdrew_by", models.CharField(blank=True, max_length=160)),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applicant_links",
                        to="grants.proposal",
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrew_at__isnull", True), ("withdrew_by", "")),
                            models.Q(
                                ("withdrew_at__isnull", False), models.Q(("withdrew_by", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="withdrawal_by_link_has_a_name",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Aim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "element",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="aims", to="grants.element"
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="aims", to="grants.proposal"
                    ),
                ),
            ],
            options={
                "ordering": ["element__position", "id"],
                "constraints": [models.UniqueConstraint(fields=("proposal", "element"), name="aim_once")],
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
                "indexes": [models.Index(fields=["email_hash"], name="reaction_by_address")],
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
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("of_completeness", models.BooleanField()),
                ("was", models.DateTimeField()),
                ("becomes", models.DateTimeField()),
                ("reason", models.TextField(max_length=1000)),
                ("at", models.DateTimeField()),
                (
                    "by",
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
                        related_name="receipts",
                        to="grants.proposal",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("becomes__lt", models.F("was"))), name="receipt_is_put_back"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Regulation",
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
                ("title", models.CharField(max_length=160)),
                (
                    "prefix",
                    models.CharField(
                        max_length=6,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z]{2,6}\\Z", "Enter two to six capital letters."
                            )
                        ],
                    ),
                ),
                ("gazette_number", models.CharField(blank=True, max_length=40)),
                ("gazette_on", models.DateField(null=True)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(null=True)),
                ("returns_to_free", models.BooleanField(default=True)),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="regulations",
                        to="wijkraden.city",
                    ),
                ),
            ],
            options={
                "ordering": ["title", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("city", "prefix"), name="prefix_once_per_city"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="regulation_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("gazette_number", ""), ("gazette_on__isnull", True)),
                            models.Q(
                                models.Q(("gazette_number", ""), _negated=True), ("gazette_on__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="gazette_number_has_its_date",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("due_on", models.DateField()),
                ("sent_at", models.DateTimeField()),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders",
                        to="grants.proposal",
                    ),
                ),
            ],
            options={
                "ordering": ["proposal", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("proposal", "number"), name="reminder_once"),
                    models.CheckConstraint(condition=models.Q(("number__lte", 2)), name="reminders_are_two"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Report",
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
                ("version", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Being written"),
                            ("submitted", "Received"),
                            ("returned", "Returned"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=4000)),
                ("participants", models.PositiveIntegerField(null=True)),
                ("volunteers", models.PositiveIntegerField(null=True)),
                (
                    "done",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "Yes"), ("partly", "In part"), ("no", "No")],
                        max_length=10,
                    ),
                ),
                ("spent_cents", models.BigIntegerField(default=0)),
                ("edits", models.PositiveIntegerField(default=1)),
                ("started_at", models.DateTimeField()),
                ("submitted_at", models.DateTimeField(null=True)),
                (
                    "judgement",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "Yes"), ("partly", "In part"), ("no", "No")],
                        max_length=10,
                    ),
                ),
                ("judgement_words", models.TextField(blank=True, max_length=1000)),
                ("judged_at", models.DateTimeField(null=True)),
                ("return_reason", models.TextField(blank=True, max_length=2000)),
                ("returned_at", models.DateTimeField(null=True)),
                (
                    "judged_by",
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
                        related_name="reports",
                        to="grants.proposal",
                    ),
                ),
                (
                    "returned_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["proposal", "version"],
                "constraints": [
                    models.UniqueConstraint(fields=("proposal", "version"), name="report_version_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "draft"), ("submitted_at__isnull", True)),
                            models.Q(
                                ("submitted_at__isnull", False),
                                models.Q(("text", ""), _negated=True),
                                models.Q(("done", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="report_that_was_sent_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("judged_at__isnull", True), ("judged_by__isnull", True), ("judgement", "")
                            ),
                            models.Q(
                                models.Q(("judgement", ""), _negated=True),
                                ("judged_at__isnull", False),
                                ("judged_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="judgement_says_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("returned_at__isnull", False),
                                ("returned_by__isnull", False),
                                ("state", "returned"),
                                models.Q(("return_reason", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "returned"), _negated=True),
                                ("return_reason", ""),
                                ("returned_at__isnull", True),
                                ("returned_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="returned_report_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("spent_cents__gte", 0)), name="report_spends_nothing_or_more"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportFile",
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
                            ("photo", "Photo"),
                            ("receipt", "Receipt or invoice"),
                            ("other", "Something else"),
                        ],
                        max_length=10,
                    ),
                ),
                ("is_public", models.BooleanField(default=False)),
                ("has_consent", models.BooleanField(default=False)),
                ("added_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="report_file",
                        to="portal.storedfile",
                    ),
                ),
                (
                    "removed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "removed_in",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files_taken_out",
                        to="grants.report",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="grants.report"
                    ),
                ),
            ],
            options={
                "ordering": ["added_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_public", False),
                            models.Q(("has_consent", True), ("kind", "photo")),
                            _connector="OR",
                        ),
                        name="public_photo_has_consent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("removed_at__isnull", True),
                                ("removed_by__isnull", True),
                                ("removed_in__isnull", True),
                            ),
                            models.Q(("removed_at__isnull", False), ("removed_in__isnull", False)),
                            _connector="OR",
                        ),
                        name="report_file_goes_with_its_moment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("description", models.CharField(max_length=160)),
                ("budgeted_cents", models.BigIntegerField(default=0)),
                ("spent_cents", models.BigIntegerField(null=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="grants.report"
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("budgeted_cents__gte", 0),
                            models.Q(("spent_cents__isnull", True), ("spent_cents__gte", 0), _connector="OR"),
                        ),
                        name="report_line_is_nothing_or_more",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportLink",
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
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("email", models.EmailField(max_length=254)),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
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
                        related_name="report_links",
                        to="grants.proposal",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="RequestedItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("section", models.CharField(max_length=10)),
                ("words", models.CharField(max_length=500)),
                ("answer", models.TextField(blank=True, max_length=2000)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "attachment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="grants.attachment",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="grants.completionrequest",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("request", "position"), name="requested_item_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Round",
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
                ("title", models.CharField(max_length=160)),
                ("opens_on", models.DateField()),
                ("closes_on", models.DateField()),
                (
                    "distribution",
                    models.CharField(
                        choices=[
                            ("receipt", "In the order in which complete proposals come in"),
                            ("tender", "All together after the last day, the highest score first"),
                        ],
                        default="receipt",
                        max_length=10,
                    ),
                ),
                (
                    "decides",
                    models.CharField(
                        choices=[
                            ("mandate", "A decision-maker with a mandate"),
                            ("council", "The district council itself"),
                        ],
                        default="mandate",
                        max_length=10,
                    ),
                ),
                (
                    "preference",
                    models.CharField(
                        choices=[
                            ("informs", "It informs who decides"),
                            ("breaks_ties", "It decides between equal scores"),
                            ("ranks", "It ranks the proposals of a district"),
                        ],
                        default="informs",
                        max_length=12,
                    ),
                ),
                ("maximum_cents", models.BigIntegerField()),
                ("decision_weeks", models.PositiveSmallIntegerField(default=8)),
                ("extension_weeks", models.PositiveSmallIntegerField(default=12)),
                ("completion_days", models.PositiveSmallIntegerField(default=14)),
                ("gazette_number", models.CharField(blank=True, max_length=40)),
                ("gazette_on", models.DateField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("concept", "Concept"), ("announced", "Announced")],
                        default="concept",
                        max_length=10,
                    ),
                ),
                ("edited_at", models.DateTimeField()),
                ("announced_at", models.DateTimeField(null=True)),
                ("awaits_budget", models.BooleanField(default=False)),
                (
                    "announced_by",
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
                (
                    "frame",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rounds", to="grants.frame"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rounds", to="grants.plan"
                    ),
                ),
                (
                    "regulation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rounds",
                        to="grants.regulation",
                    ),
                ),
                (
                    "year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rounds", to="grants.year"
                    ),
                ),
            ],
            options={
                "ordering": ["-opens_on", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("closes_on__gte", models.F("opens_on"))),
                        name="round_ends_after_it_opens",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("completion_days__range", (1, 100)),
                            ("decision_weeks__range", (1, 52)),
                            ("extension_weeks__range", (0, 52)),
                            ("maximum_cents__gt", 0),
                        ),
                        name="round_asks_at_most_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("announced_at__isnull", True),
                                ("announced_by__isnull", True),
                                ("state", "concept"),
                            ),
                            models.Q(
                                ("announced_at__isnull", False),
                                ("announced_by__isnull", False),
                                ("gazette_on__isnull", False),
                                ("gazette_on__lte", models.F("opens_on")),
                                ("state", "announced"),
                                models.Q(("gazette_number", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="announced_round_stands_in_the_gazette",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Score",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveSmallIntegerField()),
                ("value", models.PositiveSmallIntegerField(null=True)),
                ("reason", models.TextField(blank=True, max_length=1000)),
                ("at", models.DateTimeField()),
                (
                    "assignment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scores",
                        to="grants.assignment",
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scores",
                        to="grants.criterion",
                    ),
                ),
            ],
            options={
                "ordering": ["assignment", "criterion", "version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("assignment", "criterion", "version"), name="score_version_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("value__isnull", True), ("value__lte", 4), _connector="OR"),
                        name="score_is_there",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ShortAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "question",
                    models.CharField(
                        choices=[
                            ("goal", "Does the action serve a goal of the plan?"),
                            ("district", "Is it in or for the district, and open to everyone there?"),
                            ("cost", "Do the costs fit what will be done?"),
                        ],
                        max_length=10,
                    ),
                ),
                ("version", models.PositiveSmallIntegerField()),
                ("is_yes", models.BooleanField()),
                ("reason", models.TextField(blank=True, max_length=1000)),
                ("at", models.DateTimeField()),
                (
                    "assignment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="grants.assignment",
                    ),
                ),
            ],
            options={
                "ordering": ["assignment", "question", "version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("assignment", "question", "version"), name="answer_version_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("question__in", ["cost", "district", "goal"])),
                        name="answer_to_a_question_that_there_is",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Slice",
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
                    "scope",
                    models.CharField(
                        choices=[
                            ("district", "One district"),
                            ("pot", "Several districts together"),
                            ("city", "The whole city together"),
                            ("books", "The city's own ledger"),
                        ],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=160)),
                ("sort_key", models.CharField(max_length=160)),
                ("last_number", models.BigIntegerField(default=0)),
                ("head_hash", models.CharField(blank=True, default="", max_length=64)),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_on", models.DateField(null=True)),
                (
                    "regulation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="slices",
                        to="grants.regulation",
                    ),
                ),
                (
                    "successor",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predecessor",
                        to="grants.slice",
                    ),
                ),
                (
                    "year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="slices", to="grants.year"
                    ),
                ),
            ],
            options={
                "ordering": ["sort_key", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("year", "regulation", "name"), name="slice_name_once_a_year"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("scope", "books")),
                        fields=("year",),
                        name="one_city_ledger_a_year",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("scope", "city")),
                        fields=("year", "regulation"),
                        name="one_city_pot_a_year",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("regulation__isnull", True), ("scope", "books")),
                            models.Q(
                                models.Q(("scope", "books"), _negated=True), ("regulation__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="only_the_city_ledger_has_no_regulation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at__isnull", True),
                                ("closed_on__isnull", True),
                                ("successor__isnull", True),
                            ),
                            models.Q(("closed_at__isnull", False), ("closed_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="closed_slice_has_its_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RoundSlice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ceiling_cents", models.BigIntegerField(null=True)),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="slices", to="grants.round"
                    ),
                ),
                (
                    "slice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rounds", to="grants.slice"
                    ),
                ),
            ],
            options={
                "ordering": ["slice__sort_key", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("round", "slice"), name="slice_once_in_a_round"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ceiling_cents__isnull", True), ("ceiling_cents__gte", 0), _connector="OR"
                        ),
                        name="ceiling_is_an_amount",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Draw",
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
                ("day", models.DateField()),
                ("seed", models.CharField(max_length=64)),
                ("witness", models.CharField(max_length=160)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draws",
                        to="grants.round",
                    ),
                ),
                (
                    "slice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="draws", to="grants.slice"
                    ),
                ),
            ],
            options={
                "ordering": ["day", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("round", "slice", "day"), name="lots_are_drawn_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ChangeLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("before_cents", models.BigIntegerField()),
                ("after_cents", models.BigIntegerField()),
                ("taker_before_cents", models.BigIntegerField(null=True)),
                (
                    "change",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="grants.change"
                    ),
                ),
                (
                    "slice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="change_lines",
                        to="grants.slice",
                    ),
                ),
                (
                    "taker",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taker_lines",
                        to="grants.slice",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("change", "position"), name="change_line_position_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("after_cents__gte", 0),
                            ("before_cents__gte", 0),
                            models.Q(("before_cents", models.F("after_cents")), _negated=True),
                        ),
                        name="change_line_changes_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("taker__isnull", True),
                            models.Q(
                                ("before_cents__gt", models.F("after_cents")),
                                models.Q(("taker", models.F("slice")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="who_gives_budget_gets_less",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("authority", "Budget"),
                            ("free", "Free"),
                            ("reserved", "Reserved"),
                            ("committed", "Committed"),
                            ("realised", "Realised"),
                            ("lapsed", "Lapsed"),
                            ("conditional", "Granted under condition"),
                            ("conditional_basis", "Condition: budget to be adopted"),
                            ("advances", "Advances"),
                            ("receivable", "To be paid back"),
                            ("expense", "Expense"),
                            ("written_off", "Written off"),
                            ("payable", "To be paid"),
                            ("in_transit", "Payments on their way"),
                            ("suspense", "Received, not matched"),
                            ("prior_years", "Results of closed years"),
                            ("own_costs", "Own costs of the city"),
                            ("bank", "Bank"),
                            ("clearing", "Between slices"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "book",
                    models.CharField(
                        choices=[
                            ("budget", "Budget book"),
                            ("memo", "Conditional book"),
                            ("cash", "Cash book"),
                        ],
                        max_length=10,
                    ),
                ),
                ("debits", models.BigIntegerField(default=0)),
                ("credits", models.BigIntegerField(default=0)),
                ("last_transfer", models.BigIntegerField(default=0)),
                (
                    "parent",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leaves",
                        to="grants.account",
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accounts",
                        to="grants.dossier",
                    ),
                ),
                (
                    "slice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accounts",
                        to="grants.slice",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("dossier__isnull", True)),
                        fields=("slice", "kind"),
                        name="one_total_per_kind",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("dossier__isnull", False)),
                        fields=("dossier", "slice", "kind"),
                        name="one_leaf_per_dossier_and_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Case(
                            models.When(
                                kind__in=(
                                    "authority",
                                    "conditional_basis",
                                    "payable",
                                    "in_transit",
                                    "suspense",
                                    "prior_years",
                                ),
                                then=models.Q(("credits__gte", models.F("debits"))),
                            ),
                            models.When(
                                models.Q(("kind__in", ("bank", "clearing")), _negated=True),
                                then=models.Q(("debits__gte", models.F("credits"))),
                            ),
                            default=models.Value(value=True),
                            output_field=models.BooleanField(),
                        ),
                        name="account_stays_on_its_normal_side",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("credits__range", (0, 4611686018427387903)),
                            ("debits__range", (0, 4611686018427387903)),
                        ),
                        name="sums_of_an_account_stay_countable",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Snapshot",
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
                            ("confirmed", "As the applicant confirmed it"),
                            ("submitted", "As it was submitted"),
                            ("completed", "As it was completed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("content", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("sha256", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
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
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="snapshots",
                        to="grants.proposal",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Confirmation",
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
                ("step", models.PositiveSmallIntegerField()),
                ("email", models.EmailField(max_length=254)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("asked_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("confirmed_by", models.CharField(blank=True, max_length=160)),
                ("declined_at", models.DateTimeField(null=True)),
                ("declined_reason", models.TextField(blank=True, max_length=2000)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
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
                        related_name="confirmations",
                        to="grants.proposal",
                    ),
                ),
                (
                    "snapshot",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="confirmation",
                        to="grants.snapshot",
                    ),
                ),
            ],
            options={
                "ordering": ["-asked_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at__isnull", True), ("confirmed_by", "")),
                            models.Q(
                                ("confirmed_at__isnull", False),
                                ("declined_at__isnull", True),
                                models.Q(("confirmed_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="confirmation_has_a_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("declined_at__isnull", True), ("declined_reason", "")),
                            models.Q(
                                ("declined_at__isnull", False),
                                models.Q(("declined_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="declined_confirmation_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Statement",
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
                ("reference", models.CharField(max_length=70)),
                ("name", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("first_on", models.DateField(null=True)),
                ("last_on", models.DateField(null=True)),
                ("read_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="grants.payingaccount",
                    ),
                ),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="wijkraden.city",
                    ),
                ),
                (
                    "read_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-read_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("city", "sha256"), name="statement_file_once"),
                    models.UniqueConstraint(fields=("city", "reference"), name="statement_reference_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="StatementLine",
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
                ("reference", models.CharField(max_length=100)),
                ("position", models.PositiveIntegerField()),
                ("is_receipt", models.BooleanField()),
                ("cents", models.BigIntegerField()),
                ("booked_on", models.DateField()),
                ("end_to_end_id", models.CharField(blank=True, max_length=35)),
                ("counterparty", models.CharField(blank=True, max_length=140)),
                ("iban_hash", models.CharField(blank=True, max_length=64)),
                ("text", models.CharField(blank=True, max_length=500)),
                ("is_return", models.BooleanField(default=False)),
                ("is_fee", models.BooleanField(default=False)),
                ("reason", models.CharField(blank=True, max_length=100)),
                ("why", models.CharField(blank=True, max_length=500)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("payment", "Payment of an order"),
                            ("return", "Payment that came back"),
                            ("claim", "Money that was claimed back"),
                            ("refund", "What came in too much, sent back"),
                            ("receipt", "Money received, not matched"),
                            ("fee", "Costs of the bank"),
                            ("not_ours", "Belongs to nothing here"),
                            ("unknown", "Not matched"),
                        ],
                        default="unknown",
                        max_length=10,
                    ),
                ),
                ("matched_at", models.DateTimeField(null=True)),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="wijkraden.city"
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="grants.claim",
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statement_line",
                        to="grants.entry",
                    ),
                ),
                (
                    "matched_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="grants.order",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="grants.statement",
                    ),
                ),
            ],
            options={
                "ordering": ["statement", "position"],
                "indexes": [models.Index(fields=["city", "kind"], name="statement_line_by_kind")],
                "constraints": [
                    models.UniqueConstraint(fields=("city", "reference"), name="statement_line_once"),
                    models.CheckConstraint(
                        condition=models.Q(("cents__gt", 0)), name="statement_line_is_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("entry__isnull", True), ("kind", "unknown")),
                            models.Q(
                                ("entry__isnull", False),
                                ("kind__in", ["payment", "return"]),
                                ("order__isnull", False),
                            ),
                            models.Q(("claim__isnull", False), ("entry__isnull", False), ("kind", "claim")),
                            models.Q(
                                ("claim__isnull", False),
                                ("entry__isnull", False),
                                ("is_receipt", False),
                                ("kind", "refund"),
                            ),
                            models.Q(
                                ("kind", "not_ours"),
                                models.Q(
                                    models.Q(("entry__isnull", False), ("is_receipt", True)),
                                    models.Q(("entry__isnull", True), ("is_receipt", False)),
                                    _connector="OR",
                                ),
                                models.Q(("why", ""), _negated=True),
                            ),
                            models.Q(("entry__isnull", False), ("kind__in", ["receipt", "fee"])),
                            _connector="OR",
                        ),
                        name="matched_line_says_with_what",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Talk",
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
                ("lowest", models.PositiveSmallIntegerField()),
                ("highest", models.PositiveSmallIntegerField()),
                ("opened_at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("talked", "They talked, and their scores stay"),
                            ("scores", "A score was changed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("note", models.TextField(blank=True, max_length=2000)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "chaired_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="talks",
                        to="grants.criterion",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="talks",
                        to="grants.proposal",
                    ),
                ),
            ],
            options={
                "ordering": ["opened_at", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("proposal", "criterion"), name="one_talk_per_criterion"),
                    models.CheckConstraint(
                        condition=models.Q(("highest__gt", models.F("lowest"))),
                        name="talk_is_about_a_difference",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("chaired_by__isnull", True),
                                ("closed_at__isnull", True),
                                ("note", ""),
                                ("outcome", ""),
                            ),
                            models.Q(
                                ("chaired_by__isnull", True),
                                ("closed_at__isnull", False),
                                ("note", ""),
                                ("outcome", "scores"),
                            ),
                            models.Q(
                                ("chaired_by__isnull", False),
                                ("closed_at__isnull", False),
                                ("outcome", "talked"),
                                models.Q(("note", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="talk_ends_with_a_note_or_other_scores",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tier",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("letter", models.CharField(max_length=1)),
                ("up_to_cents", models.BigIntegerField()),
                (
                    "assessment",
                    models.CharField(
                        choices=[
                            ("none", "The officer's checklist"),
                            ("short", "One person, three yes or no questions"),
                            ("full", "The whole frame, by two or more reviewers"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "settlement",
                    models.CharField(
                        choices=[
                            ("at_once", "Determined at once, with the grant"),
                            ("ex_officio", "Determined by the city after the last day of the action"),
                            ("on_report", "Determined on the report of what was done"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "regulation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tiers",
                        to="grants.regulation",
                    ),
                ),
            ],
            options={
                "ordering": ["up_to_cents"],
                "constraints": [
                    models.UniqueConstraint(fields=("regulation", "letter"), name="tier_letter_once"),
                    models.UniqueConstraint(fields=("regulation", "up_to_cents"), name="tier_amount_once"),
                    models.CheckConstraint(
                        condition=models.Q(("up_to_cents__gt", 0)), name="tier_has_an_amount"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("cents", models.BigIntegerField()),
                (
                    "credit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grants.account"
                    ),
                ),
                (
                    "debit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grants.account"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
                        to="grants.entry",
                    ),
                ),
            ],
            options={
                "ordering": ["entry", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("entry", "position"), name="transfer_position_once"),
                    models.CheckConstraint(
                        condition=models.Q(("cents__gt", 0)), name="transfer_moves_something"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ViewAsked",
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
                        blank=True,
                        choices=[
                            ("grant", "Grant"),
                            ("refuse", "Refuse"),
                            ("dismiss", "Dismiss"),
                            ("determine", "Determine"),
                            ("change", "Change"),
                            ("revoke", "Revoke"),
                            ("recover", "Recover"),
                            ("revise", "Revise the final amount"),
                        ],
                        max_length=10,
                    ),
                ),
                ("cents", models.BigIntegerField(default=0)),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("ceiling", "The budget is used up (Awb 4:25)"),
                            ("ranking", "Others ranked higher, and then the budget was used up (Awb 4:25)"),
                            ("condition", "A condition of the regulation is not met"),
                            ("policy", "It does not serve the goals of the plan enough"),
                            ("fear", "It is feared that the action will not be done as it must (Awb 4:35)"),
                            ("own_data", "What the applicant told is wrong or not whole (Awb 4:35)"),
                            ("incomplete", "What was missing did not come in time (Awb 4:5)"),
                            (
                                "costs",
                                "The real costs were lower than the maximum (Awb 4:46, first paragraph)",
                            ),
                            ("not_done", "The action was not done, or not wholly (Awb 4:46, 4:48)"),
                            ("not_kept", "What was agreed was not kept (Awb 4:46, 4:48)"),
                            ("wrong_data", "Wrong data led to a wrong decision (Awb 4:46, 4:48)"),
                            (
                                "knew",
                                "The grant was wrong, and the recipient knew or should have known (Awb 4:46, 4:48)",
                            ),
                            ("reported_change", "The recipient told that the action changes"),
                            (
                                "later_facts",
                                "Facts that could not be known at the final amount would have made it lower (Awb 4:49)",
                            ),
                            (
                                "knew_final",
                                "The final amount was wrong, and the recipient knew or should have known (Awb 4:49)",
                            ),
                            (
                                "not_kept_after",
                                "What was agreed was not kept after the final amount (Awb 4:49)",
                            ),
                            ("objection", "An objection was upheld (Awb 7:11)"),
                            ("budget", "The city council made too little money available (Awb 4:34, 4:48)"),
                        ],
                        max_length=20,
                    ),
                ),
                ("intention", models.TextField(max_length=4000)),
                ("asked_on", models.DateField()),
                ("last_day", models.DateField()),
                ("asked_at", models.DateTimeField()),
                ("answer", models.TextField(blank=True, max_length=6000)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entered_by",
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
                        related_name="views_asked",
                        to="grants.proposal",
                    ),
                ),
            ],
            options={
                "ordering": ["asked_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cents", 0), ("kind__in", ["", "refuse", "revoke"])),
                            models.Q(("cents__gte", 0), ("kind__in", ["change", "determine", "revise"])),
                            _connector="OR",
                        ),
                        name="view_is_on_an_amount_of_its_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last_day__gt", models.F("asked_on")), models.Q(("intention", ""), _negated=True)
                        ),
                        name="view_has_some_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answer", ""), ("answered_at__isnull", True), ("entered_by__isnull", True)
                            ),
                            models.Q(("answered_at__isnull", False), ("entered_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="answered_view_says_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Year",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("programme", models.CharField(blank=True, max_length=160)),
                ("programme_cents", models.BigIntegerField(default=0)),
                ("reserved_cents", models.BigIntegerField(default=0)),
                ("allotted_cents", models.BigIntegerField(default=0)),
                ("last_transfer", models.BigIntegerField(default=0)),
                (
                    "leftover",
                    models.CharField(
                        choices=[
                            ("lapses", "It goes back to the general means of the city"),
                            ("carries", "It stays available next year, if the city council decides so"),
                        ],
                        default="lapses",
                        max_length=10,
                    ),
                ),
                ("decision_number", models.CharField(blank=True, max_length=40)),
                ("decision_on", models.DateField(null=True)),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="years", to="wijkraden.city"
                    ),
                ),
            ],
            options={
                "ordering": ["-year"],
                "constraints": [
                    models.UniqueConstraint(fields=("city", "year"), name="year_once_per_city"),
                    models.CheckConstraint(
                        condition=models.Q(("year__range", (2000, 2200))), name="year_is_one_of_ours"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("allotted_cents__gte", 0), ("reserved_cents__gte", models.F("allotted_cents"))
                        ),
                        name="slices_stay_within_the_reserved_share",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("programme_cents__gte", models.F("reserved_cents"))),
                        name="reserved_share_stays_within_the_programme",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reserved_cents", 0),
                            models.Q(
                                models.Q(("decision_number", ""), _negated=True),
                                ("decision_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="reserved_share_has_its_decision",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SliceDistrict",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="slices",
                        to="wijkraden.district",
                    ),
                ),
                (
                    "regulation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grants.regulation"
                    ),
                ),
                (
                    "slice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="shares", to="grants.slice"
                    ),
                ),
                (
                    "year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grants.year"
                    ),
                ),
            ],
            options={
                "ordering": ["district__sort_key"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("year", "regulation", "district"), name="district_in_one_slice_a_year"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Closing",
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
                    "state",
                    models.CharField(
                        choices=[
                            ("prepared", "Waits for approval"),
                            ("approved", "Approved"),
                            ("returned", "Returned"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="prepared",
                        max_length=10,
                    ),
                ),
                ("explanation", models.TextField(blank=True, max_length=2000)),
                ("prepared_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(blank=True, max_length=2000)),
                ("booked_on", models.DateField()),
                ("transfer_number", models.CharField(blank=True, max_length=40)),
                ("transfer_on", models.DateField(null=True)),
                ("free_cents", models.BigIntegerField()),
                ("committed_cents", models.BigIntegerField()),
                ("advances_cents", models.BigIntegerField()),
                ("receivable_cents", models.BigIntegerField()),
                ("payable_cents", models.BigIntegerField()),
                ("in_transit_cents", models.BigIntegerField()),
                ("suspense_cents", models.BigIntegerField()),
                ("amounts_hash", models.CharField(max_length=64)),
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
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="closings", to="grants.year"
                    ),
                ),
            ],
            options={
                "ordering": ["-prepared_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("prepared_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="who_prepares_a_year_closing_never_approves_it",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("state__in", ["approved", "returned"]),
                            ),
                            models.Q(("state__in", ["approved", "returned"]), _negated=True),
                            _connector="OR",
                        ),
                        name="decided_year_closing_says_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "returned"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="returned_year_closing_says_why",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["prepared", "approved"])),
                        fields=("year",),
                        name="one_year_closing_waits_or_stands",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("transfer_number", ""), ("transfer_on__isnull", True)),
                            models.Q(
                                models.Q(("transfer_number", ""), _negated=True),
                                ("transfer_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="transfer_of_a_year_closing_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("advances_cents__gte", 0),
                            ("committed_cents__gte", 0),
                            ("free_cents__gte", 0),
                            ("in_transit_cents__gte", 0),
                            ("payable_cents__gte", 0),
                            ("receivable_cents__gte", 0),
                            ("suspense_cents__gte", 0),
                        ),
                        name="year_closing_moves_no_less_than_nothing",
                    ),
                ],
            },
        ),
    ]
