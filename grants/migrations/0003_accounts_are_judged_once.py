"""What never changes of an account is asked once, by the guard of new accounts (docs/decisions/0016)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0002_closing_of_a_year"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="account",
            name="account_stays_on_its_normal_side",
        ),
        migrations.RemoveConstraint(
            model_name="account",
            name="account_stands_in_the_book_of_its_kind",
        ),
        migrations.RemoveConstraint(
            model_name="account",
            name="leaf_has_dossier_and_parent",
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
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
        ),
    ]
