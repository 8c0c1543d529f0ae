"""The command `monitor` and its document: asked well and badly, in a world of a few lines."""

import json
import re

import numpy as np
import pytest
from typer.testing import CliRunner

from approdo.calibration.monitor.expected import PilotWorld
from approdo.calibration.observe import Home, Job
from approdo.calibration.pilot import descriptor
from approdo.calibration.pilot.pilots import audit_rows, import_pilot, releases
from approdo.calibration.pilot.schema import PEOPLE as TABLES
from approdo.viz.cli.main import app
from tests.calibration.pilot.builders import pid, shares, write

PEOPLE, MONTHS, START = 80, 6, 2020 * 12
HEAD = "pid,group,territory,observed_from,observed_to,sex,age_band,family_type,permit_type,exit_month,consent_basis"


def steady(world, parameters, seed):
    """One in four has no home, two of three have work: in every month, whatever the parameters."""
    rng = np.random.default_rng(seed)
    shape = (world.plan.people, world.plan.months)
    home = np.where(rng.random(shape) < 0.25, Home.ROUGH, Home.OWN).astype(np.int8)
    return home, np.where(rng.random(shape) < 0.67, Job.REGULAR, Job.NONE).astype(np.int8)


def pilot(states, territories=("028",), observed=MONTHS, planned=MONTHS, people=PEOPLE):
    """The files of a pilot; `states(person, month)` is where somebody sleeps."""
    about = descriptor.Descriptor("trial", START, START + planned - 1, 2090 * 12)
    person, housing, work = [HEAD], ["pid,start,end,state"], ["pid,start,end,status,contract"]
    for number in range(people):
        who, place = pid(number), territories[number % len(territories)]
        person.append(f"{who},participant,{place},2020-01,2020-{observed:02d},male,25-34,single,refugee,,consent")
        for month in range(observed):
            when = f"2020-{month + 1:02d}"
            housing.append(f"{who},{when},{when},{states(number, month)}")
            status = "employed,open_ended" if number % 3 else "unemployed,"
            work.append(f"{who},{when},{when},{status}")
    return {
        "datapackage.json": json.dumps(descriptor.document(about, list(TABLES))),
        "person.csv": "\n".join(person) + "\n",
        "housing_spell.csv": "\n".join(housing) + "\n",
        "work_spell.csv": "\n".join(work) + "\n",
    }


def usual(number, month):
    """One in four in the street."""
    return "street" if number % 4 == 0 else "own"


def broken(number, month):
    """One in four in the street, but in the fourth month everybody."""
    return "street" if month == 3 else usual(number, month)


@pytest.fixture
def ask(monkeypatch, tmp_path):
    monkeypatch.setattr(PilotWorld, "live", steady)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("APPRODO_PILOTS", str(tmp_path / "pilots.db"))

    def run(*words):
        done = CliRunner().invoke(
            app, ["monitor", *words, "--package", "ali", "--runs", "100", "--workers", "1", "--parameters", "fixed"]
        )
        assert "Traceback" not in done.output
        return done

    return run


def verdicts(path):
    results = json.loads(path.read_text())["results"]
    return results, {each["outcome"]: each["verdict"] for each in results["indicators"]}


def test_a_pilot_as_foreseen_is_on_track_and_one_with_a_broken_month_is_behind(ask, tmp_path):
    write(tmp_path / "usual", pilot(usual))
    write(tmp_path / "broken", pilot(broken))
    assert ask("usual", "--json", "u.json").exit_code == 0
    assert "trial is behind" in ask("broken", "--json", "b.json").stdout
    _, before = verdicts(tmp_path / "u.json")
    results, after = verdicts(tmp_path / "b.json")
    assert before["no_home"] in ("on_track", "cannot_tell")
    assert (after["no_home"], after["tenancy"]) == ("behind", "behind")
    assert results["verdict"] == "behind"
    fourth = next(
        row for row in results["rows"]
        if row["arm"] == "pilot" and row["outcome"] == "no_home" and row["month"] == "2020-04"
    )  # fmt: skip
    assert fourth["mean"] == 1.0


