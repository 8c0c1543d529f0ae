"""What holds for every lever: nothing for no dose, more for more, never above the budget, and an end."""

from typing import Any

import numpy as np
import pytest

from approdo.model import flows
from approdo.model.levers import LEVERS, lever_table, read_lever
from approdo.model.processes.common import DISUSED, WORKS
from tests.model.effects.arms import (
    HOLDS_HOMES,
    REACHES_NOBODY,
    WORKS_ON_DISUSED,
    dose,
    identical,
    life,
    table,
)

IN_PERSON = [kind for kind in LEVERS if kind not in REACHES_NOBODY]
ENROLS = [kind for kind in IN_PERSON if kind not in (*HOLDS_HOMES, "shelter_beds")]
SOFT_ONLY = ("network_coordination", "staff_training", "ict_tools")
FEW = 3  # units that find somebody in need in the small province
IN_NEED = {"eviction_prevention": {"tenancy.refusal": 0.1}}  # what brings more than 4 * FEW of them at a time


@pytest.mark.parametrize("kind", LEVERS)
def test_zero_dose_is_the_baseline_bit_for_bit(kind):
    none = life(recorded=18, diary=False).world
    zero = life([{"kind": kind, **dose(kind, 0)}], recorded=18, diary=False).world
    assert identical(none, zero)
    assert zero.ledger.total.sum() == zero.ledger.served.sum() == zero.ledger.begun.sum() == 0


@pytest.mark.parametrize("kind", LEVERS)
def test_a_little_is_delivered_as_planned_and_more_serves_more(kind):
    doses = (FEW, 2 * FEW, 4 * FEW)
    served = []
    for amount in doses:
        arm = life([table(kind, amount)], recorded=18, diary=False)
        assert (arm.programme.planned == arm.programme.places).all()
        assert (arm.world.ledger.served <= arm.programme.places).all()
        served.append(int(arm.world.ledger.served.sum()))
    assert 0 < served[0] < served[1] < served[2], "delivered grows with the dose"
    if kind in REACHES_NOBODY or kind == "shelter_beds":
        assert served == [18 * amount for amount in doses]


@pytest.mark.parametrize("kind", [kind for kind in IN_PERSON if kind != "shelter_beds"])  # open whoever comes
def test_it_ends_where_people_or_homes_run_out_and_not_before(kind):
    """At a dose that nobody is left out of, twice as much changes nothing: there is no other cap."""
    few, some, more = (
        life([table(kind, amount)], recorded=12, diary=False, changes=IN_NEED.get(kind, {})).world
        for amount in (4 * FEW, 4000, 8000)
    )
    assert identical(some, more)
    assert (some.ledger.served == more.ledger.served).all()
    assert some.ledger.served.sum() > few.ledger.served.sum()


@pytest.mark.parametrize("kind", LEVERS)
def test_a_budget_runs_out_and_is_never_exceeded(kind):
    free = life([table(kind, 30, unit_cost=50.0, start_cost=20.0)], recorded=18, diary=False).world.ledger
    half = int(free.total[0]) // 200
    capped = life([table(kind, 30, unit_cost=50.0, start_cost=20.0, budget=half)], recorded=18, diary=False)
    ledger = capped.world.ledger
    assert 0 < ledger.total[0] <= 100 * half
    assert ledger.spent.sum() == ledger.total[0]
    assert ledger.served.sum() < free.served.sum()


@pytest.mark.parametrize("kind", [kind for kind in LEVERS if kind not in WORKS_ON_DISUSED])
def test_no_lever_but_works_makes_dwellings(kind):
    none, arm = life(recorded=12), life([table(kind, 40)], recorded=12)
    for before, after in zip(none.days[1:], arm.days[1:], strict=True):
        for state in (DISUSED, WORKS):
            assert ((before.dwellings.state == state) == (after.dwellings.state == state)).all()
        assert after.flows[flows.REOPENED] == 0
        assert after.dwellings.id.size == before.dwellings.id.size


@pytest.mark.parametrize("kind", [kind for kind in LEVERS if kind not in HOLDS_HOMES])
def test_only_levers_that_hold_homes_hold_homes(kind):
    assert (life([table(kind, 40)], recorded=12, diary=False).world.dwellings.managed == 0).all()


@pytest.mark.parametrize("kind", REACHES_NOBODY)
def test_what_reaches_owners_or_services_enrols_nobody(kind):
    world = life([table(kind, 60)], recorded=12, diary=False).world
    assert world.ledger.total[0] > 0
    assert not world.people.reached.any()
    assert not world.supports.left.any()
    assert world.ledger.begun.sum() == 0


@pytest.mark.parametrize("kind", SOFT_ONLY)
def test_a_network_training_or_tools_alone_change_nobodys_month(kind):
    none, arm = life(recorded=18, diary=False).world, life([table(kind, 100)], recorded=18, diary=False).world
    assert identical(none, arm)
    assert arm.ledger.total[0] == 18 * 100 * round(read_lever({"kind": kind}).unit_cost * 100)


