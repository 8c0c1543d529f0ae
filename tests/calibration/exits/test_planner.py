"""The planner against answers worked out by hand: exact counts without chance, binomials with one chance."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from approdo.calibration.exits.delays import load_delays
from approdo.calibration.exits.planner import TOGETHER, plan_exits
from approdo.calibration.exits.reading import Cell, Office, read_office
from approdo.model.calendar import parse_month
from approdo.model.errors import BadInput
from tests.calibration.exits.office import write

COUNT = parse_month("2026-03")
# No chance anywhere: every delay is what it is, nobody leaves early, everybody and nobody go to SAI.
SURE = {
    "decision_months": 4, "recognition_share": 1, "refused_leave_share": 1, "notice_months": 2, "notice_slip_months": 0,
    "sai_share": 0, "sai_months": 6, "sai_left_months": 5, "extension_share": 0, "extension_months": 6,
    "abandon_hazard": 0, "spread": 0,
}  # fmt: skip


def delays(**changes):
    wanted = SURE | changes
    return {
        name: dataclasses.replace(each, value=wanted[name], low=wanted[name], high=wanted[name])
        for name, each in load_delays().items()
    }


def office(*cells, vacancies=None):
    return Office(COUNT, tuple(cells), vacancies, 0, ())


def cell(permit="refugee", reception="cas", households=10, size=1, **more):
    return Cell("028060", reception, permit, "single", (size,) * households, **more)


def by_month(plan):
    for each in plan.exits:
        assert each.p10 == each.p50 == each.p90 == each.mean
    return [each.mean for each in plan.exits]


def short(plan):
    assert plan.short is not None
    return plan.short


def transferred(plan):
    assert plan.transferred is not None
    return plan.transferred


def test_names_and_numbers_are_complete():
    assert set(SURE) == set(load_delays())
    for each in load_delays().values():
        assert each.low <= each.value <= each.high
        assert each.unit
        assert each.source
        assert each.label_en != each.label_it


@pytest.mark.parametrize(
    ("given", "changes", "month", "people"),
    [
        (cell(), {}, 2, 10),  # a holder in CAS: the notice
        (cell(households=3, size=4), {}, 2, 12),  # people, not households
        (cell(decided=COUNT - 1), {}, 1, 10),  # decided a month ago
        (cell(decided=COUNT - 9), {}, 1, 10),  # long overdue: the next month
        (cell(exit=COUNT + 5), {}, 5, 10),
        (cell(exit=COUNT - 2), {}, 1, 10),
        (cell(exit=COUNT + 5), {"notice_slip_months": 2}, 7, 10),
        (cell("applicant"), {}, 6, 10),  # decision and notice
        (cell("applicant"), {"recognition_share": 0}, 6, 10),  # refused, and leaves
        (cell(reception="sai_ordinary", ends=COUNT + 3), {}, 3, 10),
        (cell(reception="sai_ordinary", ends=COUNT + 3), {"extension_share": 1}, 9, 10),
        (cell(reception="sai_ordinary"), {}, 5, 10),
        (cell(), {"abandon_hazard": 1}, 1, 10),
    ],
)
def test_without_chance_counts_are_exact(given, changes, month, people):
    found = by_month(plan_exits(office(given), futures=100, delays=delays(**changes)))
    assert found == [float(people) if number == month else 0.0 for number in range(1, 13)]


def test_nobody_leaves_who_is_refused_and_stays():
    found = plan_exits(
        office(cell("applicant")), futures=100, delays=delays(recognition_share=0, refused_leave_share=0)
    )
    assert by_month(found) == [0.0] * 12


def test_reasons_are_told_apart():
    sure = delays(recognition_share=0)
    found = plan_exits(office(cell("applicant", households=4), cell(households=3)), futures=100, delays=sure)
    assert {name: each.mean for name, each in found.reasons} == {"term": 3.0, "abandoned": 0.0, "refused": 4.0}


def test_sai_places_are_taken_and_the_rest_are_short():
    """Ten people at month 2, four places at month 1, three more at month 4: four stay, six are short."""
    found = plan_exits(office(cell(), vacancies={COUNT + 1: 4, COUNT + 4: 3}), futures=100, delays=delays(sai_share=1))
    assert by_month(found) == [0, 6, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0]  # the four leave SAI six months later
    assert [each.mean for each in short(found)] == [0] + [6] * 11
    assert [each.mean for each in transferred(found)] == [0] + [4] * 11
    assert found.short_from("p10") == 2
    assert found.chance_short == (0.0, *(1.0,) * 11)


def test_a_household_takes_places_for_all_or_none():
    found = plan_exits(
        office(cell(households=1, size=5), cell("subsidiary", households=2), vacancies={COUNT: 4}),
        futures=100,
        delays=delays(sai_share=1),
    )
    assert transferred(found)[-1].mean == 2  # the two single people; the five do not fit
    assert short(found)[-1].mean == 5


def test_without_a_table_places_are_not_known():
    found = plan_exits(office(cell()), futures=100, delays=delays(sai_share=1))
    assert found.short is None
    assert found.document()["places_short"] is None


@pytest.mark.parametrize(("hazard", "months"), [(0.02, 3), (0.1, 6), (0.3, 12)])
def test_one_chance_gives_a_binomial(hazard, months):
    """Applicants who get no decision in sight leave on their own only: within m months each with 1 - (1 - h)^m."""
    people, futures = 200, 4000
    sure = delays(abandon_hazard=hazard, decision_months=100)
    found = plan_exits(office(cell("applicant", households=people)), futures=futures, delays=sure)
    share = 1 - (1 - hazard) ** months
    each = found.everybody[(3, 6, 12).index(months)]
    error = math.sqrt(people * share * (1 - share) / futures)
    assert each.mean == pytest.approx(people * share, abs=4 * error)
    spread = math.sqrt(people * share * (1 - share)) * 1.2816  # from the middle to p90
    assert each.p90 - each.p50 == pytest.approx(spread, abs=1.5)
    assert each.p50 - each.p10 == pytest.approx(spread, abs=1.5)


def test_a_share_gives_a_binomial_of_places_short():
    people, futures = 100, 4000
    found = plan_exits(office(cell(households=people), vacancies={}), futures=futures, delays=delays(sai_share=0.3))
    assert short(found)[-1].mean == pytest.approx(30, abs=4 * math.sqrt(21 / futures))
    assert short(found)[-1].p90 - short(found)[-1].p50 == pytest.approx(1.2816 * math.sqrt(21), abs=1.5)


def test_fractions_of_months_are_rounded_by_chance():
    found = plan_exits(office(cell(households=400)), futures=500, delays=delays(notice_months=2.25))
    assert found.exits[1].mean == pytest.approx(300, rel=0.02)
    assert found.exits[2].mean == pytest.approx(100, rel=0.05)


def test_a_delay_that_nobody_knows_is_the_same_for_all_in_one_future():
    """Exits of 100 people with one unknown delay go together: far more spread than if each had its own."""
    wide = delays() | {"notice_months": dataclasses.replace(load_delays()["notice_months"], low=1, value=2, high=3)}
    found = plan_exits(office(cell(households=100)), futures=1000, delays=wide)
    assert found.exits[1].p90 - found.exits[1].p10 > 40


def test_the_same_seed_the_same_plan_and_a_row_more_moves_no_other():
    first = plan_exits(office(cell()), futures=200, seed=3)
    assert plan_exits(office(cell()), futures=200, seed=3).document() == first.document()
    assert plan_exits(office(cell()), futures=200, seed=4).document() != first.document()
    more = plan_exits(office(cell(), cell("subsidiary")), futures=200, seed=3)
    groups = {each.name: each.within for each in more.groups if each.dimension == "permit"}
    assert groups["refugee"] == next(each.within for each in first.groups if each.dimension == "permit")


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["refugee", "special", "applicant"]),
            st.sampled_from(["cas", "sai_ordinary"]),
            st.integers(1, 12),
            st.integers(1, 4),
        ),
        min_size=1,
        max_size=5,
    ),
    st.integers(0, 5),
    st.integers(0, 20),
)
def test_nobody_is_made_or_lost(kinds, seed, places):
    cells = [
        Cell(f"02806{number}", reception, permit, "single", (size,) * households)
        for number, (permit, reception, households, size) in enumerate(kinds)
    ]
    found = plan_exits(office(*cells, vacancies={COUNT + 2: places}), futures=100, seed=seed)
    people = found.office.people
    year = found.everybody[-1]
    assert 0 <= found.everybody[0].mean <= found.everybody[1].mean <= year.mean <= people
    assert sum(each.mean for each in found.exits) == pytest.approx(year.mean)
    assert sum(each.mean for _, each in found.reasons) == pytest.approx(year.mean)
    for dimension in ("municipality", "permit", "family"):
        inside = [each for each in found.groups if each.dimension == dimension]
        assert sum(each.present for each in inside) == people
        assert sum(each.within[2].mean for each in inside) == pytest.approx(year.mean)
    assert transferred(found)[-1].p90 <= places


def test_small_groups_stand_together():
    cells = [dataclasses.replace(cell(households=n), municipality=f"02800{n}") for n in (2, 8, 30)]
    found = plan_exits(office(*cells), futures=100)
    shown = {each.name: each.present for each in found.groups if each.dimension == "municipality"}
    assert shown == {"0280030": 30, TOGETHER: 10}  # 2 alone would be told by the total: 8 goes with it


@pytest.mark.parametrize(("asked", "said"), [({"futures": 99}, "futures = 99"), ({"seed": -1}, "seed = -1")])
def test_asked_badly(asked, said):
    with pytest.raises(BadInput, match=said):
        plan_exits(office(cell()), **asked)


def test_from_files_without_chance(tmp_path):
    folder = write(
        tmp_path / "office",
        presences=[
            "2026-03,028060,cas,refugee,single,10,10,",
            "2026-03,028060,sai_ordinary,refugee,family,2,9,2026-08",
        ],
        decisions=["2026-02,028060,refugee,single,3"],
        notices=["2026-07,028060,cas,refugee,single,4"],
        vacancies=["2026-04,sai_ordinary,1", "2026-04,sai_dmds,5"],
    )
    read = read_office([folder])
    assert read.people == 19
    assert read.other_places == 5
    found = plan_exits(read, futures=100, delays=delays())
    # month 1: three decided in February; 2: three holders without a date; 4: the notified; 5: two families of nine
    assert by_month(found) == [3, 3, 0, 4, 9, 0, 0, 0, 0, 0, 0, 0]


def test_large_offices_take_bearable_memory():
    found = plan_exits(office(cell(households=5000)), futures=100)
    assert found.everybody[-1].mean > 0
    assert np.isfinite(found.everybody[-1].mean)
