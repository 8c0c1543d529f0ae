"""The programme: months, ramps and friction become exact numbers in the shapes that compiled rules expect."""

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from approdo.model.calendar import parse_month
from approdo.model.levers import LEVERS, change, read_lever
from approdo.model.programme import Programme, compile_programme, empty_programme, ramped

START = parse_month("2018-10")
SOFT = {"programme.referral_months": 2, "programme.soft_delivery": 0.5, "programme.soft_referral": 0.5}
SMOOTH = {"programme.delivery": 1.0, "programme.start_up_months": 0, **SOFT}
ROUGH = {"programme.delivery": 0.7, "programme.start_up_months": 2, **SOFT}
TWO_DIMENSIONS = ("planned", "places", "starts", "open")


def compiled(recorded=12, parameters=SMOOTH, /, **table) -> Programme:
    return compile_programme([read_lever(table)], parameters, START, recorded)


def check_shapes(programme: Programme, actions: int, months: int) -> None:
    shapes = {"low": (actions, 5), "high": (actions, 5), "mask": (actions, 6), "referral": (months,)}
    shapes |= dict.fromkeys(TWO_DIMENSIONS, (actions, months))
    for name, column in programme._asdict().items():
        if name == "actions":
            assert column.shape == (actions,)
            continue
        assert column.dtype == (np.float64 if name in ("low", "high", "referral") else np.int64), name
        assert column.shape == shapes[name], name
        assert column.flags.c_contiguous, name


def test_columns_are_those_of_the_compiled_rules():
    check_shapes(empty_programme(24), 0, 24)
    levers = [read_lever({"kind": kind}) for kind in LEVERS]
    check_shapes(compile_programme(levers, ROUGH, START, 24), len(LEVERS), 24)
    check_shapes(compile_programme([], ROUGH, START, 24), 0, 24)


def test_key_is_the_identity_of_the_id_and_not_of_the_position():
    levers = [read_lever({"kind": "tutoring"}), read_lever({"kind": "tutoring", "id": "second"})]
    one, other = (compile_programme(order, SMOOTH, START, 3) for order in (levers, levers[::-1]))
    assert list(one.actions.key) == list(other.actions.key)[::-1]
    assert int(one.actions.key[0]) == int(hashlib.sha256(b"tutoring").hexdigest()[:16], 16)


def test_start_may_be_relative_or_a_month():
    relative = compiled(kind="shelter_beds", beds=4, start="+3", months=2)
    absolute = compiled(kind="shelter_beds", beds=4, start="2019-01", months=2)
    assert relative.planned.tolist() == [[0, 0, 0, 4, 4, 0, 0, 0, 0, 0, 0, 0]]
    np.testing.assert_array_equal(relative.planned, absolute.planned)


def test_action_that_began_earlier_is_already_under_way():
    programme = compiled(6, ROUGH, kind="shelter_beds", beds=10, start="2018-08", months=5, ramp_months=4)
    assert programme.planned.tolist() == [[8, 10, 10, 0, 0, 0]]
    assert programme.places.tolist() == [[6, 7, 7, 0, 0, 0]]


def test_ramp_is_linear_and_full_in_its_last_month():
    programme = compiled(6, kind="shelter_beds", beds=10, ramp_months=4)
    assert programme.planned.tolist() == [[3, 5, 8, 10, 10, 10]]  # 2.5 and 7.5: halves up


def test_friction_delays_and_lessens_what_is_delivered():
    programme = compiled(5, ROUGH, kind="shelter_beds", beds=25, months=4)
    assert programme.planned.tolist() == [[25, 25, 25, 25, 0]]
    assert programme.places.tolist() == [[0, 0, 18, 18, 0]]
    assert programme.open.tolist() == [[0, 0, 1, 1, 0]]
    assert programme.starts.tolist() == [[0, 0, 18, 18, 0]]


