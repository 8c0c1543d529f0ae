"""One run of a queue for homes: the model with every rule switched off but exits, the market, shelters and departures.

Every landlord accepts and money is ample, so that what is left of the market is who comes to a free home first. A
dwelling beyond the step's capacity is withheld, one within it is on offer; people arrive when their exit is due. One
step of the schedule may stand for less than a month: nothing that is left of the model knows the calendar.
"""

import csv
import dataclasses
import hashlib
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from approdo.model import monthly
from approdo.model.calendar import BURN_IN
from approdo.model.errors import BadInput
from approdo.model.parameters import Parameters
from approdo.model.population import INCUMBENTS, create_world
from approdo.model.processes import SCHEDULE, months
from approdo.model.processes.common import OFFERED, WITHHELD
from approdo.model.programme import empty_programme
from approdo.model.territory import Territory
from approdo.model.trial import ARM, ORDER, luck, settle_in, take_out
from approdo.model.world import World, empty_record

from .reading import Study
from .spec import Queue

RENT: Final = 100  # cents a month: nothing against the income
AMPLE: Final = 1 << 30  # cents
RULES: Final = ("exits", "housing_market", "no_home", "departures", "record")
ROUNDED: Final = 1e-3  # years: what the file's times were rounded by
SPARE: Final = 4  # dwellings, so that the last one is never the only one


@dataclass(frozen=True)
class Step:
    """Capacities from a time on (years)."""

    years: float
    homes: int
    beds: int


def limit_parameters(parameters: Parameters, stay: float, changes: dict[str, float]) -> Parameters:
    """Return the parameters of the limit case, outside their ranges on purpose.

    Owners always let, always answer and prefer anybody to waiting; no other household competes; nobody looks elsewhere;
    a home is left by departure only, at the rate of the mean stay (in steps); nobody leaves from the street.
    """
    leaving = 1.0 / stay
    limits = {
        "reception.window_months": 0.0,
        "reception.abandon_hazard": 0.0,
        "reception.revoke_hazard": 0.0,
        "reception.return_hazard": 0.0,
        "reception.removal_hazard": 0.0,
        "reception.exit_grant": 0.0,
        "market.accessible_share": 1.0,
        "market.turnover": 0.0,
        "social.chance": 0.0,
        "market.pass_through": 0.0,
        "sharing.by_room": 0.0,
        "sharing.turnover": 0.0,
        "rivals.per_offer": 0.0,
        "owners.reconsiders": 0.0,
        "owners.withdraws": 0.0,
        "owners.let": 600.0,
        "landlords.reply": 600.0,
        "landlords.reply_professional": 600.0,
        "landlords.wait": -600.0,
        "search.before_exit_months": 0.0,
        "search.reach_minutes": 10_000.0,
        "search.applications": 8.0,
        "hosts.uptake": 0.0,
        "no_home.bed": 0.0,
        "no_home.bed_ties": 0.0,
        "no_home.winter_beds": 0.0,
        "no_home.institution": 0.0,
        "no_home.informal": 0.0,
        "no_home.informal_squats": 0.0,
        "no_home.informal_harvest": 0.0,
        "no_home.shelter_men": 1.0,
        "no_home.shelter_women": 1.0,
        "departure.base": leaving,
        "departure.no_home": -leaving,
        "departure.no_work": 0.0,
        "departure.ties": 0.0,
        "departure.settled": 1.0,
        **changes,
    }
    return Parameters(tuple(dataclasses.replace(row, value=limits.get(row.name, row.value)) for row in parameters.rows))


def queue_place(territory: Territory, leavers: float, homes: int) -> Territory:
    """Return a province of one zone with `homes` dwellings, single adults only, and `leavers` arrivals a month."""
    zone = dataclasses.replace(
        territory.zones[0], private_let=homes + SPARE, disused=0, foreign_residents=0, jobs=(0, 0, 0, 0, 0)
    )
    figures = dict(territory.figures)
    for name, value in (("leavers_per_month", leavers), ("non_holder_leavers_per_month", 0.0)):
        figures[name] = dataclasses.replace(figures[name], value=value, low=value, high=value)
    composition = {**territory.composition, "family": (1.0, 0.0, 0.0, 0.0), "permit": (1.0, 0.0, 0.0, 0.0, 0.0)}
    return dataclasses.replace(
        territory,
        zones=(zone,),
        minutes=((0,),),
        figures=MappingProxyType(figures),
        composition=MappingProxyType(composition),
        digest=hashlib.sha256(f"queue {territory.digest} {leavers} {homes}".encode()).hexdigest(),
    )


