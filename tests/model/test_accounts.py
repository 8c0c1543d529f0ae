"""What must balance does, for every lever, in extreme worlds, for random packages; and the check can fail."""

import dataclasses
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from approdo.model import flows, monthly
from approdo.model.accounts import Unbalanced, check
from approdo.model.codes import Housing
from approdo.model.engine import begin, live, open_arm, run_arms
from approdo.model.kinds import TUTORING
from approdo.model.levers import LEVERS, read_lever
from approdo.model.levers.base import ENDINGS, PRIORITIES
from approdo.model.parameters import load_parameters
from approdo.model.processes.common import DISUSED, LET, WITHHELD
from approdo.model.programme import compile_programme
from approdo.model.world import copy_world
from tests.worlds import START, small_territory

SMALL = small_territory()
AT_ONCE = {"programme.start_up_months": 0, "programme.delivery": 1}
COVERAGE = {kind.name: {"coverage": 100} for kind in LEVERS.values() if kind.unit == "coverage"}
LARGE = {"tutoring": {"tutors": 400}, **COVERAGE}


def large(kind):
    """Return a table with more of a kind than there are people."""
    return {"kind": kind, **LARGE.get(kind, {LEVERS[kind].unit: 5000})}


def lives(tables, territory=SMALL, months=18, seed=1, **overrides):
    """Live through the months with the accounts checked in every one."""
    parameters = load_parameters({**AT_ONCE, **overrides})
    levers = tuple(read_lever(table) for table in tables)
    return run_arms(territory, parameters, [levers], START, months, seed, check_accounts=True)[0]


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("kind", LEVERS)
def test_one_lever_at_a_large_dose(kind, ending):
    table = {**large(kind), "months": 10, "at_end": ending, "take_up": 1.0}
    lives([table], months=24)
    lives([{**table, "budget": 9000.0, "priority": "lottery"}], months=24, seed=2)


def test_every_lever_at_once():
    tables = [{**large(kind), "months": 20, "at_end": ENDINGS[n % 3]} for n, kind in enumerate(LEVERS)]
    lives(tables, months=36)
    lives(list(reversed(tables)), months=36, seed=2)
    lives([{**table, "months": 120} for table in tables], small_territory(leavers=40.0, stock=300), months=36)


def changed(digest, figures=None, zones=None, **of_zones):
    """Return the small province with other figures, fewer zones, other numbers in every zone."""
    old = dict(SMALL.figures)
    for name, value in (figures or {}).items():
        old[name] = dataclasses.replace(old[name], value=value)
    count = len(SMALL.zones) if zones is None else zones
    return dataclasses.replace(
        SMALL,
        figures=MappingProxyType(old),
        zones=tuple(dataclasses.replace(zone, **of_zones) for zone in SMALL.zones[:count]),
        minutes=tuple(tuple(row[:count]) for row in SMALL.minutes[:count]),
        digest=digest,
    )


EXTREME = {
    "no private let": changed("no let", private_let=0),
    "no dwelling at all": changed("no home", private_let=0, disused=0),
    "no jobs": changed("no jobs", jobs=(0, 0, 0, 0, 0)),
    "neither": changed("neither", private_let=0, disused=0, jobs=(0, 0, 0, 0, 0)),
    "one zone": changed("one zone", zones=1),
    "almost nobody": changed("nobody", figures={"leavers_per_month": 0.01}),
    "no foreign residents": changed("no foreigners", foreign_residents=0),
    "nobody lives there": changed("empty", residents=0, foreign_residents=0),
    "very dear": changed("dear", rent_m2=200.0),
    "very cheap": changed("cheap", rent_m2=0.1),
    "many": changed("many", figures={"leavers_per_month": 400.0}),
    "everything huge": changed(
        "huge", figures={"leavers_per_month": 120.0}, private_let=60_000, disused=9000, jobs=(90_000,) * 5
    ),
    "all unemployed": changed("unemployed", figures={"unemployment_rate": 0.9}),
}


@pytest.mark.parametrize("name", EXTREME)
def test_extreme_worlds(name):
    lives([], EXTREME[name], months=12)
    tables = [{**large(kind), "months": 8, "at_end": ENDINGS[n % 3]} for n, kind in enumerate(LEVERS)]
    run = lives(tables, EXTREME[name], months=12)
    assert np.isfinite(run.series).all()
    assert (run.spent >= 0).all()


@pytest.mark.parametrize("end", ["low", "high"])
def test_every_parameter_at_one_end_of_its_range(end):
    overrides = {row.name: getattr(row, end) for row in load_parameters().rows}
    tables = [{**large(kind), "months": 12} for kind in LEVERS]
    run = lives(tables, months=24, **overrides)
    assert np.isfinite(run.series).all()


def test_budgets_of_nothing():
    run = lives([{**large(kind), "budget": 0.0} for kind in LEVERS])
    assert run.spent.sum() == 0


