import datetime

import pytest

from approdo.experiments.compare import compare
from approdo.experiments.store import Store
from approdo.model import engine
from approdo.viz.report.content import content
from approdo.viz.report.material import materials
from tests.experiments import fake_engine

MADE = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)
RUN = {"written": "2026-03-01T12:00:00+00:00", "seconds": "1.0"}
COMMAND = "approdo report padova --package ali --to reports"


@pytest.fixture(scope="session")
def comparison(tmp_path_factory):
    """A comparison of the fake world, and what its report is made from."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "run_together", fake_engine.run_together)
        with Store(str(tmp_path_factory.mktemp("store") / "runs.db")) as store:
            answer = compare("padova", "ali", months=36, runs=16, seed=1, workers=1, store=store)
            return answer, materials(answer, store)[0]


@pytest.fixture(scope="session")
def material(comparison):
    return comparison[1]


@pytest.fixture(scope="session")
def reports(material):
    """The report in both languages."""
    return {language: content(material, COMMAND, language, RUN) for language in ("en", "it")}