@pytest.mark.parametrize("kind", SOFT_ONLY)
def test_a_network_training_or_tools_bring_more_of_the_others_and_never_more_than_planned(kind):
    rough = {"programme.delivery": 0.5, "programme.referral_months": 4.0, "programme.soft_delivery": 0.8}
    main = table("tutoring", 25)
    alone = life([main], recorded=12, diary=False, changes=rough)
    helped = life([main, table(kind, 100)], recorded=12, diary=False, changes=rough)
    gain = 0.4 if kind == "ict_tools" else 0.8
    assert (alone.programme.places[0] == 13).all()  # 12.5, halves up
    assert (helped.programme.places[0] == int(25 * (1 - 0.5 * (1 - gain)) + 0.5)).all()
    assert alone.world.ledger.served[0].sum() < helped.world.ledger.served[0].sum() <= 25 * 12


@pytest.mark.parametrize("kind", ENROLS)
def test_friction_delays_and_lessens_what_is_delivered(kind):
    arm = life(
        [table(kind, 10)],
        recorded=8,
        diary=False,
        changes={"programme.delivery": 0.7, "programme.start_up_months": 2.0},
    )
    assert (arm.programme.planned[0] == 10).all()
    assert arm.programme.places[0].tolist() == [0, 0, 7, 7, 7, 7, 7, 7]
    served = arm.world.ledger.served[0]
    assert (served <= arm.programme.places[0]).all()
    assert served.sum() > 0


@pytest.mark.parametrize("ending", ["stop", "finish_begun", "taper"])
@pytest.mark.parametrize("kind", ["tutoring", "rent_subsidy", "language_courses", "guarantee_fund"])
def test_the_end_of_a_project(kind, ending):
    arm = life([table(kind, 12, months=4, support_months=10, at_end=ending)], recorded=14)
    begun, served = arm.world.ledger.begun[0], arm.world.ledger.served[0]
    assert begun[:4].sum() > 0
    assert not begun[4:].any(), "nobody new after the end"
    if ending == "stop":
        assert not served[4:].any()
        assert (arm.left(kind, 4) <= 0).all()
    else:
        assert served[4] > 0, "what was begun is finished"
        assert (np.diff(served[4:]) <= 0).all()


def test_a_subsidy_that_tapers_falls_by_sixths_to_nothing():
    """100 EUR a month, below every rent: after the end all payments of a month are 5/6, 4/6, ... of it."""
    lever = table("rent_subsidy", 40, months=6, amount=100.0, share=0.0, at_end="taper", unit_cost=0.0)
    arm = life([lever], recorded=14, changes={"programme.taper_months": 6})
    spent = arm.world.ledger.spent[0]
    for closed, part in enumerate((8333, 6666, 5000, 3333, 1666), start=1):
        assert spent[5 + closed] > 0
        assert spent[5 + closed] % part == 0
    assert not spent[11:].any()


@pytest.mark.parametrize("kind", HOLDS_HOMES)
def test_homes_found_are_as_many_a_month_as_planned(kind):
    arm = life([table(kind, 12, new_per_month=2)], recorded=8)
    begun = arm.world.ledger.begun[0]
    assert begun.max() <= 2
    assert begun[0] == 2
    held = [int((day.dwellings.managed == 1).sum()) for day in arm.days[1:]]
    assert max(held) <= 12


# Fields of a package that no rule reads: a user who sets them changes nothing.
FIELDS = [(kind, name) for kind, found in LEVERS.items() for name in found.fields]


@pytest.mark.parametrize(("kind", "name"), FIELDS)
def test_every_own_field_moves_the_months_or_the_books(kind, name):
    careless = {"tenancy.refusal": 0.3, "tenancy.loss_formal": 0.5}  # else few guarantees are claimed
    amount = 400 if name in ("pre_exit_months", "damage") else 20  # else those already out take every place
    # Where one field hides another, the other is set aside: a low amount hides the share, covered months the damage.
    given: dict[tuple[str, str], dict[str, Any]] = {
        ("rent_subsidy", "amount"): {"share": 0.0},
        ("guarantee_fund", "damage"): {"months_covered": 0},
    }
    fields = lever_table(read_lever({"kind": kind, **table(kind, amount, **given.get((kind, name), {}))}))
    del fields["unit_cost"]  # where it follows from the field, it follows
    field = LEVERS[kind].fields[name]
    values: list[object] = [field.low, field.high]
    if field.type == "bool":
        values = [not fields[name]]
    elif field.type == "choice":
        values = [choice for choice in field.choices if choice != fields[name]]
    elif field.type == "int":
        values = [int(field.low or 0), int(field.high or 0)]
    plain = life([fields], recorded=18, diary=False, changes=careless).world
    moved = (life([{**fields, name: value}], recorded=18, diary=False, changes=careless).world for value in values)
    assert any(not identical(plain, other) or (plain.ledger.spent != other.ledger.spent).any() for other in moved)
