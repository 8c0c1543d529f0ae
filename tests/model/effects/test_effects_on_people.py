"""Levers of support, learning and work: what a month of each gives to whom, by hand where that is possible."""

from typing import Any

import numpy as np
import pytest

from approdo.model import draws
from approdo.model.arithmetic import gumbel
from approdo.model.codes import Channel, Housing, Permit, Work
from approdo.model.draws import draw
from approdo.model.levers.placement import MODES
from approdo.model.processes.common import GOAL_HOME, GOAL_TIES, GOAL_WORK
from tests.model.effects.arms import SMALL, differing, life, numbers, present, table

P = numbers()


def after_one_month(kind, amount=40, **fields):
    """Return baseline and arm after one month, and who was served."""
    none, arm = life([], recorded=1), life([table(kind, amount, **fields)], recorded=1)
    return none.world, arm.world, arm.served(kind)


@pytest.mark.parametrize(("kind", "column"), [("language_courses", "language"), ("orientation_training", "skill")])
def test_an_hour_of_teaching_closes_its_share_of_the_gap(kind, column):
    none, arm, served = after_one_month(kind, hours=50)
    before = life([], recorded=1).days[0].people
    rate = 0.15 * 0.6 if kind == "language_courses" else 0.3
    hours = np.where((before.young_child == 1) & (kind == "language_courses"), 25.0, 50.0)
    gain = getattr(arm.people, column) - getattr(none.people, column)
    wanted = rate * hours / 100.0 * (1.0 - getattr(before, column))
    assert served.any()
    assert gain[served] == pytest.approx(wanted[served], abs=1e-12)
    assert not gain[~served].any()


def test_courses_are_for_those_below_their_level_and_teach_nothing_else():
    none, arm, served = after_one_month("language_courses", 400)
    before = life([], recorded=1).days[0].people
    assert (before.language[served] < P["learning.course_until"]).all()
    assert (arm.people.skill == none.people.skill).all()
    assert (arm.people.vulnerability == none.people.vulnerability).all()


def test_psychological_support_eases_by_its_hours_and_only_who_needs_it():
    none, arm, served = after_one_month("psychological_support", hours=6.0)
    before = life([], recorded=1).days[0].people
    assert (before.vulnerability[served] >= P["learning.psychological_from"]).all()
    eased = P["learning.psychological"] * 6.0 / 4.0
    assert arm.people.vulnerability[served] == pytest.approx(none.people.vulnerability[served] * (1 - eased), abs=1e-12)
    assert (arm.people.vulnerability[~served] == none.people.vulnerability[~served]).all()
    assert (arm.people.housing == none.people.housing).all(), "it moves nobody in its first month"


def test_labs_make_bridges_and_no_bonds_for_those_who_take_part():
    none, arm, served = after_one_month("inclusion_labs", 400)
    more = arm.people.bridges.astype(int) - none.people.bridges
    assert set(more[served].tolist()) == {0, 1}
    assert not more[~served].any()
    assert (arm.people.bonds == none.people.bonds).all()
    for column in ("housing", "work", "savings", "language", "registered"):
        assert (getattr(arm.people, column) == getattr(none.people, column)).all(), column


def test_help_with_registration_registers_and_ends_there():
    none, arm, served = after_one_month("residence_registration", 400)
    more = arm.people.registered.astype(int) - none.people.registered
    assert set(more[served].tolist()) == {0, 1}
    assert not more[~served].any()
    year = life([table("residence_registration", 400)], recorded=12)
    for t in range(1, 12):
        registered = year.days[t].people.registered == 1
        assert not (year.left("residence_registration", t)[registered] > 0).any()
    assert not (year.world.people.registered[year.world.people.channel == Channel.NONE] == 1).any()


def test_help_that_helps_nobody_registers_nobody():
    assert not differing(
        life([], recorded=12, diary=False, changes={"permits.register_helped": 0.0}),
        life(
            [table("residence_registration", 400)], recorded=12, diary=False, changes={"permits.register_helped": 0.0}
        ),
    ).any()


