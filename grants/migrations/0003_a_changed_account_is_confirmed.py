"""An account that takes the place of another one after the grant is confirmed by a second person.

What was entered before this stands as it did: nobody has to call back about it.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0002_a_claim_is_urged_and_given_up_by_two"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="bankaccount",
            name="called_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="bankaccount",
            name="called_number",
            field=models.CharField(blank=True, max_length=30),
        ),
        migrations.AddField(
            model_name="bankaccount",
            name="check_note",
            field=models.TextField(blank=True, max_length=1000),
        ),
        migrations.AddField(
            model_name="bankaccount",
            name="checked_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="bankaccount",
            name="checked_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="bankaccount",
            name="replaces",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="grants.bankaccount",
            ),
        ),
        migrations.AddField(
            model_name="bankaccount",
            name="spoke_with",
            field=models.CharField(blank=True, max_length=160),
        ),
        migrations.AddField(
            model_name="bankaccount",
            name="verdict",
            field=models.CharField(
                blank=True, choices=[("confirmed", "Confirmed"), ("rejected", "Rejected")], max_length=10
            ),
        ),
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("called_at__isnull", True),
                        ("called_number", ""),
                        ("check_note", ""),
                        ("checked_at__isnull", True),
                        ("checked_by__isnull", True),
                        ("spoke_with", ""),
                        ("verdict", ""),
                    ),
                    models.Q(
                        ("checked_at__isnull", False),
                        ("checked_by__isnull", False),
                        ("entered_by__isnull", False),
                        ("replaces__isnull", False),
                        ("verdict__in", ["confirmed", "rejected"]),
                    ),
                    _connector="OR",
                ),
                name="checked_account_took_the_place_of_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("verdict", "confirmed"), _negated=True),
                    models.Q(
                        ("called_at__gte", models.F("entered_at")),
                        ("called_at__isnull", False),
                        ("called_at__lte", models.F("checked_at")),
                        models.Q(("called_number", ""), _negated=True),
                        models.Q(("spoke_with", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="confirmed_account_was_called_about",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("verdict", "rejected"), _negated=True),
                    models.Q(("check_note", ""), _negated=True),
                    _connector="OR",
                ),
                name="rejected_account_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("checked_by__isnull", True),
                    models.Q(("checked_by", models.F("entered_by")), _negated=True),
                    _connector="OR",
                ),
                name="who_enters_an_account_never_confirms_it",
            ),
        ),
    ]
