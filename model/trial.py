"""Start states of a trial: who takes part, how they begin, who can be reached, who is lost to follow-up.

A trial happens in the world after the burn-in and uses its columns only. Everything here is keyed by person, so that
one participant more changes nobody else, and happens between two months: no rule knows that there is a trial.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from .codes import Housing, Permit, Work
from .draws import draw
from .levers import Lever
from .levers.eligibility import ANY, BOUNDS, SETS
from .parameters import Parameters
from .processes.common import employability, is_present, occupy, vacate
from .world import Ints, World

# Kinds of chance events, beside those of `draws.py`. Never renumber.
ORDER = 110
PLACE = 111
ARM = 112
LOSS = 113

NEVER = 1 << 30  # a month that does not come
# Where somebody can begin without a dwelling or a support of the programme.
WITHOUT_DWELLING = (
    Housing.STREET,
    Housing.SHELTER,
    Housing.INSTITUTION,
    Housing.INFORMAL,
    Housing.HOSTED,
    Housing.BED,
)
WITHOUT_EMPLOYER = (Work.INACTIVE, Work.JOBSEEKER)


@dataclass(frozen=True)
class StartState:
    """How everybody in a trial begins; None leaves a trait as it is.

    housing: shares of housing states; work: a work state without an employer; support: cents a month of an income
    that does not depend on work, for `support_months`; savings: cents; homeless: months so far; vulnerability: 0 to 1.
    """

    housing: tuple[tuple[int, float], ...] = ()
    work: int | None = None
    support: int | None = None
    support_months: int = 0
    savings: int | None = None
    homeless: int | None = None
    vulnerability: float | None = None


def luck(world: World, process: int, person: int, attempt: int = 0) -> float:
    """Return a person's uniform number of a process, strictly between 0 and 1."""
    return ((int(draw(int(world.seed[0]), process, 0, person, attempt)) >> 12) + 0.5) / float(1 << 52)


def who_passes(world: World, parameters: Parameters, filter_of: Lever) -> Ints:
    """Return the rows of people who pass a lever's eligibility as the world stands (recorded month 0), ascending.

    The same answer as the rule `eligible`, which a test compares, for all rows at once.
    """
    people, asked = world.people, filter_of.eligibility
    passes = np.ones(people.id.size, np.bool_)
    for name, bits in zip(SETS, asked.mask, strict=True):
        if bits == ANY and name == "permit":
            passes &= people.permit != Permit.NONE  # only a filter that names them takes them in
        elif bits != ANY:
            passes &= (bits >> _column(world, parameters, name).astype(np.int64)) & 1 == 1
    for name, low, high in zip(BOUNDS, asked.low, asked.high, strict=True):
        if low != -np.inf or high != np.inf:
            column = _column(world, parameters, name)
            passes &= (column >= low) & (column <= high)
    return np.flatnonzero(passes)


def _column(world: World, parameters: Parameters, name: str) -> npt.NDArray[Any]:
    """Return what a condition of eligibility is about, for everybody at recorded month 0."""
    people = world.people
    if name == "months_since_exit":
        return -people.exit_due
    if name == "zone_kind":
        return world.zones.kind[people.zone]
    if name == "homeless_months":
        return people.homeless
    if name == "work_prospect":
        p = parameters.record()
        return np.array([employability(people, p, row) for row in range(people.id.size)])
    column: npt.NDArray[Any] = getattr(people, name)
    return column


def take_part(world: World, rows: Ints, number: int | None) -> Ints:
    """Return `number` of these people (all, if fewer or None) by keyed order, rows ascending."""
    if number is None or number >= rows.size:
        return rows
    keys = [luck(world, ORDER, int(world.people.id[row])) for row in rows]
    first = sorted(range(rows.size), key=keys.__getitem__)[:number]
    return rows[sorted(first)]


def set_out(world: World, rows: Ints, start: StartState) -> None:
    """Put people who are in the territory into a start state: home and job end, supports they had too."""
    people = world.people
    for row in rows:
        if not is_present(int(people.housing[row])):
            continue
        if start.housing:
            vacate(people, world.dwellings, row)
            people.housing[row] = _place(start.housing, luck(world, PLACE, int(people.id[row])))
            people.since[row] = 0
            people.away[row] = 0
        if start.work is not None:
            if people.employer[row] >= 0:
                world.employers.staff[people.employer[row]] -= 1
                people.employer[row] = -1
            people.work[row] = start.work
            people.wage[row] = people.income[row] = people.contract_left[row] = 0
        if start.support is not None:
            people.benefit[row] = start.support
            people.benefit_left[row] = start.support_months
            people.income[row] = people.wage[row] + start.support
        if start.savings is not None:
            people.savings[row] = start.savings
        if start.homeless is not None:
            people.homeless[row] = start.homeless
        if start.vulnerability is not None:
            people.vulnerability[row] = start.vulnerability


def _place(shares: tuple[tuple[int, float], ...], u: float) -> int:
    below = 0.0
    for state, share in shares:
        below += share
        if u < below:
            return state
    return shares[-1][0]


def draw_lots(world: World, rows: Ints, arms: int) -> Ints:
    """Return the arm (0 to `arms` - 1) of each of these people: equal chances, keyed by person."""
    return np.array([int(luck(world, ARM, int(world.people.id[row])) * arms) for row in rows], np.int64)


def reserve(world: World, rows: Ints) -> None:
    """Keep the supports that people enrol in for these rows: everybody else counts as served already.

    Homes that a programme holds know no enrolment; an arm narrows those by eligibility.
    """
    others = np.ones(world.people.id.size, np.bool_)
    others[rows] = False
    world.supports.served[1:, others] = 1  # row 0 is nobody's


def lost_from(world: World, rows: Ints, share: float, months: int) -> Ints:
    """Return the first month in which each of these people is no longer observed; `NEVER` for most.

    `share` of them are lost by the end of `months`, at a constant rate: the answer of a person is the same in every arm
    with the same share, and grows earlier as the share grows.
    """
    answer = np.full(rows.size, NEVER, np.int64)
    if share <= 0.0 or months <= 0:
        return answer
    for place, row in enumerate(rows):
        u = luck(world, LOSS, int(world.people.id[row]))
        if u < share:
            answer[place] = min(months - 1, int(u / share * months))
    return answer


def settle_in(world: World, rows: Ints, dwellings: Ints, rent: int, lease: int) -> None:
    """Give each of these people a dwelling of their own, one each, at a rent in cents."""
    for row, dwelling in zip(rows, dwellings, strict=True):
        occupy(world.people, world.dwellings, row, dwelling, int(Housing.OWN), rent, lease)


def take_out(world: World, rows: Ints) -> None:
    """Let people never have come: they are nowhere in the population and leave no dwelling or job behind."""
    people = world.people
    for row in rows:
        vacate(people, world.dwellings, row)
        if people.employer[row] >= 0:
            world.employers.staff[people.employer[row]] -= 1
            people.employer[row] = -1
        people.housing[row] = Housing.DEPARTED


def housing_codes() -> Mapping[str, int]:
    """Return the housing states in which somebody can begin, by name."""
    return {state.name.lower(): int(state) for state in WITHOUT_DWELLING}


def work_codes() -> Mapping[str, int]:
    """Return the work states in which somebody can begin, by name."""
    return {state.name.lower(): int(state) for state in WITHOUT_EMPLOYER}
