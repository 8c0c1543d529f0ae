"""Splits a whole amount in proportion to weights, so that the parts are whole and add up."""

import math
from collections.abc import Sequence


def whole_parts(amount: int, weights: Sequence[float]) -> list[int]:
    """Return whole parts of `amount` in proportion to `weights` (not all zero).

    What is left goes to the largest remainders; of equal ones the earlier is first.
    """
    sum_of_weights = math.fsum(weights)
    ideal = [amount * weight / sum_of_weights for weight in weights]
    parts = [math.floor(share) for share in ideal]
    order = sorted(range(len(parts)), key=lambda place: (parts[place] - ideal[place], place))
    for place in order[: amount - sum(parts)]:
        parts[place] += 1
    return parts
