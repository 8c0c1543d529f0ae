"""How a change in homeless months of a person is written: with two decimals at least, as it is often below one."""

from typing import Final

from approdo.experiments.numbers import decimals
from approdo.experiments.statistics import Estimate
from approdo.viz.report.pieces import Piece, Size

LEAST: Final = 2


def change(found: Estimate) -> Piece:
    """Return a change with its interval; a dash where there is none."""
    return "–" if found.mean is None else Size(found, places=max(decimals(found), LEAST))
