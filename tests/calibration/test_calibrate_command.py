"""`approdo calibrate` on a small synthetic pilot, as its user would run it."""

import json
from types import SimpleNamespace

import numpy as np
import pytest
from typer.testing import CliRunner

from approdo.calibration import worth
from approdo.calibration.pilot.pilots import audit_rows, open_pilot, releases
from approdo.calibration.pilot.tables import digest_of
from approdo.calibration.posterior import load_posterior
from approdo.calibration.predict import HIDDEN, UNRECORDED
from approdo.model.monthly import BROAD
from approdo.viz.cli.main import app
from approdo.viz.figures.calibration import draw_fit


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
    assert f"--posterior {ran[0] / 'keep'}" in done.output  # kept elsewhere: an id alone would not be found


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


def test_what_was_told_of_an_imported_pilot_is_remembered_whatever_its_name(ran):
    """A first answer about one territory, then one about both: the difference must not tell about the other one."""
    folder, _, _, environment, command = ran
    base, runner = str(folder / "named.db"), CliRunner()
    done = runner.invoke(app, ["pilot", "import", str(folder / "demo"), "--name", "ours", "--pilots", base])
    assert done.exit_code == 0, done.output
    for more in (["--territory", "sondrio"], []):
        asked = [*command, *more, "--pilots", base, "--json", str(folder / "d.json")]
        assert runner.invoke(app, asked, env=environment).exit_code == 0
    assert len(releases(digest_of(open_pilot("ours", base)), base)) == 2
    assert [row["pilot"] for row in audit_rows(file=base)] == ["ours"] * 5
    assert [row["target"] for row in audit_rows(file=base)] == ["", "terminal", "d.json", "terminal", "d.json"]
    alone, later = (
        {(row["outcome"], row["part"]) for row in json.loads((folder / name).read_text())["results"]["fit"]
         if row["data"] is not None}
        for name in ("a.json", "d.json")
    )  # fmt: skip
    assert later <= alone  # never more than without the earlier answer


def test_the_truth_of_a_synthetic_pilot_stands_beside_the_posterior(ran):
    folder, done, _, environment, command = ran
    more = ["--truth", str(folder / "demo-truth"), "--json", str(folder / "c.json")]
    judged = CliRunner().invoke(app, [*command, *more], env=environment)
    assert judged.exit_code == 0, judged.output
    assert "intervals hold the truth" not in done.output
    assert "intervals hold the truth" in judged.output
    found = json.loads((folder / "c.json").read_text())["results"]
    rows, truth = {row["name"]: row for row in found["parameters"]}, found["truth"]
    assert set(truth) == set(rows)
    assert truth["record.lost"]["value"] == 0.015
    for name, row in rows.items():
        value = truth[name]["value"]
        assert truth[name]["inside"] == (row["low"] <= value <= row["high"])
        assert truth[name]["at_end"] == (value in (row["prior_low"], row["prior_high"]))
    assert truth["territories.spread"] == {"value": 0.0, "inside": False, "at_end": True}
    assert found["posterior"] == json.loads((folder / "a.json").read_text())["results"]["posterior"]


def test_nothing_is_told_where_the_audit_cannot_be_written(ran):
    folder, _, _, environment, command = ran
    done = CliRunner().invoke(app, [*command, "--pilots", str(folder / "demo" / "person.csv")], env=environment)
    assert done.exit_code == 2, done.output
    assert "no SQLite database" in done.output
    assert "Posterior" not in done.output


def test_what_knowing_more_is_worth_stands_below_the_answer(ran, monkeypatch):
    folder, _, _, environment, command = ran

    def luck(request, store, workers, progress):
        assert [arms[0].territory.id for arms in request.scenarios] == ["ragusa", "sondrio"]
        rng = np.random.default_rng(1)
        arms = [
            SimpleNamespace(
                series=rng.normal(0, 1, (request.runs, 36, BROAD + 1)), totals=rng.normal(0, 1, (request.runs, 200))
            )
            for _ in range(2)
        ]
        return SimpleNamespace(failed={}), [arms, arms]

    monkeypatch.setattr(worth, "run_request", luck)
    more = ["--decide", "ali", "--pairs", "100", "--price", "2500", "--json", str(folder / "e.json")]
    done = CliRunner().invoke(app, [*command, *more], env=environment)
    assert done.exit_code == 0, done.output
    assert "EVPPI" in done.output
    assert "EUR 2,500 per homeless month averted" in done.output
    found = json.loads((folder / "e.json").read_text())["results"]
    assert (found["worth"]["package"], found["worth"]["pairs"]) == ("ali", 100)
    assert found["posterior"] == json.loads((folder / "a.json").read_text())["results"]["posterior"]


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
        (["--language", "de"], "expected en or it"),
        (["--truth", "nowhere"], "there is no such file"),
        (["--decide", "alli"], "Did you mean"),
        (["--decide", "ali", "--pairs", "3"], "pairs = 3"),
    ],
)
def test_what_is_asked_wrongly_is_a_sentence(ran, more, words):
    _, _, _, environment, command = ran
    done = CliRunner().invoke(app, [*command, *more], env=environment)
    assert done.exit_code == 2, done.output
    assert words in done.output
    assert "Traceback" not in done.output


