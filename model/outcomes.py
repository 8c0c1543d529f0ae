"""The registry of what is measured, and the numbers of a run that are computed from everybody's months."""

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from . import monthly
from .codes import Channel, Housing, Work
from .parameters import Parameters
from .world import World

FILE = Path(__file__).parent / "data" / "outcomes.toml"
WINDOWS = (12, 24, 36)
TRAITS = ("sex", "age", "permit", "family", "vulnerability", "zone", "channel")  # vulnerability in thirds, 0 to 2
PEOPLE = (
    *("hm_strict", "hm_lenient", "hm_plus", "reached", "leaver", "departed"),
    *(f"{name}_{width}" for name in ("hm", "stable", "work") for width in WINDOWS),
    *TRAITS,
)
NO_WINDOW = 255
DAYS = 365.25 / 12.0

Table = npt.NDArray[np.int8]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Outcome:
    """A definition: `kind` is `monthly` (a column of the series) or `total` (one number a run)."""

    id: str
    kind: str
    unit: str
    population: str
    ethos: str
    formula: str
    label_en: str
    label_it: str
    better: str


@cache
def registry() -> tuple[Outcome, ...]:
    """Return every outcome, in the order of the stored columns."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["outcome"]
    return tuple(
        Outcome(r["id"], r["kind"], r["unit"], r["population"], r["ethos"], r["formula"], r["en"], r["it"], r["better"])
        for r in rows
    )


OUTCOMES: tuple[Outcome, ...] = registry()
MONTHLY: tuple[str, ...] = tuple(outcome.id for outcome in OUTCOMES if outcome.kind == "monthly")
TOTALS: tuple[str, ...] = tuple(outcome.id for outcome in OUTCOMES if outcome.kind == "total")


def _states(*states: Housing) -> Flags:
    found = np.zeros(32, np.bool_)
    found[list(states)] = True
    return found


STRICT = _states(
    Housing.STREET, Housing.SHELTER, Housing.TRANSITIONAL, Housing.INSTITUTION, Housing.INFORMAL, Housing.HOSTED
)
LENIENT = _states(Housing.STREET, Housing.SHELTER, Housing.INSTITUTION, Housing.INFORMAL, Housing.HOSTED)
PLUS = STRICT | _states(Housing.BED, Housing.PROLONGED_RECEPTION)
STABLE = _states(Housing.SHARED, Housing.OWN, Housing.SOCIAL)
TITLED = STABLE | _states(Housing.PROGRAMME, Housing.HOSTED_AGREEMENT)


def people_table(world: World, traits: npt.NDArray[np.uint8], months: int) -> npt.NDArray[np.uint8]:
    """Return [N, PEOPLE]: what became of everybody, and `traits`, by which results are broken down.

    Only recorded months count. `leaver` is 0 for people out before month 0, 1 for those due to leave in the recorded
    months, 2 for later ones, 3 for people without a right to reception. Columns that end in 12, 24 or 36 are about the
    window of that many months from the index month (homeless months; a stable home or work in its last month), and
    `NO_WINDOW` for those who are not counted in it.
    """
    states, jobs = world.record.housing[:months], world.record.work[:months]
    due = due_months(world)
    table = np.full((due.size, len(PEOPLE)), NO_WINDOW, np.uint8)
    for column, definition in enumerate((STRICT, LENIENT, PLUS)):
        table[:, column] = np.minimum(definition[states].sum(axis=0), 255)
    table[:, 3] = world.people.reached
    table[:, 4] = np.where(due < 0, 0, np.where(due < months, 1, 2))
    table[world.people.channel == Channel.NONE, 4] = 3
    table[:, 5] = world.people.housing == Housing.DEPARTED
    for number, width in enumerate(WINDOWS):
        full = index_people(world, months) & (due <= months - width)
        if not full.any():
            continue
        housing = _window(states[:, full], due[full], width)
        table[full, 6 + number] = STRICT[housing].sum(axis=0)
        table[full, 9 + number] = STABLE[housing[-1]]
        table[full, 12 + number] = _window(jobs[:, full], due[full], width)[-1] >= Work.UNDECLARED
    table[:, -traits.shape[1] :] = traits
    return table


def traits_of(world: World) -> npt.NDArray[np.uint8]:
    """Return [N, TRAITS] of a world before its first recorded month: the groups of everybody, the same in every arm."""
    people = world.people
    thirds = np.minimum(people.vulnerability * 3.0, 2.0)
    columns = (people.sex, people.age, people.permit, people.family, thirds, people.zone, people.channel)
    return np.stack([column.astype(np.uint8) for column in columns], axis=1)


def index_people(world: World, months: int) -> Flags:
    """Say who is counted: holders of a permit whose exit falls in the recorded months."""
    people = world.people
    due = due_months(world)
    found: Flags = (due >= 0) & (due < months) & (people.channel != Channel.NONE)
    return found


def due_months(world: World) -> npt.NDArray[np.int64]:
    """Return the month in which everybody's exit is scheduled under no new policy."""
    return world.people.exit_due.astype(np.int64)


