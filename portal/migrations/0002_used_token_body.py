"""Keep with a used token a keyed hash of what its form held, to tell a repeat from a correction."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the column; forms that were carried out before have none."""

    dependencies = [("portal", "0001_services")]

    operations = [
        migrations.AddField(
            model_name="usedtoken",
            name="body",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
    ]
