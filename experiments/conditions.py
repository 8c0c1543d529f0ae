"""Conditions on outcomes as a person writes them: ``"hm_strict_24 < 6 and change cost_total < 500000"``."""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from approdo.model.errors import BadInput
from approdo.model.levers.wording import nearest
from approdo.model.outcomes import TOTALS

from .statistics import Real

SIGNS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}
TERM: Final = re.compile(r"\s*(change(?:\s+of)?\s+)?([a-z_0-9]+)\s*(<=|>=|<|>)\s*([-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?)\s*")
EXAMPLES: Final = '"hm_strict_24 < 6", "change stable_12 > 0.02", or several joined by "and"'


@dataclass(frozen=True)
class Term:
    """One comparison: of an outcome, or of its change from the baseline, with a number."""

    outcome: str
    change: bool
    sign: str
    bound: float

    def __str__(self) -> str:
        return f"{'change ' if self.change else ''}{self.outcome} {self.sign} {self.bound:g}"


@dataclass(frozen=True)
class Condition:
    """Comparisons that must all hold."""

    terms: tuple[Term, ...]

    def __str__(self) -> str:
        return " and ".join(str(term) for term in self.terms)

    def holds(self, policy: Real, baseline: Real) -> NDArray[np.float64]:
        """Return where it holds: 1 or 0, and NaN where an outcome is not defined.

        Args:
            policy: means of futures, ``[..., TOTALS]``.
            baseline: the same of the baseline.
        """
        met = np.ones(policy.shape[:-1])
        for term in self.terms:
            column = TOTALS.index(term.outcome)
            values = policy[..., column] - (baseline[..., column] if term.change else 0.0)
            met = np.where(np.isfinite(values), met * SIGNS[term.sign](values, term.bound), np.nan)
        return met


def read_condition(text: str, what: str) -> Condition:
    """Read a condition; `what` names where it was given (``"--fails"``).

    Raises:
        BadInput: it is not one, or names no total of a run.
    """
    terms = []
    for part in re.split(r"\band\b", text):
        found = TERM.fullmatch(part)
        bound = _number(found[4]) if found else None
        if found is None or bound is None:
            raise BadInput(f'{what} "{text[:80]}": expected an outcome, <, <=, > or >=, and a number: {EXAMPLES}.')
        if found[2] not in TOTALS:
            raise BadInput(
                f'{what}: outcome "{found[2]}": no total of a run.{nearest(found[2], TOTALS)} All: approdo outcomes'
            )
        terms.append(Term(found[2], bool(found[1]), found[3], bound))
    return Condition(tuple(terms))


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if np.isfinite(value) else None