def _window(states: Table, due: npt.NDArray[np.int64], width: int) -> Table:
    """Return [width, people]: everybody's states from their index month on."""
    months = due[None, :] + np.arange(width)[:, None]
    return np.take_along_axis(states, months, axis=0)


def _matched(strict: Flags, gone: Flags) -> float:
    """Return homeless months when each month after a departure counts as the mean of those still present."""
    total = 0.0
    for month in range(strict.shape[0]):
        present = int((~gone[month]).sum())
        homeless = int((strict[month] & ~gone[month]).sum())
        rate = homeless / present if present else 0.0
        total += homeless + rate * int(gone[month].sum())
    return total


def window_totals(world: World, months: int, width: int) -> dict[str, float]:
    """Return the totals of one window; NaN where nobody has a full one.

    The clock starts in the month in which the exit was scheduled under no new policy, the same in every arm: staying in
    reception longer, or leaving earlier, does not shorten anybody's exposure.
    """
    names = ("hm_strict", "hm_lenient", "hm_plus", "hm_dep_matched", "hm_dep_last")
    shares = ("stable", "housed", "work", "regular", "gone")
    due = due_months(world)
    index = index_people(world, months)
    full = index & (due <= months - width)
    count = int(full.sum())
    result = {f"{name}_{width}": math.nan for name in names + shares}
    result[f"index_people_{width}"] = float(count)
    result[f"left_out_{width}"] = float(int(index.sum()) - count)
    if count == 0:
        return result
    housing = _window(world.record.housing[:, full], due[full], width)
    work = _window(world.record.work[:, full], due[full], width)
    gone = housing == Housing.DEPARTED
    strict = STRICT[housing]
    for name, definition in (("hm_strict", STRICT), ("hm_lenient", LENIENT), ("hm_plus", PLUS)):
        result[f"{name}_{width}"] = int(definition[housing].sum()) / count
    result[f"hm_dep_matched_{width}"] = _matched(strict, gone) / count
    last = strict.copy()
    for month in range(1, width):
        last[month] = np.where(gone[month], last[month - 1], strict[month])
    result[f"hm_dep_last_{width}"] = int(last.sum()) / count
    result[f"stable_{width}"] = int(STABLE[housing[-1]].sum()) / count
    result[f"housed_{width}"] = int(TITLED[housing[-1]].sum()) / count
    result[f"work_{width}"] = int((work[-1] >= Work.UNDECLARED).sum()) / count
    result[f"regular_{width}"] = int((work[-1] >= Work.SEASONAL).sum()) / count
    result[f"gone_{width}"] = int(gone[-1].sum()) / count
    return result


def stable_at_both(world: World, months: int) -> float:
    """Return the share of people stable at month 12 of the index clock and still at month 24; NaN without any."""
    due = due_months(world)
    full = index_people(world, months) & (due <= months - 24)
    if not full.any():
        return math.nan
    housing = _window(world.record.housing[:, full], due[full], 24)
    both = STABLE[housing[11]] & STABLE[housing[23]]
    return int(both.sum()) / int(full.sum())


