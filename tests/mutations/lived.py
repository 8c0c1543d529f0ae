"""Months of small worlds that the second program agrees with: what a rule without a mistake must give."""

import hashlib
import marshal
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import coverage

from approdo.model import processes
from approdo.model.engine import LAST, open_arm
from approdo.model.levers import Lever
from approdo.model.parameters import Parameters, load_parameters
from approdo.model.population import create_world
from approdo.model.processes import ALL, months
from approdo.model.programme import Programme, compile_programme, empty_programme
from approdo.model.world import World, copy_world
from tests.oracle.cases import MIXED, PACKAGES, odd_package, odd_parameters, province, rare_parameters, start
from tests.oracle.compare import Columns, differences, engine_state, oracle_state
from tests.oracle.model import OracleModel

RULES = Path(processes.__file__).parent
Lines: TypeAlias = Mapping[str, Mapping[int, set[str]]]  # by file name and line: the names of months
ALL_PACKAGES = {**PACKAGES, **MIXED}
BEFORE = 3  # months of the burn-in that are used, too
MONTHS = 30  # after which most supports have begun and ended
EVERY = 3  # of these months one is used: the next one is much like it; another one with each package


@dataclass(frozen=True)
class Case:
    """A world: its seed, its parameters, the packages and the months lived with each."""

    seed: int
    parameters: Parameters
    packages: Mapping[str, Sequence[Lever]]
    months: int


@dataclass(frozen=True)
class Lived:
    """One month of one world: what was before it, and the digest of what must be after it."""

    name: str
    world: World
    programme: Programme
    parameters: Parameters
    month: int
    after: str

    def agrees(self) -> bool:
        """Live the month with the rules as they are now; say whether all is as it must be. The world is used up."""
        _month(self.world, self.programme, self.parameters, self.month, self.month + 1)
        return _digest(engine_state(self.world, self.month)) == self.after


def cases() -> tuple[Case, ...]:
    """Every mechanism: usual numbers, many rare events, few of them under another country's rules, any numbers."""
    return (
        Case(0, load_parameters(), _named("housing", "people"), MONTHS),
        Case(5, rare_parameters(often=True), _named("every kind", "work", "owners"), MONTHS),
        Case(19, rare_parameters(often=False), _named("every kind backwards"), MONTHS),
        Case(22, rare_parameters(often=True), _named("every kind", "people"), MONTHS),  # farm camps and a harvest
        *(
            Case(seed, odd_parameters(seed), {f"odd {n}": odd_package(10 * seed + n) for n in range(2)}, MONTHS)
            for seed in (101, 103)
        ),
    )


def _named(*names: str) -> Mapping[str, Sequence[Lever]]:
    return {name: ALL_PACKAGES[name] for name in names}


def live(asked: Sequence[Case]) -> tuple[list[Lived], Lines]:
    """Live the cases, check every month against the second program, and note which lines each month runs.

    Returns:
        The months, and by file name and line the names of those that run the line.
    """
    noted = coverage.Coverage(data_file=None, config_file=False, include=[f"{RULES}/*"])
    lived = [month for case in asked for month in _case(case, noted)]
    data = noted.get_data()
    lines = {Path(path).name: data.contexts_by_lineno(path) for path in data.measured_files()}
    return lived, {name: {line: {*where} - {""} for line, where in found.items()} for name, found in lines.items()}


def _case(case: Case, noted: coverage.Coverage) -> Iterator[Lived]:
    p, since = case.parameters, start(case.seed)
    asked = (province(case.seed), p, since, case.months, case.seed)
    world, oracle, nothing = create_world(*asked), OracleModel(*asked), empty_programme(1)
    _month(world, nothing, p, oracle.month, -BEFORE)
    while oracle.month < -BEFORE:
        oracle.step()
    yield from _months(f"seed {case.seed}", world, oracle, nothing, p, range(-BEFORE, 0), noted)
    for number, (name, levers) in enumerate(case.packages.items()):
        programme = compile_programme(levers, p, since, case.months)
        arm, second = open_arm(world, programme, case.months), oracle.under(programme)
        used = range((case.seed + number) % EVERY, case.months, EVERY)
        yield from _months(f"seed {case.seed}, {name}", arm, second, programme, p, used, noted)


def _months(
    where: str,
    world: World,
    oracle: OracleModel,
    programme: Programme,
    parameters: Parameters,
    used: range,
    noted: coverage.Coverage,
) -> Iterator[Lived]:
    for t in range(oracle.month, used.stop):
        if t not in used:
            _month(world, programme, parameters, t, t + 1)
            oracle.step()
            continue
        before, name = copy_world(world), f"{where}, month {t}"
        noted.start()
        noted.switch_context(name)
        _month(world, programme, parameters, t, t + 1)
        noted.stop()
        oracle.step()
        state = engine_state(world, t)
        wrong = next(iter(differences(state, oracle_state(oracle))), None)
        if wrong is not None:
            raise AssertionError(f"{name}: the two programs differ before anything is changed: {wrong}")
        yield Lived(name, before, programme, parameters, t, _digest(state))


def _month(world: World, programme: Programme, parameters: Parameters, first: int, last: int) -> None:
    months(world, programme, parameters.record(), first, last, 0, LAST, ALL)


def _digest(state: Columns) -> str:
    return hashlib.sha256(marshal.dumps(state, 2)).hexdigest()  # version 2: equal values, equal bytes
