"""What a line of a statement says of a claim."""

from collections.abc import Iterable

from .models import Claim, StatementLine


def claim_in(line: StatementLine, claims: Iterable[Claim]) -> Claim | None:
    """Return the open claim whose reference stands in what the payer wrote, with or without spaces and dashes."""
    if not line.is_receipt:
        return None
    said = _signs(f"{line.text} {line.end_to_end_id}")
    return next((one for one in claims if one.is_open and _signs(one.reference) in said), None)


def _signs(text: str) -> str:
    return "".join(sign for sign in text.upper() if sign.isalnum())
