"""What a line of a statement says of a claim."""

from collections.abc import Iterable

from .models import Claim, StatementLine


def claim_in(line: StatementLine, claims: Iterable[Claim]) -> Claim | None:
    """Return the claim that the payer named, open or given up; None when more than one is named.

    Nobody can read off what was meant for which, also when one of them was paid before, or when one was given up and
    another of its dossier is open. `claims` are all of their dossiers.
    """
    named = named_in(line, claims)
    if len(named) != 1 or not named[0].can_pay:
        return None
    (found,) = named
    is_beside = any(
        one.is_open and one.proposal_id == found.proposal_id for one in claims if one is not found
    )
    return None if is_beside and not found.is_open else found


def named_in(line: StatementLine, claims: Iterable[Claim]) -> list[Claim]:
    """Return the claims whose reference stands in what the payer wrote, with or without spaces and dashes."""
    if not line.is_receipt:
        return []
    said = _signs(f"{line.text} {line.end_to_end_id}")
    return [one for one in claims if _signs(one.reference) in said]


def _signs(text: str) -> str:
    return "".join(sign for sign in text.upper() if sign.isalnum())
