"""The Mesa model: the engine's bits behind Mesa's interface, nothing drawn from Mesa, nothing kept alive."""

import gc
import inspect
import os
import pickle
import subprocess
import sys
import weakref
from pathlib import Path
from types import SimpleNamespace

import mesa
import numpy as np
import pytest

from approdo.model import codes, outcomes
from approdo.model.agents import Column, Employer, Landlord, Migrant, Service, View
from approdo.model.engine import run_arms
from approdo.model.levers import read_lever
from approdo.model.mesa_model import PostReceptionModel
from approdo.model.world import Employers, People
from tests.worlds import START, fingerprint, small_territory

ROOT = Path(__file__).parents[2]
MONTHS = 8
SMALL = small_territory()
LEVERS = (read_lever({"kind": "tutoring", "tutors": 1}), read_lever({"kind": "shelter_beds", "beds": 3}))


def made(seed=1, months=MONTHS, levers=LEVERS):
    return PostReceptionModel(SMALL, levers, months=months, start=START, seed=seed)


@pytest.fixture(scope="module")
def lived():
    """A model at its horizon. To be read only."""
    model = made()
    while model.running:
        model.step()
    return model


@pytest.mark.parametrize("seed", [0, 1, 77, -5, 2**62])
def test_the_engines_bits(seed, parameters):
    model = made(seed)
    while model.running:
        model.step()
    engine = run_arms(SMALL, parameters, [LEVERS], START, MONTHS, seed)
    assert fingerprint([model.result()]) == fingerprint(engine)
    frame = model.datacollector.get_model_vars_dataframe()
    assert tuple(frame.columns) == outcomes.MONTHLY
    assert (frame.to_numpy() == engine[0].series).all()


def test_looking_at_the_agents_changes_nothing(lived):
    watched = made()
    while watched.running:
        watched.agents.agg("unique_id", len)
        watched.agents_by_type[Migrant].select(lambda migrant: migrant.savings > 0).shuffle()
        watched.random.random()
        watched.rng.random()
        watched.step()
    assert fingerprint([watched.result()]) == fingerprint([lived.result()])


def test_nothing_is_drawn_from_mesa():
    model = made()
    before = model.random.getstate(), model.rng.bit_generator.state
    while model.running:
        model.step()
        list(model.agents)
    assert (model.random.getstate(), model.rng.bit_generator.state) == before


def test_runs_to_its_horizon_and_no_further():
    model = made(months=3)
    assert (model.month, model.running) == (0, True)
    assert model.homeless == 0
    with pytest.raises(ValueError, match="3 months left"):
        model.result()
    model.run_model()
    assert (model.month, model.running, model.steps) == (3, False, 3)
    series = model.world.record.series.copy()
    model.step()
    assert model.month == 3
    assert not model.running
    assert (model.world.record.series == series).all()
    assert len(model.datacollector.get_model_vars_dataframe()) == 3
    assert model.homeless == series[2, outcomes.MONTHLY.index("broad")]


def test_agents_by_type(lived):
    world = lived.world
    assert set(lived.agents_by_type) == set(lived.agent_types) == {Migrant, Landlord, Employer, Service}
    assert len(lived.agents_by_type[Migrant]) == world.people.id.size
    assert len(lived.agents_by_type[Landlord]) == np.unique(world.dwellings.landlord).size
    assert len(lived.agents_by_type[Employer]) == world.employers.id.size
    assert len(lived.agents_by_type[Service]) == 3
    assert len(lived.agents) == sum(len(agents) for agents in lived.agents_by_type.values())
    ids = [agent.unique_id for agent in lived.agents]
    assert len(set(ids)) == len(ids)


def test_select_agg_and_get(lived):
    migrants = lived.agents_by_type[Migrant]
    people = lived.world.people
    sleeping_rough = migrants.select(
        lambda migrant: migrant.housing == codes.Housing.STREET and migrant.channel != codes.Channel.NONE
    )
    assert len(sleeping_rough) == lived.world.record.series[-1, outcomes.MONTHLY.index("el1")]
    assert migrants.get("savings") == people.savings.tolist()
    assert migrants.agg("savings", sum) == int(people.savings.sum())
    assert migrants.get(["zone", "home"]) == [
        list(pair) for pair in zip(people.zone.tolist(), people.home.tolist(), strict=True)
    ]
    everybody = lived.agents.select(agent_type=Migrant)
    assert list(everybody) == list(migrants)
    assert lived.agents_by_type[Employer].agg("staff", sum) == int(lived.world.employers.staff.sum())
    at_work = migrants.select(lambda migrant: migrant.work >= codes.Work.UNDECLARED and migrant.present)
    assert 0 < len(at_work) < len(migrants)


def test_views_read_the_columns_as_they_are_now():
    model = made()
    migrant = list(model.agents_by_type[Migrant])[5]
    states = []
    while model.running:
        model.step()
        assert migrant.housing == model.world.people.housing[5]
        states.append(int(migrant.housing))
    assert states == model.world.record.housing[:, 5].tolist()


@pytest.mark.parametrize(("view", "table"), [(Migrant, People), (Employer, Employers)])
def test_every_attribute_is_a_column(lived, view, table):
    columns = {name: column for name, column in inspect.getmembers(view) if isinstance(column, Column)}
    assert set(columns) <= set(table.__annotations__)
    assert len(columns) > 1
    agent = next(iter(lived.agents_by_type[view]))
    assert type(agent.id) is int
    for name, column in columns.items():
        value = getattr(agent, name)
        assert type(value) is column.kind
        assert value == agent.table[name][0]


