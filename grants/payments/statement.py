"""Which kind of file was uploaded, told by what stands in it: a statement of the bank, or of the financial system."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from .camt_file import read_camt
from .errors import NoStatement
from .mt940_file import read_mt940
from .proposal_file import is_proposal
from .status_file import is_status, read_status
from .told import MAX_BYTES, StatementOf, text_of

_XML = re.compile(rb"\s*<")
_MT940 = re.compile(r"^:20:", re.MULTILINE)
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")  # with which a text may begin


def read_statement(content: bytes) -> StatementOf:
    """Return what the file tells; raises NoStatement with a sentence for the user for anything else."""
    if len(content) > MAX_BYTES:
        raise NoStatement(_("This file is larger than 10 MB. Ask for a file of fewer days."))
    if _XML.match(_unmarked(content)):
        return read_camt(content)
    text = text_of(content)
    if is_status(text):
        return read_status(text)
    if is_proposal(text):
        raise NoStatement(
            _(
                "This is a payment proposal that left. Choose the status file that the financial system gave back."
            )
        )
    if _MT940.search(text):
        return read_mt940(text)
    raise NoStatement(
        _(
            "This is no statement of the bank (camt.053 or MT940) and no status file of the financial system. "
            "Choose another file."
        )
    )


def _unmarked(content: bytes) -> bytes:
    """Return the first bytes without the mark of an encoding, and without the empty halves of UTF-16."""
    for mark in _MARKS:
        if content.startswith(mark):
            return content[len(mark) : 200].replace(b"\x00", b"")
    return content[:200].replace(b"\x00", b"")
