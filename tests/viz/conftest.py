import pytest
from typer.testing import CliRunner

from approdo.experiments.compare import compare
from approdo.model import engine
from approdo.viz.cli.main import app
from tests.experiments import fake_engine
from tests.viz.small_study import PACKAGE, STUDY


@pytest.fixture(scope="module")
def answer(tmp_path_factory):
    """A comparison of the fake world."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "run_together", fake_engine.run_together)
        store = str(tmp_path_factory.mktemp("store") / "runs.db")
        return compare("padova", "ali", months=36, runs=8, seed=1, workers=1, store=store)


@pytest.fixture
def call_on_study(tmp_path, monkeypatch):
    """Call a command on the small study, with more lines in its file, in the fake world; returns the result."""
    monkeypatch.setattr(engine, "run_together", fake_engine.run_together)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tut.toml").write_text(PACKAGE)

    def called(command, more, *options):
        (tmp_path / "study.toml").write_text(STUDY + more)
        words = [command, "study.toml", "--store", str(tmp_path / "runs.db"), "--workers", "1", *options]
        return CliRunner().invoke(app, words)

    return called


@pytest.fixture
def ask(tmp_path, monkeypatch):
    """Run a command on the fake world in an empty folder; return exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("APPRODO_STORE", f"sqlite:///{tmp_path}/runs.db")
    monkeypatch.setattr(engine, "run_together", fake_engine.run_together)

    def run(*words):
        done = CliRunner().invoke(app, words)
        assert "Traceback" not in done.output
        return done.exit_code, done.stdout, done.stderr

    return run
