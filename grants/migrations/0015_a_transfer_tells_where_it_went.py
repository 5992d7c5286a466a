"""Each transfer that was made before it kept the account at Stripe to which it went tells that too."""

from typing import Any

from django.db import migrations


def tell_destinations(apps: Any, _schema_editor: Any) -> None:
    """Write it by each: until now no recipient ever had another account."""
    transfers = apps.get_model("grants", "StripeTransfer").objects
    found = transfers.filter(destination="", order__payout_account__account__stripe_id__isnull=False)
    for pk, account in list(found.values_list("pk", "order__payout_account__account__stripe_id")):
        transfers.filter(pk=pk).update(destination=account)


class Migration(migrations.Migration):
    dependencies = [("grants", "0014_wrong_statements_and_ways_out_of_stripe")]

    operations = [migrations.RunPython(tell_destinations, migrations.RunPython.noop)]
