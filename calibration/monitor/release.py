"""Which counts of the indicators may leave: the pilot's own rules, with everything that the counts have in common.

Indicators overlap ("without a home" contains "in the street"), and `approdo pilot table` releases states in another
layout. Both are sums of the model's states: these sums are told to `protect` as equations, so that no count can be
worked out from the others.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from approdo.model.calendar import month_text
from approdo.model.codes import Housing, Work

from ..observe import HOME_OF, JOB_OF, Flags, Home, Job, Months, Plan
from ..pilot import counts
from ..pilot.bounds import Equation, Key
from ..pilot.suppress import Release, protect
from .indicators import HOUSING, WORK, Indicator, flags

ALL: Final = counts.ALL
SO, OTHERWISE = "so", "otherwise"
OTHERS: Final = "other territories"
DIMS: Final = ("month", "indicator", "state", "group", "territory")
WHENEVER, PEOPLE = "in all", "people"


@dataclass(frozen=True, eq=False)
class Shown:
    """Which counts may leave, by (indicator, state, month from 0), and what is thereby released."""

    cells: frozenset[tuple[str, str, int]]
    people: bool  # whether the number of people followed may leave
    hidden: int
    release: Release


def released(
    plan: Plan,
    months: Months,
    mine: Flags,
    name: str,
    indicators: Sequence[Indicator],
    start: int,
    *,
    k: int,
    earlier: Sequence[Release] = (),
    digest: str = "",
) -> Shown:
    """Return which counts of participants may leave.

    Args:
        plan: of the whole pilot, territories that are left out included.
        months: of the whole pilot, one cohort.
        mine: the people of the territories that are looked at.
        name: what these territories are called.
        indicators: what is counted.
        start: month number of the first column.
        k: counts from 1 to k - 1 are small.
        earlier: what was released before.
        digest: hash of the data.

    Raises:
        BadInput: k below 5.
    """
    import pandas as pd

    everybody = np.ones(plan.people, np.bool_)
    groups = {ALL: everybody}
    if not plan.participant.all():
        groups = {"participant": plan.participant, "comparison": ~plan.participant, ALL: everybody}
    places = {ALL: everybody} if mine.all() else {name: mine, OTHERS: ~mine, ALL: everybody}
    rows = [
        (WHENEVER, PEOPLE, ALL, group, place, int((member & there).sum()))
        for group, member in groups.items()
        for place, there in places.items()
    ]
    for each in indicators:
        so, count = (part[0] for part in flags(each, plan, months))
        for state, those in ((SO, so), (OTHERWISE, count & ~so), (ALL, count)):
            for group, member in groups.items():
                for place, there in places.items():
                    numbers = those[member & there].sum(axis=0).tolist()
                    rows += [
                        (month_text(start + month), each.id, state, group, place, number)
                        for month, number in enumerate(numbers)
                    ]
    frame = pd.DataFrame(rows, columns=[*DIMS, "n"])
    shapes = [
        frozenset(pair for pair in (("group", group), ("territory", place)) if pair[1] != ALL)
        for group in groups
        for place in places
    ]
    stated = [month_text(start + month) for month in range(plan.months)]
    sums = tuple(equation for month in stated for shape in shapes for equation in _sums(indicators, month, shape))
    totals = {"state": ALL, "group": ALL, "territory": ALL}
    before = [*earlier, Release(digest, {}, sums)]
    told = protect(frame, DIMS, totals=totals, k=k, earlier=before, digest=digest)
    group = "participant" if len(groups) > 1 else ALL
    place = ALL if mine.all() else name
    chosen = told.frame[(told.frame["group"] == group) & (told.frame["territory"] == place)]
    position = {month: number for number, month in enumerate(stated)}
    open_ = [(str(row.indicator), str(row.state), str(row.month)) for row in chosen.itertuples() if not row.flag]
    return Shown(
        frozenset((name, state, position[month]) for name, state, month in open_ if month in position),
        any(name == PEOPLE for name, _, _ in open_),
        int((chosen["flag"] != "").sum()),
        replace(told.release, equations=(*told.release.equations, *sums)),
    )


def _sums(indicators: Sequence[Indicator], month: str, shape: Key) -> Iterator[Equation]:
    """Yield which of the model's states each count of a month is the sum of, here and in the tables of the pilot."""
    homes: Mapping[int, Home] = {int(state): home for state, home in HOME_OF.items()}
    jobs: Mapping[int, Job] = {int(state): job for state, job in JOB_OF.items()}

    def key(*more: tuple[str, str]) -> Key:
        return frozenset((("month", month), *more)) | shape

    def atoms(of: str, states: Sequence[int]) -> tuple[Key, ...]:
        kind = Housing if of == HOUSING else Work
        return tuple(key((f"model {of}", kind(state).name)) for state in states)

    for of, known in ((HOUSING, counts.HOUSING), (WORK, counts.WORK)):
        for name, states in known.items():
            yield Equation(key((of, name)), atoms(of, [int(state) for state in states]))
    for each in indicators:
        if each.of == HOUSING:
            there = [state for state, home in homes.items() if home != Home.LEFT]
            so = [state for state in there if homes[state] in each.homes]
        elif each.of == WORK:
            there = list(jobs)
            so = [state for state in there if jobs[state] in each.jobs]
        else:
            continue
        yield Equation(key(("indicator", each.id), ("state", SO)), atoms(each.of, so))
        yield Equation(key(("indicator", each.id)), atoms(each.of, there))
