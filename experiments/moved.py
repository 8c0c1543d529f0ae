"""Who moved in from the other provinces that were run beside: told apart, in no figure per leaver."""

from collections.abc import Sequence

import numpy as np

from approdo.model.outcomes import TOTALS

from .gather import Arm
from .numbers import plain
from .page import Page

PEOPLE, MONTHS = TOTALS.index("moved_in"), TOTALS.index("hm_moved_in")
HEAD = "Moved in from the other provinces, mean of a run (in the counts of a month, in no figure per leaver):"


def moved_lines(arms: Sequence[Arm], page: Page) -> list[str]:
    """Return a line for each arm: how many came, and their homeless-months there."""
    lines = dict.fromkeys(_told(arm) for arm in arms)  # a baseline stands beside several packages
    return [*page.prose(HEAD), *lines]


def _told(arm: Arm) -> str:
    people, months = (plain(float(np.mean(arm.totals[:, column])), 0) for column in (PEOPLE, MONTHS))
    return f"  {arm.territory.name}, {arm.scenario.package.name}: {people} people, {months} homeless-months"
