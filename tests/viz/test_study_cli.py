"""`approdo study`: answers, documents, figures and exit codes."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from approdo.experiments import patterns, replay
from approdo.experiments.published.reading import load_study
from approdo.experiments.published.template import TEMPLATE
from approdo.viz.cli import study as commands
from approdo.viz.cli.main import app
from approdo.viz.figures import studies
from tests.studies.small import trial_file


@pytest.fixture
def ask(tmp_path, monkeypatch):
    """Run a command in an empty folder; return exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)

    def run(*words):
        done = CliRunner().invoke(app, ["study", *words])
        assert "Traceback" not in done.output
        return done.exit_code, done.stdout, done.stderr

    return run


def test_defaults_are_those_of_the_python_interface():
    assert (commands.RUNS, commands.SEED) == (replay.RUNS, replay.SEED)
    assert (commands.PATTERN_RUNS, commands.SEED) == (patterns.RUNS, patterns.SEED)
    assert replay.RUNS >= 200
    assert patterns.RUNS >= 100


def test_a_study_answers_draws_and_writes(ask, tmp_path):
    trial_file(tmp_path)
    words = ("run", "trial.toml", "--runs", "3", "--workers", "1")
    code, out, _ = ask(*words, "--json", "a.json")
    assert code == 0
    assert "help minus usual care" in out
    assert "checks inside their band" in out
    assert (tmp_path / "approdo-study-T1.png").read_bytes().startswith(b"\x89PNG")
    document = json.loads((tmp_path / "a.json").read_text())
    assert document["command"] == "study run"
    (told,) = document["results"]["studies"]
    (check,) = told["checks"]
    assert {"published", "simulated", "band", "inside", "low", "high", "n"} <= set(check)
    assert check["published"] == 0.3
    assert check["band"] == [0.2, 0.4]
    assert check["inside"] in (True, False)
    assert check["n"] == 3
    ask(*words, "--no-figure", "--json", "b.json")
    results = [json.loads((tmp_path / name).read_text()) for name in ("a.json", "b.json")]
    assert results[0]["results"] == results[1]["results"]
    assert results[0]["inputs"] == results[1]["inputs"]


def test_several_studies_have_a_figure_each(ask, tmp_path):
    trial_file(tmp_path)
    (tmp_path / "my.toml").write_text(TEMPLATE.replace('"padova"', '"sondrio"'))
    code, _, _ = ask("run", "trial.toml", "my.toml", "--runs", "2", "--workers", "1", "--figure", "f.svg")
    assert code == 0
    assert sorted(path.name for path in tmp_path.glob("*.svg")) == ["f-MINE.svg", "f-T1.svg"]


def test_the_list_counts_the_recorded_verdicts(ask, tmp_path):
    code, out, _ = ask("list", "--json", "a.json")
    assert code == 0
    rows = json.loads((tmp_path / "a.json").read_text())["results"]["rows"]
    assert [row["id"] for row in rows] == ["ST1", "ST2", "ST3", "ST4", "ST5", "ST6", "ST7"]
    for row in rows:
        assert f"{row['inside']} of {row['checks']}" in out
        assert row["not_run"] == 0


def test_patterns_print_how_often_they_hold(ask, tmp_path):
    code, out, _ = ask("patterns", "sondrio", "--runs", "2", "--workers", "1", "--json", "a.json")
    assert code == 0
    assert "Sondrio, 2 pairs" in out
    (place,) = json.loads((tmp_path / "a.json").read_text())["results"]["territories"]
    assert [row["pattern"] for row in place["patterns"]][:3] == ["E1", "E2", "H1"]


@pytest.mark.parametrize("command", ["list", "run", "patterns"])
def test_help_has_an_example(ask, command):
    code, out, _ = ask(command, "--help")
    assert code == 0
    assert f"Example: approdo study {command}" in out
    assert "--json" in out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["run"], 2, "no study given"),
        (["run", "ST9"], 2, "there is none of this name"),
        (["run", "none.toml"], 2, "no such file"),
        (["run", "ST3", "--runs", "1"], 2, "runs = 1, expected 2"),
        (["run", "ST3", "--runs", "few"], 2, "--runs"),
        (["run", "ST3", "--seed", "-1"], 2, "seed = -1"),
        (["run", "ST3", "--workers", "0"], 2, "workers = 0"),
        (["run", "ST3", "--json", "none/a.json"], 1, "there is no folder none"),
        (["run", "ST3", "--figure", "a.bmp"], 2, "ends in .png, .svg, .pdf"),
        (["patterns", "padoa"], 2, 'Did you mean "padova"?'),
        (["patterns", "sondrio", "--runs", "0"], 2, "runs = 0"),
        (["list", "--json", "."], 1, "this is a folder"),
        (["replay"], 2, "replay"),
    ],
)
def test_what_is_asked_wrongly_ends_in_a_sentence(ask, words, code, said):
    found, out, errors = ask(*words)
    assert (found, out) == (code, "")
    assert said in errors


@pytest.fixture(scope="module")
def figure(tmp_path_factory):
    study = load_study(trial_file(tmp_path_factory.mktemp("figure")))
    return studies.compute(replay.replay(study, runs=3, workers=1))


def test_the_figure_shows_band_published_and_simulated(figure):
    (line,) = figure.lines
    axes = studies.draw(figure)
    points = [np.asarray(drawn.get_xdata())[0] for drawn in axes["0"].lines]
    assert line.published in points
    assert line.mean in points
    low, high = axes["0"].get_xlim()
    assert low < min(line.band[0], line.mean) < max(line.band[1], line.mean) < high


def test_the_figure_has_both_languages_and_survives_what_is_not_defined(figure):
    empty = studies.StudyFigure(
        "T", "nobody", 2, 0, (studies.Line("x" * 200, (-20.0, 0.0), None, None, None, None, None),)
    )
    texts = {language: studies.draw(empty, language)["0"].texts[0].get_text() for language in ("en", "it")}
    assert texts == {"en": "not defined", "it": "non definito"}
    assert studies.draw(figure, "it")["0"].get_figure() is not None
