"""Who may enter regulations."""

from django.utils.translation import gettext_lazy as _

from wijkraden.people.rules import Person, act, may
from wijkraden.people.states import Role

SET_REGULATIONS = act("plan.regulations", _("Enter regulations with their tiers"), {Role.ADMINISTRATOR})


def may_set_regulations(user: Person, city_id: int) -> bool:
    """Tell if `user` may enter and change the regulations of that city."""
    return may(user, SET_REGULATIONS, city_id)
