"""What the pages of the budget read from a form."""

from .amounts import AmountsForm
from .decision import ReturnForm
from .filters import SlicesFilter
from .gifts import RedistributionForm
from .share import ShareForm
from .upload import SheetForm
from .years import SlicesForm, YearForm

__all__ = [
    "AmountsForm",
    "RedistributionForm",
    "ReturnForm",
    "ShareForm",
    "SheetForm",
    "SlicesFilter",
    "SlicesForm",
    "YearForm",
]
