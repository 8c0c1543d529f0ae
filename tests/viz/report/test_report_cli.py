"""The command `report`, asked well and badly, in the fake world."""

import json

import pytest
from typer.testing import CliRunner

from approdo.experiments.compare import compare
from approdo.experiments.parameter_draws import read_draws
from approdo.model import engine
from approdo.model.outcomes import TOTALS
from approdo.viz.cli.main import app
from approdo.viz.dashboard.mattering import mattering
from approdo.viz.report.doubts import ledger
from approdo.viz.report.material import drawn_for
from tests.experiments import fake_engine

STUDY = """format = 1
[study]
name = "Guarantee"
territories = ["padova"]
months = 24
runs = 4
packages = ["none", "ali"]
{more}
"""
VARY = """[[vary]]
path = "packages.ali.guarantee_fund.months_covered"
values = {values}
"""
UNCERTAIN = """design = "latin_hypercube"
points = 8
[[uncertain]]
path = "parameters.landlords.prejudice_mean"
distribution = { uniform = [0.2, 1.0] }
"""


@pytest.fixture
def ask(monkeypatch, tmp_path):
    monkeypatch.setattr(engine, "run_together", fake_engine.run_together)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("APPRODO_STORE", str(tmp_path / "runs.db"))

    def run(*words):
        return CliRunner().invoke(app, ["report", *words, "--workers", "1"])

    return run


def test_a_report_of_a_territory(ask, tmp_path):
    done = ask("padova", "--package", "ali", "--runs", "4", "--to", "a/b", "--format", "html,csv", "--json", "r.json")
    assert done.exit_code == 0, done.output
    assert "A.L.I. would lower" in done.stdout
    assert sorted(path.name for path in (tmp_path / "a/b").iterdir()) == [
        "approdo-report-padova-en.csv",
        "approdo-report-padova-en.html",
    ]
    document = json.loads((tmp_path / "r.json").read_text())
    assert document["results"]["reports"][0]["command_line"].startswith("approdo report padova --package ali")
    assert str(tmp_path) not in json.dumps(document["results"])


def test_without_a_package_those_that_name_the_territory(ask):
    assert ask("padova", "--runs", "2", "--to", "a", "--format", "csv").exit_code == 0
    done = ask("brescia", "--to", "a")
    assert done.exit_code == 2
    assert "nothing to report" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("padova", "--package", "ali", "--language", "de", "--to", "a"), "expected en or it"),
        (("padua", "--package", "ali", "--to", "a"), 'unknown territory "padua"'),
        (("padova", "--package", "ali", "--format", "htm", "--to", "a"), 'Did you mean "html"'),
        (("padova", "--package", "ali", "--format", ",", "--to", "a"), "nothing given"),
        (("nowhere.toml", "--package", "ali", "--to", "a"), "nowhere.toml"),
    ],
)
def test_asked_wrongly(ask, words, said):
    done = ask(*words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert "Traceback" not in done.output


def test_a_folder_that_cannot_be_written(ask, tmp_path):
    (tmp_path / "taken").write_text("")
    for name in ("taken", "taken/below", "/proc/nothing"):
        done = ask("padova", "--package", "ali", "--to", name)
        assert done.exit_code == 1
        assert "cannot be written" in done.stderr


@pytest.mark.parametrize("words", [("padova", "--package", "ali", "--runs", "12"), ("s.toml",)])
def test_failed_runs_end_with_one_and_a_document(ask, monkeypatch, tmp_path, words):
    (tmp_path / "s.toml").write_text(STUDY.format(more=UNCERTAIN))
    whole = fake_engine.run_together

    def sometimes(territories, parameters, arms, start, months, seed, **more):
        if seed % 3 == 0:
            raise ZeroDivisionError("division by zero")
        return whole(territories, parameters, arms, start, months, seed, **more)

    monkeypatch.setattr(engine, "run_together", sometimes)
    done = ask(*words, "--to", "a", "--format", "html")
    assert done.exit_code == 1, done.output
    assert "runs failed and are left out; the same command tries them again" in done.stderr
    assert "runs failed and are left out of every number" in (tmp_path / "a/approdo-report-padova-en.html").read_text()


def test_what_was_drawn_lines_up_with_the_runs_that_are_left(ask, monkeypatch, tmp_path):
    whole, draws = fake_engine.run_together, read_draws("prior", 1)
    names = tuple(row.name for row in draws.base.rows if row.low < row.high)

    def follows_one_number(territories, parameters, arms, start, months, seed, **more):
        """Every fourth run fails; in the others the package takes off what was drawn for one number."""
        if seed % 4 == 0:
            raise ZeroDivisionError("division by zero")
        (base,), (policy,) = whole(territories, parameters, arms, start, months, seed, **more)
        for column, total in enumerate(TOTALS):
            if total.startswith("hm_strict"):
                policy.totals[column] = base.totals[column] - parameters[names[0]]
        return [[base], [policy]]

    monkeypatch.setattr(engine, "run_together", follows_one_number)
    answer = compare("padova", "ali", months=36, runs=24, seed=1, parameters="prior", workers=1, store="runs.db")
    contrast = answer.contrasts[0]
    assert 12 <= contrast.pairs < 24
    found = ledger(contrast, drawn_for(draws, contrast.runs))
    assert found is not None
    assert (found.doubts[0].name, round(found.doubts[0].correlation, 9)) == (names[0], -1.0)
    assert mattering(contrast, draws, ["hm_strict_36"])["hm_strict_36"].inputs[0][0] == names[0]


def test_a_study_of_doses(ask, tmp_path):
    (tmp_path / "s.toml").write_text(STUDY.format(more=VARY.format(values=[0, 3])))
    done = ask("s.toml", "--to", "a", "--format", "html,csv")
    assert done.exit_code == 0, done.output
    page = (tmp_path / "a/approdo-report-padova-en.html").read_text()
    for dose in (0, 3):
        assert f"A.L.I. (guarantee_fund.months_covered = {dose})" in page
    assert "not ranked against each other" in page


def test_a_study_of_draws_has_a_ledger(ask, tmp_path):
    (tmp_path / "s.toml").write_text(STUDY.format(more=UNCERTAIN))
    done = ask("s.toml", "--to", "a", "--format", "csv")
    assert done.exit_code == 0, done.output
    assert (
        "ledger-table-0,landlords: prejudice (landlords.prejudice_mean)"
        in (tmp_path / "a/approdo-report-padova-en.csv").read_text()
    )


@pytest.mark.parametrize(
    ("more", "beside", "said"),
    [
        (VARY.format(values=list(range(13))), (), "at most 12"),
        ("", ("--package", "ali"), "a study says itself"),
        ("", ("--months", "12"), "a study says itself"),
        ("", ("foggia",), "a study says itself"),
    ],
)
def test_a_study_that_cannot_be_shown(ask, tmp_path, more, beside, said):
    (tmp_path / "s.toml").write_text(STUDY.format(more=more))
    done = ask("s.toml", *beside, "--to", "a")
    assert done.exit_code == 2
    assert said in done.stderr
