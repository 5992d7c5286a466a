"""Each regulation says by which channel its payments leave; what was there leaves by the bank."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0003_a_changed_account_is_confirmed"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="statement",
            name="statement_reference_once",
        ),
        migrations.AddField(
            model_name="batch",
            name="channel",
            field=models.CharField(
                choices=[
                    ("bank", "The bank, by a file of payment orders (SEPA)"),
                    ("finance", "The financial system of the city"),
                    ("stripe", "Stripe, to an account of the recipient there"),
                ],
                default="bank",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="order",
            name="channel",
            field=models.CharField(
                choices=[
                    ("bank", "The bank, by a file of payment orders (SEPA)"),
                    ("finance", "The financial system of the city"),
                    ("stripe", "Stripe, to an account of the recipient there"),
                ],
                default="bank",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="regulation",
            name="channel",
            field=models.CharField(
                choices=[
                    ("bank", "The bank, by a file of payment orders (SEPA)"),
                    ("finance", "The financial system of the city"),
                    ("stripe", "Stripe, to an account of the recipient there"),
                ],
                default="bank",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="statement",
            name="channel",
            field=models.CharField(
                choices=[
                    ("bank", "The bank, by a file of payment orders (SEPA)"),
                    ("finance", "The financial system of the city"),
                    ("stripe", "Stripe, to an account of the recipient there"),
                ],
                default="bank",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="statementline",
            name="is_refusal",
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.UniqueConstraint(
                fields=("city", "channel", "reference"), name="statement_reference_once"
            ),
        ),
    ]
