"""An invitation tells if it is to who has an address now, and not to who of the city had it before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the answer; no invitation of before was asked for it."""

    dependencies = [("wijkraden", "0003_former_addresses")]
    operations = [
        migrations.AddField("invitation", "for_another", models.BooleanField(default=False)),
    ]
