"""The registry of what is measured, and the numbers of a run that are computed from everybody's months."""

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

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

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
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
    """Return a table that answers for a housing state, and as well for a byte of the record (`world.Record`)."""
    found = np.zeros((16, 16), np.bool_)
    found[:, list(states)] = True
    return found.ravel()


STRICT = _states(
    Housing.STREET, Housing.SHELTER, Housing.TRANSITIONAL, Housing.INSTITUTION, Housing.INFORMAL, Housing.HOSTED
)
LENIENT = _states(Housing.STREET, Housing.SHELTER, Housing.INSTITUTION, Housing.INFORMAL, Housing.HOSTED)
PLUS = STRICT | _states(Housing.BED, Housing.PROLONGED_RECEPTION)
STABLE = _states(Housing.SHARED, Housing.OWN, Housing.SOCIAL)
TITLED = STABLE | _states(Housing.PROGRAMME, Housing.HOSTED_AGREEMENT)
GONE = _states(Housing.DEPARTED)
# Months under three definitions are counted in one number: eight bits hold 120 months, the longest run.
COUNTED = STRICT.astype(np.uint32) | LENIENT.astype(np.uint32) << 8 | PLUS.astype(np.uint32) << 16


class Window(NamedTuple):
    """The index people with a full window: their rows, and their bytes of the record from the index month on."""

    rows: Ints
    states: Bytes  # [width, people]


class Seen(NamedTuple):
    """What the outcomes of an arm are read off."""

    world: World
    months: int
    counted: Ints  # rows of the index people
    windows: dict[int, Window]


def see(world: World, months: int) -> Seen:
    """Return the first recorded months of a world, and its index people on their own clock.

    That clock starts in the month in which the exit was scheduled under no new policy, the same in every arm: staying
    in reception longer, or leaving earlier, does not shorten anybody's exposure.
    """
    due = due_months(world)
    index = np.flatnonzero(index_people(world, months))
    windows = {}
    for width in WINDOWS:
        rows = index[due[index] <= months - width]
        windows[width] = Window(rows, world.record.states[due[rows] + np.arange(width)[:, None], rows])
    return Seen(world, months, index, windows)


def people_table(seen: Seen, traits: Bytes) -> Bytes:
    """Return [N, PEOPLE]: what became of everybody, and `traits`, by which results are broken down.

    Only recorded months count. `leaver` is 0 for people out before month 0, 1 for those due to leave in the recorded
    months, 2 for later ones, 3 for people without a right to reception. Columns that end in 12, 24 or 36 are about the
    window of that many months from the index month (homeless months; a stable home or work in its last month), and
    `NO_WINDOW` for those who are not counted in it.
    """
    people, due = seen.world.people, due_months(seen.world)
    table = np.full((due.size, len(PEOPLE)), NO_WINDOW, np.uint8)
    columns = table.T
    columns[:3] = _homeless(seen.world.record.states[: seen.months])
    columns[3] = people.reached
    columns[4] = np.where(due < 0, 0, np.where(due < seen.months, 1, 2))
    columns[4, people.channel == Channel.NONE] = 3
    columns[5] = people.housing == Housing.DEPARTED
    for number, (rows, states) in enumerate(seen.windows.values()):
        columns[6 + number, rows] = _homeless(states)[0]
        columns[9 + number, rows] = STABLE[states[-1]]
        columns[12 + number, rows] = _work(states[-1]) >= Work.UNDECLARED
    columns[-traits.shape[1] :] = traits.T
    return table


def traits_of(world: World) -> Bytes:
    """Return [N, TRAITS] of a world before its first recorded month: the groups of everybody, the same in every arm."""
    people = world.people
    thirds = np.minimum(people.vulnerability * 3.0, 2.0)
    columns = (people.sex, people.age, people.permit, people.family, thirds, people.zone, people.channel)
    return np.stack([column.astype(np.uint8) for column in columns], axis=1)


def index_people(world: World, months: int) -> Flags:
    """Say who is counted: holders of a permit whose exit falls in the recorded months."""
    due = due_months(world)
    found: Flags = (due >= 0) & (due < months) & (world.people.channel != Channel.NONE)
    return found


def due_months(world: World) -> Ints:
    """Return the month in which everybody's exit is scheduled under no new policy."""
    return world.people.exit_due.astype(np.int64)


def _homeless(states: Bytes) -> Bytes:
    """Return months without a home under the three definitions, [3, people], of bytes by month and person."""
    months = np.zeros(states.shape[1], np.uint32)
    for month in states:
        months += COUNTED.take(month)
    return np.stack([(months >> shift).astype(np.uint8) for shift in (0, 8, 16)])


def _work(states: Bytes) -> Bytes:
    return states >> np.uint8(4)


def _matched(strict: Flags, gone: Flags) -> float:
    """Return homeless months when each month after a departure counts as the mean of those still present."""
    total = 0.0
    for homeless, left in zip(*(np.count_nonzero(each, axis=1).tolist() for each in (strict, gone)), strict=True):
        present = strict.shape[1] - left
        total += homeless + (homeless / present if present else 0.0) * left
    return total


