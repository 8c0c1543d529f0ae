import pytest

from approdo.experiments.compare import compare
from approdo.model import engine
from tests.experiments import fake_engine


@pytest.fixture(scope="module")
def answer(tmp_path_factory):
    """A comparison of the fake world."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "run_arms", fake_engine.run_arms)
        store = str(tmp_path_factory.mktemp("store") / "runs.db")
        return compare("padova", "ali", months=36, runs=8, seed=1, workers=1, store=store)
