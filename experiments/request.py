"""Turns what was asked (names or objects, months, runs, seed) into scenarios, or says what is wrong with it."""

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from approdo.model.calendar import month_text, parse_month
from approdo.model.errors import BadInput
from approdo.model.territory import MANY_PROVINCES, Territory

from .package import Package, load_package, package_names
from .parameter_draws import Given, ParameterDraws, read_draws
from .scenario import Scenario, validate_run
from .seeds import repeat_seed, run_seed
from .territory_check import read_territory

if TYPE_CHECKING:
    from approdo.model.parameters import Parameters

    from .runner import Run

MONTHS: Final = 36
RUNS: Final = 64
SEED: Final = 1
BASELINE: Final = "none"

Territories: TypeAlias = "Territory | str | Sequence[Territory | str]"
Packages: TypeAlias = "Package | str | Path | Sequence[Package | str | Path]"


@dataclass(frozen=True)
class Request:
    """What to run: for each territory one scenario per package, the first of them the baseline.

    The scenarios hold the default parameters; each run has those of its number in `draws`.
    """

    scenarios: tuple[tuple[Scenario, ...], ...]  # [territory][package]
    draws: ParameterDraws
    months: int
    runs: int
    seed: int
    words: tuple[str, ...]  # of the command that asks the same, all but the number of runs
    moves: bool = False  # people move between the territories

    @property
    def command(self) -> str:
        """The command that asks the same again."""
        return shlex.join([*self.words, "--runs", str(self.runs), "--seed", str(self.seed)])

    @property
    def seeds(self) -> list[int]:
        """The seeds of the runs, the same in every arm and territory."""
        return [run_seed(self.seed, number) for number in range(self.runs)]

    @property
    def all_scenarios(self) -> list[Scenario]:
        """Every scenario of every territory."""
        return [scenario for arms in self.scenarios for scenario in arms]

    @property
    def parameters(self) -> "Parameters":
        """The default parameters; those of all runs if they are fixed."""
        return self.draws.base

    def arm_runs(self, scenario: Scenario, numbers: Iterable[int], repeat: bool = False) -> list["Run"]:
        """Return the runs of one arm by their numbers; `repeat`: with the same parameters and other luck."""
        luck = repeat_seed if repeat else run_seed
        return [
            (
                replace(scenario, parameters=self.draws.at(number)) if self.draws.vary else scenario,
                luck(self.seed, number),
            )
            for number in numbers
        ]

    def all_runs(self, numbers: Iterable[int], repeat: bool = False) -> list["Run"]:
        """Return the runs of every arm of every territory, run by run."""
        listed = list(numbers)
        arms = [self.arm_runs(scenario, listed, repeat) for scenario in self.all_scenarios]
        return [run for runs in zip(*arms, strict=True) for run in runs]


def read_request(
    verb: str,
    territories: Territories,
    packages: Packages,
    *,
    baseline: Package | str | Path | None = BASELINE,
    months: int = MONTHS,
    runs: int = RUNS,
    seed: int = SEED,
    start: int | str | None = None,
    parameters: Given = None,
    moves: bool = False,
) -> Request:
    """Check and resolve a request; every reading error of every part is told at once.

    Args:
        verb: the command that would ask the same, ``compare`` or ``run``.
        territories: one or several; none means those that the packages name.
        packages: one or several, by name, path or object.
        baseline: what they are compared with; None for no baseline.
        months: recorded months, 1 to 120.
        runs: runs of each arm.
        seed: of the whole comparison.
        start: first month, ``"2018-10"`` or a month number; None for the packages' `starts`, else the data month.
        parameters: of the runs, see `parameter_draws.Given`; None for the defaults in every run.
        moves: run the territories side by side: who departs from one may arrive in another.

    Raises:
        BadInput: one line for each thing that is wrong.
    """
    size = validate_run(months, runs, seed)
    given = _listed(packages)
    if not given:
        raise BadInput("no package given. All packages: approdo packages")
    chosen = [_package(each) for each in given]
    arms = ([] if baseline is None else [_package(baseline)]) + chosen
    _check_names(arms)
    arms = _apart(arms)
    wanted = _listed(territories) or list(dict.fromkeys(name for package in arms for name in package.territories))
    if not wanted:
        raise BadInput(
            f'no territory given, and package "{chosen[0].id}" names none. For example: approdo {verb} padova; '
            "all territories: approdo territories"
        )
    places = list({place.id: place for place in _territories(wanted)}.values())
    first = parse_month(start) if isinstance(start, str) else start
    begins = first if first is not None else _common_start(arms)
    draws = read_draws(parameters, size.seed)
    scenarios = tuple(
        tuple(
            Scenario(place, package, draws.base, place.data_month if begins is None else begins, size.months)
            for package in arms
        )
        for place in places
    )
    if moves:
        scenarios = _together(places, scenarios)
    words = ["approdo", verb, *(_said(each) for each in _listed(territories))]
    for each in given:
        words += ["--package", _said(each)]
    if baseline is not None and _said(baseline) != BASELINE:
        words += ["--baseline", _said(baseline)]
    if first is not None:
        words += ["--start", month_text(first)]
    words += ["--months", str(size.months)]
    words += draws.words if verb == "compare" else []
    words += ["--moves"] if moves else []
    return Request(scenarios, draws, size.months, size.runs, size.seed, tuple(words), moves)