def test_dwellings_begin_a_few_a_month():
    programme = compiled(4, kind="social_agency", dwellings=5, new_per_month=2, discount=0.2, rent_share=0.6)
    assert programme.starts.tolist() == [[2, 2, 2, 2]]
    assert (programme.actions.discount[0], programme.actions.rent_share[0], programme.actions.works_months[0]) == (
        0.2,
        0.6,
        0,
    )
    one = compiled(4, kind="social_agency", dwellings=1, new_per_month=2)
    assert one.starts.tolist() == [[1, 1, 1, 1]], "never more than are planned"


def test_money_is_whole_cents():
    programme = compiled(kind="deposit_advance", amount=1234.565, start_cost=0.005, unit_cost=1.25, budget=0.1)
    assert (programme.actions.advance_cents[0], programme.actions.start_cost[0]) == (123457, 1)
    assert (programme.actions.unit_cost[0], programme.actions.budget[0]) == (125, 10)
    assert compiled(kind="deposit_advance").actions.budget[0] == -1
    assert compiled(kind="deposit_advance", budget=0).actions.budget[0] == 0, (
        "nothing to spend is not the same as no cap"
    )


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ({"kind": "rent_subsidy", "amount": 200, "share": 0.4}, "subsidy_cents", 20000),
        ({"kind": "rent_subsidy", "amount": 200, "share": 0.4}, "subsidy_share", 0.4),
        ({"kind": "deposit_advance", "repaid": 0.5}, "advance_repaid", 0.5),
        ({"kind": "guarantee_fund", "months_covered": 6}, "guarantee_months", 6),
        ({"kind": "guarantee_fund", "damage": 800}, "guarantee_damage", 80000),
        ({"kind": "renovation", "works_months": 7}, "works_months", 7),
        ({"kind": "shared_housing", "stay_months": 0}, "months", 0),
        ({"kind": "transitional_housing", "stay_months": 9}, "months", 9),
        ({"kind": "tutoring", "pre_exit_months": 3}, "pre_exit", 3),
        ({"kind": "language_courses", "hours": 30}, "hours", 30),
        ({"kind": "orientation_training", "hours": 12.5}, "hours", 12.5),
        ({"kind": "internships", "allowance": 450}, "allowance", 45000),
        ({"kind": "internships", "kept_on": 0.3}, "kept_on", 0.3),
        ({"kind": "reception_extension", "extra_months": 4}, "months", 4),
        ({"kind": "shelter_beds", "winter_only": True}, "winter_only", 1),
        ({"kind": "eviction_prevention", "payment": 900}, "payment", 90000),
        ({"kind": "tutoring", "priority": "lottery"}, "priority", 3),
        ({"kind": "tutoring", "at_end": "taper"}, "ending", 2),
        ({"kind": "tutoring", "take_up": 0.25}, "take_up", 0.25),
    ],
)
def test_dose_lands_in_its_column(table, column, value):
    assert getattr(compiled(**table).actions, column)[0] == value


def test_compiling_is_pure():
    levers = [read_lever({"kind": kind}) for kind in LEVERS]
    one, two = (compile_programme(levers, ROUGH, START, 12) for _ in range(2))
    for name in Programme._fields:
        np.testing.assert_array_equal(getattr(one, name), getattr(two, name))
        assert getattr(one, name) is not getattr(two, name)


@given(
    dose=st.integers(0, 500),
    start=st.integers(0, 40),
    length=st.integers(1, 60),
    ramp=st.integers(0, 30),
    delivery=st.floats(0, 1),
    delay=st.integers(0, 6),
)
def test_never_more_delivered_than_planned_nor_outside_the_life_of_the_action(
    dose, start, length, ramp, delivery, delay
):
    table = {"kind": "shelter_beds", "beds": dose, "start": f"+{start}", "months": length, "ramp_months": ramp}
    parameters = {**SOFT, "programme.delivery": delivery, "programme.start_up_months": delay}
    programme = compile_programme([read_lever(table)], parameters, START, 36)
    planned, places = programme.planned[0], programme.places[0]
    alive = (np.arange(36) >= start) & (np.arange(36) < start + length)
    assert (places <= planned).all()
    assert (planned <= dose).all()
    assert not planned[~alive].any()
    assert not places[: start + delay].any()
    assert (np.diff(planned[alive]) >= 0).all()
    assert (programme.open[0] == (alive & (np.arange(36) >= start + delay))).all()


