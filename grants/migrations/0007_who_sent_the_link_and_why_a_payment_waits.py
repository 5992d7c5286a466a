"""Everybody who sent a recipient the link to Stripe is kept, and more is told of why a payment waits."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0006_payments_stand_still_while_something_is_suspected"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="connectedaccount",
            name="inviters",
            field=models.ManyToManyField(related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name="stripetransfer",
            name="trouble",
            field=models.CharField(
                blank=True,
                choices=[
                    ("no_answer", "Stripe gave no answer, so nobody knows yet what it did."),
                    ("no_balance", "There is not enough on the balance at Stripe."),
                    ("no_balance_of_payee", "The money is not free yet at the account of the recipient."),
                    ("account_changed", "The account of the recipient changed, or waits to be confirmed."),
                    ("not_owed", "Less is owed by now than this payment."),
                    (
                        "found",
                        "Stripe has something else with the mark of this payment. Ask Stripe about it.",
                    ),
                    (
                        "other_key",
                        "The portal has another key of Stripe than the one that it began with. Tell the administrator.",
                    ),
                    (
                        "key",
                        "Stripe does not take the key of this portal, or not for this. Tell the administrator.",
                    ),
                    ("says_no", "Stripe does not take it back. Ask Stripe about it."),
                    ("suspended", "The payments of this dossier stand still (Awb 4:56)."),
                    ("off", "Stripe is switched off in this portal."),
                ],
                max_length=20,
            ),
        ),
    ]
