"""Start states, lots and losses of a trial: keyed by person, and nothing else in the world moves."""

import numpy as np
import pytest

from approdo.model import draws, trial
from approdo.model.accounts import check
from approdo.model.codes import Housing, Work
from approdo.model.engine import begin, live, open_arm
from approdo.model.levers import read_lever
from approdo.model.levers.eligibility import BOUNDS, SETS
from approdo.model.processes.services import eligible
from approdo.model.programme import compile_programme, empty_programme
from approdo.model.trial import StartState
from approdo.model.world import copy_world
from tests.worlds import START, small_territory


@pytest.fixture(scope="module")
def begun(parameters):
    """A small world at recorded month 0; to be copied."""
    return begin(small_territory(leavers=8.0), parameters, START, 6, 4)


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"months_since_exit_min": 1, "months_since_exit_max": 12},
        {"permit": ["refugee", "special", "none"], "sex": "female"},
        {"family": "single", "zone_kind": ["centre", "rural"], "channel": "cas"},
        {"housing": ["street", "hosted"], "homeless_months_min": 3},
        {"work_prospect_min": 0.3, "vulnerability_min": 0.2, "minors_max": 1},
    ],
)
def test_who_passes_is_who_is_eligible(begun, parameters, asked):
    lever = read_lever({"kind": "tutoring", "eligibility": asked})
    programme = compile_programme([lever], parameters, START, 6)
    p = parameters.record()
    one_by_one = [
        row for row in range(begun.people.id.size) if eligible(begun.people, begun.zones, programme, p, 0, row, 0)
    ]
    assert trial.who_passes(begun, parameters, lever).tolist() == one_by_one
    assert one_by_one


def test_every_condition_has_a_column(begun, parameters):
    for name in (*SETS, *BOUNDS):
        assert trial._column(begun, parameters, name).shape == begun.people.id.shape


def test_one_participant_more_changes_nobody_else(begun):
    rows = np.arange(begun.people.id.size)
    few, more = (set(trial.take_part(begun, rows, number).tolist()) for number in (20, 21))
    assert few < more
    assert len(more) == 21
    assert trial.take_part(begun, rows, None) is rows
    assert trial.take_part(begun, rows, rows.size + 5) is rows


def test_everybody_begins_as_the_trial_says(begun, parameters):
    world = copy_world(begun)
    out = np.flatnonzero((world.people.housing >= Housing.STREET) & (world.people.housing <= Housing.OWN))
    start = StartState(
        housing=((int(Housing.STREET), 0.25), (int(Housing.SHELTER), 0.75)),
        work=int(Work.INACTIVE),
        support=60_000,
        support_months=4,
        savings=1_000,
        homeless=12,
        vulnerability=0.7,
    )
    trial.set_out(world, out, start)
    people = world.people
    states = np.bincount(people.housing[out], minlength=16)
    assert states[Housing.STREET] + states[Housing.SHELTER] == out.size
    assert abs(states[Housing.STREET] / out.size - 0.25) < 4 * (0.25 * 0.75 / out.size) ** 0.5
    assert (people.home[out] == -1).all()
    assert (people.employer[out] == -1).all()
    assert set(people.savings[out].tolist()) == {1_000}
    assert set(people.benefit[out].tolist()) == {60_000}
    others = np.setdiff1d(np.arange(people.id.size), out)
    for column in ("housing", "work", "home", "savings", "homeless"):
        assert np.array_equal(getattr(people, column)[others], getattr(begun.people, column)[others])
    # homes and posts that were left are free: the accounts balance, now and after months of life
    programme = empty_programme(6)
    arm = live(open_arm(world, programme, 6), programme, parameters, 6, check_accounts=True)
    check(arm, programme, 5)


def test_somebody_who_is_not_there_is_not_moved(begun):
    world = copy_world(begun)
    away = np.flatnonzero((world.people.housing == Housing.EXPECTED) | (world.people.housing == Housing.DEPARTED))
    trial.set_out(world, away, StartState(housing=((int(Housing.STREET), 1.0),)))
    assert np.array_equal(world.people.housing, begun.people.housing)


def test_help_reaches_participants_only(begun, parameters):
    world = open_arm(begun, empty_programme(6), 6)
    chosen = np.flatnonzero(world.people.housing == Housing.HOSTED)[:10]
    lever = read_lever({"kind": "tutoring", "tutors": 50, "caseload": 10, "take_up": 1.0})
    programme = compile_programme([lever], parameters, START, 6)
    arm = open_arm(begun, programme, 6)
    trial.reserve(arm, chosen)
    arm = live(arm, programme, parameters, 6)
    reached = np.flatnonzero(arm.people.reached > begun.people.reached)
    assert set(reached.tolist()) <= set(chosen.tolist())
    assert reached.size > 0


def test_lots_give_every_arm_its_share_and_keep_people_in_theirs(begun):
    rows = np.arange(begun.people.id.size)
    lots = trial.draw_lots(begun, rows, 4)
    assert set(lots.tolist()) == {0, 1, 2, 3}
    assert abs((lots == 0).mean() - 0.25) < 4 * (0.25 * 0.75 / rows.size) ** 0.5
    assert np.array_equal(trial.draw_lots(begun, rows[5:9], 4), lots[5:9])


def test_the_share_lost_is_lost_evenly(begun):
    rows = np.arange(begun.people.id.size)
    lost = trial.lost_from(begun, rows, 0.4, 24)
    gone = lost < trial.NEVER
    assert abs(gone.mean() - 0.4) < 4 * (0.4 * 0.6 / rows.size) ** 0.5
    assert abs(lost[gone].mean() - 11.5) < 4 * 7.0 / gone.sum() ** 0.5
    assert lost[gone].max() <= 23
    assert set(np.flatnonzero(trial.lost_from(begun, rows, 0.2, 24) < trial.NEVER)) <= set(np.flatnonzero(gone))
    assert (trial.lost_from(begun, rows, 0.0, 24) == trial.NEVER).all()


def test_the_numbers_of_chance_events_are_their_own():
    of_model = {
        value for name, value in vars(draws).items() if name.isupper() and isinstance(value, int) and value < 1000
    }
    own = [trial.ORDER, trial.PLACE, trial.ARM, trial.LOSS]
    assert not of_model & set(own)
    assert own == [110, 111, 112, 113]
