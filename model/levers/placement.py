"""A zone is proposed before the exit."""

from approdo.model.kinds import PLACEMENT as KIND

from .base import Lever, Row

__all__ = ["KIND", "fill"]


MODES = ("quota", "near_ties", "best_match")  # the position is the number of the programme


def fill(lever: Lever, row: Row) -> None:
    """Up to `places` proposals a month by the rule `mode`, from `pre_exit_months` before the exit."""
    row.planned = lever.whole("places")
    row.months = 1
    row.pre_exit = lever.whole("pre_exit_months")
    row.mode = MODES.index(str(lever["mode"]))
