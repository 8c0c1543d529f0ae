"""V2 to V5: what must hold in every version of the model, whatever its numbers."""

import numpy as np
import pytest

from approdo.model import monthly
from approdo.model.levers import read_lever
from approdo.model.outcomes import STRICT
from approdo.model.parameters import load_parameters
from approdo.model.processes.common import DISUSED, GOAL_HOME, tutor_effect
from approdo.model.programme import compile_programme
from approdo.model.world import World
from tests.patterns.limits import dearer, homeless, limit, lives, mean_and_error
from tests.worlds import START, small_territory

# Owners let every void, none is kept empty for a month, rents stand still, and enough others look.
FIXED_STOCK = {
    "owners.let": 60.0,
    "owners.reconsiders": 0.0,
    "owners.withdraws": 0.0,
    "landlords.wait": -600.0,
    "market.entry_semi_elasticity": 0.0,
    "market.rent_speed": 0.0,
    "market.pass_through": 0.0,
    "rivals.quit": 0.0,
    "rivals.per_offer": 6.0,
}


def homes_in_use(world: World) -> tuple[int, int]:
    """Return the places lived in by our people and by other households."""
    dwellings = world.dwellings
    stock = dwellings.state != DISUSED
    return int(dwellings.tenants[stock].sum()), int(dwellings.others[stock].sum())


@pytest.mark.parametrize(
    "levers",
    [
        [
            {"kind": "rent_subsidy", "places": 200, "amount": 600, "share": 0.8, "support_months": 36, "take_up": 1.0},
            {"kind": "deposit_advance", "places": 200, "amount": 4000, "support_months": 36, "take_up": 1.0},
        ],
        [{"kind": "tutoring", "tutors": 20, "caseload": 10, "support_months": 24, "take_up": 1.0}],
    ],
    ids=["money", "tutors"],
)
def test_v2_with_a_fixed_stock_help_on_the_demand_side_gains_no_home_net(levers):
    place, parameters = small_territory(leavers=10.0), limit(FIXED_STOCK)
    arm = tuple(read_lever(table) for table in levers)
    gains, net = [], []
    for seed in range(16):
        base, policy = (homes_in_use(world) for world in lives(place, parameters, [(), arm], 24, seed))
        gains.append(float(policy[0] - base[0]))
        net.append(float(sum(policy) - sum(base)))
    assert np.mean(gains) > 2.0  # the help works, for those who get it
    assert abs(np.mean(net)) <= 0.6  # a place between two tenants on the last day of a run
    assert max(map(abs, net)) <= 3.0


@pytest.mark.parametrize("times", [1.1, 1.3])
def test_v3_higher_rents_never_lower_homelessness(times):
    place, parameters = small_territory(leavers=10.0), load_parameters()
    other = dearer(place, times)
    worse = [
        homeless(lives(other, parameters, [()], 24, seed)[0]) - homeless(lives(place, parameters, [()], 24, seed)[0])
        for seed in range(10)
    ]
    mean, error = mean_and_error(worse)
    assert mean > -2.0 * error


@pytest.mark.parametrize("less", [0.5, 2.0])
def test_v3_fewer_landlords_who_answer_never_lower_homelessness(less):
    place, parameters = small_territory(leavers=10.0), load_parameters()
    closed = limit({name: parameters[name] - less for name in ("landlords.reply", "landlords.reply_professional")})
    worse = [
        homeless(lives(place, closed, [()], 24, seed)[0]) - homeless(lives(place, parameters, [()], 24, seed)[0])
        for seed in range(10)
    ]
    mean, error = mean_and_error(worse)
    assert mean > -2.0 * error


def test_v4_shelter_beds_have_no_mechanical_effect_on_the_inflow():
    place, parameters = small_territory(leavers=10.0), load_parameters()
    beds = (read_lever({"kind": "shelter_beds", "beds": 300}),)
    entries = []
    for seed in range(6):
        base, policy = lives(place, parameters, [(), beds], 12, seed)
        two = np.stack([STRICT[base.record.housing], STRICT[policy.record.housing]])
        sheltered = [float(world.record.series[:, monthly.EL2].sum()) for world in (base, policy)]
        assert sheltered[1] > 2.0 * sheltered[0]
        # until a bed is there nothing differs, and in its first month nobody is homeless who was not
        first = int(np.flatnonzero((base.record.housing != policy.record.housing).any(axis=1))[0])
        assert np.array_equal(two[0, first], two[1, first])
        came = [(months[1:] & ~months[:-1]).sum() for months in two]
        entries.append(float(came[1] - came[0]) / float(came[0]))
        assert base.record.series[first, monthly.EXITS] == policy.record.series[first, monthly.EXITS]
    # later only what a bed does to people (ties, work) is left
    assert abs(np.mean(entries)) < 0.02


def test_v5_a_tutors_effect_falls_with_the_caseload(small_run):
    _, _, world = small_run
    parameters = load_parameters()
    p = parameters.record()
    supports, people = world.supports, world.people.copy()
    tutored = supports.row[_tutoring()]
    row = int(np.flatnonzero(supports.left[tutored] > 0)[0])
    people.plan[row] = GOAL_HOME
    effects = []
    for caseload in (1, 5, 10, 20, 40, 80, 160):
        lever = read_lever({"kind": "tutoring", "tutors": 1, "caseload": caseload})
        actions = compile_programme([lever], parameters, START, 12).actions
        supports.by[tutored, row] = 0
        effects.append(tutor_effect(people, supports, actions, p, row, GOAL_HOME))
    assert effects == sorted(effects, reverse=True)
    assert effects[0] > effects[-1] > 0.0


def _tutoring() -> int:
    from approdo.model.kinds import TUTORING

    return int(TUTORING)


def test_v5_the_benefit_of_tutors_falls_as_the_caseload_grows():
    place, parameters = small_territory(leavers=20.0, stock=6000), load_parameters()
    arms = [
        (),
        *(
            (read_lever({"kind": "tutoring", "tutors": 800 // n, "caseload": n, "support_months": 24, "take_up": 1.0}),)
            for n in (4, 20, 100)
        ),
    ]
    averted = []
    for seed in range(8):
        base, *others = (homeless(world) for world in lives(place, parameters, arms, 24, seed))
        averted.append([base - each for each in others])
    few, some, many = np.array(averted).T
    for more, less in ((few, some), (some, many)):
        mean, error = mean_and_error((more - less).tolist())
        assert mean > 2.0 * error
