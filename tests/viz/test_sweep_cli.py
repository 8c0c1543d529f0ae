"""`sweep` and `store` from the command line: answers, exit codes, files, and what is said about mistakes."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from approdo.experiments import sweep_answer
from approdo.model import engine
from approdo.viz.cli.main import app
from tests.experiments import fake_engine
from tests.experiments.studies import DRAWN, GRID, HEAD, TUTORS, sampled, write


@pytest.fixture
def ask(tmp_path, monkeypatch):
    """Run a command on the fake world in a folder with a study; return exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("APPRODO_STORE", f"sqlite:///{tmp_path}/runs.db")
    monkeypatch.setattr(engine, "run_together", fake_engine.run_together)
    write(tmp_path, GRID)

    def run(*words):
        done = CliRunner().invoke(app, words)
        assert "Traceback" not in done.output
        return done.exit_code, done.stdout, done.stderr

    return run


def test_sweep_answers_with_a_line_for_each_point(ask):
    code, out, _ = ask("sweep", "study.toml", "--workers", "1")
    assert code == 0
    lines = out.splitlines()
    assert lines[0] == "Doses: 6 points x 2 packages x 1 territory x 2 runs"
    assert lines[1].split() == [
        *("tutors", "months_covered", "territory", "package"),
        *("hm_strict_12:", "change", "cost_total:", "change"),
    ]
    assert lines[2].split()[:4] == ["0.5", "3", "padova", "ali"]
    assert lines[2].endswith("+1,000 [+1,000, +1,000]") or "+1,000" in lines[2]
    assert lines[-1] == "Reproduce: approdo sweep study.toml"


def test_the_document_is_the_same_the_second_time(ask, tmp_path):
    for name in ("a.json", "b.json"):
        assert ask("sweep", "study.toml", "--workers", "1", "--json", name)[0] == 0
    a, b = (json.loads((tmp_path / name).read_text()) for name in ("a.json", "b.json"))
    assert {**a, "run": None} == {**b, "run": None}
    assert (a["run"]["runs_computed"], b["run"]["runs_computed"], b["run"]["runs_found"]) == (24, 0, 24)
    assert a["command"] == "sweep"
    assert a["inputs"]["factors"][0]["path"] == TUTORS
    assert len(a["results"]["points"]) == 6


def test_dry_run_says_how_much_and_writes_nothing(ask, tmp_path):
    code, out, _ = ask("sweep", "study.toml", "--dry-run", "--json", "a.json")
    assert code == 0
    assert "= 24 runs" in out
    assert "There already: 0; to compute: 24" in out
    assert "Time: about" in out
    assert "Disk: about" in out
    assert not (tmp_path / "runs.db").exists()
    document = json.loads((tmp_path / "a.json").read_text())
    assert document["results"]["runs"] == 24
    assert document["run"]["bytes"] > 0
    assert ask("sweep", "study.toml", "--workers", "1")[0] == 0
    assert "There already: 24; to compute: 0" in ask("sweep", "study.toml", "--dry-run")[1]


def test_dry_run_of_more_than_the_disk_holds_is_refused(ask, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=1000))
    code, _, errors = ask("sweep", "study.toml", "--dry-run")
    assert code == 1
    assert "24 runs need about" in errors


def test_a_sample_too_long_for_a_table_is_cut(ask, tmp_path, monkeypatch):
    monkeypatch.setattr(sweep_answer, "MOST_LINES", 4)
    write(tmp_path, DRAWN, sampled("sobol", 8))
    code, out, _ = ask("sweep", "study.toml", "--workers", "1")
    assert code == 0
    assert "... and 4 lines more" in out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("sweep", "none.toml"), 2, "none.toml: no such file"),
        (("sweep", "study"), 2, "expected the path of a .toml file"),
        (("sweep", "wrong.toml"), 2, 'wrong.toml:12: path = "packages.ali.accompanimnt.tutors"'),
        (("sweep", "study.toml", "--workers", "0"), 2, "workers = 0, expected 1 to 1024"),
        (("sweep", "study.toml", "--scheduler", "nowhere"), 2, "nowhere"),
        (("sweep", "study.toml", "--store", "text.db"), 2, "this file is no SQLite database"),
        (("sweep", "study.toml", "--json", "none/a.json"), 1, "there is no folder"),
        (("store", "export"), 2, "--to"),
        (("store", "export", "--to", "none/out"), 2, "there is no folder"),
        (("store", "upgrade", "--to", "new.db"), 2, "there is no such file"),
        (("store", "status", "--store", "text.db"), 2, "this file is no SQLite database"),
        (("store", "nothing"), 2, "nothing"),
    ],
)
def test_mistakes_are_said_in_a_sentence(ask, tmp_path, words, code, said):
    (tmp_path / "text.db").write_text("This is a text, and not a database at all.\n" * 50)
    write(tmp_path, GRID.replace("accompaniment", "accompanimnt"), name="wrong.toml")
    found, out, errors = ask(*words)
    assert (found, out) == (code, "")
    assert said in errors


