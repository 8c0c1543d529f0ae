"""Could the model have made these data at all? A conformal check: its false alarms are as rare as it says.

What statistics do beyond what the learned summaries explain is measured for every run by a model that has not seen it,
and for the data in the same way. Under a model that is right the data's rank among the runs is as likely to be one
place as another, whatever the model is (cross-conformal prediction): p <= 0.05 then happens in one case of twenty.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .fit import FOLDS, Learned, folds
from .priors import Floats
from .summaries import Statistics

ALARM: Final = 0.05
WHOLE: Final = "all together"

PART_WORDS: Final = {
    "home": "where people sleep over time",
    "work": "work over time",
    "moves": "moves between states",
    "change": "what changes half way",
    "sites": "differences between territories",
    "groups": "differences between groups",
    "spells": "how people's months hang together",
    "record": "who is lost from the record",
    WHOLE: WHOLE,
}


@dataclass(frozen=True)
class Misfit:
    """The check: `p` of the data as a whole, and where they lie furthest from what runs do."""

    p: float
    worst: str  # words
    unlike: tuple[tuple[str, float], ...]  # the statistics furthest out, in standard deviations of runs


def misfit(found: Statistics, data: Statistics, learned: Learned) -> Misfit:
    """Check the data against the runs that were fitted.

    Args:
        found: statistics of the runs.
        data: those of the data, one row.
        learned: of the same runs.
    """
    p, odd, away, parts, names = oddness(found, data, learned)
    order = np.argsort(-np.abs(away[0]), kind="stable")[:5]
    worst = parts[int(np.argmax(odd[0]))]
    return Misfit(float(p[0]), PART_WORDS.get(worst, worst), tuple((names[i], float(away[0, i])) for i in order))


def oddness(
    found: Statistics, data: Statistics, learned: Learned
) -> tuple[Floats, Floats, Floats, list[str], list[str]]:
    """Return for each row of the data: p, how odd each part is, how far out each statistic; names of parts, statistics.

    The data are judged by the model of the first fold, as each run is by that of its own fold: an average over models
    would be quieter than any run, and the check would alarm too rarely.
    """
    wanted = np.isin(found.names, learned.used)
    values, observed = found.values[:, wanted], data.values[:, wanted]
    names = [name for name, keep in zip(found.names, wanted, strict=True) if keep]
    parts = _parts(names)
    fold = folds(len(values))
    design, at = _design(learned.runs, learned), _design(learned.data, learned)
    scores = np.empty((len(values), len(parts)))
    odd = away = np.empty(0)
    for k in range(FOLDS):
        inside = fold != k
        centre, scale = values[inside].mean(axis=0), values[inside].std(axis=0)
        scale[scale == 0] = 1.0
        known = (values[inside] - centre) / scale
        held = 1e-3 * len(known) * np.diag([0.0] + [1.0] * (design.shape[1] - 1))
        slope = np.linalg.solve(design[inside].T @ design[inside] + held, design[inside].T @ known)
        left = known - design[inside] @ slope
        tested = (values[~inside] - centre) / scale - design[~inside] @ slope
        roots = [_root(left[:, chosen]) for chosen in parts.values()]
        own = _scores(tested, parts, roots)
        middle, width = own.mean(axis=0), own.std(axis=0).clip(1e-9)
        scores[~inside] = (own - middle) / width
        if k == 0:
            asked = (observed - centre) / scale - at @ slope
            odd = (_scores(asked, parts, roots) - middle) / width
            away = asked / left.std(axis=0).clip(1e-9)
    highest = np.sort(scores.max(axis=1))
    beyond = len(highest) - np.searchsorted(highest, odd.max(axis=1), side="left")
    return (beyond + 1) / (len(highest) + 1), odd, away, list(parts), names


def _parts(names: list[str]) -> dict[str, NDArray[np.int64]]:
    """Return the statistics of each part: the blocks, all together, and each sign of a change by itself."""
    blocks = [name.partition("/")[0] for name in names]
    found = {block: np.flatnonzero([each == block for each in blocks]) for block in dict.fromkeys(blocks)}
    found[WHOLE] = np.arange(len(names))
    for column, name in enumerate(names):
        if name.startswith("change/"):
            found[name.partition("/")[2]] = np.array([column])
    return found


def _design(summaries: Floats, learned: Learned) -> Floats:
    """Return what explains the statistics: summaries and their squares, in units of their own spread."""
    scaled = (summaries - learned.runs.mean(axis=0)) / learned.runs.std(axis=0).clip(1e-9)
    return np.column_stack([np.ones(len(scaled)), scaled, scaled**2 - 1.0])


def _root(left: Floats) -> Floats:
    """Return the Cholesky root of the shrunk covariance of what is left."""
    from sklearn.covariance import ledoit_wolf

    covariance, _ = ledoit_wolf(left)
    root: Floats = np.linalg.cholesky(covariance + 1e-9 * np.eye(left.shape[1]))
    return root


def _scores(asked: Floats, parts: Mapping[str, NDArray[np.int64]], roots: Sequence[Floats]) -> Floats:
    """Return how odd each row is in each part: a Mahalanobis distance, on the scale (cube root) that is near normal."""
    columns = [
        np.cbrt((np.linalg.solve(root, asked[:, chosen].T) ** 2).sum(axis=0))
        for chosen, root in zip(parts.values(), roots, strict=True)
    ]
    return np.stack(columns, axis=1)