def test_views_are_read_only(lived):
    migrant = next(iter(lived.agents_by_type[Migrant]))
    with pytest.raises(AttributeError, match="savings is read from the world"):
        migrant.savings = 10**6
    with pytest.raises(AttributeError):
        migrant.present = True


def test_landlords_own_every_dwelling_once(lived):
    landlords = list(lived.agents_by_type[Landlord])[:40]
    for landlord in landlords:
        assert all(lived.world.dwellings.landlord[row] == landlord.row for row in landlord.dwellings)
        assert landlord.dwellings
        assert 0.0 < landlord.belief < 1.0
        assert landlord.deposit in (2, 3)
        assert landlord.kind == lived.world.landlords.kind[landlord.row]
        assert landlord.memory == lived.world.landlords.memory[landlord.row]
        if landlord.memory >= 0:
            assert landlord.taste == lived.world.memories.taste[landlord.memory]


def test_services_are_the_shelters_and_the_programme():
    model = made()
    shelters, tutors, beds = model.agents_by_type[Service]
    assert [service.name for service in (shelters, tutors, beds)] == ["shelters", "tutoring", "shelter_beds"]
    assert tutors.kind == "tutoring"
    assert (tutors.capacity, tutors.users, tutors.spent) == (0, 0, 0)
    model.run_model()
    assert (tutors.capacity, tutors.users) == (
        model.programme.places[0, MONTHS - 1],
        model.world.ledger.served[0, MONTHS - 1],
    )
    assert 0 < tutors.users <= tutors.capacity
    assert tutors.spent == model.world.ledger.total[0]
    assert shelters.users <= shelters.capacity
    assert shelters.spent == 0
    assert repr(beds) == "<Service 2>"


def test_a_model_is_freed():
    """Mesa 3.3 keeps every model that made an agent; ours lets go."""
    model = made(months=2)
    model.run_model()
    assert len(model.agents) > 100
    gone, view = weakref.ref(model), weakref.ref(next(iter(model.agents)))
    del model
    gc.collect()
    assert gone() is None
    assert view() is None


def test_agents_cost_nothing_until_asked_for():
    model = made(months=2)
    model.run_model()
    assert not model._shown
    assert len(model.agents) > 0
    assert model._shown


def test_the_signature_suits_a_dashboard():
    """SolaraViz passes keywords, refuses **kwargs and *args, and needs a default for each."""
    given = list(inspect.signature(PostReceptionModel).parameters.values())
    assert [parameter.name for parameter in given][:5] == ["territory", "package", "months", "start", "seed"]
    assert all(parameter.kind is parameter.POSITIONAL_OR_KEYWORD for parameter in given)
    assert all(parameter.default is not parameter.empty for parameter in given)
    assert list(inspect.signature(PostReceptionModel.step).parameters) == ["self"]
    assert issubclass(PostReceptionModel, mesa.Model)
    assert all(
        issubclass(view, View) and issubclass(view, mesa.Agent) for view in (Migrant, Landlord, Employer, Service)
    )


def test_what_a_package_gives():
    package = SimpleNamespace(levers=LEVERS, starts=START + 5)
    model = PostReceptionModel(SMALL, package, months=1)
    assert (model.start, model.levers) == (START + 5, LEVERS)
    assert PostReceptionModel(SMALL, package, months=1, start="2019-01").start == START + 3
    plain = PostReceptionModel(SMALL, months=1)
    assert (plain.start, plain.levers) == (SMALL.data_month, ())
    assert plain.programme.actions.kind.size == 0


def test_a_dotted_territory_name_is_loaded():
    model = PostReceptionModel("sondrio", months=1)
    assert model.territory.name == "Sondrio"
    model.step()
    assert not model.running


# what a worker does: receive the worlds, compute the arms of a seed
A_TASK = """
from approdo.experiments import worker
from approdo.model.levers import read_lever
from approdo.model.parameters import load_parameters
from tests.worlds import START, small_territory
arms = (((),), ((read_lever(dict(kind='tutoring')),),))
from approdo.model.engine import model_hash
task = worker.Task((small_territory(),), load_parameters(), arms, ((0, 0), (1, 0)), START, 2, 1, model_hash())
assert [type(result).__name__ for result in worker.compute(task)] == ['Encoded', 'Encoded']
"""
IMPORTED = (
    "import sys\n{load}\n"
    "heavy = {{'mesa', 'pandas', 'matplotlib', 'seaborn', 'sqlalchemy', 'solara', 'sklearn'}}\n"
    "print(sorted(heavy & {{name.split('.')[0] for name in sys.modules}}))"
)


@pytest.mark.parametrize(
    ("load", "heavy"),
    [
        ("import approdo.model.engine", []),
        ("import approdo.model.processes, approdo.model.levers, approdo.model.territory", []),
        (A_TASK, []),
        ("import approdo", []),
        ("import approdo.model.mesa_model", ["mesa"]),
    ],
)
def test_workers_do_not_import_what_they_do_not_need(load, heavy):
    told = subprocess.run(
        [sys.executable, "-W", "error", "-c", IMPORTED.format(load=load)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    found = told.stdout.strip()
    assert found == "[]" if not heavy else all(f"'{name}'" in found for name in heavy), found


def test_territory_travels_to_a_worker():
    """What the engine is given can be sent to another process and means the same there."""
    there = pickle.loads(pickle.dumps((SMALL, LEVERS)))
    assert there == (SMALL, LEVERS)
    assert np.array_equal(there[0].minutes, SMALL.minutes)
