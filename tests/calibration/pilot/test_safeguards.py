"""What must never be possible with a pilot, whoever asks."""

import ast
import dataclasses
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

import approdo
from approdo.calibration import cohort
from approdo.calibration.pilot.months import PilotMonths, SiteMonths, months_of
from approdo.calibration.pilot.validate import read_pilot
from approdo.experiments.package import load_package
from approdo.experiments.request import read_request
from approdo.model.errors import BadInput
from approdo.model.territory import load_territory
from approdo.model.world import People
from approdo.viz.cli.main import app

from .builders import people, pid, write

ROOT = Path(approdo.__file__).resolve().parent.parent
PILOT = "approdo.calibration.pilot"


def sources(room):
    return {path: path.read_text(encoding="utf-8") for path in sorted((ROOT / room).rglob("*.py"))}


def imported(text):
    """Return the names of all modules that a source imports, relative ones as they are written."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add("." * node.level + (node.module or ""))
    return found


@pytest.mark.parametrize("room", ["model", "experiments"])
def test_the_rooms_that_simulate_do_not_know_pilots(room):
    for path, text in sources(room).items():
        # experiments/pilot_designs.py and its like are about planned pilots: no file of a person is read there
        assert not any("calibration" in name or name.strip(".").startswith("pilot.") for name in imported(text)), path


def test_a_pilot_carries_no_ids_origin_or_vulnerability_out_of_its_room():
    names = {field.name for kind in (PilotMonths, SiteMonths) for field in dataclasses.fields(kind)}
    assert not names & {"pid", "id", "ids", "origin", "region_origin", "vulnerability", "exit_reason"}
    assert names.isdisjoint({"savings", "income", "home", "employer"})  # no columns of an agent


def test_ids_are_read_in_the_pilots_room_only():
    for room in ("calibration", "viz"):
        for path, text in sources(room).items():
            if "calibration/pilot" in path.as_posix():
                continue
            constants = {node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant)}
            assert "pid" not in constants, path


def test_pilot_rows_cannot_be_loaded_as_agents(tmp_path):
    from approdo.model.mesa_model import PostReceptionModel

    folder = write(tmp_path / "p", people())
    data = months_of(read_pilot(folder))
    for given in (str(folder), str(folder / "person.csv"), "person.csv"):
        with pytest.raises(BadInput):
            load_territory(given)
        with pytest.raises(BadInput):
            load_package(given)
    pilots: list[Any] = [data, data.sites[0], read_pilot(folder)]
    for each in pilots:
        with pytest.raises((BadInput, AttributeError, TypeError)):
            PostReceptionModel(territory=each, months=1)
        with pytest.raises((BadInput, AttributeError, TypeError)):
            PostReceptionModel(territory="padova", package=each, months=1)
        with pytest.raises(BadInput):
            read_request("run", each, "none")
    assert not set(People.__annotations__) & {"pid"}
    assert set(cohort.live_cohort.__annotations__) == {
        "territory", "parameters", "levers", "start", "months", "seed", "return",
    }  # fmt: skip


def commands():
    """Return every command of the program with its parameters, groups opened."""
    found = {}

    def walk(command, path):
        for name, inner in getattr(command, "commands", {}).items():
            walk(inner, [*path, name])
        if not hasattr(command, "commands"):
            found[" ".join(path)] = command

    walk(typer.main.get_command(app), [])
    return found


def test_no_command_takes_a_person_of_a_pilot():
    listed = commands()
    assert "pilot validate" in listed
    for name, command in listed.items():
        for parameter in command.params:
            assert parameter.name not in ("pid", "person_id", "id"), name
            if "pilot" in name:
                assert "person" not in parameter.name, name


def test_no_command_scores_a_real_person(tmp_path, monkeypatch):
    """Nothing that a command says about a pilot names one of its people, not even by id."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("APPRODO_PILOTS", str(tmp_path / "pilots.db"))
    write(tmp_path / "trial", people(24))
    said = ""
    for words in (
        ("validate", "trial", "--json", "v.json"),
        ("import", "trial", "--name", "trial"),
        ("list", "--json", "l.json"),
        ("table", "trial", "--by", "sex", "--to", "t.csv"),
        ("table", "trial", "--of", "work", "--by", "age_band", "--every", "1"),
        ("audit", "--json", "a.json"),
        ("forget", "trial"),
    ):
        done = CliRunner().invoke(app, ["pilot", *words])
        assert done.exit_code == 0, done.output
        said += done.output
    said += "".join(path.read_text() for path in [*tmp_path.glob("*.json"), tmp_path / "t.csv"])
    for number in range(24):
        assert pid(number)[:8] not in said
