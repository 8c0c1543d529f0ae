"""What policy is in a month: the typed numbers that processes read. Money in cents, time in whole months.

A actions (one per lever of the package, in its order) and T recorded months; every array is C-contiguous.
"""

import hashlib
import math
from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from .by_address import by_address
from .levers import LEVERS, Lever, lever_row
from .levers.base import Row, cents
from .levers.eligibility import BOUNDS, SETS
from .world import Table, Words, make_table

Whole = NDArray[np.int64]
Real = NDArray[np.float64]

NO_BUDGET: Final = -1


class Numbers(Protocol):
    """Named numbers, as `Parameters` gives them."""

    def __getitem__(self, name: str, /) -> float:
        """Return the number of that name."""


class Actions(Table):
    """The numbers of an action that do not change with time, one row per action."""

    kind: Whole  # mechanism number, approdo.model.kinds
    key: Words  # hash of the lever's id: the identity of the action in keyed draws
    months: Whole  # longest support or stay per person; 0 = open-ended (supply)
    unit_cost: Whole  # cents per person-month, dwelling-month or bed-month
    start_cost: Whole  # cents once per person enrolled or dwelling acquired
    budget: Whole  # cents for the whole life, -1 = none
    ending: Whole  # 0 stop, 1 finish_begun, 2 taper
    priority: Whole  # 0 most_vulnerable, 1 most_ready, 2 first_come, 3 lottery
    take_up: Real  # share of eligible people of middling employability who accept
    subsidy_cents: Whole  # cap in cents a month; 0 = only the share counts
    subsidy_share: Real  # share of the rent paid; 0 = only the amount counts
    advance_cents: Whole  # most that is advanced for entry costs
    advance_repaid: Real  # share expected back
    guarantee_months: Whole  # months of arrears covered per tenancy
    guarantee_damage: Whole  # cents for damage at the end of a guaranteed tenancy that went wrong
    guarantee_excess: Whole  # months owed that the owner bears before it pays
    discount: Real  # how far below the market rent the owner lets to the manager
    rent_share: Real  # what the occupant pays, as a share of the market rent
    works_months: Whole  # lag of works
    caseload: Real  # people per tutor
    pre_exit: Whole  # months before exit at which support may begin
    hours: Real  # hours per person-month
    allowance: Whole  # cents per person-month paid to the person
    kept_on: Real  # share of internships that become a job
    payment: Whole  # cents, largest one-off payment of arrears
    winter_only: Whole  # 1: only November to March
    mode: Whole  # placement: 0 quota, 1 near_ties, 2 best_match


@by_address
class Programme(NamedTuple):
    """What policy is. Compiled processes read it, nothing writes to it."""

    actions: Actions
    planned: Whole  # [A, T] people, dwellings or beds at once as the package says, after the ramp
    places: Whole  # [A, T] the same as delivered: after friction and the start-up delay
    starts: Whole  # [A, T] most new units begun in the month
    open: Whole  # [A, T] 1 while the action takes new people
    low: Real  # [A, 5] least eligible value, in the order of levers.eligibility.BOUNDS
    high: Real  # [A, 5] greatest eligible value
    mask: Whole  # [A, 6] eligible values as bits, -1 = any, in the order of levers.eligibility.SETS
    referral: Real  # [T] chance a month that an action hears of somebody who has left reception


def action_key(lever_id: str) -> int:
    """Return the 64-bit identity of an action: the first eight bytes, big endian, of the sha256 of its lever's id."""
    return int.from_bytes(hashlib.sha256(lever_id.encode()).digest()[:8], "big")


def ramped(dose: int, age: int, ramp: int) -> int:
    """Return the dose `age` whole months after the start: linear over `ramp` months, full in the last of them."""
    if age + 1 >= ramp:
        return dose
    return (2 * dose * (age + 1) + ramp) // (2 * ramp)  # halves up, in whole numbers


def empty_programme(months: int) -> Programme:
    """Return the programme without actions, for `months` recorded months."""
    return _blank(0, months)