@pytest.mark.parametrize("kept_on", [0.0, 1.0])
def test_an_internship_pays_its_allowance_and_keeps_on_its_share(kept_on):
    lever = table("internships", 30, allowance=500.0, kept_on=kept_on, support_months=4, unit_cost=0.0, start_cost=0.0)
    arm = life([lever], recorded=12)
    served = arm.world.ledger.served[0]
    assert (arm.world.ledger.spent[0] == served * 50_000).all()
    ended = 0
    for t in range(12):
        interns = arm.days[t + 1].people.work == Work.INTERNSHIP
        assert (arm.days[t + 1].people.wage[interns] == 50_000).all()
        assert interns.sum() <= 30
        over = (arm.left("internships", t - 1) == 1) & (arm.left("internships", t) == 0)
        over &= present(arm.days[t + 1])
        kept = over & (arm.days[t + 1].people.work == Work.FIXED_TERM) & (arm.days[t + 1].people.employer < 0)
        assert kept.sum() == (over.sum() if kept_on else 0)
        ended += int(over.sum())
    assert ended > 10


def test_wage_support_is_paid_in_months_of_regular_work_only():
    arm = life([table("employer_incentive", 60, amount=300.0, unit_cost=0.0, start_cost=0.0)], recorded=24)
    paid = 0
    for t in range(24):
        at_work = arm.days[t].people.work >= Work.SEASONAL
        supported = (arm.left("employer_incentive", t - 1) > 0) & at_work & present(arm.days[t])
        ending = supported & (arm.left("employer_incentive", t - 1) == 1)  # the last month has been paid
        assert arm.world.ledger.spent[0, t] == 30_000 * (supported & ~ending).sum()
        paid += int(supported.sum())
        new = (arm.left("employer_incentive", t) > 0) & (arm.left("employer_incentive", t - 1) <= 0)
        assert (arm.days[t].people.work[new] == Work.JOBSEEKER).all()
    assert paid > 20


def test_wage_support_that_employers_ignore_changes_nobodys_month():
    ignored = {"work.incentive": 0.0}
    none = life([], recorded=12, diary=False, changes=ignored)
    assert not differing(none, life([table("employer_incentive", 60)], recorded=12, diary=False, changes=ignored)).any()


@pytest.mark.parametrize("mode", MODES)
def test_placement_moves_nobody_with_a_job_nor_to_a_zone_they_like_less(mode):
    none, arm = life([], recorded=1), life([table("placement", 400, mode=mode)], recorded=1)
    served, own = arm.served("placement"), arm.days[0].people.zone
    moved = np.flatnonzero(none.world.people.zone != arm.world.people.zone)
    before = arm.days[0]
    assert served.any()
    assert not np.setdiff1d(moved, np.flatnonzero(served)).size
    assert (before.people.employer[served] < 0).all()
    assert (before.people.housing[served] <= Housing.RECEPTION).all()
    changed = 0
    for i in np.flatnonzero(served & (arm.world.people.housing == Housing.RECEPTION)).tolist():
        who, z = int(before.people.id[i]), int(arm.world.people.zone[i])
        if z == own[i]:
            continue
        taste, at_home = (_gumbel(who, each) for each in (z, int(own[i])))
        assert taste - 1.0 * before.minutes[own[i], z] / 60.0 >= at_home
        changed += 1
    assert changed > 0


def _gumbel(who: int, option: int) -> float:
    luck: Any = np.uint64(draw(1, draws.PLACEMENT, 0, who, option))
    return gumbel(luck)


def test_placement_costs_one_entry_each_and_gives_nothing_but_the_zone():
    none, arm, served = after_one_month("placement", 400, start_cost=86.0, unit_cost=0.0)
    assert arm.ledger.total[0] == 8600 * served.sum()
    stayed = (none.people.housing == Housing.RECEPTION) & (arm.people.housing == Housing.RECEPTION)
    for column in ("savings", "language", "bonds", "income", "permit"):
        assert (getattr(none.people, column) == getattr(arm.people, column))[stayed].all(), column