@given(st.integers(0, 10_000), st.integers(0, 100), st.integers(0, 60))
def test_ramp_rounds_halves_up_without_floats(dose, age, ramp):
    expected = dose if age + 1 >= ramp else int(np.floor(dose * (age + 1) / ramp + 0.5))
    assert ramped(dose, age, ramp) == expected


def test_more_of_a_dose_never_plans_less():
    lever = read_lever({"kind": "tutoring"})
    plans = [compile_programme([change(lever, "tutors", n / 2)], ROUGH, START, 24).places.sum() for n in range(8)]
    assert plans == sorted(plans)


def soft(*levers, months=4):
    return compile_programme([read_lever(table) for table in levers], ROUGH, START, months)


TUTORS = {"kind": "tutoring", "tutors": 4, "caseload": 25}


def test_networks_win_back_part_of_what_is_lost_and_shorten_referrals():
    """Known answers: 0.7 delivered of 100; a full network halves the 0.3 that is missing and the two months' wait."""
    alone = soft(TUTORS)
    assert alone.places[0].tolist() == [0, 0, 70, 70]
    np.testing.assert_allclose(alone.referral, 1 / 3)
    network = soft(TUTORS, {"kind": "network_coordination", "coverage": 100})
    assert network.places[0].tolist() == [0, 0, 85, 85]
    np.testing.assert_allclose(network.referral, 1 / 2)
    both = soft(TUTORS, {"kind": "network_coordination", "coverage": 100}, {"kind": "staff_training", "coverage": 100})
    assert both.places[0].tolist() == [0, 0, 93, 93]  # 1 - 0.3 x 0.5 x 0.5 = 0.925
    np.testing.assert_allclose(both.referral, 1 / 2, err_msg="training shortens no referral")
    part = soft(TUTORS, {"kind": "network_coordination", "coverage": 40})
    assert part.places[0].tolist() == [0, 0, 76, 76]  # 1 - 0.3 x 0.8 = 0.76


def test_soft_levers_are_delivered_as_planned_until_their_budget_ends():
    programme = soft(TUTORS, {"kind": "network_coordination", "coverage": 100, "unit_cost": 10.0, "budget": 2500.0})
    assert programme.places[1].tolist() == [100, 100, 0, 0], "1,000 EUR a month: two months are in the budget"
    assert programme.open[1].tolist() == [1, 1, 0, 0]
    np.testing.assert_allclose(programme.referral, [1 / 2, 1 / 2, 1 / 3, 1 / 3])
    nothing = soft(TUTORS, {"kind": "network_coordination", "coverage": 0})
    np.testing.assert_array_equal(nothing.places[0], soft(TUTORS).places[0])


def test_what_is_planned_is_never_exceeded():
    levers = [{"kind": kind, "coverage": 100} for kind in ("network_coordination", "staff_training", "ict_tools")]
    most = {**ROUGH, "programme.soft_delivery": 1.0, "programme.soft_referral": 1.0}
    tables: list[dict[str, object]] = [{**TUTORS}, *({**table} for table in levers)]  # type: ignore[list-item]
    programme = compile_programme([read_lever(table) for table in tables], most, START, 4)
    assert (programme.places <= programme.planned).all()
    assert programme.referral.max() <= 1.0


def test_residents_own_work_lowers_the_entry_cost():
    programme = soft({"kind": "cooperative_housing", "start_cost": 10000.0, "own_work": 0.3})
    assert int(programme.actions.start_cost[0]) == 700000
