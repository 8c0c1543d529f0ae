"""One run of a study of people's lives: the same people and the same luck in every arm, or lots drawn."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from approdo.model.arithmetic import cents
from approdo.model.calendar import parse_month
from approdo.model.engine import begin, live, open_arm
from approdo.model.programme import compile_programme
from approdo.model.territory import Territory
from approdo.model.trial import (
    StartState,
    draw_lots,
    housing_codes,
    lost_from,
    reserve,
    set_out,
    take_part,
    who_passes,
    work_codes,
)

from .reading import Study
from .spec import Start

Codes = NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class Lives:
    """The months of an arm's people in one territory: states ``[months, people]``, and who is observed until when."""

    territory: str
    housing: Codes
    work: Codes
    due: NDArray[np.int64]  # month of the scheduled exit
    lost: NDArray[np.int64]  # first month not observed
    mine: NDArray[np.bool_]  # in this arm


def run_lives(study: Study, seed: int) -> list[list[Lives]]:
    """Return the lives of one run: for each arm one table a territory."""
    places = [_place(study, territory, seed) for territory in study.territories]
    return [[place[arm] for place in places] for arm in range(len(study.arms))]


def _place(study: Study, territory: Territory, seed: int) -> list[Lives]:
    spec, parameters = study.spec, study.parameters
    start, months = parse_month(spec.world.start), spec.world.months
    world = begin(territory, parameters, start, months, seed)
    rows = take_part(world, who_passes(world, parameters, study.passes), spec.sample.people)
    lots = spec.sample.assignment == "lots"
    assigned = draw_lots(world, rows, len(study.arms)) if lots else None
    due = world.people.exit_due[rows].copy()
    found = []
    for number, levers in enumerate(study.arms):
        mine = np.ones(rows.size, np.bool_) if assigned is None else assigned == number
        programme = compile_programme(levers, parameters, start, months)
        arm = open_arm(world, programme, months)
        begins = spec.arm[number].start or spec.start
        if begins is not None:
            set_out(arm, rows, start_state(begins))
        reserve(arm, rows[mine])
        arm = live(arm, programme, parameters, months)
        lost = lost_from(world, rows, spec.arm[number].attrition, months)
        months_due = due.astype(np.int64)
        found.append(Lives(territory.id, arm.record.housing[:, rows], arm.record.work[:, rows], months_due, lost, mine))
    return found


def start_state(start: Start) -> StartState:
    """Return the start state in the model's codes and cents."""
    return StartState(
        tuple((housing_codes()[state], share) for state, share in start.housing.items()),
        None if start.work is None else work_codes()[start.work],
        None if start.support is None else cents(100.0 * start.support),
        start.support_months,
        None if start.savings is None else cents(100.0 * start.savings),
        start.homeless_months,
        start.vulnerability,
    )