@pytest.mark.parametrize("language", ["en", "it"])
def test_documents_in_both_languages_with_every_mark_filled_in(ask, tmp_path, language):
    write(tmp_path / "trial", pilot(lambda number, month: "street" if number < 3 else "own"))
    done = ask("trial", "--to", "out", "--format", "html,csv", "--language", language, "--json", "m.json")
    assert done.exit_code == 0, done.output
    page = (tmp_path / "out" / f"approdo-monitor-trial-{language}.html").read_text()
    assert "{" not in page.partition("</style>")[2]
    assert page.count("<figure") == 9
    assert ":c" in page
    results, _ = verdicts(tmp_path / "m.json")
    few = [row for row in results["rows"] if row["arm"] == "pilot" and row["outcome"] == "rough"]
    assert all(row["mean"] is None and row["why"] == ":c" for row in few)
    assert not re.search("3[.,]75", page)  # three of eighty
    assert str(tmp_path) not in json.dumps(results)


def test_months_that_have_not_come_yet_are_nobody_s_loss(ask, tmp_path):
    write(tmp_path / "trial", pilot(usual, observed=3, planned=12))
    assert ask("trial", "--json", "m.json").exit_code == 0
    results, found = verdicts(tmp_path / "m.json")
    assert results["months"] == 3
    assert {row["month"] for row in results["rows"]} == {"2020-01", "2020-02", "2020-03"}
    assert found["lost"] != "behind"


def test_one_territory_of_two_and_an_audit_row_before_anything_leaves(ask, tmp_path):
    write(tmp_path / "trial", pilot(usual, territories=("028", "071")))
    kept = import_pilot("trial", "kept-as")
    assert ask("trial", "--territory", "padova", "--json", "m.json").exit_code == 0
    results, _ = verdicts(tmp_path / "m.json")
    assert results["people"] == PEOPLE // 2
    assert [row["target"] for row in audit_rows("kept-as")] == ["", "terminal", "m.json"]
    assert releases(kept.digest)
    assert ask("trial", "--json", "all.json").exit_code == 0


def test_the_same_seed_gives_the_same_results(ask, tmp_path):
    write(tmp_path / "trial", pilot(usual))
    for name in ("a.json", "b.json"):
        assert ask("trial", "--json", name).exit_code == 0
    assert (re.sub(r'"run".*', "", (tmp_path / "a.json").read_text(), flags=re.DOTALL)
            == re.sub(r'"run".*', "", (tmp_path / "b.json").read_text(), flags=re.DOTALL))  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("trial", "--territory", "foggia"), "the data have none of it"),
        (("trial", "--small", "4"), "never lowered"),
        (("trial", "--language", "de"), "expected en or it"),
        (("nowhere/",), "nowhere"),
        (("shares",), "published shares"),
    ],
)
def test_asked_wrongly(ask, tmp_path, words, said):
    write(tmp_path / "trial", pilot(usual, people=8))
    write(tmp_path / "shares", shares())
    done = ask(*words)
    assert done.exit_code == 2
    assert said in done.stderr


def test_too_few_runs(ask, tmp_path):
    write(tmp_path / "trial", pilot(usual, people=8))
    done = CliRunner().invoke(app, ["monitor", "trial", "--package", "ali", "--runs", "99"])
    assert done.exit_code == 2
    assert "100" in done.stderr


def test_a_pilot_of_four_people_tells_nothing(ask, tmp_path):
    write(tmp_path / "trial", pilot(usual, people=4))
    done = ask("trial", "--json", "m.json")
    assert done.exit_code == 0
    results, found = verdicts(tmp_path / "m.json")
    assert (results["verdict"], results["why"], results["people"]) == ("cannot_tell", "few", None)
    assert set(found.values()) == {"cannot_tell"}


def test_worlds_that_break_are_told_and_too_many_end_it(ask, tmp_path, monkeypatch):
    write(tmp_path / "trial", pilot(usual))

    def sometimes(share):
        def live(world, parameters, seed):
            if np.random.default_rng(seed).random() < share:
                raise ValueError("a world that breaks")
            return steady(world, parameters, seed)

        return live

    monkeypatch.setattr(PilotWorld, "live", sometimes(0.03))
    done = ask("trial", "--json", "m.json")
    assert done.exit_code == 0
    assert json.loads((tmp_path / "m.json").read_text())["results"]["runs_failed"] > 0
    assert "simulated worlds broke" in done.stdout
    monkeypatch.setattr(PilotWorld, "live", sometimes(0.5))
    done = ask("trial")
    assert done.exit_code == 1
    assert "too many" in done.stderr
