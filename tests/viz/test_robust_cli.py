"""The commands `robust`, `discover` and `power` on a small fake world, and their figures."""

import json
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from approdo.experiments.discovery import look
from approdo.experiments.power import Truth
from approdo.experiments.study_power import ask, power_of_numbers
from approdo.viz.cli.main import app
from approdo.viz.figures import power_curve, regret, saving, trade_off
from tests.experiments import fake_engine
from tests.viz.small_study import DOUBT

CROSSED, SAMPLED = "runs = 4\ndraws = 2\n", 'runs = 1\ndesign = "latin_hypercube"\npoints = 40\n'


@pytest.fixture
def call(call_on_study):
    """Call a command on a study with this design; returns the result."""
    return lambda command, design, *options: call_on_study(command, design + DOUBT, *options)


def test_robust_from_a_file_to_text_document_and_figure(call, tmp_path):
    options = ["--stress", "arrivals", "--stress", "fami-ends", "--satisfied", "change hm_total < 0"]
    done = call("robust", CROSSED, *options, "--json", "a.json", "--figure", "a.png")
    assert done.exit_code == 0, done.output
    assert "By mean regret, tut is the most robust." in done.output
    assert "until then the world as expected: A surge of arrivals (6)" in done.output
    assert "they change nothing: The end of FAMI money (12)" in done.output
    assert "--stress arrivals --stress fami-ends --satisfied 'change hm_total < 0'" in done.output
    results = json.loads((tmp_path / "a.json").read_text())["results"]
    assert [case["id"] for case in results["cases"]] == ["expected", "arrivals", "fami-ends"]
    none, tut = results["robustness"][0]["policies"]
    assert (none["satisfied"], tut["satisfied"]) == (0.0, 1.0)
    assert none["measures"]["mean_regret"]["mean"] == 75
    assert tut["measures"]["max_regret"]["mean"] == 0
    assert (tmp_path / "a.png").stat().st_size > 5000
    again = call("robust", CROSSED, *options, "--json", "b.json")
    assert again.exit_code == 0
    assert json.loads((tmp_path / "b.json").read_text())["results"] == results


def test_discover_says_that_nothing_was_found(call, tmp_path):
    done = call("discover", SAMPLED, "--fails", "change hm_strict_12 > -1", "--json", "d.json", "--figure", "d.svg")
    assert done.exit_code == 0, done.output
    assert "PRIM: nothing found" in done.output
    found = json.loads((tmp_path / "d.json").read_text())["results"]["discoveries"][0]
    assert (found["points"], found["found"]) == (40, False)
    never = call("discover", SAMPLED, "--fails", "change hm_total > 0")
    assert "never fails here" in never.output


def test_power_from_a_study_and_from_numbers(call, tmp_path):
    options = ["--measure", "hm", "--window", "0", "--people", "40", "--territories", "4", "--repeats", "400"]
    done = call("power", "runs = 4\n", *options, "--json", "p.json", "--figure", "p.png")
    assert done.exit_code == 0, done.output
    assert "effect on them: -4.00 months" in done.output
    assert "One territory: the correlation is that of chance only" in done.output
    results = json.loads((tmp_path / "p.json").read_text())["results"]
    assert results["facts"][0]["effect"]["mean"] == -4
    assert len(results["designs"]) == 2
    alone = call("power", "runs = 4\n", "--measure", "hm", "--window", "0", "--repeats", "400")
    assert alone.exit_code == 0, alone.output  # one territory: controls can only be within
    told = CliRunner().invoke(
        app, ["power", "--level", "0.4", "--effect", "0.3", "--people", "400", "--repeats", "400"]
    )
    assert told.exit_code == 0, told.output
    assert "Cheapest with 80 %: 400 people" in told.output
    assert "Reproduce: approdo power --people 400 --repeats 400 --level 0.4 --effect 0.3" in told.output


