"""What a report of a study is made from: each of its points of decision is an option, its draws are the worlds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from approdo.experiments.contrast import Contrast
from approdo.experiments.factors import Factor, Value
from approdo.experiments.gather import gather
from approdo.experiments.runner import Run
from approdo.experiments.scenario import Scenario
from approdo.experiments.store import Store
from approdo.experiments.study import Study
from approdo.experiments.sweep import SweepResult
from approdo.model.errors import BadInput, Failure
from approdo.model.levers.wording import shown
from approdo.model.parameters import load_parameters
from approdo.model.territory import Territory

from .material import Material, Options, varied
from .payments import read_payments

MOST_OPTIONS: Final = 12
SHORT: Final = ("parameters.", "packages.")


@dataclass(frozen=True)
class _Group:
    """The points of a study that share their decisions: positions in the result, and the decisions' values by path."""

    positions: tuple[int, ...]
    values: dict[str, Value]


def check_reportable(study: Study) -> None:
    """Find out before the runs whether a report can show the study.

    Raises:
        BadInput: nothing is compared, or more options than a reader could take in.
    """
    if len(study.packages) < 2:
        raise BadInput(f"{study.where('study')}: a report compares; the study needs a package beside the baseline.")
    count = sum(len(options) for options in _chosen(study, _groups(study)))
    if count > MOST_OPTIONS:
        raise BadInput(
            f"{study.where('study')}: the study has {count} options (packages at their points of decision), a report "
            f"shows at most {MOST_OPTIONS}. Write the ones of interest as [[point]] of a list, or as packages."
        )


def study_materials(result: SweepResult, store: Store, command: str) -> list[Material]:
    """Return what a report of each territory of a study is made from; `command` runs the study again.

    Raises:
        Failure: there is nothing to report.
    """
    study = result.study
    chosen = list(zip(_groups(study), _chosen(study, _groups(study)), strict=True))
    return [
        Material(
            options=tuple(_options(result, store, place, group, packages) for group, packages in chosen if packages),
            kind="study" if study.uncertainties else "fixed",
            posterior="",
            parameters=load_parameters(),
            seed=study.seed,
            seeds=tuple(result.seeds[0].tolist()),
            tally=result.tally,
            ended="",
            reproduce=command,
            study=f"{study.name}, sha256 {study.digest}",
        )
        for place in study.territories
    ]


def _groups(study: Study) -> list[_Group]:
    paths = [factor.path for factor in study.decisions]
    found: dict[tuple[Value, ...], list[int]] = {}
    for position, point in enumerate(study.design_points()):
        found.setdefault(tuple(point.values[path] for path in paths), []).append(position)
    return [_Group(tuple(held), dict(zip(paths, values, strict=True))) for values, held in found.items()]


def _chosen(study: Study, groups: Sequence[_Group]) -> Iterator[tuple[int, ...]]:
    """Yield, for each group, the packages (positions from 1) that its decisions make an option not met before."""
    met: set[tuple[object, ...]] = set()
    for group in groups:
        here = []
        for number, package in enumerate(study.packages[1:], 1):
            concerned = _concerning(study, (study.packages[0].id, package.id))
            option = (number, *(group.values[factor.path] for factor in concerned))
            if option not in met:
                met.add(option)
                here.append(number)
        yield tuple(here)


def _concerning(study: Study, packages: Sequence[str]) -> list[Factor]:
    """Return the decisions that change one of these packages or the world around."""
    fronts = ("parameters.", *(f"packages.{name}." for name in packages))
    return [factor for factor in study.decisions if factor.path.startswith(fronts)]


def _options(result: SweepResult, store: Store, place: Territory, group: _Group, packages: tuple[int, ...]) -> Options:
    study, arms = result.study, (0, *packages)
    labels = study.scenarios(group.values, place)
    runs: list[list[Run]] = [[] for _ in arms]
    for position in group.positions:
        scenarios = study.scenarios(result.points[position].values, place)
        for listed, arm in zip(runs, arms, strict=True):
            listed += [(scenarios[arm], seed) for seed in result.seeds[position].tolist()]
    named = [_named(study, labels[arm], group) for arm in arms]
    found = gather(store, named, runs)
    if not found:
        first = next(iter(result.tally.failed.values()), None)
        said = "" if first is None else f"; the first one said: {first.short}"
        raise Failure(f"report: there is nothing to report for {place.name}, every run failed{said}")
    contrasts = tuple(Contrast(found[0], arm, tuple(arm.scenario.package.warnings(arm.scenario))) for arm in found[1:])
    columns = [study.factors.index(factor) for factor in study.uncertainties]
    values = np.repeat(result.matrix()[list(group.positions)][:, columns], result.runs, axis=0)[found[0].runs]
    drawn = varied([_short(factor.path) for factor in study.uncertainties], values) if columns else None
    paid = tuple(read_payments(store, [listed[run] for run in found[0].runs]) for listed in runs)
    return Options(contrasts, drawn, paid)


def _named(study: Study, scenario: Scenario, group: _Group) -> Scenario:
    """Return the scenario, its package called after the decisions that concern it."""
    package = scenario.package
    own = [
        f"{_short(factor.path).removeprefix(f'{package.id}.')} = {shown(group.values[factor.path])}"
        for factor in _concerning(study, (package.id,))
    ]
    return replace(scenario, package=replace(package, name=f"{package.name} ({', '.join(own)})")) if own else scenario


def _short(path: str) -> str:
    return next((path.removeprefix(front) for front in SHORT if path.startswith(front)), path)