SHARES = """indicator,territory,month,since_exit,group,n,value
hl_broad,014,2027-06,,all,24,0.33
emp_rate,014,2027-06,,all,24,0.54
hl_broad,014,2027-06,,group=comparison,40,0.45
emp_rate,014,,6,group=comparison,40,0.50
emp_rate,014,,6,reception=cas,10,0.25
"""


def test_a_figure_says_why_a_share_is_not_shown(ran):
    """Hidden is one thing, never recorded another."""
    found = json.loads((ran[0] / "a.json").read_text())["results"]
    rows = [
        {**row, "data": None, "why": UNRECORDED if row["outcome"] == "paid work" else HIDDEN} for row in found["fit"]
    ]
    panels = draw_fit({**found, "fit": rows})
    said = [[text.get_text() for text in panel.texts] for panel in panels]
    assert said == [["some points hidden: few people"], ["some points hidden: few people"],
                    ["nobody's months were recorded"]]  # fmt: skip


def test_published_shares_are_fitted_as_well(tmp_path):
    runner, environment = CliRunner(), {"APPRODO_PILOTS": str(tmp_path / "pilots.db")}
    report = tmp_path / "report"
    command = ["pilot", "template", str(report), "--aggregate", "--first", "2026-03", "--last", "2027-08"]
    assert runner.invoke(app, command).exit_code == 0
    (report / "aggregate.csv").write_text(SHARES)
    done = runner.invoke(app, ["pilot", "import", str(report), "--name", "report"], env=environment)
    assert done.exit_code == 0, done.output
    (tmp_path / "figures").mkdir()
    command = ["calibrate", "report", "--free", "hosts.uptake,work.employer_base", "--runs", "100", "--workers", "1",
               "--keep", str(tmp_path / "keep"), "--json", str(tmp_path / "a.json"),
               "--figures", str(tmp_path / "figures"), "--language", "it"]  # fmt: skip
    done = runner.invoke(app, command, env=environment)
    assert done.exit_code == 0, done.output
    for words in ("4 published shares of a pilot in sondrio", "Not used", "reception=cas", "2027-06", "6 after exit"):
        assert words in done.output
    found = json.loads((tmp_path / "a.json").read_text())["results"]
    assert (found["data"]["people"], found["data"]["shares"], found["data"]["comparison"]) == (None, 4, True)
    assert found["data"]["unused"] == ["emp_rate, sondrio, 6 months after the exit, reception=cas"]
    rows = {(row["outcome"], row["who"]): row for row in found["fit"]}
    row = rows["hl_broad", "sondrio"]
    assert (row["data"], row["n"], row["month"], row["part"], row["why"]) == (0.33, 24, "2027-06", None, "")
    assert rows["emp_rate", "sondrio, group=comparison"]["since_exit"] == 6
    assert all(row["low"] <= row["sim"] <= row["high"] for row in rows.values())
    assert (tmp_path / "figures" / "fit.png").stat().st_size > 20_000
    assert load_posterior(found["posterior"], tmp_path / "keep").id == found["posterior"]
    again = runner.invoke(app, command, env=environment)
    assert again.exit_code == 0, again.output
    assert json.loads((tmp_path / "a.json").read_text())["results"] == found
    audit = runner.invoke(app, ["pilot", "audit"], env=environment).output
    assert audit.count("export") == 6  # the terminal and two files, twice


def test_shares_of_nobody_in_the_model_and_of_an_unknown_whole_are_told(tmp_path):
    runner, environment = CliRunner(), {"APPRODO_PILOTS": str(tmp_path / "pilots.db")}
    head, *_ = SHARES.splitlines()
    for row, told in (
        ("emp_rate,014,,6,reception=cas,10,0.25", "nothing to fit"),
        ("emp_rate,,,6,all,10,0.25", "which are they"),
    ):
        folder = tmp_path / told.replace(" ", "-")
        runner.invoke(app, ["pilot", "template", str(folder), "--aggregate"])
        (folder / "aggregate.csv").write_text(f"{head}\n{row}\n")
        done = runner.invoke(app, ["calibrate", str(folder), "--runs", "100"], env=environment)
        assert done.exit_code == 2, done.output
        assert told in done.output
