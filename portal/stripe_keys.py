"""The keys of Stripe Connect, which are set together or not at all; a bad one stops the start."""

from django.core.exceptions import ImproperlyConfigured

from portal import env

_BEGINS = ("sk_test_", "sk_live_", "rk_test_", "rk_live_")
_PATIENCE = 20.0  # seconds for one answer


def stripe_keys(*, is_demo: bool) -> tuple[str, str, str, float]:
    """Return the key, the secrets of the webhooks ("" for both: off), another address than Stripe's own, the patience.

    Secrets are words: each endpoint at Stripe has one of its own.

    Raises ImproperlyConfigured for one without the other, for what is no secret key, and for a key for real money
    where it may not be: in a demo, or for something that is not Stripe.
    """
    key = env.text("PORTAL_STRIPE_KEY", "")
    secret = " ".join(env.text("PORTAL_STRIPE_WEBHOOK_SECRET", "").split())
    address = env.text("PORTAL_STRIPE_API", "")
    if bool(key) != bool(secret):
        raise ImproperlyConfigured(
            "PORTAL_STRIPE_KEY and PORTAL_STRIPE_WEBHOOK_SECRET go together. Set both, or none of them."
        )
    if key and not key.startswith(_BEGINS):
        raise ImproperlyConfigured(
            "PORTAL_STRIPE_KEY is no secret key of Stripe. Set one that begins with sk_ or rk_."
        )
    if any(not one.startswith("whsec_") for one in secret.split()):
        raise ImproperlyConfigured(
            "PORTAL_STRIPE_WEBHOOK_SECRET holds something that is no signing secret. Each begins with whsec_."
        )
    if "_live_" in key and (is_demo or address):
        raise ImproperlyConfigured(
            "PORTAL_STRIPE_KEY is for real money, which no demo and no other address gets. Set a key for tests."
        )
    return key, secret, address, _PATIENCE
