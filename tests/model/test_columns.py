"""What a person takes in memory, and that the columns hold whatever the ranges allow."""

import math
from typing import Any

import numpy as np

from approdo.experiments.published.spec import Applicant, Start
from approdo.model.calendar import BURN_IN
from approdo.model.kinds import KINDS, TUTORING
from approdo.model.levels import COHORT, SHIFT
from approdo.model.levers import LEVERS
from approdo.model.parameters import load_parameters
from approdo.model.population import INCUMBENTS, create_world
from approdo.model.processes.common import DISUSED, dwelling_id
from approdo.model.regimes import regimes
from approdo.model.world import LINE, ROOM, People, empty_supports, make_table, room
from tests.worlds import START, small_territory

MONTHS = 120  # the longest run
HELD = np.iinfo(np.int32).max / 100.0  # EUR
FIRST_LINE = {"id", "housing", "work", "permit", "home", "employer", "income", "rent", "savings", "exit_due", "plan"}


def most(name):
    """Return the upper end of a parameter's range."""
    return next(row.high for row in load_parameters().rows if row.name == name)


def limit(part, name):
    """Return the most that a study's file may say."""
    shape = part.model_json_schema()["properties"][name]
    return max(each["maximum"] for each in shape.get("anyOf", [shape]) if "maximum" in each)


def test_a_person_is_two_lines_of_the_cache():
    people: Any = make_table(People, 3)
    assert people.dtype.itemsize == 2 * LINE
    assert people.ctypes.data % LINE == 0
    assert {name for name in FIRST_LINE if people.dtype.fields[name][1] >= LINE} == set()


def test_no_range_brings_more_money_than_a_column_holds():
    sectors = [row.name for row in load_parameters().rows if row.name.startswith("work.wage_") and "EUR" in row.unit]
    assert len(sectors) == 5
    wage = max(most(name) for name in sectors) * (1.0 + most("work.wage_spread"))
    pay = max(wage, LEVERS["internships"].fields["allowance"].high)
    support = max(wage * most("work.benefit_share"), limit(Start, "support"))
    children = most("population.most_minors")
    minimum = max(each.minimum_income for each in regimes()) * (1.0 + most("money.scale_minimum") * (1 + children))
    income = max(pay + support + children * most("money.child_allowance") + most("money.pocket"), minimum)
    assert income < 16_000
    assert limit(Applicant, "income") < HELD
    begin = max(limit(Start, "savings"), most("population.savings_at_exit") * -math.log(2.0**-53))
    savings = begin + most("reception.exit_grant") + (BURN_IN + MONTHS) * income
    assert savings < 4_000_000 < HELD


def test_months_fit():
    """The earliest and the latest cohort, permits and a reception window on top: far from the ends of 16 bits."""
    window = most("reception.window_months")
    permit = max(most(f"permits.{kind}_months") for kind in ("refugee", "subsidiary", "special"))
    assert BURN_IN + INCUMBENTS + MONTHS + window + permit < np.iinfo(np.int16).max / 10


def test_kinds_that_are_not_used_share_a_row():
    supports = empty_supports([TUTORING, TUTORING, 0], 5)
    assert supports.left.shape == supports.by.shape == supports.served.shape == (3, 5)
    assert (supports.row[0], supports.row[TUTORING]) == (1, 2)
    assert np.count_nonzero(supports.row) == 2
    assert empty_supports((), 5).left.shape == (1, 5)
    assert empty_supports(range(KINDS), 5).row.tolist() == list(range(1, KINDS + 1))


def test_room_is_zeros_that_can_be_written():
    for rows in (0, 3, ROOM):
        zeros = room(rows, np.int16)
        assert zeros.size == rows
        assert not zeros.any()
        assert zeros.flags.writeable
    zeros[5] = 7
    assert zeros.sum() == 7
    assert room(ROOM, np.int16).sum() == 0


def test_a_dwelling_is_told_from_its_row():
    """The number of a zone's first home of the segment, or disused one, and how far it stands behind that."""
    world = create_world(small_territory(zones=3), load_parameters(), START, 1, 1)
    dwellings = world.dwellings
    ids = [dwelling_id(dwellings, d) for d in range(dwellings.zone.size)]
    disused = dwellings.state == DISUSED
    assert dwellings.id.tolist() == ids
    assert 0 < disused.sum() == dwellings.disused.size
    base = small_territory(zones=3).code * SHIFT
    for z in range(3):
        first = base + z * 2 * COHORT
        own, behind = ([ids[d] for d in np.flatnonzero(homes & (dwellings.zone == z))] for homes in (~disused, disused))
        assert own == list(range(first, first + len(own)))
        assert all(first + COHORT <= number < first + COHORT + 60 for number in behind)
