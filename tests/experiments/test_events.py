"""Dated events: until their month the world is the one without them, and then they do what they say."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from approdo.experiments.events import Event
from approdo.experiments.fixed_parameters import FIXED
from approdo.experiments.package import load_package
from approdo.experiments.stress_file import read_cases, ready_cases
from approdo.experiments.worker import Task, compute
from approdo.model import engine
from approdo.model.codes import Channel, Housing
from approdo.model.errors import BadInput
from approdo.model.outcomes import MONTHLY
from approdo.model.parameters import load_parameters
from approdo.model.programme import compile_programme
from approdo.model.territory import load_territory
from tests.worlds import START, fingerprint, small_territory

MONTHS, SEED = 14, 3


@pytest.fixture(scope="module")
def place():
    return small_territory(leavers=6.0)


@pytest.fixture(scope="module")
def arms():
    return [(), load_package("ali").levers]


@pytest.fixture(scope="module")
def calm(place, arms):
    return engine.run_arms(place, load_parameters(), arms, START, MONTHS, SEED)


@pytest.fixture(scope="module")
def varese(arms):
    """A whole province, long enough for permits to run out."""
    place, months = load_territory("varese"), 18
    return place, arms, months, engine.run_arms(place, load_parameters(), arms, START, months, SEED)


def ran(place, arms, *happening, months=MONTHS):
    return engine.run_arms(place, load_parameters(), arms, START, months, SEED, events=happening)


def test_nothing_that_happens_is_the_same_world(place, arms, calm):
    assert fingerprint(ran(place, arms, Event(6))) == fingerprint(calm)
    assert fingerprint(ran(place, arms, Event(MONTHS, leavers=2.0))) == fingerprint(calm)


@pytest.mark.parametrize("case", [case for case in ready_cases() if case.month is not None], ids=lambda case: case.id)
def test_until_its_month_a_ready_case_is_the_world_as_expected(varese, pair, case):
    place, arms, months, calm = varese
    scenario = replace(pair[0], territory=place, months=months)
    hard = case.on(scenario)
    assert hard.territory is place
    assert hard.key(1) != scenario.key(1)
    found = ran(place, arms, *hard.events, months=months)
    for before, after in zip(calm, found, strict=True):
        assert before.series[: case.month].tobytes() == after.series[: case.month].tobytes()
        assert before.series[case.month :].tobytes() != after.series[case.month :].tobytes()


def test_half_as_many_leavers_more(place):
    base, many = (
        [engine.run_arms(place, load_parameters(), [()], START, 36, seed, events=given)[0] for seed in range(3)]
        for given in ([Event(30, tourism=0.0)], [Event(6, leavers=1.5)])
    )
    exits = MONTHLY.index("exits")
    early, late = (np.mean([run.series[part, exits].sum() for run in base]) for part in (slice(0, 6), slice(6, 36)))
    more_early, more = (
        np.mean([run.series[part, exits].sum() for run in many]) for part in (slice(0, 6), slice(6, 36))
    )
    assert more_early == early
    assert more / late == pytest.approx(1.5, abs=0.15)


def world_at(place, month):
    parameters = load_parameters()
    world = engine.begin(place, parameters, START, MONTHS, SEED)
    programme = compile_programme((), parameters, START, MONTHS)
    arm = engine.open_arm(world, programme, MONTHS)
    engine.simulate(arm, programme, parameters, 0, month)
    return arm


def test_who_comes_sooner_stays_in_the_order_of_exits(place):
    arm = world_at(place, 4)
    before = arm.people.exit_due.copy()
    left = (arm.people.permit_until - before).copy()
    Event(4, leavers=2.0).happen(arm)
    after = arm.people.exit_due
    assert (np.diff(after) >= 0).all()
    assert np.array_equal(after[before < 4], before[before < 4])
    assert (after[before >= 4] >= 4).all()
    assert (after <= before).all()
    assert np.array_equal(arm.people.permit_until - after, left)
    months = np.arange(4, int(before.max()) // 2)
    assert np.histogram(after, [*months, months[-1] + 1])[0].mean() == pytest.approx(
        2 * np.histogram(before, np.arange(4, before.max() + 2))[0].mean(), rel=0.25
    )


def test_a_centre_closes_and_places_are_cut(place):
    arm = world_at(place, 4)
    people = arm.people
    inside = (people.housing == Housing.RECEPTION) & (people.channel == Channel.CAS)
    due = people.exit_due.copy()
    Event(4, cas_closes=1.0).happen(arm)
    assert (people.exit_due[inside] <= 4).all()
    assert np.array_equal(people.exit_due[~inside], due[~inside])
    coming = (people.housing == Housing.EXPECTED) & (people.channel == Channel.SAI)
    channel = people.channel.copy()
    Event(4, sai_cut=0.4).happen(arm)
    moved = channel != people.channel
    assert not moved[~coming].any()
    assert (people.channel[moved] == Channel.CAS).all()
    assert 0.15 < moved[coming].mean() < 0.65
    Event(4, tourism=2.0).happen(arm)
    assert (arm.zones.tourism == 1.0).all()


def test_events_are_part_of_the_key_and_reach_the_workers(place, arms, calm, pair):
    scenario = pair[0]
    assert "events" not in scenario.canonical()
    assert replace(scenario, events=(Event(99, leavers=2.0),)).key(1) == scenario.key(1)  # after the horizon
    keys = {replace(scenario, events=(each,)).key(1) for each in (Event(3, leavers=2.0), Event(4, leavers=2.0))}
    assert len(keys | {scenario.key(1)}) == 3
    each = tuple((levers,) for levers in arms)
    wanted = tuple((arm, 0) for arm in range(len(arms)))
    world = (load_parameters(), each, wanted, START, MONTHS, SEED, engine.model_hash())
    task = Task((place,), *world, (Event(2, tourism=1.0),))
    (first, _), (again, _) = compute(task), compute(task)
    assert first.blobs == again.blobs  # type: ignore[union-attr]
    assert not np.array_equal(ran(place, arms, *task.events)[0].series, calm[0].series)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[stress.events]\nleavers = 1.5\n", "expected also: from = 12"),
        ("from = 3\n[stress.events]\nleaver = 1.5\n", 'Did you mean "leavers"'),
        ("from = 3\n[stress.events]\nleavers = 0.5\n", "leavers = 0.5, expected 1 to 4"),
        ("from = 3\n[stress.events]\ncas_closes = 33\n", "expected 0 to 1"),
        ("from = 3\n[stress.events]\ntourism = nan\n", "tourism = nan"),
        ("from = -1\n[stress.events]\nleavers = 2\n", "from = -1, expected 0 to 119"),
        ("from = true\n[stress.events]\nleavers = 2\n", "from = true"),
        ("from = 3\n[stress.figures]\nleavers_per_month = { times = 2 }\n", "Take out `from`"),
        ("from = 3\n[stress.parameters]\nmarket.accessible_share = { times = 2 }\n", "read when a world is made"),
        ("from = 3\n", "it changes nothing"),
    ],
)
def test_what_a_file_of_events_may_not_say(tmp_path, text, told):
    path = tmp_path / "own.toml"
    path.write_text(f'format = 1\n[[stress]]\nid = "x"\nname = "X"\n{text}')
    with pytest.raises(BadInput, match=r"own.toml:\d+: ") as said:
        read_cases(path)
    assert told in str(said.value)


def test_which_parameters_are_read_when_a_world_is_made():
    names = {name.replace(".", "_"): name for name in load_parameters()}
    readers: dict[str, set[str]] = {name: set() for name in names.values()}
    root = Path(engine.__file__).parent
    for path in root.rglob("*.py"):
        for found in re.findall(r"\bp\.([a-z_0-9]+)|\"([a-z_]+\.[a-z_0-9]+)\"", path.read_text(encoding="utf-8")):
            for name in found:
                readers.get(names.get(name, name), set()).add(path.name)
    makers = {"population.py", "stock.py", "leavers.py", "levels.py", "programme.py"}
    assert {name for name, files in readers.items() if files and files <= makers} == FIXED


def test_an_event_of_a_users_own(tmp_path, pair):
    path = tmp_path / "own.toml"
    path.write_text(
        'format = 1\n[[stress]]\nid = "x"\nname = "X"\nfrom = 3\n[stress.events]\nleavers = 2\n'
        "[stress.levers]\nstop_after = 9\n"
    )
    (case,) = read_cases(path)
    assert case.begins == 3
    assert case.on(pair[1]).events == (Event(3, leavers=2.0),)
    assert case.changes() == ("from month 3: events.leavers = 2", "levers stop after month 9")
