"""Turns what was asked (names or objects, months, runs, seed) into scenarios, or says what is wrong with it."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from approdo.model.calendar import month_text, parse_month
from approdo.model.errors import BadInput
from approdo.model.parameters import load_parameters
from approdo.model.territory import Territory, load_territory

from .package import Package, load_package, package_names
from .scenario import Scenario, validate_run
from .seeds import run_seed

if TYPE_CHECKING:
    from approdo.model.parameters import Parameters

MONTHS: Final = 36
RUNS: Final = 64
SEED: Final = 1
BASELINE: Final = "none"

Territories: TypeAlias = "Territory | str | Sequence[Territory | str]"
Packages: TypeAlias = "Package | str | Path | Sequence[Package | str | Path]"


@dataclass(frozen=True)
class Request:
    """What to run: for each territory one scenario per package, the first of them the baseline."""

    scenarios: tuple[tuple[Scenario, ...], ...]  # [territory][package]
    months: int
    runs: int
    seed: int
    command: str  # that asks the same again

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
        """The parameters, the same in every arm."""
        found: Parameters = self.scenarios[0][0].parameters  # type: ignore[assignment]
        return found


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
    parameters: "Parameters | None" = None,
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
        parameters: of the model; None for the defaults.

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
    wanted = _listed(territories) or list(dict.fromkeys(name for package in arms for name in package.territories))
    if not wanted:
        raise BadInput(
            f'no territory given, and package "{chosen[0].id}" names none. For example: approdo {verb} padova; '
            "all territories: approdo territories"
        )
    places = list({place.id: place for place in _territories(wanted)}.values())
    first = parse_month(start) if isinstance(start, str) else start
    begins = first if first is not None else _common_start(arms)
    settings = parameters if parameters is not None else load_parameters()
    scenarios = tuple(
        tuple(
            Scenario(place, package, settings, place.data_month if begins is None else begins, size.months)
            for package in arms
        )
        for place in places
    )
    words = ["approdo", verb, *(_said(each) for each in _listed(territories))]
    for each in given:
        words += ["--package", _said(each)]
    if baseline is not None and _said(baseline) != BASELINE:
        words += ["--baseline", _said(baseline)]
    if first is not None:
        words += ["--start", month_text(first)]
    words += ["--months", str(size.months), "--runs", str(size.runs), "--seed", str(size.seed)]
    return Request(scenarios, size.months, size.runs, size.seed, shlex.join(words))


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
                places.append(load_territory(each))
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


def _common_start(packages: Sequence[Package]) -> int | None:
    starts = {package.id: package.starts for package in packages if package.starts is not None}
    if len(set(starts.values())) > 1:
        told = ", ".join(f"{name} {month_text(month)}" for name, month in starts.items())
        raise BadInput(f"the packages start in different months ({told}). Choose one for all: --start YYYY-MM")
    return next(iter(starts.values()), None)
