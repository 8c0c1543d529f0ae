"""The commands `sensitivity`, `search` and `economics` on a small fake world, and their figures."""

import json

import numpy as np
import pytest
from matplotlib.collections import PathCollection
from matplotlib.patches import Rectangle

from approdo.experiments.economics.costs import PAYERS
from approdo.experiments.economics.evaluation import Flows, evaluate
from approdo.experiments.pareto import FrontPoint
from approdo.experiments.sensitivity import Influence
from approdo.experiments.statistics import Estimate
from approdo.viz.figures import acceptability, pareto, saving, sobol_bars
from tests.experiments.known_functions import there
from tests.viz.small_study import DOUBT

DESIGN = 'runs = 1\ndesign = "latin_hypercube"\npoints = 24\n'
DOSE = """
[[vary]]
path = "packages.tut.tutoring.tutors"
range = { low = 0, high = 6 }
"""


@pytest.fixture
def call(call_on_study):
    """Call a command on a study with these factors; returns the result."""
    return lambda command, factors, *options: call_on_study(command, DESIGN + factors, *options)


def test_sensitivity_from_a_file_to_text_document_and_figure(call, tmp_path):
    done = call("sensitivity", DOUBT, "--json", "a.json", "--figure", "a.png")
    assert done.exit_code == 0, done.output
    assert "varese, hm_total, tut - none" in done.output
    assert "Reproduce: approdo sensitivity study.toml" in done.output
    found = json.loads((tmp_path / "a.json").read_text())["results"]["analyses"]
    assert [each["input"] for each in found[0]["inputs"]] == ["market.accessible_share"]
    assert (tmp_path / "a.png").stat().st_size > 5000
    again = call("sensitivity", DOUBT, "--json", "b.json")
    assert again.exit_code == 0
    first, second = (json.loads((tmp_path / f"{name}.json").read_text()) for name in "ab")
    assert first["results"] == second["results"]


def test_economics_from_a_file_to_text_document_and_figure(call, tmp_path):
    done = call("economics", DOUBT, "--json", "e.json", "--figure", "e.png", "--payer", "tutoring=municipality")
    assert done.exit_code == 0, done.output
    assert "Municipality" in done.output
    found = json.loads((tmp_path / "e.json").read_text())["results"]["evaluations"][0]
    assert {row["payer"] for row in found["by_payer"]} >= {"municipality"}
    assert [option["package"] for option in found["options"]]
    assert (tmp_path / "e.png").stat().st_size > 5000


def test_search_from_a_file_to_text_and_document(call, tmp_path):
    done = call("search", DOSE + DOUBT, "--goal", "best", "--budget", "5000", "--runs", "100", "--json", "s.json")
    assert done.exit_code == 0, done.output
    found = json.loads((tmp_path / "s.json").read_text())["results"]
    assert set(found["doses"]) == {"tut.tutoring.tutors"}
    assert found["runs"] == 100
    assert found["verdict"] in ("confirmed", "likely", "doubtful", "refuted")
    assert "Guardrails kept: departures, displacement, groups, restrictions." in done.output