@st.composite
def tables(draw):
    kind = draw(st.sampled_from(sorted(LEVERS)))
    table: dict[str, object] = {
        "kind": kind,
        "start": f"+{draw(st.integers(0, 12))}",
        "months": draw(st.integers(1, 20)),
        "ramp_months": draw(st.integers(0, 6)),
        "take_up": draw(st.floats(0.0, 1.0)),
        "priority": draw(st.sampled_from(PRIORITIES)),
        "at_end": draw(st.sampled_from(ENDINGS)),
    }
    if draw(st.booleans()):
        table["budget"] = draw(st.floats(0.0, 200_000.0))
    for name, field in LEVERS[kind].fields.items():
        if field.type == "bool":
            table[name] = draw(st.booleans())
        elif field.type == "int":
            low, high = field.bounds()
            table[name] = draw(st.integers(int(low), int(min(high, max(low, 60)))))
        elif field.type == "float":
            low, high = field.bounds()
            table[name] = draw(st.floats(low, min(high, max(low, 400.0))))
    if draw(st.booleans()):
        table["eligibility"] = {"vulnerability_min": draw(st.floats(0.0, 1.0))}
    return table


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(tables(), min_size=1, max_size=6), st.integers(-(2**62), 2**62))
def test_random_packages(package, seed):
    named: list[dict[str, object]] = [{**table, "id": f"l{n}"} for n, table in enumerate(package)]
    run = lives(named, months=18, seed=seed)
    budgets = [np.inf if (budget := read_lever(table).budget) is None else budget for table in named]
    assert (run.spent.sum(axis=1) <= np.array(budgets) * 100 + 0.5).all()
    assert (run.people <= 255).all()


# --- the check itself -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def lived():
    """A world that balances, with people in homes, in shelters, with hosts, at work, and levers that hold places."""
    parameters = load_parameters(AT_ONCE)
    given: list[dict[str, object]] = [
        {"kind": "tutoring"},
        {"kind": "rent_subsidy", "budget": 1e6},
        {"kind": "shelter_beds", "beds": 5},
    ]
    levers = [read_lever(table) for table in given]
    programme = compile_programme(levers, parameters, START, 12)
    territory = small_territory(leavers=10.0)
    world = live(open_arm(begin(territory, parameters, START, 12, 1), programme, 12), programme, parameters, 12)
    check(world, programme, 11)
    return world, programme


def first(found):
    return int(np.flatnonzero(found)[0])


def housed(world):
    return first(world.people.home >= 0)


def homeless(world):
    return first(world.people.housing == Housing.STREET)


def unknown_state(world):
    world.people.housing[0] = 16


def home_without_a_dwelling(world):
    world.people.home[housed(world)] = -1


def dwelling_without_a_home(world):
    world.people.home[homeless(world)] = 0


def moved_without_telling(world):
    i = housed(world)
    world.people.home[i] = first(world.dwellings.tenants == 0)


def one_tenant_more(world):
    world.dwellings.tenants[first(world.dwellings.tenants == 0)] = 1


def overfull(world):
    world.dwellings.others[first(world.dwellings.state == LET)] += 5


def fewer_than_nobody(world):
    world.dwellings.others[first(world.dwellings.state == LET)] -= 9


def state_unheard_of(world):
    world.dwellings.state[0] = 9


def let_and_empty(world):
    world.dwellings.state[first(world.dwellings.state == WITHHELD)] = LET


def lost_from_the_stock(world):
    world.dwellings.state[first(world.dwellings.tenants > 0)] = DISUSED


def hired_without_telling(world):
    someone = homeless(world)
    world.people.employer[someone] = (world.people.employer[someone] + 1) % world.employers.id.size


def more_staff_than_posts(world):
    world.employers.posts[first(world.employers.staff > 0)] = 0


def debt_in_the_pocket(world):
    world.people.savings[3] = -1


def arrears_without_debt(world):
    world.people.arrears[housed(world)] = 2
    world.people.unpaid[housed(world)] = 0


def rent_out_of_nowhere(world):
    world.flows[flows.RENT_BY_TENANT] += 1


def shelter_overbooked(world):
    world.services.users[0] = world.services.capacity[1] + 1


def sleeping_without_a_bed(world):
    world.services.capacity[1] = world.services.users[0] = 0


def hosted_by_nobody(world):
    world.zones.hosted[0] = world.zones.hosts[0] + 1


def money_without_a_month(world):
    world.ledger.total[0] += 1


def above_the_budget(world):
    world.ledger.total[1] += 10**9
    world.ledger.spent[1, 11] += 10**9


def more_than_the_places(world):
    row = world.supports.row[TUTORING]
    world.supports.left[row, :] = 5
    world.supports.by[row, :] = 0


def helped_by_nobody(world):
    world.supports.left[0, 0] = 1


def somebody_not_counted(world):
    world.record.series[11, monthly.OUT] -= 1


def vanished(world):
    world.people.housing[first(world.people.housing == Housing.DEPARTED)] = Housing.EXPECTED


CORRUPTIONS = (
    unknown_state,
    home_without_a_dwelling,
    dwelling_without_a_home,
    moved_without_telling,
    one_tenant_more,
    overfull,
    fewer_than_nobody,
    state_unheard_of,
    let_and_empty,
    lost_from_the_stock,
    hired_without_telling,
    more_staff_than_posts,
    debt_in_the_pocket,
    arrears_without_debt,
    rent_out_of_nowhere,
    shelter_overbooked,
    sleeping_without_a_bed,
    hosted_by_nobody,
    money_without_a_month,
    above_the_budget,
    more_than_the_places,
    helped_by_nobody,
    somebody_not_counted,
    vanished,
)


@pytest.mark.parametrize("corrupt", CORRUPTIONS, ids=lambda corrupt: corrupt.__name__)
def test_a_corrupted_column_is_found(lived, corrupt):
    world, programme = lived
    spoilt = copy_world(world)
    corrupt(spoilt)
    with pytest.raises(Unbalanced, match="month 11: "):
        check(spoilt, programme, 11)
    check(world, programme, 11)
