"""`approdo calibrate` on a small synthetic pilot, as its user would run it."""

import json

import pytest
from typer.testing import CliRunner

from approdo.calibration.posterior import load_posterior
from approdo.viz.cli.main import app

PRIVATE = ("pid", "housing_spell")


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """A pilot in two small provinces, without a comparison group, calibrated with a hundred runs."""
    folder = tmp_path_factory.mktemp("calibrate")
    environment = {"APPRODO_PILOTS": str(folder / "pilots.db")}
    runner = CliRunner()
    demo, keep = folder / "demo", folder / "keep"
    places = ["--territory", "sondrio", "--territory", "ragusa"]
    made = runner.invoke(app, ["pilot", "synthetic", "--to", str(demo), "--people", "30", *places], env=environment)
    assert made.exit_code == 0, made.output
    command = ["calibrate", str(demo), "--free", "hosts.uptake,tutoring.effect", "--runs", "100", "--workers", "1",
               "--keep", str(keep)]  # fmt: skip
    figures = folder / "figures"
    figures.mkdir()
    done = runner.invoke(app, [*command, "--figures", str(figures), "--json", str(folder / "a.json")], env=environment)
    assert done.exit_code == 0, done.output
    again = runner.invoke(app, [*command, "--json", str(folder / "b.json")], env=environment)
    return folder, done, again, environment, command


def test_the_answer_says_what_it_is_worth(ran):
    _, done, _, _, _ = ran
    assert "Posterior" in done.output
    assert "baseline, selection and effect cannot be separated" in done.output
    assert "not updated" in done.output
    assert "synthetic pilot (about nobody)" in done.output
    assert "Which data to collect next" in done.output
    assert "a comparison group of the same size" in done.output


def test_the_document_is_complete_and_the_same_twice(ran):
    folder, _, again, _, _ = ran
    assert again.exit_code == 0, again.output
    first, second = (json.loads((folder / name).read_text()) for name in ("a.json", "b.json"))
    assert first["results"] == second["results"]
    found = first["results"]
    assert {"data", "model", "priors", "checks", "fit", "next_data", "posterior"} <= set(found)
    for row in found["fit"]:
        assert row["low"] <= row["sim"] <= row["high"]
        assert (row["data"] is None) == (row["error"] is None)
    effect = next(row for row in found["parameters"] if row["name"] == "tutoring.effect")
    assert effect["updated"] is False
    assert load_posterior(found["posterior"], folder / "keep").id == found["posterior"]


def test_three_figures_are_drawn(ran):
    folder, *_ = ran
    for name in ("fit", "contraction", "ranks"):
        assert (folder / "figures" / f"{name}.png").stat().st_size > 20_000


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--free", "hosts.uptak"], "Did you mean"),
        (["--territory", "padova"], "the data have none of it"),
        (["--runs", "5"], "expected 100"),
        (["--minutes", "0"], "minutes"),
        (["--package", "inside-au"], "inside-aut"),
        (["--small", "4"], "never lowered"),
        (["--seed", "-1"], "seed"),
    ],
)
def test_what_is_asked_wrongly_is_a_sentence(ran, more, words):
    _, _, _, environment, command = ran
    done = CliRunner().invoke(app, [*command, *more], env=environment)
    assert done.exit_code == 2, done.output
    assert words in done.output
    assert "Traceback" not in done.output
