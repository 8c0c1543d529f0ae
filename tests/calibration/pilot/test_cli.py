"""`approdo pilot` as its users call it."""

import json

import pytest
from typer.testing import CliRunner

from approdo.viz.cli import pilot
from approdo.viz.cli.main import app

from .builders import people, write


@pytest.fixture
def ask(tmp_path, monkeypatch):
    """Run a command in an empty folder; return exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("APPRODO_PILOTS", str(tmp_path / "pilots.db"))

    def run(*words):
        done = CliRunner().invoke(app, ["pilot", *words])
        assert "Traceback" not in done.output
        return done.exit_code, done.stdout, done.stderr

    return run


def test_from_template_to_audit(ask, tmp_path):
    assert ask("template", "My Pilot!", "--first", "2020-05", "--last", "2021-12")[0] == 0
    described = json.loads((tmp_path / "My Pilot!" / "datapackage.json").read_text())
    assert described["name"] == "my-pilot"
    write(tmp_path / "trial", people())
    code, out, _ = ask("validate", "trial", "--json", "v.json")
    assert code == 0
    assert 'Pilot "trial", 2020-05 to 2021-12: no problem found.' in out
    assert "12 in 2 territories" in out
    document = json.loads((tmp_path / "v.json").read_text())
    assert document["command"] == "pilot validate"
    assert document["results"]["valid"] is True
    assert document["results"]["pilot"]["people"] == 12
    assert ask("import", "trial", "--name", "trial")[0] == 0
    code, out, err = ask("table", "trial", "--by", "sex")
    assert code == 0
    assert out.startswith("month,sex,housing,n,flag,source\n")
    assert "counts are hidden (:c)" in err
    assert ask("forget", "trial")[0] == 0
    code, out, _ = ask("audit", "--json", "a.json")
    assert [row["action"] for row in json.loads((tmp_path / "a.json").read_text())["results"]["rows"]] == [
        "import",
        "export",
        "forget",
    ]


def test_problems_are_told_on_stderr_and_in_json(ask, tmp_path):
    files = people()
    files["housing_spell.csv"] = files["housing_spell.csv"].replace("hosted", "friends")
    write(tmp_path / "trial", files)
    code, out, err = ask("validate", "trial", "--json", "v.json")
    assert (code, out) == (2, "")
    assert err.count("no code of this column") == 12
    assert err.endswith("12 problems. Nothing was kept.\n")
    results = json.loads((tmp_path / "v.json").read_text())["results"]
    assert results["valid"] is False
    assert results["problems"][0]["line"] == 2
    assert set(results["problems"][0]) == {"file", "line", "column", "value", "said", "remedy"}
    assert ask("import", "trial", "--name", "trial")[0] == 2
    assert not (tmp_path / "pilots.db").exists()


def test_synthetic_writes_the_pilot_and_the_truth_apart(ask, tmp_path):
    words = ("--like", "ali", "--territory", "sondrio", "--months", "12", "--people", "10", "--set", "record.lost=0.05")
    code, out, _ = ask("synthetic", *words, "--to", "demo", "--json", "s.json")
    assert code == 0, out
    assert out.startswith("SYNTHETIC: 10 participants and 0 others in 1 territories, 12 months.")
    truth = json.loads((tmp_path / "demo-truth" / "truth.json").read_text())
    assert truth["parameters"]["record.lost"] == 0.05
    code, out, _ = ask("validate", "demo")
    assert out.startswith("SYNTHETIC pilot")
    first = (tmp_path / "demo" / "housing_spell.csv").read_bytes()
    assert ask("synthetic", *words, "--to", "demo")[0] == 2  # never written over
    assert ask("synthetic", *words, "--to", "again")[0] == 0
    assert (tmp_path / "again" / "housing_spell.csv").read_bytes() == first


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("validate", "nowhere"), "this is no folder"),
        (("template", "x", "--first", "2021-01", "--last", "2020-01"), "expected --first up to --last"),
        (("template", "x", "--first", "May"), "expected YYYY-MM"),
        (("template", "è", "--name", "Ñ"), "expected small letters"),
        (("import", "nowhere", "--name", "x"), "this is no folder"),
        (("forget", "x"), "None is kept here"),
        (("table", "x"), "None is kept here"),
        (("synthetic", "--to", "d", "--like", "nothing"), "there is none of this name"),
        (("synthetic", "--to", "d", "--set", "record.lots=1"), 'Did you mean "lost"'),
        (("synthetic", "--to", "d", "--set", "x"), "expected NAME=VALUE"),
        (("synthetic", "--to", "d", "--set", "record.lost=nan"), "record.lost = nan"),
        (("synthetic", "--to", "d", "--set", "landlord.nothing=1"), "unknown parameter"),
        (("synthetic", "--to", "d", "--people", "0"), "people = 0"),
        (("synthetic", "--to", "d", "--months", "0"), "months = 0"),
    ],
)
def test_wrong_questions_are_answered_with_what_to_do(ask, tmp_path, words, expected):
    code, _, err = ask(*words)
    assert code == 2
    assert expected in err
    assert not (tmp_path / "d").exists()


def test_k_cannot_be_lowered(ask, tmp_path):
    write(tmp_path / "trial", people())
    ask("import", "trial", "--name", "trial")
    code, out, err = ask("table", "trial", "--k", "3", "--to", "t.csv")
    assert (code, out) == (2, "")
    assert "never lowered" in err
    assert not (tmp_path / "t.csv").exists()


def test_help_is_there_for_every_command(ask):
    for name in ("template", "validate", "import", "synthetic", "list", "table", "forget", "audit"):
        code, out, _ = ask(name, "--help")
        assert code == 0
        assert f"Example: approdo pilot {name}" in out


def test_defaults_of_the_template_are_months():
    from approdo.model.calendar import parse_month

    assert parse_month(pilot.FIRST) < parse_month(pilot.LAST) < parse_month(pilot.KEEP_UNTIL)