def run_queue(study: Study, seed: int) -> NDArray[np.float64]:
    """Return one run's people in the street at the start and at the end of each step."""
    queue = study.spec.queue
    assert queue is not None  # noqa: S101 - kind queue
    steps = read_steps(study.folder / queue.file)
    parameters = limit_parameters(study.parameters, queue.stay_years * queue.steps_per_year, queue.lets_with)
    length = math.ceil(study.spec.world.months / 12.0 * queue.steps_per_year)
    world = start_queue(study.territories[0], parameters, queue, max(step.homes for step in steps), length, seed)
    street = live_queue(world, parameters, steps, queue.steps_per_year, length)[:, 0]
    return np.concatenate(([max(0.0, queue.unhoused - steps[0].beds)], street))


def start_queue(
    territory: Territory, parameters: Parameters, queue: Queue, homes: int, length: int, seed: int
) -> World:
    """Return the world at month 0: some housed, the others without a home, later ones thinned to the yearly rates."""
    place = queue_place(territory, _rate(queue), homes)
    world = create_world(place, parameters, 24_000, length, seed)
    people, dwellings = world.people, world.dwellings
    people.income[:] = people.savings[:] = AMPLE
    dwellings.base_rent[:] = RENT
    dwellings.others[:] = 0
    dwellings.places[:] = 1
    dwellings.rooms[:] = 9
    dwellings.state[:] = WITHHELD
    earlier = np.flatnonzero(people.exit_due < 0)
    keys = [luck(world, ORDER, int(people.id[row])) for row in earlier]
    order = earlier[sorted(range(earlier.size), key=keys.__getitem__)]
    wanted = queue.housed + queue.unhoused
    if order.size < wanted:
        raise BadInput(f"queue: {wanted} people at the start, but the world has {order.size} who came before.")
    take_out(world, order[wanted:])
    later = np.flatnonzero(people.exit_due >= 0)
    take_out(world, later[[_kept_away(world, int(row), queue) for row in later]])
    settle_in(world, order[: queue.housed], np.arange(queue.housed), RENT, 0)
    return world


def _rate(queue: Queue) -> float:
    """Return the arrivals a step that the world is made with: enough of them before month 0 for the start too."""
    most = max(queue.arrivals_per_year) / queue.steps_per_year
    return max(most, 2.0 * (queue.housed + queue.unhoused) / (BURN_IN + INCUMBENTS))


def _kept_away(world: World, row: int, queue: Queue) -> bool:
    """Say whether an arrival is thinned out: a Poisson stream thinned by lot is one of the lower rate."""
    years = queue.arrivals_per_year
    year = min(int(world.people.exit_due[row] / queue.steps_per_year), len(years) - 1)
    wanted = years[year] / queue.steps_per_year
    return luck(world, ARM, int(world.people.id[row])) >= wanted / _rate(queue)


def live_queue(
    world: World, parameters: Parameters, steps: tuple[Step, ...], per_year: float, length: int
) -> NDArray[np.float64]:
    """Live step by step under the capacities at its end; return unsheltered, sheltered and housed, ``[steps, 3]``."""
    p, programme = parameters.record(), empty_programme(length)
    world = world._replace(record=empty_record(length, world.people.id.size))
    on = sum(1 << place for place, process in enumerate(SCHEDULE) if process.name in RULES)
    found = np.zeros((length, 3))
    dwellings = world.dwellings
    for t in range(length):
        now = [step for step in steps if step.years <= (t + 1) / per_year + ROUNDED][-1]
        _open(dwellings, now.homes)
        world.services.capacity[0] = now.beds
        months(world, programme, p, t, t + 1, 0, len(SCHEDULE), on)
        row = world.record.series[t]
        found[t] = row[monthly.EL1], row[monthly.EL2], row[monthly.OWN]
    return found


def _open(dwellings: Any, homes: int) -> None:
    """Put the first `homes` dwellings on the market; a withheld one comes on offer, an occupied one stays as it is."""
    state = dwellings.state[:homes]
    state[state == WITHHELD] = OFFERED


def at_year(street: NDArray[np.float64], per_year: float, year: float) -> float:
    """Return the number at a time in years, between the ends of steps; the first number is that of time 0."""
    return float(np.interp(year, np.arange(len(street)) / per_year, street))


@cache
def read_steps(path: Path) -> tuple[Step, ...]:
    """Read the steps of capacity: columns years, housing_capacity, shelter_capacity.

    Raises:
        BadInput: the file cannot be read, or a column or number is missing.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
        steps = tuple(
            Step(float(row["years"]), int(row["housing_capacity"]), int(row["shelter_capacity"])) for row in rows
        )
    except (OSError, UnicodeDecodeError, KeyError, ValueError, TypeError) as error:
        raise BadInput(
            f"{path.name}: not a readable table with years, housing_capacity and shelter_capacity ({error})."
        ) from None
    if not steps or steps[0].years != 0.0 or list(steps) != sorted(steps, key=lambda step: step.years):
        raise BadInput(f"{path.name}: expected rows by rising years, the first at 0.")
    return steps
