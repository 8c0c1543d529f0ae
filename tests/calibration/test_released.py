"""Shares beside the fit, attacked: small counts, groups that give each other away, territories that were left out."""

from dataclasses import replace

import numpy as np
import pytest

from approdo.calibration.observe import Home, Job, Months, Plan
from approdo.calibration.released import Whole, shown
from approdo.model.errors import BadInput

MONTHS = 4


def pilot(street, people=60, supported=40, sites=("padova", "foggia"), digest="a"):
    """A pilot in which the people of these numbers sleep in the street in the first month, others never."""
    home = np.full((people, MONTHS), Home.OWN, np.int8)
    home[list(street), 0] = Home.ROUGH
    job = np.full((people, MONTHS), Job.REGULAR, np.int8)
    job[::2] = Job.NONE
    none = np.zeros((people, MONTHS), bool)
    plan = Plan(
        sites, np.arange(people) % len(sites), np.zeros(people, int), np.zeros(people, int),
        np.arange(people) < supported, {}, none, none,
    )  # fmt: skip
    return Whole(plan, Months(home[None], job[None]), digest)


STREET = "without a home"


def test_many_people_are_shown_and_none_is_no_secret():
    cells = shown(pilot([*range(10), *range(45, 55)]), ("padova", "foggia"), 5).cells
    assert {(STREET, "supported", 1), (STREET, "comparison", 1)} <= cells
    assert (STREET, "supported", 3) in cells  # nobody was so: a zero tells of nobody


@pytest.mark.parametrize("few", [1, 4])
def test_few_people_are_hidden_and_nothing_more_while_no_total_is_shown(few):
    cells = shown(pilot([*range(10), *range(45, 45 + few)]), ("padova", "foggia"), 5).cells
    assert (STREET, "comparison", 1) not in cells
    assert (STREET, "supported", 1) in cells  # all together are not shown beside: nobody can subtract
    assert not any(group == "all" for _, group, _ in cells)


def test_where_a_territory_has_one_arm_its_total_does_not_give_the_few_away():
    """Supported people in padova, the comparison group in foggia: all of foggia are the comparison group."""
    few = pilot([*range(10), 45, 46])
    whole = Whole(replace(few.plan, site=(~few.plan.participant).astype(int)), few.months, "a")
    both = shown(whole, ("padova", "foggia"), 5)
    assert (STREET, "supported", 1) in both.cells
    assert (STREET, "comparison", 1) not in both.cells
    assert (STREET, "all", 1) not in shown(whole, ("foggia",), 5, [both.release]).cells


def test_few_who_were_otherwise_are_hidden_too():
    home = pilot(range(60))
    home.months.home[0, :57, 0] = Home.ROUGH
    home.months.home[0, 57:, 0] = Home.OWN
    assert (STREET, "comparison", 1) not in shown(home, ("padova", "foggia"), 5).cells


def test_a_territory_is_hidden_where_the_other_one_would_show():
    whole = pilot([*range(0, 20, 2), 1])  # ten supported people in padova, one in foggia
    assert (STREET, "supported", 1) in shown(whole, ("padova", "foggia"), 5).cells
    assert (STREET, "supported", 1) not in shown(whole, ("padova",), 5).cells


def test_somebody_who_withdraws_is_not_found_by_asking_again():
    before = shown(pilot(range(10)), ("padova", "foggia"), 5)
    assert (STREET, "supported", 1) in before.cells
    later = shown(pilot(range(9), digest="b"), ("padova", "foggia"), 5, [before.release])
    assert (STREET, "supported", 1) not in later.cells
    assert shown(pilot(range(10)), ("padova", "foggia"), 5, [before.release]).cells == before.cells


def test_k_can_be_raised_only():
    with pytest.raises(BadInput, match="never lowered"):
        shown(pilot([]), ("padova", "foggia"), 4)
    assert (STREET, "supported", 1) not in shown(pilot(range(10)), ("padova", "foggia"), 11).cells
