"""Everybody's months in one run of one territory: the simulated side of a comparison with a pilot.

Reads the engine and changes nothing. It exists for synthetic people only: there is no way in for a row of a pilot.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

from approdo.model.codes import Channel, Housing
from approdo.model.engine import Own, begin, open_arm, simulate
from approdo.model.kinds import KINDS
from approdo.model.levers import Lever
from approdo.model.parameters import Parameters
from approdo.model.programme import compile_programme
from approdo.model.territory import Territory

NEVER: Final = 32000  # a month that does not come in the recorded time

Months = NDArray[np.int8]
Columns = NDArray[np.int16]


@dataclass(frozen=True, eq=False)
class Cohort:
    """Arrays over N people and T recorded months; read-only.

    housing, work: [N, T] codes as the model records them (EXPECTED, RECEPTION and DEPARTED included); exit: month of
    the scheduled exit from reception; left: month of the actual one (before month 0: the scheduled one), or NEVER;
    begun, ended: [N, KINDS] first and last month in which a kind of lever served the person, NEVER and -1 for none;
    sex, age_band, family, permit: codes, the permit as in month 0; holder: False for people without a right to
    reception, who are never pooled with the others.
    """

    housing: Months
    work: Months
    exit: Columns
    left: Columns
    begun: Columns
    ended: Columns
    sex: Months
    age_band: Months
    family: Months
    permit: Months
    holder: NDArray[np.bool_]

    def __post_init__(self) -> None:
        for field in fields(self):
            getattr(self, field.name).setflags(write=False)

    @property
    def enrolled(self) -> Columns:
        """Month in which any lever first served each person, or NEVER."""
        first: Columns = self.begun.min(axis=1)
        return first


def live_cohort(
    territory: Territory, parameters: Parameters, levers: Sequence[Lever], start: int, months: int, seed: int
) -> Cohort:
    """Run one arm and return everybody's months; the same run as `engine.run_arms` gives, bit for bit."""
    programme = compile_programme(levers, parameters, start, months)
    world = open_arm(begin(territory, parameters, start, months, seed), programme, months)
    people = world.people
    own: dict[str, Own] = {}  # of processes of other packages
    permit = people.permit.astype(np.int8)
    begun = np.full((people.id.size, KINDS), NEVER, np.int16)
    ended = np.full((people.id.size, KINDS), -1, np.int16)
    for month in range(months):
        simulate(world, programme, parameters, month, month + 1, own)
        given = world.supports
        begun[(given.served[given.row].T == 1) & (begun == NEVER)] = month
        ended[(given.left[given.row].T > 0) | (begun == month)] = month
    housing = np.ascontiguousarray(world.record.housing[:months].T)
    due = np.clip(people.exit_due, -NEVER, NEVER).astype(np.int16)
    return Cohort(
        housing,
        np.ascontiguousarray(world.record.work[:months].T),
        due,
        _left(housing, due),
        begun,
        ended,
        people.sex.astype(np.int8),
        people.age.astype(np.int8),
        people.family.astype(np.int8),
        permit,
        people.channel != Channel.NONE,
    )


def _left(housing: Months, due: Columns) -> Columns:
    """Return the month in which each person is out of reception for the first time."""
    inside = (housing == Housing.EXPECTED) | (housing == Housing.RECEPTION)
    out = ~inside
    first = np.where(out.any(axis=1), out.argmax(axis=1), NEVER).astype(np.int16)
    return np.where(due < 0, np.minimum(due, first), first).astype(np.int16)
