"""A run: make the world, live through the burn-in, compile the programme, loop the months, record.

One province, or several side by side between which people move.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from approdo.extensions import installed, rules_digest

from .accounts import check
from .calendar import BURN_IN
from .draws import draw
from .moves import Flags, arrive, departed, move, own_people
from .outcomes import came_in, people_table, see, totals, traits_of
from .parameters import Parameters
from .population import create_world
from .processes import ALL, SCHEDULE, months
from .programme import Programme, compile_programme, empty_programme
from .territory import Territory
from .world import World, copy_world, empty_ledger, empty_record, empty_supports

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
    """Return the sha256 (hex) of the rules and their data: results of changed rules are never taken for new ones.

    Levers and processes of other installed packages are rules as well.
    """
    folder = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted([*folder.rglob("*.py"), *folder.glob("data/*.toml")]):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    digest.update(rules_digest().encode())
    return digest.hexdigest()


@dataclass(frozen=True)
class Own:
    """What a process of another package has to itself in one arm: columns that last from month to month, and luck.

    `columns` is empty before recorded month 0; the process puts its arrays there by name.
    """

    seed: int
    number: int
    columns: dict[str, npt.NDArray[np.generic]] = field(default_factory=dict)

    def chance(self, month: int, who: int, attempt: int = 0) -> float:
        """Return a number from 0 to 1 (not 1) that depends on nothing but these, the seed and the process's name."""
        return (int(draw(self.seed, self.number, month, who, attempt)) >> 11) / 2.0**53


@dataclass(frozen=True)
class OutsideProcess:
    """A process of another package: `rule(world, programme, own, month)` runs after the process number `after`."""

    name: str
    after: int
    rule: Callable[[World, Programme, Own, int], None]

    @property
    def number(self) -> int:
        """The number of its draws, from its name: beyond those of `draws.py`."""
        return 2**32 + int.from_bytes(hashlib.sha256(self.name.encode()).digest()[:4], "big")


@cache
def outside_processes() -> tuple[OutsideProcess, ...]:
    """Return the processes that other installed packages add, in the order in which they run.

    Raises:
        BadInput: one of them is wrong.
    """
    steps = [process.name for process in SCHEDULE]
    found = []
    for name, extension in installed("processes").items():
        module = extension.load()
        after, rule = getattr(module, "AFTER", None), getattr(module, "process", None)
        if after not in steps[:-1] or not callable(rule) or name in steps:
            raise extension.wrong(
                f"expected a name of its own, AFTER = one of {', '.join(steps[:-1])}, and a function process."
            )
        found.append(OutsideProcess(name, steps.index(after), rule))
    return tuple(sorted(found, key=lambda each: each.after))


def simulate(
    world: World, programme: Programme, parameters: Parameters, begin: int, end: int, own: dict[str, Own] | None = None
) -> None:
    """Simulate recorded months `begin` to `end - 1`, with the processes of other packages at their places.

    Args:
        world: of one arm; changed.
        programme: what policy is.
        parameters: the model's numbers.
        begin: first recorded month.
        end: the month after the last.
        own: what those processes keep; the same dictionary in every call for an arm that is simulated in parts.
    """
    p, outside = parameters.record(), outside_processes()
    if not outside:
        months(world, programme, p, begin, end, 0, LAST, ALL)
        return
    kept = {} if own is None else own
    for each in outside:
        kept.setdefault(each.name, Own(int(world.seed[0]), each.number))
    for t in range(begin, end):
        done = 0
        for each in outside:
            if each.after + 1 > done:
                months(world, programme, p, t, t + 1, done, each.after + 1, ALL)
                done = each.after + 1
            each.rule(world, programme, kept[each.name], t)
        months(world, programme, p, t, t + 1, done, LAST, ALL)


def begin(territory: Territory, parameters: Parameters, start: int, months_recorded: int, seed: int) -> World:
    """Return the world of a seed after the burn-in, as it is in every arm at recorded month 0."""
    world = create_world(territory, parameters, start, months_recorded, seed)
    months(world, empty_programme(1), parameters.record(), -BURN_IN, 0, 0, LAST, ALL)
    return world


Begun = Callable[[Territory, Parameters, int, int, int], World]  # what `begin` is


def open_arm(world: World, programme: Programme, months_recorded: int, last: bool = False) -> World:
    """Return a copy of the world with room for an arm's supports, ledger and record; the `last` arm takes it itself.

    The world has lived without a programme until now.
    """
    kinds, people = programme.actions.kind.tolist(), world.people.id.size
    width = max(1, months_recorded)
    arm = world if last else copy_world(world)
    return arm._replace(
        supports=empty_supports(kinds, people) if kinds else arm.supports,
        ledger=empty_ledger(len(kinds), width),
        record=empty_record(width, people),
    )