def _first(found: Flags, never: int) -> npt.NDArray[np.int64]:
    """Return the first recorded month in which each column is true; far beyond `never` where it is not."""
    return np.where(found.any(axis=0), found.argmax(axis=0), 4 * never).astype(np.int64)


def months_to_stable_home(world: World, months: int) -> float:
    """Return the restricted mean of the months from the index month to the first stable home, over the horizon.

    Aalen-Johansen: departure competes, the end of the horizon censors. Somebody who departs never reaches a home.
    """
    due = due_months(world)
    index = np.flatnonzero(index_people(world, months))
    if index.size == 0:
        return math.nan
    states = world.record.housing[:months, index]
    since = np.arange(months)[:, None] - due[index][None, :]  # months on the index clock
    clock = since >= 0
    home_at = _first(STABLE[states] & clock, months) - due[index]
    left_at = _first((states == Housing.DEPARTED) & clock, months) - due[index]
    last = months - 1 - due[index]
    end = np.minimum(np.minimum(home_at, left_at), last)
    homes = np.bincount(home_at[(home_at <= last) & (home_at < left_at)], minlength=months)
    departures = np.bincount(left_at[(left_at <= last) & (left_at <= home_at)], minlength=months)
    at_risk = index.size - np.concatenate(([0], np.cumsum(np.bincount(end, minlength=months))))[:months]
    still, reached, total = 1.0, 0.0, 0.0
    for month in range(months):
        if at_risk[month] > 0:
            reached += still * homes[month] / at_risk[month]
            still *= 1.0 - (homes[month] + departures[month]) / at_risk[month]
        total += 1.0 - reached
    return total


def came_in(world: World, of_its_own: Flags | None, months: int) -> tuple[int, int]:
    """Return how many came from another province that is run beside, and their strict homeless months here."""
    if of_its_own is None or of_its_own.all():
        return 0, 0
    states = world.record.housing[:months, ~of_its_own]
    return states.shape[1], int(STRICT[states].sum())


def totals(
    world: World,
    table: npt.NDArray[np.uint8],
    came: tuple[int, int],
    parameters: Parameters,
    months: int,
) -> npt.NDArray[np.float64]:
    """Return the totals of a run in the order of `TOTALS`; NaN where not defined.

    Args:
        world: of the people of the province itself.
        table: `people_table`.
        came: `came_in`.
        parameters: the model's numbers.
        months: recorded.
    """
    series = world.record.series
    found: dict[str, float] = {}
    for width in WINDOWS:
        found.update(window_totals(world, months, width))
    gross = int(world.ledger.total.sum()) / 100.0
    reception = math.fsum(series[:, monthly.RECEPTION]) * DAYS * parameters["reception.day_cost"]
    found["stable_12_24"] = stable_at_both(world, months)
    found["months_to_stable_home"] = months_to_stable_home(world, months)
    holders = table[table[:, 4] < 3].astype(np.int64)
    for name, column in (("hm_total", 0), ("hm_total_lenient", 1), ("hm_total_plus", 2)):
        found[name] = float(int(holders[:, column].sum()))
    found["hm_no_right"] = float(int(table[table[:, 4] == 3, 0].astype(np.int64).sum()))
    found["hm_incumbents"] = float(int(table[table[:, 4] == 0, 0].astype(np.int64).sum()))
    found["departures"] = float(series[-1, monthly.DEPARTED])
    for name, place in (("entered", monthly.ENTERED), ("left_homelessness", monthly.LEFT)):
        found[f"{name}_total"] = math.fsum(series[:, place])
    found["moved_in"], found["hm_moved_in"] = float(came[0]), float(came[1])
    found["transfers_blocked_total"] = math.fsum(series[:, monthly.TRANSFERS_BLOCKED])
    found["rent_to_owners_total"] = math.fsum(series[:, monthly.RENT_TO_OWNERS])
    found["others_searching_total"] = math.fsum(series[:, monthly.OTHERS_SEARCHING])
    found["others_housed_total"] = math.fsum(series[:, monthly.OTHERS_HOUSED])
    found["cost_gross"] = gross
    found["cost_reception"] = reception
    found["cost_total"] = gross + reception
    return np.array([found[name] for name in TOTALS], np.float64)
