"""Where the store lies misbehaves: full, not writable, without locks; and the clock goes back."""

import errno
import os
import resource
import shutil
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from approdo.experiments import store as store_module
from approdo.experiments.export import export
from approdo.experiments.store import Store
from approdo.experiments.study_file import load_study
from approdo.experiments.sweep import sweep
from approdo.model import engine
from approdo.model.errors import Failure
from tests.experiments import fake_engine

from .stand_in import exported, write_study

HERE = Path(__file__).parent


def run(folder, *words, before=None, env=None):
    """Run a command on the stand-in; return its exit code, its answer and what it complained about."""
    settings = {**os.environ, "FAKE_ENGINE_SECONDS": "0", "WORTH_A_POOL": "1e9", **(env or {})}
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.stand_in", *words],
        env=settings, cwd=folder, capture_output=True, text=True, timeout=120, preexec_fn=before, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    assert "Internal error" not in done.stderr
    return done.returncode, done.stdout, done.stderr


def completes(folder, undisturbed, store="runs.db"):
    """The same study goes on and is completed, as if nothing had happened."""
    with pytest.MonkeyPatch.context() as patch, Store(str(folder / store)) as opened:
        patch.setattr(engine, "run_together", fake_engine.run_together)
        sweep(load_study(folder / "study.toml"), store=opened, workers=1)
    assert exported(str(folder / store), folder / "export") == undisturbed


def no_larger_than(size):
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


@pytest.mark.promise("crash.disk")
def test_a_file_that_may_not_grow(undisturbed, tmp_path):
    write_study(tmp_path)
    words = ("sweep", "study.toml", "--store", "runs.db", "--workers", "1")
    code, _, errors = run(tmp_path, *words, before=no_larger_than(400_000))
    assert code == 1
    assert "runs.db" in errors
    assert "the disk is full" in errors
    completes(tmp_path, undisturbed)


def mount(*words):
    try:
        subprocess.run(["mount", *words], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("only root can make a file system")


@pytest.fixture
def small_disk(tmp_path):
    """A file system of its own, of 8 MB."""
    place = tmp_path / "small"
    place.mkdir()
    mount("-t", "tmpfs", "-o", "size=8m", "tmpfs", str(place))
    yield place
    subprocess.run(["umount", "-l", place], check=True)


@pytest.mark.promise("crash.disk")
def test_a_full_file_system(undisturbed, small_disk, tmp_path):
    study = write_study(tmp_path)
    filler = small_disk / "filler"
    filler.write_bytes(b"x" * 7_400_000)
    words = ("sweep", str(study), "--store", str(small_disk / "runs.db"), "--workers", "1")
    code, _, errors = run(tmp_path, *words)
    assert code == 1
    assert "the disk is full" in errors
    filler.unlink()
    completes(tmp_path, undisturbed, store="small/runs.db")
    with Store(str(small_disk / "runs.db")) as opened:
        filler.write_bytes(b"x" * (shutil.disk_usage(small_disk).free - 4096))
        with pytest.raises(Failure, match=r"--to .*: it cannot be written \(.*(space|full).*\)"):
            export(opened, small_disk / "export")
    assert sorted(path.name for path in small_disk.iterdir() if not path.name.startswith("runs.db")) == ["filler"]


@pytest.mark.promise("crash.place")
def test_a_folder_that_cannot_be_written(undisturbed, small_disk, tmp_path):
    study = write_study(tmp_path)
    words = ("sweep", str(study), "--workers", "1", "--store")
    old = small_disk / "runs.db"
    completes(tmp_path, undisturbed, store="small/runs.db")
    before = old.read_bytes()
    mount("-o", "remount,ro", str(small_disk))
    for store in (old, small_disk / "new.db"):
        code, _, errors = run(tmp_path, *words, str(store))
        assert code == 1
        assert f"{store.name}: it cannot be written" in errors
        assert "--store" in errors
    assert old.read_bytes() == before
    mount("-o", "remount,rw", str(small_disk))
    shutil.rmtree(tmp_path / "export")
    assert exported(str(old), tmp_path / "export") == undisturbed


@pytest.fixture(scope="module")
def lockless(tmp_path_factory):
    """A library that makes every lock fail."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("there is no C compiler")
    library = tmp_path_factory.mktemp("locks") / "locks.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, HERE / "locks.c", "-ldl"], check=True)
    return library


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EIO], ids=["ENOLCK", "EIO"])
@pytest.mark.promise("crash.place")
def test_locks_that_are_refused(lockless, undisturbed, tmp_path, number):
    write_study(tmp_path)
    completes(tmp_path, undisturbed)
    before = (tmp_path / "runs.db").read_bytes()
    env = {"LD_PRELOAD": str(lockless), "ERRNO_OF_LOCKS": str(number), "BUSY": "300"}
    env["COVERAGE_PROCESS_CONFIG"] = ""  # `make coverage` notes what it sees in a database, too
    words = ("sweep", "study.toml", "--store", "runs.db", "--workers", "1")
    code, _, errors = run(tmp_path, *words, env=env)
    assert code == 1
    assert "refuses locks" in errors
    assert (tmp_path / "runs.db").read_bytes() == before
    shutil.rmtree(tmp_path / "export")
    assert exported(str(tmp_path / "runs.db"), tmp_path / "export") == undisturbed


class Backwards(datetime):
    """A clock that is an hour earlier at every look."""

    looks = 0

    @classmethod
    def now(cls, tz=None):
        cls.looks += 1
        return datetime(2026, 1, 1, tzinfo=UTC) - timedelta(hours=cls.looks)


@pytest.mark.promise("crash.clock")
def test_a_clock_that_goes_back(undisturbed, monkeypatch, tmp_path):
    monkeypatch.setattr(engine, "run_together", fake_engine.run_together)
    monkeypatch.setattr(store_module, "datetime", Backwards)
    with Store(str(tmp_path / "runs.db")) as store:
        sweep(load_study(write_study(tmp_path)), store=store, workers=1)
    assert Backwards.looks > 10
    assert exported(str(tmp_path / "runs.db"), tmp_path / "export") == undisturbed


@pytest.mark.promise("crash.clock")
def test_no_waiting_time_is_read_off_the_calendar():
    """`time.time` jumps with the clock; what is waited for or measured is read off `time.monotonic`."""
    root = HERE.parents[1]
    rooms = [root / room for room in ("model", "experiments", "calibration", "viz")]
    found = [path for room in rooms for path in room.rglob("*.py") if "time.time()" in path.read_text(encoding="utf-8")]
    assert found == []
