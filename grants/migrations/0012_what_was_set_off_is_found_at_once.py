"""What was set off in a slice is found without reading its other entries."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("grants", "0011_set_off")]

    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("event", "set_off")), fields=["slice"], name="entry_set_off"
            ),
        ),
    ]
