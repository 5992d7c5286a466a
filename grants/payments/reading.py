"""What a line of a statement says of a claim."""

from collections.abc import Iterable

from .models import Claim, StatementLine


def claim_in(line: StatementLine, claims: Iterable[Claim]) -> Claim | None:
    """Return the claim that the payer named, open or given up; None when more than one is named.

    Nobody can read off what was meant for which, also when one of them was paid before.
    """
    named = named_in(line, claims)
    return named[0] if len(named) == 1 and named[0].can_pay else None


def named_in(line: StatementLine, claims: Iterable[Claim]) -> list[Claim]:
    """Return the claims whose reference stands in what the payer wrote, with or without spaces and dashes."""
    if not line.is_receipt:
        return []
    said = _signs(f"{line.text} {line.end_to_end_id}")
    return [one for one in claims if _signs(one.reference) in said]


def _signs(text: str) -> str:
    return "".join(sign for sign in text.upper() if sign.isalnum())