def _as_last_seen(strict: Flags, gone: Flags) -> int:
    """Return homeless months when each month after a departure counts as the last one before it."""
    last = strict.copy()
    for month in range(1, len(last)):
        np.copyto(last[month], last[month - 1], where=gone[month])
    return int(np.count_nonzero(last))


def _window_totals(seen: Seen, width: int) -> dict[str, float]:
    """Return the totals of one window; NaN where nobody has a full one."""
    names = ("hm_strict", "hm_lenient", "hm_plus", "hm_dep_matched", "hm_dep_last")
    shares = ("stable", "housed", "work", "regular", "gone")
    rows, states = seen.windows[width]
    count = rows.size
    result = {f"{name}_{width}": math.nan for name in names + shares}
    result[f"index_people_{width}"] = float(count)
    result[f"left_out_{width}"] = float(seen.counted.size - count)
    if count == 0:
        return result
    strict, gone, end = STRICT.take(states), GONE.take(states), states[-1]
    for name, months in zip(names[:3], _homeless(states), strict=True):
        result[f"{name}_{width}"] = int(months.sum(dtype=np.int64)) / count
    result[f"hm_dep_matched_{width}"] = _matched(strict, gone) / count
    result[f"hm_dep_last_{width}"] = _as_last_seen(strict, gone) / count
    at_end = (STABLE[end], TITLED[end], _work(end) >= Work.UNDECLARED, _work(end) >= Work.SEASONAL, gone[-1])
    for name, found in zip(shares, at_end, strict=True):
        result[f"{name}_{width}"] = int(np.count_nonzero(found)) / count
    return result


def _stable_at_both(seen: Seen) -> float:
    """Return the share of people stable at month 12 of the index clock and still at month 24; NaN without any."""
    rows, states = seen.windows[24]
    if rows.size == 0:
        return math.nan
    return int(np.count_nonzero(STABLE[states[11]] & STABLE[states[23]])) / rows.size


def _first(found: Flags, never: int) -> Ints:
    """Return the first recorded month in which each column is true; far beyond `never` where it is not."""
    return np.where(found.any(axis=0), found.argmax(axis=0), 4 * never).astype(np.int64)


def _months_to_stable_home(seen: Seen) -> float:
    """Return the restricted mean of the months from the index month to the first stable home, over the horizon.

    Aalen-Johansen: departure competes, the end of the horizon censors. Somebody who departs never reaches a home.
    """
    months, index = seen.months, seen.counted
    if index.size == 0:
        return math.nan
    due = due_months(seen.world)[index]
    states = seen.world.record.states[:months, index]
    clock = np.arange(months)[:, None] >= due
    home_at = _first(STABLE.take(states) & clock, months) - due
    left_at = _first(GONE.take(states) & clock, months) - due
    last = months - 1 - due
    end = np.minimum(np.minimum(home_at, left_at), last)
    homes = np.bincount(home_at[(home_at <= last) & (home_at < left_at)], minlength=months).tolist()
    departures = np.bincount(left_at[(left_at <= last) & (left_at <= home_at)], minlength=months).tolist()
    still, reached, total, at_risk = 1.0, 0.0, 0.0, index.size
    for month, ended in enumerate(np.bincount(end, minlength=months).tolist()):
        if at_risk > 0:
            reached += still * homes[month] / at_risk
            still *= 1.0 - (homes[month] + departures[month]) / at_risk
        total += 1.0 - reached
        at_risk -= ended
    return total


def came_in(world: World, of_its_own: Flags | None, months: int) -> tuple[int, int]:
    """Return how many came from another province that is run beside, and their strict homeless months here."""
    if of_its_own is None or of_its_own.all():
        return 0, 0
    states = world.record.states[:months, ~of_its_own]
    return states.shape[1], int(STRICT[states].sum())


def totals(seen: Seen, table: Bytes, came: tuple[int, int], parameters: Parameters) -> npt.NDArray[np.float64]:
    """Return the totals of a run in the order of `TOTALS`; NaN where not defined.

    Args:
        seen: of the people of the province itself.
        table: `people_table`.
        came: `came_in`.
        parameters: the model's numbers.
    """
    series = seen.world.record.series
    found: dict[str, float] = {}
    for width in WINDOWS:
        found.update(_window_totals(seen, width))
    gross = int(seen.world.ledger.total.sum()) / 100.0
    reception = math.fsum(series[:, monthly.RECEPTION]) * DAYS * parameters["reception.day_cost"]
    found["stable_12_24"] = _stable_at_both(seen)
    found["months_to_stable_home"] = _months_to_stable_home(seen)
    leaver = table[:, 4]
    for name, column in (("hm_total", 0), ("hm_total_lenient", 1), ("hm_total_plus", 2)):
        found[name] = float(_sum(table[leaver < 3, column]))
    found["hm_no_right"] = float(_sum(table[leaver == 3, 0]))
    found["hm_incumbents"] = float(_sum(table[leaver == 0, 0]))
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


def _sum(column: Bytes) -> int:
    return int(column.sum(dtype=np.int64))
