"""A view is on one intention: a kind of decision, and to which amount; the decision names the view that it had."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0014_end_of_the_plan"),
    ]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="view",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decision",
                to="grants.viewasked",
            ),
        ),
        migrations.AddField(
            model_name="viewasked",
            name="cents",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="viewasked",
            name="kind",
            field=models.CharField(
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
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="viewasked",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cents", 0), ("kind__in", ["", "refuse", "revoke"])),
                    models.Q(("cents__gte", 0), ("kind__in", ["change", "determine", "revise"])),
                    _connector="OR",
                ),
                name="view_is_on_an_amount_of_its_kind",
            ),
        ),
    ]
