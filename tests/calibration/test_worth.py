"""What knowing more is worth: known in closed form where the net benefit is a line in one fitted number."""

from types import SimpleNamespace

import numpy as np
import pytest

from approdo.calibration import worth as module
from approdo.calibration.posterior import Posterior, prior_rows
from approdo.calibration.priors import model_priors
from approdo.calibration.worth import COST, Decision, worth
from approdo.experiments.package import load_package
from approdo.model import monthly
from approdo.model.errors import BadInput, Failure
from approdo.model.outcomes import TOTALS
from approdo.viz.cli.calibrate_text import valued

PRICE, PAIRS = 1000.0, 200


@pytest.fixture
def posterior():
    priors = model_priors(["hosts.uptake", "work.employer_base"])
    return Posterior(priors, priors.draw(1000, 1), {"priors": prior_rows(priors), "runs": 1000})


def arm(homeless, cost):
    series, totals = np.zeros((PAIRS, 36, monthly.BROAD + 1)), np.zeros((PAIRS, len(TOTALS)))
    series[:, 0, monthly.BROAD], totals[:, COST] = homeless, cost
    return SimpleNamespace(series=series, totals=totals)


def run_as(monkeypatch, slope, cost=0.0, failed=()):
    """Let a package avert as many homeless months as `slope` says, in each of two territories, with luck of its own."""

    def fake(request, store, workers, progress):
        assert request.draws.others == "fixed"
        luck = np.random.default_rng(3).normal(0, 20, (2, PAIRS))
        uptake = np.array([request.draws.at(run)["hosts.uptake"] for run in range(request.runs)])
        share = (uptake - 0.02) / 0.18  # uniform from 0 to 1
        averted = [slope * (share - 0.5) / 2 + each for each in luck]
        places = [(arm(100.0, 0.0), arm(100.0 - each, cost / 2)) for each in averted]
        return SimpleNamespace(failed=failed), places

    monkeypatch.setattr(module, "run_request", fake)


def decision(**more):
    return Decision(load_package("ali"), ("padova", "foggia"), PRICE, PAIRS, **more)


def test_a_line_in_one_number_is_worth_an_eighth_of_its_range(posterior, monkeypatch):
    """The benefit is uniform around zero: knowing it saves E max(b, 0) = range / 8; another number is worth nothing."""
    run_as(monkeypatch, slope=200.0)
    found = worth(posterior, decision())
    assert found.benefit == pytest.approx(0.0, abs=4000)
    values = {each.names: each.value for each in found.information}
    every = ("hosts.uptake", "work.employer_base", "programme.take_up_employability")
    assert set(values) == {every, *((name,) for name in every)}
    exact = 200.0 * PRICE / 8
    for names in (every, ("hosts.uptake",)):
        assert values[names].mean == pytest.approx(exact, rel=0.15)
        assert (values[names].low or 0.0) < exact < (values[names].high or 0.0)
    assert (values[("work.employer_base",)].mean or 0.0) < 0.15 * exact
    text = valued(found)
    assert text.index("all of them") < text.index("hosts.uptake") < text.index("work.employer_base")
    assert "A.L.I. in padova, foggia: 200 pairs" in text


def test_what_cannot_change_the_decision_is_worth_nothing(posterior, monkeypatch):
    run_as(monkeypatch, slope=200.0, cost=1e6)
    found = worth(posterior, decision())
    assert [each.value.mean for each in found.information] == [0.0] * 4
    assert "would change the decision" in valued(found)
    rows = found.document()["rows"]
    assert {row["unit"] for row in rows} == {"EUR"}
    assert found.document()["net_benefit"] == pytest.approx(-1e6, rel=0.01)


def test_what_is_asked_wrongly_and_runs_that_fail(posterior, monkeypatch):
    with pytest.raises(BadInput, match=r"price = -1.*\n.*pairs = 3, expected 100"):
        Decision(load_package("ali"), (), -1.0, 3)
    with pytest.raises(BadInput, match="price = nan"):
        Decision(load_package("ali"), (), float("nan"))
    run_as(monkeypatch, slope=1.0, failed=(1,))
    with pytest.raises(Failure, match="1 runs failed"):
        worth(posterior, decision())
