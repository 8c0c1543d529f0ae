"""Counts that leave, attacked: small ones, ones that others give away, indicators that overlap, earlier tables."""

import numpy as np
import pytest

from approdo.calibration.monitor.indicators import BETWEEN, BY_ID, INDICATORS
from approdo.calibration.monitor.release import ALL, OTHERWISE, SO, released
from approdo.calibration.observe import Home, Job, Months, Plan
from approdo.calibration.pilot.suppress import protect
from approdo.model.calendar import month_text
from approdo.model.errors import BadInput

START, MONTHS = 24216, 2


def pilot(homes, supported=None, sites=("padova", "foggia")):
    """People whose homes in the first month are these; afterwards everybody has a tenancy. Everybody works."""
    people = len(homes)
    home = np.full((people, MONTHS), Home.OWN, np.int8)
    home[:, 0] = homes
    job = np.full((people, MONTHS), Job.REGULAR, np.int8)
    none = np.zeros((people, MONTHS), bool)
    taking_part = np.ones(people, bool) if supported is None else np.arange(people) < supported
    plan = Plan(
        sites, np.arange(people) % len(sites), np.zeros(people, int), np.zeros(people, int), taking_part, {}, none, none
    )
    return plan, Months(home[None], job[None])


def shown(homes, supported=None, mine=None, earlier=(), digest="a", k=5, indicators=(*INDICATORS, *BETWEEN)):
    plan, months = pilot(homes, supported)
    who = np.ones(plan.people, bool) if mine is None else np.isin(np.array(plan.sites)[plan.site], mine)
    name = "+".join(plan.sites if mine is None else mine)
    return released(plan, months, who, name, indicators, START, k=k, earlier=earlier, digest=digest)


def homes_of(**counts):
    return [state for name, count in counts.items() for state in [Home[name.upper()]] * count]


def test_many_are_shown_and_a_zero_is_no_secret():
    cells = shown(homes_of(rough=10, own=30)).cells
    assert {("rough", SO, 0), ("rough", OTHERWISE, 0), ("rough", ALL, 0)} <= cells
    assert ("rough", SO, 1) in cells


@pytest.mark.parametrize("few", [1, 4])
def test_few_are_hidden_and_the_total_does_not_give_them_away(few):
    cells = shown(homes_of(rough=few, own=40), indicators=(BY_ID["rough"],)).cells
    told = {state for name, state, month in cells if month == 0}
    assert SO not in told
    assert told != {OTHERWISE, ALL}  # their difference would be the few


def test_few_who_are_otherwise_are_hidden_too():
    cells = shown(homes_of(rough=40, own=2), indicators=(BY_ID["rough"],)).cells
    assert ("rough", OTHERWISE, 0) not in cells
    assert len({state for _, state, month in cells if month == 0} & {SO, ALL}) < 2


def test_overlapping_indicators_do_not_give_each_other_away():
    # without a home 21 = street 10 + with friends 9 + settlement 2: the first three would tell the last
    cells = shown(homes_of(rough=10, hosted=9, informal=2, own=40)).cells
    assert not {("no_home", SO, 0), ("rough", SO, 0), ("hosted", SO, 0)} <= cells


def test_a_table_released_before_does_not_give_them_away_either():
    import pandas as pd

    month = month_text(START)
    before = pd.DataFrame(
        [
            (month, ALL, state, number)
            for state, number in (("homeless_el1_3", 0), ("homeless_el4_6", 12), ("own_title", 40), (ALL, 52))
        ],
        columns=["month", "territory", "housing", "n"],
    )
    told = protect(before, ("month", "territory", "housing"), totals={"territory": ALL, "housing": ALL}, digest="a")
    assert told.hidden == 0
    homes = homes_of(informal=3, hosted=9, own=40)  # EL4-6 was told as 12: hosted 9 would tell the three others
    assert ("hosted", SO, 0) in shown(homes, indicators=(BY_ID["hosted"],)).cells
    alone = shown(homes, earlier=[told.release], indicators=(BY_ID["hosted"], BY_ID["no_home"]))
    assert ("hosted", SO, 0) in alone.cells  # institution, settlement: still two unknown states behind the three
    assert alone.release.equations


def test_a_comparison_group_and_other_territories_are_no_way_round():
    homes = homes_of(rough=9, own=40)  # nine of ten even and odd alternately: padova 5, foggia 4
    assert ("rough", SO, 0) in shown(homes).cells
    assert ("rough", SO, 0) not in shown(homes, mine=("padova",)).cells
    supported = shown(homes_of(rough=12, own=20), supported=10, indicators=(BY_ID["rough"],))
    assert ("rough", SO, 0) not in supported.cells  # 12 in all, 2 in the comparison group


def test_somebody_who_withdraws_is_not_found_by_asking_again():
    before = shown(homes_of(rough=10, own=40), indicators=(BY_ID["rough"],))
    later = shown(homes_of(rough=9, own=40), earlier=[before.release], digest="b", indicators=(BY_ID["rough"],))
    assert ("rough", SO, 0) in before.cells
    assert ("rough", SO, 0) not in later.cells


def test_the_number_of_people_is_a_count_like_others():
    assert shown(homes_of(own=40)).people
    assert not shown(homes_of(own=4)).people
    assert not shown(homes_of(own=40) + homes_of(own=3), supported=40).people  # all but three would tell the three


def test_k_can_be_raised_and_never_lowered():
    assert ("rough", SO, 0) not in shown(homes_of(rough=9, own=40), k=10).cells
    with pytest.raises(BadInput, match="never lowered"):
        shown(homes_of(rough=9, own=40), k=4)