def compile_programme(levers: Sequence[Lever], parameters: Numbers, start: int, months: int) -> Programme:
    """Turn levers into the numbers that processes read.

    Args:
        levers: the package, in its order.
        parameters: ``programme.delivery`` (share of what is planned that is delivered, 0 to 1),
            ``programme.start_up_months`` (months between an action's start and its first place),
            ``programme.referral_months`` (how long a referral takes), and what networks, training and tools gain of
            these: ``programme.soft_delivery`` and ``programme.soft_referral`` (shares at full strength).
        start: first recorded month, a month number.
        months: how many months are recorded.
    """
    programme = _blank(len(levers), months)
    rows = [lever_row(lever) for lever in levers]
    friction, programme.referral[:] = _friction(levers, rows, parameters, start, months)
    delivery = friction.tolist()
    delay = math.floor(max(parameters["programme.start_up_months"], 0.0) + 0.5)
    # A row at a time, and months as lists: NumPy takes longer over each single number than all of the rest.
    actions = np.asarray(programme.actions)
    for action, (lever, row) in enumerate(zip(levers, rows, strict=True)):
        actions[action] = _numbers(lever, row)
        programme.low[action], programme.high[action], programme.mask[action] = row.low, row.high, row.mask
        planned, places, starts, taking = ([0] * months for _ in range(4))
        first = lever.first(start) - start
        for month in range(max(first, 0), min(first + lever.months, months)):
            planned[month] = ramped(row.planned, month - first, lever.ramp_months)
            if not row.whole and month - first < delay:
                continue
            if row.whole and not _affordable(row, lever, places):
                break
            places[month] = planned[month] if row.whole else math.floor(planned[month] * delivery[month] + 0.5)
            starts[month] = places[month] if row.new_per_month is None else min(row.new_per_month, places[month])
            taking[month] = 1
        programme.planned[action], programme.places[action] = planned, places
        programme.starts[action], programme.open[action] = starts, taking
    return programme


def _numbers(lever: Lever, row: Row) -> tuple[float, ...]:
    """Return the row of `Actions`."""
    numbers = vars(row) | {
        "kind": LEVERS[lever.kind].number,
        "key": action_key(lever.id),
        "unit_cost": cents(lever.unit_cost),
        "start_cost": cents(lever.start_cost * (1.0 - row.own_work)),
        "budget": NO_BUDGET if lever.budget is None else cents(lever.budget),
        "ending": lever.at_end,
        "priority": lever.priority,
        "take_up": lever.take_up,
    }
    return tuple(numbers[name] for name in Actions.__annotations__)


def _affordable(row: Row, lever: Lever, before: Sequence[int]) -> bool:
    """Say whether one more month of an action that serves nobody in person is in its budget."""
    if lever.budget is None:
        return True
    return cents(lever.unit_cost) * (sum(before) + row.planned) <= cents(lever.budget)


def _friction(
    levers: Sequence[Lever], rows: Sequence[Row], parameters: Numbers, start: int, months: int
) -> tuple[Real, Real]:
    """Return, by month, the delivered share of what is planned and the chance of a referral.

    Each network, training or tool closes part of what is missing, in proportion to its strength in the month.
    """
    missing, waiting = [1.0] * months, [1.0] * months
    for lever, row in zip(levers, rows, strict=True):
        if row.delivery_gain == 0.0 and row.referral_gain == 0.0:
            continue
        first = lever.first(start) - start
        spent = 0
        for month in range(max(first, 0), min(first + lever.months, months)):
            planned = ramped(row.planned, month - first, lever.ramp_months)
            spent += cents(lever.unit_cost) * planned
            if lever.budget is not None and spent > cents(lever.budget):
                break
            strength = min(1.0, planned / 100.0)
            missing[month] *= 1.0 - parameters["programme.soft_delivery"] * row.delivery_gain * strength
            waiting[month] *= 1.0 - parameters["programme.soft_referral"] * row.referral_gain * strength
    delivery = min(max(parameters["programme.delivery"], 0.0), 1.0)
    delay = max(parameters["programme.referral_months"], 0.0)
    return 1.0 - (1.0 - delivery) * np.array(missing), 1.0 / (1.0 + delay * np.array(waiting))


def _blank(count: int, months: int) -> Programme:
    """Return a programme of zeros in the types and shapes that compiled processes expect."""

    def by_month() -> Whole:
        return np.zeros((count, months), np.int64)

    return Programme(
        make_table(Actions, count),
        by_month(),
        by_month(),
        by_month(),
        by_month(),
        np.zeros((count, len(BOUNDS))),
        np.zeros((count, len(BOUNDS))),
        np.zeros((count, len(SETS)), np.int64),
        np.ones(months),
    )