def _together(places: Sequence[Territory], scenarios: Sequence[Sequence[Scenario]]) -> tuple[tuple[Scenario, ...], ...]:
    """Return the scenarios of territories that are run side by side, in the order of the territories' codes."""
    if sum(place.country == MANY_PROVINCES for place in places) < 2:
        raise BadInput("--moves: expected at least two provinces of Italy, between which people can move.")
    starts = {place.id: month_text(arms[0].start) for place, arms in zip(places, scenarios, strict=True)}
    if len(set(starts.values())) > 1:
        told = ", ".join(f"{name} {month}" for name, month in starts.items())
        raise BadInput(f"--moves: the territories begin in different months ({told}). One for all: --start YYYY-MM")
    order = sorted(range(len(places)), key=lambda number: places[number].code)
    beside = [tuple((arms[n].territory, arms[n].package) for n in order) for arms in zip(*scenarios, strict=True)]
    return tuple(
        tuple(replace(arm, together=all_places) for arm, all_places in zip(arms, beside, strict=True))
        for arms in scenarios
    )


def _listed(given: object) -> list[object]:
    if isinstance(given, str | Path | Package | Territory):
        return [given]
    return list(given) if isinstance(given, Sequence) else [given]


def _package(given: object) -> Package:
    if isinstance(given, Package):
        return given
    if isinstance(given, str | Path):
        return load_package(given)
    raise BadInput(f"package {given!r}: expected a name, a path or what load_package returns.")


def _territories(given: Sequence[object]) -> list[Territory]:
    places: list[Territory] = []
    wrong: list[str] = []
    for each in given:
        try:
            if isinstance(each, Territory):
                places.append(each)
            elif isinstance(each, str):
                places.append(read_territory(each))
            else:
                wrong.append(f"territory {each!r}: expected a name or what load_territory returns.")
        except BadInput as error:
            wrong.append(str(error))
    if wrong:
        raise BadInput("\n".join(wrong))
    return places


def _said(given: object) -> str:
    """Return how the command line names it."""
    if isinstance(given, Package):
        return given.id if given.id in package_names() else f"{given.id}.toml"
    return given.id if isinstance(given, Territory) else str(given)


def _check_names(packages: Sequence[Package]) -> None:
    seen: set[str] = set()
    for package in packages:
        if package.id in seen:
            raise BadInput(
                f'package "{package.id}" is given twice (the baseline counts too). A package compared with itself '
                "shows nothing; two files of one name need different names."
            )
        seen.add(package.id)


def _apart(packages: Sequence[Package]) -> list[Package]:
    """Return packages that readers can tell apart: with their ids where two have one name."""
    names = [package.name for package in packages]
    return [
        replace(package, name=f"{package.name} ({package.id})") if names.count(package.name) > 1 else package
        for package in packages
    ]


def _common_start(packages: Sequence[Package]) -> int | None:
    starts = {package.id: package.starts for package in packages if package.starts is not None}
    if len(set(starts.values())) > 1:
        told = ", ".join(f"{name} {month_text(month)}" for name, month in starts.items())
        raise BadInput(f"the packages start in different months ({told}). Choose one for all: --start YYYY-MM")
    return next(iter(starts.values()), None)
