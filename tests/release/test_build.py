"""What is released: the same bytes every time, everything that is kept, and it runs outside the repository."""

import os
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

import approdo

ROOT = Path(__file__).parents[2]
LINKS = {f"approdo/{room}" for room in ("model", "experiments", "calibration", "viz")}
SECONDS_OF_RELEASE = "1767225600"  # 2026-01-01


def build(kind, source, to):
    """Build a wheel or an sdist of a source folder; return the file."""
    to.mkdir()
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(to)]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": SECONDS_OF_RELEASE}
    done = subprocess.run(command, cwd=source, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = to.iterdir()
    return built


@pytest.fixture(scope="module")
def sdist(tmp_path_factory):
    return build("sdist", ROOT, tmp_path_factory.mktemp("sdist") / "built")


@pytest.fixture(scope="module")
def unpacked(sdist, tmp_path_factory):
    """The folder that whoever takes the sdist has."""
    to = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(sdist) as archive:
        archive.extractall(to, filter="data")
    (folder,) = to.iterdir()
    return folder


@pytest.fixture(scope="module")
def wheel(unpacked, tmp_path_factory):
    """The wheel, built from the sdist."""
    return build("wheel", unpacked, tmp_path_factory.mktemp("wheel") / "built")


def test_building_again_gives_the_same_bytes(sdist, wheel, tmp_path):
    assert build("sdist", ROOT, tmp_path / "sdist").read_bytes() == sdist.read_bytes()
    from_tree = build("wheel", ROOT, tmp_path / "wheel")
    assert from_tree.name == wheel.name
    assert from_tree.read_bytes() == wheel.read_bytes(), "built from the tree or from the sdist: the same"


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="compares with what git keeps")
def test_the_sdist_has_everything_that_is_kept(unpacked):
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    kept = {name for name in listed if (ROOT / name).is_file()} - LINKS
    found = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()}
    assert found - {"PKG-INFO"} == kept


def test_the_wheel_has_one_name_and_its_data(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        about = Parser().parsestr(archive.read(next(n for n in names if n.endswith("METADATA"))).decode())
    tops = {name.split("/")[0] for name in names}
    assert tops == {"approdo", f"approdo-{approdo.__version__}.dist-info"}
    assert about["Version"] == approdo.__version__
    assert about["License-Expression"] == "EUPL-1.2"
    for needed in ("py.typed", "model/data/parameters.toml", "experiments/packages/ali.toml", "viz/words/it.toml"):
        assert f"approdo/{needed}" in names
    assert not [name for name in names if "__pycache__" in name or "/tests/" in name]


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """An environment of its own with the wheel in it; the dependencies are those of this one, Approdo's are not."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / "env")], check=True, timeout=60)
    python = folder / "env" / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(python)]
    command = [*pip, "install", "-q", "--no-index", "--no-deps", str(wheel)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    (site,) = (folder / "env" / "lib").glob("python*/site-packages")
    # a path in a .pth file is searched, but the .pth files there (this checkout's own) are not read
    (site / "dependencies.pth").write_text(sysconfig.get_paths()["purelib"])
    (folder / "elsewhere").mkdir()
    return folder


def run(installed, *command, **more):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "APPRODO"))}
    environment |= {"HOME": str(installed), "XDG_CACHE_HOME": str(installed / "cache"), **more}
    program = str(installed / "env" / "bin" / command[0])
    done = subprocess.run(
        [program, *command[1:]],
        cwd=installed / "elsewhere",
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_it_imports_under_one_name_from_where_it_is_installed(installed):
    code = "import approdo, approdo.model.parameters as p; print(approdo.__file__, p.__file__, sep='\\n')"
    assert all(path.startswith(str(installed)) for path in run(installed, "python", "-c", code).splitlines())
    code = "import importlib.util as u; print([n for n in ('model', 'viz', 'tests', 'tools') if u.find_spec(n)])"
    assert run(installed, "python", "-c", code).strip() == "[]"


def test_it_runs_outside_the_repository(installed):
    assert "Usage: approdo" in run(installed, "approdo", "--help")
    assert "sondrio" in run(installed, "approdo", "territories")
    assert "ali" in run(installed, "approdo", "packages")
    (installed / "elsewhere" / "zones.csv").write_text(
        "name,kind,x_km,y_km,residents,rent_m2,dwellings_to_let,disused,jobs\n"
        "Town,centre,0,0,3000,5,200,20,900\nHills,rural,6,2,1500,3,90,20,400\n"
    )
    words = "territory new --zones zones.csv --name Borgo --to borgo.toml --like sondrio --set leavers_per_month=1"
    run(installed, "approdo", *words.split())
    words = "compare borgo.toml --package ali --months 6 --runs 1 --seed 0 --workers 1 --no-figure"
    said = run(installed, "approdo", *words.split(), NUMBA_DISABLE_JIT="1")  # to compile takes minutes
    assert "Reproduce: approdo compare" in said