@pytest.mark.parametrize(
    ("command", "design", "options", "said"),
    [
        ("robust", CROSSED, ["--stress", "arival"], 'Did you mean "arrivals"'),
        ("robust", CROSSED, ["--satisfied", "hm_total"], "expected an outcome"),
        ("robust", CROSSED, ["--outcome", "hm_totl"], 'Did you mean "hm_total"'),
        ("robust", CROSSED, ["--figure", "a.gif"], "ends in .png"),
        ("robust", CROSSED + "[robust]\nstres = 3\n", [], 'Did you mean "stress"'),
        ("discover", CROSSED, ["--fails", "hm_total > 0"], "at least 40"),
        ("discover", SAMPLED, [], "when does it fail"),
        ("discover", SAMPLED, ["--fails", "hm_total > 0", "--package", "tot"], 'Did you mean "tut"'),
        ("power", "runs = 2\n", ["--level", "0.4"], "worlds say this"),
        (
            "power",
            "runs = 2\n",
            ["--people", "5", "--territories", "9", "--measure", "hm", "--window", "0"],
            "needs somebody",
        ),
        ("power", "runs = 2\n", ["--months", "6"], "nobody is followed"),
    ],
)
def test_asked_wrongly(call, command, design, options, said):
    done = call(command, design, *options)
    assert done.exit_code == 2, done.output
    assert said in " ".join(done.stderr.split())


@pytest.mark.parametrize("words", [["--level", "0.4"], ["--level", "0.4", "--effect", "0.1", "--spread", "2"], []])
def test_power_needs_what_is_true(words):
    done = CliRunner().invoke(app, ["power", *words])
    assert done.exit_code == 2
    assert "--" in done.stderr


def test_a_study_whose_package_reaches_nobody_in_time_is_a_sentence(call, monkeypatch):
    done = call("power", "runs = 2\n", "--measure", "stable")
    assert done.exit_code == 0, done.output  # the fake world reaches index people
    monkeypatch.setattr(fake_engine, "REACHED", 0)
    done = call("power", "runs = 3\n", "--months", "13")
    assert done.exit_code == 1
    assert "months_since_exit_max" in done.stderr


def test_long_names_of_policies_leave_room_for_the_map(tmp_path):
    names = tuple(f"ali (accompaniment.tutors = {n}, guarantee_fund.months_covered = 12)" for n in (1, 2))
    title = "A study with a name that is longer than the picture is wide, and then some more of it"
    numbers = np.array([[0.1, 0.2], [0.0, 0.3]])
    data = regret.Regret(
        title, names, ("As expected", "A surge"), ("a", "b"), numbers, numbers[1], "hm_strict_12", 4, 1
    )
    ax = regret.draw(data)["regret"]
    saving.save(ax, tmp_path / "r.png")  # a map without room is a warning, and warnings are errors
    figure: Any = ax.get_figure()
    figure.draw_without_rendering()
    assert ax.get_position().width > 0.4
    for text in (figure._suptitle, figure._supxlabel):
        assert text.get_window_extent(dpi=figure.dpi).x1 <= figure.bbox.x1


def test_the_regret_map_shows_every_number(tmp_path):
    data = regret.Regret(
        "Small", ("safe", "bold"), ("As expected", "Worse"), ("Come atteso", "Peggio"),
        np.array([[1.0, 2.0], [0.0, 30.0]]), np.array([5.0, 44.0]), "hm_total", 8, 2,
    )  # fmt: skip
    for language, last in (("en", "largest of all"), ("it", "il maggiore di tutti")):
        ax = regret.draw(data, language=language)["regret"]
        assert [text.get_text() for text in ax.texts] == ["1", "2", "5", "0", "30", "44"]
        assert [label.get_text() for label in ax.get_xticklabels()][-1] == last
        saving.save(ax, tmp_path / f"{language}.png")


def test_the_trade_off_shows_the_box_or_says_that_there_is_none():
    x = np.random.default_rng(1).random((150, 2))
    found = look(x, x[:, 0] < 0.3, ("rent", "wage"), territory="varese", package="tut")
    ax = trade_off.draw(found)["tradeoff"]
    assert np.size(ax.lines[0].get_xdata()) == len(found.boxes[0].trajectory)
    assert len(ax.collections) == 2
    chance = look(x, np.random.default_rng(2).random(150) < 0.3, ("rent", "wage"), territory="varese", package="tut")
    assert "caso" in trade_off.draw(chance, language="it")["tradeoff"].texts[0].get_text()
    always = look(x, np.full(150, True), ("rent", "wage"))
    assert len(trade_off.draw(always)["tradeoff"].texts) == 1


def test_the_power_curve_rises_with_people():
    answer = power_of_numbers(Truth(0.4, 0.2, rho=0.02), ask(None, {"people": [100], "repeats": 200}))
    data = power_curve.compute(answer)
    assert len(data.lines) == 2
    for _, people, shares in data.lines:
        assert people[-1] == 400
        assert shares[-1] > shares[0] + 0.3
    ax = power_curve.draw(data, language="it")["power"]
    legend = ax.get_legend()
    assert legend is not None
    assert "confronto" in legend.get_texts()[0].get_text()
