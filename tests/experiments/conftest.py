import pytest

from approdo.experiments.request import read_request
from approdo.experiments.store import Store
from approdo.model import engine
from tests.experiments import fake_engine


@pytest.fixture
def fake(monkeypatch):
    """The fake world in place of the engine."""
    monkeypatch.setattr(engine, "run_arms", fake_engine.run_arms)
    return fake_engine


@pytest.fixture
def store(tmp_path):
    with Store(str(tmp_path / "runs.db")) as opened:
        yield opened


@pytest.fixture
def pair():
    """The two scenarios of a comparison, over a few months."""
    return read_request("compare", "padova", "ali", months=14, runs=1, seed=1).all_scenarios
