"""A posting finds the totals of its slice without reading the accounts of all its dossiers."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("grants", "0007_who_sent_the_link_and_why_a_payment_waits")]

    operations = [
        migrations.AddIndex(
            model_name="account",
            index=models.Index(fields=["slice", "dossier"], name="account_by_slice_and_dossier"),
        ),
        migrations.AlterField(
            model_name="account",
            name="slice",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="accounts",
                to="grants.slice",
            ),
        ),
    ]
