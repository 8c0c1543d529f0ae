"""CART: a small tree that tells failures from the rest, pruned by cross-validation; its leaves are boxes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from .box import Box, Flags, coverage_density, whole_space
from .seeds import generator_seed
from .statistics import Real
from .uncertainty import share_of

FOLDS: Final = 5
LEAST: Final = 0.05  # of all points in a leaf
DEEPEST: Final = 5


@dataclass(frozen=True)
class Leaf:
    """A leaf in which failures are clearly more frequent than on the whole."""

    box: Box
    points: int
    coverage: float
    density: float


@dataclass(frozen=True)
class Tree:
    """The pruned tree: leaves with more failures than on the whole, the densest first.

    `explained` is the share of the variance of failing that the tree foretells for points left out (1 less the ratio of
    Brier scores). At 0 or below, or with a tree of one leaf, nothing was found.
    """

    leaves: tuple[Leaf, ...]
    size: int
    explained: float


def grow(x: Real, y: Flags, *, seed: int = 1) -> Tree:
    """Grow and prune a tree; the smallest one within a standard error of the best is taken.

    Args:
        x: ``[points, inputs]``.
        y: which points fail; at least `FOLDS` of each kind, else the tree is one leaf.
        seed: of the folds.
    """
    if min(int(y.sum()), int((~y).sum())) < FOLDS:
        return Tree((), 1, 0.0)
    fold = np.random.default_rng(generator_seed(seed, "cart")).permutation(len(y)) % FOLDS
    path = _fitted(x, y, 0.0).cost_complexity_pruning_path(x, y)
    alphas = np.unique(np.maximum(path.ccp_alphas, 0.0))
    middles = np.append(np.sqrt(alphas[:-1] * alphas[1:]), alphas[-1] * 1.01 + 1e-12)
    errors = np.array([_errors(x, y, fold, alpha) for alpha in middles])  # [alpha, point]
    means = errors.mean(axis=1)
    best = int(means.argmin())
    limit = means[best] + float(errors[best].std(ddof=1) / np.sqrt(len(y)))
    chosen = int(np.flatnonzero(means <= limit).max())
    tree = _fitted(x, y, float(middles[chosen]))
    base = float(y.mean())
    leaves = [leaf for leaf in _leaves(tree, x, y) if share_of(leaf.density * leaf.points, leaf.points).low > base]
    explained = 1.0 - float(means[chosen]) / (base * (1 - base))
    return Tree(tuple(sorted(leaves, key=lambda leaf: -leaf.density)), int(tree.get_n_leaves()), explained)


def _fitted(x: Real, y: Flags, alpha: float) -> Any:
    from sklearn.tree import DecisionTreeClassifier

    model = DecisionTreeClassifier(
        max_depth=DEEPEST, min_samples_leaf=max(5, int(LEAST * len(y))), ccp_alpha=alpha, random_state=0
    )
    return model.fit(x, y)


def _errors(x: Real, y: Flags, fold: Any, alpha: float) -> Real:
    """Return the squared error of the foretold chance of failing, each point left out once."""
    told = np.empty(len(y))
    for number in range(FOLDS):
        learn = fold != number
        model = _fitted(x[learn], y[learn], alpha)
        chances = model.predict_proba(x[~learn])
        told[~learn] = chances[:, list(model.classes_).index(True)] if True in model.classes_ else 0.0
    error: Real = (told - y) ** 2
    return error


def _leaves(model: Any, x: Real, y: Flags) -> Iterator[Leaf]:
    tree = model.tree_
    stack = [(0, whole_space(x.shape[1]))]
    while stack:
        node, box = stack.pop()
        if tree.children_left[node] == -1:
            yield Leaf(box, int(box.inside(x).sum()), *coverage_density(box, x, y))
            continue
        number, at = int(tree.feature[node]), float(tree.threshold[node])
        low, high = box.low[number], box.high[number]
        stack.append((int(tree.children_left[node]), box.with_ends(number, low, at)))
        stack.append((int(tree.children_right[node]), box.with_ends(number, np.nextafter(at, np.inf), high)))
