"""Policies in uncertain futures: every package and dose of a study, in every draw and in every stress case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from approdo.model.errors import BadInput
from approdo.model.outcomes import TOTALS
from approdo.model.territory import Territory

from .design import CROSSED
from .factors import Value
from .scenario import Scenario
from .statistics import Real
from .stress import Stress
from .stress_file import EXPECTED
from .study import DesignPoint, Study
from .sweep import SweepResult, sweep

if TYPE_CHECKING:
    from .runner import Progress
    from .store import Store


@dataclass(frozen=True)
class StressedStudy(Study):
    """A study in which every scenario is put under stress, after the point's values are in place."""

    stress: Stress = EXPECTED

    def scenarios(self, values: Mapping[str, Value], territory: Territory) -> tuple[Scenario, ...]:
        """Return the scenario of every package at a point, under stress."""
        return tuple(self.stress.on(each) for each in super().scenarios(values, territory))

    def all_scenarios(self, values: Mapping[str, Value]) -> tuple[tuple[Scenario, ...], ...]:
        """Return ``[territory][package]``: every scenario of a point, under stress."""
        return tuple(tuple(self.stress.on(each) for each in arms) for arms in super().all_scenarios(values))

    def canonical(self) -> dict[str, Any]:
        """Return what decides the runs, the stress included."""
        return {**super().canonical(), "stress": self.stress.canonical()}


def under(study: Study, stress: Stress) -> Study:
    """Return the study under a stress; as expected, the study itself."""
    if stress is EXPECTED:
        return study
    given = {each.name: getattr(study, each.name) for each in fields(Study)}
    return StressedStudy(**given, stress=stress)


@dataclass(frozen=True)
class Policy:
    """A package with its doses: `doses` are the values of the decisions that it has, by path."""

    package: str
    doses: tuple[tuple[str, Value], ...]

    @property
    def name(self) -> str:
        """How it is told: ``ali``, or ``ali (tutoring.tutors = 2)``."""
        told = ", ".join(f"{_short(path, self.package)} = {_dose(value)}" for path, value in self.doses)
        return f"{self.package} ({told})" if told else self.package


def _short(path: str, package: str) -> str:
    return path.removeprefix(f"packages.{package}.").removeprefix("parameters.")


def _dose(value: Value) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


@dataclass(frozen=True, eq=False)
class Futures:
    """What came of it: `totals` is ``[territory, policy, case, draw, run, TOTALS]``; NaN where a run failed.

    `baselines` has for each policy the position of its baseline. The first case is the study as it stands. Within one
    draw and run all policies and cases share the seed.
    """

    study: Study
    policies: tuple[Policy, ...]
    baselines: tuple[int, ...]
    cases: tuple[Stress, ...]
    totals: Real
    results: tuple[SweepResult, ...]

    @property
    def means(self) -> Real:
        """Means over the runs of each future, ``[territory, policy, case, draw, TOTALS]``."""
        there = np.isfinite(self.totals)
        with np.errstate(invalid="ignore", divide="ignore"):
            found: Real = np.where(there, self.totals, 0.0).sum(axis=4) / there.sum(axis=4)
        return found


def run_futures(
    study: Study,
    cases: Sequence[Stress],
    *,
    store: "Store | str | None" = None,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: "Progress | None" = None,
) -> Futures:
    """Run every policy of a study in its draws, as expected and in each stress case.

    Raises:
        BadInput: decisions in a sampled design, or one factor at a time: there, no two policies meet the same future.
    """
    if study.design not in CROSSED and (study.decisions or study.design == "one_at_a_time"):
        raise BadInput(
            f'{study.where("study", "design")}: design = "{study.design}" has no two policies in the same futures. '
            'Use "grid" or "list", which cross what is varied with draws, or leave [[uncertain]] factors only.'
        )
    points = [_seeded(study, point) for point in study.design_points()]
    everything = (EXPECTED, *cases)
    results = tuple(
        sweep(
            under(study, case),
            store=store,
            workers=workers,
            scheduler=scheduler,
            progress=_part(progress, number, len(everything)),
            points=points,
            runs=study.runs_per_point,
        )
        for number, case in enumerate(everything)
    )
    places, draws = _policies(study, points)
    policies = tuple(places)
    found = np.full(
        (len(study.territories), len(policies), len(everything), draws, study.runs_per_point, len(TOTALS)), np.nan
    )
    for number, cells in enumerate(places.values()):
        for case, result in enumerate(results):
            for draw, (point, arm, _) in enumerate(cells):
                found[:, number, case, draw] = result.totals[point, :, arm]
    baselines = tuple(policies.index(cells[0][2]) for cells in places.values())
    return Futures(study, policies, baselines, everything, found, results)


def _part(progress: "Progress | None", number: int, parts: int) -> "Progress | None":
    """Return what tells of one of several parts of the same size as of the whole."""
    if progress is None:
        return None
    return lambda done, total: progress(number * total + done, parts * total)


def _seeded(study: Study, point: DesignPoint) -> DesignPoint:
    """Return the point with the seeds of its draw: whatever the policy or the stress, it is the same luck."""
    states = {factor.path: point.values[factor.path] for factor in study.uncertainties}
    return replace(point, hash=study.point(states).hash)


def _policies(study: Study, points: Sequence[DesignPoint]) -> tuple[dict[Policy, list[tuple[int, int, Policy]]], int]:
    """Return for each policy its cells (point, arm, baseline) in the order of the draws, and the number of draws."""
    found: dict[Policy, dict[int, tuple[int, int, Policy]]] = {}
    for position, point in enumerate(points):
        draw = (point.draw or 0) if study.design in CROSSED else position
        arms = [_policy(study, point, package.id) for package in study.packages]
        for arm, policy in enumerate(arms):
            # A package that a decision leaves as it is has the same runs at each of its values: once is enough.
            found.setdefault(policy, {}).setdefault(draw, (position, arm, arms[0]))
    cells = {policy: [by_draw[draw] for draw in sorted(by_draw)] for policy, by_draw in found.items()}
    return cells, len(next(iter(cells.values())))


def _policy(study: Study, point: DesignPoint, package: str) -> Policy:
    fronts = (f"packages.{package}.", "parameters.")
    own = [factor.path for factor in study.decisions if factor.path.startswith(fronts)]
    return Policy(package, tuple((path, point.values[path]) for path in own))
