"""What the city buys has an order, proof of delivery and invoices; a cost line may say its rate of VAT."""

import django.core.serializers.json
import django.db.models.deletion
import django.db.models.expressions
import portal.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0009_accounts_in_doubt_wait_for_a_note"),
        ("portal", "0002_used_token_body"),
        ("wijkraden", "0004_invitation_to_who_has_an_address_now"),
    ]

    operations = [
        migrations.AddField(
            model_name="costline",
            name="vat_rate",
            field=models.CharField(
                blank=True,
                choices=[
                    ("high", "21%"),
                    ("low", "9%"),
                    ("zero", "0%"),
                    ("exempt", "Exempt from VAT"),
                    ("reversed", "Reverse-charged: the city itself pays the VAT"),
                ],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="PurchaseOrder",
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
                ("year", models.PositiveSmallIntegerField()),
                ("place", models.PositiveIntegerField()),
                ("number", models.CharField(max_length=20)),
                ("cents", models.BigIntegerField()),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("placed_on", models.DateField()),
                ("placed_at", models.DateTimeField()),
                ("letter", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("sent_on", models.DateField()),
                ("ended_on", models.DateField(null=True)),
                ("no_more_at", models.DateTimeField(null=True)),
                ("no_more_why", models.CharField(blank=True, max_length=500)),
                ("is_returned", models.BooleanField(default=False)),
                ("returned_set_at", models.DateTimeField(null=True)),
                ("returned_why", models.CharField(blank=True, max_length=500)),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="wijkraden.city"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grants.decision"
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
                        related_name="purchase_orders",
                        to="grants.proposal",
                    ),
                ),
                (
                    "no_more_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "returned_set_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["city", "year", "place"],
                "constraints": [
                    models.UniqueConstraint(fields=("proposal",), name="one_order_of_a_proposal"),
                    models.UniqueConstraint(fields=("city", "year", "place"), name="order_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cents__gt", 0),
                            ("place__gte", 1),
                            ("sent_on__gte", models.F("placed_on")),
                            ("version__gte", 1),
                        ),
                        name="order_is_of_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("no_more_at__isnull", True),
                                ("no_more_by__isnull", True),
                                ("no_more_why", ""),
                            ),
                            models.Q(
                                ("no_more_at__gte", models.F("placed_at")),
                                ("no_more_by__isnull", False),
                                models.Q(("no_more_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="no_more_invoices_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("returned_set_at__isnull", True),
                                ("returned_set_by__isnull", True),
                                ("returned_why", ""),
                            ),
                            models.Q(
                                ("returned_set_at__isnull", False),
                                ("returned_set_by__isnull", False),
                                models.Q(("returned_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="changed_flag_of_the_return_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
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
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="grants.purchaseorder",
                    ),
                ),
                ("delivered_on", models.DateField()),
                ("cents", models.BigIntegerField()),
                ("is_last", models.BooleanField()),
                ("words", models.TextField(max_length=2000)),
                ("confirmed_at", models.DateTimeField()),
                ("taken_back_at", models.DateTimeField(null=True)),
                ("taken_back_why", models.CharField(blank=True, max_length=500)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "taken_back_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "deliveries",
                "ordering": ["confirmed_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_last", True), ("taken_back_at__isnull", True)),
                        fields=("order",),
                        name="one_last_delivery_stands",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("words", ""), _negated=True),
                            models.Q(
                                ("cents__gt", 0), models.Q(("cents", 0), ("is_last", True)), _connector="OR"
                            ),
                        ),
                        name="delivery_says_what",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("taken_back_at__isnull", True),
                                ("taken_back_by__isnull", True),
                                ("taken_back_why", ""),
                            ),
                            models.Q(
                                ("taken_back_at__gte", models.F("confirmed_at")),
                                ("taken_back_by__isnull", False),
                                models.Q(("taken_back_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="delivery_taken_back_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeliveryFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="grants.delivery",
                    ),
                ),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delivery_file",
                        to="portal.storedfile",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Invoice",
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
                ("registration", models.CharField(blank=True, max_length=40)),
                ("account", models.CharField(blank=True, max_length=64)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("number", models.CharField(max_length=40)),
                ("number_key", models.CharField(max_length=120)),
                ("dated_on", models.DateField()),
                ("received_on", models.DateField()),
                ("net_cents", models.BigIntegerField()),
                ("vat_cents", models.BigIntegerField()),
                ("cents", models.BigIntegerField()),
                ("compensable_cents", models.BigIntegerField()),
                ("entered_at", models.DateTimeField()),
                ("taken_back_at", models.DateTimeField(null=True)),
                ("taken_back_why", models.CharField(blank=True, max_length=500)),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="wijkraden.city"
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
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoice",
                        to="portal.storedfile",
                    ),
                ),
                (
                    "taken_back_by",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="grants.purchaseorder",
                    ),
                ),
            ],
            options={
                "ordering": ["entered_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("taken_back_at__isnull", True)),
                        fields=("order", "number_key"),
                        name="invoice_of_an_order_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("taken_back_at__isnull", True), models.Q(("registration", ""), _negated=True)
                        ),
                        fields=("city", "registration", "number_key"),
                        name="invoice_of_a_company_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("taken_back_at__isnull", True), models.Q(("account", ""), _negated=True)
                        ),
                        fields=("city", "account", "number_key"),
                        name="invoice_of_an_account_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("registration", ""),
                            ("taken_back_at__isnull", True),
                            models.Q(("name", ""), _negated=True),
                        ),
                        fields=("city", "name", "number_key"),
                        name="invoice_of_a_name_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "cents",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("net_cents"), "+", models.F("vat_cents")
                                ),
                            ),
                            ("compensable_cents__range", (0, models.F("vat_cents"))),
                            ("net_cents__gt", 0),
                            ("vat_cents__gte", 0),
                        ),
                        name="invoice_adds_up",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("received_on__gte", models.F("dated_on")),
                            models.Q(("number_key", ""), _negated=True),
                        ),
                        name="invoice_has_its_days_and_numbers",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("taken_back_at__isnull", True),
                                ("taken_back_by__isnull", True),
                                ("taken_back_why", ""),
                            ),
                            models.Q(
                                ("taken_back_at__gte", models.F("entered_at")),
                                ("taken_back_by__isnull", False),
                                models.Q(("taken_back_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="invoice_taken_back_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InvoiceLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "rate",
                    models.CharField(
                        choices=[
                            ("high", "21%"),
                            ("low", "9%"),
                            ("zero", "0%"),
                            ("exempt", "Exempt from VAT"),
                            ("reversed", "Reverse-charged: the city itself pays the VAT"),
                        ],
                        max_length=10,
                    ),
                ),
                ("net_cents", models.BigIntegerField()),
                ("vat_cents", models.BigIntegerField()),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="grants.invoice"
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("invoice", "position"), name="line_of_an_invoice_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("net_cents__gt", 0),
                            ("vat_cents__gte", 0),
                            models.Q(("rate__in", ["high", "low"]), ("vat_cents", 0), _connector="OR"),
                        ),
                        name="line_of_an_invoice_has_its_vat",
                    ),
                ],
            },
        ),
    ]
