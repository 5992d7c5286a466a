"""A version of the plan ends before its last year when an amendment says so; amendments name papers and advice."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("grants", "0013_consultations")]

    operations = [
        migrations.AddField(model_name="plan", name="ends_on", field=models.DateField(null=True)),
        migrations.AddField(model_name="amendmentedition", name="ends_on", field=models.DateField(null=True)),
        migrations.AddField(
            model_name="amendmentedition",
            name="papers",
            field=models.ManyToManyField(related_name="amendments", to="grants.paper"),
        ),
        migrations.AddField(
            model_name="amendmentedition",
            name="advices",
            field=models.ManyToManyField(related_name="amendments", to="grants.advice"),
        ),
        migrations.AddConstraint(
            model_name="amendmentedition",
            constraint=models.CheckConstraint(
                name="plan_ends_after_that_was_decided",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("decision_on")),
            ),
        ),
    ]