def test_exit_preparation_is_for_people_in_reception_and_ends_with_it():
    arm = life([table("exit_preparation", 400, pre_exit_months=6)], recorded=12)
    for t in range(12):
        new = (arm.left("exit_preparation", t) > 0) & (arm.left("exit_preparation", t - 1) <= 0)
        assert (arm.world.people.exit_due[new] - t <= 6).all()
        out = arm.days[t].people.housing > Housing.RECEPTION
        assert not (arm.left("exit_preparation", t)[out] > 0).any()
    assert arm.world.ledger.begun.sum() > 20


def test_whoever_is_prepared_searches_and_is_tutored_before_the_exit():
    far = life([table("tutoring", 400, pre_exit_months=0)], recorded=1)
    both = life(
        [table("exit_preparation", 400, pre_exit_months=6), table("tutoring", 400, pre_exit_months=0)], recorded=1
    )
    early = both.served("tutoring") & ~far.served("tutoring")
    rest = far.world.people.exit_due[early]
    assert early.any()
    assert rest.min() > 0
    assert rest.max() <= 6


@pytest.mark.parametrize("months", [0, 2, 6])
def test_tutors_take_on_people_up_to_their_months_before_the_exit(months):
    arm = life([table("tutoring", 2000, pre_exit_months=months)], recorded=1)
    before = arm.days[0].people
    inside = arm.served("tutoring") & (arm.world.people.housing == Housing.RECEPTION)
    assert (before.exit_due[inside] <= months).all()
    plan = arm.world.people.plan
    assert (plan[arm.served("tutoring")] <= GOAL_HOME + GOAL_WORK + GOAL_TIES).all()
    assert plan[arm.served("tutoring")].any()
    assert not plan[~arm.served("tutoring")].any()


def test_a_tutor_who_achieves_nothing_changes_nobodys_month():
    useless = {"tutoring.effect": 0.0}
    none = life([], recorded=12, diary=False, changes=useless)
    assert not differing(none, life([table("tutoring", 400)], recorded=12, diary=False, changes=useless)).any()


def test_an_extension_keeps_people_in_reception_and_never_moves_their_clock():
    none = life([], recorded=12, diary=False)
    arm = life([table("reception_extension", 30, extra_months=3)], recorded=12, diary=False)
    states = arm.world.record.housing
    there = states == Housing.PROLONGED_RECEPTION
    assert (arm.world.people.exit_due == none.world.people.exit_due).all()
    assert (arm.world.ledger.served <= 30).all()
    assert there.any()
    first = there.argmax(axis=0)[there.any(axis=0)]
    assert (first == arm.world.people.exit_due[there.any(axis=0)]).all(), "from the month of the scheduled exit"


def test_an_extension_holds_no_more_people_and_months_than_it_pays_for():
    arm = life([table("reception_extension", 30, extra_months=3)], recorded=12, diary=False)
    there = arm.world.record.housing == Housing.PROLONGED_RECEPTION
    assert (there.sum(axis=1) <= 30).all()
    assert there.sum(axis=0).max() <= 3


def test_people_without_a_permit_are_served_only_where_the_filter_names_them():
    kinds = ("tutoring", "language_courses", "transitional_housing", "psychological_support", "inclusion_labs")
    everybody = life([table(kind, 2000) for kind in kinds], recorded=12)
    for before, after in zip(everybody.days[:-1], everybody.days[1:], strict=True):
        new = (before.supports.served == 0) & (after.supports.served == 1)
        assert not new[:, before.people.permit == Permit.NONE].any()
    named = life([table("transitional_housing", 2000, eligibility={"permit": ["none"]})], recorded=12)
    served = named.served("transitional_housing")
    assert served.any()
    assert (named.world.people.permit[served] == Permit.NONE).all()
    assert (named.world.people.channel[served] == Channel.NONE).any()
    assert SMALL.figures["non_holder_leavers_per_month"].value > 0