@pytest.mark.parametrize(
    ("command", "factors", "options", "told"),
    [
        ("search", DOSE, ["--goal", "chepest"], 'Did you mean "cheapest"'),
        ("search", DOSE, ["--goal", "cheapest"], "needs --below"),
        ("search", DOSE, ["--goal", "best", "--below", "3"], "needs --budget"),
        ("search", DOSE, ["--goal", "pareto", "--budget", "3"], "is of --goal best"),
        ("search", DOSE, ["--goal", "best", "--budget", "3", "--allow", "harm"], "expected departures"),
        ("search", DOSE, ["--goal", "best", "--budget", "3", "--figure", "a.png"], "--goal pareto only"),
        ("search", DOSE, ["--goal", "best", "--budget", "3", "--runs", "20"], "at least 100"),
        ("search", DOSE, ["--goal", "best", "--budget", "3", "--outcome", "hm_totl"], 'Did you mean "hm_total"'),
        ("search", DOUBT, ["--goal", "best", "--budget", "3"], "nothing to choose"),
        (
            "search",
            DOUBT.replace("uncertain", "vary").replace('distribution = "prior"', "range = { low = 0.1, high = 0.4 }"),
            ["--goal", "best", "--budget", "3"],
            "--allow restrictions",
        ),
        ("economics", DOSE, [], "package of its own"),
        ("economics", DOUBT, ["--payer", "tutoring"], "LEVER=PAYER"),
        ("economics", DOUBT, ["--payer", "tutorin=region"], "no lever of this study"),
        ("economics", DOUBT, ["--rate", "3"], "discount rate"),
        ("sensitivity", DOUBT, ["--outcome", "cost"], "no total of a run"),
        ("sensitivity", DOUBT, ["--language", "de"], "expected en or it"),
        ("sensitivity", DOUBT, ["--figure", "a.gif"], "ends in .png"),
    ],
)
def test_asked_wrongly(call, command, factors, options, told):
    done = call(command, factors, *options)
    assert done.exit_code == 2, done.output
    assert told in " ".join(done.stderr.split())


def estimate(mean, half=0.1):
    return Estimate(mean, mean - half, mean + half, 30)


def test_bars_show_the_indices_and_mark_assumptions(tmp_path):
    influences = (
        Influence("market.share", "assumption", estimate(0.4), estimate(0.6)),
        Influence("rent", "verified", Estimate(0.1, None, None, 30, "none"), Estimate(0.2, None, None, 30, "none")),
    )
    for language in ("en", "it"):
        ax = sobol_bars.draw(sobol_bars.Bars("Small", influences, 0.3, 30), language=language)["sobol"]
        widths = sorted(patch.get_width() for patch in ax.patches if isinstance(patch, Rectangle))
        assert widths == pytest.approx([0.1, 0.2, 0.4, 0.6])
        assert [label.get_text() for label in ax.get_yticklabels()] == ["market.share *", "rent"]
        assert "30%" in ax.figure.get_supxlabel()
        saving.save(ax, tmp_path / f"{language}.png")


def test_the_front_shows_every_point_with_its_intervals():
    points = [
        FrontPoint({"a": 0.0}, estimate(0.0), estimate(5.0), {}, True),
        FrontPoint({"a": 1.0}, estimate(100.0), estimate(6.0), {}, False),
        FrontPoint({"a": 2.0}, estimate(200.0), estimate(3.0), {}, True),
        FrontPoint({"a": 3.0}, Estimate(None, None, None, 0, "never"), estimate(3.0), {}, False),
    ]
    data = pareto.compute(points, "hm_total", "Small")
    assert len(data.points) == 3
    ax = pareto.draw(data, language="it")["front"]
    marks = [each for each in ax.collections if isinstance(each, PathCollection)]
    assert sorted(len(np.asarray(each.get_offsets())) for each in marks) == [1, 2]


def test_curves_show_the_shares_or_say_why_not():
    rng = np.random.default_rng(1)
    costs = np.zeros((60, 2, len(PAYERS), 1))
    costs[:, 1, 0, 0] = 500.0
    homeless = np.column_stack([np.full(60, 9.0), 9.0 - rng.random(60)])
    flows = Flows(("none", "p"), (1,), costs, homeless, np.zeros((60, 2)))
    found = evaluate(flows, rng.random((60, 1)), ["x"], price=1000.0)
    axes = acceptability.draw(found)
    assert list(axes) == ["curves", "plane"]
    assert axes["curves"].lines[1].get_ydata() == pytest.approx(there(found.acceptability).curves[:, 1])
    nothing = acceptability.draw(evaluate(flows), language="it")
    assert [text.get_text() for text in nothing["curves"].texts] == ["servono fattori incerti e più simulazioni"]
