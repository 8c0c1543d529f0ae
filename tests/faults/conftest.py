import pytest

from approdo.experiments.store import Store
from approdo.experiments.study_file import load_study
from approdo.experiments.sweep import sweep
from approdo.model import engine
from tests.experiments import fake_engine
from tests.experiments.conftest import new_database, server  # noqa: F401 - fixtures

from .stand_in import exported, write_study


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory):
    """The export of the study that nothing disturbed: bytes by file."""
    folder = tmp_path_factory.mktemp("undisturbed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "run_together", fake_engine.run_together)
        with Store(str(folder / "runs.db")) as store:
            sweep(load_study(write_study(folder)), store=store, workers=1)
    return exported(str(folder / "runs.db"), folder / "export")
