"""What keeps an action from doing more: read from what was planned, delivered and spent. A reading, not a proof."""

from typing import Final

from approdo.model.levers import LEVERS

from .shown import Delivery

FULL: Final = 0.95  # of what was planned, or of the budget
# What an action that delivers less than planned has waited for, by the group of its kind.
WAITS_FOR: Final = {
    "housing_supply": "landlords",
    "landlords": "landlords",
    "money": "tenancies",
    "support": "people",
    "work": "jobs",
    "reception": "people",
}


def binding(found: Delivery) -> str:
    """Return what binds: nothing, money, places, landlords, tenancies, jobs or people."""
    if found.planned <= 0:
        return "nothing"
    if found.budget is not None and found.spent >= FULL * found.budget:
        return "money"
    if found.in_time >= FULL * found.planned:
        return "places"
    return WAITS_FOR[LEVERS[found.kind].group]
