"""What a posterior predicts of a number that every run gives: what is expected of its draws, and the luck of runs.

The number is regressed on the free numbers, not on what was learned from the record: else the data would predict
themselves. To what the regression gives at a draw comes what it missed in a run whose prediction is near, by a
regression that has not seen that run: the luck of worlds and of the record.
"""

from typing import Final

import numpy as np

from .fit import FOLDS, PENALTIES, folds
from .priors import Floats

NEAR: Final = 100  # runs that lend a draw their luck
TURN: Final = (5**0.5 - 1) / 2  # of them, from one draw to the next: never the same ones in step


def prediction(values: Floats, place: Floats, draws: Floats) -> Floats:
    """Return a value for each draw.

    Args:
        values: what each run gave ``[runs]``.
        place: where each run lies, a number from 0 to 1 for each free number ``[runs, d]``.
        draws: likewise of the posterior ``[draws, d]``.
    """
    from sklearn.linear_model import RidgeCV

    design, asked = _design(place), _design(draws)
    fold, known, expected = folds(values.size), np.empty(values.size), np.zeros(len(draws))
    for k in range(FOLDS):
        ridge = RidgeCV(PENALTIES).fit(design[fold != k], values[fold != k])
        known[fold == k] = ridge.predict(design[fold == k])
        expected += ridge.predict(asked) / FOLDS
    # the runs in the order of what was expected of them; a draw takes one of those around it, each in turn
    order = np.argsort(known, kind="stable")
    near = min(NEAR, values.size)
    turn = (np.arange(len(draws)) * TURN % 1.0 * near).astype(np.int64) - near // 2
    chosen = order[(np.searchsorted(known[order], expected) + turn).clip(0, values.size - 1)]
    found: Floats = expected + values[chosen] - known[chosen]
    return found


def _design(place: Floats) -> Floats:
    """Return the free numbers and their squares, around the middle."""
    centred = place - 0.5
    return np.column_stack([centred, centred**2 - 1.0 / 12.0])
