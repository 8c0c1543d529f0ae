"""What keeps an action from doing more: read from what was planned, delivered and spent. A reading, not a proof."""

from typing import Final

from approdo.model.levers import LEVERS

from .shown import Delivery

FULL: Final = 0.95  # of what was planned, or of the budget
NEAR: Final = 0.9  # of what staff and coordination let an action deliver
POSSIBLE: Final = "programme.delivery"  # the assumption that says how much of a plan that is
# What an action that delivers less than planned has waited for, by the group of its kind.
WAITS_FOR: Final = {
    "housing_supply": "landlords",
    "landlords": "landlords",
    "money": "tenancies",
    "support": "people",
    "work": "jobs",
    "reception": "people",
}


def binding(found: Delivery, possible: float) -> str:
    """Return what binds: nothing, money, places, delivery, landlords, tenancies, jobs or people.

    Args:
        found: what was planned, delivered and spent.
        possible: the share of a plan that staff and coordination deliver, by assumption (`POSSIBLE`).
    """
    if found.planned <= 0:
        return "nothing"
    if found.budget is not None and found.spent >= FULL * found.budget:
        return "money"
    if found.in_time >= FULL * found.planned:
        return "places"
    if found.in_time >= NEAR * possible * found.planned:
        return "delivery"
    return WAITS_FOR[LEVERS[found.kind].group]
