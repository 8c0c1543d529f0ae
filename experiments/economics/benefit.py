"""Net monetary benefit: effects at a price, less costs; which option is best at which price, and how surely."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from approdo.experiments.statistics import Real
from approdo.model.errors import BadInput


def net_benefit(costs: Real, effects: Real, price: float) -> Real:
    """Return price x effect - cost, EUR.

    Args:
        costs: EUR, ``[draws, options]``.
        effects: more is better, the same shape.
        price: what one unit of effect is worth, EUR.

    Raises:
        BadInput: different shapes.
    """
    if costs.shape != effects.shape:
        raise BadInput(f"costs {costs.shape} and effects {effects.shape}: expected the same shape.")
    return price * effects - costs


@dataclass(frozen=True, eq=False)
class Acceptability:
    """At each price: the share of draws in which each option is best, and the option best on average.

    The curves are ``[prices, options]``; `best` is the option with the highest mean net benefit, and `frontier` the
    share of draws in which that one is best (it need not be the highest curve).
    """

    prices: Real
    curves: Real
    best: NDArray[np.int64]
    frontier: Real


def acceptability(costs: Real, effects: Real, prices: Real) -> Acceptability:
    """Return acceptability curves and their frontier; draws in which several options are best count in parts."""
    prices = np.asarray(prices, np.float64)
    curves, best = [], []
    for price in prices:
        benefit = net_benefit(costs, effects, float(price))
        first = benefit == benefit.max(axis=1, keepdims=True)
        curves.append((first / first.sum(axis=1, keepdims=True)).mean(axis=0))
        best.append(int(benefit.mean(axis=0).argmax()))
    found, chosen = np.array(curves), np.array(best, np.int64)
    return Acceptability(prices, found, chosen, found[np.arange(len(prices)), chosen])