def live(
    world: World,
    programme: Programme,
    parameters: Parameters,
    end: int,
    check_accounts: bool = False,
    begin: int = 0,
    own: dict[str, Own] | None = None,
) -> World:
    """Live through recorded months `begin` to `end - 1` of one arm; `check_accounts` asserts the accounts of each."""
    kept = {} if own is None else own
    if not check_accounts:
        simulate(world, programme, parameters, begin, end, kept)
        return world
    for t in range(begin, end):
        simulate(world, programme, parameters, t, t + 1, kept)
        check(world, programme, t)
    return world


@dataclass
class Life:
    """One province under one programme: what changes from month to month."""

    place: Territory
    world: World
    programme: Programme
    parameters: Parameters
    of_its_own: Flags  # [N] people of the province; the others came from another
    own: dict[str, Own] = field(default_factory=dict)

    @classmethod
    def of(cls, place: Territory, world: World, programme: Programme, parameters: Parameters) -> "Life":
        """Return a life that begins."""
        return cls(place, world, programme, parameters, np.ones(world.people.id.size, np.bool_))


class Happening(Protocol):
    """What changes in a world from a month on, the same in every arm (`experiments/events.py`)."""

    @property
    def month(self) -> int:
        """Return the recorded month before which it happens."""

    def later(self, months: int) -> int:
        """Return how many months of people beyond the horizon it brings forward."""

    def changed(self, parameters: Parameters) -> Parameters:
        """Return the parameters from its month on."""

    def happen(self, world: World) -> None:
        """Change a world that has lived until its month."""


def live_together(
    lives: Sequence[Life],
    end: int,
    events: Sequence[Happening] = (),
    check_accounts: bool = False,
    begin: int = 0,
) -> None:
    """Live through recorded months of provinces side by side; people move between them from month to month."""
    dated = {each.month for each in events if begin < each.month < end}
    stops = range(begin, end + 1) if len(lives) > 1 else sorted({begin, end, *dated})
    for t, until in pairwise(stops):
        before = [departed(life.world) for life in lives]
        for life in lives:
            for event in events:
                if event.month == t:
                    event.happen(life.world)
                    life.parameters = event.changed(life.parameters)
            live(life.world, life.programme, life.parameters, until, check_accounts, t, life.own)
        if len(lives) > 1:
            worlds, places = [life.world for life in lives], [life.place for life in lives]
            coming = move(worlds, places, before, lives[0].parameters, t)
            for life, movers in zip(lives, coming, strict=True):
                life.world, life.of_its_own = arrive(
                    life.world, life.place, movers, life.of_its_own, life.parameters, t
                )


def result(
    world: World,
    traits: npt.NDArray[np.uint8],
    programme: Programme,
    parameters: Parameters,
    months_recorded: int,
    of_its_own: Flags | None = None,
) -> RunResult:
    """Read the result of an arm off its world; `traits` of the world that it began in (`outcomes.traits_of`)."""
    seen = see(world if of_its_own is None else own_people(world, of_its_own), months_recorded)
    table = people_table(seen, traits)
    return RunResult(
        world.record.series,
        totals(seen, table, came_in(world, of_its_own, months_recorded), parameters),
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
    events: Sequence[Happening] = (),
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
        events: what happens in every arm alike.
    """
    beside = [(levers,) for levers in arms]
    found = run_together((territory,), parameters, beside, start, months, seed, check_accounts, events)
    return [places[0] for places in found]


def run_together(
    territories: Sequence[Territory],
    parameters: Parameters,
    arms: "Sequence[Sequence[tuple[Lever, ...]]]",
    start: int,
    months: int,
    seed: int,
    check_accounts: bool = False,
    events: Sequence[Happening] = (),
    begun: Begun = begin,
) -> list[list[RunResult]]:
    """Run provinces side by side, so that who departs from one may arrive in another (`moves`).

    Until recorded month 0 each is what it is alone, and its own people and their luck stay who they are.

    Args:
        territories: the provinces, all different.
        parameters: the model's numbers, for all of them.
        arms: [arm][province] a tuple of levers.
        start: as `run_arms`, and what follows too.
        months: as above.
        seed: as above.
        check_accounts: as above.
        events: as above, in every province.
        begun: gives the world after its burn-in, where somebody keeps such worlds.

    Returns:
        [arm][province].
    """
    dated = [each for each in events if each.month < months]
    room = sum(each.later(months) for each in dated)  # more months to come change nobody who was there without them
    worlds = [begun(place, parameters, start, months + room, seed) for place in territories]
    traits = [traits_of(world) for world in worlds]
    results = []
    for number, arm in enumerate(arms):
        lives = []
        for place, world, levers in zip(territories, worlds, arm, strict=True):
            programme = compile_programme(levers, parameters, start, months)
            opened = open_arm(world, programme, months, last=number + 1 == len(arms))
            lives.append(Life.of(place, opened, programme, parameters))
        live_together(lives, months, dated, check_accounts)
        results.append(
            [
                result(life.world, trait, life.programme, parameters, months, life.of_its_own)
                for life, trait in zip(lives, traits, strict=True)
            ]
        )
    return results
