"""Outcomes that other installed packages derive from those of a run: one number a run, never stored."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, TypeAlias

import numpy as np

from approdo.extensions import BREAKS, Extension, installed
from approdo.model.outcomes import MONTHLY, OUTCOMES, TOTALS, Outcome

from .statistics import Real

Compute: TypeAlias = Callable[[Mapping[str, Real], Mapping[str, float]], float]

TEXTS: Final = ("unit", "population", "ethos", "formula", "en", "it", "better")
BETTER: Final = ("lower", "higher", "none")


@dataclass(frozen=True)
class Derived:
    """A definition, and the function of a run's monthly series and totals (by id) that gives its number."""

    outcome: Outcome
    compute: Compute
    extension: Extension

    def of_run(self, series: Real, totals: Real) -> float:
        """Return the number of one run, NaN where it is not defined.

        Raises:
            BadInput: the function breaks, or gives something else than a number.
        """
        try:
            return float(
                self.compute(dict(zip(MONTHLY, series.T, strict=True)), dict(zip(TOTALS, totals, strict=True)))
            )
        except (*BREAKS, ArithmeticError) as error:
            raise self.extension.wrong(f"compute fails ({type(error).__name__}: {error}).") from None


@cache
def derived_outcomes() -> tuple[Derived, ...]:
    """Return the outcomes of other packages, in order of their names.

    Raises:
        BadInput: one of them is wrong.
    """
    return tuple(_read(extension) for extension in installed("outcomes").values())


def derived_totals(series: Real, totals: Real) -> Real:
    """Return ``[R, outcomes]`` from the series ``[R, months, MONTHLY]`` and totals ``[R, TOTALS]`` of R runs."""
    found = derived_outcomes()
    rows = [[each.of_run(*run) for each in found] for run in zip(series, totals, strict=True)]
    return np.array(rows, np.float64).reshape(len(totals), len(found))


def _read(extension: Extension) -> Derived:
    name, path = extension.name, extension.file()
    if any(outcome.id == name for outcome in OUTCOMES):
        raise extension.wrong("an outcome of this name is built in.")
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))["outcome"]
        given = {key: str(table[key]) for key in TEXTS}
    except BREAKS as error:
        raise extension.wrong(f"{path.name}: expected [outcome] with {', '.join(TEXTS)} ({error}).") from None
    if given["better"] not in BETTER:
        raise extension.wrong(f'{path.name}: better = "{given["better"]}", expected {", ".join(BETTER)}.')
    compute = getattr(extension.load(), "compute", None)
    if not callable(compute):
        raise extension.wrong("expected a function compute(series, totals).")
    label_en, label_it = given.pop("en"), given.pop("it")
    return Derived(Outcome(name, "total", label_en=label_en, label_it=label_it, **given), compute, extension)
