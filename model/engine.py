"""A run: make the world, live through the burn-in, compile the programme, loop the months, record."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from .accounts import check
from .outcomes import people_table, totals, traits_of
from .parameters import Parameters
from .population import BURN_IN, create_world
from .processes import ALL, SCHEDULE, months
from .programme import Programme, compile_programme, empty_programme
from .territory import Territory
from .world import World, copy_world, empty_ledger, empty_record

if TYPE_CHECKING:
    from .levers import Lever

LAST = len(SCHEDULE)


@dataclass(frozen=True)
class RunResult:
    """What one run gives.

    series: float64 [months, outcomes.MONTHLY]; totals: float64 [outcomes.TOTALS], NaN where not defined;
    people: uint8 [N, outcomes.PEOPLE], see `outcomes.people_table`; planned, delivered: int64 [actions, months] of
    people, dwellings or beds; spent: int64 [actions, months], cents.
    """

    series: npt.NDArray[np.float64]
    totals: npt.NDArray[np.float64]
    people: npt.NDArray[np.uint8]
    planned: npt.NDArray[np.int64]
    delivered: npt.NDArray[np.int64]
    spent: npt.NDArray[np.int64]


@cache
def model_hash() -> str:
    """Return the sha256 (hex) of the rules and their data: results of changed rules are never taken for new ones."""
    folder = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted([*folder.rglob("*.py"), *folder.glob("data/*.toml")]):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def begin(territory: Territory, parameters: Parameters, start: int, months_recorded: int, seed: int) -> World:
    """Return the world of a seed after the burn-in, as it is in every arm at recorded month 0."""
    world = create_world(territory, parameters, start, months_recorded, seed)
    months(world, empty_programme(1), parameters.record(), -BURN_IN, 0, 0, LAST, ALL)
    return world


def open_arm(world: World, programme: Programme, months_recorded: int) -> World:
    """Return a copy of the world with room for an arm's ledger and record."""
    actions, people = programme.actions.kind.size, world.people.id.size
    width = max(1, months_recorded)
    arm = copy_world(world)
    return arm._replace(ledger=empty_ledger(actions, width), record=empty_record(width, people))


def live(
    world: World, programme: Programme, parameters: Parameters, months_recorded: int, check_accounts: bool = False
) -> World:
    """Live through the recorded months of one arm; with `check_accounts`, assert the accounts after every month."""
    p = parameters.record()
    if not check_accounts:
        months(world, programme, p, 0, months_recorded, 0, LAST, ALL)
        return world
    for t in range(months_recorded):
        months(world, programme, p, t, t + 1, 0, LAST, ALL)
        check(world, programme, t)
    return world


def result(
    world: World, traits: npt.NDArray[np.uint8], programme: Programme, parameters: Parameters, months_recorded: int
) -> RunResult:
    """Read the result of an arm off its world; `traits` of the world that it began in (`outcomes.traits_of`)."""
    table = people_table(world, traits, months_recorded)
    return RunResult(
        world.record.series,
        totals(world, table, parameters, months_recorded),
        table,
        programme.planned,
        world.ledger.served,
        world.ledger.spent,
    )


def run_arms(
    territory: Territory,
    parameters: Parameters,
    arms: "Sequence[tuple[Lever, ...]]",
    start: int,
    months: int,
    seed: int,
    check_accounts: bool = False,
) -> list[RunResult]:
    """Run every arm in the same world with the same luck: one population, one burn-in, then one life per arm.

    Args:
        territory: the province.
        parameters: the model's numbers.
        arms: a tuple of levers per arm; `()` is no new policy.
        start: calendar month of recorded month 0.
        months: recorded months, 1 to 120.
        seed: a whole number from -2**63 to 2**63 - 1; the same seed gives the same bits.
        check_accounts: assert the accounts of every month (slower).
    """
    world = begin(territory, parameters, start, months, seed)
    traits = traits_of(world)
    results = []
    for levers in arms:
        programme = compile_programme(levers, parameters, start, months)
        arm = live(open_arm(world, programme, months), programme, parameters, months, check_accounts)
        results.append(result(arm, traits, programme, parameters, months))
    return results