def test_a_failed_run_is_an_exit_code(ask, monkeypatch):
    def broken(*args, **kwargs):
        raise ZeroDivisionError("no")

    monkeypatch.setattr(engine, "run_together", broken)
    code, out, _ = ask("sweep", "study.toml", "--workers", "1")
    assert code == 1
    assert "24 of 24 runs failed and are left out; the first said: ZeroDivisionError: no" in out


def test_store_commands(ask, tmp_path):
    assert ask("sweep", "study.toml", "--workers", "1")[0] == 0
    code, out, _ = ask("store", "status", "--json", "status.json")
    assert code == 0
    assert "Runs: 24 of this model, 0 of others; 7 scenarios" in out
    assert out.splitlines()[-1].split()[1:] == ["6", "24", "24", "Doses"]
    assert json.loads((tmp_path / "status.json").read_text())["results"]["studies"][0]["whole"] == 24
    code, out, _ = ask("store", "export", "--to", "out", "--people")
    assert code == 0
    assert out.splitlines()[-1] == "Written: out/datapackage.json"
    assert "written" in json.loads((tmp_path / "out" / "datapackage.json").read_text())["run"]
    with sqlite3.connect(tmp_path / "runs.db") as connection:
        connection.execute("UPDATE run SET model_hash = 'old' WHERE id < 4")
    connection.close()
    assert "Would be removed: 3 runs, 0 failures" in ask("store", "prune")[1]
    assert "Removed: 3 runs" in ask("store", "prune", "--yes")[1]
    assert "Runs: 21 of this model" in ask("store", "status")[1]


def test_an_older_store_is_upgraded_as_the_message_says(ask, tmp_path):
    assert ask("sweep", "study.toml", "--workers", "1")[0] == 0
    with sqlite3.connect(tmp_path / "runs.db") as connection:
        for name in ("study_run", "design_point", "study", "version"):
            connection.execute(f"DROP TABLE {name}")
        connection.execute("UPDATE approdo_meta SET value = '1' WHERE name = 'schema'")
    connection.close()
    code, _, errors = ask("sweep", "study.toml", "--workers", "1")
    assert code == 1
    command = errors.partition("approdo store upgrade ")[2].split()
    code, out, _ = ask("store", "upgrade", *command)
    assert code == 0
    assert out.startswith("Schema 1 became 2:")
    assert "There already: 24" in ask("sweep", "study.toml", "--dry-run", "--store", command[-1])[1]


SCRIPT = """
import sys
from tests.experiments import fake_engine
fake_engine.install()
from approdo.viz.cli.main import app
app(sys.argv[1:])
"""


def test_a_killed_sweep_goes_on_and_exports_the_same_bytes(ask, tmp_path):
    """Killed without warning in the middle: the same command goes on, and nobody can tell from the export."""
    write(tmp_path, GRID, HEAD.replace("runs = 2", "runs = 6"))
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "FAKE_ENGINE_SECONDS": "0.02"}
    words = ("sweep", "study.toml", "--workers", "1", "--store")
    first = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, *words, "killed.db"], env=environment, stdout=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 60
    while _runs(tmp_path / "killed.db") < 10:
        assert time.monotonic() < deadline
        assert first.poll() is None
        time.sleep(0.02)
    first.send_signal(signal.SIGKILL)
    first.communicate()
    assert 10 <= _runs(tmp_path / "killed.db") < 72
    for name in ("killed", "whole"):
        assert ask(*words, f"{name}.db")[0] == 0
        assert ask("store", "export", "--store", f"{name}.db", "--to", name)[0] == 0
    for path in (tmp_path / "killed").iterdir():
        other = tmp_path / "whole" / path.name
        if path.name == "datapackage.json":
            a, b = ({**json.loads(each.read_text()), "run": None} for each in (path, other))
            assert a == b
        else:
            assert path.read_bytes() == other.read_bytes(), path.name


def _runs(path):
    try:
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    except sqlite3.OperationalError:
        return 0
    try:
        return connection.execute("SELECT count(*) FROM run").fetchone()[0]
    except sqlite3.OperationalError:
        return 0
    finally:
        connection.close()
